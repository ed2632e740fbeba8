"""Waivers: judged by the day of the event, to the minute; void where anything is wrong with them; never hidden."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest
from msgspec.structs import replace

from repairctl import checks, story
from repairctl.checks import waiver_faults
from repairctl.kinds import KINDS
from repairctl.model import Finding, Record, Says
from repairctl.policies import Book
from tests.clerk import Clerk, begun
from tests.reading import at, read, record
from tests.rule_books import HEAD, book, rules

LATE = "- {code: SLA-ARRIVE-LATE, form: deadline, from: first report, to: first arrive, within: 30 min, severity: error}"
ORDER_ID = "WO-20260307-001"


def order(reported: str, arrived: str = "", more: str = "") -> Record:
    arrive = f"- {{step: arrive, at: {arrived}, by: S-11}}" if arrived else ""
    return record(f"log:\n- {{step: report, at: {reported}, by: S-02}}\n{arrive}\n{more}")


def waiver(
    box: str = "", covers: str = "{from: 2026-03-07, to: 2026-03-07}", granted: str = "2026-03-08T09:00", more: str = "", **other: str
) -> Record:
    asked, by, id = (other.get(name, usual) for name, usual in (("asked", "S-02"), ("by", "S-01"), ("id", "WV-20260308-001")))
    head = f"rules: [SLA-ARRIVE-LATE], records: [{ORDER_ID}], category: accepted, reason: 道路封闭"
    text = f"""\
