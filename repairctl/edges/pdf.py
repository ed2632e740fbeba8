"""HTML into PDF; the only place that knows a PDF engine, imported when it is needed. Knows no templates and no records."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from io import BytesIO
from typing import Any

from repairctl.edges import glyphs
from repairctl.errors import RepairError, say

BASE = "repairctl:///"
"""What relative addresses of a sheet are relative to: no folder of any machine."""
Make = Callable[[str, date, str], bytes]


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
            return plutoprint.ResourceData((glyphs.FONTS / font).read_bytes(), "font/ttf")

    def make(html: str, stamp: date, title: str) -> bytes:
        book = plutoprint.Book(plutoprint.PAGE_SIZE_A4, plutoprint.PAGE_MARGINS_NONE, plutoprint.MEDIA_TYPE_PRINT)
        book.custom_resource_fetcher = fetcher = OnlyOurFonts()
        stream = BytesIO()
        try:
            book.load_html(html, base_url=BASE)
            for key, value in _metadata(plutoprint, f"{stamp.isoformat()}T00:00:00Z", title):
                book.set_metadata(key, value)
            book.write_to_pdf_stream(stream)
        except plutoprint.Error as error:
            raise PdfFailed(str(error)) from None
        if fetcher.refused:
            raise NotFetched(fetcher.refused[0][:80])
        return stream.getvalue()

    return make


def _metadata(engine: Any, moment: str, title: str) -> Iterator[tuple[Any, str]]:
    yield engine.PDF_METADATA_TITLE, title
    yield engine.PDF_METADATA_CREATOR, "repairctl"
    yield engine.PDF_METADATA_CREATION_DATE, moment
    yield engine.PDF_METADATA_MODIFICATION_DATE, moment


FONTS = {f"{BASE}{glyphs.BESIDE}/{name}": name for name in glyphs.FILES}
ENGINES: tuple[tuple[str, Callable[[], Make | None]], ...] = (("plutoprint", _plutoprint),)
"""Tried in this order."""
