"""The sorts of paper: each measured, each laid out for its printer, from the same template."""

from __future__ import annotations

import io
import re
from decimal import Decimal

import pypdfium2
import pytest
import zxingcpp
from msgspec.structs import replace
from pypdf import PdfReader

from repairctl import sheets
from repairctl.edges import pdf
from repairctl.model import Record
from repairctl.sheets.papers import A4, HALF_FORM, PAPERS, ROLL, THIRD_FORM, TWICE
from tests import paper
from tests.test_documents import LONG

EVERY = [(sheet, name, lang) for sheet, one in sheets.of_kind("order").items() for name in one.papers for lang in ("zh", "en")]
NEEDLES = [(sheet, name, lang) for sheet, name, lang in EVERY if PAPERS[name].needles]
MILLIMETRE = Decimal(72) / Decimal("25.4")


def html(sheet: str, name: str, lang: str = "zh", one: Record | None = None) -> str:
    shown = sheets.view(sheet, one or paper.sample(sheet), replace(paper.around(lang), paper=PAPERS[name]))
    return paper.DOCUMENTS.html(sheets.SHEETS[sheet].template, shown)


def made(sheet: str, name: str, lang: str = "zh", one: Record | None = None) -> bytes:
    return pdf.pdf(html(sheet, name, lang, one), paper.PRINTED, "x")


def near(points: object, millimetres: str) -> bool:
    return abs(Decimal(str(points)) - Decimal(millimetres) * MILLIMETRE) <= Decimal("0.5")


@pytest.mark.parametrize(("sheet", "name", "lang"), EVERY)
def test_every_page_has_the_size_of_its_paper_and_carries_its_fonts_within_150_kilobytes(sheet: str, name: str, lang: str) -> None:
    data, wanted = made(sheet, name, lang), PAPERS[name]
    found = PdfReader(io.BytesIO(data)).pages
    assert all(near(page.mediabox.width, wanted.width) for page in found)
    assert name == ROLL or all(near(page.mediabox.height, wanted.height) for page in found)
    assert len(data) < 150_000 * len(found)
    assert name in (HALF_FORM,) or len(found) == 1
    assert b"/FontFile2" in data


@pytest.mark.parametrize("sheet", [sheet for sheet, one in sheets.of_kind("order").items() if ROLL in one.papers])
@pytest.mark.parametrize("words", ["漏水", LONG * 3])
def test_a_roll_is_as_long_as_its_text_and_one_page(sheet: str, words: str) -> None:
    one = paper.changed(paper.sample(sheet), "place", spot=words)
    data = made(sheet, ROLL, one=one)
    (page,) = pypdfium2.PdfDocument(data)
    picture = page.render(scale=float(1 / MILLIMETRE), grayscale=True).to_pil()
    inked = max(row for row in range(picture.height) if picture.crop((0, row, picture.width, row + 1)).getextrema()[0] < 200)
    assert 3 <= picture.height - inked <= 8


def test_a_longer_text_makes_a_longer_roll() -> None:
    heights = [
        PdfReader(io.BytesIO(made("dispatch", ROLL, one=paper.changed(paper.burst_pipe(), "request", description=text))))
        .pages[0]
        .mediabox.height
        for text in ("漏水", LONG * 4)
    ]
    assert heights[0] + 20 < heights[1]


@pytest.mark.parametrize(("sheet", "lang"), [(sheet, lang) for sheet, name, lang in EVERY if name == TWICE])
def test_two_copies_on_one_page_say_the_same_and_which_they_are(sheet: str, lang: str) -> None:
    (told,) = paper.pages(made(sheet, TWICE, lang))
    number = sheets.SHEETS[sheet].number(paper.sample(sheet), 0)
    assert told.count(f"No.{number}") == 2
    assert [word in told for word in (("第一联", "第二联", "裁切线") if lang == "zh" else ("Copy1", "Copy2", "cuthere"))] == [True] * 3
    page = pypdfium2.PdfDocument(made(sheet, TWICE, lang))[0]
    codes = zxingcpp.read_barcodes(page.render(scale=150 / 72).to_pil())
    assert len({code.text for code in codes}) == 1
    assert len(codes) == 2


