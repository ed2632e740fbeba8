"""HTML into PDF; the only place that knows a PDF engine, imported when it is needed. Knows no templates and no records."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from functools import cache, partial
from html import unescape
from io import BytesIO
from typing import Any

from msgspec import Struct

from repairctl.edges import glyphs
from repairctl.errors import Misuse, RepairError, Sentence, say

BASE = "repairctl:///"
"""What relative addresses of a sheet are relative to: no folder of any machine."""
ROLL = re.compile(r"size: (?P<width>[\d.]+mm) [\d.]+mm /\* as long as the text \*/")
"""How a sheet says that it stands on a roll; a browser takes the height before the remark."""
LONGEST, SLACK = 3000, 6
"""Of a roll, in mm: the page on which it is measured, and what is left free below the text, lest its last line go to a page of its own."""
AUTO = "auto"
KEYWORDS = re.compile(r'<meta name="keywords" content="([^"]*)">')


class NoPdfEngine(RepairError):
    """No PDF engine runs here; the HTML is there."""

    exit_code = 4

    def __init__(self, html: str) -> None:
        super().__init__(
            say("There is no PDF engine for this machine; the sheet is there as HTML: {html}.", html=html),
            say("Open it in a browser and print it to PDF, A4, without scaling, headers or footers."),
        )


class PdfFailed(RepairError):
    """The engine gave up."""

    exit_code = 4

    def __init__(self, problem: str) -> None:
        super().__init__(say("The PDF could not be made: {problem}.", problem=problem))


class NotFetched(RepairError):
    """The sheet asks for something outside itself."""

    exit_code = 4

    def __init__(self, url: str) -> None:
        super().__init__(
            say("The template asks for {url}, and a sheet fetches nothing.", url=url),
            say("Put the picture into the template itself, as data:image/png;base64,…"),
        )


class NoSuchEngine(Misuse):
    """A word that is no engine."""

    def __init__(self, word: str) -> None:
        known = ", ".join((AUTO, *ENGINES))
        super().__init__(say("{word} is no PDF engine; there are: {known}.", word=word, known=known))


class EngineMissing(RepairError):
    """The engine that was asked for does not run here, and no other one is taken in its place."""

    exit_code = 4

    def __init__(self, name: str) -> None:
        super().__init__(say("{engine} does not run on this machine; no other engine was taken in its place.", engine=name), HOW[name]())


class OneByOne(RepairError):
    """The engine cannot put several sheets into one PDF with pages that count by themselves."""

    exit_code = 4

    def __init__(self, name: str) -> None:
        super().__init__(
            say("{engine} makes one PDF of one sheet.", engine=name), say("Print them one by one, or with --engine plutoprint.")
        )


class About(Struct, frozen=True):
    """What a PDF says of itself: the day of printing, its title, and keywords."""

    day: date
    title: str
    keywords: str = ""


Make = Callable[[Iterable[str], About], bytes]


class Engine(Struct, frozen=True):
    """A program that makes PDFs: what it is called, its version, and how it is asked."""

    name: str
    version: str
    make: Make

    def __str__(self) -> str:
        return f"{self.name} {self.version}"


def engine() -> str:
    """The name and version of the engine that would make a PDF; '' where there is none."""
    first = next(filter(None, (find() for find in ENGINES.values())), None)
    return str(first) if first else ""


def chosen(wanted: str = AUTO) -> Engine:
    """The engine of a name; for `auto` the first that runs here. Raises NoSuchEngine, EngineMissing, NoPdfEngine."""
    if wanted == AUTO:
        first = next(filter(None, (find() for find in ENGINES.values())), None)
        if first is None:
            raise NoPdfEngine("")
        return first
    if wanted not in ENGINES:
        raise NoSuchEngine(wanted)
    one = ENGINES[wanted]()
    if one is None:
        raise EngineMissing(wanted)
    return one


def archivist() -> Engine:
    """The engine that makes tagged PDF/A, to be kept for years. Raises EngineMissing."""
    from repairctl.edges import pdf_weasyprint

    version = pdf_weasyprint.installed()
    if not version:
        raise EngineMissing("weasyprint")
    return Engine("weasyprint", f"{version} {pdf_weasyprint.ARCHIVE}", partial(_by_weasyprint, pdf_weasyprint.ARCHIVE))


def pdf(html: str, stamp: date, title: str, by: Engine | None = None) -> bytes:
    """The PDF of a sheet: the same bytes in every process, for its dates are the document's own. Raises NoPdfEngine, NotFetched …"""
    found = KEYWORDS.search(html)
    return book((html,), stamp, title, by, unescape(found[1]) if found else "")


