"""What the index keeps of a record, and how it comes back: its columns, its words, when its log began and last went on. Opens no file."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from functools import cache

from msgspec import json

from repairctl.edges.index_layout import Cell, Column, Row, Shelf, Sort, shape
from repairctl.edges.index_words import split
from repairctl.edges.signs import ENDING
from repairctl.figures.postings import postings, total
from repairctl.kinds import KINDS
from repairctl.model import Field, Kind, Plain, Record

MEANING = 3
"""Of what a row says; another one makes the index anew."""


@cache
def shelves() -> tuple[Shelf, ...]:
    """A shelf for each kind."""
    return tuple(Shelf(kind.name, tuple(_column(kind, name) for name in kind.columns)) for kind in KINDS.values())


def form(version: str, zone: str) -> str:
    """A short name for all that decides what the index says of the same files."""
    kinds = [(one.name, one.folder, dict(one.columns), sorted(one.ended)) for one in KINDS.values()]
    return f"{zlib.crc32(repr([MEANING, version, zone, kinds, shape(shelves())]).encode()):08x}"


def _column(kind: Kind, name: str) -> Column:
    source = kind.columns[name]
    field = kind.field_at(source)
    moment = source.startswith(("first ", "last "))
    sought = source == f"first {kind.opens}" or (field is not None and field.type in ("ref", "choice"))
    return Column(name, "whole" if moment else _sort(field), sought)


def _sort(field: Field | None) -> Sort:
    if field is None:
        return "text"
    return "whole" if field.type in ("int", "moment") else "exact" if field.type in ("decimal", "money") else "text"


def row(record: Record, path: str, blob: str = "") -> Row:
    """What is kept of the record in a file; its ID is the file's name, whatever the file says."""
    kind = record.kind
    cells = tuple(kept(cell(record, source)) for source in kind.columns.values())
    moments = [entry.at for entry in record.log]
    begun, last = (min(moments), max(moments)) if moments else (None, None)
    ended = record.status in kind.ended and kind.name != "archive"
    id = path[path.rfind("/") + 1 : -len(ENDING)]
    said = "\n".join((id, *_words(record)))
    return Row(path, kind.name, id, blob, record.status, ended, begun, last, cells, said, split(said), _money(record))


def _money(record: Record) -> str | None:
    """What is owed on an order, of all payers together; None where no money ever moved."""
    found = postings(record) if record.kind.name == "order" else ()
    return f"{total(found):.2f}" if found else None


def cell(record: Record, source: str) -> Plain:
    """What a column shows: `first report` a moment, `request.item` a field of a box, `triage.priority` of the last entry that fills it."""
    which, _, step = source.partition(" ")
    if step:
        entry = record.first(step) if which == "first" else record.last(step)
        return entry.at if entry else None
    owner, _, name = source.partition(".")
    if record.kind.section(owner):
        return record.value(source)
    return next((entry.filled[name] for entry in reversed(record.of.get(owner, ())) if name in entry.filled), None)


def kept(held: Plain) -> Cell:
    """A value as the index keeps it."""
    if held is None or (isinstance(held, int) and not isinstance(held, bool)):
        return held
    if isinstance(held, bool):
        return "true" if held else "false"
    if isinstance(held, Decimal):
        return f"{held:f}"
    if isinstance(held, date):
        return held.isoformat()
    return held if isinstance(held, str) else json.encode(held).decode()


def plain(held: Cell, field: Field | None) -> Plain:
    """The value again."""
    if field is None or not isinstance(held, str):
        return held
    if field.type in ("decimal", "money"):
        return Decimal(held)
    if field.type == "date":
        return date.fromisoformat(held)
    if field.type == "bool":
        return held == "true"
    return tuple(json.decode(held)) if field.type == "words" else held


def _words(record: Record) -> Iterator[str]:
    """The texts of a record in which words are looked for; of people only their IDs, for names stand elsewhere."""
    for section in record.kind.sections:
        held = record.sections.get(section.name)
        if section.many:
            yield from _of_rows(section.fields, held)
        elif isinstance(held, dict):
            yield from _of_box(section.fields, held)
    for entry in record.log:
        step = record.kind.step(entry.step)
        yield from _of_box(step.fields if step else (), entry.filled)
        note = entry.filled.get("note")
        if isinstance(note, str):
            yield note


def _of_rows(fields: tuple[Field, ...], held: Plain) -> Iterator[str]:
    for one in held if isinstance(held, tuple) else ():
        if isinstance(one, dict):
            yield from _of_box(fields, one)


def _of_box(fields: tuple[Field, ...], held: object) -> Iterator[str]:
    if not hasattr(held, "get"):
        return
    for field in fields:
        value = held.get(field.name)
        if field.type in ("text", "ref", "words") and value is not None:
            yield from (value,) if isinstance(value, str) else map(str, value)
        elif field.type == "rows":
            yield from _of_rows(field.rows, value)
