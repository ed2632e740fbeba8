"""A policy's life: begun, revised, compared over the real history, its tests tried by changes that they must notice."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from repairctl.actions.policy_trials import mutated
from repairctl.checks.boundaries import boundaries
from repairctl.checks.mutants import Mutants
from repairctl.checks.sections import ASKED, SECTIONS, lacking, named
from repairctl.edges import yaml_text
from repairctl.office import find
from repairctl.readings.case import AsOf
from tests.clerk import Clerk, begun
from tests.reading import at
from tests.repository import git
from tests.rule_books import book
from tests.test_policy_history import ORDER, RECORD, put

NOW = "2026-06-01T09:00"
VERSION = """\
# 时限，一个文件一个版本
title: 时限
judges: order
adopted_on: 2026-02-01
effective_from: 2026-03-01          # 三月起
verified_on: 2026-02-20
selected_by: first report
rules:
- code: SLA-ARRIVE-LATE
  form: deadline
  from: first report
  to: first arrive
  within: 30 min
  severity: error
tests:
- name: 踩线
  as_of: 2026-03-05T12:00
  record: &no
    request: {description: 漏水}
    log: [{step: report, at: 2026-03-05T09:00, by: S-01}, {step: arrive, at: 2026-03-05T09:30, by: S-11}]
  expect: {SLA-ARRIVE-LATE: pass}
- name: 晚一分钟
  like: 踩线
  set: {log.1.at: 2026-03-05T09:31}
  expect: {SLA-ARRIVE-LATE: fail}
