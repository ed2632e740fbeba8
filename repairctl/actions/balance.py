"""What is payable on an order, paid and owed. Pure; knows records only."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from msgspec import Struct

from repairctl.kinds import order_money
from repairctl.model import Record

ZERO = Decimal("0.00")


class Balance(Struct, frozen=True):
    """`payable` None: there is no statement yet. `quoted`: the last quote, 0 where there is none."""

    paid: Decimal
    credited: Decimal = ZERO
    payable: Decimal | None = None
    quoted: Decimal = ZERO
    due: date | None = None

    @property
    def owed(self) -> Decimal | None:
        return None if self.payable is None else self.payable - self.credited - self.paid


def balance(record: Record) -> Balance:
    """The money of an order as its file stands."""
    payable, due = record.value("settlement.payable"), record.value("settlement.due")
    quote = record.last("quote")
    quoted = quote.filled.get("total") if quote else None
    return Balance(
        order_money.paid(record),
        _sum(record, "credit"),
        payable if isinstance(payable, Decimal) else None,
        quoted if isinstance(quoted, Decimal) else ZERO,
        due if isinstance(due, date) else None,
    )


def _sum(record: Record, step: str) -> Decimal:
    return sum((held for entry in record.of.get(step, ()) if isinstance(held := entry.filled.get("amount"), Decimal)), ZERO)