def book(htmls: Iterable[str], stamp: date, title: str, by: Engine | None = None, keywords: str = "") -> bytes:
    """One PDF of several sheets, each beginning a page and counting its own; a generator is read one by one. Raises as `pdf` does."""
    return (by or chosen()).make(htmls, About(stamp, title, keywords))


def _weasyprint() -> Engine | None:
    from repairctl.edges import pdf_weasyprint

    version = pdf_weasyprint.installed()
    return Engine("weasyprint", version, partial(_by_weasyprint, None)) if version else None


def _by_weasyprint(variant: str | None, htmls: Iterable[str], about: About) -> bytes:
    from repairctl.edges import pdf_weasyprint

    data, refused = pdf_weasyprint.make(htmls, about.day, about.title, variant)
    if refused:
        raise NotFetched(refused[0][:80])
    return data


def _chromium() -> Engine | None:
    from repairctl.edges import pdf_chromium

    program = pdf_chromium.found()
    version = pdf_chromium.version(program) if program else ""
    return Engine("chromium", version, partial(_by_chromium, program)) if version else None


def _by_chromium(program: str, htmls: Iterable[str], about: About) -> bytes:
    from repairctl.edges import pdf_chromium

    html, *more = htmls
    if more:
        raise OneByOne("chromium")
    if refused := pdf_chromium.asked(html):
        raise NotFetched(refused[0][:80])
    data = pdf_chromium.make(program, html, about.day)
    if not data:
        raise PdfFailed("chromium gave no file")
    return data


@cache
def _plutoprint() -> Engine | None:
    try:
        import plutoprint
    except ImportError:
        return None
    plutoprint.plutobook_set_fontconfig_path(str(glyphs.FONTS))  # looked at once, before the first sheet: no font of this machine

    class OnlyOurFonts(plutoprint.ResourceFetcher):
        """Hands out the shipped fonts and data inside the sheet; keeps a list of what else was asked for."""

        def __init__(self) -> None:
            super().__init__()
            self.refused: list[str] = []

        def fetch_url(self, url: str) -> Any:
            if url.startswith("data:"):
                return super().fetch_url(url)
            font = FONTS.get(url)
            if font is None:
                self.refused.append(url)  # an exception would only be printed by the engine
                return plutoprint.ResourceData(b"", "application/octet-stream")
            return super().fetch_url((glyphs.FONTS / font).as_uri())

    def loaded(html: str, fetcher: OnlyOurFonts) -> Any:
        sheet = plutoprint.Book(plutoprint.PAGE_SIZE_A4, plutoprint.PAGE_MARGINS_NONE, plutoprint.MEDIA_TYPE_PRINT)
        sheet.custom_resource_fetcher = fetcher
        sheet.load_html(html, base_url=BASE)
        return sheet

    def drawn(canvas: Any, html: str) -> None:
        fetcher = OnlyOurFonts()
        if ROLL.search(html):
            html = _of_height(html, _inked(plutoprint, loaded(_of_height(html, LONGEST), fetcher)) + SLACK)
        sheet = loaded(html, fetcher)
        for number in range(sheet.get_page_count()):
            canvas.set_size(sheet.get_page_size_at(number))
            canvas.save_state()
            canvas.scale(plutoprint.UNITS_PX, plutoprint.UNITS_PX)
            sheet.render_page(canvas, number)
            canvas.restore_state()
            canvas.show_page()
        if fetcher.refused:
            raise NotFetched(fetcher.refused[0][:80])

    def made(htmls: Iterable[str], about: About) -> bytes:
        stream = BytesIO()
        canvas = plutoprint.PDFCanvas.create_for_stream(stream, plutoprint.PAGE_SIZE_A4)
        try:
            for key, value in _metadata(plutoprint, about):
                canvas.set_metadata(key, value)
            for html in htmls:
                drawn(canvas, html)
        except plutoprint.Error as error:
            raise PdfFailed(str(error)) from None
        finally:
            canvas.finish()
        return stream.getvalue()

    _tell_fonts(plutoprint)
    found: list[bool] = []

    def make(htmls: Iterable[str], about: About) -> bytes:
        if isinstance(htmls, tuple) and len(htmls) == 1 and not found:
            data = made((OUR_FACES.sub("", htmls[0]),), about)
            found.append(FONT_IN_PDF in data)
            return data if found[0] else made(htmls, about)
        if not found:
            found.append(FONT_IN_PDF in made((PROBE,), about))
        return made((OUR_FACES.sub("", html) for html in htmls) if found[0] else htmls, about)

    return Engine("plutoprint", plutoprint.__version__, make)


