"""A strict reader of the house style, quick and without a library. What it does not know for certain it leaves to the other reader."""

from __future__ import annotations

import re
from typing import Generic

from repairctl.edges.yaml_text.blocks import HEAD, block_text
from repairctl.edges.yaml_text.faults import DuplicateKey, Empty, FileFault, TooDeep, TooLong, TooMany
from repairctl.edges.yaml_text.flow import DEEPEST, MOST_ITEMS, MOST_KEYS, TAIL, Flow, Unsure, quoted_text
from repairctl.edges.yaml_text.making import Made, Maker, Nodes, Trees
from repairctl.edges.yaml_text.nodes import Node
from repairctl.edges.yaml_text.sources import LONGEST
from repairctl.model import Block

# Possessive throughout, so that no line, however long, is tried twice. A name of more than 1024 characters is none in YAML.
LINE = re.compile(r"^(?:( *+)((?:- ++)?+)(?!\.\.\.)([^ \-?:,\[\]{}#&*!|>'\"%@`<\n][^:\n]{0,999}+):(?: ++(.*+))?|(.*+))$", re.M)
"""Each line: its blanks, its dash, a plain name and what stands behind it; or all of it, where it begins otherwise."""
QUOTED_ENTRY = re.compile(r"('(?:[^']|''){0,499}+'|\"(?:[^\"\\]|\\.){0,499}+\"):(?: ++(.*+))?$")
OPENS = re.compile(r"---(?: *| +#.*)$")
SIGNS = frozenset("-?:,[]{}#&*!|>'\"%@`")


def scan(text: str, path: str) -> Block | None:
    """The tree of a text with LF line ends; None where the other reader must decide. Raises DuplicateKey, TooDeep, Empty."""
    try:
        tree = _Scanner(text, path, Trees()).document()
    except Unsure:
        return None
    return tree if isinstance(tree, Block) else None


def placed(text: str, path: str) -> Node | None:
    """The same as nodes that know their places."""
    try:
        return _Scanner(text, path, Nodes()).document()
    except Unsure:
        return None


def doubtful_line(text: str, path: str) -> int:
    """The first line, from 1, that is not the house style; 1 where all are."""
    scanner = _Scanner(text, path, Nodes())
    try:
        scanner.document()
    except (Unsure, FileFault):
        return scanner.at + 1
    return 1


