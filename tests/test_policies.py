"""Policies: which version is in force, what a file may say, and that everything wrong with it is told at once, with its line."""

from __future__ import annotations

from decimal import Decimal
from textwrap import dedent

import pytest

from repairctl import policies
from repairctl.kinds import KINDS
from repairctl.model import Length, Record
from repairctl.policies import Book, PolicyMisfit
from repairctl.policies.files import digest
from tests.reading import ZONE, at, record
from tests.rule_books import HEAD, YEAR, book, rules, says, told

LATE = "{code: LATE, form: deadline, from: first report, to: first arrive, within: 4 h, severity: error}"
FIRST = f"""\
# service/1
title: 一
judges: order
effective_from: 2026-01-01
selected_by: first report
rules:
- {LATE}
"""
SECOND = FIRST.replace("service/1", "service/2").replace("2026-01-01", "2026-10-01").replace("4 h", "2 h")


def order(reported: str = "2026-09-29T16:00", *steps: str) -> Record:
    return record(f"log:\n- {{step: report, at: {reported}, by: S-01}}\n" + "".join(f"- {step}\n" for step in steps))


def misfits(found: Book) -> list[str]:
    return [f"{one.where[0].removeprefix('policies/')}:{one.where[1]} {one.code} {one.sentence}" for one in found.misfits if one.where]


def in_force(found: Book, one: Record, as_of: str) -> list[str]:
    return [version.name if version else f"{series.policy}: none" for series, version in found.judging(one, at(as_of))]


# ------------------------------------------------------------------ which version


@pytest.mark.parametrize(
    ("reported", "wanted"),
    [
        ("2025-12-31T23:59", ["service: none"]),
        ("2026-01-01T00:00", ["service@1"]),
        ("2026-09-30T23:59", ["service@1"]),
        ("2026-10-01T00:00", ["service@2"]),
        ("2030-01-01T00:00", ["service@2"]),
    ],
)
def test_a_record_is_judged_by_the_version_in_force_when_it_was_reported(reported: str, wanted: list[str]) -> None:
    assert in_force(book(SECOND, FIRST), order(reported), "2031-01-01 00:00") == wanted


def test_a_later_version_never_judges_again_what_was_judged_before() -> None:
    """C11: the rule became stricter on 2026-10-01, the order was reported on 2026-09-29."""
    one = order("2026-09-29T16:00", "{step: arrive, at: 2026-09-29T19:00, by: S-11}")
    assert [f"{verdict.rule} {verdict.says.value}" for verdict in told(one, book(FIRST, SECOND), "2026-12-01 00:00")] == [
        "service@1 LATE pass"
    ]
    other = order("2026-10-01T16:00", "{step: arrive, at: 2026-10-01T19:00, by: S-11}")
    assert [f"{verdict.rule} {verdict.says.value}" for verdict in told(other, book(FIRST, SECOND), "2026-12-01 00:00")] == [
        "service@2 LATE fail"
    ]


def test_the_last_version_may_end() -> None:
    ended = book(FIRST.replace("selected_by", "ends: 2026-09-29\nselected_by"))
    assert in_force(ended, order("2026-09-29T23:59"), "2026-12-01 00:00") == ["service@1"]
    assert in_force(ended, order("2026-09-30T00:00"), "2026-12-01 00:00") == ["service: none"]


def test_no_version_is_chosen_before_the_moment_that_chooses_it() -> None:
    money = FIRST.replace("first report", "first settle")
    assert in_force(book(money), order(), "2026-12-01 00:00") == []


def test_a_kind_without_steps_is_judged_as_of_the_question() -> None:
    first = "# staff/1\ntitle: 证\njudges: staff\neffective_from: 2026-01-01\nrules:\n- {code: X, form: required, fields: [person.role], severity: info}\n"
    second = first.replace("staff/1", "staff/2").replace("2026-01-01", "2026-06-01")
    person = record("person: {role: technician}", "staff", "S-11")
    assert in_force(book(first, second), person, "2026-05-31 23:59") == ["staff@1"]
    assert in_force(book(first, second), person, "2026-06-01 00:00") == ["staff@2"]


def test_a_scope_leaves_other_records_alone() -> None:
    scoped = book(FIRST.replace("rules:", "scope: {place.part: common}\nrules:"))
    assert in_force(scoped, order(), "2026-12-01 00:00") == []
    common = record("place: {part: common}\nlog: [{step: report, at: 2026-09-29T16:00, by: S-01}]")
    assert in_force(scoped, common, "2026-12-01 00:00") == ["service@1"]


def test_a_policy_judges_only_its_kind() -> None:
    assert in_force(book(FIRST), record("person: {role: desk}", "staff", "S-01"), "2026-12-01 00:00") == []


