"""What an order's acts compute and freeze: totals and tax on settling, the end of the warranty on acceptance."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from repairctl import money
from repairctl.kinds import order_shares
from repairctl.kinds.order_credit import credited, number_of
from repairctl.kinds.order_rates import amount_of, rate_of
from repairctl.kinds.order_shares import ZERO, Share, paid, shares
from repairctl.model import Entry, Length, Plain, Record, Values, moment_of
from repairctl.taxpayers import BY_GROUP, GENERAL

__all__ = ["ZERO", "Share", "accepted", "amount_of", "credited", "number_of", "paid", "quoted", "settled", "shares"]


def settled(record: Record, entry: Entry, values: Values) -> Mapping[str, Plain]:
    """Net, tax, total, words, payable and due date of the statement; nothing that lacks a rate is guessed, it stays away.

    The kind of taxpayer and the rounding are those that the statement was made with, else the office's of today: they are frozen too.
    Source: rates of the table `taxes.rates` (by tax category, a column per taxpayer kind), terms of `charges.terms` (by payer).
    """
    lines = record.rows("settlement.lines")
    how: Mapping[str, str] = {
        "taxpayer": _made_with(record, values, "taxpayer", GENERAL),
        "tax_rounding": _made_with(record, values, "tax_rounding", BY_GROUP),
    }
    rates = [rate_of(line, values.table("taxes.rates", entry.at), how["taxpayer"]) for line in lines]
    known = [rate for rate in rates if rate is not None]
    if len(known) < len(lines):
        return _due(record, entry, values)
    groups = money.taxed(
        [(str(line.get("tax_category") or ""), rate, amount_of(line)) for line, rate in zip(lines, known, strict=True)],
        inclusive=record.value("settlement.prices") != "without_tax",
        rounding="line" if how["tax_rounding"] == "line" else "group",
    )
    total = sum((group.gross for group in groups), Decimal("0.00"))
    payable = total - _amount(record.value("settlement.deposit")) - _amount(record.value("settlement.retention"))
    return {
        **({} if _older(record) else {f"settlement.{name}": value for name, value in how.items()}),
        "settlement.net": sum((group.net for group in groups), Decimal("0.00")),
        "settlement.tax": sum((group.tax for group in groups), Decimal("0.00")),
        "settlement.taxes": tuple({"rate": group.rate, "net": group.net, "tax": group.tax} for group in groups),
        "settlement.total": total,
        "settlement.in_words": money.in_words(total),
        "settlement.payable": payable,
        **_borne(record, payable),
        **_versions(record, entry, values),
        **_due(record, entry, values),
    }


def accepted(record: Record, entry: Entry, values: Values) -> Mapping[str, Plain]:
    """The last day of the repair warranty, from the months of the order's service item (table `catalogue.items`), or none.

    The day of acceptance is excluded; a period that ends on a statutory holiday rolls over where the calendar covers it.
    """
    table = values.table("catalogue.items", entry.at)
    months = table.row(str(record.value("request.item") or "unset")).get("warranty") if table else None
    if not isinstance(months, Length):
        return {".warranty_to": None} if table else {}
    return {".warranty_to": values.after(moment_of(entry.at, values.zone).date(), months, roll=True)}


def quoted(record: Record, entry: Entry, values: Values) -> Mapping[str, Plain]:
    """The total of a quote that was given by lines."""
    lines = entry.filled.get("lines")
    if not isinstance(lines, tuple) or not lines:
        return {}
    return {".total": sum((amount_of(line) for line in lines if isinstance(line, Mapping)), Decimal("0.00"))}


def _versions(record: Record, entry: Entry, values: Values) -> Mapping[str, Plain]:
    """Which price list (that of the first quote, else of the statement) and which rates it was made with, and the agreed late interest.

    A statement that was made before these were frozen with it stays without them.
    """
    quote = record.first("quote")
    priced = min(quote.at, entry.at) if quote else entry.at
    terms = values.table("interest.rates", entry.at) if record.value("settlement.interest_agreed") else None
    daily = terms.row(_payer(record)).get("daily") if terms else None
    found: Mapping[str, Plain] = {
        "settlement.price_version": values.version("prices", priced) or None,
        "settlement.tax_version": values.version("taxes", entry.at) or None,
        "settlement.interest_rate": daily if isinstance(daily, Decimal) else None,
    }
    made_before = any(record.value(f"settlement.{name}") is not None for name in ("net", "total", "payable"))
    return {path: held for path, held in found.items() if held is not None and not (made_before and record.value(path) is None)}


def _borne(record: Record, payable: Decimal) -> Mapping[str, Plain]:
    """What each of several payers bears; the first of them stands for the statement where no other does."""
    payers = record.rows(order_shares.ROWS)
    if not payers:
        return {}
    first = {"payer": "payer", "payer_party": "party", "payer_reason": "reason"} if not record.value("settlement.payer") else {}
    stands = {f"settlement.{name}": payers[0].get(held) for name, held in first.items() if payers[0].get(held)}
    bear = zip(payers, order_shares.split(payable, payers), strict=True)
    rows = [{"payer": row.get("payer"), "party": row.get("party"), "amount": amount} for row, amount in bear]
    return {**stands, "settlement.shares": tuple({name: held for name, held in row.items() if held is not None} for row in rows)}


def _payer(record: Record) -> str:
    """Who stands for the statement: the payer, else the first of several."""
    first = next((row.get("payer") for row in record.rows(order_shares.ROWS)), None)
    return str(record.value("settlement.payer") or first or "unset")


def _due(record: Record, entry: Entry, values: Values) -> Mapping[str, Plain]:
    terms = values.table("charges.terms", entry.at)
    length = terms.row(_payer(record)).get("pay") if terms else None
    if not isinstance(length, Length):
        return {}
    due: date = values.after(moment_of(entry.at, values.zone).date(), length, roll=True)
    return {"settlement.due": due}


def _older(record: Record) -> bool:
    """A statement made before the kind of taxpayer was frozen with it."""
    return record.value("settlement.total") is not None and record.value("settlement.taxpayer") is None


def _made_with(record: Record, values: Values, name: str, otherwise: str) -> str:
    return str(record.value(f"settlement.{name}") or values.office.get(name) or otherwise)


def _amount(value: Plain) -> Decimal:
    return value if isinstance(value, Decimal) else Decimal("0.00")
