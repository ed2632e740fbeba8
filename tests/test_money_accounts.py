"""`money`: what is owed by age, the ledger, the account of a party, as real commands over an office with money in every state."""

from __future__ import annotations

import csv
import io
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from tests.clerk import Clerk
from tests.money_story import earning

NOW = "2026-03-31T10:00"


@pytest.fixture(scope="module")
def clerk(tmp_path_factory: pytest.TempPathFactory) -> Clerk:
    return earning(tmp_path_factory.mktemp("accounts"))


def owed(clerk: Clerk, words: str = "", now: str = NOW) -> Any:
    said = clerk.give(now, f"money receivables --json {words}")
    assert said.code == 0, said.err
    return said.json


def short(rows: list[dict[str, Any]]) -> list[tuple[str, str, int, str]]:
    return [(row["order"][-1], row["owed"], row["days"], row["column"]) for row in rows]


def test_what_is_owed_is_told_by_age_and_adds_up(clerk: Clerk) -> None:
    found = owed(clerk)
    assert short(found["rows"]) == [
        ("2", "562.40", 65, "d90"),
        ("3", "80.00", 24, "d30"),
        ("4", "160.00", 0, "not_due"),
        ("5", "50.00", 0, "not_due"),
        ("6", "-50.00", 0, "advance"),
    ]
    assert [row["order"][-1] for row in found["rows"] if row["disputed"]] == ["3"]
    columns = {name: Decimal(text) for name, text in found["total"]["columns"].items()}
    assert sum(columns.values()) == Decimal(found["total"]["owed"]) == Decimal("802.40")
    assert found["total"]["disputed"] == "80.00"


@pytest.mark.parametrize(
    ("day", "told"),
    [("2026-01-25", (0, "not_due")), ("2026-01-26", (1, "d30")), ("2026-02-24", (30, "d30")), ("2026-02-25", (31, "d60")),
     ("2026-03-26", (60, "d60")), ("2026-03-27", (61, "d90")), ("2026-04-25", (90, "d90")), ("2026-04-26", (91, "more"))],
)  # fmt: skip
def test_each_column_begins_and_ends_on_its_day(clerk: Clerk, day: str, told: tuple[int, str]) -> None:
    rows = owed(clerk, f"--as-of {day}", now="2026-05-31T10:00")["rows"]
    assert [(row["days"], row["column"]) for row in rows if row["order"].endswith("2")] == [told]


def test_as_of_a_day_only_what_had_happened_by_then_counts(clerk: Clerk) -> None:
    assert short(owed(clerk, "--as-of 2026-01-11")["rows"]) == [
        ("1", "160.00", 0, "not_due"),
        ("2", "702.40", 0, "not_due"),
        ("6", "-50.00", 0, "advance"),
    ]
    assert owed(clerk, "--as-of 2026-01-04")["rows"] == []


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("--party 张静", "25"),
        ("--party P-0303", "3"),
        ("--payer 物业公司", "4"),
        ("--unit 1-303", ""),
        ("--payer owner --unit 5-802", "25"),
    ],
)
def test_only_whose_money_is_asked_for(clerk: Clerk, words: str, found: str) -> None:
    assert "".join(row["order"][-1] for row in owed(clerk, words)["rows"]) == found


def test_a_policy_of_the_office_decides_the_columns(clerk: Clerk) -> None:
    path = clerk.office / "policies/ageing/2026-01.yaml"
    text = path.read_text(encoding="utf-8")
    try:
        path.write_text(text.replace("30 days}", "10 days}"), encoding="utf-8")
        assert ("3", "80.00", 24, "d60") in short(owed(clerk)["rows"])
        path.unlink()
        said = clerk.give(NOW, "money receivables --json")
        assert (said.code, "No policy ageing is in force" in said.err) == (0, True)
        assert ("3", "80.00", 24, "overdue") in short(said.json["rows"])
    finally:
        path.write_text(text, encoding="utf-8")


def test_the_rows_can_be_had_as_a_file_and_through_a_pipe(clerk: Clerk, tmp_path: Path) -> None:
    said = clerk.give(NOW, ["money", "receivables", "-o", str(tmp_path / "owed.csv")])
    assert said.code == 0, said.err
    rows = list(csv.DictReader(io.StringIO((tmp_path / "owed.csv").read_text(encoding="utf-8-sig"))))
    assert [(row["order"][-1], row["owed"], row["d90"]) for row in rows][:2] == [("2", "562.40", "562.40"), ("3", "80.00", "")]
    assert len(clerk.give(NOW, "money receivables").out.splitlines()) == 5
    assert clerk.give(NOW, "money receivables -o owed.ods").code == 2


