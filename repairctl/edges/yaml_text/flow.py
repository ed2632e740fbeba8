"""What is written in one line with an end of its own: quotes, lists and boxes in brackets. What is not certain is Unsure."""

from __future__ import annotations

import re
from functools import cache
from typing import Generic

from repairctl.edges.yaml_text.faults import DuplicateKey, TooDeep, TooMany
from repairctl.edges.yaml_text.making import Made, Maker

DEEPEST = 40
"""Boxes and lists within each other, in block style and in brackets together."""
MOST_ITEMS, MOST_KEYS = 1_000, 3_000
"""Items of one list, names in one box: a log, a statement, a price list stay far below."""
TAIL = re.compile(r"(?: *| +#.*)$")
SINGLE = r"'(?:[^']|'')*+'"
DOUBLE = r'"(?:[^"\\]|\\.)*+"'
PLAIN = r"(?:[^ \-?:,\[\]{}#&*!|>'\"%@`]|-(?=\w))(?:[^,\[\]{}:#?]++|:(?=[^ ,\[\]{}:#?'\"]))*+"
BLANKS = re.compile(r" *+")
ESCAPE = r"\\(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|(.))"
ESCAPED = {'"': '"', "\\": "\\", "/": "/", "n": "\n", "t": "\t", "r": "\r", "N": "\x85", "L": "\u2028", "P": "\u2029", "_": "\xa0"}
UNFIT = "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff]"
"""What no text may hold, even escaped: it would reach terminals and git as it is."""
LONGEST_KEY = 1000


@cache
def _item() -> re.Pattern[str]:
    """What may stand in brackets; compiled where brackets are met."""
    return re.compile(rf"({SINGLE}|{DOUBLE}|{PLAIN})")


class Unsure(Exception):
    """Not the house style."""


def quoted_text(written: str) -> str:
    """The text between quotes of either sort."""
    inner = written[1:-1]
    if written[0] == "'":
        return inner.replace("''", "'")
    return re.sub(ESCAPE, _unescaped, inner) if "\\" in inner else inner


def _unescaped(found: re.Match[str]) -> str:
    code = found[1] or found[2] or found[3]
    char = ESCAPED.get(found[4]) if not code else chr(int(code, 16)) if int(code, 16) < 0x110000 else None
    if char is None or re.match(UNFIT, char):
        raise Unsure
    return char


class Flow(Generic[Made]):
    """Reads from a place, line and column, on; `at` is behind what has been read."""

    def __init__(self, line: str, place: tuple[int, int], make: Maker[Made], depth: int, path: str) -> None:
        self.line = line
        self.number, self.at = place
        self.make = make
        self.depth = depth
        self.path = path

    def item(self) -> Made:
        first = self.line[self.at : self.at + 1]
        if first == "[":
            return self.rows()
        if first == "{":
            return self.block()
        return self.text()[0]

    def rows(self) -> Made:
        start = self.deeper()
        items: list[Made] = []
        while not self.closes("]", first=not items):
            items.append(self.item())
            if len(items) > MOST_ITEMS:
                raise TooMany(self.path, self.number + 1, MOST_ITEMS)
        return self.make.rows(items, (self.number, start, self.at), "[")

    def block(self) -> Made:
        start = self.deeper()
        pairs: list[tuple[Made, Made]] = []
        seen: set[str] = set()
        while not self.closes("}", first=not pairs):
            pairs.append(self.pair(seen))
            if len(pairs) > MOST_KEYS:
                raise TooMany(self.path, self.number + 1, MOST_KEYS)
        return self.make.block(pairs, (self.number, start, self.at), "{")

    def pair(self, seen: set[str]) -> tuple[Made, Made]:
        start = self.at
        key, text = self.text()
        if self.line[self.at : self.at + 2] != ": " or self.at - start > LONGEST_KEY or text == "<<":
            raise Unsure
        if text in seen:
            raise DuplicateKey(self.path, self.number + 1, text, self.number + 1)
        seen.add(text)
        self.blanks(self.at + 1)
        return key, self.item()

    def text(self) -> tuple[Made, str]:
        found = _item().match(self.line, self.at)
        if found is None:
            raise Unsure
        written = found[0]
        style = written[0] if written[0] in "'\"" else ""
        text = quoted_text(written) if style else written.rstrip(" ")
        start, self.at = self.at, self.at + (len(written) if style else len(text))
        return self.make.text(text, (self.number, start, self.at), style), text

    def deeper(self) -> int:
        """Past the bracket that opens; gives its place."""
        start = self.at
        self.depth += 1
        if self.depth > DEEPEST:
            raise TooDeep(self.path, self.number + 1, DEEPEST)
        self.blanks(start + 1)
        return start

    def closes(self, end: str, *, first: bool) -> bool:
        """Past the comma to the next item, or past the bracket that closes."""
        self.blanks(self.at)
        sign = self.line[self.at : self.at + 1]
        if sign == end:
            self.at += 1
            self.depth -= 1
            return True
        if not first:
            if sign != ",":
                raise Unsure
            self.blanks(self.at + 1)
        return False

    def blanks(self, at: int) -> None:
        found = BLANKS.match(self.line, at)
        self.at = found.end() if found else at
