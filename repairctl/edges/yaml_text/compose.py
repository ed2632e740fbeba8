"""Any YAML 1.2 file as nodes, by ruamel.yaml, which only this file knows. Nothing is expanded, so a bomb costs nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from repairctl.edges.yaml_text import problems
from repairctl.edges.yaml_text.faults import (
    DuplicateKey,
    Empty,
    LargeAndUnusual,
    NotPlain,
    NotYaml,
    StrayCharacter,
    TooDeep,
    TooMany,
    Unmerged,
)
from repairctl.edges.yaml_text.flow import DEEPEST, MOST_ITEMS, MOST_KEYS, UNFIT
from repairctl.edges.yaml_text.nodes import Node
from repairctl.edges.yaml_text.scanner import doubtful_line
from repairctl.errors import say

LARGEST = 1 << 17
MOST = 8_000
"""Characters and events: half a second, most of all. The parser is slow, and no file of an office comes near them."""
HEAD = re.compile(r"[|>][-+0-9]*")
CONFLICT = re.compile(r"^<{7} ", re.MULTILINE)
COLON = re.compile(r" *+:")
OPENINGS = re.compile(rf"(?:[\[{{] *+){{{DEEPEST + 1}}}")


def compose(text: str, path: str) -> Node:
    """The top node of a text of one document with LF line ends.

    Raises NotYaml, NotPlain (anchors, tags, directives, a second document …), DuplicateKey, TooDeep, Empty, LargeAndUnusual.
    """
    composer = _Composer(text, path)
    if len(text) > LARGEST:
        raise LargeAndUnusual(path, doubtful_line(text, path))
    if found := OPENINGS.search(text):  # the parser looks far ahead at these, and slowly
        raise TooDeep(path, text.count("\n", 0, found.start()) + 1, DEEPEST)
    if found := CONFLICT.search(text):
        raise Unmerged(path, text.count("\n", 0, found.start()) + 1)
    for number, event in enumerate(_events(text, path)):
        if number > MOST:
            raise LargeAndUnusual(path, doubtful_line(text, path))
        composer.take(event)
    if composer.top is None:
        raise Empty(path)
    return composer.top


def _events(text: str, path: str) -> Iterator[Any]:
    from ruamel.yaml import YAML
    from ruamel.yaml.error import MarkedYAMLError, YAMLError

    line = 1
    try:
        for event in YAML(typ="safe", pure=True).parse(text):
            line = event.end_mark.line + 1 if event.end_mark else line
            yield event
    except MarkedYAMLError as error:
        context = error.context or ""
        began = error.context_mark if "quoted" in context or "simple key" in context else None
        mark = began or error.problem_mark or error.context_mark
        raise NotYaml(path, (mark.line if mark else 0) + 1, problems.told(f"{context} {error.problem or ''}")) from None
    except YAMLError as error:
        raise NotYaml(path, line, problems.told(str(error))) from None
    except (ValueError, OverflowError):  # a number beyond Unicode
        raise NotYaml(path, line, problems.told("escape sequence")) from None


class _Composer:
    """Takes the parser's events one by one; `open` are the lists and boxes that have not ended."""

    def __init__(self, text: str, path: str) -> None:
        self.lines = text.split("\n")
        self.path = path
        self.open: list[Node] = []
        self.seen: list[dict[str, int]] = []
        self.top: Node | None = None
        self.documents = 0

    def take(self, event: Any) -> None:
        name = type(event).__name__.removesuffix("Event")
        line = event.start_mark.line + 1 if event.start_mark else 1
        if name == "DocumentStart":
            self.document(event, line)
        elif name == "Alias" or getattr(event, "anchor", None):
            raise NotPlain(self.path, line, say("an anchor or alias (& or *)"))
        elif getattr(event, "ctag", None):
            raise NotPlain(self.path, line, say("a tag (!)"))
        elif name == "Scalar":
            self.add(self.text(event))
        elif name in ("SequenceStart", "MappingStart"):
            self.begin(event, line)
        elif name in ("SequenceEnd", "MappingEnd"):
            self.finish(event)

    def document(self, event: Any, line: int) -> None:
        self.documents += 1
        if self.documents > 1:
            raise NotPlain(self.path, line, say("a second document (---)"))
        if event.version or event.tags:
            raise NotPlain(self.path, line, say("a directive (%)"))

    def text(self, event: Any) -> Node:
        start, stop = event.start_mark, event.end_mark
        style, text = event.style or "", str(event.value)
        if unfit := re.search(UNFIT, text):
            raise StrayCharacter(self.path, start.line + 1, ord(unfit[0]))
        if style not in ("|", ">"):
            return Node("text", start.line, start.column, stop.line, stop.column, stop.line, style, text)
        head = HEAD.match(self.lines[start.line], start.column)
        return Node("text", start.line, start.column, start.line, head.end() if head else stop.column, self._last(event), style, text)

    def _last(self, event: Any) -> int:
        """The last line of a block text: blank ones behind it belong to it only where they are kept."""
        last: int = event.end_mark.line - 1
        kept = len(event.value) - len(event.value.rstrip("\n")) > 1
        while not kept and last > event.start_mark.line and not self.lines[last].strip():
            last -= 1
        return last

    def begin(self, event: Any, line: int) -> None:
        if len(self.open) >= DEEPEST:
            raise TooDeep(self.path, line, DEEPEST)
        mark = event.start_mark
        style = self.lines[mark.line][mark.column] if event.flow_style else ""
        kind = "rows" if type(event).__name__ == "SequenceStartEvent" else "block"
        node = Node("rows" if kind == "rows" else "block", mark.line, mark.column, mark.line, mark.column, mark.line, style)
        self.add(node)
        self.open.append(node)
        self.seen.append({})

    def finish(self, event: Any) -> None:
        node = self.open.pop()
        self.seen.pop()
        if node.style:
            node.stop_line = node.last = event.end_mark.line
            node.stop = event.end_mark.column
        else:
            node.last = max((one.last for one in (*node.keys, *node.items)), default=node.line)

    def add(self, node: Node) -> None:
        if not self.open:
            self.top = node
            return
        parent = self.open[-1]
        most = MOST_KEYS if parent.kind == "block" else MOST_ITEMS
        if len(parent.items) >= most:
            raise TooMany(self.path, node.line + 1, most)
        if parent.kind == "block" and len(parent.keys) == len(parent.items):
            self.key(parent, node)
            return
        if parent.kind == "block" and node.kind == "text" and not node.text and not node.style:
            self.behind_colon(parent.keys[-1], node)
        parent.items.append(node)

    def behind_colon(self, key: Node, node: Node) -> None:
        """Nothing stands right behind the colon of its key; the parser sometimes says, where the next thing begins."""
        if colon := COLON.match(self.lines[key.stop_line], key.stop):
            node.line = node.stop_line = node.last = key.stop_line
            node.column = node.stop = colon.end()

    def key(self, parent: Node, node: Node) -> None:
        if node.kind != "text":
            raise NotPlain(self.path, node.line + 1, say("a list or box as a name"))
        if node.text == "<<" and not node.style:
            raise NotPlain(self.path, node.line + 1, say("a merge key (<<)"))
        seen = self.seen[-1]
        if node.text in seen:
            raise DuplicateKey(self.path, node.line + 1, node.text, seen[node.text])
        seen[node.text] = node.line + 1
        parent.keys.append(node)
