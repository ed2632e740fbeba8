"""HTML into PDF; the only place that knows a PDF engine, imported when it is needed. Knows no templates and no records."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date
from io import BytesIO
from typing import Any

from repairctl.edges import glyphs
from repairctl.errors import RepairError, say

BASE = "repairctl:///"
"""What relative addresses of a sheet are relative to: no folder of any machine."""
Make = Callable[[str, date, str], bytes]
ROLL = re.compile(r"size: (?P<width>[\d.]+mm) [\d.]+mm /\* as long as the text \*/")
"""How a sheet says that it stands on a roll; a browser takes the height before the remark."""
LONGEST, SLACK = 3000, 6
"""Of a roll, in mm: the page on which it is measured, and what is left free below the text, lest its last line go to a page of its own."""


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
    for _, find in ENGINES:
        make = find()
        if make is not None:
            return make(html, stamp, title)
    raise NoPdfEngine("")


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

    def loaded(html: str, fetcher: OnlyOurFonts) -> Any:
        book = plutoprint.Book(plutoprint.PAGE_SIZE_A4, plutoprint.PAGE_MARGINS_NONE, plutoprint.MEDIA_TYPE_PRINT)
        book.custom_resource_fetcher = fetcher
        book.load_html(html, base_url=BASE)
        return book

    def make(html: str, stamp: date, title: str) -> bytes:
        fetcher, stream = OnlyOurFonts(), BytesIO()
        try:
            if ROLL.search(html):
                measured = loaded(_of_height(html, LONGEST), fetcher)
                html = _of_height(html, _inked(plutoprint, measured) + SLACK)
            book = loaded(html, fetcher)
            for key, value in _metadata(plutoprint, f"{stamp.isoformat()}T00:00:00Z", title):
                book.set_metadata(key, value)
            book.write_to_pdf_stream(stream)
        except plutoprint.Error as error:
            raise PdfFailed(str(error)) from None
        if fetcher.refused:
            raise NotFetched(fetcher.refused[0][:80])
        return stream.getvalue()

    return make


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


def _metadata(engine: Any, moment: str, title: str) -> Iterator[tuple[Any, str]]:
    yield engine.PDF_METADATA_TITLE, title
    yield engine.PDF_METADATA_CREATOR, "repairctl"
    yield engine.PDF_METADATA_CREATION_DATE, moment
    yield engine.PDF_METADATA_MODIFICATION_DATE, moment


FONTS = {f"{BASE}{glyphs.BESIDE}/{name}": name for name in glyphs.FILES}
ENGINES: tuple[tuple[str, Callable[[], Make | None]], ...] = (("plutoprint", _plutoprint),)
"""Tried in this order."""
