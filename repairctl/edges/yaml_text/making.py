"""What a reader makes of what it has read: a bare tree, or nodes that know their places. The strict reader works for either."""

from __future__ import annotations

from typing import Protocol, TypeVar

from repairctl.edges.yaml_text.nodes import Node
from repairctl.model import Block, Rows, Scalar, Tree

Made = TypeVar("Made")
_SCALAR = str.__new__  # a fifth of a file's reading time less than Scalar(...)
Span = tuple[int, int, int]
"""Line, column and the column behind it, from 0."""


class Maker(Protocol[Made]):
    """Makes texts, lists and boxes. `style` is the quote, | or > or the bracket; '' = plain, or block style."""

    def text(self, text: str, span: Span, style: str = "", last: int = 0) -> Made: ...
    def pair(self, key: str, text: str, span: Span) -> tuple[Made, Made]: ...
    def rows(self, items: list[Made], span: Span, style: str = "") -> Made: ...
    def block(self, pairs: list[tuple[Made, Made]], span: Span, style: str = "") -> Made: ...


class Trees:
    """Makes the text tree."""

    def text(self, text: str, span: Span, style: str = "", last: int = 0) -> Tree:
        made = _SCALAR(Scalar, text)
        made.line, made.quoted = span[0] + 1, style != ""
        return made

    def pair(self, key: str, text: str, span: Span) -> tuple[Tree, Tree]:
        """A plain name where the span begins and a plain word where it ends."""
        name, word = _SCALAR(Scalar, key), _SCALAR(Scalar, text)
        name.line = word.line = span[0] + 1
        name.quoted = word.quoted = False
        return name, word

    def rows(self, items: list[Tree], span: Span, style: str = "") -> Tree:
        return Rows(items, span[0] + 1)

    def block(self, pairs: list[tuple[Tree, Tree]], span: Span, style: str = "") -> Tree:
        return Block(pairs, span[0] + 1)  # type: ignore[arg-type]  # the keys are texts


class Nodes:
    """Makes nodes. `last` is the last line of a block text."""

    def text(self, text: str, span: Span, style: str = "", last: int = 0) -> Node:
        line, column, stop = span
        return Node("text", line, column, line, stop, last or line, style, text)

    def pair(self, key: str, text: str, span: Span) -> tuple[Node, Node]:
        line, column, stop = span
        return self.text(key, (line, column, column + len(key))), self.text(text, (line, stop - len(text), stop))

    def rows(self, items: list[Node], span: Span, style: str = "") -> Node:
        line, column, stop = span
        return Node("rows", line, column, line, stop, max((one.last for one in items), default=line), style, items=items)

    def block(self, pairs: list[tuple[Node, Node]], span: Span, style: str = "") -> Node:
        line, column, stop = span
        keys, items = [key for key, _ in pairs], [item for _, item in pairs]
        return Node("block", line, column, line, stop, max((one.last for one in items), default=line), style, keys=keys, items=items)
