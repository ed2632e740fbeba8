"""Disputes of a statement, and the late interest that was agreed for it. Simple interest, day by day; knows no table and no clock."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta, tzinfo
from decimal import Decimal
from itertools import pairwise

from msgspec import Struct
from msgspec.structs import replace

from repairctl import money
from repairctl.kinds.order_shares import ZERO, shares
from repairctl.model import Entry, Minute, Record, moment_of

MONEY = ("pay", "credit", "refund", "release")
_DAY = timedelta(days=1)


class Interest(Struct, frozen=True):
    """Late interest up to a day: the daily rate, and each balance with the days for which it bore interest."""

    amount: Decimal
    rate: Decimal
    balances: tuple[tuple[Decimal, int], ...]

    @property
    def days(self) -> int:
        return sum(days for _, days in self.balances)


def disputes(record: Record) -> tuple[tuple[Minute, Minute | None], ...]:
    """Each objection, from its moment to that at which it was resolved; None: it goes on."""
    ends = record.of.get("resolve", ())
    return tuple((one.at, _end_of(one, ends)) for one in record.of.get("dispute", ()))


def open_dispute(record: Record) -> Entry | None:
    """The objection that goes on, if one does: nobody is reminded then, and no late interest runs."""
    begun, ends = record.last("dispute"), record.of.get("resolve", ())
    return begun if begun and _end_of(begun, ends) is None else None


def is_disputed(record: Record) -> bool:
    """Whether an objection goes on."""
    return open_dispute(record) is not None


def interest(record: Record, until: date, zone: tzinfo) -> Interest | None:
    """What late interest has come to by the end of a day; None where none was agreed, or nothing was due before.

    The last day of the term is excluded, the day of payment included: what is paid on a day bears interest for it. Every day on which the
    statement was disputed is excluded, first and last too. Who paid too much does not lessen what others owe.
    """
    rate, due = record.value("settlement.interest_rate"), record.value("settlement.due")
    if not isinstance(rate, Decimal) or not isinstance(due, date) or until <= due:
        return None
    edges = sorted({due + _DAY, until + _DAY, *(day for day in _turns(record, zone) if due + _DAY < day <= until)})
    stretches = [(first, (after - first).days) for first, after in pairwise(edges) if not _disputed_on(record, first, zone)]
    balances = tuple((_owed_before(record, first, zone), days) for first, days in stretches)
    return Interest(money.simple_interest(balances, rate), rate, tuple(one for one in balances if one[0]))


def _end_of(begun: Entry, ends: tuple[Entry, ...]) -> Minute | None:
    return next((one.at for one in ends if (one.at, one.place) > (begun.at, begun.place)), None)


def _turns(record: Record, zone: tzinfo) -> Iterator[date]:
    """The days with which a balance or a dispute begins to count otherwise."""
    for step in MONEY:
        yield from (_day(one.at, zone) + _DAY for one in record.of.get(step, ()))
    for begin, end in disputes(record):
        yield _day(begin, zone)
        if end is not None:
            yield _day(end, zone) + _DAY


def _disputed_on(record: Record, day: date, zone: tzinfo) -> bool:
    return any(_day(begin, zone) <= day and (end is None or day <= _day(end, zone)) for begin, end in disputes(record))


def _owed_before(record: Record, day: date, zone: tzinfo) -> Decimal:
    """What all who still owed together owed as the day began."""
    of = {step: tuple(one for one in held if step not in MONEY or _day(one.at, zone) < day) for step, held in record.of.items()}
    return sum((max(one.owed, ZERO) for one in shares(replace(record, of=of))), ZERO)


def _day(minute: Minute, zone: tzinfo) -> date:
    return moment_of(minute, zone).date()
