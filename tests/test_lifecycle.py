"""What a step does to a record: late entries, refusals, taking back, amending, what acts freeze."""

from __future__ import annotations

from datetime import date, tzinfo
from decimal import Decimal

import pytest
from msgspec import Struct, field

from repairctl import lifecycle, refusals, story
from repairctl.calendars import Calendar
from repairctl.kinds import KINDS
from repairctl.lifecycle import Asked, Means
from repairctl.model import Length, Minute, Plain, Record, Table
from tests.reading import ZONE, at, record

NOW = at("2026-03-20 12:00")
STARTED = """
place: {unit: QH-5-802}
request: {description: 厨房漏水}
log:
- {step: report, at: "2026-03-07T22:40", by: S-01}
- {step: triage, at: "2026-03-07T22:44", by: S-01, priority: P1}
- {step: dispatch, at: "2026-03-07T22:45", by: S-01, technician: S-11}
- {step: arrive, at: "2026-03-07T23:05", by: S-11}
"""
FINISHED = (
    STARTED
    + """
- {step: finish, at: "2026-03-08T00:50", by: S-11, work_done: 换管}
"""
)
VERIFIED = (
    FINISHED
    + """
- {step: accept, at: "2026-03-08T00:50", by: S-11}
"""
)


class FixedValues(Struct, frozen=True):
    """Tables written in the test."""

    office: dict[str, Plain] = field(default_factory=dict)
    records: dict[str, Record] = field(default_factory=dict)
    zone: tzinfo = ZONE

    def table(self, name: str, at: Minute) -> Table | None:
        rates = Table(("tax_category",), ("general",), {"repair": {"general": Decimal("0.09")}})
        terms = Table(("settlement.payer",), ("pay",), {"unset": {"pay": Length(15, "days")}})
        items = Table(("request.item",), ("warranty",), {"unset": {"warranty": Length(3, "months")}})
        return {"taxes.rates": rates, "charges.terms": terms, "catalogue.items": items}.get(name)

    def version(self, policy: str, at: Minute) -> str:
        return ""

    def after(self, start: date, length: Length, roll: bool = False) -> date:
        return Calendar(ZONE, ()).after(start, length)

    def is_statutory(self, day: date) -> bool:
        return False

    def record(self, id: str) -> Record | None:
        return self.records.get(id)


def means(**records: Record) -> Means:
    ids = iter(f"AR-20260320-{number:03d}" for number in range(1, 9))
    return Means(FixedValues(records={one.id: one for one in records.values()}), KINDS, lambda kind, at: next(ids))


def asked(step: str, moment: str = "2026-03-20 10:00", anyway: str = "", until: str = "", **given: Plain) -> Asked:
    found = KINDS["order"].step(step)
    assert found
    paths = {name.replace("__", ".") if "__" in name else f".{name}": value for name, value in given.items()}
    return Asked(found, paths, "S-01", at(moment), NOW, anyway, at(until) if until else None, ZONE)


def after(text: str, *steps: Asked) -> Record:
    found = record(text)
    for step in steps:
        found = lifecycle.advance(found, step, means())[0].after
    return found


def test_a_late_entry_takes_its_place_in_the_story() -> None:
    told = after(FINISHED, asked("contain", "2026-03-07 23:20"))
    assert [entry.step for entry in told.story] == ["report", "triage", "dispatch", "arrive", "contain", "finish"]
    assert told.log[-1].step == "contain"
    assert told.status == "completed"


def test_an_act_that_does_not_follow_is_refused() -> None:
    with pytest.raises(refusals.StepNotAllowed, match="in progress; settle does not follow"):
        after(STARTED, asked("settle", anyway="because"))


def test_an_event_that_does_not_follow_is_recorded_anyway_with_its_reason() -> None:
    with pytest.raises(refusals.StepNotAllowed, match="--anyway"):
        after(STARTED, asked("accept"))
    told = after(STARTED, asked("accept", anyway="纸单先签"))
    assert [entry.step for entry in told.jumps] == ["accept"]
    assert told.log[-1].filled["anyway"] == "纸单先签"


def test_an_entry_before_the_step_it_follows_is_refused_with_both_moments() -> None:
    with pytest.raises(refusals.ComesTooEarly, match="22:50") as refused:
        after(STARTED, asked("finish", "2026-03-07 22:50"))
    assert "arrive" in str(refused.value)


def test_the_future_is_refused() -> None:
    with pytest.raises(refusals.LiesInFuture):
        after(STARTED, asked("finish", "2026-03-20 12:01"))


def test_a_hold_with_its_end_is_recorded_in_one_go_between_older_entries() -> None:
    told = after(FINISHED, asked("hold", "2026-03-07 23:30", until="2026-03-08 00:10", reason="waiting_parts"))
    assert [entry.step for entry in told.story][-3:] == ["hold", "resume", "finish"]
    assert told.status == "completed" and not told.jumps


def test_a_hold_without_its_end_before_a_finish_is_refused() -> None:
    with pytest.raises(refusals.WouldBreak, match="--until"):
        after(FINISHED, asked("hold", "2026-03-07 23:30", reason="waiting_parts"))


