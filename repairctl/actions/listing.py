"""Records of a kind as rows: asked of the index, so that no list reads every record. Writes nothing but the index."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import partial
from typing import TypeAlias

from msgspec import Struct, field

from repairctl import inputs
from repairctl.actions import index_rows, indexed
from repairctl.actions.outcomes import Listing
from repairctl.actions.unreadable import unreadable
from repairctl.actions.working import Working
from repairctl.edges.index import Index
from repairctl.edges.index_layout import Cell, Test
from repairctl.errors import Misuse, RepairError, say
from repairctl.errors import near as nearest
from repairctl.kinds import KINDS
from repairctl.model import Field, Finding, Kind, Label, Plain, minute_of, moment_of
from repairctl.office import Office
from repairctl.texts import moment_text

Wanted: TypeAlias = str | tuple[date, date]
"""What a filter asks for: a text, or the days from one to another."""
_BEGUN = r"[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9:]*"
"""The beginning of a moment as it stands in a file; compiled where a filter says one."""
ID = Label("number", "编号")
STATUS = Label("status", "状态")
CHOSEN = ("id", "status")
LOOKS = 3
"""So often a list is asked anew because a file that it shows was being changed; then it shows what it has."""


class NoSuchColumn(Misuse):
    """There is no such column to filter or sort by."""

    def __init__(self, name: str, kind: Kind) -> None:
        known = ["id", *(["status"] if kind.opens else []), *kind.columns]
        near = nearest(name, known, n=1) or known
        told = [Label(one, f"{one} {label}") for one in near for label in [_called(kind, one)]]
        super().__init__(say("{name} is no column of {kind}. Did you mean {near}?", name=name, kind=kind.label, near=told))


def _called(kind: Kind, name: str) -> str:
    own = {"id": ID, "status": STATUS}
    return (own[name] if name in own else _label(kind, name, kind.columns[name])).zh


class Asked(Struct, frozen=True):
    """What is listed. Without a status filter only records in which something is still expected; `everything`: all of them.

    A filter matches when the cell equals it, lies in it (dates and moments: 3月, 昨天, 2026-03-01..2026-03-07), or contains it (texts).
    `sort`: a column, with - before it backwards; `limit` 0: all rows; `fresh`: every file is looked at.
    """

    filters: Mapping[str, str] = field(default_factory=dict)
    sort: str = ""
    limit: int = 30
    everything: bool = False
    fresh: bool = False


def listed(office: Office, kind: str, asked: Asked, progress: indexed.Progress | None = None) -> Listing:
    """Records of a kind as rows. Raises NoSuchColumn and what cannot be read as a filter."""
    the_kind = KINDS[kind]
    for name in (*asked.filters, *([asked.sort.lstrip("-")] if asked.sort else [])):
        if name not in ("id", "status", *the_kind.columns):
            raise NoSuchColumn(name, the_kind)
    return indexed.asked(office, partial(_listed, the_kind, office, asked), progress, every=asked.fresh)


def _listed(kind: Kind, office: Office, asked: Asked, index: Index) -> Listing:
    indexed.turned_back(index, kind, office)
    rows, total = _checked(index, kind, office, asked)
    moments = frozenset(name for name, source in kind.columns.items() if source.startswith(("first ", "last ")))
    return Listing(kind, _columns(kind), rows, total, moments, tuple(unread(index, kind, office)))


def _checked(index: Index, kind: Kind, office: Office, asked: Asked) -> tuple[tuple[Mapping[str, Plain], ...], int]:
    """The rows, each of a file that is as it was when it was read; and how many there would be without the limit."""
    tests, limit = list(_tests(asked, kind, office)), asked.limit
    by, backwards = asked.sort.lstrip("-") or "id", asked.sort.startswith("-")
    for _ in range(LOOKS):
        found = index.rows(kind.name, tests, by=by, backwards=backwards, limit=limit)
        if not indexed.looked_at(index, office, [path for path, *_ in found]):
            break
    total = len(found) if limit <= 0 or len(found) < limit else index.count(kind.name, tests)
    fields = [(name, kind.field_at(source)) for name, source in kind.columns.items()]
    return tuple(_row(kind, id, status, cells, fields) for _, id, status, cells in found), total


def unread(index: Index, kind: Kind, office: Office) -> Iterator[Finding]:
    """The files that cannot be read, and so are in no row."""
    for id in index.unread(kind.name):
        try:
            Working(office).load(kind, id)
        except RepairError as refusal:
            yield unreadable(office, kind, id, refusal)


def _columns(kind: Kind) -> tuple[tuple[str, Label], ...]:
    status = [("status", STATUS)] if kind.opens else []
    return (("id", ID), *status, *((name, _label(kind, name, source)) for name, source in kind.columns.items()))


def _label(kind: Kind, name: str, source: str) -> Label:
    field = kind.field_at(source)
    if field:
        return field.label
    step = kind.step(source.split()[-1])
    return step.label if step else Label(name, name)


def _row(kind: Kind, id: str, status: str, cells: Sequence[Cell], fields: Sequence[tuple[str, Field | None]]) -> Mapping[str, Plain]:
    plain = {name: index_rows.plain(cell, field) for (name, field), cell in zip(fields, cells, strict=True)}
    return {"id": id, **({"status": status} if kind.opens else {}), **plain}


def _tests(asked: Asked, kind: Kind, office: Office) -> Iterator[Test]:
    """What a row must be."""
    if not asked.everything and "status" not in asked.filters:
        yield Test("ended", same=0)
    for name, text in asked.filters.items():
        yield _test(name, _wanted(text, name, kind, office), kind.field_at(kind.columns.get(name, "")), office)


def _test(name: str, wanted: Wanted, field: Field | None, office: Office) -> Test:
    if isinstance(wanted, tuple):
        first, last = wanted
        if field is not None and field.type == "date":
            return Test(name, low=first.isoformat(), high=last.isoformat())
        return Test(name, low=_minute(first, office), high=_minute(last + timedelta(days=1), office) - 1)
    if wanted == "":
        return Test(name, empty=True)
    if field is None and name in CHOSEN:
        return Test(name, same=wanted)
    if field is None or field.type not in ("text", "ref", "choice"):
        return Test(name, fits=partial(_fits, name, wanted, field, office))
    return Test(name, part=wanted) if name in ("description", "title", "name") else Test(name, same=wanted)


def _minute(day: date, office: Office) -> int:
    return minute_of(datetime.combine(day, time(), office.zone))


def _fits(name: str, wanted: str, field: Field | None, office: Office, cell: Cell) -> bool:
    """Whether a moment begins so, a number is that one, a list has the word in it."""
    held = index_rows.plain(cell, field)
    if isinstance(held, int) and re.fullmatch(_BEGUN, wanted):
        return moment_text(held, office.zone).startswith(wanted.replace(" ", "T"))
    if isinstance(held, tuple):
        return wanted in held
    if isinstance(held, Decimal):
        return held == inputs.decimal(wanted)
    return held is not None and str(held) == wanted


def _wanted(text: str, name: str, kind: Kind, office: Office) -> Wanted:
    """What a filter asks for: of days and moments the first and last day, or the beginning of a moment as it stands in the file."""
    source = kind.columns.get(name, "")
    field = kind.field_at(source)
    dated = source.startswith(("first ", "last ")) or (field is not None and field.type in ("date", "moment"))
    if not dated or not text or re.fullmatch(_BEGUN, text):
        return inputs.text(text)
    return inputs.period(text, moment_of(office.now, office.zone).date())
