"""红字结算单, what is taken back of a statement: negative amounts that point at the original, which stays as it is."""

from __future__ import annotations

from decimal import Decimal

from repairctl.kinds.order_shares import total_of
from repairctl.model import Entry, Label, Record
from repairctl.money import in_words
from repairctl.sheets.around import ZERO, Around, View, money, of_order, rows
from repairctl.sheets.charged import lines_of
from repairctl.sheets.sheet import Sheet


def view(record: Record, around: Around) -> View:
    """This note, the statement that it takes back from, and what is left of that."""
    note, settle = SHEET.entry(record, around.which), record.last("settle")
    filled = note.filled if note else {}
    amount, total = money(filled.get("amount")), record.value("settlement.total")
    until = _until(record, note)
    return {
        **of_order(record, around),
        "credited": around.moment(note),
        "credited_by": around.name(note.by) if note else "",
        "reason": filled.get("reason"),
        "whose": around.person(filled.get("party") or record.value("settlement.payer_party")) or around.choice(record, "settlement.payer"),
        "lines": [{**line, "amount": -money(line["amount"])} for line in lines_of(rows(filled.get("lines")), around)],  # type: ignore[arg-type]
        "net": filled.get("net"),
        "tax": filled.get("tax"),
        "total": -amount,
        "in_words": filled.get("in_words") or in_words(-amount),
        "statement": record.id.replace(record.kind.prefix, "JS", 1),
        "settled": around.moment(settle),
        "statement_total": total,
        "until": until,
        "left": total - until if isinstance(total, Decimal) else None,
        "refunds": [_refund(one, record, around) for one in record.of.get("refund", ())],
        "refunded": total_of(record, "refund"),
        "bank": around.office.get("bank"),
    }


def _until(record: Record, note: Entry | None) -> Decimal:
    """What all notes up to this one take back."""
    notes = record.of.get("credit", ())
    return sum((money(one.filled.get("amount")) for one in notes[: notes.index(note) + 1]), ZERO) if note else ZERO


def _refund(one: Entry, record: Record, around: Around) -> View:
    return {
        "at": around.moment(one),
        "method": around.option(record.kind, "refund.method", one.filled.get("method")),
        "reference": one.filled.get("reference"),
        "amount": money(one.filled.get("amount")),
    }


SHEET = Sheet(
    "order",
    "credit_note",
    Label("credit note", "红字结算单"),
    "HC",
    view,
    boxes=("place", "request", "settlement"),
    steps=("report", "settle", "credit", "refund"),
    each="credit",
)
