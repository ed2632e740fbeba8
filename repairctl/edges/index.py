"""What the records say, by column, and the words in them, kept under git's folder so that no command need read them all.

Everything here was read from files and may be deleted at any time; it knows no kind and reads no record.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from decimal import Decimal
from itertools import count
from pathlib import Path

from repairctl.edges import index_files
from repairctl.edges.index_files import Broken as Broken
from repairctl.edges.index_files import Unusable as Unusable
from repairctl.edges.index_files import readable as readable
from repairctl.edges.index_layout import OWING, OWN, Cell, Found, Row, Shelf, Test, column_name, indexes, table, tables
from repairctl.edges.index_words import sought, split
from repairctl.edges.signs import Sign

STEM = "index"
PLENTY = 2000
"""Records in which a word stands from which on the last of them are found sooner by walking back than by sorting."""
MERGED_AT_ONCE = 500
"""Pages of the word list that are merged in one go; whoever writes waits no longer than for one."""


class Index:
    """An open index. `head`: the commit up to which it was brought in step."""

    def __init__(self, connection: sqlite3.Connection, shelves: Mapping[str, Shelf]) -> None:
        self._db = connection
        self._shelves = shelves
        self._sources = {name: table(name) for name in shelves}

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
            self._shelve(table(shelf), [(n, row) for n, row, _ in numbered if row.shelf == shelf])

    def _highest(self) -> int:
        return int(self._db.execute("SELECT coalesce(max(number), 0) FROM file").fetchone()[0])

    def _shelve(self, table: str, numbered: Sequence[tuple[int, Row]]) -> None:
        cells = [(n, row.id, row.status, row.ended, row.begun, row.last, row.money, *row.cells) for n, row in numbered]
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
            self._db.execute(f"DELETE FROM {table(shelf)} WHERE number = ?", (number,))
        self._db.execute("DELETE FROM file WHERE number = ?", (number,))
        return int(number)

    # ------------------------------------------------------------- what is asked

    def unread(self, shelf: str) -> list[str]:
        """The IDs of the files that could not be read."""
        query = "SELECT id FROM file WHERE shelf = ? AND unread = 1 ORDER BY path"
        return [id for (id,) in self._db.execute(query, (shelf,))]

    def goes_on(self, shelf: str, moment: int) -> bool:
        """Whether any log went on after a moment."""
        return self._db.execute(f"SELECT 1 FROM {table(shelf)} WHERE last > ? LIMIT 1", (moment,)).fetchone() is not None

    def later(self, shelf: str, moment: int) -> list[str]:
        """The IDs of the records whose log had begun at a moment and went on after it."""
        query = f"SELECT id FROM {table(shelf)} WHERE begun <= ? AND last > ?"
        return [id for (id,) in self._db.execute(query, (moment, moment))]

    def turn_back(self, shelf: str, moment: int, rows: Iterable[Row]) -> None:
        """From now on the shelf answers as of a moment: as it is, but without what began later, and with these rows for what went on."""
        past = f'"past_{shelf}"'
        self._db.execute(f"CREATE TEMP TABLE {past} AS SELECT * FROM {table(shelf)} WHERE 0")
        self._shelve(past, [(self._number(row.path), row) for row in rows])
        unchanged = f"SELECT * FROM main.{table(shelf)} WHERE last IS NULL OR last <= {int(moment)}"
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

    def owing(self, shelf: str) -> list[tuple[str, Decimal]]:
        """The IDs of the records on which money is still to come or to be given back, and how much (below nothing); as the files are."""
        query = f"SELECT id, money FROM {table(shelf)} WHERE {OWING} ORDER BY id"
        return [(id, Decimal(money)) for id, money in self._db.execute(query)]

    def moved(self, shelf: str, since: int) -> list[str]:
        """The IDs of the records on which money ever moved and whose log went on at a moment or after it."""
        query = f"SELECT id FROM {table(shelf)} WHERE money IS NOT NULL AND last >= ? ORDER BY id"
        return [id for (id,) in self._db.execute(query, (since,))]

    def rows(
        self, shelf: str, tests: Sequence[Test] = (), *, by: str = "id", backwards: bool = False, limit: int = 0
    ) -> list[tuple[str, str, str, tuple[Cell, ...]]]:
        """Path, ID, status and cells of the records that pass the tests, by a column (what is empty stands last), at most so many."""
        held = self._shelves[shelf].columns
        where, words = self._where(tests)
        query = (
            f"SELECT f.path, r.id, r.status, {', '.join(column_name(one.name) for one in held) or 'NULL'}"
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
        return f"ORDER BY ({column_name(by)} IS NULL) {way}, {column_name(by)} {'COLLATE exact' if exact else ''} {way}, r.id ASC"

    def _where(self, tests: Sequence[Test]) -> tuple[str, list[Cell]]:
        parts, words = ["1"], list[Cell]()
        for number, test in enumerate(tests):
            name = column_name(test.column)
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
        row = self._db.execute(f"SELECT * FROM {table(shelf)} WHERE number = ?", (number,)).fetchone()
        return Found(path, shelf, id, row[2], tuple(row[len(OWN) + 1 :]), tuple(body.split("\n")))

    def how_many(self, words: Sequence[str]) -> int:
        return int(self._db.execute("SELECT count(*) FROM words WHERE words MATCH ?", (sought(words),)).fetchone()[0])


def _folder(path: str) -> str:
    return path.rpartition("/")[0]


def _exactly(one: str, other: str) -> int:
    difference = Decimal(one) - Decimal(other)
    return (difference > 0) - (difference < 0)


def opened(folder: Path, form: str, shelves: Sequence[Shelf]) -> Index | None:
    """The index in a folder; None where there is none of this form. Raises Unusable."""
    db = index_files.opened(folder, STEM, form)
    return None if db is None else Index(db, {one.name: one for one in shelves})


def aside(shelves: Sequence[Shelf]) -> Index:
    """An index that is kept nowhere, for an office where none can be kept."""
    return Index(index_files.aside(tables(shelves)), {one.name: one for one in shelves})


@contextmanager
def made(folder: Path, form: str, shelves: Sequence[Shelf]) -> Iterator[Index]:
    """A new index, empty; it is there when all is done inside, and not if it is not. Raises Unusable."""
    with index_files.made(folder, STEM, form, tables(shelves), indexes(shelves)) as db:
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
