"""A strict reader of the house style, quick and without a library: what it does not know for certain it leaves to the other reader."""

from __future__ import annotations

import re

from repairctl.edges.yaml_faults import DuplicateKey, TooDeep
from repairctl.model import Block, Rows, Scalar, Tree

DEEPEST = 40
KEY = re.compile(r"([^\W\d][\w./-]*|\d[\w-]*[^\W\d][\w-]*):(?:\x20+(.*))?$")
STARTS = frozenset("&*!%@`?|>\"'[]{},#-:")
SINGLE = re.compile(r"'((?:[^']|'')*)'\x20*(?:#.*)?$")
DOUBLE = re.compile(r'"((?:[^"\\]|\\["\\/nt])*)"\x20*(?:#.*)?$')
LITERAL = re.compile(r"\|(-?)\x20*(?:\x20#.*)?$")
FLOW_PLAIN = re.compile(r"[^\s\-?:,\[\]{}#&*!|>'\"%@`][^,\[\]{}#:\"'&*!]*(?::[^\s,\[\]{}#:\"'&*!]+)*|-[\w.][^,\[\]{}#:\"'&*!]*")
UNESCAPED = {'\\"': '"', "\\\\": "\\", "\\/": "/", "\\n": "\n", "\\t": "\t"}


class Unsure(Exception):
    """Not the house style."""


def scan(text: str, path: str) -> Tree | None:
    """The tree of a text in the house style; None where the other reader must decide. Raises DuplicateKey, TooDeep."""
    if "\t" in text or "\x85" in text or "\u2028" in text or "\u2029" in text or "\ufeff" in text:
        return None
    lines = [line.removesuffix("\r") for line in text.split("\n")]
    if any("\r" in line for line in lines):
        return None
    scanner = _Scanner(lines, path)
    try:
        return scanner.document()
    except Unsure:
        return None


class _Scanner:
    """Reads line by line; `at` is the next line that means something."""

    def __init__(self, lines: list[str], path: str) -> None:
        self.lines = lines
        self.path = path
        self.at = 0
        self.indent = -1
        self.content = ""
        self.depth = 0
        self._settle()

    def document(self) -> Tree:
        if self.indent != 0 or self.content.startswith(("---", "...", "%")):
            raise Unsure
        tree = self.mapping(0)
        if self.at < len(self.lines):
            raise Unsure
        return tree

    def _settle(self) -> None:
        lines, at = self.lines, self.at
        while at < len(lines):
            content = lines[at].lstrip(" ")
            if content and content[0] != "#":
                self.indent, self.content, self.at = len(lines[at]) - len(content), content.rstrip(" "), at
                return
            at += 1
        self.at, self.indent, self.content = at, -1, ""

    def _next(self) -> None:
        self.at += 1
        self._settle()

    def block(self, indent: int) -> Tree:
        self.depth += 1
        if self.depth > DEEPEST:
            raise TooDeep(self.path, self.at + 1, DEEPEST)
        tree = self.sequence(indent) if self._dash() else self.mapping(indent)
        self.depth -= 1
        return tree

    def _dash(self) -> bool:
        return self.content == "-" or self.content.startswith("- ")

    def mapping(self, indent: int) -> Block:
        block = Block(line=self.at + 1)
        seen: dict[str, int] = {}
        while self.indent == indent and not self._dash():
            if self.content.startswith(("---", "...")):
                raise Unsure
            found = KEY.match(self.content)
            if found is None:
                raise Unsure
            line, key = self.at + 1, found[1]
            if key in seen:
                raise DuplicateKey(self.path, line, key, seen[key])
            seen[key] = line
            block[Scalar(key, line)] = self.value(found[2] or "", indent, line)
        if self.indent > indent:
            raise Unsure
        return block

    def sequence(self, indent: int) -> Rows:
        rows = Rows(line=self.at + 1)
        while self.indent == indent and self._dash():
            line = self.at + 1
            rest = self.content[1:].lstrip(" ")
            if rest and KEY.match(rest):
                self.indent = indent + len(self.content) - len(rest)
                self.content = rest
                rows.append(self.block(self.indent))
            elif rest.startswith("- ") or rest == "-":
                raise Unsure
            else:
                rows.append(self.value(rest, indent, line, dash=True))
        if self.indent > indent:
            raise Unsure
        return rows

    def value(self, text: str, indent: int, line: int, dash: bool = False) -> Tree:
        first = text[:1]
        if first == "" or first == "#":
            self._next()
            if self.indent > indent or (self.indent == indent and not dash and self._dash()):
                return self.block(self.indent)
            return Scalar("", line)
        if first == "|":
            return self.literal(text, indent, line)
        tree = self.inline(text, line)
        self._next()
        if self.indent > indent:
            raise Unsure
        return tree

    def inline(self, text: str, line: int) -> Tree:
        first = text[0]
        if first in "[{":
            return _Flow(text, line).whole()
        if first == "'":
            found = SINGLE.match(text)
            if found is None:
                raise Unsure
            return Scalar(found[1].replace("''", "'"), line, quoted=True)
        if first == '"':
            found = DOUBLE.match(text)
            if found is None:
                raise Unsure
            return Scalar(_unescaped(found[1]), line, quoted=True)
        if first in STARTS and not (first in "-:?" and len(text) > 1 and text[1] not in " #"):
            raise Unsure
        cut = text.find(" #")
        plain = (text if cut < 0 else text[:cut]).rstrip(" ")
        if ": " in plain or plain.endswith(":"):
            raise Unsure
        return Scalar(plain, line)

    def literal(self, text: str, indent: int, line: int) -> Scalar:
        head = LITERAL.match(text)
        if head is None:
            raise Unsure
        kept: list[str] = []
        width, at = 0, self.at + 1
        while at < len(self.lines):
            raw = self.lines[at]
            blank = not raw.strip(" ")
            depth = len(raw) - len(raw.lstrip(" "))
            if not blank and not width:
                if depth <= indent:
                    break
                width = depth
            if not blank and depth < width:
                break
            if blank and (not width or len(raw) > width):
                raise Unsure
            kept.append("" if blank else raw[width:])
            at += 1
        while kept and kept[-1] == "":
            kept.pop()
        if not kept:
            raise Unsure
        self.at = at
        self._settle()
        if self.at == at and self.indent > indent:
            raise Unsure
        return Scalar("\n".join(kept) + ("" if head[1] else "\n"), line, quoted=True)


