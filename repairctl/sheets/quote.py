"""报价单, what the work will cost, to be signed before it begins; with the extra work agreed since."""

from __future__ import annotations

from decimal import Decimal

from repairctl.model import Label, Record
from repairctl.sheets import charged
from repairctl.sheets.around import Around, View, money, of_order, rows
from repairctl.sheets.papers import A4, HALF_FORM
from repairctl.sheets.sheet import Sheet


def view(record: Record, around: Around) -> View:
    """The lines and total of a quote, until when it holds, who agreed to it, and what was added with consent.

    A quote is compared with the total with tax of the statement, so its prices include tax unless it says otherwise.
    """
    quote, plan = record.of["quote"][around.which - 1], record.sections.get("plan")
    total, lines = quote.filled.get("total"), rows(quote.filled.get("lines"))
    approve = next((one for one in record.of.get("approve", ()) if one.at >= quote.at), None)
    extra = charged.total_of(record.of.get("consent", ()))
    return {
        **of_order(record, around),
        "quoted": around.moment(quote),
        "quoted_by": around.name(quote.by),
        "valid_to": quote.filled.get("valid_to"),
        "lines": charged.lines_of(lines, around),
        "subtotals": charged.subtotals(lines, around),
        "prices_with_tax": quote.filled.get("prices") != "without_tax",
        "total": total,
        "in_words": charged.words_of(total if isinstance(total, Decimal) else None),
        "method": record.value("plan.method") if plan else None,
        "starts": record.value("plan.start") if plan else None,
        "ends": record.value("plan.end") if plan else None,
        "extra": charged.extra_work(record, around),
        "with_extra": money(total) + extra if extra and total is not None else None,
        "approved": around.moment(approve),
        "approved_by": around.name(approve.filled.get("approved_by")) if approve else "",
        "approved_how": around.option(record.kind, "approve.method", approve.filled.get("method")) if approve else "",
    }


SHEET = Sheet(
    "order",
    "quote",
    Label("quote", "报价单"),
    "BJ",
    view,
    boxes=("place", "request", "plan"),
    steps=("report", "approve", "consent", "quote"),
    each="quote",
    papers=(A4, HALF_FORM),
)
