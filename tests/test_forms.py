"""Each form by a table of plain values, and the example of its manual page."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from inspect import getdoc
from textwrap import dedent
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from repairctl import policies
from repairctl.checks import Groups, verdicts
from repairctl.edges import yaml_text
from repairctl.forms import FORMS, GROUP_FORMS, VALUE_FORMS
from repairctl.forms.at_most import at_most
from repairctl.forms.deadline import deadline
from repairctl.forms.distinct import distinct
from repairctl.forms.gap import gap
from repairctl.forms.minimum_duration import minimum_duration
from repairctl.forms.one_of import one_of
from repairctl.forms.price import price
from repairctl.forms.qualification import qualification
from repairctl.forms.reached import reached
from repairctl.forms.recomputed import recomputed
from repairctl.forms.required import required
from repairctl.forms.sequence import sequence
from repairctl.forms.warranty import warranty
from repairctl.forms.within import within
from repairctl.kinds import KINDS
from repairctl.model import Block, Kind, Label, Length, Minute, Record, Rows, Says, Table, Tree
from repairctl.readings.beyond import FILE
from repairctl.readings.case import AsOf, NotAtHand
from repairctl.readings.shapes import Agreement, Awaited, Beyond, Holder, Pause, Payment
from repairctl.records import read
from tests.reading import ZONE, at
from tests.rule_books import CALENDAR_2026, YEAR

H4, D3, WD3 = Length(240, "minutes"), Length(3, "days"), Length(3, "working_days")
WAITING = Label("waiting for parts", "待料")


def now(text: str, *, off: str = "", telling: bool = True) -> AsOf:
    return AsOf(at(text), CALENDAR_2026, at(off) if off else None, telling)


def instant(text: str | None) -> Minute | date | None:
    return None if text is None else date.fromisoformat(text) if len(text) == 10 else at(text)


# ------------------------------------------------------------------ the examples of the manual pages


TABLES = """\
title: 税率与价目
effective_from: 2026-01-01
tables:
  rates:
    by: tax_category
    columns: {general: percent}
    rows:
      repair: {general: 9 %}
  book:
    by: item
    columns: {price: money}
    rows:
      labour.plumbing: {price: 80.00}
