"""What differs between two states of a record, in the office's words: an entry, or a field that was one thing and is another. Pure."""

from __future__ import annotations

from collections.abc import Mapping

from repairctl.actions.differences import Moved
from repairctl.cli import json_forms
from repairctl.cli.language import Tongue
from repairctl.cli.show import value
from repairctl.cli.show_done import entry_line as entry_line
from repairctl.model import Field, Plain

NOTHING = "-"


def moved_line(tongue: Tongue, one: Moved) -> str:
    """`place 房号 QH-5-802 -> QH-5-803`; of a row `+` or `-` before it."""
    head = tongue.label(one.field.label)
    box = tongue.label(one.box)
    head = head if head == box else f"{box} {head}"
    if one.field.type == "rows":
        return f"{head} {'-' if one.now is None else '+'} {_row(tongue, one.field, one.was if one.now is None else one.now)}"
    was, now = (value(tongue, one.field, held) or NOTHING for held in (one.was, one.now))
    return f"{head} {was} -> {now}"


def _row(tongue: Tongue, field: Field, held: Plain) -> str:
    cells = [value(tongue, one, held.get(one.name)) for one in field.rows] if isinstance(held, Mapping) else []
    return " ".join(cell for cell in cells if cell)


def moved_form(tongue: Tongue, one: Moved) -> dict[str, object]:
    """The same for a program."""
    was, now = (json_forms.value_or_row(one.field, held, tongue.zone) for held in (one.was, one.now))
    return {"path": one.path, "was": was, "now": now}
