"""Trees as text in the house style: block style, two blanks to a box, dashes under their key. Knows no file and reads nothing."""

from __future__ import annotations

from itertools import pairwise

from repairctl.edges.yaml_text.scalars import UNWRITABLE, is_flow_word, key_text, scalar_text
from repairctl.model import Bare, Block, Rows, Tree

LONGEST_ROW = 100


def emit(tree: Block) -> str:
    """The text of a new file: a blank line between boxes, and between the entries of a list of boxes at the top."""
    if not tree:
        return "{}\n"
    parts = [entry_lines(key, value, 0, apart=True) for key, value in tree.items()]
    text = "\n".join(parts[0])
    for before, part in pairwise(parts):
        text += ("\n\n" if len(before) > 1 or len(part) > 1 else "\n") + "\n".join(part)
    return text + "\n"


def entry_lines(key: str, value: Tree, column: int, *, apart: bool = False) -> list[str]:
    """`key: value` and what lies below it; `apart` puts a blank line between the boxes of a list."""
    head, below = value_lines(value, column, apart=apart)
    return [" " * column + key_text(key) + (f": {head}" if head else ":"), *below]


def item_lines(item: Tree, column: int) -> list[str]:
    """An item of a list, its dash in `column`."""
    dash = " " * column + "-"
    if isinstance(item, Block) and item:
        first, *more = block_lines(item, column + 2)
        return [f"{dash} {first.lstrip(' ')}", *more]
    head, below = value_lines(item, column + 2 if isinstance(item, Rows) else column)
    return [f"{dash} {head}" if head else dash, *below]


def block_lines(block: Block, column: int) -> list[str]:
    """The entries of a box in `column`."""
    return [line for key, value in block.items() for line in entry_lines(key, value, column)]


def value_lines(value: Tree, column: int, *, apart: bool = False) -> tuple[str, list[str]]:
    """What stands behind a key or dash in `column`, and the lines below it."""
    if isinstance(value, Block):
        return ("", block_lines(value, column + 2)) if value else ("{}", [])
    if isinstance(value, Rows):
        return _rows_lines(value, column, apart)
    if "\n" in value and _stands_as_it_is(value):
        lines = value.removesuffix("\n").split("\n")
        return "|" if value[-1] == "\n" else "|-", [" " * (column + 2) + line if line else "" for line in lines]
    return scalar_text(value), []


def _rows_lines(rows: Rows, column: int, apart: bool) -> tuple[str, list[str]]:
    words = [str(item) for item in rows if isinstance(item, str) and is_flow_word(item)]
    row = f"[{', '.join(words)}]"
    if len(words) == len(rows) and len(row) <= LONGEST_ROW:
        return row, []
    lines: list[str] = []
    for number, item in enumerate(rows):
        blank = [""] if apart and number and isinstance(item, Block) else []
        lines += [*blank, *item_lines(item, column)]
    return "", lines


def _stands_as_it_is(value: str) -> bool:
    """Whether | gives back exactly this text: it ends in at most one line end and no line could be taken for indent."""
    lines = value.removesuffix("\n").split("\n")
    if isinstance(value, Bare) or UNWRITABLE.search(value.replace("\n", "")):
        return False
    return lines[0][:1] not in ("", " ") and lines[-1] != "" and all(line == "" or line.strip(" ") for line in lines)
