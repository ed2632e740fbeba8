"""The money of an order as postings: every statement, payment, credit and refund with its moment. Every total is a sum of these."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal

from msgspec import Struct

from repairctl import money
from repairctl.kinds import order_money
from repairctl.kinds.order_money import ZERO, Share
from repairctl.model import Entry, Label, Minute, Plain, Record

SORTS: Mapping[str, Label] = {
    "statement": Label("statement", "结算"),
    "deposit": Label("deposit taken off", "押金抵扣"),
    "retention": Label("retention", "质保金"),
    "payment": Label("payment", "收款"),
    "credit": Label("credit", "红字冲减"),
    "refund": Label("refund", "退款"),
}
"""The sorts of posting, in the order in which they stand within one entry of a log."""
FROM_DEPOSIT = "deposit"
"""The way of paying by which no money comes in."""


class Tax(Struct, frozen=True):
    """What stands at one rate, in yuan. `rate` None: nobody said how it divides by rate, and it is not guessed."""

    rate: Decimal | None
    net: Decimal
    tax: Decimal = ZERO


class Posting(Struct, frozen=True):
    """One movement on the account of a payer, in yuan. `amount`: how much more the payer owes; below nothing, how much less.

    `party` '' : nobody in the register. `taxes` are those of the whole statement and stand with the first of its postings.
    `place` is the entry's in its log; `due` the last day to pay, of a statement.
    """

    order: str
    at: Minute
    place: int
    sort: str
    amount: Decimal
    payer: str = ""
    party: str = ""
    unit: str = ""
    method: str = ""
    reference: str = ""
    taxes: tuple[Tax, ...] = ()
    due: date | None = None

    @property
    def order_of(self) -> tuple[Minute, str, int, int, str, str]:
        """By moment; within a minute by order, and as the log has it."""
        return self.at, self.order, self.place, list(SORTS).index(self.sort), self.payer, self.party

    @property
    def account(self) -> tuple[str, str, str]:
        """Whose account it is on: of one order, one payer."""
        return self.order, self.payer, self.party


def postings(record: Record) -> tuple[Posting, ...]:
    """All that moved money on an order, as it is known now, in order of their moments; what was taken back is in none.

    The sum on an account is what its share of the statement still owes; before there is a statement, less the payments made in advance.
    """
    shares = _shares(record)
    found = [*_of_statement(record, shares), *(one for step, make in _MADE.items() for one in _of_step(record, shares, step, make))]
    return tuple(sorted(found, key=lambda one: one.order_of))


def total(found: Iterable[Posting]) -> Decimal:
    """What they come to, in yuan."""
    return sum((one.amount for one in found), ZERO)


def _shares(record: Record) -> Sequence[Share]:
    return order_money.shares(record) if record.first("settle") else ()


def _of_statement(record: Record, shares: Sequence[Share]) -> Iterator[Posting]:
    settle = record.first("settle")
    if settle is None or not shares:
        return
    held, retention = _held(record, settle), _amount(record.value("settlement.retention"))
    deposit = _amount(record.value("settlement.deposit"))
    for number, share in enumerate(shares):
        first = number == 0  # what was taken off the whole was taken off by the first of them
        amount = share.amount + (deposit + retention if first else ZERO)
        taxes = _taxes(record) if first else ()
        yield _posting(record, settle, "statement", amount, share, taxes=taxes, due=share.due)
        if first and deposit - held:
            yield _posting(record, settle, "deposit", held - deposit, share)
        if first and retention:
            yield _posting(record, settle, "retention", -retention, share)


def _held(record: Record, settle: Entry) -> Decimal:
    """How much of the deposit that a statement takes off came in by payments before it, which are postings already."""
    early = sum((_amount(one.filled.get("amount")) for one in record.of.get("pay", ()) if one.at < settle.at), ZERO)
    return min(early, _amount(record.value("settlement.deposit")))


def _taxes(record: Record) -> tuple[Tax, ...]:
    rows = _rows(record.value("settlement.taxes"))
    net, tax, whole = (_amount(record.value(f"settlement.{name}")) for name in ("net", "tax", "total"))
    if rows:
        return tuple(rows)
    return (Tax(None, net, tax),) if net + tax == whole else (Tax(None, whole),)


def _rows(held: Plain) -> Iterable[Tax]:
    rows = [row for row in held if isinstance(row, Mapping)] if isinstance(held, tuple) else []
    return [Tax(_rate(row.get("rate")), _amount(row.get("net")), _amount(row.get("tax"))) for row in rows]


def _rate(held: Plain) -> Decimal | None:
    return held if isinstance(held, Decimal) else None


Make = Callable[[Record, Entry, Share | None], Posting]


def _of_step(record: Record, shares: Sequence[Share], step: str, make: Make) -> Iterator[Posting]:
    for entry in record.of.get(step, ()):
        if _amount(entry.filled.get("amount")):
            yield make(record, entry, bearer(shares, entry))


def bearer(shares: Sequence[Share], entry: Entry) -> Share | None:
    """Whose share an entry is about: of the payer that it names, else of the party, else the first one."""
    named = [one for one in shares if one.payer == entry.filled.get("payer")]
    named += [one for one in shares if one.party and one.party in (entry.filled.get("paid_by"), entry.filled.get("party"))]
    return next(iter((*named, *shares)), None)


def _payment(record: Record, entry: Entry, share: Share | None) -> Posting:
    return _posting(record, entry, "payment", -_amount(entry.filled.get("amount")), share)


def _credit(record: Record, entry: Entry, share: Share | None) -> Posting:
    """A credit takes back tax where the statement has one rate, or where it says how much at which."""
    amount = _amount(entry.filled.get("amount"))
    said, rates = tuple(_rows(entry.filled.get("taxes"))), {one.rate for one in _taxes(record)}
    rate = rates.pop() if len(rates) == 1 else None
    net = money.half_up(amount / (1 + rate)) if rate is not None else amount
    taxes = tuple(Tax(one.rate, -abs(one.net), -abs(one.tax)) for one in said) or (Tax(rate, -net, net - amount),)
    return _posting(record, entry, "credit", -amount, share, taxes=taxes)


def _refund(record: Record, entry: Entry, share: Share | None) -> Posting:
    return _posting(record, entry, "refund", _amount(entry.filled.get("amount")), share)


_MADE: Mapping[str, Make] = {"pay": _payment, "credit": _credit, "refund": _refund}
"""The steps that move money; another one moves none."""


def _posting(
    record: Record, entry: Entry, sort: str, amount: Decimal, share: Share | None, *, taxes: tuple[Tax, ...] = (), due: date | None = None
) -> Posting:
    """On the account of a share; where there is no statement yet, of whoever paid."""
    payer, party = (share.payer, share.party) if share else ("", _said(entry.filled.get("paid_by")))
    method, reference = (_said(entry.filled.get(name)) for name in ("method", "reference"))
    unit = _said(record.value("place.unit"))
    return Posting(record.id, entry.at, entry.place, sort, amount, payer, party, unit, method, reference, taxes, due)


def _said(held: Plain) -> str:
    return held if isinstance(held, str) else ""


def _amount(held: Plain) -> Decimal:
    return held if isinstance(held, Decimal) else ZERO