""".replace(" &no", "")
FILE = "policies/service/1.yaml"


@pytest.fixture
def office(tmp_path: Path) -> Clerk:
    """An office with one version and two orders: one arrived after 25 minutes, one after 45."""
    root = tmp_path / "office"
    root.mkdir()
    git(root, "init", "-q")
    quick = ORDER.replace("0305-001", "0401-001").replace("2026-03-05", "2026-04-01").replace("09:45", "09:25")
    paid = "settlement:\n  total: 215.50\n\nlog:"
    put(root, "2026-02-10T09:00", {"office.yaml": "name: 试验\n", FILE: VERSION})
    put(root, "2026-04-02T10:00", {RECORD: ORDER.replace("log:", paid), "records/orders/2026/04/WO-20260401-001.yaml": quick})
    return Clerk(root)


# ------------------------------------------------------------------ revise and new


def test_a_version_is_revised_into_the_next(office: Clerk) -> None:
    said = office.give(NOW, "policy revise service --from 2026-07-01 --by S-01")
    assert said.code == 0, said.err
    text = (office.office / "policies/service/2026-07.yaml").read_text(encoding="utf-8")
    wanted = VERSION.replace("adopted_on: 2026-02-01", "adopted_on: 2026-06-01").replace("verified_on: 2026-02-20\n", "")
    assert text == wanted.replace("effective_from: 2026-03-01", "effective_from: 2026-07-01")
    assert git(office.office, "log", "-1", "--format=%s%n%b").split() == ["policy", "service@2026-07:", "from", "service@1", "By:", "S-01"]
    listed = office.give(NOW, "policy list --json").json
    assert [(one["policy"], one["from"], one["to"]) for one in listed] == [
        ("service@1", "2026-03-01", "2026-06-30"),
        ("service@2026-07", "2026-07-01", ""),
    ]
    assert git(office.office, "status", "--porcelain") == ""


def test_a_dry_run_of_a_revision_shows_the_file_and_writes_nothing(office: Clerk) -> None:
    before = git(office.office, "rev-parse", "HEAD")
    said = office.give(NOW, "policy revise service --from 2026-07-01 --by S-01 --dry-run")
    assert (said.code, said.out.startswith("# policies/service/2026-07.yaml\n# 时限")) == (0, True)
    assert (git(office.office, "rev-parse", "HEAD"), git(office.office, "status", "--porcelain")) == (before, "")


@pytest.mark.parametrize(
    ("command", "code", "told"),
    [
        ("policy revise servise --from 2026-07-01 --by S-01", 2, "There is no policy servise"),
        ("policy revise service --from 2026-03-01 --by S-01", 3, "service@1 takes effect on 2026-03-01, not before 2026-03-01."),
        ("policy revise service --from 2026-07-01 --as 1 --by S-01", 3, "policies/service/1.yaml is there already."),
        ("policy revise service --from 2026-07-01 --as ../x --by S-01", 2, "'../x' cannot be a name here"),
        ("policy revise service --by S-01", 2, "--from"),
        ("policy new Night --judges order --from 2026-07-01 --by S-01", 2, "'Night' cannot be a name here"),
        ("policy new night --judges ordr --from 2026-07-01 --by S-01", 2, "ordr is no name here. Did you mean order?"),
        ("policy diff service@1 service@2", 2, "There is no policy service@2"),
        ("policy diff service@1 service@1 --over 2026-13", 2, "2026-13 is no period"),
        ("policy diff service@1 /nowhere/2.yaml", 2, "/nowhere/2.yaml cannot be read"),
        ("policy test nobody --mutate", 2, "There is no policy nobody"),
        ("policy explain SLA-ARIVE-LATE", 2, "SLA-ARRIVE-LATE"),
    ],
)
def test_what_cannot_be_done_is_refused_and_nothing_is_written(office: Clerk, command: str, code: int, told: str) -> None:
    before = git(office.office, "rev-parse", "HEAD")
    said = office.give(NOW, command)
    assert (said.code, told in said.err) == (code, True), said.err
    assert (git(office.office, "rev-parse", "HEAD"), git(office.office, "status", "--porcelain")) == (before, "")


@pytest.mark.parametrize("kind", ["order", "complaint", "archive", "staff", "unit", "asset", "party", "waiver"])
def test_a_policy_that_is_begun_loads(office: Clerk, kind: str) -> None:
    said = office.give(NOW, f"policy new night --judges {kind} --from 2026-07-01 --title 夜班 --by S-01")
    assert said.code == 0, said.err
    assert office.give(NOW, "policy test night").code == 0
    assert "夜班" in (office.office / "policies/night/2026-07.yaml").read_text(encoding="utf-8")


# ------------------------------------------------------------------ diff


def test_where_an_office_keeps_schemas_new_versions_name_theirs(office: Clerk) -> None:
    office.give(NOW, "schema --all .schemas")
    line = "# yaml-language-server: $schema=../../.schemas/policy.json"
    assert office.give(NOW, "policy revise service --from 2026-07-01 --by S-01").code == 0
    assert office.give(NOW, "policy revise service --from 2026-08-01 --by S-01").code == 0
    assert office.give(NOW, "policy new lamps --judges order --from 2027-01-01 --by S-01").code == 0
    written = [path for path in sorted((office.office / "policies").rglob("*.yaml")) if path.name != "1.yaml"]
    assert [path.read_text(encoding="utf-8").splitlines()[0] for path in written] == [line] * 3
    assert [path.read_text(encoding="utf-8").count("$schema") for path in written] == [1] * 3


def test_two_versions_are_compared_over_the_real_history(office: Clerk) -> None:
    office.give(NOW, "policy revise service --from 2026-07-01 --by S-01")
    file = office.office / "policies/service/2026-07.yaml"
    file.write_text(file.read_text(encoding="utf-8").replace("within: 30 min", "within: 20 min"), encoding="utf-8")
    found = office.give(NOW, "policy diff service@1 service@2026-07 --json").json
    assert found["texts"] == [{"path": "rules.SLA-ARRIVE-LATE.within", "was": "30 min", "now": "20 min"}]
    assert (found["records"], found["flips"]) == (2, [{"rule": "SLA-ARRIVE-LATE", "was": "pass", "now": "fail", "count": 1}])
    assert (found["concerned"], found["money"]) == (["WO-20260401-001"], "0.00")
    back = office.give(NOW, "policy diff service@2026-07 service@1").out
    assert "fail -> pass: 1" in back and "WO-20260401-001 QH-5-802" in back


def test_a_draft_outside_the_office_can_be_compared_and_money_is_told(office: Clerk, tmp_path: Path) -> None:
    draft = tmp_path / "service" / "draft.yaml"
    draft.parent.mkdir()
    draft.write_text(VERSION.replace("30 min", "60 min").replace("2026-03-01 ", "2026-07-01 "), encoding="utf-8")
    found = office.give(NOW, ["policy", "diff", "service@1", str(draft), "--json"]).json
    assert (found["concerned"], found["money"]) == (["WO-20260305-001"], "215.50")
    april = office.give(NOW, ["policy", "diff", "service@1", str(draft), "--over", "2026-04..2026-05", "--json"]).json
    assert (april["records"], april["flips"]) == (1, [])
    day = office.give(NOW, ["policy", "diff", "service@1", str(draft), "--over", "2026-03-05..2026-03-05", "--json"]).json
    assert (day["records"], len(day["flips"])) == (1, 1)


def test_a_draft_with_a_fault_is_not_compared(office: Clerk, tmp_path: Path) -> None:
    draft = tmp_path / "service" / "draft.yaml"
    draft.parent.mkdir()
    draft.write_text(VERSION.replace("within: 30 min", "withn: 30 min"), encoding="utf-8")
    said = office.give(NOW, ["policy", "diff", "service@1", str(draft)])
    assert (said.code, f"{draft}:13: withn is no parameter of deadline. Did you mean within?" in said.err) == (5, True), said.err


# ------------------------------------------------------------------ tests that bite


def mutants(text: str) -> list[str]:
    return [str(one.what) for one in Mutants(yaml_text.read(text.encode(), FILE)).all]


def test_every_limit_and_every_clause_is_changed_once() -> None:
    own = "  within: priorities.arrive\n  when: {triage.priority: P1, place.part: private}\n  pause: {reasons: [weather]}\n"
    more = (
        "- {code: SHARE, form: at_most, value: settlement.total, of: quote.total, percent: 110 %, severity: error}\n"
        "- {code: VALUE, form: within, each: accept.checks, value: .measured, at_least: 0.60, severity: error}\n"
    )
    table = "tables:\n  priorities:\n    by: triage.priority\n    columns: {arrive: limit}\n    rows:\n      P1: {arrive: 2 h}\n"
    text = VERSION.replace("  within: 30 min\n", own).replace("tests:\n", f"{more}tests:\n").replace("rules:\n", f"{table}rules:\n")
    assert mutants(text) == [
        "SHARE: percent 110 % becomes 110.01 %",
        "SHARE: percent 110 % becomes 109.99 %",
        "VALUE: at_least 0.60 becomes 0.61",
        "VALUE: at_least 0.60 becomes 0.59",
        "priorities.P1.arrive 2 h becomes 121 min",
        "priorities.P1.arrive 2 h becomes 119 min",
        "SLA-ARRIVE-LATE: the condition triage.priority is dropped",
        "SLA-ARRIVE-LATE: the condition place.part is dropped",
        "SLA-ARRIVE-LATE: pause is dropped",
        "VALUE: at_least becomes at_most",
    ]


def test_tests_that_stand_on_the_limit_notice_every_change(office: Clerk) -> None:
    found = office.give(NOW, "policy test --mutate --json")
    assert (found.code, found.json) == (0, {"tried": 2, "survivors": []})


def test_a_weak_test_is_found(office: Clerk) -> None:
    """Planted: the late arrival of the test is an hour late, so a limit of 31 minutes would not be noticed."""
    file = office.office / FILE
    file.write_text(VERSION.replace("T09:31", "T10:31"), encoding="utf-8")
    found = office.give(NOW, "policy test service --mutate --json")
    assert found.code == 1
    (survivor,) = found.json["survivors"]
    assert (survivor["code"], survivor["line"]) == ("POL-MUTANT", 13)
    assert survivor["sentence"] == "No test notices it: SLA-ARRIVE-LATE: within 30 min becomes 31 min."


SURVIVING = {f"sampling@2026-01 VISIT-SAMPLE-SHORT {rule}: percent {was} % becomes {now} %" for rule, was, now in (
    ("P3", 30, "30.01"), ("P3", 30, "29.99"), ("P4", 100, "100.01"), ("P4", 100, "99.99"))}  # fmt: skip
"""A hundredth of a percent makes no difference below ten orders a month, or below ten thousand."""


@pytest.mark.slow
def test_the_tests_of_the_shipped_policies_notice_every_change(tmp_path: Path) -> None:
    found = mutated(find(begun(tmp_path).office, at(NOW)))
    assert found.tried > 400
    assert {f"{one.subject.id} {one.subject.item}" for one in found.survivors} == SURVIVING


def test_a_rule_that_fails_where_no_test_expects_it_is_noticed_too(office: Clerk) -> None:
    """Planted: only a test about another rule would show that the condition is gone."""
    both = VERSION.replace(
        "tests:\n",
        """\
