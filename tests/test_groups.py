"""Rules about several records: the forms against a slow look at every pair, and how records come into their groups."""

from __future__ import annotations

from decimal import Decimal
from itertools import combinations
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from repairctl import policies
from repairctl.checks import Groups
from repairctl.edges import yaml_text
from repairctl.forms.overlap import overlap
from repairctl.forms.queue import queue
from repairctl.forms.recurrence import recurrence
from repairctl.kinds import KINDS
from repairctl.model import Length, Record
from repairctl.policies import Book
from repairctl.readings.case import AsOf
from tests.clerk import begun
from tests.reading import ZONE, at
from tests.reading import record as parsed
from tests.rule_books import CALENDAR_2026, YEAR

NOW = AsOf(at("2026-12-01 12:00"), CALENDAR_2026)
MINUTES = st.integers(0, 30)
STRETCH = st.tuples(MINUTES, st.none() | st.integers(1, 15), st.sampled_from("ab"))


@given(st.lists(STRETCH, max_size=12))
def test_an_overlap_is_found_wherever_two_stretches_meet(held: list[tuple[int, int | None, str]]) -> None:
    starts = [start for start, _, _ in held]
    stops = [None if lasts is None else start + lasts for start, lasts, _ in held]
    places = [place for _, _, place in held]
    told = list(overlap(starts, stops, places, named=[str(n) for n in range(len(held))], as_of=NOW))
    pairs = {frozenset((a, b)) for a, b in combinations(range(len(held)), 2) if places[a] != places[b] and _meet(a, b, starts, stops)}
    assert all(frozenset(found) in pairs for found, _ in told)
    later = {max(pair, key=lambda n: (starts[n], n)) for pair in pairs}
    assert {found[0] for found, _ in told} == later


def _meet(a: int, b: int, starts: list[int], stops: list[int | None]) -> bool:
    first, second = sorted((a, b), key=lambda n: (starts[n], n))
    stop = stops[first]
    return stop is None or starts[second] < stop


WAITING = st.tuples(st.sampled_from(["P1", "P2", "P3", "-"]), MINUTES, st.none() | MINUTES, st.none() | MINUTES)


@given(st.lists(WAITING, max_size=12))
def test_nobody_is_served_before_those_who_come_first(held: list[tuple[str, int, int | None, int | None]]) -> None:
    ranks, since, served, left = ([one[n] for one in held] for n in range(4))
    order = [frozenset({"P1"}), frozenset({"P2", "P3"})]
    told = list(queue(ranks, order, since, served, left, named=[str(n) for n in range(len(held))], as_of=NOW))  # type: ignore[arg-type]
    stood = [n for n, (rank, begun, to, off) in enumerate(held) if rank != "-" and all(end is None or end > begun for end in (to, off))]
    wanted = set()
    for n in (n for n in stood if served[n] is not None and (left[n] is None or served[n] < left[n])):  # type: ignore[operator]
        for other in (m for m in stood if ranks[m] == "P1" and ranks[n] != "P1"):
            ends = [end for end in (served[other], left[other]) if end is not None]
            if since[other] < served[n] and (not ends or min(ends) > served[n]):  # type: ignore[operator]
                wanted.add(n)
    assert {found[0] for found, _ in told} == wanted


@pytest.mark.parametrize(
    ("days", "times", "wanted"),
    [
        (["2026-02-05 09:00", "2026-02-20 09:00", "2026-03-07 23:59"], 3, [2]),
        (["2026-02-05 09:00", "2026-02-20 09:00", "2026-03-08 00:01"], 3, []),
        (["2026-03-07 23:59", "2026-02-05 09:00", "2026-02-20 09:00"], 3, [0]),
        (["2026-02-05 09:00", "2026-02-06 09:00", "2026-02-07 09:00"], 2, [1, 2]),
        (["2026-02-05 09:00"], 2, []),
    ],
)
def test_what_comes_back_is_counted_in_a_moving_window(days: list[str], times: int, wanted: list[int]) -> None:
    told = recurrence([at(day) for day in days], Decimal(times), Length(30, "days"), named=days, as_of=NOW)
    assert [found[0] for found, _ in told] == wanted


# ------------------------------------------------------------------ how records come into their groups

POLICY = """\
title: 试
judges: order
selected_by: first report
effective_from: {starts}
rules:
- code: TWICE
  form: overlap
  group: {{by: [place.unit, request.item]}}
  severity: warning
  from: first report
  within: {within}
"""


def book(*versions: tuple[str, str]) -> Book:
    texts = {f"policies/twice/{starts}.yaml": POLICY.format(starts=starts, within=within) for starts, within in versions}
    sources = {path: yaml_text.read(text.encode(), path) for path, text in texts.items()}
    return policies.insist(policies.load({"policies/calendar/2026.yaml": YEAR, **sources}, KINDS, ZONE))


