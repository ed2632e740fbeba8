"""The index of an office, in step with its files: what changed since it was last looked at is read, and nothing else.

Seen at once is whatever a commit changed, every file that was made, taken away or replaced, and what was changed in place in this month's
and last month's folders or in a record that is shown. What a hand changed in place in an older file shows when that record is looked at,
when it is committed, or where every file is asked for (`--fresh`), which costs some 4 ms for a thousand files.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar

from repairctl import __version__
from repairctl.actions import index_rows
from repairctl.actions.working import Working
from repairctl.edges import index as indexes
from repairctl.edges import signs
from repairctl.edges.index import Broken, Index, Unusable
from repairctl.edges.index_layout import Row
from repairctl.edges.processes import cores, spread
from repairctl.edges.signs import Sign
from repairctl.errors import RepairError
from repairctl.kinds import KINDS
from repairctl.model import Kind, moment_of
from repairctl.office import Office
from repairctl.records import as_of, read

RECORDS = "records"
FOLDERS = {kind.folder: kind for kind in KINDS.values()}
SHARE = 200
"""Files that one process reads at a time."""
MANY = 800
"""Files from which on several processes are worth their beginning."""
TWICE = 2
Answer = TypeVar("Answer")
Progress = Callable[[int, int], None]


def asked(office: Office, question: Callable[[Index], Answer], progress: Progress | None = None, *, every: bool = False) -> Answer:
    """What the index, brought in step, says to a question. A damaged one is thrown away and made anew wherever the damage shows."""
    for _ in range(TWICE):
        try:
            with indexes.readable():
                return question(in_step(office, progress, every=every))
        except Broken:
            indexes.removed(office.history.own_folder)
        except Unusable:
            break
    return question(_aside(office, progress))


def in_step(office: Office, progress: Progress | None = None, *, every: bool = False) -> Index:
    """The index, as the files are now; kept under git's folder, or nowhere where it cannot be kept. `every`: no file is passed over."""
    shelves = index_rows.shelves()
    if office.history.folder is None:
        return _aside(office, progress)
    folder, form = office.history.own_folder, index_rows.form(__version__, str(office.zone))
    try:
        found = indexes.opened(folder, form, shelves)
        if found is None:
            with indexes.made(folder, form, shelves) as fresh:
                _fill(fresh, office, progress)
            found = indexes.opened(folder, form, shelves)
        if found is not None:
            _catch_up(found, office, progress, every)
            return found
    except Unusable:
        pass
    return _aside(office, progress)


def _aside(office: Office, progress: Progress | None) -> Index:
    found = indexes.aside(index_rows.shelves())
    _fill(found, office, progress)
    return found


def _fill(index: Index, office: Office, progress: Progress | None) -> None:
    """Everything, from nothing. Where the history stands is asked first: what is committed meanwhile is read again later."""
    head, now = office.history.head() if office.history.folder else "", _clock(office)
    folders = {one: change for one in signs.folders(office.root, RECORDS) if (change := signs.change_of(office.root, one)) is not None}
    there = {path: sign for one in folders for path, sign in signs.within(office.root, one)[0].items()}
    _read(index, office, (there, now), progress, fresh=True)
    index.note_folders({one: _lasting(change, now) for one, change in folders.items()})
    index.note("head", head)


def _catch_up(index: Index, office: Office, progress: Progress | None, every: bool = False) -> None:
    """What changed since: by commits, by names that came and went, by hand in this month's folders."""
    head = office.history.head()
    paths = set[str]() if index.head == head else office.history.between(index.head, head, RECORDS)
    folders: dict[str, int] = {}
    gone: list[str] = []
    if paths is None or every:
        paths, folders = paths or set(), {one: 0 for one in signs.folders(office.root, RECORDS)}
    _changed_folders(index, office, folders, gone)
    suspects = set(filter(signs.is_text, paths))
    for folder in {*folders, *_recent(office)}:
        here, kept = signs.within(office.root, folder)[0], index.signs(folder)
        suspects |= {path for path, sign in here.items() if not sign.sure or sign != kept.get(path)} | (kept.keys() - here.keys())
    suspects |= {path for folder in gone for path in index.signs(folder)}
    there = {path: sign for path in suspects if (sign := signs.sign_of(office.root / path)) is not None}
    unread = {path: sign for path, sign in there.items() if not _known(index, path, sign)}
    now = _clock(office) if unread else 0  # before any of them is read: what changes later has a later time
    same = {path: sign for path, sign in unread.items() if _same(index, office, path)}
    if unread or len(suspects) > len(there) or index.head != head or folders or gone:
        now = now or _clock(office)
        with indexes.changing(index):
            index.drop(path for path in suspects if path not in there)
            _read(index, office, ({path: sign for path, sign in unread.items() if path not in same}, now), progress)
            for path, sign in same.items():
                index.sign_anew(path, signs.lasting(sign, now))
            index.note_folders({one: _lasting(change, now) for one, change in folders.items()})
            index.forget_folders(gone)
            index.note("head", head)


