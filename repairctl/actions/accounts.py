"""The money of all orders: what is owed, a ledger, the account of a party. Asked of the index which files to read. Writes nothing else.

All is told as it is known now: a payment that was taken back is in no period. What was known then is asked with `known_at`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import partial

from msgspec import Struct
from msgspec.structs import replace

from repairctl import inputs, policies
from repairctl.actions import indexed
from repairctl.actions.unreadable import unreadable
from repairctl.edges.index import Index
from repairctl.edges.processes import cores, spread
from repairctl.errors import RepairError, say
from repairctl.figures import accounts
from repairctl.figures.accounts import Ledger, Receivables, Statement
from repairctl.figures.postings import Posting, postings
from repairctl.kinds import KINDS, order_interest
from repairctl.kinds.order_shares import ZERO
from repairctl.model import Finding, Minute, minute_of, moment_of
from repairctl.office import Office
from repairctl.records import read

ORDER = KINDS["order"]
AGEING = "ageing"
SHARE = 200
MANY = 800
"""Files from which on several processes are worth their beginning."""


class Wanted(Struct, frozen=True):
    """Whose money is asked for; '' : anybody's. `fresh`: every file is looked at."""

    party: str = ""
    payer: str = ""
    unit: str = ""
    fresh: bool = False

    def fits(self, one: Posting | accounts.Claim) -> bool:
        pairs = ((self.party, one.party), (self.payer, one.payer), (self.unit, one.unit))
        return all(wanted in ("", held) for wanted, held in pairs)


class Period(Struct, frozen=True):
    """From the first to the last day, both inclusive, in an office's zone; `first` None: from the beginning."""

    first: date | None
    last: date
    start: Minute
    end: Minute
    """The last minute, never after the moment asked for."""


class Owing(Struct, frozen=True):
    """What is owed on a day; `banded`: the office says how it is aged."""

    day: date
    found: Receivables
    unread: tuple[Finding, ...] = ()
    banded: bool = True


class Book(Struct, frozen=True):
    """A ledger of a period, and the files that are not in it."""

    period: Period
    ledger: Ledger
    unread: tuple[Finding, ...] = ()


class Account(Struct, frozen=True):
    """The account of a party over a period, and the files that are not in it."""

    period: Period
    statement: Statement
    unread: tuple[Finding, ...] = ()


class Told(Struct, frozen=True):
    """The money of one order; `disputes`: from when until when the payer objected (None: still); `interest`: up to the as-of."""

    postings: tuple[Posting, ...]
    disputes: tuple[tuple[Minute, Minute | None], ...] = ()
    interest: Decimal | None = None


class Reading:
    """Reads orders into their money; goes to other processes as the office it reads in."""

    def __init__(self, office: Office) -> None:
        self.office = office

    def __call__(self, ids: Sequence[str]) -> list[Told | Finding]:
        return [one for id in ids for one in self._of(id)]

    def _of(self, id: str) -> Iterator[Told | Finding]:
        """The money of an order; and what is wrong with its file, for then nobody knows whether it is all of it."""
        store = self.office.store
        try:
            path = store.path_of(ORDER, id)
            record, shape = read(ORDER, store.skimmed(store.bytes_of(path), path), self.office.zone, path)
        except RepairError as refusal:
            yield unreadable(self.office, ORDER, id, refusal)
            return
        late = order_interest.interest(record, moment_of(self.office.as_of, self.office.zone).date(), self.office.zone)
        yield Told(postings(record), order_interest.disputes(record), late.amount if late else None)
        yield from [one for one in shape if one.severity == "error"][:1]


def period(office: Office, text: str = "", first: str = "", last: str = "") -> Period:
    """The days that are meant: a period as typed, or from one day (default: the beginning) to another (default: that of the as-of).

    Raises what cannot be read, and NotAPeriod where it ends before it begins.
    """
    today = moment_of(office.as_of, office.zone).date()
    if text:
        begin, end = inputs.period(text, today)
        return _period(office, begin, end)
    end = inputs.day(last, today, "past") if last else today
    begin_at = inputs.day(first, today, "past") if first else None
    if begin_at and end < begin_at:
        raise inputs.NotAPeriod(f"{first} .. {last or today}", say("It ends before it begins."))
    return _period(office, begin_at, end)


def _period(office: Office, first: date | None, last: date) -> Period:
    whole = _minute(last + timedelta(days=1), office) - 1
    return Period(first, last, _minute(first, office) if first else 0, min(whole, office.as_of))


def _minute(day: date, office: Office) -> Minute:
    return minute_of(datetime.combine(day, time(), office.zone))


def receivables(office: Office, wanted: Wanted, progress: indexed.Progress | None = None) -> Owing:
    """What everybody owes as of the moment asked for, by age."""
    ids = indexed.asked(office, partial(_open, office), progress, every=wanted.fresh)
    told, unread = _read(office, ids, progress)
    return aged(office, [claim for one in told for claim in _claims(one, wanted, office.as_of)], office.as_of, unread)


