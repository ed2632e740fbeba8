"""Checks: what every record is checked for, the rules in force, what stops an act, what is due, and the tests inside policies."""

from __future__ import annotations

from collections.abc import Mapping
from textwrap import dedent

import pytest

from repairctl import checks, story
from repairctl.checks.privacy import personal_data
from repairctl.kinds import KINDS
from repairctl.model import Block, Finding, Record, Says
from repairctl.policies import Book
from tests.reading import at, read, record
from tests.rule_books import HEAD, book, rules

ORDER = KINDS["order"]
TABLES = """\
# taxes/1
title: 税率
effective_from: 2026-01-01
tables:
  rates:
    by: tax_category
    columns: {general: percent}
    rows:
      repair: {general: 9 %}
"""
CATALOGUE = """\
# catalogue/1
title: 服务项目
effective_from: 2026-01-01
tables:
  items:
    by: request.item
    columns: {warranty: length, certificates: words}
    rows:
      pipe: {warranty: 6 months, certificates: []}
      switchgear: {warranty: 6 months, certificates: [低压电工证]}
      unset: {warranty: 3 months, certificates: []}
"""
PAYERS = dict(next(one.choices for section in ORDER.sections for one in section.fields if one.name == "payer"))
CHARGES = f"""\
# charges/1
title: 费用
effective_from: 2026-01-01
tables:
  terms:
    by: settlement.payer
    columns: {{pay: length}}
    rows: {{{", ".join(f"{key}: {{pay: 15 days}}" for key in PAYERS)}, unset: {{pay: 15 days}}}}
"""
SERVICE = f"""\
# service/1
{HEAD}\
rules:
- {{code: SLA-ARRIVE-LATE, form: deadline, from: first report, to: first arrive, within: 30 min, severity: error, basis: 手册 1.3, todo: {{en: Call the owner, zh: 联系业主}}}}
- {{code: CERT-MISSING, form: qualification, each: dispatch, person: .technician, at: next arrive, needs: catalogue.items.certificates, severity: error}}
- {{code: SETTLE-ARITH, form: recomputed, section: settlement, rates: taxes.rates, on: first settle, severity: error, blocks: [settle]}}
- {{code: ACCEPT-MISSING, form: required, at: settle, steps: [accept], severity: error, blocks: [settle]}}
"""
C01 = """
status: closed
place: {unit: QH-5-802, part: private}
request: {reporter: P-0802, description: 厨房表后支管爆裂, occurred_at: 2026-03-07T22:35, item: pipe}
settlement:
  payer: owner
  prices: with_tax
  lines:
  - {kind: labour, item: labour.plumbing, quantity: 2.0, unit: h, unit_price: 80.00, tax_category: repair}
  - {kind: labour, item: labour.night, quantity: 2.0, unit: h, unit_price: 40.00, tax_category: repair}
  - {kind: material, item: pipe.ppr, quantity: 3.0, unit: m, unit_price: 18.50, tax_category: repair}
  - {kind: material, item: valve.brass, quantity: 1, unit: pc, unit_price: 46.80, tax_category: repair}
  taxpayer: general
  tax_rounding: group
  net: 314.04
  tax: 28.26
  taxes:
  - {rate: 0.09, net: 314.04, tax: 28.26}
  total: 342.30
  in_words: 人民币叁佰肆拾贰元叁角整
  payable: 342.30
  due: 2026-03-25
log:
- {step: report, at: 2026-03-07T22:40:00+08:00, by: S-01}
- {step: triage, at: 2026-03-07T22:44:00+08:00, by: S-01, priority: P1}
- {step: dispatch, at: 2026-03-07T22:45:00+08:00, by: S-01, technician: S-11}
- {step: arrive, at: 2026-03-07T23:05:00+08:00, by: S-11}
- {step: finish, at: 2026-03-08T00:50:00+08:00, by: S-11}
- {step: accept, at: 2026-03-08T00:50:00+08:00, by: S-11, warranty_to: 2026-09-08}
- {step: settle, at: 2026-03-10T10:00:00+08:00, by: S-01}
- {step: close, at: 2026-03-10T11:00:00+08:00, by: S-01}
"""
COMPUTED = ("taxpayer", "tax_rounding", "net", "tax", "taxes", "total", "in_words", "payable", "due")
QUOTED = "{step: quote, at: 2026-03-07T22:44:00+08:00, by: S-01, total: 99.00, lines: [{kind: labour, quantity: 1, unit_price: 80.00}]}"
LATER = "2026-03-20 09:00"