# ------------------------------------------------------------------ tables of other policies


PRICES = """\
# prices/{name}
title: 价目
effective_from: {day}
tables:
  book:
    by: item
    columns: {{price: money}}
    rows:
      pipe: {{price: {price}}}
"""
OLD, NEW = PRICES.format(name="1", day="2026-01-01", price="18.50"), PRICES.format(name="2", day="2026-06-01", price="20.00")
CHARGES = """
- {code: PRICE, form: price, each: settlement.lines, item: .item, unit_price: .unit_price, book: prices.book, on: first settle, severity: error}
"""


@pytest.mark.parametrize(
    ("day", "wanted"), [("2026-05-31", "PRICE fail"), ("2026-06-01", "PRICE pass"), ("2025-12-31", "PRICE undetermined")]
)
def test_tables_of_other_policies_are_taken_as_of_the_rules_own_moment(day: str, wanted: str) -> None:
    charged = f"settlement: {{lines: [{{kind: material, item: pipe, quantity: 1, unit_price: 19.00}}]}}\nlog:\n- {{step: report, at: 2026-01-02T09:00, by: S-01}}\n- {{step: settle, at: {day}T23:59, by: S-01}}"
    head = HEAD.replace("2026-01-01", "2020-01-01")
    found = book(OLD, NEW, f"# charges/1\n{head}rules:{CHARGES}")
    early = charged.replace("2026-01-02", "2025-01-02")
    assert says(record(early), found, "2026-12-01 00:00") == [wanted]


def test_a_rule_waits_for_its_own_moment() -> None:
    charged = record(
        "settlement: {lines: [{kind: material, item: pipe, quantity: 1, unit_price: 19.00}]}\nlog: [{step: report, at: 2026-01-02T09:00, by: S-01}]"
    )
    assert says(charged, book(OLD, f"# charges/1\n{HEAD}rules:{CHARGES}"), "2026-12-01 00:00") == ["PRICE n/a"]


def test_acts_compute_with_the_tables_in_force() -> None:
    values = book(OLD, NEW).values({"taxpayer": "general"}, {"WO-1": order()})
    prices = [values.table("prices.book", at(day)) for day in ("2026-05-31 23:59", "2026-06-01 00:00", "2025-12-31 23:59")]
    assert [table.row("pipe")["price"] if table else None for table in prices] == [Decimal("18.50"), Decimal("20.00"), None]
    assert values.table("prices.nothing", at("2026-06-01 00:00")) is None
    assert values.table("nothing.book", at("2026-06-01 00:00")) is None
    start = at("2026-01-31 09:00")
    assert str(values.after(book().calendar.day_of(start), Length(3, "months"), roll=True)) == "2026-04-30"
    assert (values.record("WO-1") is not None, values.record("WO-2"), values.office["taxpayer"], values.zone) == (
        True,
        None,
        "general",
        ZONE,
    )


# ------------------------------------------------------------------ values, each, names


def test_a_value_is_used_by_its_name() -> None:
    values = "paid: {form: reached, sum_of: pay.amount, total: settlement.payable}"
    found = rules(
        """
        - {code: PAY-OVERDUE, form: deadline, from: first settle, to: paid, within: settlement.due, severity: warning}
        - {code: PAID-EARLY, form: required, when: {paid: present}, steps: [close], severity: info}
        """,
        values=values,
    )
    assert misfits(found) == []
    log = "log:\n- {step: report, at: 2026-03-01T09:00, by: S-01}\n- {step: settle, at: 2026-03-02T09:00, by: S-01}\n"
    part = record("settlement: {payable: 100.00, due: 2026-03-17}\n" + log + "- {step: pay, at: 2026-03-03T09:00, by: S-01, amount: 0.01}")
    whole = record(
        "settlement: {payable: 100.00, due: 2026-03-17}\n" + log + "- {step: pay, at: 2026-03-17T23:59, by: S-01, amount: 100.00}"
    )
    assert says(part, found, "2026-03-18 00:01") == ["PAY-OVERDUE fail", "PAID-EARLY n/a"]
    assert says(whole, found, "2026-03-18 00:01") == ["PAY-OVERDUE pass", "PAID-EARLY fail"]
    assert [one.waits_for for one in told(part, found, "2026-03-10 00:00")] == ["pay", ""]


