"""The policies we ship: they load, their own tests hold, every rule is seen to pass and to fail, and their tables agree."""

from __future__ import annotations

import re
from collections import Counter
from datetime import date
from decimal import Decimal

import pytest

from repairctl import checks
from repairctl.kinds import order_money
from repairctl.kinds.archive import ARCHIVE
from repairctl.model import Finding, Says
from repairctl.money import half_up
from repairctl.policies import Version
from repairctl.policies.rules import Rule
from tests.pack import BOOK, JUDGING, box, examples, rows, rule, table
from tests.reading import at, record

RESULTS = checks.policy_tests(BOOK)
RULES = [pytest.param(version, one, id=f"{version.name} {one.name}") for version in JUDGING for one in version.rules]
TAGS = re.compile(r"\[[SLPFM]\]")


def test_nothing_is_wrong_with_the_files() -> None:
    assert [f"{one.where}: {one.sentence}" for one in BOOK.misfits] == []


@pytest.mark.parametrize("result", [pytest.param(one, id=f"{one.subject.id} {one.subject.item}") for one in RESULTS])
def test_a_test_of_the_files_holds(result: Finding) -> None:
    assert result.says is Says.PASS, str(result.sentence)


@pytest.mark.parametrize("version", [pytest.param(one, id=one.name) for one in JUDGING])
def test_no_two_examples_a_file_share_a_name(version: Version) -> None:
    names = Counter(str(test["name"]) for test in examples(version.tree))
    assert [name for name, times in names.items() if times > 1] == []


@pytest.mark.parametrize(("version", "one"), RULES)
def test_a_rule_is_seen_to_pass_and_to_fail(version: Version, one: Rule) -> None:
    """A shared code does not count: each rule of it is expected by its own name."""
    said = {str(box(test["expect"]).get(one.name)) for test in examples(version.tree)}
    assert {"pass", "fail"} <= said
    assert one.name != one.code or [other.code for other in version.rules].count(one.code) == 1


@pytest.mark.parametrize(("version", "one"), RULES)
def test_a_rule_says_in_both_languages_what_it_is_and_what_to_do(version: Version, one: Rule) -> None:
    for label in (one.title, one.todo):
        assert not isinstance(label, str)
        assert label.en.isascii() and not label.zh.isascii()
    assert TAGS.search(one.basis) or "手册" in one.basis


# ------------------------------------------------------------------ what acts compute from the tables


@pytest.mark.parametrize(
    ("item", "accepted", "warranty_to"),
    [
        ("tap", "2026-01-31T10:00", date(2026, 4, 30)),  # C05 a: no such day, so the end of the month
        ("tap", "2026-02-01T10:00", date(2026, 5, 6)),  # C05 c: a statutory holiday rolls over
        ("pipe", "2026-03-08T00:50", date(2026, 9, 8)),  # C01
        ("something else", "2026-03-08T00:50", date(2026, 6, 8)),
    ],
)
def test_the_repair_warranty_follows_from_the_service_item(item: str, accepted: str, warranty_to: date) -> None:
    order = record(f"request: {{item: {item}}}\nlog: [{{step: accept, at: {accepted}, by: S-11}}]")
    assert order_money.accepted(order, order.story[0], BOOK.values({}, {})) == {".warranty_to": warranty_to}


@pytest.mark.parametrize(
    ("settled", "taxpayer", "tax", "due"),
    [
        ("2026-03-10T10:00", "general", "28.26", date(2026, 3, 25)),  # C01
        ("2026-09-18T10:00", "general", "28.26", date(2026, 10, 8)),  # 10-03 is a statutory holiday
        ("2026-03-10T10:00", "small_scale", "3.39", date(2026, 3, 25)),
    ],
)
def test_tax_and_due_date_of_a_statement_follow_from_the_tables(settled: str, taxpayer: str, tax: str, due: date) -> None:
    lines = "[{kind: labour, quantity: 1, unit_price: 342.30, tax_category: repair}]"
    order = record(f"settlement: {{payer: owner, lines: {lines}}}\nlog: [{{step: settle, at: {settled}, by: S-01}}]")
    computed = order_money.settled(order, order.story[0], BOOK.values({"taxpayer": taxpayer}, {}))
    assert (computed["settlement.tax"], computed["settlement.due"]) == (Decimal(tax), due)
    assert computed["settlement.in_words"] == "人民币叁佰肆拾贰元叁角整"


def test_the_small_scale_rate_ends_on_its_last_day() -> None:
    rates = [BOOK.table("taxes.rates", at(moment)) for moment in ("2027-12-31T23:59", "2028-01-01T00:00")]
    assert [table.rows["repair"]["small_scale"] for table in rates if table] == [Decimal("0.01"), Decimal("0.03")]


def test_an_archive_entry_knows_when_it_may_be_disposed_of() -> None:
    new = ARCHIVE.step("new")
    assert new and new.computes
    for kept, until in (
        ("ordinary", date(2029, 3, 12)),
        ("lift", date(2030, 3, 12)),
        ("fire", date(2031, 3, 12)),
        ("voucher", date(2056, 3, 12)),
    ):
        entry = record(
            f"entry: {{title: a, retention_class: {kept}}}\nlog: [{{step: new, at: 2026-03-12T09:00, by: S-04}}]", "archive", "AR-1"
        )
        assert new.computes(entry, entry.story[0], BOOK.values({}, {})) == {"entry.disposal_due": until}


# ------------------------------------------------------------------ the tables agree with one another


def test_every_tax_category_has_a_rate_and_every_rate_a_rule() -> None:
    categories = {str(row["tax_category"]) for row in table("catalogue@2026-01", "items").values()}
    for version, charges in (("taxes@2026-01", "2026-01"), ("taxes@2026-12", "2026-12"), ("taxes@2028-01", "2026-12")):
        words = {str(word) for word in rows(rule(f"charges@{charges}", "TAX-RATE-MISSING")["words"])}
        assert set(table(version, "rates")) == words
        assert categories <= set(table(version, "rates"))


@pytest.mark.parametrize("version", ["service@2026-01", "service@2026-10"])
def test_protective_equipment_is_asked_for_where_the_catalogue_names_some(version: str) -> None:
    items = {str(item) for item in rows(box(rule(version, "PPE-MISSING")["when"])["request.item"])}
    assert items == {item for item, row in table("catalogue@2026-01", "items").items() if row["ppe"]}


def test_a_price_without_tax_is_the_price_with_tax_less_one_of_the_rates() -> None:
    rates = [rate for row in table("taxes@2026-01", "rates").values() if isinstance(rate := row["general"], Decimal)]
    for version in ("prices@2025-07", "prices@2026-01", "prices@2026-12"):
        for item, row in table(version, "book").items():
            price, net = row["price"], row["net"]
            assert isinstance(price, Decimal) and net in [half_up(price / (1 + rate)) for rate in rates], item


def test_the_two_price_books_differ_where_prices_rose() -> None:
    prices = [table(version, "book")["pipe.ppr"]["price"] for version in ("prices@2025-07", "prices@2026-01")]
    assert prices == [Decimal("16.00"), Decimal("18.50")]
