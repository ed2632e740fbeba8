"""How bytes reach the disk: whole or not at all, and by one command at a time. Knows nothing of git or of what the bytes mean."""

from __future__ import annotations

import errno
import os
import sys
import time
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from msgspec import Struct

from repairctl.errors import RepairError, Sentence, say
from repairctl.model import At

if TYPE_CHECKING:
    from filelock import BaseFileLock

OWN = "repairctl"
"""The folder of ours inside git's: the journal, notes of this desk, who holds the lock."""
BINARY: int = getattr(os, "O_BINARY", 0)  # Windows would otherwise change line ends
POLL_SECONDS = 0.02
LEFT_SECONDS = 60


class OutsideOffice(RepairError):
    """The path is not a plain file below the office's folder: it climbs out, or something on its way is a link."""

    def __init__(self, path: str, link: str = "") -> None:
        if link:
            super().__init__(
                say("{path} leads through a link, {link}; nothing is written through links.", path=path, link=link),
                say("Put the real file or folder in its place; nothing was changed."),
            )
        else:
            super().__init__(say("{path} does not lie inside the office; nothing was changed.", path=path))


class CannotWrite(RepairError):
    """The disk is full, or the place may not be written."""

    exit_code = 4

    def __init__(self, path: str, error: OSError) -> None:
        why = (error.strerror or type(error).__name__).lower()
        super().__init__(say("{path} cannot be written: {why}.", path=path, why=why), _way_out(error.errno))


class Busy(RepairError):
    """Another command has held the lock for as long as we may wait."""

    exit_code = 4

    def __init__(self, seconds: int, holder: Holder | None) -> None:
        self.holder = holder
        if holder:
            text = say(
                "{command} (process {pid}) has been writing to this office since {since}; waited {seconds} seconds.",
                command=holder.command,
                pid=holder.pid,
                since=holder.since,
                seconds=seconds,
            )
        else:
            text = say("Another program is writing to this office; waited {seconds} seconds.", seconds=seconds)
        super().__init__(text, say("Nothing was changed. Give the command again when that one has ended."))


def _way_out(code: int | None) -> Sentence:
    if code in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
        return say("Make room on the disk and give the command again; every file is as it was.")
    if code in (errno.EACCES, errno.EPERM, errno.EROFS):
        return say("Look at the permissions of the file and its folder; every file is as it was.")
    return say("Look at the file and its folder, then give the command again; every file is as it was.")


def inside(root: Path, path: PurePosixPath) -> Path:
    """The file of a path below the root. Raises OutsideOffice where it climbs out, is git's own, or leads through a link."""
    parts = path.parts
    if path.is_absolute() or not parts or any(part == ".." or part.lower() == ".git" or "\0" in part for part in parts):
        raise OutsideOffice(str(path))
    here = root
    for part in parts:
        here = here / part
        if here.is_symlink():
            raise OutsideOffice(str(path), f"{here.relative_to(root).as_posix()} -> {os.readlink(here)}")
    return here


def bytes_at(path: Path) -> bytes | None:
    """The bytes of a file; None where there is none."""
    try:
        return path.read_bytes()
    except (FileNotFoundError, NotADirectoryError):
        return None


