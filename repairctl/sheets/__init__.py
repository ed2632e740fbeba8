"""What stands on the printed sheets: a record becomes plain values. Pure; looks nothing up, decides all that a template must not."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from repairctl.model import Record
from repairctl.sheets import acceptance, credit_note, dispatch, payment_notice, quote, receipt, register, settlement, slip
from repairctl.sheets.around import Around, View, head
from repairctl.sheets.sheet import Sheet

__all__ = ["ALL", "SHEETS", "Around", "Sheet", "View", "code_of", "of_kind", "view"]

ORDERED = (settlement, acceptance, dispatch, register, quote, receipt, payment_notice, credit_note, slip)
ALL: Mapping[str, Sheet] = {one.SHEET.name: one.SHEET for one in ORDERED}
"""Every document by its name: no two kinds have one of the same name. Of a kind they are offered in this order."""
SHEETS: Mapping[str, Sheet] = {name: one for name, one in ALL.items() if not one.message}
"""Those that are printed."""


def of_kind(kind: str) -> Mapping[str, Sheet]:
    """The printed documents of a kind of record."""
    return {name: one for name, one in SHEETS.items() if one.kind == kind}


def view(sheet: str, record: Record, around: Around) -> View:
    """Everything that a sheet's template may show, with its number and the code of its content."""
    told = ALL[sheet]
    own = {"number": told.number(record, around.which), "code": code_of(sheet, record, around.which)}
    return {**head(record, around), **told.view(record, around), **own}


def code_of(sheet: str, record: Record, which: int = 0) -> str:
    """A short hash of what the record says on a sheet, as 3f9a-07c1. `which`: of which entry, where there is a sheet for each.

    It is the same in every language, on every day of printing and in every clone: neither names from private/ nor the letterhead, the price
    book or the template take part, so that it can be computed again years later. It changes when an amount, a person or a moment does.
    """
    told = ALL[sheet]
    entry = told.entry(record, which)
    steps = [one for one in record.story if one.step in told.steps and (one is entry or one.step != told.each)]
    content = {
        "sheet": sheet,
        "id": record.id,
        "boxes": {name: record.sections.get(name) for name in told.boxes},
        "log": [(entry.step, entry.at, entry.by, entry.filled) for entry in steps],
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