def order(id: str, reported: str, *, unit: str = "QH-5-802", item: str = "drain") -> Record:
    return parsed(
        f"""
        place: {{unit: {unit}}}
        request: {{description: x, item: {item}}}
        log:
        - {{step: report, at: {reported.replace(" ", "T")}, by: S-01}}
        """,
        id=id,
    )


def told(held: Book, *orders: Record) -> list[tuple[str, str, str]]:
    groups = Groups(held, at("2026-12-01 12:00"))
    for one in orders:
        groups.add(one, {})
    return [(one.subject.sort, one.subject.id, one.subject.item) for one in groups.findings()]


def test_records_that_share_the_key_are_judged_together_and_the_finding_names_them() -> None:
    first, second = order("WO-1", "2026-03-02 09:00"), order("WO-2", "2026-03-02 10:00")
    elsewhere = order("WO-3", "2026-03-02 10:00", unit="QH-1-303")
    assert told(book(("2026-01-01", "24 h")), second, elsewhere, first) == [("group", "QH-5-802/drain", "WO-2 WO-1")]


def test_what_is_not_filled_belongs_to_no_group() -> None:
    assert told(book(("2026-01-01", "24 h")), *(order(f"WO-{n}", "2026-03-02 09:00", item="") for n in range(2))) == []


def test_records_of_two_versions_meet_and_the_later_version_judges() -> None:
    first, second = order("WO-1", "2026-05-31 23:00"), order("WO-2", "2026-06-01 01:00")
    assert told(book(("2026-01-01", "1 h"), ("2026-06-01", "3 h")), first, second) == [("group", "QH-5-802/drain", "WO-2 WO-1")]
    assert told(book(("2026-01-01", "3 h"), ("2026-06-01", "1 h")), first, second) == []


def test_what_lies_after_the_as_of_is_not_seen() -> None:
    groups = Groups(book(("2026-01-01", "24 h")), at("2026-03-02 09:59"))
    for one in (order("WO-1", "2026-03-02 09:00"), order("WO-2", "2026-03-02 10:00")):
        groups.add(one, {})
    assert groups.findings() == ()


@pytest.mark.parametrize(
    ("change", "wanted"),
    [
        (("  group: {{by: [place.unit, request.item]}}\n", ""), "say which belong together"),
        (("by: [place.unit, request.item]", "by: [place.unti]"), "place.unit"),
        (("by: [place.unit, request.item]", "month: first report"), "needs by"),
        (("  form: overlap\n", "  form: required\n  at: report\n"), "judges one record"),
        (("  severity: warning\n", "  severity: warning\n  blocks: [settle]\n"), "blocks no act"),
    ],
)
def test_a_group_that_cannot_be_understood_is_refused(change: tuple[str, str], wanted: str) -> None:
    text = POLICY.replace(*change).format(starts="2026-01-01", within="24 h")
    text = text.replace("  from: first report\n  within: 24 h\n", "") if "required" in text else text
    found = policies.load({"policies/twice/1.yaml": yaml_text.read(text.encode(), "1.yaml")}, KINDS, ZONE)
    assert [wanted in str(one.sentence) for one in found.misfits] == [True]


# ------------------------------------------------------------------ at the desk


def test_check_tells_what_orders_are_together_and_explain_reads_the_others_only_then(tmp_path: Path) -> None:
    sample = begun(tmp_path)
    report = "order report --unit QH-5-802 --item drain --urgency routine --impact-scope x --occurred-at 2026-03-02T08:00 --by S-02"
    sample.tell(f"2026-03-02T09:00 {report} --description 地漏堵\n2026-03-02T10:00 {report} --description 地漏返水")
    now, first, second = "2026-03-02T10:05", "WO-20260302-001", "WO-20260302-002"
    of_all = [one for one in sample.give(now, "check --json").json["findings"] if one["code"] == "DUPLICATE-OPEN"]
    assert [one["subject"] for one in of_all] == ["QH-5-802/drain"]
    assert first in of_all[0]["sentence"] and second in of_all[0]["sentence"]
    assert not [one for one in sample.give(now, f"check {second} --json").json["findings"] if one["code"] == "DUPLICATE-OPEN"]
    assert sample.explained(now, first, "DUPLICATE-OPEN")["verdict"] == "fail"
    asked = f"waiver request --rules DUPLICATE-OPEN --records {second} --category accepted --reason 两处地漏"
    sample.tell(f"""2026-03-02T10:06 {asked} --from 2026-03-02 --to 2026-03-02 --by S-02
        2026-03-02T10:07 waiver grant WV-20260302-001 --by S-01""")
    told = sample.give("2026-03-02T10:08", "check --json").json
    assert "DUPLICATE-OPEN" not in [one["code"] for one in told["findings"]]
    assert "WVR-UNUSED" not in [one["code"] for one in told["findings"]]
    assert [one["waiver"] for one in told["waived"] if one["code"] == "DUPLICATE-OPEN"] == ["WV-20260302-001"]
