"""What postings come to: who owes how much since when, a ledger of a period, the account of one party. Pure; every total is a sum."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from itertools import accumulate

from msgspec import Struct
from msgspec.structs import replace

from repairctl.figures.postings import Posting, total
from repairctl.kinds.order_shares import ZERO
from repairctl.model import Label, Length, Minute, Table

NOT_DUE, UNDATED, ADVANCE = "not_due", "undated", "advance"
"""Columns beside the bands: not due yet, nobody knows when it is due, and paid before or beyond what is owed (below nothing)."""
BESIDE: Mapping[str, Label] = {
    NOT_DUE: Label("not due", "未到期"),
    UNDATED: Label("no due date", "无期限"),
    ADVANCE: Label("paid ahead", "预收多收"),
}
UNSET = "unset"
CASH_SORTS = ("payment", "refund")


class Band(Struct, frozen=True):
    """A column of the ageing: overdue by at most so many calendar days; None: all that is more."""

    name: str
    label: Label
    up_to: int | None = None


class Claim(Struct, frozen=True):
    """What one payer owes on one order, in yuan; below nothing, what the office holds of theirs. `disputed`: the payer objects.

    `interest`: what agreed late interest has come to, besides; None where none was agreed, or several owe and nobody said whose it is.
    """

    order: str
    unit: str
    payer: str
    party: str
    owed: Decimal
    due: date | None = None
    disputed: bool = False
    interest: Decimal | None = None


class Aged(Struct, frozen=True):
    """A claim with the calendar days by which it is overdue and the column in which it stands."""

    claim: Claim
    days: int
    column: str


class Receivables(Struct, frozen=True):
    """Claims by age. `columns` are all that may be filled, with their labels; the totals of the columns add up to `owed`."""

    columns: tuple[tuple[str, Label], ...]
    rows: tuple[Aged, ...]

    @property
    def owed(self) -> Decimal:
        return sum((row.claim.owed for row in self.rows), ZERO)

    @property
    def disputed(self) -> Decimal:
        return sum((row.claim.owed for row in self.rows if row.claim.disputed), ZERO)

    @property
    def interest(self) -> Decimal:
        return sum((row.claim.interest for row in self.rows if row.claim.interest), ZERO)

    @property
    def totals(self) -> Mapping[str, Decimal]:
        return {name: sum((row.claim.owed for row in self.rows if row.column == name), ZERO) for name, _ in self.columns}


class Line(Struct, frozen=True):
    """A posting and the balance after it."""

    posting: Posting
    balance: Decimal


class AtRate(Struct, frozen=True):
    """What was charged at one rate in a period, credits taken off; `rate` None: not divided by rate."""

    rate: Decimal | None
    net: Decimal
    tax: Decimal

    @property
    def gross(self) -> Decimal:
        return self.net + self.tax


class Ledger(Struct, frozen=True):
    """The postings of a period between two balances: `opening` and the postings make `closing`."""

    opening: Decimal
    lines: tuple[Line, ...]
    rates: tuple[AtRate, ...]
    methods: tuple[tuple[str, Decimal], ...]
    """What came in by each way of paying ('' : nobody said), refunds taken off."""
    sorts: tuple[tuple[str, Decimal], ...]

    @property
    def closing(self) -> Decimal:
        return self.lines[-1].balance if self.lines else self.opening


class Statement(Struct, frozen=True):
    """The account of one party: what moved in a period, and what is still owed at its end, by order."""

    party: str
    ledger: Ledger
    claims: tuple[Claim, ...]


def bands(table: Table | None) -> tuple[Band, ...]:
    """The bands of a policy's table, as it has them; none where there is none. What has no length takes the rest."""
    rows = table.rows if table else {}
    return tuple(_band(name, row) for name, row in rows.items())


def _band(name: str, row: Mapping[str, object]) -> Band:
    up_to, zh, en = row.get("up_to"), row.get("zh"), row.get("en")
    return Band("more" if name == UNSET else name, Label(str(en or name), str(zh or name)), up_to.n if isinstance(up_to, Length) else None)


