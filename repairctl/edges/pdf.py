"""HTML into PDF; the only place that knows a PDF engine, imported when it is needed. Knows no templates and no records."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from functools import cache
from io import BytesIO
from typing import Any

from repairctl.edges import glyphs
from repairctl.errors import RepairError, say

BASE = "repairctl:///"
"""What relative addresses of a sheet are relative to: no folder of any machine."""
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


def engine() -> str:
    """The name of the engine that would make a PDF; '' where there is none."""
    return next((name for name, find in ENGINES if find() is not None), "")


def pdf(html: str, stamp: date, title: str) -> bytes:
    """The PDF of a sheet: the same bytes in every process, for its dates are the document's own. Raises NoPdfEngine, NotFetched …"""
    return book((html,), stamp, title)


def book(htmls: Iterable[str], stamp: date, title: str) -> bytes:
    """One PDF of several sheets, each beginning a page and counting its own; a generator is read one by one. Raises as `pdf` does."""
    for _, find in ENGINES:
        make = find()
        if make is not None:
            return make(htmls, stamp, title)
    raise NoPdfEngine("")


@cache
def _plutoprint() -> Make | None:
    try:
        import plutoprint
    except ImportError:
        return None

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
            return plutoprint.ResourceData((glyphs.FONTS / font).read_bytes(), "font/ttf")

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

    return make


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
ENGINES: tuple[tuple[str, Callable[[], Make | None]], ...] = (("plutoprint", _plutoprint),)
"""Tried in this order."""
