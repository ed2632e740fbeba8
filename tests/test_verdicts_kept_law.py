"""The law of what is kept: after any sequence of hand edits, steps, waivers, policies and minutes a check says what a new one says."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from shutil import copytree, rmtree

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests import test_verdicts_kept as kept
from tests.clerk import Clerk
from tests.test_verdicts_kept import FIRST, NOW, ORDERS, REWORK, SECOND, STAFF, UNIT, WAIVER, begun_once, order, waiver, write

__all__ = ["begun_once"]

MINUTES = ("2026-03-05T12:00", "2026-03-05T15:01", "2026-03-09T23:59", NOW, "2026-03-10T09:01", "2026-03-12T00:01", "2026-07-01T00:00")
Change = Callable[[Path], None]


def gone(path: str) -> Change:
    return lambda office: (office / path).unlink(missing_ok=True)


def other(path: str, old: str, new: str) -> Change:
    """One word for another, or back again."""

    def change(office: Path) -> None:
        if (office / path).exists():
            text = (office / path).read_text(encoding="utf-8")
            write(office, path, text.replace(old, new) if old in text else text.replace(new, old))

    return change


def put(path: str, text: str) -> Change:
    return lambda office: write(office, path, text)


def step(command: str) -> Change:
    """A command; whether it is allowed now is its own business."""

    def change(office: Path) -> None:
        Clerk(office).give(NOW, command)

    return change


def commit(office: Path) -> None:
    Clerk(office).git("add", "-A")
    Clerk(office).git("commit", "-qm", "By hand", "--allow-empty")


CHANGES: Sequence[Change] = (
    other(FIRST, "T15:00", "T09:30"),
    other(FIRST, "QH-5-802", "QH-1-303"),
    other(FIRST, "S-11", "S-77"),
    other(SECOND, "S-12", "S-11"),
    other(SECOND, "item: power_fault", "item: pipe"),
    other(REWORK, "WO-20260305-001", "WO-20260305-009"),
    other(STAFF, "2029-05-01", "2026-03-01"),
    other(UNIT, "estate: QH", "estate: XX"),
    other("policies/service/2026-01.yaml", "arrive: 4 h", "arrive: 10 h"),
    other("policies/service/2026-01.yaml", "title:", "title :"),
    other("office.yaml", "name: 清和苑物业", "name: 清和苑"),
    other("papers/signed.txt", "signed", "signed "),
    put("papers/signed.txt", "signed\n"),
    put(f"{ORDERS}/WO-20260306-001.yaml", order(1, day="06")),
    put(f"{ORDERS}/WO-20260306-002.yaml", order(2, day="06", more="  rework_of: WO-20260306-001")),
    put(f"{ORDERS}/WO-20260306-003.yaml", "id: ["),
    put("records/staff/S-77.yaml", "kind: staff\nid: S-77\n\nperson:\n  role: technician\n"),
    put("records/orders/WO-20260305-001.yaml", order(1)),
    put("records/orders/2026/03/notes.txt", "?"),
    put(WAIVER, waiver()),
    put(WAIVER, waiver(remedy="2026-03-11")),
    put(WAIVER, waiver(granted="2026-03-10T09:01")),
    gone(WAIVER),
    gone(FIRST),
    gone(STAFF),
    gone("papers/signed.txt"),
    gone("records/staff/S-77.yaml"),
    step("order note WO-20260305-001 --text 等配件 --by S-02"),
    step("order finish WO-20260305-001 --work-done 修好 --result repaired --by S-11"),
    step("staff edit S-12 --role desk"),
    commit,
)


@pytest.mark.slow
@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(walk=st.lists(st.tuples(st.lists(st.sampled_from(CHANGES), max_size=3), st.sampled_from(MINUTES), st.booleans()), max_size=6))
def test_a_check_beside_what_is_kept_says_what_a_new_one_says(
    begun_once: Path, tmp_path: Path, walk: list[tuple[list[Change], str, bool]]
) -> None:
    rmtree(tmp_path / "office", ignore_errors=True)
    office = Path(copytree(begun_once, tmp_path / "office", symlinks=True))
    kept.checked(office)
    for changes, now, strict in walk:
        for change in changes:
            change(office)
        kept.checked(office, now, strict=strict)
        again = kept.checked(office, now, strict=strict)
        assert len(again.anew or ()) < 8  # those that cannot be read or lie wrong, and what is linked to them
