"""What the records say, by column, and the words in them, kept under git's folder so that no command need read them all.

Everything here was read from files and may be deleted at any time; it knows no kind and reads no record.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from decimal import Decimal
from itertools import count
from pathlib import Path
from typing import Literal, TypeAlias

from msgspec import Struct

from repairctl.edges import index_files
from repairctl.edges.index_files import Broken as Broken
from repairctl.edges.index_files import Unusable as Unusable
from repairctl.edges.index_files import readable as readable
from repairctl.edges.index_words import sought, split
from repairctl.edges.signs import Sign

Cell: TypeAlias = str | int | None
Sort = Literal["text", "whole", "exact"]
STEM = "index"
OWN = ("id", "status", "ended", "begun", "last")
"""Columns that every shelf has."""
PLENTY = 2000
"""Records in which a word stands from which on the last of them are found sooner by walking back than by sorting."""
MERGED_AT_ONCE = 500
"""Pages of the word list that are merged in one go; whoever writes waits no longer than for one."""


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
    none); `said`, its texts in lines, and `words`, what is looked for in them.
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


class Index:
    """An open index. `head`: the commit up to which it was brought in step."""

    def __init__(self, connection: sqlite3.Connection, shelves: Mapping[str, Shelf]) -> None:
        self._db = connection
        self._shelves = shelves
        self._sources = {name: _table(name) for name in shelves}

    def close(self) -> None:
        self._db.close()

    @property
    def head(self) -> str:
        return self.noted("head")

    def noted(self, name: str) -> str:
        """What was noted under a name; '' where nothing was."""
        return index_files.noted(self._db, name)

    def note(self, name: str, said: str) -> None:
        index_files.note(self._db, name, said)

    # ------------------------------------------------------------- what is kept of the files

    def folders(self) -> dict[str, int]:
        """Each folder with the moment of its last change (ns), as it was when its files were looked at."""
        return dict(self._db.execute("SELECT path, changed FROM folder"))

    def note_folders(self, changed: Mapping[str, int]) -> None:
        self._db.executemany("INSERT OR REPLACE INTO folder VALUES (?, ?)", changed.items())

    def forget_folders(self, paths: Iterable[str]) -> None:
        self._db.executemany("DELETE FROM folder WHERE path = ?", ((path,) for path in paths))

    def signs(self, folder: str = "") -> dict[str, Sign]:
        """Each file in a folder (not in those below it; '' : all files), with its sign."""
        where, words = ("WHERE folder = ?", (folder,)) if folder else ("", ())
        told = self._db.execute(f"SELECT path, size, changed, inode FROM file {where}", words)
        return {path: Sign(size, changed, inode) for path, size, changed, inode in told}

    def sign(self, path: str) -> tuple[Sign, str] | None:
        """A file's sign and git's name for its bytes."""
        row = self._db.execute("SELECT size, changed, inode, blob FROM file WHERE path = ?", (path,)).fetchone()
        return (Sign(*row[:3]), row[3]) if row else None

    def put(self, rows: Sequence[tuple[Row, Sign]], *, fresh: bool = False) -> None:
        """Keeps rows, each with its file's sign, instead of those that were kept of the same files; `fresh`: there are none."""
        free = count(self._highest() + 1)
        numbered = [(next(free) if fresh else self._dropped(row.path) or next(free), row, sign) for row, sign in rows]
        files = ((n, row.path, _folder(row.path), row.shelf, row.id, *sign, row.blob, 0) for n, row, sign in numbered)
        self._db.executemany("INSERT INTO file VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", files)
        self._db.executemany("INSERT INTO said VALUES (?, ?)", ((n, row.said) for n, row, _ in numbered))
        self._db.executemany("INSERT INTO words (rowid, body) VALUES (?, ?)", ((n, row.words) for n, row, _ in numbered))
        for shelf in {row.shelf for _, row, _ in numbered}:
            self._shelve(_table(shelf), [(n, row) for n, row, _ in numbered if row.shelf == shelf])

    def _highest(self) -> int:
        return int(self._db.execute("SELECT coalesce(max(number), 0) FROM file").fetchone()[0])

    def _shelve(self, table: str, numbered: Sequence[tuple[int, Row]]) -> None:
        cells = [(n, row.id, row.status, row.ended, row.begun, row.last, *row.cells) for n, row in numbered]
        if cells:
            self._db.executemany(f"INSERT INTO {table} VALUES ({', '.join('?' * len(cells[0]))})", cells)

    def put_unread(self, path: str, shelf: str, id: str, sign: Sign) -> None:
        """Keeps of a file only that it could not be read."""
        self._dropped(path)
        names = "path, folder, shelf, id, size, changed, inode, blob, unread"
        self._db.execute(f"INSERT INTO file ({names}) VALUES (?, ?, ?, ?, ?, ?, ?, '', 1)", (path, _folder(path), shelf, id, *sign))

    def sign_anew(self, path: str, sign: Sign) -> None:
        """The file has the bytes that it had, under another sign."""
        self._db.execute("UPDATE file SET size = ?, changed = ?, inode = ? WHERE path = ?", (*sign, path))

    def drop(self, paths: Iterable[str]) -> None:
        for path in paths:
            self._dropped(path)

    def _dropped(self, path: str) -> int | None:
        found = self._db.execute("SELECT number, shelf FROM file WHERE path = ?", (path,)).fetchone()
        if found is None:
            return None
        number, shelf = found
        said = self._db.execute("SELECT body FROM said WHERE number = ?", (number,)).fetchone()
        if said:
            self._db.execute("INSERT INTO words (words, rowid, body) VALUES ('delete', ?, ?)", (number, split(said[0])))
            self._db.execute("DELETE FROM said WHERE number = ?", (number,))
        if shelf in self._shelves:
            self._db.execute(f"DELETE FROM {_table(shelf)} WHERE number = ?", (number,))
        self._db.execute("DELETE FROM file WHERE number = ?", (number,))
        return int(number)

    # ------------------------------------------------------------- what is asked

    def unread(self, shelf: str) -> list[str]:
        """The IDs of the files that could not be read."""
        query = "SELECT id FROM file WHERE shelf = ? AND unread = 1 ORDER BY path"
        return [id for (id,) in self._db.execute(query, (shelf,))]

    def goes_on(self, shelf: str, moment: int) -> bool:
        """Whether any log went on after a moment."""
        return self._db.execute(f"SELECT 1 FROM {_table(shelf)} WHERE last > ? LIMIT 1", (moment,)).fetchone() is not None

    def later(self, shelf: str, moment: int) -> list[str]:
        """The IDs of the records whose log had begun at a moment and went on after it."""
        query = f"SELECT id FROM {_table(shelf)} WHERE begun <= ? AND last > ?"
        return [id for (id,) in self._db.execute(query, (moment, moment))]

    def turn_back(self, shelf: str, moment: int, rows: Iterable[Row]) -> None:
        """From now on the shelf answers as of a moment: as it is, but without what began later, and with these rows for what went on."""
        past = f'"past_{shelf}"'
        self._db.execute(f"CREATE TEMP TABLE {past} AS SELECT * FROM {_table(shelf)} WHERE 0")
        self._shelve(past, [(self._number(row.path), row) for row in rows])
        unchanged = f"SELECT * FROM main.{_table(shelf)} WHERE last IS NULL OR last <= {int(moment)}"
        self._sources[shelf] = f"({unchanged} UNION ALL SELECT * FROM temp.{past})"

    def _number(self, path: str) -> int:
        return int(self._db.execute("SELECT number FROM file WHERE path = ?", (path,)).fetchone()[0])

    def ids(self, shelf: str, tests: Sequence[Test] = ()) -> list[str]:
        """The IDs of the records that pass the tests, in order."""
        where, words = self._where(tests)
        return [id for (id,) in self._db.execute(f"SELECT id FROM {self._sources[shelf]} r WHERE {where} ORDER BY id", words)]

    def count(self, shelf: str, tests: Sequence[Test] = ()) -> int:
        where, words = self._where(tests)
        return int(self._db.execute(f"SELECT count(*) FROM {self._sources[shelf]} r WHERE {where}", words).fetchone()[0])

    def rows(
        self, shelf: str, tests: Sequence[Test] = (), *, by: str = "id", backwards: bool = False, limit: int = 0
    ) -> list[tuple[str, str, str, tuple[Cell, ...]]]:
        """Path, ID, status and cells of the records that pass the tests, by a column (what is empty stands last), at most so many."""
        held = self._shelves[shelf].columns
        where, words = self._where(tests)
        query = (
            f"SELECT f.path, r.id, r.status, {', '.join(_name(one.name) for one in held) or 'NULL'}"
            f" FROM {self._sources[shelf]} r JOIN file f USING (number) WHERE {where} {self._order(shelf, by, backwards)}"
        ) + (f" LIMIT {int(limit)}" if limit > 0 else "")
        return [(row[0], row[1], row[2], tuple(row[3 : 3 + len(held)])) for row in self._db.execute(query, words)]

    def _order(self, shelf: str, by: str, backwards: bool) -> str:
        way = "DESC" if backwards else "ASC"
        if by == "id":
            return f"ORDER BY r.id {way}"
        exact = any(one.name == by and one.sort == "exact" for one in self._shelves[shelf].columns)
        if exact:
            self._db.create_collation("exact", _exactly)
        return f"ORDER BY ({_name(by)} IS NULL) {way}, {_name(by)} {'COLLATE exact' if exact else ''} {way}, r.id ASC"

    def _where(self, tests: Sequence[Test]) -> tuple[str, list[Cell]]:
        parts, words = ["1"], list[Cell]()
        for number, test in enumerate(tests):
            name = _name(test.column)
            if test.fits is not None:
                self._db.create_function(f"fits_{number}", 1, test.fits)
                parts.append(f"fits_{number}({name})")
            elif test.empty:
                parts.append(f"({name} IS NULL OR {name} = '')")
            elif test.part:
                parts.append(f"instr({name}, ?) > 0")
                words.append(test.part)
            elif test.low is not None or test.high is not None:
                parts.append(f"{name} BETWEEN ? AND ?")
                words += [test.low, test.high]
            else:
                parts.append(f"{name} = ?")
                words.append(test.same)
        return " AND ".join(parts), words

    def found(self, words: Sequence[str], limit: int = 0) -> list[Found]:
        """The records in which every word stands, the latest path first, at most so many."""
        cut = f"LIMIT {int(limit)}" if limit > 0 else ""
        walked = limit > 0 and self.how_many(words) > PLENTY
        there = f"{'+' if walked else ''}number IN (SELECT rowid FROM words WHERE words MATCH ?)"
        first = f"SELECT path, shelf, id, number FROM file WHERE {there} ORDER BY id DESC {cut}"
        query = f"SELECT path, shelf, id, number, body FROM ({first}) JOIN said USING (number) ORDER BY id DESC"
        return [self._found(*row) for row in self._db.execute(query, (sought(words),))]

    def _found(self, path: str, shelf: str, id: str, number: int, body: str) -> Found:
        row = self._db.execute(f"SELECT * FROM {_table(shelf)} WHERE number = ?", (number,)).fetchone()
        return Found(path, shelf, id, row[2], tuple(row[len(OWN) + 1 :]), tuple(body.split("\n")))

    def how_many(self, words: Sequence[str]) -> int:
        return int(self._db.execute("SELECT count(*) FROM words WHERE words MATCH ?", (sought(words),)).fetchone()[0])


