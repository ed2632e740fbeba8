"""What stands on the printed sheets: a record becomes plain values. Pure; looks nothing up, decides all that a template must not."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from repairctl.model import NOTHING, Record
from repairctl.sheets import (
    acceptance,
    account,
    archive_card,
    complaint_reply,
    complaint_sheet,
    credit_note,
    dispatch,
    follow_up,
    missed,
    notice,
    payment_notice,
    place_card,
    quote,
    register,
    settlement,
    slip,
    visit,
)
from repairctl.sheets.around import Around, View, head
from repairctl.sheets.sheet import Sheet

__all__ = ["ALL", "SHEETS", "Around", "Sheet", "View", "code_of", "digest_of", "of_any", "of_kind", "view"]

_MODULES = (
    register,
    quote,
    dispatch,
    acceptance,
    payment_notice,
    settlement,
    credit_note,
    slip,
    follow_up,
    notice,
    visit,
    missed,
    complaint_sheet,
    complaint_reply,
    archive_card,
    account,
)
ALL: Mapping[str, Sheet] = {one.SHEET.name: one.SHEET for one in _MODULES} | {one.name: one for one in place_card.SHEETS.values()}
"""Every document by its name: no two kinds have one of the same name. Of a kind they are offered in this order."""
SHEETS: Mapping[str, Sheet] = {name: one for name, one in ALL.items() if not one.message}
"""Those that are printed."""


def of_kind(kind: str) -> Mapping[str, Sheet]:
    """The printed documents of a kind of record."""
    return {name: one for name, one in SHEETS.items() if one.kind == kind}


def of_any(kind: str) -> Mapping[str, Sheet]:
    """All documents of a kind of record, with its messages."""
    return {name: one for name, one in ALL.items() if one.kind == kind}


def view(sheet: str, record: Record, around: Around) -> View:
    """Everything that a sheet's template may show, with its number and the code of its content."""
    told = ALL[sheet]
    own = {"number": _number(told, record, around), "code": code_of(sheet, record, around.which, around.account)}
    return {**head(record, around), **told.view(record, around), **own}


def _number(told: Sheet, record: Record, around: Around) -> str:
    """That of the sheet; of an account with the last day of its period, as DZ-P-0802-20260331."""
    last = around.account.get("last") if told.account else None
    return f"{told.number(record, around.which)}{f'-{last:%Y%m%d}' if isinstance(last, date) else ''}"


def code_of(sheet: str, record: Record, which: int = 0, account: Mapping[str, object] = NOTHING) -> str:
    """A short hash of what the record says on a sheet, as 3f9a-07c1. `which`: of which entry, where there is a sheet for each; `account`:
    that of the party, for a sheet that tells of it.

    It is the same in every language, on every day of printing and in every clone: neither names from private/ nor the letterhead, the price
    book or the template take part, so that it can be computed again years later. It changes when an amount, a person or a moment does.
    """
    digest = digest_of(sheet, record, which, account)
    return f"{digest[:4]}-{digest[4:8]}"


def digest_of(sheet: str, record: Record, which: int = 0, account: Mapping[str, object] = NOTHING) -> str:
    """The SHA-256 of which the code is the beginning: of what the sheet tells, as JSON with sorted keys."""
    told = ALL[sheet]
    entry = told.entry(record, which)
    steps = [one for one in record.story if one.step in told.steps and (one is entry or one.step != told.each)]
    content: dict[str, object] = {
        "sheet": sheet,
        "id": record.id,
        "boxes": {name: record.sections.get(name) for name in told.boxes},
        "log": [(entry.step, entry.at, entry.by, entry.filled) for entry in steps],
    }
    if told.account:
        content["account"] = account.get("content")
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, default=_plain)
    return hashlib.sha256(text.encode()).hexdigest()


def _plain(value: object) -> object:
    if isinstance(value, Mapping):
        return dict(value)
    if isinstance(value, date | Decimal):
        return str(value)
    raise TypeError(type(value).__name__)
