"""Which records are printed: those that are named, that a filter finds, or that a month holds. Asked of the index where that can tell."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, time, timedelta

from msgspec import Struct, field

from repairctl import inputs, records, sheets
from repairctl.actions import listing
from repairctl.actions.printing import come_to
from repairctl.actions.working import Working
from repairctl.errors import RepairError
from repairctl.model import Kind, Minute, Record, minute_of, moment_of
from repairctl.office import Office


class Wanted(Struct, frozen=True):
    """A choice as typed: columns and what stands there, as `list` reads them; a month or another period.

    A record is of the period in which a step was taken after which one of the documents comes; where none was, in which it began.
    """

    documents: tuple[str, ...] = ()
    filters: Mapping[str, str] = field(default_factory=dict)
    month: str = ""


def chosen(office: Office, kind: Kind, wanted: Wanted) -> tuple[str, ...]:
    """The IDs, in their order. Raises NotAPeriod, NoSuchColumn and what cannot be read as a filter."""
    if not wanted.month:
        return tuple(_found(office, kind, wanted.filters))
    period = inputs.period(wanted.month, moment_of(office.now, office.zone).date())
    low, high = (_minute(day, office) for day in (period[0], period[1] + timedelta(days=1)))
    ids = sorted({id for columns in _columns(kind, wanted) for id in _found(office, kind, {**wanted.filters, **columns})})
    working = Working(office)
    return tuple(id for id in ids if _in(office, working, kind, id, (wanted.documents, low, high)))


def _found(office: Office, kind: Kind, filters: Mapping[str, str]) -> Iterator[str]:
    rows = listing.listed(office, kind.name, listing.Asked(filters, limit=0, everything=True, fresh=True)).rows
    return (str(row["id"]) for row in reversed(rows))


def _columns(kind: Kind, wanted: Wanted) -> Sequence[Mapping[str, str]]:
    """What is asked of the index: for every step that counts its column in that month; everything, where one has no column."""
    told = [sheets.SHEETS[name] for name in wanted.documents] or list(sheets.of_kind(kind.name).values())
    steps = {kind.opens, *(step for one in told for step in (one.each, *one.after) if step)}
    columns = {source.split()[-1]: name for name, source in kind.columns.items() if source.startswith(("first ", "last "))}
    if not wanted.documents or not steps <= set(columns):
        return [{}]
    return [{columns[step]: wanted.month} for step in sorted(steps) if columns[step] not in wanted.filters]


def _in(office: Office, working: Working, kind: Kind, id: str, asked: tuple[Sequence[str], Minute, Minute]) -> bool:
    """Whether it is of the period; one that cannot be read is, so that it is told."""
    documents, low, high = asked
    try:
        record = records.as_of(working.load(kind, id).record, office.as_of)
    except RepairError:
        return True
    working.forget([id])
    return any(low <= at < high for at in _moments(record, documents or come_to(record)[-1:]))


def _moments(record: Record, documents: Sequence[str]) -> Sequence[Minute]:
    steps = {step for name in documents for one in [sheets.SHEETS[name]] for step in (one.each, *one.after)}
    found = [entry.at for entry in record.story if entry.step in steps]
    return found or [entry.at for entry in record.story[:1]]


def _minute(day: date, office: Office) -> Minute:
    return minute_of(datetime.combine(day, time(), office.zone))
