"""The HTML of a sheet as blocks of text and tables, for those who want no layout: plain text, a Word document. Knows no template."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import TypeAlias

from msgspec import Struct, field

UNSEEN = ("style", "script", "svg", "title", "head")
BLOCKS = ("p", "div", "li", "h1", "h2", "h3", "ol", "ul", "body", "section", "br", "footer", "header")
HEADS = ("h1", "h2", "h3")


class Text(Struct):
    """A paragraph; `head`: it is a title."""

    text: str = ""
    head: bool = False


class Cell(Struct):
    """What stands in a cell, over how many columns it goes; `head`: it names a column."""

    blocks: list[Block] = field(default_factory=list)
    columns: int = 1
    head: bool = False


class Table(Struct):
    """Rows of cells."""

    rows: list[list[Cell]] = field(default_factory=list)


Block: TypeAlias = Text | Table


def blocks(html: str) -> list[Block]:
    """What a reader sees, in its order: what is empty is left out."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return _filled(reader.body)


def words(some: list[Block]) -> str:
    """The text of blocks, a line each."""
    found = (
        one.text if isinstance(one, Text) else "\n".join(" ".join(words(cell.blocks) for cell in row) for row in one.rows) for one in some
    )
    return "\n".join(filter(None, found))


def _filled(some: list[Block]) -> list[Block]:
    kept: list[Block] = []
    for one in some:
        if isinstance(one, Table):
            for cell in (cell for row in one.rows for cell in row):
                cell.blocks = _filled(cell.blocks)
            one.rows = [row for row in one.rows if any(cell.blocks for cell in row)]
            kept += [one] if one.rows else []
        else:
            one.text = " ".join(re.split("[ \n\r\t]+", one.text)).strip(" ")  # wide blanks stay
            kept += [one] if one.text else []
    return kept


class _Reader(HTMLParser):
    """Follows the tags; `places` are the lists of blocks that are open, the innermost last."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.body: list[Block] = []
        self.places: list[list[Block]] = [self.body]
        self.tables: list[Table] = []
        self.unseen = 0
        self.head = False
        self.fresh = True

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in UNSEEN:
            self.unseen += 1
        elif tag == "table":
            self.tables.append(Table())
            self.places[-1].append(self.tables[-1])
        elif tag == "tr" and self.tables:
            self.tables[-1].rows.append([])
        elif tag in ("td", "th") and self.tables and self.tables[-1].rows:
            self._cell(tag, dict(attrs))
        self._border(tag)

    def _cell(self, tag: str, attrs: dict[str, str | None]) -> None:
        wide = str(attrs.get("colspan") or "1")
        cell = Cell([], int(wide) if wide.isdecimal() else 1, tag == "th")
        self.tables[-1].rows[-1].append(cell)
        self.places.append(cell.blocks)

    def handle_endtag(self, tag: str) -> None:
        if tag in UNSEEN:
            self.unseen = max(0, self.unseen - 1)
        elif tag == "table" and self.tables:
            self.tables.pop()
        elif tag in ("td", "th") and len(self.places) > 1:
            self.places.pop()
        self._border(tag)

    def _border(self, tag: str) -> None:
        self.fresh = self.fresh or tag in (*BLOCKS, "table", "tr", "td", "th")
        self.head = tag in HEADS and not self.head

    def handle_data(self, data: str) -> None:
        if self.unseen or not (data.strip() or not self.fresh):
            return
        if self.fresh or not self.places[-1] or not isinstance(self.places[-1][-1], Text):
            self.places[-1].append(Text("", self.head))
            self.fresh = False
        last = self.places[-1][-1]
        assert isinstance(last, Text)
        last.text += data
