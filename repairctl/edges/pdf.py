"""HTML into PDF; the only place that knows a PDF engine, imported when it is needed. Knows no templates and no records."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from functools import cache, partial
from io import BytesIO
from typing import Any

from msgspec import Struct

from repairctl.edges import glyphs
from repairctl.errors import Misuse, RepairError, Sentence, say

BASE = "repairctl:///"
"""What relative addresses of a sheet are relative to: no folder of any machine."""
AUTO = "auto"
Make = Callable[[Iterable[str], date, str], bytes]


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
    return book((html,), stamp, title, by)


def book(htmls: Iterable[str], stamp: date, title: str, by: Engine | None = None) -> bytes:
    """One PDF of several sheets, each beginning a page and counting its own; a generator is read one by one. Raises as `pdf` does."""
    return (by or chosen()).make(htmls, stamp, title)


def _weasyprint() -> Engine | None:
    from repairctl.edges import pdf_weasyprint

    version = pdf_weasyprint.installed()
    return Engine("weasyprint", version, partial(_by_weasyprint, None)) if version else None


def _by_weasyprint(variant: str | None, htmls: Iterable[str], stamp: date, title: str) -> bytes:
    from repairctl.edges import pdf_weasyprint

    data, refused = pdf_weasyprint.make(htmls, stamp, title, variant)
    if refused:
        raise NotFetched(refused[0][:80])
    return data


def _chromium() -> Engine | None:
    from repairctl.edges import pdf_chromium

    program = pdf_chromium.found()
    version = pdf_chromium.version(program) if program else ""
    return Engine("chromium", version, partial(_by_chromium, program)) if version else None


def _by_chromium(program: str, htmls: Iterable[str], stamp: date, title: str) -> bytes:
    from repairctl.edges import pdf_chromium

    html, *more = htmls
    if more:
        raise OneByOne("chromium")
    if refused := pdf_chromium.asked(html):
        raise NotFetched(refused[0][:80])
    data = pdf_chromium.make(program, html, stamp)
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

    def drawn(canvas: Any, html: str) -> None:
        sheet = plutoprint.Book(plutoprint.PAGE_SIZE_A4, plutoprint.PAGE_MARGINS_NONE, plutoprint.MEDIA_TYPE_PRINT)
        sheet.custom_resource_fetcher = fetcher = OnlyOurFonts()
        sheet.load_html(html, base_url=BASE)
        for number in range(sheet.get_page_count()):
            canvas.set_size(sheet.get_page_size_at(number))
            canvas.save_state()
            canvas.scale(plutoprint.UNITS_PX, plutoprint.UNITS_PX)
            sheet.render_page(canvas, number)
            canvas.restore_state()
            canvas.show_page()
        if fetcher.refused:
            raise NotFetched(fetcher.refused[0][:80])

    def made(htmls: Iterable[str], moment: str, title: str) -> bytes:
        stream = BytesIO()
        canvas = plutoprint.PDFCanvas.create_for_stream(stream, plutoprint.PAGE_SIZE_A4)
        try:
            for key, value in _metadata(plutoprint, moment, title):
                canvas.set_metadata(key, value)
            for html in htmls:
                drawn(canvas, html)
        except plutoprint.Error as error:
            raise PdfFailed(str(error)) from None
        finally:
            canvas.finish()
        return stream.getvalue()

    by_name = _found_by_name(plutoprint, made)

    def make(htmls: Iterable[str], stamp: date, title: str) -> bytes:
        own = (OUR_FACES.sub("", html) for html in htmls) if by_name else htmls
        return made(own, f"{stamp.isoformat()}T00:00:00Z", title)

    return Engine("plutoprint", plutoprint.__version__, make)


def _found_by_name(engine: Any, made: Callable[[Iterable[str], str, str], bytes]) -> bool:
    """Whether the engine finds our fonts by their name, and so loads them once; else each sheet brings them, eight times as slow."""
    engine.plutobook_set_fontconfig_path(str(glyphs.FONTS))
    try:
        return FONT_IN_PDF in made((f'<p style="font-family: {FAMILY}">永</p>',), "2000-01-01T00:00:00Z", "")
    finally:
        os.unsetenv("FONTCONFIG_PATH")  # it has been read; a program that is started from here finds its own fonts


def _metadata(engine: Any, moment: str, title: str) -> Iterator[tuple[Any, str]]:
    yield engine.PDF_METADATA_TITLE, title
    yield engine.PDF_METADATA_CREATOR, "repairctl"
    yield engine.PDF_METADATA_CREATION_DATE, moment
    yield engine.PDF_METADATA_MODIFICATION_DATE, moment


FAMILY, FONT_IN_PDF = "Repairctl Sans SC", b"RepairctlSansSC"
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
