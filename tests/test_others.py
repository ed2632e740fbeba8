"""Which other records a document is handed: those that are named, those of the place, those of the party, as they stood then."""

from __future__ import annotations

import pytest

from repairctl import office as offices
from repairctl.actions.others import named_places, others_of
from repairctl.actions.working import Working
from repairctl.kinds import KINDS
from tests.clerk import Clerk, begun
from tests.reading import at

NOW = "2026-04-20T09:00"


@pytest.fixture(scope="module")
def clerk(tmp_path_factory: pytest.TempPathFactory) -> Clerk:
    """Two orders at 5-802, one at 1-303, a complaint of 5-802 about the first."""
    clerk = begun(tmp_path_factory.mktemp("others"))
    clerk.tell("""
    2026-03-07T22:40 order report --unit QH-5-802 --reporter P-0802 --description 爆裂 --by S-01
    2026-03-08T09:00 order report --unit QH-1-303 --reporter P-0303 --description 门禁失效 --by S-01
    2026-04-02T09:00 order report --unit QH-5-802 --description 灯不亮 --by S-01
    2026-04-03T10:00 complaint receive --unit QH-5-802 --complainant P-0802 --order WO-20260307-001 --description 迟到 --by S-02
    """)
    return clerk


def others(clerk: Clerk, kind: str, id: str, told: str, as_of: str = NOW) -> list[str]:
    here = offices.find(clerk.office, at(NOW), as_of=at(as_of))
    working = Working(here)
    return [one.id for one in others_of(working, working.load(KINDS[kind], id).record, told)]


def test_a_unit_is_told_with_the_orders_of_its_place_and_with_no_others(clerk: Clerk) -> None:
    assert others(clerk, "unit", "QH-5-802", "place") == ["WO-20260307-001", "WO-20260402-001"]


def test_an_order_is_told_with_the_other_orders_of_its_place_and_what_it_names(clerk: Clerk) -> None:
    assert others(clerk, "order", "WO-20260307-001", "place") == ["P-0802", "QH-5-802", "WO-20260402-001"]


def test_linked_are_those_that_the_record_names(clerk: Clerk) -> None:
    assert others(clerk, "complaint", "TS-20260403-001", "linked") == ["P-0802", "QH-5-802", "WO-20260307-001"]
    assert others(clerk, "complaint", "TS-20260403-001", "") == []


def test_a_party_is_told_with_what_names_it(clerk: Clerk) -> None:
    assert others(clerk, "party", "P-0802", "party") == ["QH-5-802", "TS-20260403-001", "WO-20260307-001"]


def test_as_of_a_day_nothing_is_told_that_came_later(clerk: Clerk) -> None:
    assert others(clerk, "unit", "QH-5-802", "place", "2026-03-31 09:00") == ["WO-20260307-001"]


def test_a_place_has_its_own_words(clerk: Clerk) -> None:
    working = Working(offices.find(clerk.office, at(NOW)))
    unit = working.load(KINDS["unit"], "QH-5-802").record
    assert named_places(working, unit) == {"QH-5-802": "清和苑5幢802"}
