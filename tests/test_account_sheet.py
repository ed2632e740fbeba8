"""The statement of account on paper: what stands there is what the account says, to the fen, in both languages, over as many pages as it needs."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from msgspec.structs import replace

from repairctl import sheets
from repairctl.edges import pdf
from repairctl.figures.postings import Posting
from tests import paper
from tests.clerk import Clerk
from tests.money_story import earning
from tests.reading import at

NOW = "2026-03-31T10:00"


def told(lang: str = "zh", more: tuple[Posting, ...] = paper.OLDER) -> str:
    around = replace(paper.around(lang), account=paper.account(more))
    return paper.DOCUMENTS.html("party/account.html.j2", sheets.view("account", paper.sample("account"), around))


def text(html: str) -> list[str]:
    return paper.pages(pdf.pdf(html, paper.PRINTED, "DZ-P-0802"))


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_sheet_holds_every_amount_and_the_words(lang: str) -> None:
    (page,) = text(told(lang))
    wanted = ["602.40", "40.00", "562.40", "342.30", "904.70", "382.30", "¥562.40", "人民币伍佰陆拾贰元肆角整", "2026-01-25", "46"]
    wanted += ["张静", "138****6621", "清和苑5幢802", "WO-20260307-001", "WO-20260105-002", "DZ-P-0802"]
    assert [one for one in wanted if one not in page] == []
    assert "13800006621" not in page


def test_an_account_on_which_nothing_moved_and_one_paid_ahead_are_told() -> None:
    empty = sheets.view("account", paper.sample("account"), replace(paper.around(), account={}))
    assert "本期无发生额" in paper.DOCUMENTS.html("party/account.html.j2", empty)
    ahead = Posting("WO-20260105-006", at("2026-03-11 10:00"), 5, "payment", Decimal("-50.00"), "", "P-0802")
    (page,) = text(told(more=(ahead,)))
    assert "多收余额" in page and "人民币伍拾元整" in page


def test_a_long_account_repeats_its_head_and_keeps_its_sums_together() -> None:
    many = tuple(
        Posting(f"WO-20260305-{n:03d}", at("2026-03-05 10:00"), n, "statement", Decimal("10.00"), "owner", "P-0802") for n in range(1, 90)
    )
    pages = text(told(more=many))
    assert len(pages) > 3 and all("校验" in page for page in pages)
    assert [n for n, page in enumerate(pages) if "期末应付" in page] == [n for n, page in enumerate(pages) if "大写" in page]
    assert sum(page.count("WO-20260305-") for page in pages) == 2 * 89


def test_hostile_references_stay_text() -> None:
    trap = Posting("WO-1", at("2026-03-11 10:00"), 5, "payment", Decimal("-5.00"), "owner", "P-0802", reference="<b>{{ 7*7 }}</b>&")
    assert "&lt;b&gt;{{ 7*7 }}&lt;/b&gt;&amp;" in told(more=(trap,))


def test_the_code_changes_with_the_account_and_with_nothing_else() -> None:
    one = paper.sample("account")
    codes = [sheets.code_of("account", one, account=paper.account(more)) for more in (paper.OLDER, paper.OLDER, paper.OLDER[:2])]
    assert codes[0] == codes[1] != codes[2]
    assert sheets.code_of("settlement", paper.burst_pipe(), account=paper.account()) == sheets.code_of("settlement", paper.burst_pipe())


@pytest.fixture(scope="module")
def clerk(tmp_path_factory: pytest.TempPathFactory) -> Clerk:
    return earning(tmp_path_factory.mktemp("sheet"))


def test_what_is_printed_is_what_the_screen_says(clerk: Clerk, tmp_path: Path) -> None:
    words = ["money", "statement", "P-0802", "--month", "2026-03"]
    said = clerk.give(NOW, [*words, "--pdf", "--out", str(tmp_path), "--document-lang", "zh"])
    assert said.code == 0, said.err
    page = "".join(paper.pages((tmp_path / "对账单_DZ-P-0802-20260331.pdf").read_bytes()))
    held = clerk.give(NOW, [*words, "--json"]).json
    amounts = [held["opening"], held["closing"], *(row["balance"] for row in held["rows"]), *(row["owed"] for row in held["open"])]
    assert [one for one in amounts if one not in page] == []
    assert clerk.give(NOW, ["party", "print", "P-0802", "对账单", "--out", str(tmp_path)]).code == 0


def test_an_account_of_which_a_file_cannot_be_read_is_not_handed_over(clerk: Clerk, tmp_path: Path) -> None:
    path = clerk.file("WO-20260105-002")
    held = path.read_bytes()
    try:
        path.write_bytes(b"log: [\n")
        said = clerk.give(NOW, ["party", "print", "P-0802", "account", "--out", str(tmp_path)])
        assert (said.code, "is not printed" in said.err, list(tmp_path.iterdir())) == (5, True, [])
    finally:
        path.write_bytes(held)


def test_a_printed_account_is_never_called_void_for_what_its_party_says(clerk: Clerk) -> None:
    assert clerk.give(NOW, "party print P-0802 account").code == 0
    said = clerk.give(NOW, "party amend P-0802 relation=tenant --why 转租")
    assert (said.code, "void" in said.out + said.err) == (0, False), said.err


def test_a_printed_account_is_made_again_as_it_was_for_its_period(tmp_path: Path) -> None:
    desk = earning(tmp_path)
    first, again = tmp_path / "first", tmp_path / "again"
    said = desk.give(NOW, ["money", "statement", "P-0802", "--month", "2026-02", "--pdf", "--out", str(first)])
    assert said.code == 0, said.err
    desk.tell("2026-04-02T09:00 pay 0105-2 562.40 --method cash --by S-01")
    (page,) = first.glob("*.html")
    said = desk.give("2026-04-03T10:00", ["party", "print", "--as-printed", str(page), "--out", str(again)])
    assert said.code == 0, said.err
    (made,) = again.glob("*.html")
    assert made.read_bytes() == page.read_bytes() and "2026-02-28" in page.read_text(encoding="utf-8")