def write_new(path: Path, data: bytes, mode: int | None = None) -> None:
    """Writes a file that nobody else knows of yet, and sees it onto the disk. Where that fails, nothing of it stays."""
    remove(path)
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | BINARY, 0o666)
    try:
        with open(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(handle)
        if mode is not None:
            os.chmod(path, mode)
    except BaseException:
        remove(path)
        raise


def write_whole(path: Path, data: bytes, shown: str = "") -> None:
    """Replaces a file in one go: whoever reads it, whenever the power fails, finds the old bytes or the new. Raises CannotWrite."""
    fresh = path.parent / f".{OWN}-{os.getpid()}.tmp"
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        write_new(fresh, data, mode_of(path))
        _clear_left_behind(fresh)
        try:
            os.replace(fresh, path)
        except BaseException:
            remove(fresh)
            raise
        sync_folders([path.parent])
    except OSError as error:
        raise CannotWrite(shown or str(path), error) from None


def _clear_left_behind(fresh: Path) -> None:
    """Removes what killed programs left half written beside a fresh file; on a disk that is shared another machine's may still run."""
    now = fresh.stat().st_mtime
    for one in fresh.parent.glob(f".{OWN}-*.tmp"):
        with suppress(OSError):
            if not runs(one.name[len(OWN) + 2 : -len(".tmp")]) and now - one.stat().st_mtime > LEFT_SECONDS:
                one.unlink()


def runs(number: str) -> bool:
    """Whether a program of that number may still be running."""
    try:
        if os.name != "nt" and number.isdecimal():  # there the same call would end the program
            os.kill(int(number), 0)
    except ProcessLookupError:
        return False
    except (OSError, OverflowError):
        pass
    return True


def write_scratch(path: Path, data: bytes) -> None:
    """Writes a file that is of use only while this command runs. Raises CannotWrite."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    except OSError as error:
        raise CannotWrite(str(path), error) from None


def mode_of(path: Path) -> int | None:
    """The permissions of a file; None where there is none. A file that may not be written raises PermissionError."""
    try:
        mode = path.stat().st_mode & 0o7777
    except FileNotFoundError:
        return None
    if not os.access(path, os.W_OK):
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(path))
    return mode


def remove(path: Path) -> None:
    """Removes a file if it is there."""
    with suppress(FileNotFoundError):
        os.unlink(path)


def sync_folders(folders: Iterable[Path]) -> None:
    """Sees the names in these folders onto the disk."""
    if os.name == "nt":  # where a folder cannot be opened, and a rename is on the disk at once
        return
    for folder in dict.fromkeys(folders):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


class Holder(Struct, frozen=True):
    """Who holds the lock: process, command, since when."""

    pid: int
    command: str
    since: At


class Lock:
    """The one lock of an office, `<git dir>/repairctl.lock`. The system takes it back from a process that dies; the file stays for ever.

    `handle` is its descriptor: a program that inherits it keeps the lock held although we are killed.
    """

    def __init__(self, git_dir: Path, seconds: int) -> None:
        self.path = git_dir / f"{OWN}.lock"
        self.note = git_dir / OWN / "holder.json"
        self.seconds = seconds
        self.handle = -1
        self._lock: BaseFileLock | None = None

    def take(self) -> None:
        """Takes the lock, waiting `seconds` at most. Raises Busy, CannotWrite."""
        try:
            taken = self._by_filelock() if os.name == "nt" else self._by_flock()
        except OSError as error:
            raise CannotWrite(str(self.path), error) from None
        if not taken:
            raise Busy(self.seconds, self._holder())
        self._say_who()

    def let_go(self) -> None:
        """Gives the lock back, although a program that inherited it may go on."""
        if self._lock is not None:
            self._lock.release()
        elif self.handle >= 0:
            import fcntl

            fcntl.flock(self.handle, fcntl.LOCK_UN)
            os.close(self.handle)
        self._lock, self.handle = None, -1

    def _by_flock(self) -> bool:
        """What filelock does here, without its import, which costs as much as a short command."""
        import fcntl

        handle = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, 0o644)
        for _ in range(int(self.seconds / POLL_SECONDS) + 1):
            with suppress(BlockingIOError):
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
                self.handle = handle
                return True
            time.sleep(POLL_SECONDS)
        os.close(handle)
        return False

    def _by_filelock(self) -> bool:
        from filelock import FileLock, Timeout

        lock = FileLock(self.path, timeout=self.seconds, poll_interval=POLL_SECONDS, preserve_lock_file=True)
        try:
            lock.acquire()
        except Timeout:
            return False
        self._lock = lock
        return True

    def _say_who(self) -> None:
        import json

        with suppress(OSError):  # a courtesy to those who wait; the lock holds without it
            self.note.parent.mkdir(exist_ok=True)
            self.note.write_text(json.dumps({"pid": os.getpid(), "command": _command(sys.argv)}), encoding="utf-8")

    def _holder(self) -> Holder | None:
        import json

        try:
            told = json.loads(self.note.read_text(encoding="utf-8"))
            return Holder(int(told["pid"]), str(told["command"]), At(int(self.note.stat().st_mtime) // 60))
        except (OSError, ValueError, KeyError, TypeError):
            return None


def _command(words: list[str]) -> str:
    """Program, verb and record. What follows the first option stays out: it may be a name or a telephone number."""
    told = [os.path.basename(words[0]), *words[1:]] if words else []
    options = [place for place, word in enumerate(told) if word.startswith("-")]
    kept = told[: min([4, *options])]
    return " ".join("".join(char if char.isprintable() else " " for char in word)[:40] for word in kept) or OWN
