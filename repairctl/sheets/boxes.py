"""Boxes of a form: what was chosen is full, the others are empty, so that the same form serves the pen and the printer."""

from __future__ import annotations

from collections.abc import Sequence

from repairctl.model import Field, Plain
from repairctl.sheets.around import WIDE_GAP, Around

FULL, EMPTY = "■", "□"


def boxes(pairs: Sequence[tuple[Plain, str]], chosen: Plain) -> str:
    """`■ 电话　□ 上门　□ 微信`: each value with its words; what is none of them stands behind as it was written."""
    told = [f"{FULL if value == chosen else EMPTY} {word}" for value, word in pairs]
    other = [] if chosen is None or chosen in [value for value, _ in pairs] else [f"{FULL} {chosen}"]
    return WIDE_GAP.join([*told, *other])


def choices(field: Field | None, chosen: Plain, around: Around) -> str:
    """The boxes of a field's choices, in the language of the sheet."""
    pairs = [(key, around.word(label.en, label.zh)) for key, label in field.choices] if field else []
    return boxes(pairs, chosen)


def yes_no(held: Plain, around: Around, yes: tuple[str, str] = ("yes", "是"), no: tuple[str, str] = ("no", "否")) -> str:
    return boxes([(True, around.word(*yes)), (False, around.word(*no))], held)