def _folder(path: str) -> str:
    return path.rpartition("/")[0]


def _table(shelf: str) -> str:
    return f'"of_{shelf}"'


def _name(column: str) -> str:
    return f"r.{column}" if column in OWN else f'r."c_{column}"'


def _exactly(one: str, other: str) -> int:
    difference = Decimal(one) - Decimal(other)
    return (difference > 0) - (difference < 0)


def shape(shelves: Sequence[Shelf]) -> tuple[str, ...]:
    """All that decides how the file is laid out; it is part of the form, and another form is another file."""
    return (*_tables(shelves), *_indexes(shelves))


def _tables(shelves: Iterable[Shelf]) -> Iterator[str]:
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
        own = "number INTEGER PRIMARY KEY, id TEXT, status TEXT, ended INTEGER, begun INTEGER, last INTEGER"
        yield f"CREATE TABLE {_table(shelf.name)} ({own}{columns})"


def _indexes(shelves: Iterable[Shelf]) -> Iterator[str]:
    for shelf in shelves:
        table = _table(shelf.name)
        yield f'CREATE INDEX "{shelf.name}_id" ON {table} (id)'
        yield f'CREATE INDEX "{shelf.name}_ended" ON {table} (ended, id)'
        yield f'CREATE INDEX "{shelf.name}_status" ON {table} (status, id)'
        yield f'CREATE INDEX "{shelf.name}_last" ON {table} (last)'
        for column in shelf.columns:
            if column.sought:
                yield f'CREATE INDEX "{shelf.name}_by_{column.name}" ON {table} ("c_{column.name}", id)'


