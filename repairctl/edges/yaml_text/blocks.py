"""Texts of several lines, | and >, as the strict reader takes them. Knows lines; what is not certain is Unsure."""

from __future__ import annotations

import re
from collections.abc import Sequence

from repairctl.edges.yaml_text.flow import Unsure

HEAD = re.compile(r"(?P<sign>[|>][-+]?)(?: *| +#.*)$")


def block_text(lines: Sequence[str], first: int, column: int, head: re.Match[str]) -> tuple[str, int]:
    """The text below a head that stands in `column`'s box, and the line behind it: blank lines belong to it only where they are kept."""
    kept = list(_body(lines, first, column))
    blank = next((n for n, line in enumerate(reversed(kept)) if line), len(kept))
    if blank == len(kept):
        raise Unsure
    text = kept[: len(kept) - blank]
    sign = head["sign"]
    joined = "\n".join(text) if sign[0] == "|" else _folded(text)
    if sign[1:] == "+":
        return joined + "\n" * (1 + blank), first + len(kept)
    return joined + ("" if sign[1:] else "\n"), first + len(text)


def _body(lines: Sequence[str], first: int, column: int) -> list[str]:
    """The lines less their common indent, blank ones as ''."""
    width = 0
    kept: list[str] = []
    for at in range(first, len(lines)):
        line = lines[at]
        depth = len(line) - len(line.lstrip(" "))
        if depth == len(line):
            if not width or depth > width:
                raise Unsure
            kept.append("")
            continue
        width = width or depth
        if depth < width or depth <= column:
            break
        kept.append(line[width:])
    return kept


def _folded(lines: Sequence[str]) -> str:
    """Lines joined by blanks; n blank lines between them are n line ends."""
    if any(line.startswith(" ") for line in lines):
        raise Unsure
    text = lines[0]
    breaks = 0
    for line in lines[1:]:
        if line:
            text += ("\n" * breaks or " ") + line
            breaks = 0
        else:
            breaks += 1
    return text
