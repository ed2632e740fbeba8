"""What a PDF says: of itself, in its keywords, read without a library; on its pages, where there is one. Knows no engine."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from contextlib import suppress
from io import BytesIO

LARGEST = 1 << 23
_OBJECTS = re.compile(rb"/ObjStm\b[^>]*>>\s*stream\r?\n(.*?)\r?\n?endstream", re.DOTALL)
_KEYWORDS = re.compile(rb"/Keywords\s*(?:\((?P<text>(?:\\.|[^\\)])*)\)|<(?P<hex>[0-9A-Fa-f\s]*)>)", re.DOTALL)
_ESCAPE = re.compile(rb"\\(?:([0-7]{1,3})|(\r\n|.))", re.DOTALL)
_SIGNS = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f", b"\n": b"", b"\r\n": b""}


def keywords(data: bytes) -> str:
    """The keywords of a PDF; '' where it has none, or is none. They may stand in the open, or in a compressed stream of objects."""
    if not data.startswith(b"%PDF-"):
        return ""
    for part in (data, *_unpacked(data)):
        if found := _KEYWORDS.search(part):
            return _text(found)
    return ""


def text(data: bytes) -> str | None:
    """The text of a PDF, as a reader would copy it; None where the library for it is not here, or cannot read it."""
    try:
        from pypdf import PdfReader
        from pypdf.errors import PyPdfError
    except ImportError:
        return None
    try:
        return "\n".join(page.extract_text() for page in PdfReader(BytesIO(data)).pages)
    except (PyPdfError, ValueError, KeyError, TypeError, RecursionError):
        return None


def _unpacked(data: bytes) -> Iterator[bytes]:
    for packed in _OBJECTS.finditer(data):
        with suppress(zlib.error):
            yield zlib.decompressobj().decompress(packed[1], LARGEST)


def _text(found: re.Match[bytes]) -> str:
    if found["hex"] is not None:
        digits = b"".join(found["hex"].split())
        held = bytes.fromhex((digits + b"0" * (len(digits) % 2)).decode())
    else:
        held = _ESCAPE.sub(_sign, found["text"])
    return held[2:].decode("utf-16-be", "replace") if held.startswith(b"\xfe\xff") else held.decode("latin-1")


def _sign(escape: re.Match[bytes]) -> bytes:
    return bytes([int(escape[1], 8) & 255]) if escape[1] else _SIGNS.get(escape[2], escape[2])
