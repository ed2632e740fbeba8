"""Several sheets in one PDF: every sheet counts its own pages, the fonts are there once, and the engine knows no fonts but ours."""

from __future__ import annotations

import io
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import pytest
from pypdf import PdfReader

from repairctl.edges import glyphs, pdf
from tests import paper

LENGTHS = (1, 34, 6)


def sheets_of(*lengths: int) -> Iterator[str]:
    for length in lengths:
        yield paper.html("settlement", paper.with_lines(length))


def test_every_sheet_of_a_book_begins_a_page_and_counts_its_own() -> None:
    read = paper.pages(pdf.book(sheets_of(*LENGTHS), paper.PRINTED, "三月"))
    footers = [re.findall(r"第(\d+)页/共(\d+)页", page)[-1] for page in read]
    assert footers == [("1", "1"), ("1", "2"), ("2", "2"), ("1", "1")]
    assert ["第34项" in page for page in read] == [False, False, True, False]


def test_a_book_says_the_same_as_its_sheets_one_by_one() -> None:
    one_by_one = [page for html in sheets_of(*LENGTHS) for page in paper.pages(pdf.pdf(html, paper.PRINTED, ""))]
    assert paper.pages(pdf.book(sheets_of(*LENGTHS), paper.PRINTED, "")) == one_by_one


def test_thirty_sheets_hold_the_fonts_once() -> None:
    one, many = (len(pdf.book(sheets_of(*[6] * count), paper.PRINTED, "")) for count in (1, 30))
    assert many < 6 * one


def test_a_book_is_the_same_to_the_byte_in_another_process_and_time_zone() -> None:
    here = pdf.book(sheets_of(*LENGTHS), paper.PRINTED, "三月")
    told = "import sys; from repairctl.edges import pdf; from tests import paper, test_pdf_book as t; "
    told += "sys.stdout.buffer.write(pdf.book(t.sheets_of(*t.LENGTHS), paper.PRINTED, '三月'))"
    env = {**os.environ, "TZ": "America/New_York", "PYTHONHASHSEED": "7", "HOME": "/nonexistent"}
    assert subprocess.run([sys.executable, "-c", told], env=env, cwd=paper.ROOT, capture_output=True, check=True).stdout == here


def test_where_fonts_are_not_found_by_name_each_sheet_brings_its_own() -> None:
    told = "import sys; from repairctl.edges import pdf; from tests import paper, test_pdf_book as t; "
    told += "sys.stdout.buffer.write(pdf.book(t.sheets_of(1, 34), paper.PRINTED, ''))"
    env = {**os.environ, "FONTCONFIG_FILE": "/nonexistent/fonts.conf"}  # it outweighs the folder that we name
    got = subprocess.run([sys.executable, "-c", told], env=env, cwd=paper.ROOT, capture_output=True, check=True).stdout
    assert paper.pages(got) == paper.pages(pdf.book(sheets_of(1, 34), paper.PRINTED, ""))


def test_the_fonts_of_a_book_are_ours_embedded_and_subset() -> None:
    reader = PdfReader(io.BytesIO(pdf.book(sheets_of(1, 34), paper.PRINTED, "")))
    names = {name for page in reader.pages for name in _fonts(page)}
    assert names and all(re.fullmatch(r"/[A-Z]{6}\+RepairctlSansSC-(Regular|Bold)", name) for name in names)


def test_the_environment_of_programs_started_later_is_left_as_it_was() -> None:
    pdf.pdf(next(sheets_of(1)), paper.PRINTED, "")
    told = subprocess.run([sys.executable, "-c", "import os; print(os.environ.get('FONTCONFIG_PATH'))"], capture_output=True, text=True)
    assert told.stdout.strip() == str(os.environ.get("FONTCONFIG_PATH"))


def test_the_engine_learns_of_no_font_but_those_of_our_folder() -> None:
    conf = (glyphs.FONTS / "fonts.conf").read_text(encoding="utf-8")
    assert re.findall(r"<dir.*?</dir>", conf) == ['<dir prefix="relative">.</dir>']
    assert {path.name for path in glyphs.FONTS.glob("*.ttf")} == set(glyphs.FILES)


@pytest.mark.parametrize("count", [0, 1])
def test_a_sheet_that_asks_for_more_than_fonts_stops_the_book(count: int) -> None:
    asking = next(sheets_of(1)).replace("</body>", '<img src="file:///etc/passwd"></body>')
    with pytest.raises(pdf.NotFetched, match="file:///etc/passwd"):
        pdf.book([*sheets_of(*[1] * count), asking], paper.PRINTED, "")


def _fonts(page: Any) -> Iterator[str]:
    for font in page["/Resources"]["/Font"].values():
        yield str(font.get_object()["/BaseFont"])
