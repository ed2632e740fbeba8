"""How the index is laid out: what is kept of a file, what is asked of it, and the tables. Knows no kind and opens nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Literal, TypeAlias

from msgspec import Struct

Cell: TypeAlias = str | int | None
Sort = Literal["text", "whole", "exact"]
OWN = ("id", "status", "ended", "begun", "last", "money")
"""Columns that every shelf has."""
OWING = "money <> '0.00'"
"""Money is still to come, or to be given back."""


class Column(Struct, frozen=True):
    """A column: whole numbers and moments, exact decimals as text, all else as text; `sought`: records are looked for by it."""

    name: str
    sort: Sort = "text"
    sought: bool = False


class Shelf(Struct, frozen=True):
    """The records of one sort: their columns."""

    name: str
    columns: tuple[Column, ...]


class Row(Struct, frozen=True):
    """What is kept of one file: `blob`, git's name for its bytes; `begun` and `last`, the first and last moment in its log (None: it has
    none); `said`, its texts in lines, and `words`, what is looked for in them; `money`, an exact amount: what is owed on it (None: nothing
    ever was).
    """

    path: str
    shelf: str
    id: str
    blob: str
    status: str
    ended: bool
    begun: int | None
    last: int | None
    cells: tuple[Cell, ...]
    said: str
    words: str
    money: str | None = None


class Test(Struct, frozen=True):
    """What a cell must be: exactly `same`, with `part` in it, from `low` to `high` (both inclusive), or what `fits` says."""

    column: str
    same: Cell = None
    part: str = ""
    low: int | str | None = None
    high: int | str | None = None
    fits: Callable[[Cell], bool] | None = None
    empty: bool = False


class Found(Struct, frozen=True):
    """A record in which words stand: where it lies, how it stands, its cells, and the texts in which words are looked for."""

    path: str
    shelf: str
    id: str
    status: str
    cells: tuple[Cell, ...]
    texts: tuple[str, ...]


def table(shelf: str) -> str:
    """The table of a shelf, as SQL names it."""
    return f'"of_{shelf}"'


def column_name(column: str) -> str:
    """A column of a shelf, as SQL names it."""
    return f"r.{column}" if column in OWN else f'r."c_{column}"'


def shape(shelves: Sequence[Shelf]) -> tuple[str, ...]:
    """All that decides how the file is laid out; it is part of the form, and another form is another file."""
    return (*tables(shelves), *indexes(shelves))


def tables(shelves: Iterable[Shelf]) -> Iterator[str]:
    """What makes the tables."""
    yield "CREATE TABLE folder (path TEXT PRIMARY KEY, changed INTEGER) WITHOUT ROWID"
    yield (
        "CREATE TABLE file (number INTEGER PRIMARY KEY, path TEXT UNIQUE, folder TEXT, shelf TEXT, id TEXT,"
        " size INTEGER, changed INTEGER, inode INTEGER, blob TEXT, unread INTEGER)"
    )
    yield "CREATE INDEX file_folder ON file (folder)"
    yield "CREATE INDEX file_id ON file (id)"
    yield "CREATE INDEX file_unread ON file (shelf) WHERE unread = 1"
    yield "CREATE TABLE said (number INTEGER PRIMARY KEY, body TEXT)"
    yield "CREATE VIRTUAL TABLE words USING fts5 (body, content='', tokenize='ascii')"
    for shelf in shelves:
        columns = "".join(f', "c_{one.name}" {"INTEGER" if one.sort == "whole" else "TEXT"}' for one in shelf.columns)
        own = "number INTEGER PRIMARY KEY, id TEXT, status TEXT, ended INTEGER, begun INTEGER, last INTEGER, money TEXT"
        yield f"CREATE TABLE {table(shelf.name)} ({own}{columns})"


def indexes(shelves: Iterable[Shelf]) -> Iterator[str]:
    """What makes their indexes, once all rows are there."""
    for shelf in shelves:
        name = table(shelf.name)
        yield f'CREATE INDEX "{shelf.name}_id" ON {name} (id)'
        yield f'CREATE INDEX "{shelf.name}_ended" ON {name} (ended, id)'
        yield f'CREATE INDEX "{shelf.name}_status" ON {name} (status, id)'
        yield f'CREATE INDEX "{shelf.name}_last" ON {name} (last)'
        yield f'CREATE INDEX "{shelf.name}_owing" ON {name} (id) WHERE {OWING}'
        for column in shelf.columns:
            if column.sought:
                yield f'CREATE INDEX "{shelf.name}_by_{column.name}" ON {name} ("c_{column.name}", id)'