def test_a_rule_with_each_speaks_once_for_each_item() -> None:
    found = rules(
        "- {code: REWORK-LATE, form: deadline, each: reject, from: this, to: next accept|reject, within: 2 working days, severity: warning}"
    )
    one = order(
        "2026-03-02T09:00",
        "{step: reject, at: 2026-03-02T12:00, by: S-03}",
        "{step: reject, at: 2026-03-05T12:00, by: S-03}",
        "{step: accept, at: 2026-03-09T23:00, by: S-03}",
    )
    assert [(verdict.subject.item, verdict.says.value) for verdict in told(one, found, "2026-12-01 00:00")] == [
        ("reject 2026-03-02T12:00 S-03", "fail"),
        ("reject 2026-03-05T12:00 S-03", "pass"),
    ]
    assert says(order(), found, "2026-12-01 00:00") == ["REWORK-LATE n/a"]


def test_rules_of_one_code_have_names_of_their_own() -> None:
    found = rules(f"- {LATE}\n- {LATE}\n- {LATE.replace('code: LATE', 'code: LATE, name: LATE-P1')}")
    assert [rule.name for version in found.versions() for rule in version.rules] == ["LATE", "LATE 2", "LATE-P1"]


def test_the_called_off_record_is_left_in_peace() -> None:
    head = HEAD + "called_off_by: [decline, merge, cancel]\n"
    cancelled = order("2026-03-02T09:00", "{step: cancel, at: 2026-03-02T10:00, by: S-01, reason: 误报}")
    assert says(cancelled, rules(f"- {LATE}", head), "2026-12-01 00:00") == ["LATE n/a"]
    assert says(cancelled, rules(f"- {LATE}"), "2026-12-01 00:00") == ["LATE fail"]


# ------------------------------------------------------------------ what is wrong with a file


@pytest.mark.parametrize(
    ("change", "wanted"),
    [
        (("title: 一\n", ""), "2 POL-MISSING title is missing; every version of a policy has it."),
        (("effective_from", "efective_from"), "4 POL-UNKNOWN-KEY efective_from is no key of a policy. Did you mean effective_from?"),
        (("2026-01-01", "2026-02-30"), "4 POL-VALUE 2026-02-30 must be a date that exists, as 2026-03-07."),
        (("judges: order", "judges: ordre"), "3 POL-UNKNOWN-NAME ordre is no kind of record. Did you mean order?"),
        (("judges: order\n", ""), "4 POL-MISSING selected_by judges records, but the policy does not say of which kind (judges)."),
        (
            ("selected_by: first report\n", ""),
            "2 POL-MISSING selected_by is missing: the moment by which a version is chosen, as first report.",
        ),
        (("first report\nrules", "first reported\nrules"), "5 POL-UNKNOWN-NAME reported is no step of repair order. Did you mean report?"),
        (("rules:", "layer: manuel\nrules:"), "6 POL-UNKNOWN-NAME manuel is no layer. Did you mean manual?"),
        (("rules:", "called_off_by: [cansel]\nrules:"), "6 POL-UNKNOWN-NAME cansel is no step of repair order. Did you mean cancel?"),
        (
            ("rules:", "scope: {place.parts: common}\nrules:"),
            "6 POL-UNKNOWN-NAME place.parts is no field of repair order. Did you mean place.part?",
        ),
        (("form: deadline", "form: dedline"), "7 POL-FORM dedline is no form. Did you mean deadline?"),
        (("code: LATE, ", ""), "7 POL-MISSING This rule has no code."),
        ((", severity: error", ""), "7 POL-MISSING This rule has no severity."),
        (("severity: error", "severity: fatal"), "7 POL-UNKNOWN-NAME fatal is no severity."),
        (("within: 4 h", "witin: 4 h"), "7 POL-UNKNOWN-KEY witin is no parameter of deadline. Did you mean within?"),
        ((", within: 4 h", ""), "7 POL-MISSING The form deadline needs within."),
        (("within: 4 h", "within: 4 hours"), "7 POL-VALUE '4 hours' is no length of time"),
        (("to: first arrive", "to: first arives"), "7 POL-UNKNOWN-NAME arives is no step of repair order. Did you mean arrive?"),
        (("severity: error", "severity: error, blocks: [arrive]"), "7 POL-BLOCKS-EVENT arrive has happened in the world"),
        (("severity: error", "severity: error, blocks: [setle]"), "7 POL-UNKNOWN-NAME setle is no act. Did you mean settle?"),
        (("severity: error", "severity: error, when: {triage.priority: P9}"), "7 POL-UNKNOWN-NAME P9 is no choice of priority."),
        (("severity: error", "severity: error, at: report"), "7 POL-UNKNOWN-KEY at is no parameter of deadline."),
        (
            ("rules:", "values:\n  paid: {form: reach, total: settlement.total}\nrules:"),
            "7 POL-FORM reach is no form that gives a value. Did you mean reached?",
        ),
        (
            ("rules:", "tables:\n  plan: {by: x, columns: {}, rows: {}}\nrules:"),
            "7 POL-VALUE plan is a section or step of repair order already",
        ),
        (("- {code", "  - {cod"), "7 POL-MISSING This rule has no code."),
    ],
)
def test_what_is_wrong_with_a_file_is_told_with_its_line_and_the_near_miss(change: tuple[str, str], wanted: str) -> None:
    assert change[0] in FIRST
    found = misfits(book(FIRST.replace(*change)))
    assert any(one.startswith(f"service/1.yaml:{wanted}") for one in found), found


