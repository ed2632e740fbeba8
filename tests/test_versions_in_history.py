"""Each record by the version in force at its own event. The same questions, asked of a program that knows the newest version only, go wrong."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from repairctl import policies
from repairctl.model import Record
from repairctl.policies import Series, Version
from tests.reading import record
from tests.rule_books import book, told

HEAD = "title: 规定\njudges: order\nselected_by: first report\n"
LIMITS = (("2025-01-01", "2 h"), ("2026-01-01", "4 h"), ("2026-07-01", "1 h"), ("2026-12-01", "3 h"))
BOOK = book(
    *(
        f"# service/{n}\n{HEAD}effective_from: {day}\nrules:\n"
        f"- {{code: SLA-ARRIVE-LATE, form: deadline, from: first report, to: first arrive, within: {limit}, severity: error}}\n"
        for n, (day, limit) in enumerate(LIMITS, 1)
    )
)
HISTORY = (
    ("2025-12-31T23:59", "2026-01-01T01:59", "service@1 pass"),
    ("2025-12-31T23:59", "2026-01-01T02:00", "service@1 fail"),
    ("2026-01-01T00:00", "2026-01-01T04:00", "service@2 pass"),
    ("2026-01-01T00:00", "2026-01-01T04:01", "service@2 fail"),
    ("2026-06-30T23:59", "2026-07-01T03:59", "service@2 pass"),
    ("2026-06-30T23:59", "2026-07-01T04:00", "service@2 fail"),
    ("2026-07-01T00:00", "2026-07-01T01:00", "service@3 pass"),
    ("2026-07-01T00:00", "2026-07-01T01:01", "service@3 fail"),
    ("2026-11-30T23:59", "2026-12-01T00:59", "service@3 pass"),
    ("2026-11-30T23:59", "2026-12-01T01:00", "service@3 fail"),
    ("2026-12-01T00:00", "2026-12-01T03:00", "service@4 pass"),
    ("2026-12-01T00:00", "2026-12-01T03:01", "service@4 fail"),
)
"""Reported, arrived, which version judges and what it says: the last minute of each version and the first of the next."""


def history() -> list[str]:
    """What is said of each order of the history."""
    return [_said(_order(reported, arrived)) for reported, arrived, _ in HISTORY]


def _order(reported: str, arrived: str) -> Record:
    return record(f"log:\n- {{step: report, at: {reported}, by: S-02}}\n- {{step: arrive, at: {arrived}, by: S-11}}")


def _said(one: Record) -> str:
    (found,) = (finding for finding in told(one, BOOK, "2026-12-31T23:59") if finding.code == "SLA-ARRIVE-LATE")
    return f"{found.rule.partition(' ')[0]} {found.says}"


def test_each_order_is_judged_by_the_version_of_its_own_day() -> None:
    assert not BOOK.misfits
    assert history() == [expected for _, _, expected in HISTORY]


def newest(self: Series, at: int) -> tuple[Version, ...]:
    return self.spans[0][2]


def oldest(self: Series, at: int) -> tuple[Version, ...]:
    return self.spans[-1][2]


def a_minute_late(self: Series, at: int) -> tuple[Version, ...]:
    return next((versions for start, _, versions in self.spans if start < at), ())


def a_day_early(self: Series, at: int) -> tuple[Version, ...]:
    return next((versions for start, _, versions in self.spans if start - 1440 <= at), ())


@pytest.mark.parametrize("wrong", [newest, oldest, a_minute_late, a_day_early])
def test_a_program_that_takes_another_version_is_caught(
    wrong: Callable[[Series, int], tuple[Version, ...]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(policies.Series, "in_force", wrong)
    with pytest.raises((AssertionError, ValueError)):
        test_each_order_is_judged_by_the_version_of_its_own_day()


def test_as_of_does_not_choose_the_version(monkeypatch: pytest.MonkeyPatch) -> None:
    """The day on which one looks changes nothing: the same history, looked at a year later."""
    for reported, arrived, expected in HISTORY:
        (found,) = (one for one in told(_order(reported, arrived), BOOK, "2027-12-31T23:59") if one.code == "SLA-ARRIVE-LATE")
        assert f"{found.rule.partition(' ')[0]} {found.says}" == expected

    def by_as_of(self: Series, case: object) -> int:
        return case.as_of.minute  # type: ignore[attr-defined, no-any-return]

    monkeypatch.setattr(policies.Series, "chosen", by_as_of)
    with pytest.raises(AssertionError):
        test_each_order_is_judged_by_the_version_of_its_own_day()
