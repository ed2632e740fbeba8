"""收据, what was received from whom and for what; one for every payment. It is not an invoice."""

from __future__ import annotations

from msgspec.structs import replace

from repairctl.model import Entry, Label, Plain, Record
from repairctl.sheets import charged
from repairctl.sheets.around import Around, View, money, of_order
from repairctl.sheets.papers import A4, ROLL, THIRD_FORM, TWICE
from repairctl.sheets.sheet import Sheet


def view(record: Record, around: Around) -> View:
    """Payer, amount, way, reference, collector. What came before the statement is an advance; a later statement does not change it."""
    pay = record.of["pay"][around.which - 1]
    amount, settle = money(pay.filled.get("amount")), record.first("settle")
    stated = settle is not None and settle.at <= pay.at
    until = _until(record, pay)
    own = charged.share_of(until, pay.filled.get("paid_by")) if stated else None
    return {
        **of_order(record, around),
        "received": around.moment(pay),
        "payer": around.person(_payer(record, pay, stated)),
        "amount": amount,
        "in_words": charged.words_of(amount),
        "method": around.option(record.kind, "pay.method", pay.filled.get("method")),
        "reference": pay.filled.get("reference"),
        "paper_receipt": pay.filled.get("receipt"),
        "statement": record.id.replace(record.kind.prefix, "JS", 1) if stated else "",
        "statement_total": record.value("settlement.total") if stated else None,
        "borne": own.amount if own else None,
        "owed": own.owed if own else charged.owed(until) if stated else None,
        "by_all": stated and own is None and len(record.rows("settlement.shares")) > 1,
        "collector": around.name(pay.by),
    }


def _payer(record: Record, pay: Entry, stated: bool) -> Plain:
    """Who paid; where it was not noted, the payer of the statement."""
    return pay.filled.get("paid_by") or (record.value("settlement.payer_party") if stated else None)


def _until(record: Record, pay: Entry) -> Record:
    """The record as it stood with this payment: a receipt that is printed again tells the same."""
    pays = record.of["pay"]
    earlier = {step: tuple(one for one in entries if one.at <= pay.at) for step, entries in record.of.items()}
    return replace(record, of={**earlier, "pay": pays[: pays.index(pay) + 1]})


SHEET = Sheet(
    "order",
    "receipt",
    Label("receipt", "收据"),
    "SJ",
    view,
    boxes=("place",),
    steps=("report", "pay"),
    each="pay",
    papers=(TWICE, A4, THIRD_FORM, ROLL),
)
