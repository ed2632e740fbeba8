"""The money for other programs: a journal that the real hledger checks and adds up as we do, a workbook in which no text runs."""

from __future__ import annotations

import csv
import io
import shutil
import subprocess
from collections.abc import Sequence
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some
from msgspec.structs import replace

from repairctl.edges.books import MOST, Sheet, TooLargeForSheets, written
from repairctl.figures import accounts
from repairctl.figures.journal import harmless, journal, transactions
from repairctl.figures.postings import Posting, postings
from repairctl.model import Record
from tests.clerk import Clerk
from tests.money_story import earning
from tests.test_postings import DAY, ZERO, stories

NOW = "2026-03-31T10:00"
HLEDGER = shutil.which("hledger")
real = pytest.mark.skipif(HLEDGER is None, reason="hledger is not installed")
TRAPS = [
    "=1+1", "@SUM(A1)", "+cmd|' /C calc'!A0", "-2+3", "http://example.org", "0755", "1e5", "; 0", "a | b", "(x) *", "[2026-13-45]",
    "date:2026-99-99", "line\nbreak", "2026-01-01 * x", "\x1b[31m", "\ufeff", "～！", "account x:y", "'quoted\"", " {=1} ", "comment",
]  # fmt: skip


@pytest.fixture(scope="module")
def clerk(tmp_path_factory: pytest.TempPathFactory) -> Clerk:
    return earning(tmp_path_factory.mktemp("exports"))


