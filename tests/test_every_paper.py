"""What a document says is the same on whatever paper it is declared for: text, sums, code and size are read back from the PDF."""

from __future__ import annotations

import io
from collections.abc import Iterator
from decimal import Decimal
from itertools import product

import pypdfium2
import pytest
import zxingcpp
from msgspec.structs import replace
from pypdf import PdfReader
from pypdf.generic import DictionaryObject

from repairctl import money, sheets
from repairctl.edges import documents, pdf
from repairctl.model import Record
from repairctl.sheets.papers import PAPERS
from tests import paper

DPI, POINTS = 120, 72
LANGUAGES = ("zh", "en")
MONEY = [(name, lang) for name, lang in product(sheets.SHEETS["settlement"].papers, LANGUAGES)]
EVERY = [(one.name, on, lang) for one in sheets.of_kind("order").values() for on, lang in product(one.papers, LANGUAGES)]
LONG_NAME = "给水立管卡箍式不锈钢波纹补偿器含安装试压冲洗及旧件拆除外运" * 2


def made(sheet: str, one: Record, on: str, lang: str) -> bytes:
    around = replace(paper.around(lang), paper=PAPERS[on])
    html = paper.DOCUMENTS.html(sheets.SHEETS[sheet].template, sheets.view(sheet, one, around))
    return pdf.pdf(html, paper.PRINTED, one.id)


def said(data: bytes) -> str:
    return "".join(paper.pages(data))


def stated(one: Record, total: Decimal) -> Record:
    """The record with a total, and its words."""
    return paper.changed(one, "settlement", total=total, payable=total, in_words=money.in_words(total))


@pytest.mark.parametrize(("on", "lang"), MONEY)
@pytest.mark.parametrize("count", [0, 1, 6, 34])
def test_every_line_of_a_statement_and_its_sums_can_be_read_on_every_paper(on: str, lang: str, count: int) -> None:
    one = paper.with_lines(count)
    text = said(made("settlement", one, on, lang))
    assert [number for number in range(1, count + 1) if f"第{number}项" not in text] == []
    assert str(one.value("settlement.in_words")) in text
    assert documents.money(one.value("settlement.total")) in text


@pytest.mark.parametrize(("on", "lang"), MONEY)
def test_a_name_of_sixty_characters_is_whole_on_every_paper(on: str, lang: str) -> None:
    text = said(made("settlement", paper.with_lines(1, description=LONG_NAME[:60]), on, lang))
    assert LONG_NAME[:60] in text


@pytest.mark.parametrize(("on", "lang"), MONEY)
@pytest.mark.parametrize("total", [Decimal("123456789.01"), Decimal("-342.30"), Decimal("0.05")])
def test_figures_and_words_of_great_small_and_negative_sums_are_whole_on_every_paper(on: str, lang: str, total: Decimal) -> None:
    text = said(made("settlement", stated(paper.with_lines(1), total), on, lang))
    assert documents.money(total) in text
    assert money.in_words(total) in text


@pytest.mark.parametrize(("sheet", "on", "lang"), EVERY)
def test_where_a_page_has_a_code_it_reads_from_a_raster_of_120_dpi(sheet: str, on: str, lang: str) -> None:
    told, one = sheets.SHEETS[sheet], paper.sample(sheet)
    html = paper.DOCUMENTS.html(told.template, sheets.view(sheet, one, replace(paper.around(lang), paper=PAPERS[on])))
    drawn = html.count('class="qr"')
    first = pypdfium2.PdfDocument(pdf.pdf(html, paper.PRINTED, one.id))[0]
    read = zxingcpp.read_barcodes(first.render(scale=DPI / POINTS).to_pil())
    assert len(read) >= min(drawn, 1)
    assert all(found.text.split("\n")[2] == one.id for found in read)


@pytest.mark.parametrize(("sheet", "on", "lang"), EVERY)
def test_every_font_is_inside_and_cut_down_and_a_page_weighs_less_than_150_kilobytes(sheet: str, on: str, lang: str) -> None:
    data = made(sheet, paper.sample(sheet), on, lang)
    found = PdfReader(io.BytesIO(data)).pages
    names = {str(font["/BaseFont"]) for page in found for font in _fonts(page["/Resources"])}
    assert names and all(name[7:8] == "+" for name in names)  # /ABCDEF+Name is a subset
    assert b"/FontFile" in data
    assert len(data) < 150_000 * len(found)


def _fonts(resources: object) -> Iterator[DictionaryObject]:
    assert isinstance(resources, DictionaryObject)
    yield from (font.get_object() for font in resources.get("/Font", DictionaryObject()).get_object().values())
