"""What an order's acts compute and freeze: totals and tax on settling, the end of the warranty on acceptance."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from msgspec import Struct

from repairctl import money
from repairctl.model import Entry, Length, Plain, Record, Table, Values, moment_of
from repairctl.taxpayers import BY_GROUP, GENERAL

ZERO = Decimal("0.00")


class Share(Struct, frozen=True):
    """What one payer of a statement has to bear, and how far it is settled. `due` is the last day; amounts in yuan."""

    payer: str
    party: str
    amount: Decimal
    paid: Decimal = ZERO
    credited: Decimal = ZERO
    due: date | None = None

    @property
    def owed(self) -> Decimal:
        """What is still to come; below nothing is what has to be given back."""
        return self.amount - self.credited - self.paid


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
    rates = [_rate(line, values.table("taxes.rates", entry.at), how["taxpayer"]) for line in lines]
    known = [rate for rate in rates if rate is not None]
    if len(known) < len(lines):
        return _due(record, entry, values)
    groups = money.taxed(
        [(str(line.get("tax_category") or ""), rate, amount_of(line)) for line, rate in zip(lines, known, strict=True)],
        inclusive=record.value("settlement.prices") != "without_tax",
        rounding="line" if how["tax_rounding"] == "line" else "group",
    )
    total = sum((group.gross for group in groups), Decimal("0.00"))
    return {
        **({} if _older(record) else {f"settlement.{name}": value for name, value in how.items()}),
        "settlement.net": sum((group.net for group in groups), Decimal("0.00")),
        "settlement.tax": sum((group.tax for group in groups), Decimal("0.00")),
        "settlement.taxes": tuple({"rate": group.rate, "net": group.net, "tax": group.tax} for group in groups),
        "settlement.total": total,
        "settlement.in_words": money.in_words(total),
        "settlement.payable": total - _amount(record.value("settlement.deposit")) - _amount(record.value("settlement.retention")),
        **_due(record, entry, values),
    }


def amount_of(line: Mapping[str, Plain]) -> Decimal:
    """Quantity x unit price, half up to 0.01; a discount line counts against the total whatever its sign."""
    amount = money.line_amount(_amount(line.get("quantity")), _amount(line.get("unit_price")))
    return -abs(amount) if line.get("kind") == "discount" else amount


def paid(record: Record) -> Decimal:
    """The payments that count against `payable`: all, less those before the statement that its deposit has taken off already."""
    settle, entries = record.first("settle"), record.of.get("pay", ())
    early = sum((_amount(one.filled.get("amount")) for one in entries if settle and one.at < settle.at), Decimal("0.00"))
    return sum((_amount(one.filled.get("amount")) for one in entries), Decimal("0.00")) - min(
        early, _amount(record.value("settlement.deposit"))
    )


def shares(record: Record) -> tuple[Share, ...]:
    """What each payer of the statement has to bear; nothing before there is a statement."""
    payable, due = record.value("settlement.payable"), record.value("settlement.due")
    if not isinstance(payable, Decimal):
        return ()
    payer, party = (str(record.value(f"settlement.{name}") or "") for name in ("payer", "payer_party"))
    credited = sum((_amount(one.filled.get("amount")) for one in record.of.get("credit", ())), ZERO)
    return (Share(payer, party, payable, paid(record), credited, due if isinstance(due, date) else None),)


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


def _due(record: Record, entry: Entry, values: Values) -> Mapping[str, Plain]:
    terms = values.table("charges.terms", entry.at)
    length = terms.row(str(record.value("settlement.payer") or "unset")).get("pay") if terms else None
    if not isinstance(length, Length):
        return {}
    due: date = values.after(moment_of(entry.at, values.zone).date(), length, roll=True)
    return {"settlement.due": due}


def _older(record: Record) -> bool:
    """A statement made before the kind of taxpayer was frozen with it."""
    return record.value("settlement.total") is not None and record.value("settlement.taxpayer") is None


def _made_with(record: Record, values: Values, name: str, otherwise: str) -> str:
    return str(record.value(f"settlement.{name}") or values.office.get(name) or otherwise)


def _rate(line: Mapping[str, Plain], rates: Table | None, taxpayer: str) -> Decimal | None:
    category = line.get("tax_category")
    if rates is None or not isinstance(category, str) or category not in rates.rows:
        return None
    rate = rates.rows[category].get(taxpayer)
    return rate if isinstance(rate, Decimal) else None


def _amount(value: Plain) -> Decimal:
    return value if isinstance(value, Decimal) else Decimal("0.00")
