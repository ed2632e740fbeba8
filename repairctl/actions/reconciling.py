"""A bank's or a payment service's file against the books, and what it may add to them. Writes only what one unmistakable claim awaits."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, time, timedelta
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from repairctl.actions import accounts, bank_mappings
from repairctl.actions.asked import asked_for
from repairctl.actions.behind import place_words
from repairctl.actions.indexed import Progress
from repairctl.actions.judged import Judge
from repairctl.actions.me import who
from repairctl.actions.outcomes import Done, LeftOut
from repairctl.actions.stepping import kind_and_step, ready, taken
from repairctl.actions.working import Working
from repairctl.actions.writing import AsksAndWrites, Why, changed
from repairctl.errors import RepairError, say
from repairctl.figures import accounts as figures
from repairctl.figures.accounts import CASH_SORTS, Claim
from repairctl.figures.bank_files import Mapped, Row
from repairctl.figures.postings import FROM_DEPOSIT, Posting
from repairctl.figures.reconciling import RECORDABLE, Booked, Item, Open, reconciled
from repairctl.kinds import KINDS
from repairctl.model import Finding, Record, minute_of, moment_of
from repairctl.office import Office

ORDER = KINDS["order"]


class Wanted(Struct, frozen=True):
    """Which file, as it was named; by which mapping ('' : the one that fits); `fresh`: every record is looked at."""

    path: Path
    file: str
    mapping: str = ""
    fresh: bool = False


class Reconciled(Struct, frozen=True):
    """The file against the books; `unread`: records that could not be read, so that nobody knows whether it is all."""

    wanted: Wanted
    mapped: Mapped
    rows: tuple[Row, ...]
    items: tuple[Item, ...]
    unread: tuple[Finding, ...] = ()

    @property
    def recordable(self) -> tuple[Item, ...]:
        return tuple(one for one in self.items if one.sort == RECORDABLE)


class BooksMoved(RepairError):
    """What was shown is not what would be recorded any more."""

    def __init__(self) -> None:
        super().__init__(say("The books were changed meanwhile, so nothing was recorded; look at the file again."))


class BooksUnread(RepairError):
    """A record cannot be read: what the file would add may be in it already."""

    exit_code = 5

    def __init__(self, found: Finding) -> None:
        super().__init__(
            say("{id} cannot be read, and the payment may be in it already; nothing was recorded.", id=found.subject.id),
            say("Mend the file first: repairctl check {id}", id=found.subject.id),
        )


def looked(office: Office, wanted: Wanted, progress: Progress | None = None) -> Reconciled:
    """The file against the books as of the moment asked for. Raises what reading the mapping and the file raises."""
    mapped, rows = bank_mappings.read(office, wanted.path, wanted.file, wanted.mapping)
    postings, unread = accounts.everything(office, accounts.Wanted(fresh=wanted.fresh), progress)
    owing = [one for one in figures.claims(postings, office.as_of) if one.owed > 0]
    booked = [_booked(office, one) for one in postings if one.sort in CASH_SORTS and one.method != FROM_DEPOSIT]
    return Reconciled(wanted, mapped, rows, reconciled(rows, booked, _open(office, owing), mapped.methods), unread)


def recorded(office: Office, shown: Reconciled, by: str = "", *, dry_run: bool = False) -> Done:
    """What is recordable as payments, in one commit; one that its order cannot take is left out. Raises BooksMoved and BooksUnread."""
    if office.as_of != office.now:
        raise AsksAndWrites
    left: list[LeftOut] = []
    person = who(office, by)

    def plan(working: Working, judge: Judge) -> str:
        now = looked(office, shown.wanted)
        if now.unread:
            raise BooksUnread(now.unread[0])
        if now.recordable != shown.recordable:
            raise BooksMoved
        for item in now.recordable:
            try:
                _pay(working, judge, item, person, now.mapped)
            except RepairError as refusal:
                left.append(LeftOut(item.fitting[0].order, refusal))
        return "pay"

    done = changed(office, plan, dry_run=dry_run, why=Why(chosen=shown.wanted.file))
    return replace(done, left=tuple(left))


def _pay(working: Working, judge: Judge, item: Item, by: str, mapped: Mapped) -> None:
    assert item.row is not None
    kind, step = kind_and_step(ORDER.name, "pay")
    claim, row = item.fitting[0], item.row
    raw = {".amount": f"{row.amount:.2f}", ".method": mapped.methods[0], ".reference": row.reference}
    raw |= {".paid_by": claim.party} if claim.party else {}
    asked = asked_for(working.office, kind, step, raw, {"by": by, "at": _when(working.office, row), "anyway": "", "until": ""})
    ready(working, judge, kind, asked)
    for change in taken(working, judge, kind, asked, claim.order):
        working.put(change)


def _when(office: Office, row: Row) -> str:
    """The minute of a movement; of one that has only its day the last, though not one that is still to come."""
    start = datetime.combine(row.day, time(), office.zone)
    clock = row.clock if row.clock is not None else 24 * 60 - 1
    at = minute_of(start + timedelta(minutes=clock))
    return moment_of(min(at, office.now) if row.clock is None else at, office.zone).strftime("%Y-%m-%dT%H:%M")


def _booked(office: Office, one: Posting) -> Booked:
    return Booked(one.order, moment_of(one.at, office.zone).date(), -one.amount, one.method, one.reference)


def _open(office: Office, owing: Sequence[Claim]) -> list[Open]:
    working = Working(office)
    return [Open(one.order, one.owed, one.party, one.payer, one.unit, tuple(_names(office, working, one.unit))) for one in owing]


def _names(office: Office, working: Working, unit: str) -> Iterator[str]:
    """How a memo may name a unit: its ID, as people say it, and its numbers."""
    held = working.find(unit) if unit else None
    if unit:
        yield unit
    if held is not None and held.kind.name == "unit":
        yield place_words(held, office)
        yield from _numbers(held)


def _numbers(unit: Record) -> Iterator[str]:
    building, entrance, room = (str(unit.value(f"unit.{part}") or "") for part in ("building", "entrance", "room"))
    if building and room:
        between = f"{entrance}单元" if entrance else ""
        yield "-".join(part for part in (building, entrance, room) if part)
        yield from (f"{building}{word}{between}{room}" for word in ("幢", "栋", "号楼"))
