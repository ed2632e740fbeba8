"""What is payable on an order, paid and owed. Pure; knows records only."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from msgspec import Struct

from repairctl.kinds import order_shares
from repairctl.model import Record

ZERO = Decimal("0.00")


class Balance(Struct, frozen=True):
    """`payable` None: there is no statement yet. `quoted`: the last quote, 0 where there is none.

    `payable` includes what was released of the retention; `paid` is what came in, `refunded` what went back.
    """

    paid: Decimal
    credited: Decimal = ZERO
    payable: Decimal | None = None
    quoted: Decimal = ZERO
    due: date | None = None
    refunded: Decimal = ZERO

    @property
    def owed(self) -> Decimal | None:
        return None if self.payable is None else self.payable - self.credited - self.paid + self.refunded


def balance(record: Record) -> Balance:
    """The money of an order as its file stands."""
    held, due = order_shares.shares(record), record.value("settlement.due")
    quote = record.last("quote")
    quoted = quote.filled.get("total") if quote else None
    refunded = order_shares.total_of(record, "refund")
    return Balance(
        order_shares.paid(record) + refunded,
        order_shares.total_of(record, "credit"),
        sum((one.amount for one in held), ZERO) if held else None,
        quoted if isinstance(quoted, Decimal) else ZERO,
        due if isinstance(due, date) else None,
        refunded,
    )
