"""The plainest house style as a tree that knows no lines: half the work of the scanner, for whoever reads a hundred thousand files.

What is commented, nested in brackets or written on several lines is left to the scanner.
"""

from __future__ import annotations

import re

from repairctl.edges.yaml_text.scanner import LINE, SIGNS
from repairctl.model import Block, Rows, Tree

WORDS = re.compile(r"\[[^\[\]{}#:?'\" ,]+(?:(?:, | )[^\[\]{}#:?'\" ,]+)*\]")
"""`[a, b]`, each word without a sign that means something in brackets."""


def skim(text: str) -> Block | None:
    """The tree of a text with LF line ends, every scalar as it stands; None where the scanner must decide."""
    top = box = Block()
    open_: list[tuple[int, Block | Rows]] = [(0, top)]
    waiting: tuple[Block, str, int] | None = None  # the last name behind which nothing stands, and its column
    for indent, dash, key, rest, other in LINE.findall(text):
        if not key:
            if other:
                return None
            continue
        column = len(indent)
        if dash:
            rows = _list_at(column, waiting, open_)
            if rows is None:
                return None
            column += len(dash)
            box = Block()
            rows.append(box)
            open_.append((column, box))
        elif column != open_[-1][0] or open_[-1][1] is not box:
            found = _box_at(column, waiting, open_)
            if found is None:
                return None
            box = found
        held = _value(rest) if rest else ""
        if held is None or key in box or " " in key:
            return None
        box[key] = held
        waiting = None if rest else (box, key, column)
    return top if top else None


def _value(rest: str) -> str | Rows | None:
    """A word that stands for itself or in single quotes, or a list of plain words; None for anything else."""
    if rest[0] == "'" and len(rest) > 2 and rest.find("'", 1) == len(rest) - 1:
        return rest[1:-1]
    if rest[0] in SIGNS and (rest[0] != "-" or rest[1:2] in ("", " ")):
        words = rest[1:-1].split(", ") if WORDS.fullmatch(rest) else ()
        return Rows(words) if words and not any(word[0] in SIGNS or word[-1] == " " for word in words) else None
    return None if rest[-1] in " :" or " #" in rest or ": " in rest else rest


def _list_at(column: int, waiting: tuple[Block, str, int] | None, open_: list[tuple[int, Block | Rows]]) -> Rows | None:
    """The list to which a dash in a column belongs."""
    if waiting and column >= waiting[2]:
        rows = Rows()
        waiting[0][waiting[1]] = rows
        open_.append((column, rows))
        return rows
    while open_[-1][0] > column:
        open_.pop()
    last = open_[-1]
    return last[1] if last[0] == column and isinstance(last[1], Rows) else None


def _box_at(column: int, waiting: tuple[Block, str, int] | None, open_: list[tuple[int, Block | Rows]]) -> Block | None:
    """The box to which a name in a column belongs."""
    if waiting and column > waiting[2]:
        box = Block()
        waiting[0][waiting[1]] = box
        open_.append((column, box))
        return box
    while open_[-1][0] > column or (open_[-1][0] == column and isinstance(open_[-1][1], Rows)):
        open_.pop()
    last: tuple[int, Tree] = open_[-1]
    return last[1] if last[0] == column and isinstance(last[1], Block) else None
