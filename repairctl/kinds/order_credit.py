"""What a credit note says: net, tax and total below nothing, by the rates of the statement, which stays as it is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from repairctl import money
from repairctl.kinds.order_rates import amount_of, rate_of
from repairctl.kinds.order_shares import ZERO
from repairctl.model import Entry, Plain, Record, Values

NUMBERS = {"pay": "SJ", "credit": "HC", "refund": "TK"}
"""What the numbers of receipts, credit notes and refunds begin with, by the step of their entry."""


def number_of(record: Record, entry: Entry) -> str:
    """The number of a receipt (SJ-20260307-001-1), credit note (HC) or refund (TK)."""
    return f"{record.id.replace(record.kind.prefix, NUMBERS[entry.step], 1)}-{record.nth(entry)}"


def credited(record: Record, entry: Entry, values: Values) -> Mapping[str, Plain]:
    """Net, tax, total and words of a credit note, all below nothing. A statement that names no version of the rates has none.

    With lines the tax follows from their categories; without, it is the part of the statement's tax that the amount is of its total.
    The note that uses the statement up takes what is left of its tax, so that all notes and the statement come to 0.00.
    """
    total, tax, amount = record.value("settlement.total"), record.value("settlement.tax"), entry.filled.get("amount")
    if not (isinstance(total, Decimal) and isinstance(tax, Decimal) and isinstance(amount, Decimal)):
        return {}
    if record.value("settlement.tax_version") is None:
        return {}
    before = _before(record, entry)
    already = sum((_decimal(one.filled.get("amount")) for one in before), ZERO)
    gone = -sum((_decimal(one.filled.get("tax")) for one in before), ZERO)
    own = tax - gone if already + amount == total else _tax(record, entry, amount, values)
    note = {"net": own - amount, "tax": -own, "total": -amount}
    return {f".{name}": money.half_up(value) for name, value in note.items()} | {".in_words": money.in_words(-amount)}


def _tax(record: Record, entry: Entry, amount: Decimal, values: Values) -> Decimal:
    total, tax = _decimal(record.value("settlement.total")), _decimal(record.value("settlement.tax"))
    lines = entry.filled.get("lines")
    found = _by_lines(record, [line for line in lines if isinstance(line, Mapping)], values) if isinstance(lines, tuple) else None
    if found is not None:
        return found
    return money.apportioned(tax, amount, total) if total else ZERO


def _by_lines(record: Record, lines: Sequence[Mapping[str, Plain]], values: Values) -> Decimal | None:
    """The tax in lines whose prices include it, at the rates of the day of the statement; None where one has no rate."""
    settle = record.first("settle")
    rates = values.table("taxes.rates", settle.at) if settle else None
    taxpayer = str(record.value("settlement.taxpayer") or "")
    found = [(line, rate) for line in lines if (rate := rate_of(line, rates, taxpayer)) is not None]
    if not lines or len(found) < len(lines):
        return None
    by_line = record.value("settlement.tax_rounding") == "line"
    priced = [(str(line.get("tax_category")), rate, amount_of(line)) for line, rate in found]
    return sum((one.tax for one in money.taxed(priced, inclusive=True, rounding="line" if by_line else "group")), ZERO)


def _before(record: Record, entry: Entry) -> Sequence[Entry]:
    notes = record.of.get("credit", ())
    places = [one.place for one in notes]
    return notes[: places.index(entry.place)] if entry.place in places else notes


def _decimal(value: Plain) -> Decimal:
    return value if isinstance(value, Decimal) else ZERO
