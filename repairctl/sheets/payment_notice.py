"""付款通知, what is still to be paid, until when and how. It threatens with nothing: neither water nor power is cut for money."""

from __future__ import annotations

from datetime import date

from repairctl.kinds import order_interest, order_money
from repairctl.model import Label, Record
from repairctl.sheets import charged
from repairctl.sheets.around import Around, View, of_order
from repairctl.sheets.papers import A4, HALF_FORM
from repairctl.sheets.settlement import taken_off
from repairctl.sheets.sheet import Sheet


def view(record: Record, around: Around) -> View:
    """The statement, what was taken off it, what each payer owes on the day of printing, and for how many days it is overdue."""
    settle, due = record.first("settle"), record.value("settlement.due")
    late = (around.day - due).days if isinstance(due, date) else 0
    several = len(order_money.shares(record)) > 1
    return {
        **of_order(record, around),
        "statement": record.id.replace(record.kind.prefix, "JS", 1),
        "settled": around.moment(settle),
        "payer": around.choice(record, "settlement.payer"),
        "payer_person": around.word("all who share it", "各分摊付款人")
        if several
        else around.person(record.value("settlement.payer_party")),
        "payer_reason": record.value("settlement.payer_reason"),
        "total": record.value("settlement.total"),
        "taken_off": taken_off(record, around),
        "owed": charged.owed(record),
        "in_words": charged.words_of(charged.owed(record)),
        "due": due,
        "overdue": max(late, 0),
        "shares": charged.payers(record, around, every=False) if several else [],
        "bank": around.office.get("bank"),
    }


def wanted(record: Record) -> bool:
    """Something is owed, and nobody objects to it at present."""
    return not order_interest.is_disputed(record) and any(one.owed > 0 for one in order_money.shares(record))


SHEET = Sheet(
    "order",
    "payment_notice",
    Label("payment notice", "付款通知"),
    "FK",
    view,
    boxes=("place", "settlement"),
    steps=("report", "finish", "settle", "pay", "credit", "refund", "release", "dispute", "resolve"),
    after=("settle",),
    wanted=wanted,
    papers=(A4, HALF_FORM),
)