def opened(folder: Path, form: str, shelves: Sequence[Shelf]) -> Index | None:
    """The index in a folder; None where there is none of this form. Raises Unusable."""
    db = index_files.opened(folder, STEM, form)
    return None if db is None else Index(db, {one.name: one for one in shelves})


def aside(shelves: Sequence[Shelf]) -> Index:
    """An index that is kept nowhere, for an office where none can be kept."""
    return Index(index_files.aside(_tables(shelves)), {one.name: one for one in shelves})


@contextmanager
def made(folder: Path, form: str, shelves: Sequence[Shelf]) -> Iterator[Index]:
    """A new index, empty; it is there when all is done inside, and not if it is not. Raises Unusable."""
    with index_files.made(folder, STEM, form, _tables(shelves), _indexes(shelves)) as db:
        yield Index(db, {one.name: one for one in shelves})


def removed(folder: Path) -> None:
    """Removes every index: it is made anew when it is needed."""
    index_files.removed(folder, STEM)


@contextmanager
def changing(index: Index) -> Iterator[None]:
    """What is written inside is kept together or not at all. Raises Unusable."""
    with index_files.changing(index._db):
        yield


def fault(folder: Path, form: str) -> str:
    """What SQLite finds wrong with the index in a folder; '' where all is well, or there is none of this form. Changes nothing."""
    return index_files.fault(folder, STEM, form)


def tidied(folder: Path, form: str) -> tuple[int, int] | None:
    """Merges the word list, and writes the file anew where much of it is empty; its bytes before and after. None where there is none.

    Each part is short, and one that would have to wait is left for another day. Raises Unusable.
    """
    return index_files.tidied(folder, STEM, form, _merge)


def _merge(db: sqlite3.Connection) -> None:
    """Until a part changes nothing any more, as fts5 says it is told."""
    while True:
        before = db.total_changes
        db.execute("INSERT INTO words (words, rank) VALUES ('merge', ?)", (MERGED_AT_ONCE,))
        if db.total_changes - before < 2:
            return