def pack() -> Book:
    found = book(SERVICE, TABLES, CATALOGUE, CHARGES)
    assert [str(one.sentence) for one in found.misfits] == []
    return found


def staff(valid_to: str = "2030-01-01") -> Mapping[str, Record]:
    return {"S-11": record(f"certificates: [{{kind: 低压电工证, valid_to: {valid_to}}}]", "staff", "S-11")}


def findings(text: str, as_of: str = LATER, *, unknown: str = "", given: Mapping[str, Record] | None = None) -> tuple[Finding, ...]:
    one, shape = read(text)
    linked = staff() if given is None else given
    return checks.findings(one, shape, pack(), linked, at(as_of), {}, known=lambda kind, id: id != unknown)


def codes(text: str, as_of: str = LATER, **more: str) -> list[str]:
    return [f"{one.code} {one.severity}" for one in findings(text, as_of, **more)]  # type: ignore[arg-type]


def one_of(text: str, code: str, as_of: str = LATER, **more: str) -> Finding:
    return next(one for one in findings(text, as_of, **more) if one.code == code)  # type: ignore[arg-type]


# ------------------------------------------------------------------ a whole order


def test_a_burst_pipe_mended_in_time_has_no_findings() -> None:
    """C01."""
    assert codes(C01) == []


def test_a_late_arrival_is_told_with_all_that_there_is_to_tell() -> None:
    late = one_of(C01.replace("23:05", "23:11"), "SLA-ARRIVE-LATE")
    assert str(late.sentence) == "2026-03-07 23:11 is 1 min after the limit 2026-03-07 23:10: 30 min from 2026-03-07 22:40."
    assert (late.severity, late.says, late.subject.id, late.rule, late.layer) == (
        "error",
        Says.FAIL,
        "WO-20260307-001",
        "service@1 SLA-ARRIVE-LATE",
        "office",
    )
    assert (late.rule_where, late.basis, late.waits_for) == (("policies/service/1.yaml", 7), "手册 1.3", "")
    assert str(late.todo).startswith("It has happened, too late")  # to call the owner now would not help
    assert (late.where and late.where[0], str(late.expected), str(late.actual)) == ("a.yaml", "2026-03-07 23:10", "2026-03-07 23:11")
    assert late.where is not None and C01.splitlines()[late.where[1] - 2].startswith("- {step: arrive")


def test_a_verdict_never_changes_its_fingerprint_with_the_version_or_the_line() -> None:
    late = one_of(C01.replace("23:05", "23:11"), "SLA-ARRIVE-LATE")
    assert late.fingerprint == ("SLA-ARRIVE-LATE", "service", "WO-20260307-001", "")


def test_what_other_records_say_must_be_handed_in() -> None:
    switchgear = C01.replace("item: pipe}", "item: switchgear}")
    one = record(switchgear)
    assert checks.needs(one, pack(), at(LATER)) == ("S-11",)
    said = {
        valid: [(f.code, f.says.value) for f in findings(switchgear, given=staff(valid)) if f.code == "CERT-MISSING"]
        for valid in ("2026-03-06", "2026-03-07")
    }
    assert said == {"2026-03-06": [("CERT-MISSING", "fail")], "2026-03-07": []}
    unsure = [f for f in findings(switchgear, given={}) if f.code == "CERT-MISSING"]
    assert [(f.says.value, f.subject.item) for f in unsure] == [("undetermined", "dispatch 2026-03-07T22:45 S-01")]


def test_no_rule_is_run_on_a_file_with_faults() -> None:
    told = findings(C01.replace("unit: QH-5-802", "unti: QH-5-802").replace("23:05", "23:11"))
    assert [(one.code, one.says.value) for one in told] == [("SCH-UNKNOWN-KEY", "fail"), ("SCH-NOT-JUDGED", "undetermined")]


def test_an_order_from_before_the_policies_is_not_guessed_at() -> None:
    old = "status: registered\nlog: [{step: report, at: 2025-12-31T23:59:00+08:00, by: S-01}]"
    told = one_of(old, "POL-NONE-IN-FORCE")
    assert (told.says.value, str(told.sentence)) == ("undetermined", "No version of the policy service is in force at 2025-12-31 23:59.")


# ------------------------------------------------------------------ what every record is checked for


