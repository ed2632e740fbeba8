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
    data = (FONTS / FILES[0]).read_bytes()
    tables = struct.unpack_from(">H", data, 4)[0]
    records = [struct.unpack_from(">4sLLL", data, 12 + 16 * number) for number in range(tables)]
    cmap = next(offset for tag, _, offset, _ in records if tag == b"cmap")
    count = struct.unpack_from(">H", data, cmap + 2)[0]
    found: set[int] = set()
    for number in range(count):
        start = cmap + struct.unpack_from(">L", data, cmap + 8 + 8 * number)[0]
        shape = struct.unpack_from(">H", data, start)[0]
        if shape == 12:
            found |= _groups(data, start)
        elif shape == 4:
            found |= _segments(data, start)
    return frozenset(found)


def lacking(text: str) -> tuple[str, ...]:
    """The characters of a text that the font cannot show, in their order."""
    covered = coverage()
    return tuple(dict.fromkeys(char for char in text if ord(char) not in covered and char not in WITHOUT_GLYPH))


def _groups(data: bytes, start: int) -> set[int]:
    count = struct.unpack_from(">L", data, start + 12)[0]
    groups = (struct.unpack_from(">LLL", data, start + 16 + 12 * number) for number in range(count))
    return {code for first, last, _ in groups for code in range(first, last + 1)}


def _segments(data: bytes, start: int) -> set[int]:
    segments = struct.unpack_from(">H", data, start + 6)[0] // 2
    lasts = struct.unpack_from(f">{segments}H", data, start + 14)
    firsts = struct.unpack_from(f">{segments}H", data, start + 16 + 2 * segments)
    return {code for first, last in zip(firsts, lasts, strict=True) if first != 0xFFFF for code in range(first, last + 1)}