- code: SLA-FINISH-LATE
  form: deadline
  when: {finish: present}
  from: first report
  to: first finish
  within: 1 min
  severity: error
tests:
- name: 完工晚了
  as_of: 2026-03-05T12:00
  record:
    log: [{step: report, at: 2026-03-05T09:00, by: S-01}, {step: finish, at: 2026-03-05T09:02, by: S-11}]
  expect: {SLA-FINISH-LATE: fail}
- name: 完工按时
  like: 完工晚了
  set: {log.1.at: 2026-03-05T09:01}
  expect: {SLA-FINISH-LATE: pass}
""",
    )
    (office.office / FILE).write_text(both, encoding="utf-8")
    assert office.give(NOW, "policy test --mutate --json").json["survivors"] == []


def test_a_version_that_is_not_for_the_record_says_nothing_in_its_tests(office: Clerk) -> None:
    local = VERSION.replace("judges: order\n", "judges: order\npack: hangzhou\n")
    elsewhere = "- name: 别处\n  like: 晚一分钟\n  office: {law_pack: none}\n  expect: {SLA-ARRIVE-LATE: n/a}\n"
    here = local.replace("  as_of: 2026-03-05T12:00\n", "  as_of: 2026-03-05T12:00\n  office: {law_pack: hangzhou}\n")
    (office.office / FILE).write_text(here + elsewhere, encoding="utf-8")
    assert office.give(NOW, "policy test --json").json["passed"] == 3
    (office.office / FILE).write_text(local + elsewhere, encoding="utf-8")
    said = office.give(NOW, "policy test --json")
    assert (said.code, said.json["passed"]) == (1, 1)


def test_coverage_counts_what_the_tests_expect(office: Clerk) -> None:
    found = office.give(NOW, "policy test --coverage --json")
    assert (found.code, found.json["rows"]) == (0, [])
    assert found.json["rules"] == [{"version": "service@1", "rule": "SLA-ARRIVE-LATE", "pass": 1, "fail": 1, "n/a": 0}]
    file = office.office / FILE
    file.write_text(VERSION.split("- name: 晚一分钟")[0], encoding="utf-8")
    assert office.give(NOW, "policy test --coverage").code == 1


TABLE = """\
tables:
  speed:
    by: triage.priority
    columns: {arrive: limit}
    rows:
      P1: {arrive: 30 min}
      P2: {arrive: 4 h}
      unset: {arrive: 1 days}
