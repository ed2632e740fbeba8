"""What the disk under an office lets us do: room, permissions, owners. Writes nothing."""

from __future__ import annotations

import os
import shutil
import stat
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from msgspec import Struct


class Room(Struct, frozen=True):
    """Free bytes and free files of a disk, each with how many there can be (0: the system does not tell)."""

    free: int
    total: int
    files_free: int = 0
    files: int = 0


def room(folder: Path) -> Room:
    """How much room is left where a folder lies, for whoever runs this."""
    try:
        told = os.statvfs(folder)
    except AttributeError:  # Windows
        used = shutil.disk_usage(folder)
        return Room(used.free, used.total)
    return Room(told.f_bavail * told.f_frsize, told.f_blocks * told.f_frsize, told.f_favail, told.f_files)


def below(root: Path, place: str) -> Iterator[str]:
    """A file or folder below the root and all that lies in it, hidden files too; links are not followed."""
    if os.path.lexists(root / place):
        yield place
    for folder, folders, files in os.walk(root / place):
        at = Path(folder).relative_to(root).as_posix()
        yield from (f"{at}/{name}" for name in (*folders, *files))


def shut(root: Path, place: str) -> Iterator[str]:
    """What may not be changed there: folders and files without the permission to write."""
    for path in below(root, place):
        full = root / path
        if not full.is_symlink() and not os.access(full, os.W_OK | os.R_OK | (os.X_OK if full.is_dir() else 0)):
            yield path


def strangers(root: Path, place: str) -> Iterator[tuple[str, int]]:
    """What belongs to somebody else than the office's folder does, and to whom (the system's number)."""
    if os.name == "nt":
        return
    owner = root.stat().st_uid
    for path in below(root, place):
        with suppress(OSError):
            found = (root / path).lstat().st_uid
            if found != owner:
                yield path, found


def open_to_all(root: Path, place: str) -> bool:
    """Whether everybody on this machine can look into a folder: it and every folder on the way lets them."""
    if os.name == "nt" or not (root / place).is_dir():
        return False
    inner = (root / place).resolve()
    return all(_lets_in(folder) for folder in (inner, *inner.parents))


def _lets_in(folder: Path) -> bool:
    return bool(folder.stat().st_mode & stat.S_IXOTH)