def test_the_same_step_minute_and_person_twice_is_refused() -> None:
    with pytest.raises(refusals.AlreadyRecorded):
        after(STARTED, asked("note", text="一"), asked("note", text="二"))


def test_what_a_step_means_nothing_without_is_refused_and_named() -> None:
    with pytest.raises(refusals.MissingValues, match="--amount") as refused:
        after(VERIFIED, asked("pay"))
    assert refused.value.exit_code == 2


def test_an_order_needs_a_place_of_some_sort() -> None:
    with pytest.raises(refusals.MissingValues, match=r"--unit \| --asset \| --spot"):
        lifecycle.opened(KINDS["order"], asked("report", request__description="灯不亮"), "WO-20260320-001", means())


LINE: dict[str, Plain] = {"kind": "labour", "quantity": Decimal(2), "unit_price": Decimal("80.00"), "tax_category": "repair"}


def settled() -> Record:
    return after(VERIFIED, asked("settle", settlement__payer="owner", settlement__lines=(LINE,)))


def test_settling_freezes_what_it_computes() -> None:
    told = settled()
    assert told.value("settlement.total") == Decimal("160.00")
    assert told.value("settlement.net") == Decimal("146.79")
    assert told.value("settlement.in_words") == "人民币壹佰陆拾元整"
    assert told.value("settlement.due") == date(2026, 4, 4)


def test_what_an_act_froze_is_not_amended() -> None:
    with pytest.raises(refusals.Frozen, match="settle"):
        lifecycle.amended(settled(), {"settlement.payer": "tenant"}, {}, asked("note"), "错")


def test_taking_the_act_back_drops_what_it_computed_and_keeps_what_was_given() -> None:
    told = settled()
    change = lifecycle.taken_back(told, lifecycle.find_entry(told, "settle"), asked("settle", "2026-03-20 11:00"), "价错")
    assert change.after.status == "verified"
    assert change.after.value("settlement.total") is None
    assert change.after.rows("settlement.lines") == (LINE,)
    again = lifecycle.advance(change.after, asked("settle", "2026-03-20 11:30"), means())[0].after
    assert again.value("settlement.total") == Decimal("160.00")


def test_taking_back_a_step_that_others_stand_on_is_refused() -> None:
    told = record(FINISHED)
    with pytest.raises(refusals.WouldBreak, match="finish"):
        lifecycle.taken_back(told, lifecycle.find_entry(told, "arrive"), asked("arrive"), "错")


def test_correcting_takes_back_and_enters_anew_in_one_change() -> None:
    told = record(FINISHED)
    change = lifecycle.corrected(told, lifecycle.find_entry(told, "arrive"), asked("arrive", "2026-03-07 23:01"), "看错表", means())
    assert [entry.step for entry in change.entries] == ["retract", "arrive"]
    assert change.after.of["arrive"][0].at == at("2026-03-07 23:01")
    assert change.after.status == "completed"


def test_correcting_keeps_the_fields_that_are_not_given_anew() -> None:
    told = record(FINISHED)
    change = lifecycle.corrected(told, lifecycle.find_entry(told, "finish"), asked("finish", "2026-03-08 00:45"), "表快", means())
    assert change.after.of["finish"][0].filled["work_done"] == "换管"


def test_an_amendment_says_what_stood_there() -> None:
    change = lifecycle.amended(record(STARTED), {"place.unit": "QH-5-803"}, {"place.unit": "QH-5-802"}, asked("note"), "听错")
    assert change.after.value("place.unit") == "QH-5-803"
    assert change.entries[0].filled == {"field": "place.unit", "was": "QH-5-802", "note": "听错"}
    assert change.after.status == "in_progress"


def test_merging_tells_the_other_order() -> None:
    other = record(STARTED, id="WO-20260307-002")
    found = record("place: {unit: X}\nrequest: {description: 同一处漏}\nlog:\n- {step: report, at: '2026-03-07T22:50', by: S-01}\n")
    changes = lifecycle.advance(found, asked("merge", into=other.id), means(other=other))
    assert changes[0].after.status == "merged"
    assert changes[1].after.log[-1].filled == {"text": "同一处漏", "about": found.id}


def test_archiving_opens_an_archive_entry_and_names_it() -> None:
    closed = lifecycle.advance(settled(), asked("close", "2026-03-20 11:00"), means())[0].after
    order, entry = lifecycle.advance(closed, asked("archive", "2026-03-20 11:30"), means())
    assert order.after.status == "archived"
    assert order.after.log[-1].filled["entry"] == entry.after.id == "AR-20260320-001"
    assert entry.after.value("entry.order") == order.after.id
    assert entry.before is None and entry.after.status == "filed"


def test_as_of_an_earlier_moment_what_came_later_is_not_there() -> None:
    told = story.as_of(settled(), at("2026-03-07 22:50"))
    assert told.status == "dispatched"
    assert "settlement" not in told.sections


def test_what_may_follow_is_listed() -> None:
    assert {"accept", "reject"} <= {step.name for step in lifecycle.next_steps(record(FINISHED))}
    assert "settle" not in {step.name for step in lifecycle.next_steps(settled())}
