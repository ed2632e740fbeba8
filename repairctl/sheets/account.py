"""对账单, the statement of account of one party: what was charged, what was paid, what is open. It makes no sum of its own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from repairctl import money
from repairctl.model import Label, Record
from repairctl.sheets.around import Around, View
from repairctl.sheets.sheet import Sheet


def view(record: Record, around: Around) -> View:
    """The party, the period, the lines between two balances, and what is open at its end. Without an account it says that nothing moved."""
    held = around.account
    closing = held.get("closing")
    owed = closing if isinstance(closing, Decimal) else Decimal("0.00")
    unit = record.value("party.unit")
    return {
        "party": around.person(record.id),
        "party_id": record.id,
        "relation": around.choice(record, "party.relation"),
        "place": around.places.get(str(unit), str(unit or "")),
        "first": held.get("first"),
        "last": held.get("last") or around.day,
        "opening": held.get("opening", Decimal("0.00")),
        "closing": owed,
        "in_words": money.in_words(abs(owed)),
        "charged": held.get("charged", Decimal("0.00")),
        "paid": held.get("paid", Decimal("0.00")),
        "lines": [{**row, "what": _what(row, around)} for row in _rows(held, "lines")],
        "open": list(_rows(held, "open")),
        "ages": [(_said(label, around), amount) for label, amount in _pairs(held)],
        "bank": around.office.get("bank"),
    }


def _rows(held: Mapping[str, object], name: str) -> Sequence[Mapping[str, object]]:
    found = held.get(name)
    return found if isinstance(found, list) else []


def _pairs(held: Mapping[str, object]) -> Sequence[tuple[object, object]]:
    found = held.get("ages")
    return found if isinstance(found, list) else []


def _what(row: Mapping[str, object], around: Around) -> str:
    """`payment, WeChat Pay, 4200…`."""
    said = (_said(row.get("what"), around), _said(row.get("method"), around), str(row.get("reference") or ""))
    return around.word(", ", "　").join(part for part in said if part)


def _said(label: object, around: Around) -> str:
    return around.word(label.en, label.zh) if isinstance(label, Label) else ""


SHEET = Sheet(
    "party",
    "account",
    Label("statement of account", "对账单"),
    "DZ",
    view,
    boxes=("party",),
    account=True,
)
