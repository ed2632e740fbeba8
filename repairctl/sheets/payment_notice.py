"""付款通知, what is still to be paid of a statement, by whom and until when. It reminds, and threatens nothing."""

from __future__ import annotations

from datetime import date

from repairctl.kinds.order_money import Share, shares
from repairctl.model import Entry, Label, Record
from repairctl.money import in_words
from repairctl.sheets.around import ZERO, Around, View, money, of_order
from repairctl.sheets.sheet import Sheet


def view(record: Record, around: Around) -> View:
    """The statement, what came in, and what each payer still owes on the day of printing."""
    settle, held = record.last("settle"), shares(record)
    owed = sum((max(one.owed, ZERO) for one in held), ZERO)
    due = record.value("settlement.due")
    return {
        **of_order(record, around),
        "statement": record.id.replace(record.kind.prefix, "JS", 1),
        "settled": around.moment(settle),
        "payer_person": around.word("all who share it", "各分摊付款人") if len(held) > 1 else _payer(record, around),
        "total": record.value("settlement.total"),
        "due": due,
        "overdue_days": _days(due, around.day) if owed else 0,
        "shares": [_share(one, record, around, len(held) > 1) for one in held],
        "payable": sum((one.amount for one in held), ZERO),
        "paid": sum((one.paid for one in held), ZERO),
        "credited": sum((one.credited for one in held), ZERO),
        "owed": owed,
        "in_words": in_words(owed),
        "disputed": _disputed(record),
        "payments": [_payment(one, record, around, len(held) > 1) for one in record.of.get("pay", ())],
        "bank": around.office.get("bank"),
    }


def _payer(record: Record, around: Around) -> str:
    return around.person(record.value("settlement.payer_party")) or around.choice(record, "settlement.payer")


def _share(one: Share, record: Record, around: Around, several: bool) -> View:
    """What one of them bears; those who share are told by their references, for each reads what the others owe."""
    payer = around.option(record.kind, "settlement.payer", one.payer)
    held = {"amount": one.amount, "paid": one.paid, "credited": one.credited, "owed": max(one.owed, ZERO)}
    return {"who": (one.party if several else around.person(one.party)) or payer, "payer": payer, **held}


def _payment(entry: Entry, record: Record, around: Around, several: bool) -> View:
    party = entry.filled.get("paid_by")
    return {
        "at": around.moment(entry),
        "method": around.option(record.kind, "pay.method", entry.filled.get("method")),
        "reference": entry.filled.get("reference"),
        "who": party if several else around.person(party),
        "amount": money(entry.filled.get("amount")),
    }


def _days(due: object, day: date) -> int:
    """The whole days since the last day of payment; 0 where it has not passed."""
    return max(0, (day - due).days) if isinstance(due, date) else 0


def _disputed(record: Record) -> bool:
    """Whether an objection stands that was not ended."""
    told = [one.step for one in record.story if one.step in ("dispute", "resolve")]
    return told[-1:] == ["dispute"]


SHEET = Sheet(
    "order",
    "payment_notice",
    Label("payment notice", "付款通知"),
    "FK",
    view,
    boxes=("place", "request", "settlement"),
    steps=("report", "settle", "pay", "credit", "refund", "release", "dispute", "resolve"),
    after=("settle",),
)
