"""Who bears which part of a statement, and what of it is paid, credited, refunded and still owed. Knows no table and no office."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from repairctl import money
from repairctl.errors import RepairError, say
from repairctl.model import Entry, Plain, Record

if TYPE_CHECKING:  # imported where something is shared
    from fractions import Fraction

ZERO = Decimal("0.00")
ROWS = "settlement.payers"
_PART = re.compile(r"(?P<over>\d{1,12}(?:\.\d{1,6})?)(?:/(?P<under>[1-9]\d{0,11})|(?P<percent> ?%))?")


class NoPart(RepairError):
    """A row of the payers that says no part, or more than one thing."""

    exit_code = 2

    def __init__(self, row: int, why: str) -> None:
        super().__init__(
            say("Row {row} of the payers: {why} is no part.", row=row, why=why or "-"),
            say("Write either parts (89.51, 1/3 or 40%) or an amount."),
        )


class SharesDoNotAdd(RepairError):
    """The parts of the payers do not come to what is payable."""

    exit_code = 2

    def __init__(self, payable: Decimal, stated: object) -> None:
        super().__init__(
            say("The shares of the payers come to {stated}, not to {payable}.", stated=stated, payable=payable),
            say("Mend the amounts, or let one payer bear the rest by parts."),
        )


class Share(Struct, frozen=True):
    """What one payer of a statement has to bear, and how far it is settled. `due` is the last day; amounts in yuan.

    `paid` is less what was refunded; `amount` includes what was released of the retention.
    """

    payer: str
    party: str
    amount: Decimal
    paid: Decimal = ZERO
    credited: Decimal = ZERO
    due: date | None = None
    refunded: Decimal = ZERO

    @property
    def owed(self) -> Decimal:
        """What is still to come; below nothing is what has to be given back."""
        return self.amount - self.credited - self.paid


def weight(text: str) -> Fraction | None:
    """A part as it is written: an area or share (89.51), a fraction (1/3) or a percentage (40%); None for whatever else."""
    from fractions import Fraction

    found = _PART.fullmatch(text.strip())
    if not found:
        return None
    return Fraction(found["over"]) / (int(found["under"]) if found["under"] else 100 if found["percent"] else 1)


def split(payable: Decimal, payers: Sequence[Mapping[str, Plain]]) -> tuple[Decimal, ...]:
    """What each of the payers bears, to the fen: stated amounts first, the rest by parts with the largest remainder.

    Of equal remainders the smaller party goes first. Percentages must come to 100. Raises NoPart and SharesDoNotAdd.
    """
    stated = {number: amount for number, row in enumerate(payers) if isinstance(amount := row.get("amount"), Decimal)}
    parts = {f"{row.get('party') or row.get('payer')} {number:04}": _part(row, number) for number, row in enumerate(payers)}
    weights = {key: part for key, part in parts.items() if part is not None}
    _whole(payable, payers, weights)
    rest = payable - sum(stated.values(), ZERO)
    if (rest and not weights) or (weights and stated and rest < 0):
        raise SharesDoNotAdd(payable, sum(stated.values(), ZERO))
    by_part = money.shares(rest, weights) if weights else {}
    return tuple(stated[number] if number in stated else by_part[key] for number, key in enumerate(parts))


def _part(row: Mapping[str, Plain], number: int) -> Fraction | None:
    parts, amount = str(row.get("parts") or ""), row.get("amount")
    if isinstance(amount, Decimal) and not parts and amount >= 0:
        return None
    found = weight(parts)
    if found is None or amount is not None:
        raise NoPart(number + 1, f"{parts} {amount or ''}".strip())
    return found


def _whole(payable: Decimal, payers: Sequence[Mapping[str, Plain]], weights: Mapping[str, Fraction]) -> None:
    percents = [str(row.get("parts")) for row in payers if str(row.get("parts") or "").rstrip().endswith("%")]
    if percents and (len(percents) < len(payers) or sum(weights.values()) != 1):
        raise SharesDoNotAdd(payable, " + ".join(str(row.get("parts") or row.get("amount")) for row in payers))


# ------------------------------------------------------------------ what became of them


def paid(record: Record) -> Decimal:
    """The payments that count against `payable`, less what was refunded: all but what the deposit of the statement has taken off."""
    return sum((_amount(one) - taken for one, taken in _payments(record)), ZERO) - total_of(record, "refund")


def total_of(record: Record, step: str) -> Decimal:
    """The sum of the amounts of a step, as `credit` or `refund`."""
    return sum((_amount(one) for one in record.of.get(step, ())), ZERO)


def shares(record: Record) -> tuple[Share, ...]:
    """What each payer of the statement has to bear; nothing before there is a statement.

    A payment or refund of a named party is that party's; another payment counts for the first who still owes, another refund for the
    first who paid too much. A credit or released retention without a party is shared as the statement is.
    """
    held = _borne(record)
    if not held:
        return ()
    held = _by_all(held, record.of.get("release", ()), lambda one, part: replace(one, amount=one.amount + part))
    held = _by_all(held, record.of.get("credit", ()), lambda one, part: replace(one, credited=one.credited + part))
    for entry, taken in _payments(record):
        held = _received(held, str(entry.filled.get("paid_by") or ""), _amount(entry) - taken)
    for entry in record.of.get("refund", ()):
        held = _given_back(held, str(entry.filled.get("paid_to") or ""), _amount(entry))
    return held


def _borne(record: Record) -> tuple[Share, ...]:
    payable, due = record.value("settlement.payable"), record.value("settlement.due")
    if not isinstance(payable, Decimal):
        return ()
    last = due if isinstance(due, date) else None
    rows = record.rows("settlement.shares")
    if not rows:
        payer, party = (str(record.value(f"settlement.{name}") or "") for name in ("payer", "payer_party"))
        return (Share(payer, party, payable, due=last),)
    amounts = [amount if isinstance(amount := row.get("amount"), Decimal) else ZERO for row in rows]
    return tuple(
        Share(str(row.get("payer") or ""), str(row.get("party") or ""), amount, due=last) for row, amount in zip(rows, amounts, strict=True)
    )


def _payments(record: Record) -> Iterator[tuple[Entry, Decimal]]:
    """Each payment with as much of it as the deposit of the statement has taken off already; only payments before it count for that."""
    settle, deposit = record.first("settle"), record.value("settlement.deposit")
    left = deposit if isinstance(deposit, Decimal) else ZERO
    for entry in record.of.get("pay", ()):
        taken = min(left, _amount(entry)) if settle and entry.at < settle.at else ZERO
        left -= taken
        yield entry, taken


def _by_all(held: tuple[Share, ...], entries: Sequence[Entry], with_: Callable[[Share, Decimal], Share]) -> tuple[Share, ...]:
    """Each entry's amount to the party it names, else shared by what each bears; where nobody bears anything, to the first."""
    bears = {f"{one.party or one.payer} {number:04}": abs(one.amount) for number, one in enumerate(held)}
    for entry in entries:
        amount, party = _amount(entry), str(entry.filled.get("party") or "")
        named = [number for number, one in enumerate(held) if party and one.party == party]
        if named or not any(bears.values()):
            parts = [amount if number == (named or [0])[0] else ZERO for number in range(len(held))]
        else:
            parts = list(money.shares(amount, bears).values())
        held = tuple(with_(one, part) for one, part in zip(held, parts, strict=True))
    return held