def test_a_step_of_tomorrow_is_told() -> None:
    told = findings(C01, "2026-03-10 10:30")
    assert [(one.code, str(one.sentence), one.subject.item) for one in told] == [
        ("TIME-FUTURE", "2026-03-10 11:00 lies in the future; it is 2026-03-10 10:30.", "log.7"),
    ]


def test_a_step_of_tomorrow_is_told_of_a_record_that_was_cut_off_at_the_as_of() -> None:
    one, shape = read(C01)
    moment = at("2026-03-10 10:30")
    told = checks.findings(story.as_of(one, moment), shape, pack(), staff(), moment)
    assert [one.code for one in told] == ["TIME-FUTURE"]


def test_a_step_that_does_not_follow_is_told_with_its_reason() -> None:
    jump = C01.replace(
        "- {step: arrive", "- {step: accept, at: 2026-03-07T22:50:00+08:00, by: S-03, anyway: 电话里已说好}\n- {step: arrive"
    )
    told = one_of(jump, "STATE-JUMP")
    assert str(told.sentence) == "accept does not follow from dispatched; recorded all the same: 电话里已说好"
    assert (told.severity, told.subject.item) == ("error", "accept 2026-03-07 22:50 S-03")
    assert "recorded all the same" not in str(one_of(jump.replace(", anyway: 电话里已说好", ""), "STATE-JUMP").sentence)


def test_a_status_that_does_not_follow_from_the_log_is_told() -> None:
    told = one_of(C01.replace("status: closed", "status: archived"), "STATUS-MISMATCH")
    assert (told.severity, str(told.sentence), told.where) == (
        "warning",
        "The file says archived, but its log leads to closed.",
        ("a.yaml", 3),
    )


@pytest.mark.parametrize(
    ("change", "wanted"),
    [
        (("total: 342.30", "total: 342.31"), ["settlement.total"]),
        (("  total: 342.30\n", ""), ["settlement.total"]),
        (("  tax: 28.26\n", "  tax: 28.27\n"), ["settlement.tax"]),
        (("rate: 0.09, net: 314.04, tax", "rate: 0.06, net: 314.04, tax"), ["settlement.taxes"]),
        (("人民币叁佰肆拾贰元叁角整", "叁佰肆拾贰圆叁角"), []),
        (("人民币叁佰肆拾贰元叁角整", "人民币叁佰肆拾贰元肆角整"), ["settlement.in_words"]),
        (("due: 2026-03-25", "due: 2026-03-26"), ["settlement.due"]),
        (("warranty_to: 2026-09-08", "warranty_to: 2027-09-08"), ["log.5.warranty_to"]),
        ((", warranty_to: 2026-09-08", ""), ["log.5.warranty_to"]),
        (("item: pipe", "item: cleaning"), ["log.5.warranty_to"]),
        (("  taxpayer: general\n  tax_rounding: group\n", ""), []),  # a statement of before they were frozen
        (("taxpayer: general", "taxpayer: small_scale"), []),  # no rate for it in this table: SETTLE-ARITH cannot be judged
        (("{step: triage, at: 2026-03-07T22:44:00+08:00, by: S-01, priority: P1}", QUOTED), ["log.1.total"]),
        (("- {step: settle, at: 2026-03-10T10:00:00+08:00, by: S-01}\n", ""), [f"settlement.{name}" for name in COMPUTED]),
    ],
)
def test_what_an_act_froze_is_computed_again(change: tuple[str, str], wanted: list[str]) -> None:
    assert change[0] in C01
    told = [one for one in findings(C01.replace(*change)) if one.code == "FROZEN-DIFFERS"]
    assert [one.subject.item for one in told] == wanted
    assert {one.severity for one in told} <= {"error"}


def test_a_statement_is_judged_by_the_taxpayer_that_made_it() -> None:
    """The office has become another kind of taxpayer since; its old statements stay right."""
    one, shape = read(C01)
    told = checks.findings(one, shape, pack(), staff(), at(LATER), {"taxpayer": "small_scale", "tax_rounding": "line"})
    assert told == ()


def test_a_frozen_value_is_told_with_what_it_should_be() -> None:
    told = one_of(C01.replace("total: 342.30", "total: 342.31"), "FROZEN-DIFFERS")
    assert str(told.sentence) == "total with tax is 342.31, but settle computes 342.30."
    assert (str(told.expected), str(told.actual)) == ("342.30", "342.31")