def _tell_fonts(engine: Any) -> None:
    """Lets the engine find our fonts by their name, and load them once; where it does not, each sheet brings them, eight times as slow."""
    engine.plutobook_set_fontconfig_path(str(glyphs.FONTS))
    book = engine.Book(engine.PAGE_SIZE_A4)
    book.load_html(PROBE)
    book.get_page_count()  # only now does it look for fonts
    os.unsetenv("FONTCONFIG_PATH")  # it has been read; a program that is started from here finds its own fonts


def _of_height(html: str, height: int) -> str:
    return ROLL.sub(rf"size: \g<width> {height}mm", html)


def _inked(engine: Any, book: Any) -> int:
    """Down to which mm there is ink on the first page: in its picture every row of pixels is one."""
    wide = 100
    canvas = engine.ImageCanvas(wide, LONGEST, engine.IMAGE_FORMAT_A8)
    canvas.scale(*2 * (127 / 480,))  # it draws 96 dots to the inch of 25.4 mm
    book.render_page(canvas, 0)
    rows, stride = bytes(canvas.get_data()), canvas.get_stride()
    return next((row + 1 for row in reversed(range(LONGEST)) if any(rows[row * stride : row * stride + wide])), 0)


def _metadata(engine: Any, about: About) -> Iterator[tuple[Any, str]]:
    moment = f"{about.day.isoformat()}T00:00:00Z"
    yield engine.PDF_METADATA_TITLE, about.title
    yield engine.PDF_METADATA_CREATOR, "repairctl"
    yield engine.PDF_METADATA_KEYWORDS, about.keywords
    yield engine.PDF_METADATA_CREATION_DATE, moment
    yield engine.PDF_METADATA_MODIFICATION_DATE, moment


FAMILY, FONT_IN_PDF = "Repairctl Sans SC", b"RepairctlSansSC"
PROBE = f'<p style="font-family: {FAMILY}">永</p>'
OUR_FACES = re.compile(rf'@font-face \{{[^{{}}]*url\("{re.escape(glyphs.BESIDE)}/[\w-]+\.ttf"\)[^{{}}]*\}}')
FONTS = {f"{BASE}{glyphs.BESIDE}/{name}": name for name in glyphs.FILES}
ENGINES: Mapping[str, Callable[[], Engine | None]] = {"plutoprint": _plutoprint, "weasyprint": _weasyprint, "chromium": _chromium}
"""How each is found, the first choice first."""
HOW: Mapping[str, Callable[[], Sentence]] = {
    "plutoprint": lambda: say("Install it: pip install plutoprint"),
    "weasyprint": lambda: say(
        "Install it, 70 or newer: pip install 'weasyprint>=70', and Pango: apt install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"
    ),
    "chromium": lambda: say("Install Chromium, Chrome or Edge."),
}
