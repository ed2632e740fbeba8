"""What stands where in a file: the tree of its texts together with their places, for whoever changes it."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct, field

from repairctl.model import Block, Rows, Scalar, Tree


class Node(Struct):
    """A text, list or box. Lines and columns count from 0. From `line`, `column` to `stop_line`, `stop` stands what is written in one
    piece: a plain or quoted text, a list or box in brackets, the head of a block text. `last` is the last line that belongs to it.
    """

    kind: Literal["text", "rows", "block"]
    line: int
    column: int
    stop_line: int
    stop: int
    last: int
    style: str = ""  # of a text: its quote, | or >; of a list or box: the bracket; '' = plain or block style
    text: str = ""
    keys: list[Node] = field(default_factory=list)
    items: list[Node] = field(default_factory=list)

    def find(self, key: str | int) -> Node | None:
        """The value of a key, the item at a number; None where there is none."""
        place = self.place(key)
        return None if place < 0 else self.items[place]

    def place(self, key: str | int) -> int:
        """The position of a key or item; -1 where there is none."""
        if self.kind == "rows" and isinstance(key, int):
            return key if 0 <= key < len(self.items) else -1
        return next((place for place, one in enumerate(self.keys) if one.text == key), -1)

    @property
    def is_empty(self) -> bool:
        """Nothing to lose: no text, `[]` or `{}`."""
        return not self.items and not self.text

    def tree(self) -> Tree:
        """The text tree, with lines from 1."""
        if self.kind == "text":
            return Scalar(self.text, self.line + 1, quoted=bool(self.style))
        if self.kind == "rows":
            return Rows([one.tree() for one in self.items], self.line + 1)
        pairs = zip(self.keys, self.items, strict=True)
        return Block([(Scalar(key.text, key.line + 1, bool(key.style)), one.tree()) for key, one in pairs], self.line + 1)
