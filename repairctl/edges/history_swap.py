"""git's own locks, taken so that ours can be told from another's, and the branch moved under them. Removes only our own."""

from __future__ import annotations

import errno
import os
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from repairctl.edges.durable import BINARY, OWN, remove, sync_folders
from repairctl.edges.history_objects import Unsuited
from repairctl.edges.history_refusals import GitLocked
from repairctl.edges.history_run import POLL_SECONDS, POLLS, branch, tip
from repairctl.model import At

FOLDER = "journal"
NO_LINKS = (errno.EPERM, errno.ENOSYS, errno.EOPNOTSUPP, errno.EMLINK, errno.EXDEV)
NOBODY = "0" * 40


class LostRace(Exception):
    """Somebody moved the branch meanwhile; nothing was changed."""


class Held(Struct, frozen=True):
    """A lock of git's that we hold: a second name of a file of ours, so that whoever finds it after a kill knows whose it is.

    `since`: when it was taken, in nanoseconds by the disk's clock.
    """

    lock: Path
    own: Path
    since: int = 0

    def let_go(self) -> None:
        """Gives it back, unless it has become the real file."""
        if _same(self.lock, self.own):
            remove(self.lock)
        remove(self.own)

    def put(self, place: Path) -> None:
        """Makes what was written the real file."""
        os.replace(self.lock, place)
        remove(self.own)


def locks(git_dir: Path) -> Mapping[str, Path]:
    """The locks of git's that we ever take."""
    return {"index": git_dir / "index.lock", "HEAD": git_dir / "HEAD.lock", "branch": git_dir / f"{branch(git_dir)}.lock"}


@contextmanager
def held(git_dir: Path, name: str) -> Iterator[Held]:
    """Takes a lock of git's, waiting three seconds at most. Raises GitLocked; Unsuited where a file cannot have two names."""
    taken = _held(git_dir, name)
    try:
        for path in (taken.own, taken.lock):
            path.parent.mkdir(parents=True, exist_ok=True)
        remove(taken.own)
        os.close(os.open(taken.own, os.O_WRONLY | os.O_CREAT | os.O_EXCL | BINARY, 0o666))
        _take(taken)
        yield replace(taken, since=taken.own.stat().st_mtime_ns)
    finally:
        taken.let_go()


def left_behind(git_dir: Path) -> None:
    """Gives back the locks of a command of ours that was killed. Only who holds the office's lock may ask."""
    for name in locks(git_dir):
        _held(git_dir, name).let_go()


def _held(git_dir: Path, name: str) -> Held:
    return Held(locks(git_dir)[name], git_dir / OWN / FOLDER / f"{name}.own")


def _take(wanted: Held) -> None:
    for _ in range(POLLS):
        if _linked(wanted):
            return
        time.sleep(POLL_SECONDS)
    raise GitLocked(wanted.lock, At(int((wanted.lock if wanted.lock.exists() else wanted.own).stat().st_mtime) // 60))


def _linked(wanted: Held) -> bool:
    try:
        os.link(wanted.own, wanted.lock)
    except FileExistsError:
        return False
    except OSError as error:
        if error.errno in NO_LINKS:
            raise Unsuited("this disk gives a file one name only") from None
        raise
    return True


def _same(one: Path, other: Path) -> bool:
    with suppress(FileNotFoundError, NotADirectoryError):
        return os.path.samestat(one.stat(), other.stat())
    return False


class Move(Struct, frozen=True):
    """A branch, where it stands, where it shall stand, who moves it (as in the commit), and why."""

    ref: str
    old: str
    new: str
    who: bytes
    why: bytes

    def line(self) -> bytes:
        """The line for git's own log of the branch."""
        return b"%s %s %s\t%s\n" % ((self.old or NOBODY).encode(), self.new.encode(), self.who, self.why)


def swap(git_dir: Path, move: Move, *, logged: bool) -> None:
    """Moves the branch if it still stands where it stood. Raises LostRace, GitLocked.

    `logged`: whether git keeps a log of branches that have none yet.
    """
    place = git_dir / move.ref
    with held(git_dir, "HEAD"), held(git_dir, "branch") as lock:
        if branch(git_dir) != move.ref or tip(git_dir, move.ref) != move.old:
            raise LostRace
        _filled(lock.lock, f"{move.new}\n".encode())
        lengths = [_logged(log, move.line(), logged) for log in _logs(git_dir, move.ref)]
        try:
            lock.put(place)
        except BaseException:
            _taken_back(_logs(git_dir, move.ref), lengths)
            raise
    sync_folders([place.parent])


def _logs(git_dir: Path, ref: str) -> Sequence[Path]:
    return git_dir / "logs" / ref, git_dir / "logs" / "HEAD"


def _filled(path: Path, data: bytes) -> None:
    with open(path, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def _logged(log: Path, line: bytes, logged: bool) -> int:
    """Adds a line; gives how long the log was before (-1: it is not kept)."""
    if not logged and not log.exists():
        return -1
    log.parent.mkdir(parents=True, exist_ok=True)
    with open(log, "ab", buffering=0) as file:
        before = file.tell()
        if file.write(line) != len(line):
            os.truncate(log, before)
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(log))
    return before


def _taken_back(logs: Sequence[Path], lengths: Sequence[int]) -> None:
    for log, length in zip(logs, lengths, strict=True):
        if length >= 0:
            os.truncate(log, length)
