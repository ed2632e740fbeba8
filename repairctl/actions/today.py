"""The day at a glance: what is late, what is due today, what waits, what is owed, which papers run out. Writes nothing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from msgspec import Struct

from repairctl.actions import drafts, judging, me
from repairctl.actions.behind import place_words
from repairctl.actions.judged import Judge
from repairctl.actions.outcomes import DueRow
from repairctl.actions.reading import loaded_records, open_records
from repairctl.actions.talks.orders import Orders, owed
from repairctl.actions.working import Loaded, Working
from repairctl.kinds import KINDS
from repairctl.model import Finding, Minute, Plain, Record, minute_of, moment_of
from repairctl.office import Office

PAPERS_AHEAD = 90  # days


class Waiting(Struct, frozen=True):
    """An order on hold: since when, and for which reason (its key)."""

    record: Record
    since: Minute
    reason: str


class Today(Struct, frozen=True):
    """Each record once: under what is late if anything of it is, else under what is due before midnight."""

    name: str
    me: str
    open: int
    reported: int
    late: tuple[DueRow, ...]
    due: tuple[DueRow, ...]
    on_hold: tuple[Waiting, ...]
    owing: int
    owed: Decimal
    papers: int
    drafts: int
    places: dict[str, str]
    unread: tuple[Finding, ...] = ()
    waived: tuple[DueRow, ...] = ()  # late as well, but the office has accepted it


def today(office: Office) -> Today:
    """The day of the office's as-of moment."""
    working = Working(office)
    judge = Judge(office, working)
    orders = Orders(office)
    complaints = list(open_records(office, KINDS["complaint"], working))
    waiting = [*orders.open, *(one.record for one in complaints if isinstance(one, Loaded) and not _ended(one.record))]
    rows = [row for record in waiting for row in judging.due_rows(record, judge, office.as_of)]
    midnight = minute_of(datetime.combine(_today(office) + timedelta(days=1), time(), office.zone))
    late = _one_each(sorted((row for row in rows if row.late > 0 and not row.waived), key=lambda row: -row.late))
    gone = {row.record.id for row in late}
    soon = (row for row in rows if row.late <= 0 and office.as_of - row.late <= midnight and row.record.id not in gone)
    debts = [amount for one in orders.open if (amount := owed(one)) > 0]
    return Today(
        str(office.settings["name"]),
        me.named(office),
        len(waiting),
        sum(1 for one in orders.open if one.story and _day(one.story[0].at, office) == _today(office)),
        tuple(late),
        tuple(_one_each(sorted(soon, key=lambda row: -row.late))),
        tuple(_on_hold(orders.open)),
        len(debts),
        sum(debts, Decimal("0.00")),
        _papers(office, working),
        len(drafts.all_drafts(office)),
        {id: place_words(found, office) for id in _places(waiting) if (found := working.find(id)) is not None},
        (*judge.nothing, *orders.unread, *(one for one in complaints if isinstance(one, Finding))),
        tuple(row for row in rows if row.waived),
    )


def _ended(record: Record) -> bool:
    return record.status in record.kind.ended


def _one_each(rows: Sequence[DueRow]) -> list[DueRow]:
    """The first row of each record."""
    return list({row.record.id: row for row in reversed(rows)}.values())[::-1]


def _on_hold(records: Sequence[Record]) -> Iterator[Waiting]:
    for one in records:
        entry = one.last("hold")
        if one.status == "on_hold" and entry:
            yield Waiting(one, entry.at, str(entry.filled.get("reason") or ""))


def _papers(office: Office, working: Working) -> int:
    """Certificates of those in service that run out within 90 days, or have."""
    last = _today(office) + timedelta(days=PAPERS_AHEAD)
    staff = (one.record for one in loaded_records(office, KINDS["staff"], working) if isinstance(one, Loaded))
    return sum(1 for one in staff if not _left(one, office) for row in one.rows("certificates") if _until(row.get("valid_to"), last))


def _until(held: Plain, last: date) -> bool:
    return isinstance(held, date) and held <= last


def _left(record: Record, office: Office) -> bool:
    held = record.value("person.left")
    return isinstance(held, date) and held < _today(office)


def _places(records: Sequence[Record]) -> set[str]:
    paths = [f"{box}.{name}" for box in ("place", "facts") for name in ("unit", "asset")]
    return {str(held) for one in records for path in paths if (held := one.value(path))}


def _today(office: Office) -> date:
    return _day(office.as_of, office)


def _day(minute: Minute, office: Office) -> date:
    return moment_of(minute, office.zone).date()