def test_a_frozen_day_that_no_calendar_knows_cannot_be_told() -> None:
    one, shape = read(C01.replace("2026-03-10T1", "2026-12-28T1"))
    found = book(SERVICE, TABLES, CATALOGUE, CHARGES.replace("15 days", "15 working days"))
    told = [one for one in checks.findings(one, shape, found, staff(), at("2026-12-30 09:00")) if one.code == "FROZEN-DIFFERS"]
    assert [(one.says.value, str(one.sentence)) for one in told] == [
        ("undetermined", "No calendar covers 2027-01-01, so working days cannot be counted there."),
    ]


NEXT_YEAR = """\
# calendar/2027
title: 2027 年工作日历（虚构）
layer: law
adopted_on: 2026-11-01
effective_from: 2027-01-01
source: 测试
covers: {from: 2027-01-01, to: 2027-12-31}
off: [2027-05-01..2027-05-05]
work: []
statutory: [2027-05-01]
"""


@pytest.mark.parametrize(
    ("stored", "files", "wrong"),
    [
        ("2027-05-01", [], False),
        ("2027-05-06", [], True),
        ("2027-05-01", [NEXT_YEAR], False),  # frozen before anybody knew the holidays of 2027
        ("2027-05-06", [NEXT_YEAR], False),
        ("2027-05-02", [NEXT_YEAR], True),
    ],
)
def test_a_day_frozen_before_the_next_calendar_came_is_not_wrong_afterwards(stored: str, files: list[str], wrong: bool) -> None:
    text = f"""
    status: verified
    request: {{item: pipe}}
    log:
    - {{step: report, at: 2026-10-31T09:00, by: S-01}}
    - {{step: triage, at: 2026-10-31T09:01, by: S-01, priority: P3}}
    - {{step: dispatch, at: 2026-10-31T09:02, by: S-01, technician: S-11}}
    - {{step: arrive, at: 2026-10-31T09:10, by: S-11}}
    - {{step: finish, at: 2026-11-01T09:00, by: S-11}}
    - {{step: accept, at: 2026-11-01T10:00, by: S-11, warranty_to: {stored}}}
    """
    one, shape = read(text)
    found = book(SERVICE, TABLES, CATALOGUE, CHARGES, *files)
    told = [one.code for one in checks.findings(one, shape, found, staff(), at("2026-12-01 09:00"))]
    assert told == (["FROZEN-DIFFERS"] if wrong else [])


TAKEN_BACK = "- {step: retract, at: %s, by: S-01, what: arrive, of: 2026-03-07T23:05:00+08:00, whose: S-11, note: 记错}\n"


@pytest.mark.parametrize(("when", "wanted"), [("2026-03-07T23:11:00+08:00", True), ("2026-03-07T23:10:00+08:00", False)])
def test_what_was_taken_back_after_its_limit_is_told_for_ever(when: str, wanted: bool) -> None:
    entered = "- {step: arrive, at: 2026-03-07T23:04:00+08:00, by: S-11}\n"
    told = findings(C01 + TAKEN_BACK % when + entered)
    assert [one.code for one in told] == (["TIME-CORRECTED"] if wanted else [])
    if wanted:
        assert (told[0].severity, str(told[0].sentence)) == (
            "info",
            "arrive of 2026-03-07 23:05 was taken back at 2026-03-07 23:11, after the limit 2026-03-07 23:10 of SLA-ARRIVE-LATE.",
        )


def test_a_reference_to_nobody_is_told() -> None:
    assert codes(C01) == []
    told = one_of(C01, "REF-UNKNOWN", unknown="P-0802")
    assert (told.severity, str(told.sentence), told.subject.item) == (
        "warning",
        "reporter: P-0802 is not in the register.",
        "request.reporter",
    )
    assert one_of(C01, "REF-UNKNOWN", unknown="S-11").subject.item == "log.2.technician"
    assert one_of(C01, "REF-UNKNOWN", unknown="S-01").subject.item == "log.0.by"


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("请拨 13800000000", "a mobile number"),
        ("电话 138 0000 0000", "a mobile number"),
        ("+86-13800000000", "a mobile number"),
        ("12345678901", ""),  # no such prefix
        ("工单 WO-20260307-001 已完工", ""),
        ("流水号 4200001380000000012345", ""),
        ("身份证 11010519491231002X", "an identity number"),
        ("身份证 110105194912310021", ""),  # the check digit is wrong
        ("sha256:13800000000a3f19cd13800000000", ""),
        ("单价 13800000000.00", ""),
    ],
)
def test_telephone_and_identity_numbers_are_told(text: str, wanted: str) -> None:
    one = record(f'request: {{description: "{text}"}}\nlog: [{{step: report, at: 2026-03-07T22:40, by: S-01}}]')
    told = [str(found.sentence) for found in personal_data(one)]
    assert told == ([f"request.description holds {wanted}; git cannot forget it."] if wanted else [])