def test_the_line_to_cut_along_lies_in_the_middle_of_the_page() -> None:
    page = pypdfium2.PdfDocument(made("receipt", TWICE))[0]
    picture = page.render(scale=float(4 / MILLIMETRE), grayscale=True).to_pil().crop((80, 0, 240, 1188))
    dashed = [
        row / 4 for row in range(picture.height) if 25 < sum(dot < 200 for dot in picture.crop((0, row, 160, row + 1)).tobytes()) < 135
    ]
    assert any(abs(row - 148.5) <= 1 for row in dashed)


@pytest.mark.parametrize(("sheet", "name", "lang"), NEEDLES)
def test_needles_print_black_lines_and_letters_of_nine_points_and_nothing_else(sheet: str, name: str, lang: str) -> None:
    data = made(sheet, name, lang)
    for page in PdfReader(io.BytesIO(data)).pages:
        painted = page.get_contents().get_data().decode("latin-1")  # type: ignore[union-attr]
        colours = set(re.findall(r"([\d.]+ [\d.]+ [\d.]+) (?:rg|RG)\b", painted)) | set(re.findall(r"(?<![\d.] )([\d.]+) [gG]\b", painted))
        assert colours <= {"0 0 0", "0", "1 1 1", "1"}, colours
    sizes = re.findall(r"font(?:-size)?: (?:\d+ )?([\d.]+)pt", _needle_rules(html(sheet, name, lang)))
    assert all(Decimal(size) >= 9 for size in sizes)


def _needle_rules(text: str) -> str:
    """The style from where the rules for needles begin."""
    return text[text.index("* { color: #000 !important") : text.index("</style>")]


def test_nothing_is_printed_on_the_holes_of_a_continuous_form() -> None:
    wide = paper.changed(paper.with_lines(3, description=LONG, unit_price=Decimal("123456789.01")), "request", description=LONG)
    for page in pypdfium2.PdfDocument(made("settlement", HALF_FORM, one=wide)):
        picture = page.render(scale=float(2 / MILLIMETRE), grayscale=True).to_pil()
        left, right = picture.crop((0, 0, 31, picture.height)), picture.crop((picture.width - 31, 0, picture.width, picture.height))
        assert (left.getextrema(), right.getextrema()) == ((255, 255), (255, 255))


@pytest.mark.parametrize("count", [1, 8, 14, 34])
def test_a_long_table_goes_on_with_its_head_and_says_so(count: int) -> None:
    found = paper.pages(made("settlement", HALF_FORM, one=paper.with_lines(count)))
    with_rows = [page for page in found if re.search(r"第\d+项", page)]
    assert all("序类别项目与说明" in page for page in with_rows)
    assert ["承上页" in page for page in found] == [False] + [True] * (len(found) - 1)
    assert all("接下页" in page for page in with_rows[:-1])
    assert all(f"第{number}页/共{len(found)}页" in page for number, page in enumerate(found, 1))
    assert [page for page in found if "签字" in page] == found[-1:]


@pytest.mark.parametrize("sheet", sheets.of_kind("order"))
def test_the_content_of_a_sheet_is_the_same_on_every_paper(sheet: str) -> None:
    shown = sheets.view(sheet, paper.sample(sheet), paper.around())
    wanted = [
        f"{value:,.2f}".replace("-", "−") for value in shown.values() if isinstance(value, Decimal) and value.as_tuple().exponent == -2
    ]
    wanted += ["".join(str(shown[name]).split()) for name in ("number", "code", "in_words", "place") if shown.get(name)]
    for name in sheets.SHEETS[sheet].papers:
        told = "".join(paper.pages(made(sheet, name)))
        assert [one for one in wanted if one not in told] == [], name


def test_the_practice_office_says_so_on_every_paper() -> None:
    for name in (A4, TWICE, THIRD_FORM, ROLL):
        around = replace(paper.around(office={"practice": True}), paper=PAPERS[name])
        view = sheets.view("receipt", paper.sample("receipt"), around)
        told = "".join(paper.pages(pdf.pdf(paper.DOCUMENTS.html("order/receipt.html.j2", view), paper.PRINTED, "x")))
        assert "练习" in told
