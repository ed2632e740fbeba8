"""Pages of a PDF as pictures, one each; the only place that knows the library for it, which not every machine has."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from typing import Any

from repairctl.errors import RepairError, say

INCH_POINTS, DOTS = 72, 150
"""A picture has 150 dots an inch: an A4 page is 1240 x 1754."""


class NoPictures(RepairError):
    """The library is not here."""

    exit_code = 4

    def __init__(self) -> None:
        super().__init__(
            say("There is nothing here that makes pictures of a PDF."),
            say("Install it: pip install pypdfium2 pillow; or print to PDF: --to pdf"),
        )


def pictures(data: bytes) -> Iterator[bytes]:
    """The PNG of every page. Raises NoPictures."""
    book = _library().PdfDocument(data)
    try:
        for page in book:
            stream = BytesIO()
            page.render(scale=DOTS / INCH_POINTS).to_pil().save(stream, "PNG", optimize=True)
            yield stream.getvalue()
    finally:
        book.close()


def _library() -> Any:
    try:
        import PIL
        import pypdfium2
    except ImportError:
        raise NoPictures from None
    assert PIL
    return pypdfium2
