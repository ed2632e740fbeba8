"""Whether a file is the one that was read: its size, when it last changed, its number on the disk. Reads no file."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

UNSURE = 0
"""A time of change so late that another change may have the same."""
TICK_NS = 50_000_000
SECOND_NS = 1_000_000_000
ENDING = ".yaml"


class Sign(NamedTuple):
    """Size in bytes, the last change in nanoseconds (UNSURE: not to be relied upon), the file's number on its disk."""

    size: int
    changed: int
    inode: int

    @property
    def sure(self) -> bool:
        return self.changed != UNSURE


def sign_of(path: str | Path) -> Sign | None:
    """The sign of a file; None where there is none."""
    try:
        return _sign(os.stat(path, follow_symlinks=False))
    except OSError:
        return None


def _sign(found: os.stat_result) -> Sign:
    """A link or a pipe is never sure: what lies behind it changes without it."""
    changed = max(found.st_mtime_ns, found.st_ctime_ns) if stat.S_ISREG(found.st_mode) else UNSURE
    return Sign(found.st_size, changed, found.st_ino)


def lasting(sign: Sign, now: int) -> Sign:
    """The sign as it may be kept: a change as late as the disk's clock could be followed by another with the same time."""
    tick = 2 * SECOND_NS if sign.changed % SECOND_NS == 0 else TICK_NS
    return sign if sign.changed < now - tick else sign._replace(changed=UNSURE)


def clock(folder: Path) -> int:
    """The disk's own clock, in nanoseconds; 0 where nothing can be written there."""
    probe = folder / f"clock-{os.getpid()}"
    try:
        probe.write_bytes(b"")
        return probe.stat().st_mtime_ns
    except OSError:
        return 0
    finally:
        with suppress(OSError):
            probe.unlink()


def folders(root: Path, top: str) -> Iterator[str]:
    """A folder below the root and all those in it that may hold records; a name that is no text is no record's."""
    yield top
    try:
        entries = sorted(os.scandir(root / top), key=lambda one: one.name)
    except OSError:
        return
    for entry in entries:
        if "." not in entry.name and is_text(entry.name) and entry.is_dir(follow_symlinks=False):
            yield from folders(root, f"{top}/{entry.name}")


def is_text(name: str) -> bool:
    """Whether the bytes of a name are UTF-8; what was unpacked from elsewhere may be called in another way."""
    try:
        return name.isascii() or bool(name.encode())
    except UnicodeEncodeError:
        return False


def change_of(root: Path, folder: str) -> int | None:
    """When a folder's names last changed, in nanoseconds; None where it is none."""
    try:
        found = os.stat(root / folder, follow_symlinks=False)
    except OSError:
        return None
    return found.st_mtime_ns if stat.S_ISDIR(found.st_mode) else None


def within(root: Path, folder: str) -> tuple[Mapping[str, Sign], list[str]]:
    """The record files right in a folder with their signs, and the folders in it; without those whose names are no text."""
    files: dict[str, Sign] = {}
    below: list[str] = []
    try:
        entries = list(os.scandir(root / folder))
    except OSError:
        return files, below
    for entry in (one for one in entries if is_text(one.name)):
        path = f"{folder}/{entry.name}"
        with suppress(OSError):
            if entry.is_dir(follow_symlinks=False):
                below.append(path)
            elif entry.name.endswith(ENDING) and not entry.name.startswith("."):
                files[path] = _sign(entry.stat(follow_symlinks=False))
    return files, below


def seen(root: Path, top: str) -> tuple[dict[str, Sign], list[str]]:
    """Every record file below a folder with its sign, in the order of the paths; and all else that lies there, folders with a slash.

    A link to a folder is told as a folder, too.
    """
    files: dict[str, Sign] = {}
    others: list[str] = []
    _see(f"{root}/", top, files, others)
    return files, others


def _see(root: str, folder: str, files: dict[str, Sign], others: list[str]) -> None:
    try:
        entries = sorted(os.scandir(root + folder), key=lambda one: one.name)
    except OSError:
        return
    for entry in entries:
        name = entry.name
        path = f"{folder}/{name}"
        if name.endswith(ENDING) and not name.startswith(".") and entry.is_file(follow_symlinks=False):
            try:
                found = entry.stat(follow_symlinks=False)
            except OSError:  # it was there a moment ago
                continue
            files[path] = Sign(found.st_size, max(found.st_mtime_ns, found.st_ctime_ns), found.st_ino)
        elif entry.is_dir(follow_symlinks=False):
            others.append(f"{path}/")
            _see(root, path, files, others)
        else:
            _see_other(entry, path, files, others)


def _see_other(entry: os.DirEntry[str], path: str, files: dict[str, Sign], others: list[str]) -> None:
    """A link, a pipe, a hidden file, a paper."""
    if entry.is_symlink() and entry.is_dir():
        others.append(f"{path}/")
    if path.endswith(ENDING) and not entry.name.startswith("."):
        with suppress(OSError):
            files[path] = _sign(entry.stat(follow_symlinks=False))
    else:
        others.append(path)
