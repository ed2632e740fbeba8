"""What the doctor judges of plain values: torn bytes, marks of a conflict, gaps in a sequence."""

from __future__ import annotations

import pytest

from repairctl.checks.gaps import MOST, gaps
from repairctl.checks.torn import CUT, EMPTY, ENDS_IN_ZEROS, ZEROS, conflict_line, id_inside, tear, torn_write

WHOLE = "kind: order\nid: WO-1\nnote: 厨房\n".encode()
TORN = [
    (b"", EMPTY, True),
    (bytes(40), ZEROS, True),
    (WHOLE[:20], CUT, True),
    (WHOLE[:30], CUT, True),  # in the middle of a Chinese character
    (WHOLE[:12] + bytes(10), ENDS_IN_ZEROS, True),
    (WHOLE[:-1], CUT, True),
    (WHOLE[:12], "", False),  # whole lines: a person may have taken the others away
    (WHOLE, "", False),
    (WHOLE + b"x: 1", CUT, False),
    (b"kind: unit" + bytes(4), ENDS_IN_ZEROS, False),
    (WHOLE[:12] + bytes(4) + WHOLE[16:], "", False),
]


@pytest.mark.parametrize(("data", "how", "mendable"), TORN)
def test_only_the_beginning_of_what_was_recorded_is_a_torn_write(data: bytes, how: str, mendable: bool) -> None:
    assert (tear(data), torn_write(data, WHOLE)) == (how, mendable)


def test_a_mark_of_two_versions_is_told_by_its_line_and_a_rule_of_signs_is_none() -> None:
    assert conflict_line(WHOLE + b"<<<<<<< HEAD\na\n=======\nb\n>>>>>>> other\n") == 4
    assert conflict_line(WHOLE + b"=======\n>>>>>>> other\n") == 0
    assert conflict_line(b"note: a <<<<<<< b\n>>>>>>> c\n") == 0


@pytest.mark.parametrize("text", ["id: WO-1", 'id: "WO-1"', "id:  WO-1  # here", "kind: order\nid: 'WO-1'"])
def test_the_id_inside_is_read_however_it_is_written(text: str) -> None:
    assert id_inside(text.encode()) == "WO-1"
    assert id_inside(b"  id: WO-2\n") == ""


def test_gaps_are_counted_by_kind_day_and_desk() -> None:
    given = ["WO-20260307-001", "WO-20260307-004", "WO-20260307-B002", "WO-20260308-001", "CP-20260307-002", "S-07"]
    assert sorted(gaps(given)) == ["CP-20260307-001", "WO-20260307-002", "WO-20260307-003", "WO-20260307-B001"]
    assert list(gaps(["WO-20260307-001", "WO-20260307-002", "WO-20260307-0003"])) == []
    assert len(list(gaps(["WO-20260307-99999"]))) == MOST