def test_everything_wrong_is_told_at_once() -> None:
    broken = (
        FIRST + f"- {LATE.replace('4 h', '4 hours')}\n- {LATE.replace('first arrive', 'first arive')}\n- {LATE.replace('error', 'fatal')}\n"
    )
    found = book(broken, SECOND.replace("2 h", "2 hours"))
    assert [one.partition(" ")[0] for one in misfits(found)] == [
        "service/1.yaml:8",
        "service/1.yaml:9",
        "service/1.yaml:10",
        "service/2.yaml:7",
    ]
    with pytest.raises(PolicyMisfit, match=r"service/2\.yaml:7") as refused:
        policies.insist(found)
    assert (refused.value.exit_code, len(refused.value.sentences)) == (5, 4)


def test_a_sound_book_is_handed_back() -> None:
    found = book(FIRST)
    assert policies.insist(found) is found


@pytest.mark.parametrize(
    ("change", "wanted"),
    [
        (
            ("2026-10-01", "2026-01-01"),
            "POL-TWO-IN-FORCE service@2 takes effect on 2026-01-01, as service@1 does; only one can be in force.",
        ),
        (("selected_by: first report", "selected_by: first triage"), "POL-SELECTED-BY selected_by is 'first report' in service@1;"),
        (("judges: order", "judges: complaint"), "POL-JUDGES service@1 judges another kind of record."),
    ],
)
def test_versions_that_do_not_follow_one_another_are_told(change: tuple[str, str], wanted: str) -> None:
    found = misfits(book(FIRST, SECOND.replace(*change)))
    assert any(wanted in one for one in found), found


def test_a_gap_between_versions_is_told() -> None:
    ended = FIRST.replace("selected_by", "ends: 2026-09-29\nselected_by")
    assert [
        "POL-GAP service@1 ends on 2026-09-29, service@2 takes effect on 2026-10-01." in one for one in misfits(book(ended, SECOND))
    ] == [True]
    assert misfits(book(ended.replace("2026-09-29", "2026-09-30"), SECOND)) == []


def test_two_versions_of_one_day_judge_nothing() -> None:
    assert in_force(book(FIRST, SECOND.replace("2026-10-01", "2026-01-01")), order(), "2026-12-01 00:00") == ["service: none"]


def test_a_broken_calendar_is_told_and_the_rest_is_read() -> None:
    from repairctl.edges import yaml_text

    broken = yaml_text.read(b"title: x\n", "policies/calendar/2027.yaml")
    found = policies.load({"policies/calendar/2026.yaml": YEAR, "policies/calendar/2027.yaml": broken}, KINDS, ZONE)
    assert [(one.code, one.where) for one in found.misfits] == [("CAL-BROKEN", ("policies/calendar/2027.yaml", 1))]
    assert found.calendar.years


# ------------------------------------------------------------------ digests


@pytest.mark.parametrize(
    ("change", "same"),
    [
        (("title: 一", "title: 二"), True),
        (("rules:", "notes: [x]\nverified_on: 2026-05-01\nrules:"), True),
        (("rules:\n-", "rules:\n# a word\n-"), True),
        (("4 h", "5 h"), False),
        (("2026-01-01", "2026-01-02"), False),
        (("rules:", "called_off_by: [cancel]\nrules:"), False),
    ],
)
def test_the_digest_is_that_of_what_judges(change: tuple[str, str], same: bool) -> None:
    one, other = (next(iter(book(text).versions())) for text in (FIRST, FIRST.replace(*change)))
    assert (one.digest == other.digest) is same
    assert digest(one.tree) == one.digest


def test_the_labels_of_a_rule_may_stand_in_both_languages() -> None:
    text = LATE.replace("severity", "title: {en: Arrival, zh: 到场}, todo: {en: Go, zh: 去}, basis: 手册 1.3, severity")
    late = told(order("2026-03-02T09:00"), rules(f"- {text}"), "2026-12-01 00:00")[0]
    assert (str(late.todo), late.basis, late.layer, late.waits_for) == ("Go", "手册 1.3", "office", "arrive")
    assert dedent(str(late.sentence)).startswith("Not done yet, ")
