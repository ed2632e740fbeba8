"""How the text of a policy is read: lengths, paths, moments, limits, holds, conditions; and what is refused, with the near miss."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from repairctl.kinds import KINDS
from repairctl.model import Length, Record, Rows, Scalar, Tree
from repairctl.readings import cells, clauses, lengths, moments
from repairctl.readings.case import AsOf, Case, Grid, NotAtHand, Scope
from repairctl.readings.conditions import conditions
from repairctl.readings.items import each, label
from repairctl.readings.misfits import Misfit, Sink
from repairctl.readings.paths import path
from repairctl.readings.shapes import Awaited
from repairctl.readings.tables import read_table
from tests.reading import ZONE, at, record
from tests.rule_books import CALENDAR_2026, YEAR, book

ORDER = KINDS["order"]
STORY = """
place: {unit: QH-5-802}
request: {occurred_at: 2026-03-07T22:35, item: pipe, urgency: emergency, rework_of: WO-20260131-001}
plan: {end: 2026-03-09}
log:
- {step: report, at: 2026-03-07T22:40, by: S-01}
- {step: dispatch, at: 2026-03-07T22:45, by: S-01, technician: S-11}
- {step: arrive, at: 2026-03-07T23:05, by: S-11}
- {step: triage, at: 2026-03-07T23:10, by: S-01, priority: P3, survey_needed: false}
- {step: dispatch, at: 2026-03-07T23:15, by: S-01, technician: S-12}
- {step: arrive, at: 2026-03-07T23:30, by: S-12}
- {step: triage, at: 2026-03-07T23:40, by: S-01, priority: P1}
- {step: hold, at: 2026-03-08T00:10, by: S-11, reason: waiting_parts, evidence: [照片]}
- {step: resume, at: 2026-03-08T01:10, by: S-11}
- {step: finish, at: 2026-03-08T02:00, by: S-11}
- {step: reject, at: 2026-03-08T09:00, by: S-03, reason: 渗水}
- {step: finish, at: 2026-03-08T10:00, by: S-11}
- {step: accept, at: 2026-03-08T11:00, by: S-03, inspector: S-03}
"""


def case(text: str = STORY, as_of: str = "2026-03-10 09:00", **given: Record) -> Case:
    tables = book()
    linked = {one.id: one for one in given.values()}
    return Case(record(text), AsOf(at(as_of), CALENDAR_2026), linked, tables, at("2026-03-07 22:40"), {})


def scope(**more: Any) -> Scope:
    return Scope(ORDER, KINDS, ZONE, **more)


def of_each(step: str) -> Scope:
    return scope(each=each(step, scope()))


def said(minute: object) -> str:
    return str(AsOf(0, CALENDAR_2026).at(minute)) if isinstance(minute, int) else str(minute)


# ------------------------------------------------------------------ lengths


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("10 min", Length(10, "minutes")),
        ("2 h", Length(120, "minutes")),
        ("1 day", Length(1, "days")),
        ("3 days", Length(3, "days")),
        ("1 working day", Length(1, "working_days")),
        ("3 working days", Length(3, "working_days")),
        ("2 office hours", Length(120, "office_minutes")),
        ("30 office minutes", Length(30, "office_minutes")),
        ("6 months", Length(6, "months")),
        ("5 years", Length(60, "months")),
    ],
)
def test_a_length_is_read(text: str, wanted: Length) -> None:
    assert lengths.length(text) == wanted


@pytest.mark.parametrize(
    "text", ["10", "min", "10 mins!", "1.5 h", "10min", "-2 h", "3 wd", "3 Working days", "none", "3 工作日", "999999 h"]
)
def test_what_is_no_length_is_refused(text: str) -> None:
    with pytest.raises(Misfit, match="no length"):
        lengths.length(text)


def test_percentages_are_fractions_without_rounding() -> None:
    assert (lengths.percent("9 %"), lengths.percent("110%"), lengths.percent("0.5 %")) == (
        Decimal("0.09"),
        Decimal("1.10"),
        Decimal("0.005"),
    )
    for text in ("9", "9 percent", "-9 %", "9,5 %"):
        with pytest.raises(Misfit):
            lengths.percent(text)


# ------------------------------------------------------------------ moments and paths


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("first report", "2026-03-07 22:40"),
        ("first arrive", "2026-03-07 23:05"),
        ("last arrive", "2026-03-07 23:30"),
        ("first acknowledge|triage", "2026-03-07 23:10"),
        ("last accept|reject", "2026-03-08 11:00"),
        ("first contain", "None"),
        ("plan.end", "2026-03-09"),
        ("plan.start", "None"),
        ("request.occurred_at", "2026-03-07 22:35"),
        ("arrive.at", "2026-03-07 23:30"),
        ("plan.start|plan.end", "2026-03-09"),
        ("as_of", "2026-03-10 09:00"),
    ],
)
def test_a_moment_is_named_in_the_words_of_the_log(text: str, wanted: str) -> None:
    assert said(moments.moment(text, scope()).get(case())) == wanted


@pytest.mark.parametrize(
    ("step", "text", "wanted"),
    [
        ("reject", "this", ["2026-03-08 09:00"]),
        ("reject", "next accept|reject", ["2026-03-08 11:00"]),
        ("finish", "next accept|reject", ["2026-03-08 09:00", "2026-03-08 11:00"]),
        ("dispatch", "next arrive", ["2026-03-07 23:05", "2026-03-07 23:30"]),
        ("dispatch", "next arrive by .technician", ["2026-03-07 23:05", "2026-03-07 23:30"]),
        ("accept", "next close", ["None"]),
        ("accept", ".at", ["2026-03-08 11:00"]),
    ],
)
def test_a_moment_counts_from_the_entry_that_is_judged(step: str, text: str, wanted: list[str]) -> None:
    scoped = of_each(step)
    one = case()
    items = scoped.each.items(one.record) if scoped.each else []
    assert [said(moments.moment(text, scoped).get(one.of(item))) for item in items] == wanted


def test_the_next_arrival_is_that_of_the_person_who_was_sent() -> None:
    text = """
    log:
    - {step: report, at: 2026-03-07T22:40, by: S-01}
    - {step: dispatch, at: 2026-03-07T22:45, by: S-01, technician: S-11}
    - {step: dispatch, at: 2026-03-07T22:46, by: S-01, technician: S-12}
    - {step: arrive, at: 2026-03-07T23:05, by: S-12}
    - {step: arrive, at: 2026-03-07T23:30, by: S-11}
    """
    scoped, one = of_each("dispatch"), case(text)
    items = scoped.each.items(one.record) if scoped.each else []
    assert [said(moments.moment("next arrive by .technician", scoped).get(one.of(item))) for item in items] == [
        "2026-03-07 23:30",
        "2026-03-07 23:05",
    ]
    assert [said(moments.moment("next arrive", scoped).get(one.of(item))) for item in items] == ["2026-03-07 23:05", "2026-03-07 23:05"]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("first arrived", "arrived is no step of repair order. Did you mean arrive?"),
        ("plan.ends", "plan.ends is no field of repair order. Did you mean plan.end?"),
        ("plant.end", "plant is no section or step of repair order. Did you mean plan?"),
        ("request.urgency", "request.urgency is neither a moment nor a date (choice)."),
        ("this", "'this' is the entry of each, but the rule has no each of a step."),
        ("next accept", "'next accept' counts from the entry of each, but the rule has no each of a step."),
        ("first arrive by .technician", "Only next can be followed by a person."),
        (".at", ".at is read in an entry or row, but the rule has no each."),
        ("place.unit.unit.handovers", "unit.handovers is no field of unit. Did you mean unit.handover?"),
    ],
)
def test_a_misspelt_moment_is_refused_with_its_near_miss(text: str, words: str) -> None:
    with pytest.raises(Misfit) as refused:
        moments.moment(Scalar(text, 17), scope())
    assert (str(refused.value.sentence), refused.value.line) == (words, 17)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("triage.priority", "P1"),
        ("triage.survey_needed", False),  # the last entry of the step says nothing of it, the one before does
        ("dispatch.technician", "S-12"),
        ("accept.by", "S-03"),
        ("request.item", "pipe"),
        ("settlement.total", None),
        ("settle", None),
        ("accept", True),
    ],
)
def test_a_path_reads_a_box_or_the_last_entry_of_a_step_that_fills_it(text: str, wanted: object) -> None:
    assert path(text, scope()).get(case()) == wanted


def test_a_path_goes_through_a_reference() -> None:
    earlier = record(
        "log: [{step: report, at: 2026-01-30T09:00, by: S-01}, {step: accept, at: 2026-01-31T09:00, by: S-03, warranty_to: 2026-04-30}]",
        id="WO-20260131-001",
    )
    through = path("request.rework_of.accept.warranty_to", scope())
    assert through.get(case(earlier=earlier)) == date(2026, 4, 30)
    assert [(need.kind, need.path, list(need.ids(case().record))) for need in through.needs] == [
        ("order", "request.rework_of", ["WO-20260131-001"])
    ]
    with pytest.raises(NotAtHand, match="WO-20260131-001"):
        through.get(case())


def test_a_reference_in_an_entry_needs_every_entry() -> None:
    person = clauses.holder(".technician", of_each("dispatch"))
    assert [list(need.ids(case().record)) for need in person.needs] == [["S-11", "S-12"]]


# ------------------------------------------------------------------ limits


PRIORITIES = """\
by: [triage.priority, request.urgency]
columns: {arrive: limit, certificates: words}
rows:
  P1: {arrive: 30 min, certificates: []}
  P2: {arrive: 4 h, certificates: []}
  P3: {arrive: 5 h, certificates: [电工]}
  P4: {arrive: plan.end, certificates: []}
  emergency: {arrive: 20 min, certificates: []}
  urgent: {arrive: 4 h, certificates: []}
  routine: {arrive: 4 h, certificates: []}
  planned: {arrive: none, certificates: []}
  unset: {arrive: 24 h, certificates: []}