rules:
"""


def test_a_row_that_no_test_comes_to_is_told(office: Clerk) -> None:
    by_table = VERSION.replace("rules:\n", TABLE).replace("within: 30 min", "within: speed.arrive")
    triaged = by_table.replace(
        "by: S-01}, {step: arrive", "by: S-01}, {step: triage, at: 2026-03-05T09:01, by: S-01, priority: P1}, {step: arrive"
    )
    (office.office / FILE).write_text(triaged.replace("log.1.at", "log.2.at"), encoding="utf-8")
    found = office.give(NOW, "policy test service --coverage --json")
    assert {one["row"]: one["tests"] for one in found.json["rows"]} == {"speed.P1": 2, "speed.P2": 0, "speed.unset": 0}
    assert found.code == 1
    shown = office.give(NOW, "policy test service --coverage").out
    assert "speed.P2" in shown and "SLA-ARRIVE-LATE" in shown


def test_each_limit_that_a_test_meets_is_tried_on_its_last_minute_and_one_later(office: Clerk, monkeypatch: pytest.MonkeyPatch) -> None:
    assert office.give(NOW, "policy test service --json").json == {"passed": 2, "limits": 1, "failed": [], "misfits": []}
    held = book(f"# service/1\n{VERSION}")
    (series,) = held.series.values()
    assert list(boundaries(held, series, series.versions[0])) == [None]
    right = AsOf.stop
    monkeypatch.setattr(AsOf, "stop", lambda self, moment: right(self, moment) - 1)  # planted: everything one minute early
    (broken,) = boundaries(held, series, series.versions[0])
    assert broken is not None and (broken.code, broken.where) == ("POL-BOUNDARY", (FILE, 10))
    assert str(broken.sentence).startswith("SLA-ARRIVE-LATE at 2026-03-05")


# ------------------------------------------------------------------ sections of the manual


def test_the_manual_has_39_sections_and_each_asks_for_something() -> None:
    assert (len(SECTIONS), list(SECTIONS) == list(ASKED)) == (39, True)
    assert lacking("2.1", {"REQ-FIELDS", "TRIAGE-LATE"})[:2] == ("TRIAGE-NO-DECISION", "PRIORITY-TOO-LOW")
    assert named("手册 1.2、2.1–2.3；[F]") == ("1.2", "2.1", "2.2", "2.3")
    assert named("民法典 2.5 [L]") == ()


def test_the_sections_are_listed_with_the_records_that_were_judged(office: Clerk) -> None:
    found = {one["section"]: one for one in json.loads(office.give(NOW, "policy coverage --json").out)}
    assert len(found) == 39
    assert (found["2.3"]["rules"], found["2.3"]["tests"], found["2.3"]["records"]) == (1, 2, 2)
    assert found["2.3"]["not_yet"] == len(ASKED["2.3"]) - 1


# ------------------------------------------------------------------ explain


def test_a_code_is_explained_with_its_limits_and_versions(office: Clerk) -> None:
    office.give(NOW, "policy revise service --from 2026-07-01 --by S-01")
    told = office.give(NOW, "policy explain sla-arrive-late").out
    assert "service@1  时限  (in force: 2026-03-01..2026-06-30)" in told
    assert "service@2026-07  时限  (not in force: 2026-07-01..)" in told
    assert "within: 30 min" in told and "A record is judged by the version in force at: first report." in told
