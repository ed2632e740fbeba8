"""Papers that lie: forged files are never called unchanged, nobody is told what others owe, and what a printer cannot prove is not printed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from msgspec.structs import replace

from repairctl import sheets
from repairctl.edges import pdf, pdf_reading
from repairctl.model import Record
from tests import paper
from tests.clerk import Clerk, begun
from tests.reading import record

NOW = "2026-03-12T10:05+08:00"
STORY = """
2026-03-07T22:40+08:00 report --unit QH-5-802 --description 厨房支管爆裂 --urgency emergency --channel phone --reporter P-0802 --item pipe --by S-01
2026-03-07T22:45+08:00 dispatch 7-1 --technician S-11 --tools 管钳 --materials PPR管 --by S-01
2026-03-07T23:05+08:00 arrive 7-1 --by S-11
2026-03-08T00:50+08:00 finish 7-1 --work-done 换管 --result repaired --hours 2 --by S-11
2026-03-08T00:51+08:00 accept 7-1 --signed-by P-0802 --result pass --by S-01
2026-03-10T10:00+08:00 settle 7-1 --payer owner --payer-party P-0802 --payer-reason 专有部分 --line "水工 2" --by S-01
2026-03-10T10:05+08:00 pay 7-1 100 --method wechat --by S-01
"""


@pytest.fixture(scope="module")
def clerk(tmp_path_factory: pytest.TempPathFactory) -> Clerk:
    one = begun(tmp_path_factory.mktemp("attacked"))
    one.tell(STORY)
    assert one.give(NOW, "order print 7-1 settlement receipt --pdf").code == 0
    assert one.give(NOW, "order print 7-1 settlement receipt --merge --pdf -o merged").code == 0
    return one


def only(folder: Path, pattern: str) -> Path:
    (found,) = folder.glob(pattern)
    return found


def verified(clerk: Clerk, name: str, data: bytes) -> int:
    path = clerk.office / name
    path.write_bytes(data)
    return clerk.give(NOW, ["verify", str(path)]).code


def forged(path: Path) -> bytes:
    """Another page with the keywords of a true one."""
    import datetime

    held = pdf_reading.keywords(path.read_bytes())
    return pdf.book(["<p>TOTAL 9999.99</p>"], datetime.date(2026, 3, 12), "x", keywords=held)


def test_what_was_printed_here_is_unchanged_alone_and_merged(clerk: Clerk) -> None:
    for path in (
        only(clerk.office / "out", "*JS-*.pdf"),
        only(clerk.office / "merged", "*.pdf"),
        only(clerk.office / "merged", "*.html"),
    ):
        said = clerk.give(NOW, ["verify", str(path)])
        assert (said.code, "byte for byte" in said.out) == (0, True), (path, said.out)


@pytest.mark.parametrize("folder", ["out", "merged"])
def test_another_page_with_the_words_of_a_true_one_is_not_called_unchanged(clerk: Clerk, folder: str) -> None:
    pattern = "*JS-*.pdf" if folder == "out" else "*.pdf"
    assert verified(clerk, f"forged-{folder}.pdf", forged(only(clerk.office / folder, pattern))) in (1, 5)


@pytest.mark.parametrize("change", ["commit", "template", "as_of"])
def test_a_claim_that_cannot_be_made_again_is_no_proof(clerk: Clerk, change: str) -> None:
    import datetime

    held = json.loads(pdf_reading.keywords(only(clerk.office / "out", "*JS-*.pdf").read_bytes()))
    held["sheets"][0][change] = {"commit": "deadbeefdead", "template": "0" * 64, "as_of": 0}[change]
    data = pdf.book(["<p>9999.99</p>"], datetime.date(2026, 3, 12), "x", keywords=json.dumps(held))
    assert verified(clerk, f"{change}.pdf", data) != 0


@pytest.mark.parametrize(
    "added", ["<style>body *{visibility:hidden}</style></head>", "<script>document.body.textContent='9'</script></head>"]
)
def test_a_page_with_a_style_or_script_more_is_altered(clerk: Clerk, added: str) -> None:
    html = only(clerk.office / "out", "*JS-*.html").read_text(encoding="utf-8")
    assert verified(clerk, "added.html", html.replace("</head>", added).encode()) == 1


def test_what_stands_in_a_strangers_file_is_not_shown(clerk: Clerk) -> None:
    path = clerk.office / "strange"
    path.write_bytes(b"WO \x1b]0;owned\x07\x1b[2J secret")
    said = clerk.give(NOW, ["verify", str(path)])
    assert (said.code, "\x1b" in said.err + said.out, "secret" in said.err + said.out) == (2, False, False)
    assert "\x1b" not in clerk.give(NOW, ["verify", "x \x1b[2J"]).err


@pytest.mark.parametrize("which", ["99", "blank"])
def test_what_has_no_entries_takes_no_number_of_one(clerk: Clerk, which: str) -> None:
    assert clerk.give(NOW, f"order print 7-1 settlement --which {which} -o elsewhere").code in (2, 3)
    assert not (clerk.office / "elsewhere").exists()


def test_a_template_without_a_code_prints_nothing(tmp_path: Path) -> None:
    one = begun(tmp_path)
    one.tell(STORY)
    (one.office / "templates" / "order").mkdir(parents=True, exist_ok=True)
    (one.office / "templates" / "order" / "settlement.html.j2").write_text("", encoding="utf-8")
    said = one.give(NOW, "order print 7-1 settlement --pdf")
    assert (said.code != 0, "settlement.html.j2" in said.err, (one.office / "out").exists()) == (True, True, False)


def test_of_an_order_that_was_called_off_no_step_is_asked_for(tmp_path: Path) -> None:
    one = begun(tmp_path)
    one.tell(STORY.strip().splitlines()[0] + "\n2026-03-07T22:50+08:00 cancel 7-1 --reason 误报 --by S-01")
    said = one.give(NOW, "order print 7-1 settlement")
    assert (said.code, "there will be no statement of charges of it" in said.err, "Take that step" in said.err) == (3, True, False)


# ------------------------------------------------------------------ several payers


def shared() -> Record:
    text = paper.BURST_PIPE.replace(
        "  payable: 342.30\n",
        """  payable: 342.30
  shares:
  - {payer: owner, party: P-0802, amount: 114.10}
  - {payer: owner, party: P-0303, amount: 228.20}
""",
    ).replace("amount: 342.30, method: wechat}", "amount: 10.01, method: wechat, paid_by: P-0303}")
    return record(text)


def told(sheet: str, lang: str = "zh") -> str:
    around = replace(paper.around(lang), people={**paper.PEOPLE, "P-0303": {"name": "陈昇", "phone": "13900001234"}})
    html = paper.DOCUMENTS.html(
        sheets.SHEETS[sheet].template, sheets.view(sheet, shared(), replace(around, which=1 if sheet == "receipt" else 0))
    )
    return "".join(paper.pages(pdf.pdf(html, paper.PRINTED, "x")))


def test_a_receipt_of_one_who_shares_tells_that_share(lang: str = "zh") -> None:
    text = told("receipt", lang)
    assert ("228.20" in text, "218.19" in text, "332.29" in text) == (True, True, False)


@pytest.mark.parametrize("sheet", ["payment_notice", "settlement"])
def test_those_who_share_are_told_by_reference_without_name_and_telephone(sheet: str) -> None:
    text = told(sheet)
    assert ("P-0303" in text, "陈昇" in text, "139****" in text) == (True, False, False)
    assert sheet == "settlement" or ("各方合计尚欠" in text and "332.29" in text)
