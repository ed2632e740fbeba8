"""Files of SQLite under git's folder for what was read elsewhere: each is whole or not there, and may be deleted at any time.

Knows how such a file is named, made, opened, changed and forgotten; not what stands in it.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from repairctl.edges.durable import runs

WAIT_SECONDS = 5.0
NOTES = "CREATE TABLE note (name TEXT PRIMARY KEY, said TEXT) WITHOUT ROWID"
EMPTY_PART = 4
"""One page in so many is empty before it is worth writing a file anew."""
LEFT_BEHIND = 3600
"""Seconds after which a file that is still being made was left behind by a program that was killed."""


class Unusable(Exception):
    """The file cannot be read or written now; what was asked must be read from where it came."""


class Broken(Unusable):
    """What stands in the file is damaged; it must be removed."""


def noted(db: sqlite3.Connection, name: str) -> str:
    """What was noted under a name; '' where nothing was."""
    row = db.execute("SELECT said FROM note WHERE name = ?", (name,)).fetchone()
    return str(row[0]) if row else ""


def note(db: sqlite3.Connection, name: str, said: str) -> None:
    db.execute("INSERT OR REPLACE INTO note VALUES (?, ?)", (name, said))


def opened(folder: Path, stem: str, form: str) -> sqlite3.Connection | None:
    """The file of that form in a folder; None where there is none. Raises Unusable."""
    file = folder / _file(stem, form)
    if not file.exists():
        return None
    try:
        db = sqlite3.connect(file, timeout=WAIT_SECONDS, isolation_level=None)
        if noted(db, "form") == form:
            return db
        db.close()
    except sqlite3.OperationalError as error:
        if "no such table" not in str(error):
            raise Unusable from None
    except sqlite3.DatabaseError:
        pass
    removed(folder, stem)
    return None


def aside(tables: Iterable[str]) -> sqlite3.Connection:
    """The same, kept nowhere."""
    db = sqlite3.connect(":memory:", isolation_level=None)
    for line in (NOTES, *tables):
        db.execute(line)
    return db


@contextmanager
def made(folder: Path, stem: str, form: str, tables: Iterable[str], indexes: Iterable[str]) -> Iterator[sqlite3.Connection]:
    """A new file, empty; it is there when all is done inside, and not if it is not. Raises Unusable.

    Another form has another name, and whoever was quicker stays: no file is taken away from a program that reads it.
    """
    file = folder / f"{_file(stem, form)}-{os.getpid()}.new"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        file.unlink(missing_ok=True)
        db = sqlite3.connect(file, isolation_level=None)
        try:
            for line in ("PRAGMA page_size = 8192", "PRAGMA journal_mode = OFF", "PRAGMA synchronous = OFF", "BEGIN", NOTES, *tables):
                db.execute(line)
            yield db
            note(db, "form", form)
            for line in (*indexes, "COMMIT", "PRAGMA journal_mode = WAL"):
                db.execute(line)
        finally:
            db.close()
        _clear_left_behind(folder, stem, file)
        _settle(file, folder / _file(stem, form))
        _clear(folder, stem, _file(stem, form))
    except (sqlite3.Error, OSError):
        raise Unusable from None
    finally:
        with suppress(OSError):
            file.unlink(missing_ok=True)


def _file(stem: str, form: str) -> str:
    return f"{stem}-{form}.sqlite"


def _settle(file: Path, place: Path) -> None:
    """Gives the file its name, unless another has it by now."""
    with suppress(FileExistsError):
        try:
            os.link(file, place)
        except OSError:
            if not place.exists():  # a disk without links
                os.rename(file, place)


def _clear(folder: Path, stem: str, but: str) -> None:
    """Removes the files of other forms."""
    for one in folder.glob(f"{stem}-*"):
        if not one.name.startswith(but):
            with suppress(OSError):
                one.unlink()


def _clear_left_behind(folder: Path, stem: str, fresh: Path) -> None:
    """Removes what killed programs left half made: its program is not there any more, or by the disk's own clock wrote long ago."""
    now = fresh.stat().st_mtime_ns
    for one in folder.glob(f"{stem}-*.new"):
        with suppress(OSError):
            if one != fresh and (not runs(one.stem.rpartition("-")[2]) or now - one.stat().st_mtime_ns > LEFT_BEHIND * 10**9):
                one.unlink()


def removed(folder: Path, stem: str) -> None:
    """Removes every file of that stem: it is made anew when it is needed."""
    _clear(folder, stem, "\0")


@contextmanager
def readable() -> Iterator[None]:
    """What goes wrong with the file inside is Unusable, or Broken."""
    try:
        yield
    except sqlite3.OperationalError:
        raise Unusable from None
    except sqlite3.DatabaseError:
        raise Broken from None


@contextmanager
def changing(db: sqlite3.Connection) -> Iterator[None]:
    """What is written inside is kept together or not at all. Raises Unusable, Broken."""
    with readable():
        db.execute("PRAGMA synchronous = NORMAL")
        db.execute("BEGIN IMMEDIATE")
        try:
            yield
            db.execute("COMMIT")
        except BaseException:
            with suppress(sqlite3.Error):
                db.execute("ROLLBACK")
            raise


def fault(folder: Path, stem: str, form: str) -> str:
    """What SQLite finds wrong with a file; '' where all is well, or there is none of this form. Changes nothing."""
    file = folder / _file(stem, form)
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


def tidied(folder: Path, stem: str, form: str, merge: Callable[[sqlite3.Connection], None] | None = None) -> tuple[int, int] | None:
    """Writes a file anew where much of it is empty; its bytes before and after. None where there is none.

    Each part is short, and one that would have to wait is left for another day. Raises Unusable.
    """
    file = folder / _file(stem, form)
    if not file.exists():
        return None
    before = file.stat().st_size
    try:
        db = sqlite3.connect(file, timeout=0, isolation_level=None)
        try:
            if merge:
                merge(db)
            empty, pages = (int(db.execute(f"PRAGMA {name}").fetchone()[0]) for name in ("freelist_count", "page_count"))
            for line in ("PRAGMA optimize", *(["VACUUM"] if empty * EMPTY_PART > pages else []), "PRAGMA wal_checkpoint(TRUNCATE)"):
                db.execute(line)
        finally:
            db.close()
    except sqlite3.Error:
        raise Unusable from None
    return before, file.stat().st_size