def _received(held: tuple[Share, ...], party: str, amount: Decimal) -> tuple[Share, ...]:
    """A payment: of a named party wholly to its share; else to those who still owe in their order, what is left over to the first."""
    named = next((number for number, one in enumerate(held) if party and one.party == party), None)
    if named is not None:
        return _with_paid(held, named, amount)
    for number, one in enumerate(held):
        part = min(amount, max(one.owed, ZERO))
        held, amount = _with_paid(held, number, part), amount - part
    return _with_paid(held, 0, amount)


def _with_paid(held: tuple[Share, ...], number: int, amount: Decimal) -> tuple[Share, ...]:
    return (*held[:number], replace(held[number], paid=held[number].paid + amount), *held[number + 1 :])


def _given_back(held: tuple[Share, ...], party: str, amount: Decimal) -> tuple[Share, ...]:
    """A refund: to a named party wholly; else to those who paid too much in their order, what is left over to the first."""
    named = next((number for number, one in enumerate(held) if party and one.party == party), None)
    if named is not None:
        return _with_refund(held, named, amount)
    for number, one in enumerate(held):
        part = min(amount, max(-one.owed, ZERO))
        held, amount = _with_refund(held, number, part), amount - part
    return _with_refund(held, 0, amount)


def _with_refund(held: tuple[Share, ...], number: int, amount: Decimal) -> tuple[Share, ...]:
    one = held[number]
    return (*held[:number], replace(one, paid=one.paid - amount, refunded=one.refunded + amount), *held[number + 1 :])


def _amount(entry: Entry) -> Decimal:
    held = entry.filled.get("amount")
    return held if isinstance(held, Decimal) else ZERO
