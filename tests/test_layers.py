"""Law beside promise: layers never merge, a value laxer than the law is told, a pack binds only where it was chosen."""

from __future__ import annotations

import pytest

from repairctl import checks
from repairctl.model import Finding, Says
from repairctl.policies import Book
from tests.reading import at, record
from tests.rule_books import HEAD, book, told

NOW = "2026-11-23T09:00"
RULE = "- {code: SLA-ARRIVE-LATE, form: deadline, from: first report, to: first arrive, within: %s, severity: error}"
LAW = "title: 法规\nlayer: law\neffective_from: 2026-01-01\n"
ORDER = """
place: {unit: QH-5-802}
log:
- {step: report, at: 2026-03-02T09:00, by: S-01}
- {step: arrive, at: 2026-03-02T09:45, by: S-11}
"""
ESTATES = ({"code": "QH", "law_pack": "hangzhou"}, {"code": "LS"})


def linted(*files: str, office: object = None, now: str = NOW) -> list[Finding]:
    found = book(*files, office=office or {})  # type: ignore[arg-type]
    assert [str(one.sentence) for one in found.misfits] == []
    return list(checks.lint(found, at(now)))


def bound(value: str, limit: str, *, layer: str = "law", more: str = "") -> str:
    return f"# cn/1\ntitle: 法规\nlayer: {layer}\neffective_from: 2026-01-01\nbounds:\n- value: {value}\n  {limit}\n{more}"


def terms(cell: str, kind: str = "length") -> str:
    table = f"tables:\n  terms:\n    by: settlement.payer\n    columns: {{pay: {kind}}}\n    rows:\n"
    rows = "".join(f"      {payer}: {{pay: {cell}}}\n" for payer in PAYERS)
    return f"# charges/1\ntitle: 费用\neffective_from: 2026-01-01\n{table}{rows}"


PAYERS = ("owner", "tenant", "company", "fund", "developer", "utility", "repairer", "insurer", "person_liable", "unset")


# ------------------------------------------------------------------ bounds


@pytest.mark.parametrize(
    ("cell", "limit", "told_of"),
    [
        ("15 days", "at_most: 15 days", []),
        ("16 days", "at_most: 15 days", ["charges.terms.owner.pay is 16 days; cn@1: at most 15 days."]),
        ("15 days", "at_least: 15 days", []),
        ("14 days", "at_least: 15 days", ["charges.terms.owner.pay is 14 days; cn@1: at least 15 days."]),
        ("none", "at_most: 15 days", ["charges.terms.owner.pay is without a limit; cn@1: at most 15 days."]),
        ("none", "at_least: 15 days", ["charges.terms.owner.pay is without a limit; cn@1: at least 15 days."]),
        ("none", "at_least: 15 days\n  or_none: true", []),
        ("1 month", "at_most: 31 days", []),
        ("1 month", "at_most: 30 days",
         ["charges.terms.owner.pay is 1 month; cn@1: at most 30 days. On 210 days it is laxer, the first 2026-01-01."]),
        ("7 working days", "at_most: 10 days",
         ["charges.terms.owner.pay is 7 working days; cn@1: at most 10 days. On 125 days it is laxer, the first 2026-01-01."]),
        ("5 working days", "at_most: 10 days",
         ["charges.terms.owner.pay is 5 working days; cn@1: at most 10 days. On 21 days it is laxer, the first 2026-02-10."]),
    ],
)  # fmt: skip
def test_a_value_is_compared_with_the_law(cell: str, limit: str, told_of: list[str]) -> None:
    found = linted(bound("charges.terms.owner.pay", limit), terms(cell))
    assert [str(one.sentence) for one in found] == told_of
    assert {(one.code, one.severity, one.subject.id, one.layer) for one in found} <= {("POL-LAXER-THAN-LAW", "error", "charges@1", "law")}
    assert all(one.where == ("policies/charges/1.yaml", 9) and one.rule_where == ("policies/cn/1.yaml", 6) for one in found)