def hledger(text: str, *words: str) -> str:
    """What the real one says of a journal; it must not refuse it."""
    done = subprocess.run([str(HLEDGER), "-f-", *words], input=text.encode(), capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode() + text
    return done.stdout.decode()


def balances(text: str) -> dict[str, Decimal]:
    rows = list(csv.reader(io.StringIO(hledger(text, "balance", "--empty", "--flat", "-O", "csv"))))[1:]
    return {account: Decimal(held.removesuffix(" CNY")) for account, held in rows}


def below(held: dict[str, Decimal], parent: str) -> Decimal:
    return sum((amount for account, amount in held.items() if account.startswith(parent)), ZERO)


MOST_FEN = int(MOST * 100)
CHECKS = ("check", "--strict", "ordereddates")


@real
def test_hledger_checks_the_journal_and_comes_to_our_totals(clerk: Clerk) -> None:
    text = clerk.give(NOW, "money export hledger").out
    hledger(text, *CHECKS)
    held, book = balances(text), clerk.give(NOW, "money ledger --from 2026-01-01 --json").json
    assert below(held, "assets:receivable") == Decimal(book["closing"])
    assert below(held, "assets:money") == sum(map(Decimal, book["methods"].values()))
    for rate in book["rates"]:
        name = "undivided" if rate["rate"] is None else f"{Decimal(rate['rate']) * 100:.0f}%"
        assert held[f"income:repairs:{name}"] == -Decimal(rate["net"])
        assert held.get(f"liabilities:vat:{name}", ZERO) == -Decimal(rate["tax"])
    assert held["total"] == 0


def test_the_journal_is_written_to_a_file_and_is_the_same_every_time(clerk: Clerk, tmp_path: Path) -> None:
    for name in ("one", "two"):
        assert clerk.give(NOW, ["money", "export", "hledger", "-o", str(tmp_path / name)]).code == 0
    assert (tmp_path / "one").read_bytes() == (tmp_path / "two").read_bytes()
    assert "    ; QH-5-802 P-0802 =cmd；｜x\n" in (tmp_path / "one").read_text(encoding="utf-8")
    early = clerk.give(NOW, "money export hledger --as-of 2026-01-11").out
    assert "2026-01-10" in early and "2026-01-12" not in early


@given(some.lists(stories(), max_size=4, unique_by=lambda record: record.id))
def test_every_transaction_is_balanced(records: Sequence[Record]) -> None:
    for one in transactions(posting for record in records for posting in postings(record)):
        assert sum((line.amount for line in one.lines), ZERO) == 0


@real
@settings(max_examples=25)
@given(some.lists(stories(), max_size=4, unique_by=lambda record: record.id), some.lists(some.text(max_size=20), min_size=1, max_size=5))
def test_hledger_agrees_whatever_the_stories_and_whatever_people_wrote(records: Sequence[Record], texts: Sequence[str]) -> None:
    plain = [posting for record in records for posting in postings(record)]
    found = [replace(one, reference=texts[n % len(texts)], party=texts[-1], unit=texts[0]) for n, one in enumerate(plain)]
    text = journal(found, UTC)
    hledger(text, *CHECKS)
    held, book = balances(text), accounts.ledger(found, 0, 200 * DAY)
    assert below(held, "assets:receivable") == book.closing
    assert below(held, "liabilities:vat") == -sum((each.tax for each in book.rates), ZERO)
    assert below(held, "assets:money") == sum((amount for _, amount in book.methods), ZERO)


@real
@pytest.mark.parametrize("trap", TRAPS)
def test_no_text_means_anything_to_hledger(trap: str) -> None:
    found = [Posting(f"WO) {trap}", 5, 0, "payment", Decimal("-1.00"), "owner", trap, trap, "cash", trap)]
    text = journal(found, UTC)
    hledger(text, *CHECKS)
    assert balances(text) == {"assets:receivable:owner": Decimal("-1.00"), "assets:money:cash": Decimal("1.00"), "total": ZERO}
    assert harmless(trap).isprintable()


# ------------------------------------------------------------------ the workbook


def test_the_workbook_holds_the_same_figures_as_the_screen(clerk: Clerk, tmp_path: Path) -> None:
    said = clerk.give(NOW, ["money", "export", "xlsx", "--from", "2026-01-01", "-o", str(tmp_path / "money.xlsx"), "--lang", "en"])
    assert said.code == 0, said.err
    owed, ledger, rates = openpyxl.load_workbook(tmp_path / "money.xlsx").worksheets
    assert [sheet.title for sheet in (owed, ledger, rates)] == ["receivables", "ledger", "by tax rate"]
    told = clerk.give(NOW, "money receivables --json").json
    head = [cell.value for cell in owed[1]]
    assert [cell.value for cell in owed[owed.max_row]][head.index("owed")] == float(told["total"]["owed"])
    book = clerk.give(NOW, "money ledger --from 2026-01-01 --json").json
    assert [row[8].value for row in ledger.iter_rows(min_row=3, max_row=ledger.max_row - 1)] == [
        float(row["amount"]) for row in book["rows"]
    ]
    assert [row[0].value for row in ledger.iter_rows(min_row=3, max_row=3)] == [datetime(2026, 1, 5, 16, 0)]
    assert [[cell.value for cell in row] for row in rates.iter_rows(min_row=2)] == [
        ["13 %", 480.00, 62.40, 542.40],
        ["9 %", 587.15, 52.85, 640.00],
        ["not divided", -35.69, -4.31, -40.00],
        ["total", 1031.46, 110.94, 1142.40],
    ]


def test_the_same_money_makes_the_same_bytes(clerk: Clerk, tmp_path: Path) -> None:
    for name, now in (("one.xlsx", NOW), ("two.xlsx", "2026-03-31T18:00")):
        assert clerk.give(now, ["money", "export", "xlsx", "-o", str(tmp_path / name)]).code == 0
    assert (tmp_path / "one.xlsx").read_bytes() == (tmp_path / "two.xlsx").read_bytes()


def test_no_text_of_a_workbook_becomes_anything_else(tmp_path: Path) -> None:
    (tmp_path / "traps.xlsx").write_bytes(written([Sheet("traps", ["=1+1", "text"], [[one, one] for one in TRAPS])], datetime(2026, 3, 1)))
    sheet = openpyxl.load_workbook(tmp_path / "traps.xlsx").worksheets[0]
    found = [cell for row in sheet.iter_rows() for cell in row]
    assert {cell.data_type for cell in found} == {"s"} and not any(cell.hyperlink for cell in found)
    kept = [str(cell.value) for cell in found][2::2]
    assert [one.strip() for one in kept] == [one.replace("\x1b", "").strip() for one in TRAPS]
    assert [bool(cell.quotePrefix) for cell in found][2::2] == [one.startswith(("=", "+", "-", "@")) for one in TRAPS]


def _read_back(amounts: Sequence[Decimal]) -> list[float]:
    data = written([Sheet("a", ["a"], [[one] for one in amounts])], datetime(2026, 3, 1))
    sheet = openpyxl.load_workbook(io.BytesIO(data)).worksheets[0]
    assert {cell.number_format for row in sheet.iter_rows(min_row=2) for cell in row} <= {"0.00"}
    return [float(str(row[0].value)) for row in sheet.iter_rows(min_row=2)]


@settings(max_examples=30)
@given(some.lists(some.integers(-MOST_FEN, MOST_FEN), min_size=1))
def test_every_amount_comes_back_to_the_fen(fen: list[int]) -> None:
    amounts = [Decimal(one).scaleb(-2) for one in fen]
    assert [round(Decimal(repr(one)), 2) for one in _read_back(amounts)] == amounts


def test_what_a_spreadsheet_would_round_is_refused() -> None:
    with pytest.raises(TooLargeForSheets, match="more than a spreadsheet holds"):
        _read_back([MOST + Decimal("0.01")])


@pytest.mark.parametrize("words", ["", "-o money.csv"])
def test_a_workbook_needs_its_name(clerk: Clerk, words: str) -> None:
    said = clerk.give(NOW, f"money export xlsx {words}")
    assert (said.code, ".xlsx" in said.err) == (2, True)
