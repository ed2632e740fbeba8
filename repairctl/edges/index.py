"""What the records say, by column, and the words in them, kept under git's folder so that no command need read them all.

The only place that knows SQLite. Everything here was read from files and may be deleted at any time; it knows no kind and reads no record.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from decimal import Decimal
from pathlib import Path
from typing import Literal, TypeAlias

from msgspec import Struct

from repairctl.edges.index_words import sought, split
from repairctl.edges.signs import Sign

Cell: TypeAlias = str | int | None
Sort = Literal["text", "whole", "exact"]
WAIT_SECONDS = 5.0
OWN = ("id", "status", "ended", "begun", "last")
"""Columns that every shelf has."""
SHAPE = 1
"""Of the tables below; it is part of the form, and another form is another file."""


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
    """What is kept of one file. `begun` and `last`: the first and last moment in its log, None where it has none."""

    path: str
    shelf: str
    id: str
    sign: Sign
    blob: str
    status: str
    ended: bool
    begun: int | None
    last: int | None
    cells: tuple[Cell, ...]
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


class Unusable(Exception):
    """The index cannot be read or written now; what was asked must be read from the files."""


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
        row = self._db.execute("SELECT said FROM note WHERE name = ?", (name,)).fetchone()
        return str(row[0]) if row else ""

    def note(self, name: str, said: str) -> None:
        self._db.execute("INSERT OR REPLACE INTO note VALUES (?, ?)", (name, said))

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

    def put(self, rows: Iterable[Row]) -> None:
        """Keeps rows, instead of those that were kept of the same files."""
        for row in rows:
            number = self._dropped(row.path)
            folder = row.path.rpartition("/")[0]
            values = (number, row.path, folder, row.shelf, row.id, *row.sign, row.blob)
            number = self._db.execute("INSERT INTO file VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", values).lastrowid or 0
            self._shelve(_table(row.shelf), number, row)
            self._db.execute("INSERT INTO said VALUES (?, ?)", (number, row.words))
            self._db.execute("INSERT INTO words (rowid, body) VALUES (?, ?)", (number, split(row.words)))

    def _shelve(self, table: str, number: int, row: Row) -> None:
        cells = (number, row.id, row.status, row.ended, row.begun, row.last, *row.cells)
        self._db.execute(f"INSERT INTO {table} VALUES ({', '.join('?' * len(cells))})", cells)

    def put_unread(self, path: str, shelf: str, id: str, sign: Sign, blob: str) -> None:
        """Keeps of a file only that it could not be read."""
        self._dropped(path)
        values = (path, path.rpartition("/")[0], shelf, id, *sign, blob)
        self._db.execute("INSERT INTO file (path, folder, shelf, id, size, changed, inode, blob) VALUES (?, ?, ?, ?, ?, ?, ?, ?)", values)

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
        query = f"SELECT id FROM file WHERE shelf = ? AND number NOT IN (SELECT number FROM {_table(shelf)}) ORDER BY path"
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
        for row in rows:
            found = self._db.execute("SELECT number FROM file WHERE path = ?", (row.path,)).fetchone()
            self._shelve(past, found[0], row)
        unchanged = f"SELECT * FROM main.{_table(shelf)} WHERE last IS NULL OR last <= {int(moment)}"
        self._sources[shelf] = f"({unchanged} UNION ALL SELECT * FROM temp.{past})"

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

    def found(self, words: Sequence[str], limit: int = 0) -> list[tuple[str, str, str]]:
        """Path, shelf and ID of the records in which every word stands, the latest first."""
        cut = f"LIMIT {int(limit)}" if limit > 0 else ""
        query = f"SELECT path, shelf, id FROM file WHERE number IN (SELECT rowid FROM words WHERE words MATCH ?) ORDER BY path DESC {cut}"
        return list(self._db.execute(query, (sought(words),)))

    def how_many(self, words: Sequence[str]) -> int:
        return int(self._db.execute("SELECT count(*) FROM words WHERE words MATCH ?", (sought(words),)).fetchone()[0])


def _table(shelf: str) -> str:
    return f'"of_{shelf}"'


def _name(column: str) -> str:
    return f"r.{column}" if column in OWN else f'r."c_{column}"'


def _exactly(one: str, other: str) -> int:
    difference = Decimal(one) - Decimal(other)
    return (difference > 0) - (difference < 0)


def _tables(shelves: Iterable[Shelf]) -> Iterator[str]:
    yield "CREATE TABLE note (name TEXT PRIMARY KEY, said TEXT) WITHOUT ROWID"
    yield "CREATE TABLE folder (path TEXT PRIMARY KEY, changed INTEGER) WITHOUT ROWID"
    yield (
        "CREATE TABLE file (number INTEGER PRIMARY KEY, path TEXT UNIQUE, folder TEXT, shelf TEXT, id TEXT,"
        " size INTEGER, changed INTEGER, inode INTEGER, blob TEXT)"
    )
    yield "CREATE INDEX file_folder ON file (folder)"
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
    file = folder / _file(form)
    if not file.exists():
        return None
    try:
        db = sqlite3.connect(file, timeout=WAIT_SECONDS, isolation_level=None)
        index = Index(db, {one.name: one for one in shelves})
        if index.noted("form") == form:
            return index
        db.close()
    except sqlite3.OperationalError as error:
        if "no such table" not in str(error):
            raise Unusable from None
    except sqlite3.DatabaseError:
        pass
    removed(folder)
    return None


def aside(shelves: Sequence[Shelf]) -> Index:
    """An index that is kept nowhere, for an office where none can be kept."""
    db = sqlite3.connect(":memory:", isolation_level=None)
    for line in _tables(shelves):
        db.execute(line)
    return Index(db, {one.name: one for one in shelves})


@contextmanager
def made(folder: Path, form: str, shelves: Sequence[Shelf]) -> Iterator[Index]:
    """A new index, empty; it is there when all is done inside, and not if it is not. Raises Unusable.

    Another form has another name, and whoever was quicker stays: no file is taken away from a program that reads it.
    """
    file = folder / f"{_file(form)}-{os.getpid()}.new"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        file.unlink(missing_ok=True)
        db = sqlite3.connect(file, isolation_level=None)
        try:
            for line in ("PRAGMA page_size = 8192", "PRAGMA journal_mode = OFF", "PRAGMA synchronous = OFF", "BEGIN", *_tables(shelves)):
                db.execute(line)
            index = Index(db, {one.name: one for one in shelves})
            yield index
            index.note("form", form)
            for line in (*_indexes(shelves), "COMMIT", "PRAGMA journal_mode = WAL"):
                db.execute(line)
        finally:
            db.close()
        _settle(file, folder / _file(form))
        _clear(folder, _file(form))
    except (sqlite3.Error, OSError):
        raise Unusable from None
    finally:
        with suppress(OSError):
            file.unlink(missing_ok=True)


def _file(form: str) -> str:
    return f"index-{form}.sqlite"


def _settle(file: Path, place: Path) -> None:
    """Gives the file its name, unless another has it by now."""
    with suppress(FileExistsError):
        try:
            os.link(file, place)
        except OSError:
            if not place.exists():  # a disk without links
                os.rename(file, place)


def _clear(folder: Path, but: str) -> None:
    """Removes indexes of other forms."""
    for one in folder.glob("index-*"):
        if not one.name.startswith(but):
            with suppress(OSError):
                one.unlink()


def removed(folder: Path) -> None:
    """Removes every index: it is made anew when it is needed."""
    _clear(folder, "\0")


@contextmanager
def changing(index: Index) -> Iterator[None]:
    """What is written inside is kept together or not at all. Raises Unusable."""
    db = index._db
    try:
        db.execute("PRAGMA synchronous = NORMAL")
        db.execute("BEGIN IMMEDIATE")
        try:
            yield
            db.execute("COMMIT")
        except BaseException:
            with suppress(sqlite3.Error):
                db.execute("ROLLBACK")
            raise
    except sqlite3.Error:
        raise Unusable from None


FOLDER = "repairctl"
"""Where the index lies in git's folder."""
MERGED_AT_ONCE = 500
"""Pages of the word list that are merged in one go; whoever writes waits no longer than for one."""
EMPTY_PART = 4
"""One page in so many is empty before it is worth writing the whole file anew."""