def test_a_parameter_of_a_rule_is_compared_too_and_a_promise_is_no_law() -> None:
    service = f"# service/1\n{HEAD}rules:\n{RULE % '5 h'}\n"
    (found,) = linted(bound("service.SLA-ARRIVE-LATE.within", "at_most: 4 h", layer="manual"), service)
    assert (found.code, str(found.sentence)) == ("PROMISE-LOOSENED", "service.SLA-ARRIVE-LATE.within is 5 h; cn@1: at most 4 h.")
    assert linted(bound("service.SLA-ARRIVE-LATE.within", "at_most: 5 h"), service) == []


def test_what_cannot_be_compared_is_undetermined() -> None:
    told_of = linted(bound("charges.terms.landlord.pay", "at_most: 15 days"), terms("15 days"))
    assert [(one.says, str(one.sentence)) for one in told_of] == [
        (Says.UNDETERMINED, "charges.terms.landlord.pay is not there, so it cannot be compared with cn@1.")
    ]
    years = bound("charges.terms.owner.pay", "at_most: 30 days").replace("2026-01-01", "2027-01-01")
    (found,) = linted(years, terms("1 month"))
    assert (found.says, "no calendar covers the days" in str(found.sentence)) == (Says.UNDETERMINED, True)


def test_only_versions_in_force_together_are_compared() -> None:
    law = bound("charges.terms.owner.pay", "at_most: 15 days").replace("2026-01-01", "2026-07-01")
    old, new = terms("30 days"), terms("15 days").replace("charges/1", "charges/2").replace("2026-01-01", "2026-07-01")
    assert linted(law, old, new) == []
    assert [one.subject.id for one in linted(law, old)] == ["charges@1"]
    assert linted(law, old.replace("title: 费用\n", "title: 费用\nends: 2026-06-30\n")) == []


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("- value: charges.terms.owner.pay", "A bound needs value and one of at_most and at_least."),
        ("- {value: charges.terms.owner.pay, at_most: 1 h, at_least: 1 h}", "A bound needs value and one of at_most and at_least."),
        ("- {value: charges, at_most: 1 h}", "charges must name a cell as service.priorities.P1.arrive, or a parameter as"),
        ("- {value: a.b.c, at_mots: 1 h}", "at_mots is no key of a bound. Did you mean at_most?"),
        ("- {value: a.b.c, at_most: soon}", "'soon' is no length of time"),
        ("- {value: a.b.c, at_most: none}", "A bound of none binds nothing; leave it out."),
        ("none of them", "bounds must be a list, each beginning with a dash."),
    ],
)
def test_a_bound_that_cannot_be_understood_is_refused(text: str, sentence: str) -> None:
    found = book(f"# cn/1\n{LAW}bounds:\n  {text}\n")
    assert [one.where for one in found.misfits] and str(found.misfits[0].sentence).startswith(sentence), found.misfits


# ------------------------------------------------------------------ which records, which estates


def in_layers(**office: object) -> Book:
    law = f"# cn/1\n{HEAD}layer: law\nrules:\n{RULE % '1 h'}\n"
    local = f"# hangzhou/1\n{HEAD}layer: local\npack: hangzhou\nrules:\n{RULE % '30 min'}\n"
    own = f"# service/1\n{HEAD}rules:\n{RULE % '40 min'}\n"
    return book(law, local, own, office=office)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("office", "unit", "wanted"),
    [
        ({}, "QH-5-802", ["cn@1 pass", "service@1 fail"]),
        ({"law_pack": "hangzhou"}, "QH-5-802", ["cn@1 pass", "hangzhou@1 fail", "service@1 fail"]),
        ({"law_pack": "shanghai"}, "QH-5-802", ["cn@1 pass", "service@1 fail"]),
        ({"estates": ESTATES}, "QH-5-802", ["cn@1 pass", "hangzhou@1 fail", "service@1 fail"]),
        ({"estates": ESTATES}, "LS-5-802", ["cn@1 pass", "service@1 fail"]),
        ({"estates": ESTATES}, "QHX-5-802", ["cn@1 pass", "service@1 fail"]),
        ({"estates": ESTATES, "law_pack": "hangzhou"}, "LS-5-802", ["cn@1 pass", "hangzhou@1 fail", "service@1 fail"]),
    ],
)
def test_every_layer_in_force_judges_for_itself(office: dict[str, object], unit: str, wanted: list[str]) -> None:
    found = told(record(ORDER.replace("QH-5-802", unit)), in_layers(**office), NOW)
    assert [f"{one.rule.split()[0]} {one.says.value}" for one in found] == wanted


