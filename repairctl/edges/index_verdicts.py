"""What was judged of each record, kept under git's folder so that the next check judges only what has changed.

Everything here was made from files and may be deleted at any time; it knows no rule and reads no record. Readers do not wait for a
writer; a writer that finds the file changed since it read it keeps nothing.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

from msgspec import Struct

from repairctl.edges import index_files
from repairctl.edges.signs import Sign

STEM = "verdicts"
SHAPE = 2
"""Of the tables below; another shape is another file."""
TABLES = (
    "CREATE TABLE file (path TEXT PRIMARY KEY, size INTEGER, changed INTEGER, inode INTEGER, digest TEXT) WITHOUT ROWID",
    "CREATE TABLE unit (number INTEGER PRIMARY KEY, path TEXT UNIQUE, since INTEGER, turns_at INTEGER, handed TEXT, told BLOB, teams TEXT)",
    "CREATE INDEX unit_turns ON unit (turns_at) WHERE turns_at IS NOT NULL",
    "CREATE INDEX unit_told ON unit (number) WHERE told IS NOT NULL",
    "CREATE TABLE team (number INTEGER PRIMARY KEY, name TEXT UNIQUE, since INTEGER, turns_at INTEGER, told BLOB)",
    "CREATE INDEX team_turns ON team (turns_at) WHERE turns_at IS NOT NULL",
    "CREATE INDEX team_told ON team (number) WHERE told IS NOT NULL",
    "CREATE TABLE member (team INTEGER, unit INTEGER, body BLOB, PRIMARY KEY (team, unit)) WITHOUT ROWID",
)


class Unit(Struct, frozen=True):
    """What was said of one record: by when it may be another, what was handed to the rules besides, its findings, its part in groups.

    `since`: the as-of for which it was judged; it holds from then until `turns_at`. `handed`: a word in each line.
    `parts`: what each group gets, by the group's name.
    """

    path: str
    since: int
    turns_at: int | None
    handed: str
    told: bytes | None
    parts: Mapping[str, bytes]


class Team(Struct, frozen=True):
    """What was said of one group of records."""

    name: str
    since: int
    turns_at: int | None
    told: bytes | None


Broken = sqlite3.Error
"""What is kept cannot be read after all."""


class Unkept(Exception):
    """It cannot be read or written now; all must be judged."""


class Verdicts:
    """The open file. What is read is of one moment until `close` or `changing`."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._db = connection
        self._db.execute("BEGIN")
        self._age = self.noted("age")

    def close(self) -> None:
        self._db.close()

    # ------------------------------------------------------------- reading

    def noted(self, name: str) -> bytes:
        """What was noted under a name; nothing where nothing was."""
        row = self._db.execute("SELECT said FROM note WHERE name = ?", (name,)).fetchone()
        return bytes(row[0]) if row else b""

    def files(self) -> dict[str, tuple[Sign, str]]:
        """Each file that was looked at: its sign, and a digest of its bytes ('' where it could not be read)."""
        told = self._db.execute("SELECT path, size, changed, inode, digest FROM file")
        return {path: (Sign(size, changed, inode), digest) for path, size, changed, inode, digest in told}

    def outdated(self, as_of: int) -> list[str]:
        """The paths of the records that were judged for a later moment, or whose verdicts may have turned since."""
        return [path for (path,) in self._db.execute("SELECT path FROM unit WHERE turns_at <= ? OR since > ?", (as_of, as_of))]

    def handed(self, words: Iterable[str]) -> set[str]:
        """The paths of the records to which any of these was handed."""
        wanted = set(words)
        if not wanted:
            return set()
        if len(wanted) > 8:
            every = self._db.execute("SELECT path, handed FROM unit")
            return {path for path, handed in every if not wanted.isdisjoint(handed.split("\n"))}
        query = "SELECT path FROM unit WHERE instr(char(10) || handed || char(10), char(10) || ? || char(10))"
        return {path for word in wanted for (path,) in self._db.execute(query, (word,))}

    def told(self) -> dict[str, bytes]:
        """What was said of the records of which something was, by their paths."""
        return dict(self._db.execute("SELECT path, told FROM unit WHERE told IS NOT NULL"))

    def teams_told(self) -> dict[str, bytes]:
        """What was said of the groups of which something was, by their names."""
        return dict(self._db.execute("SELECT name, told FROM team WHERE told IS NOT NULL"))

    def teams_outdated(self, as_of: int) -> list[str]:
        return [name for (name,) in self._db.execute("SELECT name FROM team WHERE turns_at <= ? OR since > ?", (as_of, as_of))]

    def teams_of(self, path: str) -> list[str]:
        """The groups in which a record stands."""
        row = self._db.execute("SELECT teams FROM unit WHERE path = ?", (path,)).fetchone()
        numbers = row[0].split() if row and row[0] else ()
        return [self._db.execute("SELECT name FROM team WHERE number = ?", (int(one),)).fetchone()[0] for one in numbers]

    def members(self, team: str) -> list[tuple[str, bytes]]:
        """The records of a group by their paths, each with its part."""
        query = "SELECT path, body FROM member JOIN unit ON unit.number = member.unit WHERE team = (SELECT number FROM team WHERE name = ?)"
        return list(self._db.execute(query, (team,)))

    # ------------------------------------------------------------- writing

    @contextmanager
    def changing(self) -> Iterator[None]:
        """What is written inside is kept together or not at all. Raises Unkept, also where another has written since this was opened."""
        db = self._db
        try:
            db.execute("COMMIT")
            db.execute("PRAGMA synchronous = NORMAL")
            db.execute("BEGIN IMMEDIATE")
            if self.noted("age") != self._age:
                raise Unkept
            yield
            self.note("age", str(int(self._age or b"0") + 1).encode())
            db.execute("COMMIT")
        except (sqlite3.Error, Unkept):
            raise Unkept from None
        finally:
            with suppress(sqlite3.Error):
                if db.in_transaction:
                    db.execute("ROLLBACK")

    def note(self, name: str, said: bytes) -> None:
        self._db.execute("INSERT OR REPLACE INTO note VALUES (?, ?)", (name, said))

    def put_files(self, files: Mapping[str, tuple[Sign, str]]) -> None:
        rows = ((path, *sign, digest) for path, (sign, digest) in files.items())
        self._db.executemany("INSERT OR REPLACE INTO file VALUES (?, ?, ?, ?, ?)", rows)

    def drop_files(self, paths: Iterable[str]) -> None:
        self._db.executemany("DELETE FROM file WHERE path = ?", ((path,) for path in paths))

    def clear(self) -> None:
        """Forgets all that was said."""
        for table in ("unit", "team", "member"):
            self._db.execute(f"DELETE FROM {table}")

    def drop(self, paths: Iterable[str]) -> None:
        """Forgets what was said of some records."""
        for path in paths:
            row = self._db.execute("SELECT number, teams FROM unit WHERE path = ?", (path,)).fetchone()
            if row:
                self._db.executemany("DELETE FROM member WHERE team = ? AND unit = ?", [(int(one), row[0]) for one in row[1].split()])
                self._db.execute("DELETE FROM unit WHERE number = ?", (row[0],))

    def put(self, units: Iterable[Unit]) -> None:
        """Keeps what was said of records of which nothing is kept."""
        known = dict(self._db.execute("SELECT name, number FROM team"))
        last = self._db.execute("SELECT coalesce(max(number), 0) FROM unit").fetchone()[0]
        rows, members = list[tuple[object, ...]](), list[tuple[int, int, bytes]]()
        for number, one in enumerate(units, last + 1):
            for name in one.parts:
                if name not in known:
                    known[name] = self._db.execute("INSERT INTO team (name) VALUES (?)", (name,)).lastrowid or 0
            teams = [known[name] for name in one.parts]
            members += [(team, number, body) for team, body in zip(teams, one.parts.values(), strict=True)]
            rows.append((number, one.path, one.since, one.turns_at, one.handed, one.told, " ".join(map(str, teams))))
        self._db.executemany("INSERT INTO unit VALUES (?, ?, ?, ?, ?, ?, ?)", rows)
        self._db.executemany("INSERT INTO member VALUES (?, ?, ?)", sorted(members))

    def put_teams(self, teams: Iterable[Team]) -> None:
        rows = ((one.since, one.turns_at, one.told, one.name) for one in teams)
        self._db.executemany("UPDATE team SET since = ?, turns_at = ?, told = ? WHERE name = ?", rows)

    def drop_teams(self, names: Iterable[str]) -> None:
        """Forgets groups in which nobody stands any more."""
        self._db.executemany("DELETE FROM team WHERE name = ?", ((name,) for name in names))


def opened(folder: Path, form: str) -> Verdicts:
    """The file in a folder, made where there is none; one that is broken is made anew. Raises Unkept."""
    try:
        found = index_files.opened(folder, STEM, form)
        if found is None:
            with index_files.made(folder, STEM, form, TABLES, ()):
                pass
            found = index_files.opened(folder, STEM, form)
        if found is not None:
            return Verdicts(found)
    except (sqlite3.Error, OSError, ValueError, index_files.Unusable):
        pass
    raise Unkept


def removed(folder: Path) -> None:
    """Removes all that is kept: it is judged anew when it is needed."""
    index_files.removed(folder, STEM)