def test_a_file_that_cannot_be_read_is_named_and_no_total_is_believed(clerk: Clerk) -> None:
    path = clerk.file("WO-20260105-004")
    held = path.read_bytes()
    try:
        path.write_bytes(b"log: [\n")
        said = clerk.give(NOW, "账 应收 --json")
        assert (said.code, "WO-20260105-004" in said.err) == (5, True)
        path.write_bytes(held.replace(b"payable: 160.00", b"payable: 16O.00"))
        said = clerk.give(NOW, "money receivables")
        assert (said.code, "16O.00" in said.err) == (5, True)
    finally:
        path.write_bytes(held)
    assert owed(clerk)["total"]["owed"] == "802.40"


def ledger(clerk: Clerk, words: str, now: str = NOW) -> Any:
    said = clerk.give(now, f"money {words} --json")
    assert said.code == 0, said.err
    return said.json


def test_a_ledger_stands_between_two_balances(clerk: Clerk) -> None:
    march = ledger(clerk, "ledger --month 2026-03")
    assert (march["from"], march["to"], march["opening"], march["closing"]) == ("2026-03-01", "2026-03-31", "632.40", "802.40")
    assert [(row["order"][-1], row["sort"], row["amount"], row["balance"]) for row in march["rows"]] == [
        ("2", "credit", "-40.00", "592.40"),
        ("4", "statement", "160.00", "752.40"),
        ("5", "statement", "80.00", "832.40"),
        ("5", "deposit", "-30.00", "802.40"),
    ]
    assert march["sorts"] == {"credit": "-40.00", "statement": "240.00", "deposit": "-30.00"}
    assert march["rates"] == [
        {"rate": "0.09", "net": "220.18", "tax": "19.82", "gross": "240.00"},
        {"rate": None, "net": "-35.69", "tax": "-4.31", "gross": "-40.00"},
    ]
    january = ledger(clerk, "ledger --month 2026-01")
    assert (january["opening"], january["methods"]) == ("0.00", {"cash": "50.00", "wechat": "160.00"})


def test_one_month_ends_as_the_next_begins(clerk: Clerk) -> None:
    months = [ledger(clerk, f"ledger --month 2026-{month:02d}") for month in range(1, 6)]
    closing = [month["closing"] for month in months]
    assert [month["opening"] for month in months] == ["0.00", *closing[:-1]]
    assert closing[2:] == ["802.40"] * 3 == [owed(clerk)["total"]["owed"]] * 3


def test_a_ledger_of_one_payer_or_place_is_counted_whole(clerk: Clerk) -> None:
    assert ledger(clerk, "ledger --month 2026-03 --payer 业主")["opening"] == "602.40"
    assert ledger(clerk, "ledger --month 2026-03 --unit 1-303")["closing"] == "0.00"


def test_the_ledger_of_this_month_ends_with_the_moment_asked_for(clerk: Clerk) -> None:
    assert ledger(clerk, "ledger", now="2026-03-20T12:00")["closing"] == "752.40"
    assert ledger(clerk, "ledger --as-of 2026-03-10")["closing"] == "592.40"


def test_the_account_of_a_party_tells_what_moved_and_what_is_open(clerk: Clerk) -> None:
    held = ledger(clerk, "statement 张静 --from 2026-02-01")
    assert (held["party"], held["opening"], held["closing"]) == ("P-0802", "702.40", "612.40")
    assert [row["sort"] for row in held["rows"]] == ["payment", "credit", "statement", "deposit"]
    assert [(row["order"][-1], row["owed"], row["due"]) for row in held["open"]] == [
        ("2", "562.40", "2026-01-25"),
        ("5", "50.00", "2026-04-07"),
    ]
    assert ledger(clerk, "statement P-0802")["opening"] == "0.00"


