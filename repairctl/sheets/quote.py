"""报价单, what the work will cost, before it is done: the lines, until when it holds, and who agreed."""

from __future__ import annotations

from decimal import Decimal

from repairctl.kinds.order_money import amount_of
from repairctl.model import Entry, Label, Record
from repairctl.money import in_words
from repairctl.sheets.around import Around, View, of_order, rows
from repairctl.sheets.charged import lines_of, subtotals
from repairctl.sheets.sheet import Sheet


def view(record: Record, around: Around) -> View:
    """The quote, and what became of it as far as that is known."""
    quote = SHEET.entry(record, around.which)
    filled = quote.filled if quote else {}
    lines, total = rows(filled.get("lines")), filled.get("total")
    agreed = _agreed(record, quote)
    return {
        **of_order(record, around),
        "quoted": around.moment(quote),
        "quoted_by": around.name(quote.by) if quote else "",
        "valid_to": filled.get("valid_to"),
        "lines": lines_of(lines, around),
        "subtotals": subtotals(lines, around),
        "adds_up": not lines or sum(map(amount_of, lines)) == total,
        "total": total,
        "in_words": in_words(total) if isinstance(total, Decimal) else "",
        "agreed": around.moment(agreed),
        "agreed_by": around.person(agreed.filled.get("approved_by")) if agreed else "",
        "agreed_how": around.option(record.kind, "approve.method", agreed.filled.get("method")) if agreed else "",
    }


def _agreed(record: Record, quote: Entry | None) -> Entry | None:
    """The approval of this quote: the first after it and before the next."""
    if quote is None:
        return None
    story = record.story
    after = story[story.index(quote) + 1 :]
    return next((one for one in after if one.step in ("approve", "quote")), None) if _next(after) == "approve" else None


def _next(after: tuple[Entry, ...]) -> str:
    return next((one.step for one in after if one.step in ("approve", "quote")), "")


SHEET = Sheet(
    "order",
    "quote",
    Label("quote", "报价单"),
    "BJ",
    view,
    boxes=("place", "request"),
    steps=("report", "quote", "approve"),
    each="quote",
)