class _Flow:
    """A list or box in one line."""

    def __init__(self, text: str, line: int) -> None:
        self.text = text
        self.line = line
        self.at = 0
        self.depth = 0

    def whole(self) -> Tree:
        tree = self.item()
        rest = self.text[self.at :]
        if rest and not re.match(r" *( #.*)?$", rest):
            raise Unsure
        return tree

    def item(self) -> Tree:
        self._blank()
        first = self.text[self.at : self.at + 1]
        if first == "[":
            return self.listed()
        if first == "{":
            return self.boxed()
        return self.scalar()

    def listed(self) -> Rows:
        self._down()
        rows = Rows(line=self.line)
        while not self._ends("]"):
            rows.append(self.item())
            self._separated("]")
        return rows

    def boxed(self) -> Block:
        self._down()
        block = Block(line=self.line)
        while not self._ends("}"):
            key = self.scalar()
            if self.text[self.at : self.at + 2] != ": " or key in block or key.quoted:
                raise Unsure
            self.at += 2
            block[key] = self.item()
            self._separated("}")
        return block

    def scalar(self) -> Scalar:
        self._blank()
        quote = self.text[self.at : self.at + 1]
        if quote in ("'", '"'):
            pattern = r"'((?:[^']|'')*)'" if quote == "'" else r'"((?:[^"\\]|\\["\\/nt])*)"'
            found = re.compile(pattern).match(self.text, self.at)
            if found is None:
                raise Unsure
            self.at = found.end()
            return Scalar(found[1].replace("''", "'") if quote == "'" else _unescaped(found[1]), self.line, quoted=True)
        plain = FLOW_PLAIN.match(self.text, self.at)
        if plain is None:
            raise Unsure
        self.at = plain.end()
        return Scalar(plain[0].rstrip(" "), self.line)

    def _down(self) -> None:
        self.at += 1
        self.depth += 1
        if self.depth > DEEPEST:
            raise Unsure

    def _ends(self, end: str) -> bool:
        self._blank()
        if self.text[self.at : self.at + 1] != end:
            return False
        self.at += 1
        self.depth -= 1
        return True

    def _separated(self, end: str) -> None:
        self._blank()
        if self.text[self.at : self.at + 1] == ",":
            self.at += 1
            self._blank()
            if self.text[self.at : self.at + 1] in (end, ",", ""):
                raise Unsure
        elif self.text[self.at : self.at + 1] != end:
            raise Unsure

    def _blank(self) -> None:
        while self.text[self.at : self.at + 1] == " ":
            self.at += 1


def _unescaped(text: str) -> str:
    return re.sub(r'\\["\\/nt]', lambda found: UNESCAPED[found[0]], text) if "\\" in text else text
