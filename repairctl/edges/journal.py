"""What a command is about to do to files, kept on the disk until it is done or undone. Knows files, not git."""

from __future__ import annotations

import base64
import errno
import json
import os
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path, PurePosixPath

from msgspec import Struct
from msgspec.structs import asdict, replace

from repairctl.edges.durable import OWN, bytes_at, mode_of, remove, sync_folders, write_new, write_whole
from repairctl.errors import RepairError, say

FILE = "journal/open.json"


class BrokenJournal(RepairError):
    """The journal of an interrupted command cannot be read, so nobody knows what it was about to do."""

    exit_code = 4

    def __init__(self, path: Path) -> None:
        super().__init__(
            say("A command was interrupted, and its journal {path} cannot be read.", path=str(path)),
            say("Look at what git status shows, put right what is wrong, and then delete that file."),
        )


class Item(Struct, frozen=True):
    """One file: its bytes before (None: there was none) and after (None: it goes); `indexed`: the blob git's index had ('': none)."""

    path: str
    old: bytes | None
    new: bytes | None
    tracked: bool = True
    indexed: str = ""


class Journal(Struct, frozen=True):
    """All files of one command, the folders it has to make, and where the branch stood before (`head` '' : no commit yet)."""

    ref: str
    head: str
    items: tuple[Item, ...]
    folders: tuple[str, ...] = ()

    def carry_out(self, root: Path) -> None:
        """Writes every new file beside its place first, so that a full disk is met before anything is replaced; then swaps them in."""
        self.prepare(root)
        self.swap_in(root, keeping=True)

    def prepare(self, root: Path) -> None:
        """Makes the folders, and writes every new file beside its place: what can fail, fails here."""
        for folder in self.folders:
            (root / folder).mkdir(exist_ok=True)
        for item, place, fresh, _ in self._changed(root):
            if item.new is not None:
                write_new(fresh, item.new, mode_of(place))
            elif not os.access(place.parent, os.W_OK):
                raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(place))

    def swap_in(self, root: Path, *, keeping: bool = False) -> None:
        """Puts what was prepared in its place. `keeping`: the old file stays beside it, as it may have to come back."""
        changed = list(self._changed(root))
        for item, place, fresh, kept in changed:
            if keeping and item.old is not None:
                with suppress(OSError):  # not every disk has hard links; the journal holds the bytes as well
                    os.link(place, kept)
            _swap_in(item, place, fresh)
        sync_folders([place.parent for _, place, _, _ in changed] + [(root / folder).parent for folder in self.folders])

    def put_back(self, root: Path) -> tuple[str, ...]:
        """Every file as it was, where it still holds our bytes; gives the paths that hold something else and were left alone."""
        left = []
        for item, place, fresh, kept in self._changed(root):
            here = bytes_at(place)
            if here == item.new:
                _restore(item, place, fresh, kept)
            elif here != item.old:
                left.append(item.path)
        self.tidy(root)
        for folder in reversed(self.folders):
            with suppress(OSError):  # somebody has put something there, or it was never made
                (root / folder).rmdir()
        sync_folders(folder for folder in {(root / item.path).parent for item in self.items} if folder.is_dir())
        return tuple(left)

    def finish(self, root: Path) -> tuple[str, ...]:
        """Every file as it was recorded; gives the paths that hold something else and were left alone."""
        left = []
        for folder in self.folders:
            (root / folder).mkdir(exist_ok=True)
        for item, place, fresh, _ in self._changed(root):
            here = bytes_at(place)
            if here == item.old:  # killed before it was in its place, or the rename did not survive a power cut; the commit did
                if item.new is not None:
                    write_new(fresh, item.new, mode_of(place))
                _swap_in(item, place, fresh)
            elif here != item.new:
                left.append(item.path)
        self.tidy(root)
        return tuple(left)

    def tidy(self, root: Path) -> None:
        """Removes our files that lie beside the real ones."""
        for _, _, fresh, kept in self._changed(root):
            with suppress(NotADirectoryError):
                remove(fresh)
                remove(kept)

    def _changed(self, root: Path) -> Iterator[tuple[Item, Path, Path, Path]]:
        """What really changes: the file, the new one beside it, and the old one kept beside it."""
        for number, item in enumerate(self.items):
            if item.old != item.new:
                place = root / PurePosixPath(item.path)
                yield item, place, place.parent / f".{OWN}-{number}.new", place.parent / f".{OWN}-{number}.old"


def _swap_in(item: Item, place: Path, fresh: Path) -> None:
    """The file as it shall be: the new one in its place, or none."""
    if item.new is None:
        remove(place)
    else:
        os.replace(fresh, place)


def _restore(item: Item, place: Path, fresh: Path, kept: Path) -> None:
    if item.old is None:
        remove(place)
    elif bytes_at(kept) == item.old:
        os.replace(kept, place)  # the very file, with its time; and it needs no room on a full disk
    else:
        write_new(fresh, item.old, mode_of(place))
        os.replace(fresh, place)


def missing_folders(root: Path, items: tuple[Item, ...]) -> tuple[str, ...]:
    """The folders that are not there yet, the outer ones first."""
    wanted = {folder.as_posix() for item in items for folder in PurePosixPath(item.path).parents if folder.parts}
    return tuple(folder for folder in sorted(wanted) if not (root / folder).is_dir())


def write(git_dir: Path, journal: Journal) -> None:
    """Puts the journal on the disk; from here on the next command knows what this one was doing. Raises CannotWrite."""
    write_whole(git_dir / OWN / FILE, dumped(journal), f".git/{OWN}/{FILE}")


def read(git_dir: Path) -> Journal | None:
    """The journal of a command that was interrupted; None where there is none. Raises BrokenJournal."""
    data = bytes_at(git_dir / OWN / FILE)
    try:
        return None if data is None else parsed(data)
    except (ValueError, KeyError, TypeError):
        raise BrokenJournal(git_dir / OWN / FILE) from None


def dumped(journal: Journal) -> bytes:
    """The journal as it is kept."""
    rows = [{**asdict(item), "old": _text(item.old), "new": _text(item.new)} for item in journal.items]
    return json.dumps({"ref": journal.ref, "head": journal.head, "folders": journal.folders, "items": rows}).encode()


def parsed(data: bytes) -> Journal:
    """The journal as it was. Raises ValueError, KeyError, TypeError."""
    held = json.loads(data)
    items = tuple(replace(Item(**row), old=_bytes(row["old"]), new=_bytes(row["new"])) for row in held["items"])
    return Journal(str(held["ref"]), str(held["head"]), items, tuple(held["folders"]))


def drop(git_dir: Path) -> None:
    """Removes the journal: the command is done, or undone."""
    remove(git_dir / OWN / FILE)
    sweep(git_dir)


def pending(git_dir: Path) -> bool:
    """Whether a command was interrupted and waits to be finished or undone by the next one that writes. One stat."""
    return os.path.lexists(git_dir / OWN / FILE)


def sweep(git_dir: Path) -> None:
    """Removes what lies beside the journal: nothing of it is of use to another command."""
    path = git_dir / OWN / FILE
    with suppress(FileNotFoundError):
        for name in os.listdir(path.parent):
            if name != path.name:
                remove(path.parent / name)


def _text(data: bytes | None) -> str | None:
    return None if data is None else base64.b64encode(data).decode()


def _bytes(text: str | None) -> bytes | None:
    return None if text is None else base64.b64decode(text)
