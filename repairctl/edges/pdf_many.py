"""Many sheets in one PDF, each with its own page numbers; they share the fonts, so that a thousand are small and made in one go."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from functools import cache
from io import BytesIO
from typing import Any

from msgspec import Struct

from repairctl.edges import glyphs
from repairctl.edges.pdf import BASE, FONTS, NoPdfEngine, NotFetched, PdfFailed

FACE = re.compile(r"@font-face\s*\{[^}]*\}")
PROBE = (
    '<style>@font-face { font-family: "Repairctl Sans SC"; src: url("%s/%s"); } p { font-family: "Repairctl Sans SC"; }</style><p>永 8</p>'
)


class About(Struct, frozen=True):
    """What a PDF says of itself: its day, its title, its keywords."""

    day: date
    title: str
    keywords: str = ""


def many(sheets: Iterable[str], about: About) -> bytes:
    """One PDF of sheets in HTML, each from a page of its own on.

    The same bytes in every process. Raises NoPdfEngine, PdfFailed, NotFetched.
    """
    engine, stream = _engine(), BytesIO()
    canvas, shares = engine.PDFCanvas.create_for_stream(stream, engine.PAGE_SIZE_A4), _shares()
    for html in sheets:
        _drawn(engine, canvas, FACE.sub("", html) if shares else html)
    moment = f"{about.day.isoformat()}T00:00:00Z"
    held = {"TITLE": about.title, "CREATOR": "repairctl", "KEYWORDS": about.keywords, "CREATION_DATE": moment, "MODIFICATION_DATE": moment}
    for key, value in held.items():
        canvas.set_metadata(getattr(engine, f"PDF_METADATA_{key}"), value)
    canvas.finish()
    return stream.getvalue()


def _engine() -> Any:
    try:
        import plutoprint
    except ImportError:
        raise NoPdfEngine("") from None
    plutoprint.plutobook_set_fontconfig_path(str(glyphs.FONTS))
    return plutoprint


def _drawn(engine: Any, canvas: Any, html: str) -> None:
    """Draws every page of a sheet, each as large as it says."""
    book, refused = _book(engine, html)
    for page in range(book.get_page_count()):
        canvas.set_size(book.get_page_size_at(page))
        canvas.save_state()
        canvas.scale(engine.UNITS_PX, engine.UNITS_PX)  # a book measures in pixels, a PDF in points
        book.render_page(canvas, page)
        canvas.restore_state()
        canvas.show_page()
    if refused:
        raise NotFetched(refused[0][:80])


def _book(engine: Any, html: str) -> tuple[Any, list[str]]:
    """The sheet, laid out, and what it asked for besides our fonts."""
    refused: list[str] = []

    class OnlyOurFonts(engine.ResourceFetcher):  # type: ignore[misc, name-defined, unused-ignore]
        def fetch_url(self, url: str) -> Any:
            if url.startswith("data:"):
                return super().fetch_url(url)
            if url in FONTS:
                return engine.ResourceData((glyphs.FONTS / FONTS[url]).read_bytes(), "font/ttf")
            refused.append(url)
            return engine.ResourceData(b"", "application/octet-stream")

    book = engine.Book(engine.PAGE_SIZE_A4, engine.PAGE_MARGINS_NONE, engine.MEDIA_TYPE_PRINT)
    book.custom_resource_fetcher = OnlyOurFonts()
    try:
        book.load_html(html, base_url=BASE)
    except engine.Error as error:
        raise PdfFailed(str(error)) from None
    return book, refused


@cache
def _shares() -> bool:
    """Whether the engine finds our fonts by their name: the same bytes come of it as with fonts that a sheet brings along.

    Those are held once for each sheet until the PDF is done, 6 MB a sheet.
    """
    engine = _engine()
    html = PROBE % (glyphs.BESIDE, glyphs.FILES[0])
    own, shared = (_bytes(engine, one) for one in (html, FACE.sub("", html)))
    return own == shared


def _bytes(engine: Any, html: str) -> bytes:
    stream = BytesIO()
    canvas = engine.PDFCanvas.create_for_stream(stream, engine.PAGE_SIZE_A4)
    canvas.set_metadata(engine.PDF_METADATA_CREATION_DATE, "2000-01-01T00:00:00Z")
    _drawn(engine, canvas, html)
    canvas.finish()
    return stream.getvalue()


def version() -> str:
    """The version of the engine; '' where it is not here."""
    try:
        return str(_engine().__version__)
    except NoPdfEngine:
        return ""