def looked_at(index: Index, office: Office, paths: Sequence[str]) -> bool:
    """Looks at these files, and reads those again that were changed since; whether there were any. Keeps nothing where that cannot be."""
    there = {path: sign for path in paths if (sign := signs.sign_of(office.root / path)) is not None}
    unread = {path: sign for path, sign in there.items() if not _known(index, path, sign) and not _same(index, office, path)}
    gone = [path for path in paths if path not in there]
    if not unread and not gone:
        return False
    try:
        with indexes.changing(index):
            index.drop(gone)
            _read(index, office, (unread, _clock(office)), None)
    except Unusable:
        return False
    return True


def turned_back(index: Index, kind: Kind, office: Office) -> None:
    """Lets the index answer as of the moment asked for, where something of that kind came later."""
    if not index.goes_on(kind.name, office.as_of):
        return
    working = Working(office)
    loaded = (working.load(kind, id) for id in index.later(kind.name, office.as_of))
    before = ((one.record.path, as_of(one.record, office.as_of)) for one in loaded)
    index.turn_back(kind.name, office.as_of, (index_rows.row(record, path) for path, record in before))


def _changed_folders(index: Index, office: Office, folders: dict[str, int], gone: list[str]) -> None:
    """The folders whose names changed since, with those that are new below them, and those that are not there any more."""
    known = index.folders()
    for one in known or {RECORDS: 0}:
        change = signs.change_of(office.root, one)
        if change is None:
            gone += [one] if one in known else []
        elif change != known.get(one) or one in folders:
            folders[one] = change
    for one in list(folders):
        for new in signs.within(office.root, one)[1]:
            if new not in known and new not in folders:
                folders |= {each: signs.change_of(office.root, each) or 0 for each in signs.folders(office.root, new)}


def _recent(office: Office) -> Iterator[str]:
    """The folders in which this month's and last month's records lie."""
    day = moment_of(office.now, office.zone).date()
    months = {(day.year, day.month), (day.year - (day.month == 1), (day.month + 10) % 12 + 1)}
    for kind in KINDS.values():
        if kind.numbering == "dated":
            yield from (f"{RECORDS}/{kind.folder}/{year}/{month:02d}" for year, month in months)


def _known(index: Index, path: str, sign: Sign) -> bool:
    """Whether a file is by its sign the one that was read."""
    kept = index.sign(path)
    return kept is not None and kept[0] == sign and sign.sure


def _same(index: Index, office: Office, path: str) -> bool:
    """Whether a file has the bytes that were read, whatever its sign says."""
    kept = index.sign(path)
    try:
        return kept is not None and kept[1] == blob(office.store.bytes_of(path))
    except RepairError:
        return False


def stem(path: str) -> str:
    """The ID for which a record lies at a path."""
    return path[path.rfind("/") + 1 : -len(signs.ENDING)]


def blob(data: bytes) -> str:
    """A short name for the bytes of a file; git's own where it counts in SHA-1."""
    from hashlib import sha1  # nothing that changed is nothing to hash

    return sha1(b"blob %d\0%b" % (len(data), data), usedforsecurity=False).hexdigest()


def _clock(office: Office) -> int:
    return signs.clock(office.history.own_folder) if office.history.folder else 0


def _lasting(change: int, now: int) -> int:
    return signs.lasting(Sign(0, change, 0), now).changed


# ------------------------------------------------------------------ reading


class Reading:
    """Reads files into rows; goes to other processes as the office it reads in."""

    def __init__(self, office: Office) -> None:
        self.office = office

    def __call__(self, paths: Sequence[str]) -> list[Row | str]:
        return [self.row(path) for path in paths]

    def row(self, path: str) -> Row | str:
        """What is kept of a file; its path alone where it is no record that can be read."""
        store, kind, id = self.office.store, FOLDERS.get(path.split("/")[1]), stem(path)
        try:
            if kind is None or store.path_of(kind, id) != path:
                return path
            data = store.bytes_of(path)
            record, _ = read(kind, store.skimmed(data, path), self.office.zone, path)
        except RepairError:
            return path
        return index_rows.row(record, path, blob(data))


NO_SIGN = Sign(0, signs.UNSURE, 0)


def _read(index: Index, office: Office, seen: tuple[dict[str, Sign], int], progress: Progress | None, *, fresh: bool = False) -> None:
    """Reads files into the index: each with its sign, and the disk's clock when they were looked at."""
    there, now = seen
    paths = sorted(there)
    shares = [paths[at : at + SHARE] for at in range(0, len(paths), SHARE)]
    done = 0
    for rows in spread(Reading(office), shares, cores() if len(paths) >= MANY else 1):
        index.put([(one, signs.lasting(there[one.path], now)) for one in rows if isinstance(one, Row)], fresh=fresh)
        for path in (one for one in rows if isinstance(one, str)):
            kind = FOLDERS.get(path.split("/")[1])
            if kind is not None:
                index.put_unread(path, kind.name, stem(path), signs.lasting(there[path], now))
        done += len(rows)
        if progress:
            progress(done, len(paths))