# ------------------------------------------------------------------ acts, and what is due


def test_an_act_is_stopped_by_the_rules_that_name_it_and_by_no_others() -> None:
    settle = ORDER.step("settle")
    assert settle is not None
    late = C01.partition("- {step: close")[0].replace("23:05", "23:11")
    assert checks.stops(settle, record(late), pack(), staff(), at(LATER)) == ()
    wrong = late.replace("total: 342.30", "total: 342.31").replace(
        "- {step: accept, at: 2026-03-08T00:50:00+08:00, by: S-11, warranty_to: 2026-09-08}\n", ""
    )
    assert [one.code for one in checks.stops(settle, record(wrong), pack(), staff(), at(LATER))] == ["SETTLE-ARITH", "ACCEPT-MISSING"]
    unsure = late.replace("unit: pc, unit_price: 46.80, tax_category: repair", "unit: pc, unit_price: 46.80")
    assert [one.says for one in checks.stops(settle, record(unsure), pack(), staff(), at(LATER))] == [Says.UNDETERMINED]
    close = ORDER.step("close")
    assert close is not None and checks.stops(close, record(wrong), pack(), staff(), at(LATER)) == ()


def test_what_is_due_comes_by_its_limit_and_what_is_done_is_not_due() -> None:
    found = rules("""
        - {code: COMPLETE, form: deadline, from: first report, to: first finish, within: 3 days, severity: warning}
        - {code: ARRIVE, form: deadline, from: first report, to: first arrive, within: 4 h, severity: error}
        - {code: ACK, form: deadline, from: first report, to: first acknowledge|triage, within: 10 min, severity: error}
        - {code: PLAN, form: deadline, from: first report, to: first plan|dispatch, within: 3 working days, severity: error}
    """)
    one = record("log: [{step: report, at: 2026-03-02T09:00, by: S-01}, {step: triage, at: 2026-03-02T09:30, by: S-01, priority: P3}]")
    told = checks.verdicts(one, found, {}, at("2026-03-02 14:00"))
    assert [(row.code, row.says.value, row.waits_for) for row in checks.due(one, told)] == [
        ("ARRIVE", "fail", "arrive"),
        ("COMPLETE", "open", "finish"),
        ("PLAN", "open", "plan|dispatch"),
    ]


def test_what_lies_after_the_as_of_is_not_seen() -> None:
    found = rules("- {code: ARRIVE, form: deadline, from: first report, to: first arrive, within: 4 h, severity: error}")
    one = record("log: [{step: report, at: 2026-03-02T09:00, by: S-01}, {step: arrive, at: 2026-03-02T12:00, by: S-11}]")
    assert [verdict.says for moment in ("10:00", "12:00") for verdict in checks.verdicts(one, found, {}, at(f"2026-03-02 {moment}"))] == [
        Says.OPEN,
        Says.PASS,
    ]


# ------------------------------------------------------------------ the tests inside the policies


TESTED = f"""\
# service/1
{HEAD}\
rules:
- {{code: LATE, form: deadline, from: first report, to: first arrive, within: 4 h, severity: error}}
- {{code: CERT, form: qualification, each: dispatch, person: .technician, at: next arrive, needs: [电工], severity: error}}
tests:
- name: 按时
  as_of: 2026-10-02T10:00
  record:
    log:
    - {{step: report, at: 2026-10-01T09:00, by: S-01}}
    - {{step: arrive, at: 2026-10-01T13:00, by: S-12}}
  expect: {{LATE: pass, CERT: n/a}}
- name: 晚一分钟
  like: 0
  set: {{log.1.at: 2026-10-01T13:01}}
  expect: {{LATE: fail}}
- name: 有证
  like: 按时
  set:
    log.2: {{step: dispatch, at: 2026-10-01T09:30, by: S-01, technician: S-12}}
  with:
    S-12:
      kind: staff
      certificates: [{{kind: 电工, valid_to: 2026-10-01}}]
  expect: {{CERT: pass}}
- name: 还没到
  like: 0
  as_of: 2026-10-01T12:59
  expect: {{LATE: open}}
- name: 取消到场
  like: 0
  set: {{log.1: absent}}
  expect: {{LATE: fail}}
"""


