"""One change of a table of lines, as typed: `3 2.5` changes a quantity, `-4` deletes, `水龙头 1` adds. Pure; knows no office."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import TypeAlias

from msgspec import Struct
from msgspec.structs import replace

from repairctl import inputs
from repairctl.actions.charging import Line
from repairctl.errors import say
from repairctl.inputs import NotRead
from repairctl.inputs.typed import plain

Lines: TypeAlias = "tuple[Line, ...]"
_DELETE = re.compile(r"-\s*([0-9]{1,3})")
_CHANGE = re.compile(r"([0-9]{1,3}) +(?P<quantity>[0-9][0-9.]*[^\W\d_]{0,8}[23²³]?)(?: +(?P<price>\S+))?")


class NoSuchLine(NotRead):
    """No line has that number."""

    def __init__(self, text: str, there: int) -> None:
        super().__init__(text, say("There are lines 1 to {n}.", n=there) if there else say("There is no line yet."), "水工 2")


class Add(Struct, frozen=True):
    line: Line


class Delete(Struct, frozen=True):
    number: int


class Change(Struct, frozen=True):
    """Another quantity of a line, and perhaps another price, with its reason."""

    number: int
    quantity: Decimal
    price: Decimal | None = None
    note: str = ""


Edit: TypeAlias = "Add | Delete | Change"


def read(text: str, lines: Lines, line: Callable[[str], Line]) -> Edit:
    """The change that is meant; `line` reads one that is added. Raises NotRead and Ambiguous."""
    head, _, note = text.partition("#")
    typed = plain(head)
    if deleted := _DELETE.fullmatch(typed):
        return Delete(_number(text, deleted[1], lines))
    if changed := _CHANGE.fullmatch(typed):
        number = _number(text, changed[1], lines)
        unit = lines[number - 1].unit
        price = inputs.money(changed["price"]) if changed["price"] else None
        return Change(number, inputs.quantity(changed["quantity"], unit), price, inputs.text(note).strip())
    return Add(line(text))


def edited(lines: Lines, edit: Edit) -> Lines:
    """The lines with the change made."""
    if isinstance(edit, Add):
        return (*lines, edit.line)
    before, here, after = lines[: edit.number - 1], lines[edit.number - 1], lines[edit.number :]
    if isinstance(edit, Delete):
        return (*before, *after)
    price = here.price if edit.price is None else edit.price
    why = "" if edit.price is not None else here.why
    return (*before, replace(here, quantity=edit.quantity, price=price, note=edit.note or here.note, why=why), *after)


def unexplained(lines: Sequence[Line]) -> int:
    """The number of the first line whose price differs from the book's without a reason; 0 where there is none."""
    return next((number for number, line in enumerate(lines, 1) if line.unexplained), 0)


def _number(text: str, digits: str, lines: Lines) -> int:
    number = int(digits)
    if not 0 < number <= len(lines):
        raise NoSuchLine(text, len(lines))
    return number
