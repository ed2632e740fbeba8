"""What the history says, commit by commit, and which files each touched, kept so that no question about the past walks through it.

Everything here was told by git and may be deleted at any time. A file's list is that of `git log --full-history`: all commits in which it
differs from any parent's, on whichever branch; of each it is kept what the file was before and after.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from msgspec import Struct

from repairctl.edges import index_files
from repairctl.edges.history_commits import Told
from repairctl.edges.history_message import read
from repairctl.edges.history_reading import CommitInfo

STEM = "history"
FORM = "1"
"""Of the tables below; another form is another file."""
BATCH = 1 << 32
"""What is brought in at one time is numbered from the newest on; the next time begins this much further up."""
AT_ONCE = 2000
TABLES = (
    "CREATE TABLE author (number INTEGER PRIMARY KEY, name TEXT, email TEXT)",
    "CREATE TABLE made (number INTEGER PRIMARY KEY, id BLOB, at INTEGER, author INTEGER, parents BLOB, message TEXT)",
    "CREATE TABLE file (number INTEGER PRIMARY KEY, path BLOB)",
    "CREATE TABLE touch (made INTEGER, file INTEGER, was BLOB, now BLOB, PRIMARY KEY (made, file)) WITHOUT ROWID",
)
INDEXES = (
    "CREATE UNIQUE INDEX author_who ON author (name, email)",
    "CREATE UNIQUE INDEX made_id ON made (id)",
    "CREATE INDEX made_at ON made (at DESC, number)",
    "CREATE UNIQUE INDEX file_path ON file (path)",
    "CREATE INDEX touch_file ON touch (file, made)",
)
COMMIT = "m.number, m.id, m.at, a.name, m.message, a.email, m.parents"


class Touch(Struct, frozen=True):
    """A commit, and what a file was in those of its parents from which it differs (all, or it brought nothing new), and is."""

    commit: CommitInfo
    was: tuple[str, ...]
    now: str

    @property
    def own(self) -> bool:
        """Whether the commit itself made the difference; a merge may only bring what another commit made."""
        return len(self.was) == max(len(self.commit.parents), 1)


class Recorded(Struct, frozen=True):
    """A commit and the files that it touched."""

    commit: CommitInfo
    paths: tuple[str, ...]


class Asked(Struct, frozen=True):
    """Which commits are wanted: made from `low` to `high` (minutes, both inclusive), with each of these lines in their message,

    recorded by somebody: a `Recorder:` in the message, or the author's name or e-mail.
    """

    low: int | None = None
    high: int | None = None
    lines: tuple[str, ...] = ()
    recorder: str = ""


class Past:
    """An open index of the history. `head`: the commit up to which it was brought in step; '' before the first."""

    def __init__(self, db: sqlite3.Connection, *, fresh: bool = False) -> None:
        self._db = db
        self._fresh = fresh
        self._authors: dict[tuple[str, str], int] = {}
        self._files: dict[bytes, int] = {}

    def close(self) -> None:
        self._db.close()

    @property
    def head(self) -> str:
        return self.noted("head")

    def noted(self, name: str) -> str:
        """What was noted under a name; '' where nothing was."""
        with index_files.readable():
            return index_files.noted(self._db, name)

    def note(self, name: str, said: str) -> None:
        index_files.note(self._db, name, said)

    # ------------------------------------------------------------- what is kept

    def ids(self) -> set[str]:
        """All commits."""
        with index_files.readable():
            return {id.hex() for (id,) in self._db.execute("SELECT id FROM made")}

    def drop(self, ids: Iterable[str]) -> None:
        """Forgets commits that are not in the history any more."""
        self._db.execute("CREATE TEMP TABLE gone (id BLOB PRIMARY KEY) WITHOUT ROWID")
        self._db.executemany("INSERT OR IGNORE INTO gone VALUES (?)", ((bytes.fromhex(id),) for id in ids))
        self._db.execute("DELETE FROM touch WHERE made IN (SELECT number FROM made WHERE id IN (SELECT id FROM gone))")
        self._db.execute("DELETE FROM made WHERE id IN (SELECT id FROM gone)")
        self._db.execute("DROP TABLE gone")

    def put(self, commits: Iterable[Told]) -> Iterator[int]:
        """Keeps commits, the newest first; gives from time to time how many there are by now."""
        (least,) = self._db.execute("SELECT coalesce(min(number), 0) FROM made").fetchone()
        start, done = least - BATCH, 0
        made, touched = list[tuple[object, ...]](), list[tuple[object, ...]]()
        for done, one in enumerate(commits, 1):
            made.append((start + done, bytes.fromhex(one.id), one.at, self._author(one), _packed(one.parents.split()), _text(one.message)))
            touched += [
                (start + done, self._file(path), _packed(was, len(one.id)), _packed([now], len(one.id)))
                for path, (was, now) in one.touched.items()
            ]
            if len(made) >= AT_ONCE:
                self._keep(made, touched)
                yield done
        self._keep(made, touched)
        yield done

    def _keep(self, made: list[tuple[object, ...]], touched: list[tuple[object, ...]]) -> None:
        self._db.executemany("INSERT INTO made VALUES (?, ?, ?, ?, ?, ?)", made)
        self._db.executemany("INSERT INTO touch VALUES (?, ?, ?, ?)", touched)
        made.clear()
        touched.clear()

    def _author(self, one: Told) -> int:
        who = _text(one.author), _text(one.email)
        if who not in self._authors:
            self._authors[who] = self._number("author", "name = ? AND email = ?", who)
        return self._authors[who]

    def _file(self, path: bytes) -> int:
        if path not in self._files:
            self._files[path] = self._number("file", "path = ?", (path,))
        return self._files[path]

    def _number(self, table: str, where: str, values: tuple[object, ...]) -> int:
        """The number of a row; a new one where there is none. What is being made has no index yet to look into."""
        found = None if self._fresh else self._db.execute(f"SELECT number FROM {table} WHERE {where}", values).fetchone()
        if found is None:
            holes = ", ".join("?" * len(values))
            return self._db.execute(f"INSERT INTO {table} VALUES (NULL, {holes})", values).lastrowid or 0
        return int(found[0])

    # ------------------------------------------------------------- what is asked

    def of(self, path: str) -> list[Touch]:
        """The commits that touched a file, the newest first. Raises Unusable."""
        query = (
            f"SELECT t.was, t.now, {COMMIT} FROM file f JOIN touch t ON t.file = f.number JOIN made m ON m.number = t.made"
            " JOIN author a ON a.number = m.author WHERE f.path = ? ORDER BY m.at DESC, m.number"
        )
        with index_files.readable():
            return [_touch(row) for row in self._db.execute(query, (path.encode("utf-8", "surrogateescape"),))]

    def commits(self, asked: Asked) -> Iterator[Recorded]:
        """The commits that are wanted, the newest first, those without any file left out; read as they are taken. Raises Unusable."""
        tests, values = ["1"], list[object]()
        if asked.low is not None:
            tests, values = [*tests, "m.at >= ?"], [*values, asked.low * 60]
        if asked.high is not None:
            tests, values = [*tests, "m.at < ?"], [*values, asked.high * 60 + 60]
        for line in asked.lines:
            tests, values = [*tests, "instr(m.message || char(10), ?) > 0"], [*values, f"\n{line}\n"]
        if asked.recorder:
            tests.append("(instr(m.message || char(10), ?) > 0 OR a.name = ? OR a.email = ?)")
            values += [f"\nRecorder: {asked.recorder}\n", asked.recorder, asked.recorder]
        query = f"SELECT {COMMIT} FROM made m JOIN author a ON a.number = m.author WHERE {' AND '.join(tests)} ORDER BY m.at DESC, m.number"
        with index_files.readable():
            for row in self._db.execute(query, values):
                if paths := self._paths(row[0]):
                    yield Recorded(_info(row), paths)

    def _paths(self, made: int) -> tuple[str, ...]:
        query = "SELECT f.path FROM touch t JOIN file f ON f.number = t.file WHERE t.made = ? ORDER BY f.path"
        return tuple(path.decode("utf-8", "surrogateescape") for (path,) in self._db.execute(query, (made,)))


def _text(data: bytes) -> str:
    return data.decode("utf-8", "replace").rstrip("\n")


def _packed(names: Sequence[str], length: int = 0) -> bytes:
    """Names of git's, end to end; '' as zeros."""
    return b"".join(bytes.fromhex(one or "0" * length) for one in names)