@pytest.mark.parametrize(
    ("place", "wanted"),
    [("unit: LS-1-101", 1), ("asset: LS-LIFT-1", 1), ("unit: QH-1-101", 0), ("unit: LSX-1", 0), ("spot: LS 门口", 0)],
)
def test_a_version_may_be_meant_for_some_estates(place: str, wanted: int) -> None:
    held = book(f"# service/1\n{HEAD}estates: [LS]\nrules:\n{RULE % '30 min'}\n", office={"estates": ESTATES})
    assert len(told(record(ORDER.replace("unit: QH-5-802", place)), held, NOW)) == wanted


def test_an_office_with_one_estate_needs_no_codes_in_its_places() -> None:
    held = book(f"# service/1\n{HEAD}estates: [LS]\nrules:\n{RULE % '30 min'}\n", office={"estates": ({"code": "LS"},)})
    assert len(told(record(ORDER), held, NOW)) == 1


def test_a_pack_that_nobody_knows_is_told() -> None:
    local = f"# hangzhou/1\n{HEAD}layer: local\npack: hangzhou\nrules:\n{RULE % '30 min'}\n"
    (found,) = linted(local, office={"law_pack": "hangzou"})
    assert (found.code, found.severity) == ("SCOPE-LAWPACK", "warning")
    assert str(found.sentence) == "law_pack hangzou names no pack of local law among the policies. Did you mean hangzhou?"
    assert linted(local, office={"law_pack": "hangzhou"}) == []


def test_a_scope_does_not_read_other_records() -> None:
    found = book(f"# service/1\n{HEAD}scope: {{place.unit.unit.estate: LS}}\nrules:\n{RULE % '30 min'}\n")
    assert [str(one.sentence) for one in found.misfits] == ["scope reads the record itself; for an estate write estates."]


# ------------------------------------------------------------------ adopted, reviewed


def test_a_version_adopted_after_it_takes_effect_says_why() -> None:
    late = f"# service/1\n{HEAD}adopted_on: 2026-01-02\nrules:\n{RULE % '30 min'}\n"
    (found,) = linted(late)
    assert (found.code, found.severity, found.where) == ("POL-RETROACTIVE", "error", ("policies/service/1.yaml", 6))
    assert linted(late.replace("adopted_on: 2026-01-02", "adopted_on: 2026-01-01")) == []
    why = "retroactive: {reason: 对业主有利, approved_by: S-04}"
    assert linted(late.replace("rules:", f"{why}\nrules:")) == []
    (misfit,) = book(late.replace("rules:", "retroactive: {reason: 对业主有利}\nrules:")).misfits
    assert "approved_by" in str(misfit.sentence) or "word or number" in str(misfit.sentence)


@pytest.mark.parametrize(("now", "wanted"), [("2026-07-01T00:00", []), ("2026-07-01T00:01", ["POL-REVIEW-DUE"])])
def test_a_version_is_read_again_by_its_day(now: str, wanted: list[str]) -> None:
    text = f"# service/1\n{HEAD}review_by: 2026-06-30\nrules:\n{RULE % '30 min'}\n"
    assert [one.code for one in linted(text, now=now)] == wanted
    later = text.replace("service/1", "service/2").replace("2026-01-01", "2026-06-01").replace("review_by: 2026-06-30\n", "")
    assert linted(text, later, now=now) == []
