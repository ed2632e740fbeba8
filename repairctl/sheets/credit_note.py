"""红字结算单, what is given back of a statement; the statement itself stays as it is. Its amounts are below nothing."""

from __future__ import annotations

from decimal import Decimal

from repairctl.model import Label, Record
from repairctl.sheets import charged
from repairctl.sheets.around import Around, View, money, of_order, rows
from repairctl.sheets.papers import A4, HALF_FORM
from repairctl.sheets.sheet import Sheet


def view(record: Record, around: Around) -> View:
    """The lines and amount that are given back, why, of which statement, and what is left of it after this note."""
    notes = record.of["credit"]
    note = notes[around.which - 1]
    total, settle = -money(note.filled.get("amount")), record.first("settle")
    original = record.value("settlement.total")
    credited = charged.total_of(notes[: notes.index(note) + 1])
    net, tax = note.filled.get("net"), note.filled.get("tax")
    return {
        **of_order(record, around),
        "credited_at": around.moment(note),
        "credited_by": around.name(note.by),
        "statement": record.id.replace(record.kind.prefix, "JS", 1),
        "settled": around.moment(settle),
        "payer": around.choice(record, "settlement.payer"),
        "payer_person": around.person(note.filled.get("party") or record.value("settlement.payer_party")),
        "reason": note.filled.get("reason"),
        "lines": charged.lines_of(rows(note.filled.get("lines")), around, sign=-1),
        "sums": [
            (label, amount)
            for label, amount in ((around.word("Net amount", "不含税金额"), net), (around.word("VAT", "增值税"), tax))
            if isinstance(amount, Decimal)
        ],
        "total": total,
        "in_words": charged.words_of(total),
        "original_total": original,
        "credited": -credited,
        "left": money(original) - credited if isinstance(original, Decimal) else None,
    }


SHEET = Sheet(
    "order",
    "credit_note",
    Label("credit note", "红字结算单"),
    "HC",
    view,
    boxes=("place", "settlement"),
    steps=("report", "settle", "credit"),
    each="credit",
    papers=(A4, HALF_FORM),
)