def _names(packed: bytes, length: int) -> tuple[str, ...]:
    parts = (packed[at : at + length] for at in range(0, len(packed), length))
    return tuple(part.hex() if part.strip(b"\0") else "" for part in parts)


def _info(row: Sequence[object]) -> CommitInfo:
    _, id, at, author, message, email, parents = row
    assert isinstance(id, bytes) and isinstance(at, int) and isinstance(parents, bytes)
    subject, trailers = read(str(message))
    return CommitInfo(id.hex(), at // 60, str(author), subject, trailers, str(email), _names(parents, len(id)))


def _touch(row: Sequence[object]) -> Touch:
    was, now, *commit = row
    assert isinstance(was, bytes) and isinstance(now, bytes)
    return Touch(_info(commit), _names(was, len(now)), _names(now, len(now))[0])


# ------------------------------------------------------------------ the file


def opened(folder: Path) -> Past | None:
    """The index in a folder; None where there is none of this form. Raises Unusable."""
    db = index_files.opened(folder, STEM, FORM)
    return None if db is None else Past(db)


def aside() -> Past:
    """An index that is kept nowhere."""
    return Past(index_files.aside((*TABLES, *INDEXES)), fresh=True)


@contextmanager
def made(folder: Path) -> Iterator[Past]:
    """A new index, empty; it is there when all is done inside, and not if it is not. Raises Unusable."""
    with index_files.made(folder, STEM, FORM, TABLES, INDEXES) as db:
        yield Past(db, fresh=True)


def removed(folder: Path) -> None:
    """Removes every such index: it is made anew when it is needed."""
    index_files.removed(folder, STEM)


@contextmanager
def changing(past: Past) -> Iterator[None]:
    """What is written inside is kept together or not at all. Raises Unusable."""
    with index_files.changing(past._db):
        yield
