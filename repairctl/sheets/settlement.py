"""维修费用结算单, the statement of charges (form 5 of the manual). Computes nothing that settling has frozen."""

from __future__ import annotations

from decimal import Decimal

from repairctl.kinds import order_money
from repairctl.model import Label, Plain, Record
from repairctl.sheets import charged
from repairctl.sheets.around import ORIGIN, Around, View, money, of_order
from repairctl.sheets.papers import A4, HALF_FORM
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
        "lines": charged.lines_of(lines, around),
        "subtotals": charged.subtotals(lines, around),
        "discount_by": around.name(record.value("settlement.discount_by")),
        "net": record.value("settlement.net"),
        "taxes": _taxes(record, around),
        "tax_rows": _tax_rows(record, around),
        "total": record.value("settlement.total"),
        "in_words": record.value("settlement.in_words"),
        "taken_off": taken_off(record, around),
        "balance": charged.owed(record),
        "due": record.value("settlement.due"),
        "methods": _methods(record, around),
        **_quoted(record),
        "extra": charged.extra_work(record, around),
        "shares": found if len(found := charged.payers(record, around)) > 1 else [],
        "retention": record.value("settlement.retention"),
        "invoices": _invoices(record, around),
        "warranty_to": accept.filled.get("warranty_to") if accept else None,
        "bank": around.office.get("bank"),
    }


def _taxes(record: Record, around: Around) -> list[View]:
    """The tax of each rate; where all lines are of one category, its name stands here and not in every line."""
    categories = {charged.category(row.get("tax_category"), around) for row in record.rows("settlement.lines")}
    named = categories.pop() if len(categories) == 1 else ""
    return [{"rate": row.get("rate"), "tax": row.get("tax"), "category": named} for row in record.rows("settlement.taxes")]


def _tax_rows(record: Record, around: Around) -> list[tuple[str, Plain]]:
    """`VAT (building repair 9%)` with its amount, for each rate."""
    opened, shut = around.word(" (", "（"), around.word(")", "）")
    named = ((" ".join(one for one in (str(row["category"]), _percent(row["rate"])) if one), row["tax"]) for row in _taxes(record, around))
    return [(f"{around.word('VAT', '增值税')}{opened}{words}{shut}", tax if isinstance(tax, Decimal) else None) for words, tax in named]


def _percent(rate: object) -> str:
    return f"{(rate * 100).normalize():f}%" if isinstance(rate, Decimal) else ""


def taken_off(record: Record, around: Around) -> list[tuple[str, Decimal]]:
    """What is taken off the total, each with its sign; what is nothing is left out."""
    taken = (
        (around.word("Deposit received", "已收押金"), money(record.value("settlement.deposit"))),
        (around.word("Retention", "质保金"), money(record.value("settlement.retention"))),
        (around.word("Retention released", "质保金到期"), -charged.total_of(record.of.get("release", ()))),
        (around.word("Credited", "红字冲减"), charged.total_of(record.of.get("credit", ()))),
        (around.word("Paid", "已付"), order_money.paid(record)),
    )
    return [(label, -amount) for label, amount in taken if amount]


def _invoices(record: Record, around: Around) -> list[View]:
    """Sort, number, day and amount of every invoice for the statement, and which one a red one cancels."""
    return [
        {
            "sort": around.option(record.kind, "invoice.sort", one.filled.get("sort")),
            "number": one.filled.get("number"),
            "credit_of": one.filled.get("credit_of"),
            "day": around.moment(one),
            "amount": one.filled.get("amount"),
        }
        for one in record.of.get("invoice", ())
    ]


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
    steps=(*ORIGIN, "quote", "consent", "accept", "settle", "pay", "credit", "refund", "release", "invoice"),
    papers=(A4, HALF_FORM),
    after=("settle",),
)
