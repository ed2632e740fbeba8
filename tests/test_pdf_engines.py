"""The three engines and the archive: the same sheet by each, the same page breaks, embedded fonts, nothing fetched; PDF/A judged by others."""

from __future__ import annotations

import functools
import io
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader

from repairctl.edges import pdf, pdf_chromium, pdf_weasyprint
from tests import paper

pytestmark = pytest.mark.filterwarnings("ignore:.*sRGB2014:pytest.PytestUnraisableExceptionWarning")  # WeasyPrint leaves it open
ENGINES = tuple(pdf.ENGINES)
LENGTHS = (1, 6, 34, 200)


@functools.cache
def engine(name: str) -> pdf.Engine:
    """An engine, where it runs here; else the test says that it was skipped."""
    if name == "chromium" and not pdf_chromium.found():
        pytest.skip("no Chromium, Chrome or Edge on this machine")
    if name == "weasyprint" and not pdf_weasyprint.installed():
        pytest.skip("no WeasyPrint on this machine")
    return pdf.chosen(name)


@functools.cache
def printed(name: str, lines: int, lang: str = "zh") -> bytes:
    return pdf.pdf(paper.html("settlement", paper.with_lines(lines), lang), paper.PRINTED, "JS-1", engine(name))


def numbers(page: str) -> list[str]:
    """The lines of the statement that stand on a page, by their numbers."""
    return re.findall(r"第(\d+)项", page)


@pytest.mark.slow
@pytest.mark.parametrize("lines", LENGTHS)
@pytest.mark.parametrize("other", ["weasyprint", "chromium"])
def test_the_engines_break_the_pages_at_the_same_lines(other: str, lines: int) -> None:
    ours, theirs = (
        [(found[:1], found[-1:]) for page in paper.pages(printed(one, lines)) for found in [numbers(page)]] for one in ("plutoprint", other)
    )
    assert ours == theirs


@pytest.mark.slow
@pytest.mark.parametrize("name", ENGINES)
def test_every_engine_embeds_our_fonts_and_keeps_pages_small(name: str) -> None:
    data = printed(name, 6)
    pages = PdfReader(io.BytesIO(data)).pages
    fonts = [one for page in pages for one in _within(page["/Resources"]) if "/FontDescriptor" in one]
    names = {str(font["/FontDescriptor"]["/FontName"]).replace("-", "") for font in fonts}
    assert names and all("+RepairctlSansSC" in one for one in names), names
    assert all("/FontFile2" in font["/FontDescriptor"] or "/FontFile3" in font["/FontDescriptor"] for font in fonts)
    assert len(data) < 150_000 * len(pages)


def _within(held: Any) -> Iterator[Mapping[str, Any]]:
    held = held.get_object() if hasattr(held, "get_object") else held
    if isinstance(held, Mapping):
        yield held
    for one in held.values() if isinstance(held, Mapping) else held if isinstance(held, list) else ():
        yield from _within(one)


@pytest.mark.slow
@pytest.mark.parametrize("name", ENGINES)
def test_every_engine_gives_the_same_bytes_twice(name: str) -> None:
    html = paper.html("settlement", paper.with_lines(6))
    assert pdf.pdf(html, paper.PRINTED, "JS-1", engine(name)) == printed(name, 6)


@pytest.mark.slow
@pytest.mark.parametrize("name", ENGINES)
@pytest.mark.parametrize("url", ["http://127.0.0.1:9/x.png", "file:///etc/passwd", "../office.yaml"])
def test_no_engine_fetches_anything(name: str, url: str) -> None:
    for planted in (f'<img src="{url}">', f"<p style='background: url({url})'>x</p>"):
        with pytest.raises(pdf.NotFetched):
            pdf.pdf(f"<html><head></head><body>{planted}</body></html>", paper.PRINTED, "x", engine(name))


@pytest.mark.slow
def test_weasyprint_embeds_no_file_of_the_machine() -> None:
    html = '<html><head><link rel=attachment href="file:///etc/passwd"></head><body>x</body></html>'
    with pytest.raises(pdf.NotFetched, match="passwd"):
        pdf.pdf(html, paper.PRINTED, "x", engine("weasyprint"))


@pytest.mark.slow
def test_chromium_runs_no_script() -> None:
    html = "<html><head></head><body><p id=a>still</p><script>document.getElementById('a').textContent = 'run'</script></body></html>"
    assert paper.pages(pdf.pdf(html, paper.PRINTED, "x", engine("chromium"))) == ["still"]


def test_chromium_prints_no_book() -> None:
    with pytest.raises(pdf.OneByOne):
        pdf.book(["<p>a</p>", "<p>b</p>"], paper.PRINTED, "x", engine("chromium"))