@pytest.mark.parametrize(
    ("words", "code", "told"),
    [
        ("ledger --month 2026-03 --from 2026-03-01", 2, "--from and --to"),
        ("ledger --month spring", 2, "A period is"),
        ("ledger --from 2026-03-05 --to 2026-03-01", 2, "ends before it begins"),
        ("statement", 2, "PARTY is needed"),
        ("statement 钱无", 2, "Nobody is called so"),
        ("receivables --payer king", 2, "is none of these"),
    ],
)
def test_what_cannot_be_meant_is_refused(clerk: Clerk, words: str, code: int, told: str) -> None:
    said = clerk.give(NOW, f"money {words}")
    assert (said.code, told in said.err) == (code, True), said.err


def test_a_payment_that_was_taken_back_is_in_no_month_now_and_in_its_month_as_it_was_known(tmp_path: Path) -> None:
    desk = earning(tmp_path)
    commit = desk.git("rev-parse", "HEAD").strip()
    desk.tell("2026-04-02T09:00 retract 0105-2 pay --why 记错 --by S-01")
    now = "2026-04-03T10:00"
    assert ledger(desk, "ledger --month 2026-02", now)["methods"] == {}
    assert ledger(desk, "ledger --month 2026-04", now)["opening"] == "902.40"
    assert ledger(desk, f"ledger --month 2026-02 --known-at {commit}", now)["methods"] == {"transfer": "100.00"}


@pytest.mark.parametrize("day", ["2026-01-05", "2026-01-11", "2026-02-01", "2026-02-28", "2026-03-05", "2026-03-20", "2026-03-31"])
def test_what_the_index_leaves_out_owes_nothing(clerk: Clerk, day: str) -> None:
    """The same sum from the orders that the index names, and from all of them."""
    whole = ledger(clerk, f"ledger --from 2026-01-01 --as-of {day}", now="2026-05-31T10:00")["closing"]
    assert owed(clerk, f"--as-of {day}", now="2026-05-31T10:00")["total"]["owed"] == whole


def test_a_file_edited_in_place_in_an_older_month_counts_where_every_file_is_looked_at(tmp_path: Path) -> None:
    desk = earning(tmp_path)
    now = "2026-07-31T10:00"
    assert owed(desk, now=now)["total"]["owed"] == "802.40"
    path = desk.file("WO-20260105-001")
    path.write_text(path.read_text(encoding="utf-8").replace("amount: 160.00", "amount: 150.00"), encoding="utf-8")
    assert ("1", "10.00", 187, "more") in short(owed(desk, "--fresh", now=now)["rows"])
    assert ledger(desk, "ledger --month 2026-07 --fresh", now)["opening"] == "812.40"


def test_a_refund_ends_what_was_paid_ahead(tmp_path: Path) -> None:
    desk = earning(tmp_path)
    desk.tell("2026-04-01T09:00 refund 0105-6 --amount 50.00 --method cash --reason 未做 --by S-01")
    assert "6" not in [row[0] for row in short(owed(desk, now="2026-04-02T10:00")["rows"])]
    april = ledger(desk, "ledger --month 2026-04", "2026-04-02T10:00")
    assert (april["sorts"], april["methods"], april["closing"]) == ({"refund": "50.00"}, {"cash": "-50.00"}, "852.40")


def test_agreed_late_interest_stands_besides_what_is_owed_and_a_resolved_dispute_is_none(tmp_path: Path) -> None:
    desk = earning(tmp_path)
    desk.tell("""
    2026-04-01T09:00 resolve 0105-3 --outcome not_upheld --by S-02
    2026-04-02T09:00 retract 0105-4 settle --why 漏写约定 --by S-01
    2026-04-02T09:10 settle 0105-4 --payer owner --payer-reason 专有 --interest-agreed 合同第8条 --lines {papers}/pipe.csv --by S-01
    """)
    found = owed(desk, now="2026-05-31T10:00")
    assert [row["order"][-1] for row in found["rows"] if row["disputed"]] == []
    assert [row["order"][-1] for row in owed(desk, "--as-of 2026-03-31", now="2026-05-31T10:00")["rows"] if row["disputed"]] == ["3"]
    (late,) = [row for row in found["rows"] if row["interest"]]
    (due,) = [row["due"] for row in found["rows"] if row["order"].endswith("4")]
    assert (late["order"][-1], due, late["days"]) == ("4", "2026-04-17", 44)
    assert late["interest"] == found["total"]["interest"] == "2.11", "160.00 x 0.03 % x 44 days"
    assert (late["owed"], found["total"]["owed"]) == ("160.00", "802.40")
