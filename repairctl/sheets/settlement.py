"""维修费用结算单, the statement of charges (form 5 of the manual). Computes nothing that settling has frozen."""

from __future__ import annotations

from decimal import Decimal

from repairctl.kinds import order_money
from repairctl.model import Label, Record
from repairctl.sheets.around import ORIGIN, ZERO, Around, View, money, of_order
from repairctl.sheets.charged import category, lines_of, subtotals
from repairctl.sheets.sheet import Sheet


def view(record: Record, around: Around) -> View:
    """Payer, lines, totals and what is still to be paid. What cannot be known because a rate is missing stays blank."""
    lines = record.rows("settlement.lines")
    settle, accept = record.last("settle"), record.last("accept")
    return {
        **of_order(record, around),
        "settled": around.moment(settle),
        "settled_by": around.name(settle.by) if settle else "",
        "acceptance": record.id.replace(record.kind.prefix, "YS", 1) if accept else "",
        "payer": around.choice(record, "settlement.payer"),
        "payer_person": around.person(record.value("settlement.payer_party")),
        "payer_reason": record.value("settlement.payer_reason"),
        "prices_with_tax": record.value("settlement.prices") != "without_tax",
        "lines": lines_of(lines, around),
        "subtotals": subtotals(lines, around),
        "discount_by": around.name(record.value("settlement.discount_by")),
        "net": record.value("settlement.net"),
        "taxes": _taxes(record, around),
        "total": record.value("settlement.total"),
        "in_words": record.value("settlement.in_words"),
        **_owed(record, around),
        "due": record.value("settlement.due"),
        "methods": _methods(record, around),
        **_quoted(record),
        "extra": [{"work": one.filled.get("work"), "amount": one.filled.get("amount")} for one in record.of.get("consent", ())],
        "warranty_to": accept.filled.get("warranty_to") if accept else None,
        "bank": around.office.get("bank"),
    }


def _taxes(record: Record, around: Around) -> list[View]:
    """The tax of each rate; where all lines are of one category, its name stands here and not in every line."""
    categories = {category(row.get("tax_category"), around) for row in record.rows("settlement.lines")}
    named = categories.pop() if len(categories) == 1 else ""
    return [{"rate": row.get("rate"), "tax": row.get("tax"), "category": named} for row in record.rows("settlement.taxes")]


def _owed(record: Record, around: Around) -> View:
    """What is taken off the total, each with its sign, and what is left to pay."""
    payable = record.value("settlement.payable")
    paid = order_money.paid(record)
    credit = _sum(record, "credit")
    taken = (
        (around.word("Deposit received", "已收押金"), money(record.value("settlement.deposit"))),
        (around.word("Retention", "质保金"), money(record.value("settlement.retention"))),
        (around.word("Credited", "红字冲减"), credit),
        (around.word("Paid", "已付"), paid),
    )
    left = payable - paid - credit if isinstance(payable, Decimal) else None
    return {"taken_off": [(label, -amount) for label, amount in taken if amount], "balance": left}


def _sum(record: Record, step: str) -> Decimal:
    return sum((money(entry.filled.get("amount")) for entry in record.of.get(step, ())), ZERO)


def _methods(record: Record, around: Around) -> str:
    found = (around.option(record.kind, "pay.method", entry.filled.get("method")) for entry in record.of.get("pay", ()))
    return around.joined(dict.fromkeys(one for one in found if one))


def _quoted(record: Record) -> View:
    quote, total = record.last("quote"), record.value("settlement.total")
    quoted = quote.filled.get("total") if quote else None
    known = isinstance(quoted, Decimal) and isinstance(total, Decimal)
    return {
        "quote_total": quoted,
        "quote_difference": money(total) - money(quoted) if known else None,
        "quote_note": record.value("settlement.quote_note"),
    }


SHEET = Sheet(
    "order",
    "settlement",
    Label("statement of charges", "结算单"),
    "JS",
    view,
    boxes=("place", "request", "settlement"),
    steps=(*ORIGIN, "quote", "consent", "accept", "settle", "pay", "credit"),
    after=("settle",),
)