def outcomes(text: str) -> list[tuple[str, str, int, str]]:
    found = checks.policy_tests(book(text))
    return [(one.subject.item, one.says.value, one.where[1] if one.where else 0, str(one.sentence)) for one in found]


def test_the_tests_inside_a_policy_are_run() -> None:
    assert [(name, says) for name, says, _, _ in outcomes(TESTED)] == [
        (name, "pass") for name in ("按时", "晚一分钟", "有证", "还没到", "取消到场")
    ]


@pytest.mark.parametrize(
    ("change", "wanted"),
    [
        (
            ("expect: {LATE: fail}", "expect: {LATE: pass}"),
            ("晚一分钟", 20, "LATE says fail, expected pass: 2026-10-01 13:01 is 1 min after the limit"),
        ),
        (("expect: {LATE: fail}", "expect: {CERT: n/a}"), ("晚一分钟", 20, "LATE says fail, which the test does not expect")),
        (("expect: {LATE: fail}", "expect: {LATTE: fail}"), ("晚一分钟", 20, "LATTE is no rule of this version. Did you mean LATE?")),
        (("like: 按时", "like: 按时吗"), ("有证", 22, "There is no test 按时吗 in this file.")),
        (("set: {log.1.at", "set: {log.7.at"), ("晚一分钟", 19, "log.7.at names no entry of this test's record.")),
        (("log.1.at: 2026-10-01T13:01", "log.1.when: 2026-10-01T13:01"), ("晚一分钟", 19, "log.1.when is no field here.")),
        (
            ("valid_to: 2026-10-01", "valid_to: 2026-09-30"),
            ("有证", 29, "CERT says fail, expected pass: S-12 was not qualified on 2026-10-01"),
        ),
        (("kind: staff", "kind: stuff"), ("有证", 27, "S-12: say of which kind it is (kind: staff).")),
        (("as_of: 2026-10-01T12:59", "as_of: gestern"), ("还没到", 32, "as_of is gestern, but must be")),
        (("like: 0\n  as_of", "liek: 0\n  as_of"), ("还没到", 31, "liek is no key of a test. Did you mean like?")),
    ],
)
def test_a_test_that_does_not_hold_says_where_and_why(change: tuple[str, str], wanted: tuple[str, int, str]) -> None:
    assert change[0] in TESTED
    failed = [(name, line, sentence) for name, says, line, sentence in outcomes(TESTED.replace(*change, 1)) if says == "fail"]
    assert [(name, line) for name, line, _ in failed if name == wanted[0]] == [wanted[:2]], failed
    assert any(wanted[2] in sentence for _, _, sentence in failed), failed


def test_a_test_may_say_what_the_office_is() -> None:
    rule = "- {code: ARITH, form: recomputed, section: settlement, rates: taxes.rates, on: first settle, severity: error}"
    tests = """
    tests:
    - name: 小规模
      as_of: 2026-10-02T10:00
      office: {taxpayer: small_scale}
      record:
        settlement:
          lines: [{kind: labour, quantity: 1, unit_price: 101.00, tax_category: repair}]
          net: 100.00
          tax: 1.00
          total: 101.00
          in_words: 壹佰零壹元整
        log: [{step: report, at: 2026-10-01T09:00, by: S-01}, {step: settle, at: 2026-10-01T10:00, by: S-01}]
      expect: {ARITH: pass}
    """
    taxes = TABLES.replace("{general: percent}", "{general: percent, small_scale: percent}").replace(
        "{general: 9 %}", "{general: 9 %, small_scale: 1 %}"
    )
    found = checks.policy_tests(book(taxes, f"# service/1\n{HEAD}rules:\n{rule}\n{dedent(tests).strip()}\n"))
    assert [(one.says, str(one.sentence)) for one in found] == [(Says.PASS, "小规模: as expected.")]


def test_a_record_without_a_file_is_checked_too() -> None:
    bare = Record(ORDER, "WO-20260307-009", tree=Block())
    assert checks.findings(bare, (), pack(), {}, at(LATER)) == ()
