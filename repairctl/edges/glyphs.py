"""The shipped font: where it lies, and which characters it has, read from the font itself. Knows no document."""

from __future__ import annotations

import struct
from functools import cache
from pathlib import Path

FONTS = Path(__file__).resolve().parent.parent / "fonts"
FILES = ("RepairctlSansSC-Regular.ttf", "RepairctlSansSC-Bold.ttf")
BESIDE = "repairctl-fonts"
"""The folder beside a printed sheet in which a browser finds the fonts; a sheet names no folder of this machine."""
WITHOUT_GLYPH = frozenset("\n\r\t")


@cache
def coverage() -> frozenset[int]:
    """The code points of the font, from its `cmap` (format 12 where there is one, else 4)."""
    data = _cmap()
    count = struct.unpack_from(">H", data, 2)[0]
    starts = (struct.unpack_from(">L", data, 8 + 8 * number)[0] for number in range(count))
    shapes = {struct.unpack_from(">H", data, start)[0]: start for start in starts}
    return frozenset(_groups(data, shapes[12]) if 12 in shapes else _segments(data, shapes[4]))


def _cmap() -> bytes:
    """The `cmap` table; the outlines, which are the most of the file, are not read."""
    with (FONTS / FILES[0]).open("rb") as file:
        tables = struct.unpack(">4xH6x", file.read(12))[0]
        records = struct.iter_unpack(">4sLLL", file.read(16 * tables))
        offset, length = next((offset, length) for tag, _, offset, length in records if tag == b"cmap")
        file.seek(offset)
        return file.read(length)


def lacking(text: str) -> tuple[str, ...]:
    """The characters of a text that the font cannot show, in their order."""
    covered = coverage()
    return tuple(dict.fromkeys(char for char in text if ord(char) not in covered and char not in WITHOUT_GLYPH))


def _groups(data: bytes, start: int) -> set[int]:
    count = struct.unpack_from(">L", data, start + 12)[0]
    found: set[int] = set()
    for first, last, _ in struct.iter_unpack(">LLL", data[start + 16 : start + 16 + 12 * count]):
        found.update(range(first, last + 1))
    return found


def _segments(data: bytes, start: int) -> set[int]:
    segments = struct.unpack_from(">H", data, start + 6)[0] // 2
    lasts = struct.unpack_from(f">{segments}H", data, start + 14)
    firsts = struct.unpack_from(f">{segments}H", data, start + 16 + 2 * segments)
    return {code for first, last in zip(firsts, lasts, strict=True) if first != 0xFFFF for code in range(first, last + 1)}