status: granted
waiver: {{{box or head}}}
{"scope: " + other["scope"] if "scope" in other else ""}
covers: {covers}
log:
- {{step: request, at: 2026-03-08T08:00, by: {asked}}}
- {{step: grant, at: {granted}, by: {by}}}
{more}"""
    return record(text, "waiver", id)


def by_box(**fields: str) -> str:
    held = {"rules": "[SLA-ARRIVE-LATE]", "records": f"[{ORDER_ID}]", "category": "accepted", "reason": "道路封闭", **fields}
    return ", ".join(f"{name}: {value}" for name, value in held.items() if value)


def said(one: Record, held: Book, as_of: str, *waivers: Record, estates: Mapping[str, str] | None = None) -> Finding:
    """The one verdict on a record under these waivers."""
    read_all = waiver_faults.read_all([(story.as_of(each, at(as_of)), True) for each in waivers], held)
    read_all = replace(read_all, estate_of=lambda id: (estates or {}).get(id, ""))
    (found,) = checks.verdicts(one, held, {}, at(as_of), read_all)
    return found


def codes(one: Record, held: Book, linked: Mapping[str, Record] | None = None) -> list[str]:
    return [fault.code for fault in waiver_faults.faults(one, held, {ORDER_ID: order("2026-03-07T22:40")} if linked is None else linked)]


# ------------------------------------------------------------------ the day of the event


@pytest.mark.parametrize(
    ("reported", "says"),
    [
        ("2026-03-06T23:59", Says.FAIL),
        ("2026-03-07T00:00", Says.WAIVED),
        ("2026-03-07T23:59", Says.WAIVED),
        ("2026-03-08T00:00", Says.FAIL),
    ],
)
def test_a_waiver_covers_what_happened_on_its_days_to_the_minute(reported: str, says: Says) -> None:
    one = order(reported, "2026-03-08T12:00")
    assert said(one, rules(LATE), "2026-03-09T08:00", waiver()).says is says


def test_an_accepted_past_breach_stays_accepted_years_later() -> None:
    one = order("2026-03-07T22:40", "2026-03-08T12:00")
    assert said(one, rules(LATE), "2031-03-09T08:00", waiver()).says is Says.WAIVED


def test_before_it_was_granted_nothing_was_waived() -> None:
    one = order("2026-03-07T22:40", "2026-03-08T07:00")
    assert said(one, rules(LATE), "2026-03-08T08:59", waiver()).says is Says.FAIL
    assert said(one, rules(LATE), "2026-03-08T09:00", waiver()).says is Says.WAIVED


def test_the_event_is_the_rules_own_moment_where_it_has_one() -> None:
    rule = "- {code: SETTLE-NAMED, form: required, at: settle, fields: [request.item], severity: error}"
    one = order("2026-03-07T22:40", more="- {step: settle, at: 2026-03-10T09:00, by: S-03}")
    box = by_box(rules="[SETTLE-NAMED]")
    assert said(one, rules(rule), "2026-03-11T08:00", waiver(box)).says is Says.FAIL
    assert said(one, rules(rule), "2026-03-11T08:00", waiver(box, "{from: 2026-03-10, to: 2026-03-10}")).says is Says.WAIVED


@pytest.mark.parametrize(("as_of", "says"), [("2026-04-01T00:00", Says.WAIVED), ("2026-04-01T00:01", Says.FAIL)])
def test_what_is_to_be_put_right_counts_again_after_the_last_minute_of_its_day(as_of: str, says: Says) -> None:
    one = order("2026-03-07T22:40", "2026-03-08T12:00")
    verdict = said(one, rules(LATE), as_of, waiver(by_box(remedy_by="2026-03-31")))
    assert (verdict.says, verdict.waiver) == (says, "WV-20260308-001")


def test_a_waived_verdict_tells_when_time_alone_turns_it() -> None:
    one = order("2026-03-07T22:40", "2026-03-08T12:00")
    assert said(one, rules(LATE), "2026-03-09T08:00", waiver(by_box(remedy_by="2026-03-31"))).turns_at == at("2026-04-01T00:01")
    assert said(one, rules(LATE), "2026-03-09T08:00", waiver()).turns_at is None


# ------------------------------------------------------------------ what it does not touch


def test_only_what_fails_is_waived() -> None:
    assert said(order("2026-03-07T22:40"), rules(LATE), "2026-03-07T22:50", waiver(granted="2026-03-07T22:41")).says is Says.OPEN
    passing = order("2026-03-07T22:40", "2026-03-07T23:10")
    assert said(passing, rules(LATE), "2026-03-09T08:00", waiver()).says is Says.PASS
    unknown = "- {code: SLA-ARRIVE-LATE, form: deadline, from: first report, to: first arrive, within: 300 working days, severity: error}"
    late = order("2026-03-07T22:40", "2027-12-08T12:00")
    assert said(late, rules(unknown), "2027-12-09T08:00", waiver()).says is Says.UNDETERMINED


@pytest.mark.parametrize("box", [by_box(rules="[OTHER]"), by_box(records="[WO-20260307-002]")])
def test_another_rule_or_record_is_not_waived(box: str) -> None:
    one = order("2026-03-07T22:40", "2026-03-08T12:00")
    assert said(one, rules(LATE), "2026-03-09T08:00", waiver(box)).says is Says.FAIL


def test_a_rule_that_cannot_be_waived_is_not() -> None:
    held = rules(LATE.replace("severity: error", "severity: error, waivable: false"))
    one = order("2026-03-07T22:40", "2026-03-08T12:00")
    assert said(one, held, "2026-03-09T08:00", waiver()).says is Says.FAIL
    assert "WVR-NOT-WAIVABLE" in codes(waiver(), held)
    assert not [misfit for misfit in held.misfits]


def test_waivable_is_true_or_false() -> None:
    held = rules(LATE.replace("severity: error", "severity: error, waivable: no"))
    assert [(one.code, one.where) for one in held.misfits] == [("POL-VALUE", ("policies/service/1.yaml", 7))]


def test_a_scope_takes_in_its_places_and_estates_only() -> None:
    one = record(
        "place: {unit: QH-5-802}\nlog:\n- {step: report, at: 2026-03-07T22:40, by: S-02}\n- {step: arrive, at: 2026-03-08T12:00, by: S-11}"
    )
    estates = {"QH-5-802": "QH"}
    bare = by_box(records="")
    for scope, says in (
        ("{places: [QH-5-802]}", Says.WAIVED),
        ("{places: [QH-5-803]}", Says.FAIL),
        ("{estates: [QH]}", Says.WAIVED),
        ("{estates: [LS]}", Says.FAIL),
        ("{estates: [QH], places: [QH-5-803]}", Says.FAIL),
    ):
        assert said(one, rules(LATE), "2026-03-09T08:00", waiver(bare, scope=scope), estates=estates).says is says, scope


# ------------------------------------------------------------------ void, fail closed

VOID = {
    "to before from": (waiver(covers="{from: 2026-03-07, to: 2026-03-06}"), "WVR-DATES"),
    "to be put right before it began": (waiver(by_box(remedy_by="2026-03-06")), "WVR-DATES"),
    "granted before it was asked for": (waiver(granted="2026-03-08T07:59"), "WVR-DATES"),
    "no end": (waiver(covers="{from: 2026-03-07}"), "WVR-INCOMPLETE"),
    "no reason": (waiver(by_box(reason="")), "WVR-INCOMPLETE"),
    "no category": (waiver(by_box(category="")), "WVR-INCOMPLETE"),
    "neither records nor scope": (waiver(by_box(records="")), "WVR-SCOPE"),
    "both records and scope": (waiver(scope="{estates: [QH]}"), "WVR-SCOPE"),
    "granted by who asked": (waiver(by="S-02"), "WVR-APPROVER"),
    "granted by somebody in the record": (waiver(by="S-11"), "WVR-PERSON-CONCERNED"),
    "changed after it was granted": (
        waiver(more="- {step: amend, at: 2026-03-08T10:00, by: S-02, field: covers.to, was: 2026-03-06, note: 延长}"),
        "WVR-CHANGED",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", VOID)
def test_a_waiver_with_a_fault_waives_nothing_and_says_why(name: str) -> None:
    bad, code = VOID[name]
    one = order("2026-03-07T22:40", "2026-03-08T12:00")
    assert said(one, rules(LATE), "2026-03-09T08:00", bad).says is Says.FAIL
    assert code in codes(bad, rules(LATE), {ORDER_ID: one})
    assert said(one, rules(LATE), "2026-03-09T08:00", bad, waiver(id="WV-20260308-002")).says is Says.WAIVED, "a sound one beside it counts"


def test_a_file_with_faults_waives_nothing() -> None:
    one = order("2026-03-07T22:40", "2026-03-08T12:00")
    text = "status: granted\nwaiver: {rules: [SLA-ARRIVE-LATE], records: [WO-20260307-001], category: accepted, reason: x}\n"
    text += "covers: {from: 2026-03-07, to: 2026-03-07}\nlog:\n- {step: request, at: 2026-03-08T08:00, by: S-02}\n"
    text += "- {step: grant, at: 2026-02-30T09:00, by: S-01}\n- {step: grant, at: 2026-03-08T09:00, by: S-01}\n"
    broken, faults = read(text, "waiver", "WV-20260308-001")
    assert faults
    held = waiver_faults.read_all([(broken, False)], rules(LATE))
    assert checks.verdicts(one, rules(LATE), {}, at("2026-03-09T08:00"), held)[0].says is Says.FAIL


@pytest.mark.parametrize("step", ["deny", "revoke", "void"])
def test_only_what_is_granted_counts(step: str) -> None:
    more = f"- {{step: {step}, at: 2026-03-08T10:00, by: S-01, reason: 不妥}}"
    if step != "revoke":
        more = f"- {{step: retract, what: grant, of: 2026-03-08T09:00, whose: S-01, at: 2026-03-08T09:30, by: S-01, note: 记错}}\n{more}"
    one = order("2026-03-07T22:40", "2026-03-08T12:00")
    assert said(one, rules(LATE), "2026-03-09T08:00", waiver(more=more)).says is Says.FAIL


def test_granted_again_after_a_change_it_counts() -> None:
    more = "- {step: amend, at: 2026-03-08T10:00, by: S-02, field: covers.to, was: 2026-03-06, note: 延长}\n"
    more += "- {step: grant, at: 2026-03-08T10:30, by: S-01}"
    one = order("2026-03-07T22:40", "2026-03-08T12:00")
    assert said(one, rules(LATE), "2026-03-09T08:00", waiver(more=more)).says is Says.WAIVED


def test_unknown_rules_and_records_are_named_with_the_near_one() -> None:
    wrong = waiver(by_box(rules="[SLA-ARIVE-LATE]", records="[WO-20260307-009]"))
    faults = list(waiver_faults.faults(wrong, rules(LATE), {}))
    assert [one.code for one in faults if one.severity == "error"] == ["WVR-UNKNOWN-RULE", "WVR-UNKNOWN-RECORD"]
    assert "SLA-ARRIVE-LATE" in str(faults[0].sentence)


def test_granted_after_the_fact_is_said() -> None:
    assert "WVR-AFTER-FACT" in codes(waiver(), rules(LATE))
    assert "WVR-AFTER-FACT" not in codes(waiver(covers="{from: 2026-03-08, to: 2026-03-09}"), rules(LATE))


# ------------------------------------------------------------------ ceilings

CEILING = "# waivers/1\ntitle: 上限\neffective_from: 2026-01-01\ntables:\n  ceilings:\n    by: rule\n    columns: {{at_once: number, a_year: number}}\n    rows:\n      SLA-ARRIVE-LATE: {{at_once: {0}, a_year: {1}}}\n"


def several(n: int) -> list[Record]:
    return [waiver(id=f"WV-20260308-{k:03d}", granted=f"2026-03-08T09:{k:02d}") for k in range(1, n + 1)]


@pytest.mark.parametrize(("ceilings", "count"), [(("2", "none"), 2), (("none", "2"), 2), (("none", "none"), 3), (("3", "3"), 3)])
def test_what_is_over_the_ceiling_does_not_count(ceilings: tuple[str, str], count: int) -> None:
    held = book(CEILING.format(*ceilings), f"# service/1\n{HEAD}rules:\n{LATE}\n")
    assert not held.misfits
    three = waiver_faults.read_all([(one, True) for one in several(3)], held)
    assert sum(1 for one in three.held if not one.without) == count
    told = [one.code for one in waiver_faults.overall(three, (), {ORDER_ID: {"SLA-ARRIVE-LATE"}}, held, at("2026-03-09T08:00"))]
    assert told == ["WVR-OVER-CEILING"] * (3 - count)


def test_waivers_of_other_days_do_not_share_a_ceiling() -> None:
    held = book(CEILING.format("1", "none"), f"# service/1\n{HEAD}rules:\n{LATE}\n")
    apart = [waiver(), waiver(id="WV-20260308-002", covers="{from: 2026-03-08, to: 2026-03-08}", granted="2026-03-08T09:01")]
    assert [one.without for one in waiver_faults.read_all([(one, True) for one in apart], held).held] == [frozenset(), frozenset()]


# ------------------------------------------------------------------ acts


def test_a_waived_rule_no_longer_blocks_its_act() -> None:
    held = rules(LATE.replace("severity: error", "severity: error, blocks: [close]"))
    close = KINDS["order"].step("close")
    assert close
    one = order("2026-03-07T22:40", "2026-03-08T12:00")
    assert [stop.code for stop in checks.stops(close, one, held, {}, at("2026-03-09T08:00"))] == ["SLA-ARRIVE-LATE"]
    waivers = waiver_faults.read_all([(waiver(), True)], held)
    assert checks.stops(close, one, held, {}, at("2026-03-09T08:00"), waivers) == ()


# ------------------------------------------------------------------ at the desk

ASK = f"waiver request --rules SLA-ARRIVE-LATE --records {ORDER_ID} --category accepted --reason 道路封闭 --from 2026-03-07 --to 2026-03-07"


@pytest.fixture
def clerk(tmp_path: Path) -> Clerk:
    one = begun(tmp_path)
    one.tell("""
    2026-03-07T22:40 report --unit QH-5-802 --description 爆管 --urgency emergency --item pipe --by S-02 --no-input
    2026-03-07T22:41 triage 7-1 --priority P1 --by S-02
    2026-03-07T22:45 dispatch 7-1 --technician S-11 --by S-02
    2026-03-08T00:10 arrive 7-1 --by S-11
    """)
    return one


def granted(clerk: Clerk, more: str = "") -> None:
    clerk.tell(f"2026-03-08T08:00 {ASK} --by S-02 {more}\n2026-03-08T08:02 waiver grant WV-20260308-001 --by S-01")


def test_what_is_waived_is_never_hidden(clerk: Clerk) -> None:
    assert "waived" not in clerk.give("2026-03-08T08:00", "check").err
    clerk.tell(f"2026-03-08T08:00 {ASK} --by S-02")
    assert "0 waived, 0 expired" in clerk.give("2026-03-08T08:01", "check").err
    clerk.tell("2026-03-08T08:02 waiver grant WV-20260308-001 --by S-01")
    shown = clerk.give("2026-03-08T08:03", "check")
    assert "1 waived, 0 expired" in shown.err and "SLA-ARRIVE-LATE" not in shown.out
    assert "waived [SLA-ARRIVE-LATE]" in clerk.give("2026-03-08T08:03", "check --show-waived").out
    assert "error [SLA-ARRIVE-LATE]" in clerk.give("2026-03-08T08:03", "check --no-waivers").out
    whole = clerk.give("2026-03-08T08:03", "check --json").json
    assert [(one["code"], one["verdict"], one["waiver"], one["event"]) for one in whole["waived"]] == [
        ("SLA-ARRIVE-LATE", "waived", "WV-20260308-001", "2026-03-07T22:40:00+08:00")
    ]
    verdict = clerk.explained("2026-03-08T08:03", ORDER_ID, "SLA-ARRIVE-LATE")
    assert verdict["verdict"] == "waived" and "granted by S-01" in verdict["working"][-1]
    assert "waived" in clerk.give("2026-03-08T08:03", f"show {ORDER_ID}").out


def test_what_ran_out_counts_again_and_is_counted(clerk: Clerk) -> None:
    granted(clerk, "--remedy-by 2026-03-31")
    shown = clerk.give("2026-04-01T08:00", "check")
    assert shown.code == 1 and "error [SLA-ARRIVE-LATE]" in shown.out and "error [WVR-EXPIRED]" in shown.out
    assert "0 waived, 1 expired" in shown.err
    assert "WVR-EXPIRED" in clerk.give("2026-04-01T08:00", "waiver lint").out


def test_what_waives_nothing_is_a_finding(clerk: Clerk) -> None:
    clerk.tell(f"""
    2026-03-08T08:00 {ASK.replace("SLA-ARRIVE-LATE", "SLA-ACK-LATE")} --by S-02
    2026-03-08T08:02 waiver grant WV-20260308-001 --by S-01
    """)
    assert "WVR-UNUSED" in clerk.give("2026-03-08T08:03", "waiver lint").out


def test_who_asked_or_stands_in_the_record_cannot_grant(clerk: Clerk) -> None:
    clerk.tell(f"2026-03-08T08:00 {ASK} --by S-12")
    for person in ("S-12", "S-11", "S-02"):
        refused = clerk.give("2026-03-08T08:02", f"waiver grant WV-20260308-001 --by {person}")
        assert refused.code == 1 and "nothing was written" in refused.err
    clerk.tell("2026-03-08T08:02 waiver grant WV-20260308-001 --by S-01")


def test_what_is_late_but_waived_is_still_to_be_done_and_no_alarm(clerk: Clerk) -> None:
    clerk.tell("2026-03-08T00:11 retract 7-1 arrive --why 记错 --by S-11")
    rows = clerk.give("2026-03-08T00:12", "due --json").json
    assert [one["verdict"] for one in rows if one["code"] == "SLA-ARRIVE-LATE"] == ["fail"]
    granted(clerk)
    rows = clerk.give("2026-03-08T08:03", "due --json").json
    assert [one["verdict"] for one in rows if one["code"] == "SLA-ARRIVE-LATE"] == ["waived"]
    today = clerk.give("2026-03-08T08:03", "today --json").json
    assert [one["code"] for one in today["waived"]] == ["SLA-ARRIVE-LATE"]
    assert "SLA-ARRIVE-LATE" not in [one["code"] for one in today["late"]]
    assert "Waived 1: 7-1 SLA-ARRIVE-LATE" in clerk.give("2026-03-08T08:03", "today").out
