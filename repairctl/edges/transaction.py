"""One command, one commit, or not a byte changed: the lock, the journal, the files, git, in this order."""

from __future__ import annotations

import base64
import hashlib
import json
import os
import time
from collections.abc import Sequence
from contextlib import AbstractContextManager, suppress
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from types import TracebackType

from repairctl.edges import durable
from repairctl.edges.history import History, Message
from repairctl.errors import RepairError, Sentence, say

ORPHAN_SECONDS = 10
"""A git whose caller was killed may still be at work; so long it is waited for."""


class ChangedMeanwhile(RepairError):
    """A file is not as it was when the command read it."""

    def __init__(self, path: str) -> None:
        super().__init__(
            say("{path} was changed meanwhile by somebody else; nothing was written.", path=path), say("Look at it and give the command again.")
        )


class OutsideOffice(RepairError):
    """A link leads out of the office."""

    def __init__(self, path: str) -> None:
        super().__init__(say("{path} leads out of the office through a link; nothing was written.", path=path))


@dataclass(frozen=True, slots=True)
class Write:
    """New bytes for a path; `expected` are those that were read (None: there was no such file). Untracked ones stay out of git."""

    path: PurePosixPath
    data: bytes
    expected: bytes | None
    tracked: bool = True


class Transaction:
    """Holds the office's lock from entry to exit. What an earlier command left half done is mended on entry (`recovered` says how)."""

    def __init__(self, root: Path, git_dir: Path, seconds: int, who: str = "repairctl") -> None:
        self.root = root
        self.folder = git_dir / "repairctl"
        self.history = History(root, git_dir)
        self.recovered: Sentence | None = None
        self._lock: AbstractContextManager[None] = durable.locked(self.folder, seconds, who)

    def __enter__(self) -> Transaction:
        self._lock.__enter__()
        try:
            self.recovered = self._recover()
            self.history.check_ready()
        except BaseException as error:
            self._lock.__exit__(type(error), error, error.__traceback__)
            raise
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._lock.__exit__(kind, error, trace)

    def commit(self, writes: Sequence[Write], message: Message) -> str:
        """Writes the files and commits the tracked ones; on any failure every byte is put back. Gives the commit's ID."""
        for write in writes:
            self._check(write)
        self._write_journal(writes)
        try:
            for write in writes:
                durable.write_whole(self.root / write.path, write.data, str(write.path))
            commit = self._record(writes, message)
        except BaseException:
            if not self._landed(writes):
                self._put_back(writes)
            self._end_journal()
            raise
        self._end_journal()
        return commit

    def _record(self, writes: Sequence[Write], message: Message) -> str:
        tracked = [write for write in writes if write.tracked]
        new = [str(write.path) for write in tracked if write.expected is None]
        return self.history.commit([str(write.path) for write in tracked], new, message) if tracked else ""

    def _check(self, write: Write) -> None:
        full = self.root / write.path
        real, root = os.path.realpath(full), os.path.realpath(self.root)
        if write.path.is_absolute() or os.path.commonpath([real, root]) != root or full.is_symlink():
            raise OutsideOffice(str(write.path))
        if _bytes_at(full) != write.expected:
            raise ChangedMeanwhile(str(write.path))

    # ---------------------------------------------------------- the journal

    @property
    def journal(self) -> Path:
        return self.folder / "journal.json"

    def _write_journal(self, writes: Sequence[Write]) -> None:
        rows = [
            {
                "path": str(write.path),
                "old": None if write.expected is None else base64.b64encode(write.expected).decode(),
                "new": base64.b64encode(write.data).decode(),
                "digest": _digest(write.data),
                "tracked": write.tracked,
            }
            for write in writes
        ]
        durable.write_whole(self.journal, json.dumps(rows).encode(), "the journal")

    def _end_journal(self) -> None:
        with suppress(FileNotFoundError):
            self.journal.unlink()

    def _recover(self) -> Sentence | None:
        held = _bytes_at(self.journal)
        if held is None:
            return None
        try:
            writes = [_write_of(row) for row in json.loads(held)]
        except (ValueError, KeyError, TypeError):
            self._end_journal()
            return None
        self._wait_for_orphan()
        if self._landed(writes):
            self._end_journal()
            return say("An earlier command was interrupted after it had been recorded; nothing was lost.")
        left = self._put_back(writes)
        self._end_journal()
        names = ", ".join(str(write.path) for write in writes)
        if left:
            return say("An earlier command was interrupted; {paths} was changed since and is left as it is.", paths=", ".join(left))
        return say("An earlier command was interrupted before it was recorded; {paths} is as it was before.", paths=names)

    def _wait_for_orphan(self) -> None:
        lock = self.history.git_dir / "index.lock"
        for _ in range(ORPHAN_SECONDS * 20):
            if not lock.exists():
                return
            time.sleep(0.05)

    def _landed(self, writes: Sequence[Write]) -> bool:
        tracked = [write for write in writes if write.tracked]
        return bool(tracked) and all(self.history.holds(str(write.path), write.data) for write in tracked)

    def _put_back(self, writes: Sequence[Write]) -> list[str]:
        """Puts the old bytes back wherever the new ones still lie; gives the paths that hold something else."""
        left = []
        for write in writes:
            full = self.root / write.path
            here = _bytes_at(full)
            if here == write.data and here != write.expected:
                self._restore(write, full)
            elif here != write.expected:
                left.append(str(write.path))
            for stray in full.parent.glob(f".{full.name}.*.tmp"):
                stray.unlink(missing_ok=True)
        self.history.forget([str(write.path) for write in writes if write.expected is None and write.tracked])
        return left

    def _restore(self, write: Write, full: Path) -> None:
        if write.expected is None:
            full.unlink()
            durable.sync_folder(full.parent)
        else:
            durable.write_whole(full, write.expected, str(write.path))


def _write_of(row: dict[str, object]) -> Write:
    old = row["old"]
    expected = None if old is None else base64.b64decode(str(old))
    return Write(PurePosixPath(str(row["path"])), base64.b64decode(str(row["new"])), expected, bool(row["tracked"]))


def pending(git_dir: Path) -> bool:
    """Whether a command was interrupted and waits to be mended by the next one that writes."""
    return (git_dir / "repairctl" / "journal.json").exists()


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _bytes_at(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except (FileNotFoundError, NotADirectoryError):
        return None