def claims(found: Iterable[Posting], until: Minute, disputed: bool = False, interest: Decimal | None = None) -> tuple[Claim, ...]:
    """What is owed on each account by postings up to a moment (inclusive); one that is even is left out. `interest`: of the order."""
    accounts: dict[tuple[str, str, str], list[Posting]] = defaultdict(list)
    for one in found:
        if one.at <= until:
            accounts[one.account].append(one)
    told = tuple(_claim(held, disputed) for _, held in sorted(accounts.items()) if total(held))
    owing = [one for one in told if one.owed > 0]
    return tuple(replace(one, interest=interest) if owing == [one] else one for one in told)


def _claim(held: Sequence[Posting], disputed: bool) -> Claim:
    one, owed = held[0], total(held)
    due = next((each.due for each in held if each.due), None)
    return Claim(one.order, one.unit, one.payer, one.party, owed, due, disputed and owed > 0)


def aged(found: Iterable[Claim], today: date, by: Sequence[Band]) -> Receivables:
    """Claims by age on a day, the one that is longest overdue first. A claim is not overdue on its due day."""
    rows = [Aged(one, max((today - one.due).days, 0) if one.due else 0, _column(one, today, by)) for one in found]
    return Receivables(_columns(by), tuple(sorted(rows, key=lambda row: (-row.days, row.claim.order, row.claim.payer, row.claim.party))))


def _columns(by: Sequence[Band]) -> tuple[tuple[str, Label], ...]:
    rest = [] if any(band.up_to is None for band in by) else [("overdue", Label("overdue", "逾期"))]
    ages = [(band.name, band.label) for band in by]
    return ((NOT_DUE, BESIDE[NOT_DUE]), *ages, *rest, (UNDATED, BESIDE[UNDATED]), (ADVANCE, BESIDE[ADVANCE]))


def _column(one: Claim, today: date, by: Sequence[Band]) -> str:
    if one.owed < 0:
        return ADVANCE
    if one.due is None:
        return UNDATED
    days = (today - one.due).days
    if days <= 0:
        return NOT_DUE
    return next((band.name for band in by if band.up_to is None or days <= band.up_to), "overdue")


def ledger(found: Iterable[Posting], first: Minute, last: Minute, opening: Decimal = ZERO) -> Ledger:
    """The ledger of a period, both moments inclusive: what came before is added to `opening`, what comes after is not looked at."""
    ordered = sorted((one for one in found if one.at <= last), key=lambda one: one.order_of)
    before, during = [one for one in ordered if one.at < first], [one for one in ordered if one.at >= first]
    start = opening + total(before)
    balances = list(accumulate((one.amount for one in during), initial=start))[1:]
    lines = tuple(Line(one, balance) for one, balance in zip(during, balances, strict=True))
    return Ledger(start, lines, _rates(during), _methods(during), _sorts(during))


def _rates(found: Sequence[Posting]) -> tuple[AtRate, ...]:
    sums: dict[Decimal | None, tuple[Decimal, Decimal]] = {}
    for one in (tax for posting in found for tax in posting.taxes):
        net, tax = sums.get(one.rate, (ZERO, ZERO))
        sums[one.rate] = net + one.net, tax + one.tax
    ordered = sorted(sums, key=lambda rate: (rate is None, -(rate or ZERO)))
    return tuple(AtRate(rate, *sums[rate]) for rate in ordered)


def _methods(found: Sequence[Posting]) -> tuple[tuple[str, Decimal], ...]:
    sums: dict[str, Decimal] = defaultdict(lambda: ZERO)
    for one in found:
        if one.sort in CASH_SORTS:
            sums[one.method] -= one.amount
    return tuple(sorted(sums.items()))


def _sorts(found: Sequence[Posting]) -> tuple[tuple[str, Decimal], ...]:
    sums: dict[str, Decimal] = defaultdict(lambda: ZERO)
    for one in found:
        sums[one.sort] += one.amount
    return tuple(sums.items())


def statement(party: str, found: Sequence[Posting], first: Minute, last: Minute) -> Statement:
    """The account of one party over a period, both moments inclusive: what was before it is its opening balance."""
    own = [one for one in found if one.party == party]
    return Statement(party, ledger(own, first, last), claims(own, last))
