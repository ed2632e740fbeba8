"""What stands on the printed sheets: a record becomes plain values. Pure; looks nothing up, decides all that a template must not."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal

from msgspec import Struct

from repairctl.model import Record
from repairctl.sheets import acceptance, dispatch, settlement, slip
from repairctl.sheets.around import Around, View

__all__ = ["ALL", "MESSAGES", "SHEETS", "Around", "Sheet", "View", "code_of", "view"]


class Sheet(Struct, frozen=True):
    """How a record becomes a sheet's values; `after` is the step before which it has nothing to say.

    `boxes` and `steps` are what the sheet tells of the record: its code covers these, and no other change of the record changes it.
    """

    view: Callable[[Record, Around], View]
    after: str
    boxes: tuple[str, ...]
    steps: tuple[str, ...]


ORIGIN = ("report", "dispatch", "finish")
SHEETS: Mapping[str, Sheet] = {
    "settlement": Sheet(
        settlement.view, "settle", ("place", "request", "settlement"), (*ORIGIN, "quote", "consent", "accept", "settle", "pay", "credit")
    ),
    "acceptance": Sheet(acceptance.view, "finish", ("place", "request"), (*ORIGIN, "quote", "accept", "reject")),
    "dispatch": Sheet(
        dispatch.view,
        "dispatch",
        ("place", "request", "plan"),
        (*ORIGIN, "triage", "appoint", "arrive", "contain", "restore", "hold", "resume", "accept", "follow_up"),
    ),
}
MESSAGES: Mapping[str, Sheet] = {"slip": Sheet(slip.view, "dispatch", ("place", "request"), ("report", "triage", "dispatch", "appoint"))}
"""What is told on the way, in plain text; it has a code as the sheets have, and is void as they are."""
ALL = {**SHEETS, **MESSAGES}


def view(sheet: str, record: Record, around: Around) -> View:
    """Everything that a sheet's template may show, with the code of its content."""
    return {**ALL[sheet].view(record, around), "code": code_of(sheet, record)}


def code_of(sheet: str, record: Record) -> str:
    """A short hash of what the record says on a sheet, as 3f9a-07c1.

    It is the same in every language, on every day of printing and in every clone: neither names from private/ nor the letterhead, the price
    book or the template take part, so that it can be computed again years later. It changes when an amount, a person or a moment does.
    """
    told = ALL[sheet]
    content = {
        "sheet": sheet,
        "id": record.id,
        "boxes": {name: record.sections.get(name) for name in told.boxes},
        "log": [(entry.step, entry.at, entry.by, entry.filled) for entry in record.story if entry.step in told.steps],
    }
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, default=_plain)
    digest = hashlib.sha256(text.encode()).hexdigest()
    return f"{digest[:4]}-{digest[4:8]}"


def _plain(value: object) -> object:
    if isinstance(value, Mapping):
        return dict(value)
    if isinstance(value, date | Decimal):
        return str(value)
    raise TypeError(type(value).__name__)