"""


def grid(text: str = PRIORITIES) -> tuple[Grid | None, list[str]]:
    from repairctl.edges import yaml_text

    sink = Sink("policies/service/1.yaml", "service@1")
    found = read_table("priorities", yaml_text.read(text.encode(), "t.yaml"), [scope()], sink)
    return found, [f"{one.where[1] if one.where else 0}: {one.sentence}" for one in sink.found]


def limit(text: str, stop: str | None, story: str = STORY, as_of: str = "2026-03-10 09:00") -> object:
    table, misfits = grid()
    assert table is not None and misfits == []
    scoped = scope(tables={"priorities": table})
    if stop:
        scoped = scope(tables={"priorities": table}, stop=moments.moment(stop, scoped))
    return cells.limit(text, scoped).get(case(story, as_of))


@pytest.mark.parametrize(
    ("stop", "wanted"),
    [
        ("first dispatch", Length(20, "minutes")),  # not triaged yet: by the urgency that was reported
        ("first arrive", Length(20, "minutes")),
        ("first triage", Length(300, "minutes")),  # the very minute counts
        ("last arrive", Length(300, "minutes")),
        ("first finish", Length(30, "minutes")),
        ("first settle", Length(30, "minutes")),  # still running: as of now
        (None, Length(30, "minutes")),
    ],
)
def test_a_clock_uses_the_row_that_was_in_force_when_it_stopped(stop: str | None, wanted: Length) -> None:
    assert limit("priorities.arrive", stop) == wanted


@pytest.mark.parametrize(
    ("words", "wanted"),
    [
        ("- {step: triage, at: 2026-03-07T23:10, by: S-01, priority: P4}", Awaited("plan.end")),
        ("plan: {end: 2026-03-09}", Length(24 * 60, "minutes")),
        ("request: {urgency: planned}", None),
    ],
)
def test_a_cell_may_be_a_path_or_none(words: str, wanted: object) -> None:
    log = "log:\n- {step: report, at: 2026-03-07T22:40, by: S-01}\n"
    story = log + words if words.startswith("-") else f"{words}\n{log}"
    assert limit("priorities.arrive", None, story) == wanted


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("priorities.arive", "arive is no column of priorities. Did you mean arrive?"),
        ("priorities.certificates", "Column priorities.certificates is of type words; here it must be limit | length."),
        ("4 hours", "'4 hours' is no length of time"),
        ("priority.arrive", "priority.arrive is neither a column of a table nor a moment. Did you mean priorities.arrive?"),
        ("catalog.arrive", "catalog is no section or step of repair order."),
    ],
)
def test_a_misspelt_limit_is_refused(text: str, words: str) -> None:
    with pytest.raises(Misfit) as refused:
        limit(text, None)
    assert str(refused.value.sentence).startswith(words)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (("  P2: {arrive: 4 h, certificates: []}\n", ""), "3: Table priorities has no row P2."),
        (("  urgent: {arrive: 4 h, certificates: []}\n", ""), "3: Table priorities has no row urgent."),
        (("  unset: {arrive: 24 h, certificates: []}\n", ""), "3: Table priorities has no row unset."),
        (("P1: {arrive: 30 min, certificates: []}", "P1: {arrive: 30 min}"), "4: Row P1 has no cell certificates."),
        (
            ("P1: {arrive: 30 min,", "P1: {arive: 30 min, arrive: 30 min,"),
            "4: Row P1: arive is no column of this table. Did you mean arrive?",
        ),
        (("P1: {arrive: 30 min,", "P1: {arrive: 30 minutes,"), "4: '30 minutes' is no length of time"),
        (("arrive: plan.end", "arrive: plan.ende"), "7: plan.ende is no field of repair order. Did you mean plan.end?"),
        (("arrive: limit", "arrive: limits"), "2: limits is no type of a column. Did you mean limit?"),
        (("triage.priority", "triage.prio"), "1: triage.prio is no field of repair order. Did you mean triage.priority?"),
        (
            ("columns: {arrive: limit, certificates: words}\n", ""),
            "1: Table priorities does not say what its columns are (columns: {name: type}).",
        ),
        (("by: [triage.priority, request.urgency]\n", ""), "1: Table priorities does not say by which field its rows are chosen (by)."),
        (("rows:", "row:"), "3: row is no key of a table. Did you mean rows?"),
    ],
)
def test_a_table_with_a_hole_is_refused(change: tuple[str, str], words: str) -> None:
    _, misfits = grid(PRIORITIES.replace(*change))
    assert any(one.startswith(words) for one in misfits), misfits


# ------------------------------------------------------------------ clauses


def tree(text: str) -> Tree:
    from repairctl.edges import yaml_text

    return yaml_text.read(f"held: {text}\n".encode(), "t.yaml")["held"]


@pytest.mark.parametrize(
    ("pause", "wanted"),
    [
        ("{reasons: [waiting_parts]}", [("2026-03-08 00:10", "2026-03-08 01:10", "counted")]),
        ("{reasons: [weather]}", [("2026-03-08 00:10", "2026-03-08 01:10", "this reason does not stop the clock")]),
        (
            "{reasons: [waiting_parts], after: first contain}",
            [("2026-03-08 00:10", "2026-03-08 01:10", "the danger was not contained yet")],
        ),
        ("{reasons: [waiting_parts], after: last arrive}", [("2026-03-08 00:10", "2026-03-08 01:10", "counted")]),
        ("{reasons: [waiting_parts], after: first finish}", [("2026-03-08 00:10", "2026-03-08 01:10", "the danger was not contained yet")]),
    ],
)
def test_a_hold_counts_only_for_its_reason_and_after_containment(pause: str, wanted: list[tuple[str, str, str]]) -> None:
    found = clauses.pauses(tree(pause), scope()).get(case())
    assert [(said(one.start), said(one.stop), str(one.refused or "counted")) for one in found] == wanted


def test_a_hold_without_evidence_does_not_count_and_begins_with_containment() -> None:
    bare = STORY.replace(", evidence: [照片]", "")
    assert [str(one.refused) for one in clauses.pauses(tree("{reasons: [waiting_parts]}"), scope()).get(case(bare))] == ["no evidence"]
    contained = STORY.replace("log:", "log:\n- {step: contain, at: 2026-03-08T00:30, by: S-11}")
    found = clauses.pauses(tree("{reasons: [waiting_parts], after: first contain}"), scope()).get(case(contained))
    assert [(said(one.start), one.refused) for one in found] == [("2026-03-08 00:30", None)]


@pytest.mark.parametrize(
    ("read", "text", "words"),
    [
        (clauses.pauses, "{reasons: [waiting_part]}", "waiting_part is no reason of hold. Did you mean waiting_parts?"),
        (clauses.pauses, "{reason: [waiting_parts]}", "reason is no key of pause. Did you mean reasons?"),
        (clauses.pauses, "{after: first contain}", "A pause needs reasons: the holds that stop the clock."),
        (clauses.agreed, "{at: appoint.visit, grace: 15 min}", "appoint.visit is no field of repair order. Did you mean appoint.visit_at?"),
        (clauses.agreed, "{at: appoint.visit_at, grace: 1 day}", "A grace is a number of minutes or hours."),
        (clauses.agreed, "{at: plan.end}", "plan.end is no moment in the entries of a step."),
        (clauses.people, "[accept.inspector, triage.survey_needed]", "triage.survey_needed names nobody (bool)."),
        (clauses.missing_fields, "[triage.priorty]", "triage.priorty is no field of repair order. Did you mean triage.priority?"),
        (clauses.missing_steps, "[finish, acept]", "acept is no step of repair order. Did you mean accept?"),
        (clauses.amount, "triage.priority", "triage.priority is no number (choice)."),
        (clauses.total, "{of: settlement.total}", "settlement.total must be an amount in the entries of a step, as pay.amount."),
        (
            clauses.total,
            "{of: consent.amount, with: owner_ok}",
            "consent.owner_ok is no field of repair order. Did you mean consent.owner_ok_at?",
        ),
        (clauses.holder, "request.item", "request.item names no other record."),
        (clauses.beyond, "settlement.due", "settlement.due leads to no other record; write it as request.rework_of.accept.warranty_to."),
        (clauses.section, "settlements", "settlements is no section of repair order. Did you mean settlement?"),
        (moments.payments, "settlement.total", "settlement.total must be an amount in the entries of a step, as pay.amount."),
        (cells.table, "prices.book", "prices.book is no table of a policy."),
        (lambda held, scoped: conditions(held, scoped), "{triage.priority: P5}", "P5 is no choice of priority."),
        (lambda held, scoped: conditions(held, scoped), "{triage.survey_needed: yes}", "yes must be true or false."),
        (
            lambda held, scoped: conditions(held, scoped),
            "{triage.prio: P1}",
            "triage.prio is no field of repair order. Did you mean triage.priority?",
        ),
        (
            lambda held, scoped: each(held, scoped),
            "settlement.line",
            "settlement.line is no field of repair order. Did you mean settlement.lines?",
        ),
        (lambda held, scoped: each(held, scoped), "plan.end", "plan.end is neither a step nor a list of rows."),
    ],
)
def test_a_misspelt_clause_is_refused(read: Any, text: str, words: str) -> None:
    with pytest.raises(Misfit) as refused:
        read(tree(text), scope())
    assert str(refused.value.sentence) == words
    assert refused.value.line == 1


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("{triage.priority: P1}", True),
        ("{triage.priority: [P2, P3]}", False),
        ("{triage.survey_needed: absent}", False),
        ("{plan.end: present}", True),
        ("{quote: present}", False),
        ("{accept: present, reject: present}", True),
        ("{settlement.total: present}", False),
        ("{request.item: [pipe, tap]}", True),
    ],
)
def test_a_rule_applies_where_all_its_conditions_hold(text: str, wanted: bool) -> None:
    assert all(one.met(case()) for one in conditions(tree(text), scope())) is wanted


def test_false_and_zero_are_filled() -> None:
    text = "log: [{step: report, at: 2026-03-07T22:40, by: S-01}, {step: triage, at: 2026-03-07T22:41, by: S-01, priority: P3, survey_needed: false}]"
    missing = clauses.missing_fields(Rows(["triage.survey_needed", "triage.reason|triage.priority", "request.item"]), scope())
    assert [str(one) for one in missing.get(case(text))] == ["service item"]


def test_items_are_entries_of_a_step_or_rows() -> None:
    text = "settlement: {lines: [{kind: labour, quantity: 1, unit_price: 1.00}]}\nlog: [{step: report, at: 2026-03-07T22:40, by: S-01}]"
    lines, reports = each("settlement.lines", scope()), each("report", scope())
    one = record(text)
    assert [(label(item, one, ZONE), item.place) for item in (*lines.items(one), *reports.items(one))] == [
        ("settlement.lines 1", "settlement.lines.0"),
        ("report 2026-03-07T22:40 S-01", "log.0"),
    ]


def test_the_calendar_of_the_tests_is_that_of_2026() -> None:
    assert str(YEAR["covers"]) and CALENDAR_2026.is_working(date(2026, 10, 10))
