"""The money of an order as postings: every statement, payment, credit and refund with its moment. Every total is a sum of these."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal

from msgspec import Struct
from msgspec.structs import replace

from repairctl import money
from repairctl.kinds import order_money
from repairctl.kinds.order_shares import ZERO, Share
from repairctl.model import Entry, Label, Minute, Plain, Record

SORTS: Mapping[str, Label] = {
    "statement": Label("statement", "结算"),
    "deposit": Label("deposit taken off", "押金抵扣"),
    "retention": Label("retention", "质保金"),
    "payment": Label("payment", "收款"),
    "credit": Label("credit", "红字冲减"),
    "refund": Label("refund", "退款"),
    "release": Label("retention released", "质保金退还"),
}
"""The sorts of posting, in the order in which they stand within one entry of a log."""
MOVES: Mapping[str, tuple[str, int]] = {
    "release": ("release", 1),
    "credit": ("credit", -1),
    "pay": ("payment", -1),
    "refund": ("refund", 1),
}
"""The steps that move money, in the order in which a statement's sums take them: their sort, and which way they go. No other does."""
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
    found = [*_of_statement(record), *_moved(record)]
    return tuple(sorted(found, key=lambda one: one.order_of))


def total(found: Iterable[Posting]) -> Decimal:
    """What they come to, in yuan."""
    return sum((one.amount for one in found), ZERO)


def _without(record: Record, done: Mapping[str, tuple[Entry, ...]]) -> Sequence[Share]:
    """The shares of the statement as if of the steps that move money only these entries had been taken."""
    kept = {step: entries for step, entries in record.of.items() if step not in MOVES}
    return order_money.shares(replace(record, of={**kept, **done})) if record.first("settle") else ()


def _of_statement(record: Record) -> Iterator[Posting]:
    settle, shares = record.first("settle"), _without(record, {})
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


def _moved(record: Record) -> Iterator[Posting]:
    """A posting for each share that an entry changes: what the statement's own sums make of it, one entry after the other."""
    done: dict[str, tuple[Entry, ...]] = {}
    before = _without(record, done)
    for step in MOVES:
        for entry in record.of.get(step, ()):
            done[step] = (*done.get(step, ()), entry)
            after = _without(record, done)
            yield from _of_entry(record, entry, before, after)
            before = after


def _of_entry(record: Record, entry: Entry, before: Sequence[Share], after: Sequence[Share]) -> Iterator[Posting]:
    """What no share is changed by (a deposit that the statement took off) is the first one's, or without a statement whoever's it was."""
    sort, sign = MOVES[entry.step]
    whole = sign * _amount(entry.filled.get("amount"))
    parts = [new.owed - old.owed for old, new in zip(before, after, strict=True)] or [ZERO]
    parts[0] += whole - sum(parts, ZERO)
    moved = [(number, part) for number, part in enumerate(parts) if part]
    for nth, (number, part) in enumerate(moved):
        share = after[number] if after else None
        taxes = _taken_back(record, entry) if entry.step == "credit" and nth == 0 else ()
        yield _posting(record, entry, sort, part, share, taxes=taxes)


def _taken_back(record: Record, entry: Entry) -> tuple[Tax, ...]:
    """The tax that a credit takes back: what it says itself; by rate where the statement has one."""
    amount, own = _amount(entry.filled.get("amount")), entry.filled.get("tax")
    rates = {one.rate for one in _taxes(record)}
    rate = rates.pop() if len(rates) == 1 else None
    if isinstance(own, Decimal):
        return (Tax(rate, -amount - own, own),)
    net = money.half_up(amount / (1 + rate)) if rate is not None else amount
    return (Tax(rate, -net, net - amount),)


def _posting(
    record: Record, entry: Entry, sort: str, amount: Decimal, share: Share | None, *, taxes: tuple[Tax, ...] = (), due: date | None = None
) -> Posting:
    """On the account of a share; where there is no statement yet, of whoever paid or was paid."""
    payer, party = (share.payer, share.party) if share else ("", _said(entry.filled.get("paid_by") or entry.filled.get("paid_to")))
    method, reference = (_said(entry.filled.get(name)) for name in ("method", "reference"))
    unit = _said(record.value("place.unit"))
    return Posting(record.id, entry.at, entry.place, sort, amount, payer, party, unit, method, reference, taxes, due)


def _said(held: Plain) -> str:
    return held if isinstance(held, str) else ""


def _amount(held: Plain) -> Decimal:
    return held if isinstance(held, Decimal) else ZERO
