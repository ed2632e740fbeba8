"""Blocks of a sheet as plain text for a chat: 80 cells wide, labels with their values, columns under each other. Knows no template."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence

from repairctl.edges.html_parts import Block, Cell, Table, Text, words

WIDTH = 80
GAP = "  "


def text(some: Sequence[Block]) -> str:
    """What the page says, its lines at most 80 cells wide where a word allows it, blocks with an empty line between."""
    return "\n\n".join(part for one in some if (part := "\n".join(_lines(one)))) + "\n"


def _lines(one: Block) -> Iterator[str]:
    if isinstance(one, Text):
        yield from _folded(one.text, WIDTH)
    elif any(cell.head for row in one.rows for cell in row) or all(_short(row) for row in one.rows):
        yield from _columns(one)
    else:
        for row in one.rows:
            for cell in row:
                for line in words(cell.blocks).splitlines():
                    yield from _folded(line, WIDTH)


def _short(row: Sequence[Cell]) -> bool:
    """Whether its cells are of one line each, as in labels and values."""
    return all("\n" not in words(cell.blocks) for cell in row)


def _columns(table: Table) -> Iterator[str]:
    rows = [[words(cell.blocks).replace("\n", " ") for cell in row] for row in table.rows]
    many = max(map(len, rows))
    widths = [max((cells(row[number]) for row in rows if number < len(row) == many), default=0) for number in range(many)]
    if sum(widths) + len(GAP) * (many - 1) <= WIDTH:
        for row in rows:
            told = [_padded(one, width) for one, width in zip(row, widths, strict=False)]
            yield from _folded(GAP.join(told).rstrip(), WIDTH)
    else:
        for row in rows:
            yield from _folded(GAP.join(filter(None, row)), WIDTH)


def _padded(one: str, width: int) -> str:
    """Figures to the right, words to the left."""
    room = " " * max(0, width - cells(one))
    return room + one if one.replace(",", "").replace(".", "").lstrip("−¥ ").isdecimal() else one + room


def _folded(line: str, width: int) -> Iterator[str]:
    """The line in parts that fit: broken at a blank where one is near the end, else wherever it is full."""
    line = line.rstrip()
    while cells(line) > width:
        cut = next(n for n in range(len(line), 0, -1) if cells(line[:n]) <= width)
        blank = line.rfind(" ", cut // 2, cut + 1)
        cut = blank if blank > 0 else cut
        yield line[:cut].rstrip()
        line = line[cut:].lstrip()
    yield line


def cells(one: str) -> int:
    """How wide a text stands on a screen."""
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in one)