def test_a_book_by_weasyprint_counts_as_ours_does() -> None:
    htmls = [paper.html("settlement", paper.with_lines(lines)) for lines in (1, 34)]
    told = ["第1页/共1页", "第1页/共2页", "第2页/共2页"]
    found = paper.pages(pdf.book(htmls, paper.PRINTED, "x", engine("weasyprint")))
    assert [said in page for said, page in zip(told, found, strict=True)] == [True] * 3


# ------------------------------------------------------------------ which one


def test_an_engine_that_is_none_is_refused_with_those_that_are() -> None:
    with pytest.raises(pdf.NoSuchEngine, match="auto, plutoprint, weasyprint, chromium"):
        pdf.chosen("word")


def test_one_that_does_not_run_here_is_not_replaced(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "weasyprint", None)
    for asked in (functools.partial(pdf.chosen, "weasyprint"), pdf.archivist):
        with pytest.raises(pdf.EngineMissing, match="weasyprint") as refused:
            asked()
        assert "pip install 'weasyprint>=70'" in str(refused.value.sentences[1])


def test_an_older_weasyprint_counts_as_none(monkeypatch: pytest.MonkeyPatch) -> None:
    weasyprint = pytest.importorskip("weasyprint")
    monkeypatch.setattr(weasyprint, "__version__", "69.0")
    assert pdf_weasyprint.installed() == ""


def test_the_first_that_runs_is_taken_and_named() -> None:
    assert pdf.engine() == str(pdf.chosen()) == f"plutoprint {pdf.chosen('plutoprint').version}"


# ------------------------------------------------------------------ for the archive


def archived(lines: int = 34) -> bytes:
    engine("weasyprint")
    return pdf.pdf(paper.html("settlement", paper.with_lines(lines)), paper.PRINTED, "JS-1", pdf.archivist())


def test_an_archive_copy_is_tagged_and_says_which_pdf_a_it_is() -> None:
    reader = PdfReader(io.BytesIO(archived()))
    root: Any = reader.trailer["/Root"]
    metadata: Any = root["/Metadata"]
    about = metadata.get_object().get_data().decode()
    assert ["<pdfaid:part>2<" in about, "<pdfaid:conformance>A<" in about, "2026-03-12" in about, "JS-1" in about] == [True] * 4
    assert [bool(root["/MarkInfo"]["/Marked"]), "/StructTreeRoot" in root, root["/Lang"]] == [True, True, "zh-CN"]
    assert root["/OutputIntents"][0]["/DestOutputProfile"] is not None
    assert reader.trailer["/ID"] is not None
    assert {str(one["/S"]) for one in _within(_kids(root["/StructTreeRoot"])) if "/S" in one} >= {"/Table", "/TR", "/TD", "/TH", "/H1"}


def _kids(one: Any) -> list[Any]:
    """The elements below one, without the pages and parents that they point at."""
    below = one.get_object().get("/K", []) if isinstance(one.get_object(), Mapping) else []
    below = below.get_object() if hasattr(below, "get_object") else below
    kids = [kid.get_object() for kid in (below if isinstance(below, list) else [below])]
    told = [{"/S": kid["/S"]} for kid in kids if isinstance(kid, Mapping) and "/S" in kid]
    return told + [held for kid in kids if isinstance(kid, Mapping) for held in _kids(kid)]


def test_an_archive_copy_holds_what_the_sheet_says_and_is_the_same_twice() -> None:
    told = "".join(paper.pages(archived()))
    assert [one for one in ("人民币叁佰肆拾贰元叁角整", "342.30", "第34项", "张静") if one not in told] == []
    assert archived() == archived()


JARS = [
    Path("/usr/share/java") / f"{name}.jar"
    for name in ("preflight", "pdfbox2", "xmpbox", "fontbox2", "commons-logging", "commons-io", "jaxb-api", "javax.activation")
]


@pytest.mark.slow
@pytest.mark.skipif(
    not shutil.which("java") or not all(jar.exists() for jar in JARS),
    reason="no PDFBox Preflight: apt install libpdfbox2-java libjaxb-api-java libactivation-java",
)
@pytest.mark.parametrize("lines", LENGTHS)
def test_an_independent_validator_finds_no_fault(lines: int, tmp_path: Path) -> None:
    """PDFBox Preflight judges PDF/A-1b, the strictest part about fonts, colours and metadata: the same sheet is written as such."""
    engine("weasyprint")
    html = paper.html("settlement", paper.with_lines(lines))
    file = tmp_path / "sheet.pdf"
    file.write_bytes(pdf_weasyprint.make([html], paper.PRINTED, "JS-1", "pdf/a-1b")[0])
    command = ["java", "-cp", os.pathsep.join(map(str, JARS)), "org.apache.pdfbox.preflight.Validator_A1b", str(file)]
    said = subprocess.run(command, capture_output=True, encoding="utf-8", check=False).stdout
    assert "is a valid PDF/A-1b file" in said, said