def fault(folder: Path, form: str) -> str:
    """What SQLite finds wrong with the index in a folder; '' where all is well, or there is none of this form. Changes nothing."""
    file = folder / _file(form)
    if not file.exists():
        return ""
    try:
        db = sqlite3.connect(f"{file.absolute().as_uri()}?mode=ro", uri=True, timeout=WAIT_SECONDS)
        try:
            told = str(db.execute("PRAGMA quick_check(1)").fetchone()[0])
        finally:
            db.close()
    except sqlite3.Error as error:
        return str(error)
    return "" if told == "ok" else told


def tidied(folder: Path, form: str) -> tuple[int, int] | None:
    """Merges the word list, and writes the file anew where much of it is empty; its bytes before and after. None where there is none.

    Each part is short, and one that would have to wait is left for another day. Raises Unusable.
    """
    file = folder / _file(form)
    if not file.exists():
        return None
    before = file.stat().st_size
    try:
        db = sqlite3.connect(file, timeout=0, isolation_level=None)
        try:
            _merge(db)
            empty, pages = (int(db.execute(f"PRAGMA {name}").fetchone()[0]) for name in ("freelist_count", "page_count"))
            for line in ("PRAGMA optimize", *(["VACUUM"] if empty * EMPTY_PART > pages else []), "PRAGMA wal_checkpoint(TRUNCATE)"):
                db.execute(line)
        finally:
            db.close()
    except sqlite3.Error:
        raise Unusable from None
    return before, file.stat().st_size


def _merge(db: sqlite3.Connection) -> None:
    """Until a part changes nothing any more, as fts5 says it is told."""
    while True:
        before = db.total_changes
        db.execute("INSERT INTO words (words, rank) VALUES ('merge', ?)", (MERGED_AT_ONCE,))
        if db.total_changes - before < 2:
            return