"""
EXAMPLES = {**FORMS, **VALUE_FORMS, **GROUP_FORMS}


def example(form: Callable[..., Any]) -> Block:
    """The YAML below `Example:` in a docstring."""
    _, _, text = (getdoc(form) or "").partition("Example:\n")
    return yaml_text.read(dedent(text).encode(), f"{form.__name__}.yaml")


def box(held: Tree) -> Block:
    assert isinstance(held, Block)
    return held


def judged_example(page: Block, which: str) -> list[Says]:
    rule = box(page["rule"])
    kind = KINDS[str(page.get("judges", "order"))]
    policy = Block({"title": "例", "judges": kind.name, "effective_from": "2020-01-01", "selected_by": f"first {kind.opens}"})
    policy["rules"] = Rows([Block({"code": "EXAMPLE", "severity": "error", **rule})])
    policy |= {name: page[name] for name in ("tables", "values") if name in page}
    tables = {f"policies/{name}/1.yaml": yaml_text.read(TABLES.encode(), name) for name in ("taxes", "prices")}
    sources = {"policies/calendar/2026.yaml": YEAR, "policies/service/1.yaml": policy, **tables}
    book = policies.insist(policies.load(sources, KINDS, ZONE))
    linked = {str(id): record(held, str(id)) for id, held in box(page.get("with", Block())).items()}
    own = record(page[which], "WO-20260302-001", kind)
    if "group" in rule:
        groups = Groups(book, at("2026-12-01 12:00"))
        for one in (own, *linked.values()):
            groups.add(one, linked)
        return [said.says for _, said in groups.verdicts()]
    return [one.says for one in verdicts(own, book, linked, at("2026-12-01 12:00"))]


def record(held: Any, id: str, kind: Kind | None = None) -> Record:
    kind = kind or (KINDS | {FILE.name: FILE})[str(held.get("kind", "order"))]
    heads = {"kind": kind.name, "id": id, **({"status": kind.statuses[0][0]} if kind.opens else {})}
    found, faults = read(kind, Block({**heads, **held}), ZONE)
    assert [str(one.sentence) for one in faults] == []
    return found


@pytest.mark.parametrize("name", EXAMPLES)
def test_the_examples_of_the_manual_pages_pass_and_fail(name: str) -> None:
    page = example(EXAMPLES[name])
    assert set(judged_example(page, "pass")) == {Says.PASS}
    assert Says.FAIL in judged_example(page, "fail")
    assert name in str(page["rule"]) or name in str(page["values"])


@pytest.mark.parametrize("name", EXAMPLES)
def test_every_form_is_named_as_its_function_and_says_what_it_is_for(name: str) -> None:
    assert EXAMPLES[name].__name__ == name
    assert len((getdoc(EXAMPLES[name]) or "").partition("Example:")[0]) > 60


# ------------------------------------------------------------------ deadline


@pytest.mark.parametrize(
    ("start", "stop", "limit", "as_of", "wanted"),
    [
        ("2026-10-01 09:00", "2026-10-01 13:00", H4, "2026-10-02 00:00", "pass 2026-10-01 13:00"),
        ("2026-10-01 09:00", "2026-10-01 13:01", H4, "2026-10-02 00:00", "fail 2026-10-01 13:00"),
        ("2026-10-01 09:00", None, H4, "2026-10-01 13:00", "open 2026-10-01 13:00"),
        ("2026-10-01 09:00", None, H4, "2026-10-01 13:01", "fail 2026-10-01 13:00"),
        # C11: three working days over the National Day holiday
        ("2026-09-29 16:00", "2026-10-09 23:59", WD3, "2026-10-20 00:00", "pass 2026-10-10 00:00"),
        ("2026-09-29 16:00", "2026-10-10 00:00", WD3, "2026-10-20 00:00", "pass 2026-10-10 00:00"),
        ("2026-09-29 16:00", "2026-10-10 00:01", WD3, "2026-10-20 00:00", "fail 2026-10-10 00:00"),
        # the start day of a clock of days is excluded, a date as a start is a whole day
        ("2026-03-02 23:59", "2026-03-06 00:00", D3, "2026-03-20 00:00", "pass 2026-03-06 00:00"),
        ("2026-03-02", "2026-03-06 00:00", D3, "2026-03-20 00:00", "pass 2026-03-06 00:00"),
        ("2026-03-02", "2026-03-06 00:01", D3, "2026-03-20 00:00", "fail 2026-03-06 00:00"),
        # C05: the month has no such day
        ("2026-01-31", "2026-05-01 00:00", Length(3, "months"), "2026-06-01 00:00", "pass 2026-05-01 00:00"),
        ("2026-01-31", "2026-05-01 00:01", Length(3, "months"), "2026-06-01 00:00", "fail 2026-05-01 00:00"),
        # a day as the limit ends at 24:00, a day as the stop too
        ("2026-03-02 09:00", "2026-03-09 00:00", date(2026, 3, 8), "2026-03-20 00:00", "pass 2026-03-09 00:00"),
        ("2026-03-02 09:00", "2026-03-08", date(2026, 3, 8), "2026-03-20 00:00", "pass 2026-03-09 00:00"),
        ("2026-03-02 09:00", "2026-03-09 00:01", date(2026, 3, 8), "2026-03-20 00:00", "fail 2026-03-09 00:00"),
        # what is not there
        (None, "2026-03-08 00:00", H4, "2026-03-20 00:00", "n/a -"),
        ("2026-03-02 09:00", None, None, "2026-03-20 00:00", "n/a -"),
        ("2026-03-02 09:00", None, Awaited("plan.end"), "2026-03-20 00:00", "open -"),
        ("2026-03-02 09:00", "2026-03-02 08:00", H4, "2026-03-20 00:00", "pass 2026-03-02 13:00"),
    ],
)
def test_a_deadline_is_kept_to_the_minute(start: str | None, stop: str | None, limit: Any, as_of: str, wanted: str) -> None:
    judgement = deadline(instant(start), instant(stop), limit, as_of=now(as_of))
    shown = now(as_of).at(judgement.limit) if judgement.limit is not None else "-"
    assert f"{judgement.says.value} {shown}" == wanted
    briefly = deadline(instant(start), instant(stop), limit, as_of=now(as_of, telling=False))
    assert (briefly.says, briefly.limit, briefly.turns_at) == (judgement.says, judgement.limit, judgement.turns_at)


def hold(start: str, stop: str | None, **more: Any) -> Pause:
    return Pause(at(start), None if stop is None else at(stop), WAITING, **more)


@pytest.mark.parametrize(
    ("pauses", "stop", "wanted"),
    [
        ([], "2026-03-06 00:00", Says.PASS),
        ([hold("2026-03-03 10:00", "2026-03-03 15:00")], "2026-03-06 05:00", Says.PASS),
        ([hold("2026-03-03 10:00", "2026-03-03 15:00")], "2026-03-06 05:01", Says.FAIL),
        ([hold("2026-03-02 10:00", "2026-03-02 15:00")], "2026-03-06 00:01", Says.FAIL),  # on the day that does not count
        ([hold("2026-03-03 10:00", "2026-03-03 15:00", refused=WAITING)], "2026-03-06 00:01", Says.FAIL),
        ([hold("2026-03-05 22:00", None)], "2026-03-20 00:00", Says.PASS),
    ],
)
def test_a_pause_adds_its_own_minutes_if_it_counts(pauses: list[Pause], stop: str, wanted: Says) -> None:
    assert deadline(at("2026-03-02 09:00"), at(stop), D3, pauses, as_of=now("2026-03-30 00:00")).says is wanted


def test_an_open_clock_stands_still_while_the_hold_goes_on() -> None:
    pauses = [hold("2026-03-05 22:00", None)]
    judgement = deadline(at("2026-03-02 09:00"), None, D3, pauses, as_of=now("2026-03-20 00:00"))
    assert judgement.says is Says.OPEN
    assert judgement.limit == at("2026-03-20 02:00")


@pytest.mark.parametrize(
    ("appointments", "stop", "wanted"),
    [
        # C10: agreed before the four hours ran out, with fifteen minutes of grace
        ([("2026-10-01 12:30", "2026-10-03 09:00")], "2026-10-03 09:15", "pass 2026-10-03 09:15"),
        ([("2026-10-01 12:30", "2026-10-03 09:00")], "2026-10-03 09:16", "fail 2026-10-03 09:15"),
        ([("2026-10-01 13:00", "2026-10-03 09:00")], "2026-10-03 09:15", "pass 2026-10-03 09:15"),
        ([("2026-10-01 13:01", "2026-10-03 09:00")], "2026-10-03 09:15", "fail 2026-10-01 13:00"),
        ([("2026-10-01 12:30", "2026-10-03 09:00"), ("2026-10-03 09:10", "2026-10-04 09:00")], "2026-10-04 09:00", "pass 2026-10-04 09:15"),
        ([("2026-10-01 12:30", "2026-10-03 09:00"), ("2026-10-03 09:16", "2026-10-04 09:00")], "2026-10-04 09:00", "fail 2026-10-03 09:15"),
        ([("2026-10-01 12:30", "2026-10-03 09:00")], "2026-10-01 12:00", "pass 2026-10-01 13:00"),
    ],
)
def test_an_appointment_made_in_time_replaces_the_limit(appointments: list[tuple[str, str]], stop: str, wanted: str) -> None:
    agreed = [Agreement(at(made), at(visit), 15) for made, visit in appointments]
    judgement = deadline(at("2026-10-01 09:00"), at(stop), H4, (), agreed, as_of=now("2026-10-10 00:00"))
    assert f"{judgement.says.value} {now(stop).at(judgement.limit or 0)}" == wanted


@pytest.mark.parametrize(
    ("off", "as_of", "wanted"),
    [
        ("2026-10-01 12:00", "2026-10-09 00:00", Says.NOT_APPLICABLE),
        ("2026-10-01 13:00", "2026-10-09 00:00", Says.NOT_APPLICABLE),
        ("2026-10-01 13:01", "2026-10-09 00:00", Says.FAIL),
        ("2026-10-01 08:00", "2026-10-01 10:00", Says.OPEN),  # called off before the clock began: it is another clock
    ],
)
def test_a_clock_ends_when_the_record_is_called_off(off: str, as_of: str, wanted: Says) -> None:
    for telling in (True, False):
        assert deadline(at("2026-10-01 09:00"), None, H4, as_of=now(as_of, off=off, telling=telling)).says is wanted


@pytest.mark.parametrize(
    ("stop", "as_of", "wanted"),
    [
        ("2026-12-31 23:59", "2027-01-10 00:00", Says.PASS),  # done before the day that nobody knows
        ("2027-01-01 00:00", "2027-01-10 00:00", Says.PASS),
        (None, "2026-12-31 12:00", Says.OPEN),
    ],
)
def test_a_limit_beyond_the_calendar_matters_only_when_the_clock_comes_there(stop: str | None, as_of: str, wanted: Says) -> None:
    assert deadline(at("2026-12-30 09:00"), instant(stop), WD3, as_of=now(as_of)).says is wanted


def test_a_clock_beyond_the_calendar_cannot_be_told() -> None:
    from repairctl.calendars import NotCovered

    with pytest.raises(NotCovered):
        deadline(at("2026-12-30 09:00"), at("2027-01-04 09:00"), WD3, as_of=now("2027-01-10 00:00"))


def test_the_working_names_every_day_hold_and_limit() -> None:
    pauses = [
        hold("2026-09-30 10:00", "2026-09-30 12:00"),
        hold("2026-10-08 10:00", "2026-10-08 12:00", refused=Label("no evidence", "无凭据")),
    ]
    judgement = deadline(at("2026-09-29 16:00"), at("2026-10-10 02:01"), WD3, pauses, as_of=now("2026-10-20 00:00"))
    assert [str(line) for line in judgement.working] == [
        "Start: 2026-09-29 16:00.",
        "Hold 2026-09-30 10:00 to 2026-09-30 12:00 (waiting for parts): the clock stood still.",
        "Hold 2026-10-08 10:00 to 2026-10-08 12:00 (waiting for parts): not counted, no evidence.",
        "Limit: 3 working days from 2026-09-29 16:00, that is 2026-10-10 02:00.",
        "Stop: 2026-10-10 02:01.",
        "Counted: 4 working days of 3 working days.",
        "Working days counted: 2026-09-30, 2026-10-08, 2026-10-09, 2026-10-10.",
        "Not counted: 2026-10-01, 2026-10-02, 2026-10-03, 2026-10-04, 2026-10-05, 2026-10-06, 2026-10-07.",
    ]
    assert str(judgement.sentence) == "2026-10-10 02:01 is 1 min after the limit 2026-10-10 02:00: 3 working days from 2026-09-29 16:00."


def test_office_hours_are_shown_stretch_by_stretch() -> None:
    judgement = deadline(at("2026-04-03 10:00"), at("2026-04-03 15:00"), Length(120, "office_minutes"), as_of=now("2026-04-03 16:00"))
    assert judgement.says is Says.FAIL
    assert [str(line) for line in judgement.working][-2:] == [
        "2026-04-03 10:00 to 2026-04-03 12:00: 2 h.",
        "2026-04-03 13:30 to 2026-04-03 15:00: 1 h 30 min.",
    ]


LENGTHS = st.builds(Length, st.integers(0, 9), st.sampled_from(["minutes", "office_minutes", "days", "working_days", "months"]))
MINUTES = st.integers(at("2026-01-05 00:00"), at("2026-02-20 00:00"))


@given(MINUTES, LENGTHS, st.lists(st.tuples(MINUTES, MINUTES), max_size=3))
def test_an_open_deadline_turns_exactly_where_it_says(start: int, limit: Length, holds: list[tuple[int, int]]) -> None:
    pauses = [Pause(a, b, "") for a, b in holds]
    open_ = deadline(start, None, limit, pauses, as_of=AsOf(start, CALENDAR_2026))
    turns = open_.turns_at
    assert open_.says is Says.OPEN and turns is not None
    assert deadline(start, None, limit, pauses, as_of=AsOf(turns - 1, CALENDAR_2026)).says is Says.OPEN
    assert deadline(start, None, limit, pauses, as_of=AsOf(turns, CALENDAR_2026)).says is Says.FAIL
    assert deadline(start, turns - 1, limit, pauses, as_of=AsOf(turns, CALENDAR_2026)).says is Says.PASS
    assert deadline(start, turns, limit, pauses, as_of=AsOf(turns, CALENDAR_2026)).says is Says.FAIL


# ------------------------------------------------------------------ the other clocks


@pytest.mark.parametrize(
    ("to", "events", "as_of", "wanted"),
    [
        (None, [], "2026-03-10 00:00", "open 2026-03-10 00:00"),
        (None, [], "2026-03-10 00:01", "fail 2026-03-10 00:00"),
        (None, ["2026-03-09 18:00"], "2026-03-12 00:00", "open 2026-03-17 00:00"),
        ("2026-03-15 09:00", ["2026-03-09 18:00"], "2026-03-30 00:00", "pass -"),
        ("2026-03-15 09:00", ["2026-03-10 18:00"], "2026-03-30 00:00", "fail 2026-03-10 00:00"),
        ("2026-03-15 09:00", ["2026-03-01 00:00", "2026-03-16 00:00"], "2026-03-30 00:00", "fail 2026-03-10 00:00"),
    ],
)
def test_silence_may_last_only_so_long(to: str | None, events: list[str], as_of: str, wanted: str) -> None:
    for telling in (True, False):
        judgement = gap(
            at("2026-03-02 10:00"), instant(to), [at(one) for one in events], Length(7, "days"), as_of=now(as_of, telling=telling)
        )
        shown = now(as_of).at(judgement.limit) if judgement.limit is not None else "-"
        assert f"{judgement.says.value} {shown}" == wanted


@pytest.mark.parametrize(
    ("start", "stop", "least", "as_of", "wanted"),
    [
        ("2026-06-10", "2026-06-10", Length(2, "days"), "2026-06-08 00:00", Says.FAIL),
        ("2026-06-10", "2026-06-11", Length(2, "days"), "2026-06-08 00:00", Says.PASS),
        ("2026-03-01 09:00", "2026-03-02 09:00", Length(1440, "minutes"), "2026-03-08 00:00", Says.PASS),
        ("2026-03-01 09:01", "2026-03-02 09:00", Length(1440, "minutes"), "2026-03-08 00:00", Says.FAIL),
        (None, "2026-03-02 09:00", Length(1440, "minutes"), "2026-03-01 09:00", Says.OPEN),
        (None, "2026-03-02 09:00", Length(1440, "minutes"), "2026-03-01 09:01", Says.FAIL),
        ("2026-03-01 09:00", None, Length(1440, "minutes"), "2026-03-01 09:01", Says.NOT_APPLICABLE),
        # seven whole days before: the day of the notice is not counted
        ("2026-03-01 23:59", "2026-03-09 00:00", Length(7, "days"), "2026-03-30 00:00", Says.PASS),
        ("2026-03-02 00:01", "2026-03-09 00:00", Length(7, "days"), "2026-03-30 00:00", Says.FAIL),
        # the as-of against a last day: one day is left on the day itself
        ("2026-06-10 18:00", "2026-06-10", Length(1, "days"), "2026-06-10 18:00", Says.PASS),
        ("2026-06-11 00:01", "2026-06-10", Length(1, "days"), "2026-06-11 00:01", Says.FAIL),
    ],
)
def test_a_duration_may_not_be_too_short(start: str | None, stop: str | None, least: Length, as_of: str, wanted: Says) -> None:
    for telling in (True, False):
        assert minimum_duration(instant(start), instant(stop), least, as_of=now(as_of, telling=telling)).says is wanted


@pytest.mark.parametrize(
    ("order", "wanted"),
    [
        (["2026-03-02 09:00", "2026-03-02 09:00", "2026-03-02 09:01"], "pass"),
        (["2026-03-02 09:01", "2026-03-02 09:00"], "fail"),
        (["2026-03-02 09:01", None, "2026-03-02 09:00"], "fail"),
        (["2026-03-02 09:01", None, None], "n/a"),
        (["2026-03-02", "2026-03-02 09:00", "2026-03-02"], "pass"),
        (["2026-03-03", "2026-03-02 23:59"], "fail"),
    ],
)
def test_moments_must_follow_one_another(order: list[str | None], wanted: str) -> None:
    assert sequence([(str(n), instant(one)) for n, one in enumerate(order)], as_of=now("2026-04-01 00:00")).says.value == wanted


# ------------------------------------------------------------------ people


def holder(*rows: tuple[str, str | None, str | None]) -> Holder:
    dated = [
        {"kind": kind, "issued": issued and date.fromisoformat(issued), "valid_to": end and date.fromisoformat(end)}
        for kind, issued, end in rows
    ]
    return Holder("S-12", tuple(dated))


@pytest.mark.parametrize(
    ("person", "day", "needs", "wanted"),
    [
        (holder(("电工", None, "2026-03-02")), "2026-03-02 23:59", ["电工"], "pass"),
        (holder(("电工", None, "2026-03-02")), "2026-03-03 00:00", ["电工"], "fail"),
        (holder(("电工", "2026-03-03", None)), "2026-03-02 23:59", ["电工"], "fail"),
        (holder(("电工", None, "2026-03-01"), ("电工", None, "2032-03-01")), "2026-03-02 09:00", ["电工"], "pass"),
        (holder(("电工", None, None)), "2026-03-02 09:00", ["电工", "焊工"], "fail"),
        (holder(), "2026-03-02 09:00", [], "n/a"),
        (None, "2026-03-02 09:00", ["电工"], "n/a"),
        (Holder("S-12", None), "2026-03-02 09:00", ["电工"], "undetermined"),
        (Holder("S-12", None), None, ["电工"], "open"),
    ],
)
def test_whoever_works_must_hold_what_the_work_needs(person: Holder | None, day: str | None, needs: list[str], wanted: str) -> None:
    for telling in (True, False):
        assert qualification(person, instant(day), needs, as_of=now("2026-04-01 00:00", telling=telling)).says.value == wanted


@pytest.mark.parametrize(
    ("people", "wanted"),
    [([["S-1"], ["S-2"]], "pass"), ([["S-1", "S-2"], ["S-2"]], "fail"), ([["S-1", "S-1"], []], "n/a"), ([["S-1", "S-1"], ["S-2"]], "pass")],
)
def test_roles_must_not_meet_in_one_person(people: list[list[str]], wanted: str) -> None:
    assert distinct([(WAITING, names) for names in people]).says.value == wanted


# ------------------------------------------------------------------ fields, words, amounts


def test_what_is_missing_is_named() -> None:
    judgement = required([Label("tools", "工具")], [Label("survey", "勘查")])
    assert (judgement.says, str(judgement.sentence)) == (Says.FAIL, "Not there: tools, survey.")
    assert str(required([Label("tools", "工具")]).sentence) == "Not filled: tools."
    assert str(required(steps=[Label("survey", "勘查")]).sentence) == "Not done: survey."
    assert required().says is Says.PASS


@pytest.mark.parametrize(
    ("value", "wanted"), [("P1", "pass"), ("P3", "fail"), (None, "open"), (True, "fail"), (("P1", "P2"), "pass"), (("P1", "P3"), "fail")]
)
def test_a_word_must_be_on_the_list(value: Any, wanted: str) -> None:
    for telling in (True, False):
        assert one_of(value, ["P1", "P2"], as_of=now("2026-04-01 00:00", telling=telling)).says.value == wanted


def test_truth_is_written_as_a_word() -> None:
    assert one_of(True, ["true"], as_of=now("2026-04-01 00:00")).says is Says.PASS


def d(text: str) -> Decimal:
    return Decimal(text)


@pytest.mark.parametrize(
    ("value", "least", "most", "wanted"),
    [
        (d("0.6"), d("0.6"), None, "pass"),
        (d("0.59"), d("0.6"), None, "fail"),
        (d("2"), d("0"), d("2"), "pass"),
        (d("2.1"), d("0"), d("2"), "fail"),
        (None, d("0"), None, "open"),
        (d("1"), None, None, "n/a"),
    ],
)
def test_a_measured_value_lies_between_its_bounds(value: Decimal | None, least: Decimal | None, most: Decimal | None, wanted: str) -> None:
    assert within(value, least, most).says.value == wanted


@pytest.mark.parametrize(
    ("value", "of", "percent", "plus", "wanted"),
    [
        ("946.00", "860.00", "1.10", "0.00", "pass"),
        ("946.01", "860.00", "1.10", "0.00", "fail"),
        ("1012.00", "860.00", "1.10", "152.00", "pass"),
        ("5580.00", "186000.00", "0.03", "0.00", "pass"),
        ("7440.00", "186000.00", "0.03", "0.00", "fail"),
    ],
)
def test_an_amount_may_not_exceed_its_share(value: str, of: str, percent: str, plus: str, wanted: str) -> None:
    for telling in (True, False):
        assert at_most(d(value), d(of), d(percent), d(plus), as_of=now("2026-04-01 00:00", telling=telling)).says.value == wanted


def test_an_amount_over_its_share_is_told_with_all_parts() -> None:
    judgement = at_most(d("1012.00"), d("860.00"), d("1.10"), as_of=now("2026-04-01 00:00"))
    assert str(judgement.sentence) == "1012.00 is 66.00 over the limit 946.00 (110.00 % of 860.00, and 0.00)."


BOOK = Table(("item",), ("price", "unit"), {"pipe": {"price": d("18.50"), "unit": "m"}, "by_quote": {"price": None, "unit": "pc"}})


@pytest.mark.parametrize(
    ("item", "charged", "unit", "tolerance", "wanted"),
    [
        ("pipe", "18.50", "m", "0", "pass"),
        ("pipe", "18.51", "m", "0", "fail"),
        ("pipe", "20.35", "m", "0.10", "pass"),
        ("pipe", "18.50", "pc", "0", "fail"),
        ("pipe", "10.00", None, "0", "pass"),
        ("by_quote", "999.00", "pc", "0", "pass"),
        ("gold", "1.00", "m", "0", "fail"),
        (None, "1.00", "m", "0", "fail"),
    ],
)
def test_what_is_charged_must_be_posted(item: str | None, charged: str, unit: str | None, tolerance: str, wanted: str) -> None:
    for telling in (True, False):
        judgement = price(item, d(charged), BOOK, unit=unit, tolerance=d(tolerance), as_of=now("2026-04-01 00:00", telling=telling))
        assert judgement.says.value == wanted


RATES = Table(
    ("tax_category",),
    ("general", "small_scale"),
    {
        "repair": {"general": d("0.09"), "small_scale": d("0.01")},
        "cleaning": {"general": d("0.06"), "small_scale": d("0.01")},
        "goods": {"general": d("0.13"), "small_scale": d("0.01")},
    },
)


def statement(**changed: Any) -> dict[str, Any]:
    """C18: three rates, prices without tax."""
    lines = [("repair", "1250.00"), ("cleaning", "300.00"), ("goods", "480.00")]
    rows = tuple({"kind": "material", "quantity": d("1"), "unit_price": d(price), "tax_category": category} for category, price in lines)
    held = {"prices": "without_tax", "lines": rows, "net": d("2030.00"), "tax": d("192.90"), "total": d("2222.90")}
    return {**held, "in_words": "人民币贰仟贰佰贰拾贰元玖角整", **changed}


@pytest.mark.parametrize(
    ("changed", "office", "wanted"),
    [
        ({}, {}, "pass"),
        ({"in_words": "贰仟贰佰贰拾贰圆玖角"}, {}, "pass"),
        ({"in_words": "人民币贰仟贰佰贰拾贰元捌角整"}, {}, "fail"),
        ({"total": d("2222.91")}, {}, "fail"),
        ({"tax": None}, {}, "fail"),
        ({}, {"taxpayer": "small_scale"}, "fail"),
        ({"lines": ()}, {}, "n/a"),
        ({"lines": ({"quantity": d("1"), "unit_price": d("1.00")},)}, {}, "undetermined"),
        ({"lines": ({"quantity": d("1"), "unit_price": d("1.00"), "tax_category": "gold"},)}, {}, "undetermined"),
    ],
)
def test_a_statement_must_follow_from_its_lines(changed: dict[str, Any], office: dict[str, Any], wanted: str) -> None:
    assert recomputed(statement(**changed), RATES, office=office).says.value == wanted


@pytest.mark.parametrize(
    ("charge", "until", "reported", "wanted"),
    [
        ("80.00", Beyond(None, date(2026, 4, 30)), "2026-04-30 23:59", "fail"),
        ("0.00", Beyond(None, date(2026, 4, 30)), "2026-04-30 20:00", "pass"),
        ("80.00", Beyond(None, date(2026, 4, 30)), "2026-05-01 00:10", "pass"),
        (None, Beyond(None, date(2026, 4, 30)), "2026-04-30 20:00", "open"),
        ("80.00", None, "2026-04-30 20:00", "n/a"),
        ("80.00", Beyond(None, None), "2026-04-30 20:00", "n/a"),
        ("80.00", Beyond(NotAtHand("WO-1"), None), "2026-04-30 20:00", "undetermined"),
        ("0.00", Beyond(NotAtHand("WO-1"), None), "2026-04-30 20:00", "pass"),
    ],
)
def test_what_is_under_warranty_is_not_charged(charge: str | None, until: Beyond | None, reported: str, wanted: str) -> None:
    assert warranty(charge and d(charge), until, at(reported), as_of=now("2026-06-01 00:00")).says.value == wanted  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("payments", "total", "wanted"),
    [
        ([("2026-03-03 09:00", "0.01")], "100.00", None),
        ([("2026-03-03 09:00", "99.99"), ("2026-03-04 09:00", "0.01")], "100.00", "2026-03-04 09:00"),
        ([("2026-03-03 09:00", "150.00")], "100.00", "2026-03-03 09:00"),
        ([], "0.00", "2026-03-01 09:00"),
        ([], None, None),
    ],
)
def test_a_sum_is_reached_with_the_payment_that_completes_it(
    payments: list[tuple[str, str]], total: str | None, wanted: str | None
) -> None:
    sum_of = [Payment(at(when), d(amount)) for when, amount in payments]
    found = reached(sum_of, None if total is None else d(total), at("2026-03-01 09:00"), as_of=now("2026-06-01 00:00"))
    assert found == (None if wanted is None else at(wanted))
