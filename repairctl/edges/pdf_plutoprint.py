"""HTML into PDF by PlutoPrint, the first choice: it comes with pip alone, needs nothing of the machine and is quick."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Iterator
from functools import cache, partial
from io import BytesIO
from typing import Any

from repairctl.edges import glyphs
from repairctl.edges.pdf_about import About
from repairctl.edges.pdf_refusals import NotFetched, PdfFailed

Made = Callable[[Iterable[str], About], bytes]
BASE = "repairctl:///"
"""What relative addresses of a sheet are relative to: no folder of any machine."""
FONTS = {f"{BASE}{glyphs.BESIDE}/{name}": name for name in glyphs.FILES}
FAMILY, FONT_IN_PDF = "Repairctl Sans SC", b"RepairctlSansSC"
PROBE = f'<p style="font-family: {FAMILY}">永</p>'
OUR_FACES = re.compile(rf'@font-face \{{[^{{}}]*url\("{re.escape(glyphs.BESIDE)}/[\w-]+\.ttf"\)[^{{}}]*\}}')
ROLL = re.compile(r"size: (?P<width>[\d.]+mm) [\d.]+mm /\* as long as the text \*/")
"""How a sheet says that it stands on a roll; a browser takes the height before the remark."""
LONGEST, SLACK = 3000, 6
"""Of a roll, in mm: the page on which it is measured, and what is left free below the text, lest its last line go to a page of its own."""


def installed() -> str:
    """Its version; '' where there is no wheel for this machine."""
    try:
        import plutoprint
    except ImportError:
        return ""
    return str(plutoprint.__version__)


def make(htmls: Iterable[str], about: About) -> bytes:
    """One PDF of the sheets, each from a page of its own on. Raises PdfFailed, NotFetched."""
    made, by_name = _ready()
    if isinstance(htmls, tuple) and len(htmls) == 1 and not by_name:
        data = made((OUR_FACES.sub("", htmls[0]),), about)
        by_name.append(FONT_IN_PDF in data)
        return data if by_name[0] else made(htmls, about)
    if not by_name:
        by_name.append(FONT_IN_PDF in made((PROBE,), about))
    return made((OUR_FACES.sub("", html) for html in htmls) if by_name[0] else htmls, about)


@cache
def _ready() -> tuple[Made, list[bool]]:
    """How sheets are drawn, and whether the engine finds our fonts by their name: nothing until that was tried once."""
    import plutoprint

    _tell_fonts(plutoprint)
    return partial(_made, plutoprint), []


def _made(engine: Any, htmls: Iterable[str], about: About) -> bytes:
    stream = BytesIO()
    canvas = engine.PDFCanvas.create_for_stream(stream, engine.PAGE_SIZE_A4)
    try:
        for key, value in _metadata(engine, about):
            canvas.set_metadata(key, value)
        for html in htmls:
            _draw(engine, canvas, html)
    except engine.Error as error:
        raise PdfFailed(str(error)) from None
    finally:
        canvas.finish()
    return stream.getvalue()


def _draw(engine: Any, canvas: Any, html: str) -> None:
    """Every page of a sheet, each as large as it says. Raises NotFetched."""
    fetcher = _fetcher()()
    if ROLL.search(html):
        html = _of_height(html, _inked(engine, _loaded(engine, _of_height(html, LONGEST), fetcher)) + SLACK)
    sheet = _loaded(engine, html, fetcher)
    for number in range(sheet.get_page_count()):
        canvas.set_size(sheet.get_page_size_at(number))
        canvas.save_state()
        canvas.scale(engine.UNITS_PX, engine.UNITS_PX)
        sheet.render_page(canvas, number)
        canvas.restore_state()
        canvas.show_page()
    if fetcher.refused:
        raise NotFetched(fetcher.refused[0][:80])


def _loaded(engine: Any, html: str, fetcher: Any) -> Any:
    sheet = engine.Book(engine.PAGE_SIZE_A4, engine.PAGE_MARGINS_NONE, engine.MEDIA_TYPE_PRINT)
    sheet.custom_resource_fetcher = fetcher
    sheet.load_html(html, base_url=BASE)
    return sheet


@cache
def _fetcher() -> Any:
    import plutoprint

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

    return OnlyOurFonts


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
    yield engine.PDF_METADATA_TITLE, about.title
    yield engine.PDF_METADATA_CREATOR, "repairctl"
    yield engine.PDF_METADATA_KEYWORDS, about.keywords
    yield engine.PDF_METADATA_CREATION_DATE, about.moment
    yield engine.PDF_METADATA_MODIFICATION_DATE, about.moment


FAMILY, FONT_IN_PDF = "Repairctl Sans SC", b"RepairctlSansSC"
PROBE = f'<p style="font-family: {FAMILY}">永</p>'
OUR_FACES = re.compile(rf'@font-face \{{[^{{}}]*url\("{re.escape(glyphs.BESIDE)}/[\w-]+\.ttf"\)[^{{}}]*\}}')
