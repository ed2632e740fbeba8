"""A file of movements against the books: what is there, what may be recorded, what nobody knows. Pure; it never guesses."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal

from msgspec import Struct

from repairctl.figures.bank_files import Row
from repairctl.inputs.typed import plain
from repairctl.kinds.order import ORDER
from repairctl.kinds.order_shares import ZERO
from repairctl.model import Label

MATCHED, RECORDABLE, AMBIGUOUS, UNKNOWN, DIFFERENT, MISSING = SORTS = (
    "matched",
    "recordable",
    "ambiguous",
    "unknown",
    "different",
    "missing",
)
LABELS: Mapping[str, Label] = {
    MATCHED: Label("in the books", "已入账"),
    RECORDABLE: Label("can be recorded", "可登记"),
    AMBIGUOUS: Label("several fit", "有多种可能"),
    UNKNOWN: Label("unknown", "不明"),
    DIFFERENT: Label("another amount in the books", "金额不符"),
    MISSING: Label("in the books, not in the file", "账上有、文件没有"),
}


STATEMENT = "JS"
_NUMBERED = re.compile(rf"(?<![0-9a-z])(?:{ORDER.prefix}|{STATEMENT})-?[0-9]{{8}}".lower())
"""That a memo gives the number of an order or statement, whichever it is."""


class Booked(Struct, frozen=True):
    """A payment in the books, in yuan; below nothing what was given back."""

    order: str
    day: date
    amount: Decimal
    method: str = ""
    reference: str = ""


class Open(Struct, frozen=True):
    """What one payer owes on an order, and the names by which a memo may mean it: its number, and those of its unit."""

    order: str
    owed: Decimal
    party: str = ""
    payer: str = ""
    unit: str = ""
    names: tuple[str, ...] = ()


class Item(Struct, frozen=True):
    """A row of the file in its class, or a payment that the file lacks (`row` None). `fitting`: all open claims that may be meant."""

    sort: str
    row: Row | None = None
    booked: tuple[Booked, ...] = ()
    fitting: tuple[Open, ...] = ()

    @property
    def amount(self) -> Decimal:
        """What the file says; of what it lacks, what the books say."""
        return self.row.amount if self.row else sum((one.amount for one in self.booked), ZERO)


def reconciled(rows: Sequence[Row], books: Sequence[Booked], owing: Sequence[Open], methods: Sequence[str] = ()) -> tuple[Item, ...]:
    """Each row of the file in exactly one class, in the order of the file; then what the books have within its days and it has not.

    Matched: payments with its reference come to the same. Different: they do not. Recordable: exactly one open claim, whose number or
    unit the memo names, owes just as much, and no other row is about it. Ambiguous: several. Unknown: none, or it has no reference.
    `methods`: the ways of paying that such a file shows.
    """
    by_reference: dict[str, list[Booked]] = defaultdict(list)
    for one in books:
        by_reference[one.reference].append(one)
    together: dict[str, Decimal] = defaultdict(lambda: ZERO)
    for row in rows:
        together[row.reference] += row.amount
    claims = _Owing(owing)
    items = [_item(row, together[row.reference], by_reference, claims) for row in rows]
    return (*_alone(items), *_missing(rows, books, methods))


def totals(items: Iterable[Item]) -> Mapping[str, tuple[int, Decimal]]:
    """How many stand in each class, and what they come to; every class is there."""
    held = tuple(items)
    found = {sort: [one.amount for one in held if one.sort == sort] for sort in SORTS}
    return {sort: (len(amounts), sum(amounts, ZERO)) for sort, amounts in found.items()}


def names_it(memo: str, name: str) -> bool:
    """Whether a text names a number or place by itself: 5-802 is not in 15-802, 5-8021 or XX-5-802."""
    return _names(_folded(memo), _folded(name))


def _folded(text: str) -> str:
    return plain(text).casefold()


def _names(memo: str, name: str) -> bool:
    if not name or name not in memo:  # nearly always; a pattern is made only for what may be it
        return False
    return re.search(rf"(?<![0-9a-z-]){re.escape(name)}(?![0-9a-z]|-[0-9a-z])", memo) is not None


class _Owing:
    """The open claims by the names that a memo may give them."""

    def __init__(self, owing: Sequence[Open]) -> None:
        self.owing = owing
        self.by_number, self.by_name = _by((one, _numbers(one.order)) for one in owing), _by((one, one.names) for one in owing)

    def named(self, memo: str) -> tuple[Open, ...]:
        """Those whose number is in the memo; where there is no number at all, those whose unit is.

        A number of which nothing is open is no reason to take another order of that unit: it may be a payment made twice.
        """
        folded = _folded(memo)
        found = self._in(folded, self.by_number)
        return found if found or _NUMBERED.search(folded) else self._in(folded, self.by_name)

    def _in(self, memo: str, names: Mapping[str, Sequence[int]]) -> tuple[Open, ...]:
        found = {place for name, places in names.items() if _names(memo, name) for place in places} if memo else ()
        return tuple(self.owing[place] for place in sorted(found))


def _numbers(order: str) -> tuple[str, ...]:
    """An order's number, and that of its statement, which a notice asks the payer to write."""
    return order, order.replace(ORDER.prefix, STATEMENT, 1)


def _by(named: Iterable[tuple[Open, Sequence[str]]]) -> Mapping[str, Sequence[int]]:
    found: dict[str, list[int]] = defaultdict(list)
    for place, (_, names) in enumerate(named):
        for name in dict.fromkeys(map(_folded, names)):
            found[name].append(place)
    return found


def _item(row: Row, together: Decimal, books: Mapping[str, Sequence[Booked]], owing: _Owing) -> Item:
    booked = tuple(books.get(row.reference, ())) if row.reference else ()
    if booked:
        same = sum((one.amount for one in booked), ZERO) == together
        return Item(MATCHED if same else DIFFERENT, row, booked)
    named = owing.named(row.memo)
    fitting = tuple(one for one in named if one.owed == row.amount)
    if not row.reference or not fitting:
        return Item(UNKNOWN, row, (), named)
    return Item(RECORDABLE if len(fitting) == 1 else AMBIGUOUS, row, (), fitting)


def _alone(items: Sequence[Item]) -> Iterable[Item]:
    """What two rows are about, or what has the reference of another row, is ambiguous: nobody knows which of them it is."""
    claims = Counter(item.fitting[0] for item in items if item.sort == RECORDABLE)
    references = Counter(item.row.reference for item in items if item.row)
    for item in items:
        twice = item.sort == RECORDABLE and item.row and (claims[item.fitting[0]] > 1 or references[item.row.reference] > 1)
        yield Item(AMBIGUOUS, item.row, item.booked, item.fitting) if twice else item


def _missing(rows: Sequence[Row], books: Sequence[Booked], methods: Sequence[str]) -> Iterable[Item]:
    if not rows:
        return
    first, last = min(row.day for row in rows), max(row.day for row in rows)
    there = {row.reference for row in rows if row.reference}
    for one in sorted(books, key=lambda each: (each.day, each.order, each.reference)):
        if one.method in methods and first <= one.day <= last and one.reference not in there:
            yield Item(MISSING, None, (one,))