def aged(office: Office, claims: Sequence[accounts.Claim], at: Minute, unread: tuple[Finding, ...] = ()) -> Owing:
    """Claims by age at a moment, as the office's policy has it then."""
    bands, day = _bands(office, at), moment_of(at, office.zone).date()
    return Owing(day, accounts.aged(claims, day, bands), unread, bool(bands))


def _open(office: Office, index: Index) -> list[str]:
    """Every order that owes something now, or moved since the moment asked for: it may have owed something then."""
    since = index.moved(ORDER.name, office.as_of + 1)
    return sorted({*(id for id, _ in index.owing(ORDER.name)), *since, *index.unread(ORDER.name)})


def _claims(one: Told, wanted: Wanted, at: Minute) -> Iterator[accounts.Claim]:
    disputed = any(begin <= at and (end is None or at < end) for begin, end in one.disputes)
    found = accounts.claims(one.postings, at, disputed, one.interest)
    yield from (claim for claim in found if wanted.fits(claim))


def _bands(office: Office, at: Minute) -> Sequence[accounts.Band]:
    """The columns that the office's policy has; none where none is in force, or it cannot be read."""
    paths = [path for path in office.store.policy_paths() if path.split("/")[1] == AGEING]
    try:
        sources = {path: office.store.parsed(office.store.bytes_of(path), path) for path in paths}
    except RepairError:
        return ()
    return accounts.bands(policies.load(sources, KINDS, office.zone).table(f"{AGEING}.bands", at))


def ledger(office: Office, asked: Period, wanted: Wanted, progress: indexed.Progress | None = None) -> Book:
    """Every posting of a period between two balances. Only the orders that went on since it began are read; of the rest the index knows."""
    of_all = wanted in (Wanted(), Wanted(fresh=True))
    question = partial(_moved, asked.start) if of_all else _with_money
    ids, rest = indexed.asked(office, question, progress, every=wanted.fresh)
    told, unread = _read(office, ids, progress)
    found = [each for one in told for each in one.postings if wanted.fits(each)]
    return Book(asked, accounts.ledger(found, asked.start, asked.end, rest), unread)


def statement(office: Office, party: str, asked: Period, wanted: Wanted, progress: indexed.Progress | None = None) -> Account:
    """The account of a party over a period. Only the orders that name it somewhere are read."""
    ids = indexed.asked(office, partial(_naming, party), progress, every=wanted.fresh)
    told, unread = _read(office, ids, progress)
    found = [each for one in told for each in one.postings]
    return Account(asked, accounts.statement(party, found, asked.start, asked.end), unread)


def everything(office: Office, wanted: Wanted, progress: indexed.Progress | None = None) -> tuple[tuple[Posting, ...], tuple[Finding, ...]]:
    """All postings up to the moment asked for in their order, and the files that are not in them."""
    told, unread = _all(office, wanted, progress)
    found = (each for one in told for each in one.postings if each.at <= office.as_of and wanted.fits(each))
    return tuple(sorted(found, key=lambda one: one.order_of)), unread


def books(office: Office, asked: Period, wanted: Wanted, progress: indexed.Progress | None = None) -> tuple[Owing, Book]:
    """What is owed at the end of a period, and its ledger, of the same postings."""
    told, unread = _all(replace(office, as_of=asked.end), wanted, progress)
    found = [each for one in told for each in one.postings if wanted.fits(each)]
    claims = [claim for one in told for claim in _claims(one, wanted, asked.end)]
    owing = aged(office, claims, asked.end, unread)
    return owing, Book(asked, accounts.ledger(found, asked.start, asked.end), unread)


def _all(office: Office, wanted: Wanted, progress: indexed.Progress | None) -> tuple[list[Told], tuple[Finding, ...]]:
    return _read(office, indexed.asked(office, _with_money, progress, every=wanted.fresh)[0], progress)


def _moved(since: Minute, index: Index) -> tuple[list[str], Decimal]:
    """The orders that went on since, and what is owed on all others."""
    ids = index.moved(ORDER.name, since)
    known = set(ids)
    rest = sum((money for id, money in index.owing(ORDER.name) if id not in known), ZERO)
    return [*ids, *(id for id in index.unread(ORDER.name) if id not in known)], rest


def _naming(party: str, index: Index) -> list[str]:
    return sorted({*(one.id for one in index.found([party]) if one.shelf == ORDER.name), *index.unread(ORDER.name)})


def _with_money(index: Index) -> tuple[list[str], Decimal]:
    return [*index.moved(ORDER.name, 0), *index.unread(ORDER.name)], ZERO


def _read(office: Office, ids: Sequence[str], progress: indexed.Progress | None) -> tuple[list[Told], tuple[Finding, ...]]:
    shares = [ids[at : at + SHARE] for at in range(0, len(ids), SHARE)]
    told: list[Told] = []
    unread: list[Finding] = []
    done = 0
    for share, part in zip(shares, spread(Reading(office), shares, cores() if len(ids) >= MANY else 1), strict=True):
        told += [one for one in part if isinstance(one, Told)]
        unread += [one for one in part if isinstance(one, Finding)]
        done += len(share)
        _tell(progress, done, len(ids))
    return told, tuple(unread)


def _tell(progress: Callable[[int, int], None] | None, done: int, count: int) -> None:
    if progress:
        progress(done, count)