class _Scanner(Generic[Made]):
    """Reads line by line. `at` is the line it looks at: `column` where it begins, `dash` with the blanks behind it, then
    `key` (and, if it is quoted, its `style` and `width`) and `rest`, or no key and `rest`. Behind the last line `column` is -1.
    """

    def __init__(self, text: str, path: str, make: Maker[Made]) -> None:
        self.lines = text.split("\n")[:-1]
        self.tokens = LINE.findall(text)[: len(self.lines)]
        self.path = path
        self.make = make
        self.depth = 0
        self.at = 0
        self.column = -1
        self.dash = ""
        self.key: str | None = None
        self.style = ""
        self.width = 0
        self.rest: str | None = None

    def document(self) -> Made:
        self.go(0)
        if self.column < 0:
            raise Empty(self.path)
        if self.column == 0 and OPENS.match(self.lines[self.at]):
            self.go(self.at + 1)
        if self.column != 0 or self.dash:
            raise Unsure
        made = self.block(0)
        if self.column >= 0:
            raise Unsure
        return made

    def go(self, at: int) -> None:
        """To the next line from `at` on that is neither blank nor a comment."""
        tokens = self.tokens
        for here in range(at, len(tokens)):
            indent, dash, key, rest, other = tokens[here]
            if key:
                self.at, self.column, self.dash, self.key, self.rest, self.style = here, len(indent), dash, key, rest, ""
                return
            content = other.lstrip(" ")
            if content and content[0] != "#":
                self.at, self.column = here, len(other) - len(content)
                self.odd(content)
                return
        self.at, self.column, self.dash, self.key = len(tokens), -1, "", None

    def odd(self, content: str) -> None:
        """A line that does not begin with a plain name, or with a dash and one."""
        after = content[1:].lstrip(" ") if content == "-" or content.startswith("- ") else content
        self.dash = content[: len(content) - len(after)]
        self.key, self.rest, self.style = None, after, ""
        if after and after[0] in "'\"" and (found := QUOTED_ENTRY.match(after)):
            self.key, self.rest = quoted_text(found[1]), found[2]
            self.style, self.width = after[0], len(found[1])

    def below(self) -> Made:
        return self.rows(self.column) if self.dash else self.block(self.column)

    def deeper(self) -> None:
        self.depth += 1
        if self.depth > DEEPEST:
            raise TooDeep(self.path, self.at + 1, DEEPEST)

    def block(self, column: int) -> Made:
        self.deeper()
        first = self.at
        pairs: list[tuple[Made, Made]] = []
        seen: dict[str, int] = {}
        while self.column == column and not self.dash:
            if len(pairs) == MOST_KEYS:
                raise TooMany(self.path, self.at + 1, MOST_KEYS)
            if not self.simple(column, pairs, seen):
                pairs.append(self.entry(column, seen))
        if self.column > column:
            raise Unsure
        self.depth -= 1
        return self.make.block(pairs, (first, column, column))

    def simple(self, column: int, pairs: list[tuple[Made, Made]], seen: dict[str, int]) -> bool:
        """Plain words behind plain names, one to a line, as nine lines of ten are: all up to the next line of another sort. Whether any."""
        key, rest, at, tokens, pair = self.key, self.rest, self.at, self.tokens, self.make.pair
        if not key or self.style:
            return False
        for here in range(at, min(len(tokens), at + MOST_KEYS - len(pairs))):
            if here > at:
                indent, dash, key, rest, _ = tokens[here]
                if dash or not key or len(indent) != column:
                    break
            if not rest or rest[0] in SIGNS or key in seen or " " in key or rest[-1] in " :" or " #" in rest or ": " in rest:
                break
            seen[key] = here
            pairs.append(pair(key, rest, (here, column, len(self.lines[here]))))
        else:
            here += 1
        self.go(here)
        return here > at

    def entry(self, column: int, seen: dict[str, int]) -> tuple[Made, Made]:
        key, at = self.key, self.at
        if key is None or (not self.style and (key[-1] == " " or " #" in key)):
            raise Unsure
        if key in seen:
            raise DuplicateKey(self.path, at + 1, key, seen[key] + 1)
        seen[key] = at
        colon = column + (self.width if self.style else len(key))
        made = self.make.text(key, (at, column, colon), self.style)
        return made, self.value(column, colon + 1, by_key=True)

    def rows(self, column: int) -> Made:
        self.deeper()
        first = self.at
        items: list[Made] = []
        while self.column == column and self.dash:
            if len(items) == MOST_ITEMS:
                raise TooMany(self.path, self.at + 1, MOST_ITEMS)
            if self.key is None:
                items.append(self.value(column, column + 1, by_key=False))
            else:
                self.column, self.dash = column + len(self.dash), ""
                items.append(self.block(self.column))
        if self.column > column:
            raise Unsure
        self.depth -= 1
        return self.make.rows(items, (first, column, column))

    def value(self, column: int, behind: int, *, by_key: bool) -> Made:
        """What stands behind a colon or dash in `column`; a list may begin right under its key."""
        at, rest = self.at, self.rest
        if not rest or rest[0] == "#":
            self.go(at + 1)
            if self.column > column or (by_key and self.column == column and self.dash):
                return self.below()
            return self.make.text("", (at, behind, behind))
        if rest[0] in "|>":
            return self.long(column)
        made = self.inline(rest)
        self.go(at + 1)
        return made

    def inline(self, rest: str) -> Made:
        first, at = rest[0], self.at
        start = len(self.lines[at]) - len(rest)
        if first in SIGNS:
            if first in "[{'\"":
                return self.closed(start)
            if first != "-" or rest[1:2] in ("", " "):
                raise Unsure
        cut = rest.find(" #")
        plain = (rest if cut < 0 else rest[:cut]).rstrip(" ")
        if ": " in plain or plain[-1] == ":":
            raise Unsure
        return self.make.text(plain, (at, start, start + len(plain)))

    def closed(self, start: int) -> Made:
        """What has an end of its own: quotes, brackets."""
        flow = Flow(self.lines[self.at], (self.at, start), self.make, self.depth, self.path)
        made = flow.item()
        if not TAIL.match(self.lines[self.at], flow.at):
            raise Unsure
        return made

    def long(self, column: int) -> Made:
        at, line = self.at, self.lines[self.at]
        start = len(line) - len(self.rest or "")
        head = HEAD.match(line, start)
        if head is None:
            raise Unsure
        text, stop = block_text(self.lines, at + 1, column, head)
        if len(text) > LONGEST:
            raise TooLong(self.path, at + 1, len(text), LONGEST)
        self.go(stop)
        return self.make.text(text, (at, start, head.end("sign")), head["sign"][0], last=stop - 1)
