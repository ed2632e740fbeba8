"""One command, one commit, or not a byte changed: the lock, the journal, the files, the history, in this order. Judges nothing."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path, PurePosixPath
from types import TracebackType

from msgspec import Struct
from msgspec.structs import replace

from repairctl.edges import journal
from repairctl.edges.durable import CannotWrite, Lock, bytes_at, inside
from repairctl.edges.history import History
from repairctl.edges.history_index import Indexed
from repairctl.edges.history_message import Message
from repairctl.edges.history_quick import Quick
from repairctl.edges.history_refusals import NotCheckedOut, NothingToRecord, PrivateInGit, Unmerged
from repairctl.edges.history_swap import left_behind
from repairctl.edges.journal import Item, Journal, pending
from repairctl.edges.postponed import Postponed
from repairctl.edges.quickly import ChangedMeanwhile, Command, recorded
from repairctl.errors import RepairError, Sentence, say

__all__ = ["ChangedMeanwhile", "Transaction", "Write", "pending", "recover"]


class NotKept(RepairError):
    """A file that would go holds what the history does not."""

    def __init__(self, path: str) -> None:
        super().__init__(
            say("{path} holds what git does not have, and would be lost; nothing was changed.", path=path),
            say("Record it first: git add {path} && git commit, or put it back: git restore {path}", path=path),
        )


class Write(Struct, frozen=True):
    """New bytes for a path (None: the file goes), and those that were read there (None: there must be no such file).

    Untracked ones stay out of git.
    """

    path: PurePosixPath
    data: bytes | None
    expected: bytes | None
    tracked: bool = True


class Settled(Struct, frozen=True):
    """How an interrupted command ended: its commit ('' = undone), and the files somebody changed since, which were left alone."""

    commit: str
    left: tuple[str, ...]


class Transaction:
    """Holds the office's lock while entered. What an earlier command left half done is settled first; `recovered` says how."""

    def __init__(self, root: Path, git_dir: Path, timeout_seconds: int) -> None:
        self.root = root
        self.git_dir = git_dir
        self.recovered: Sentence | None = None
        self.by_hand: tuple[str, ...] = ()  # paths that a person had changed since git last knew them
        self._lock = Lock(git_dir, timeout_seconds)
        self._history = History(root, git_dir)
        self._quick: Quick | None = None

    def __enter__(self) -> Transaction:
        self._lock.take()
        try:
            self._history = History(self.root, self.git_dir, self._lock.handle)
            with _told_as_refusals(self.root):
                self.recovered = self._recover()
        except BaseException:
            self._lock.let_go()
            raise
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._lock.let_go()

    def commit(self, writes: Sequence[Write], message: Message) -> str:
        """Writes all files and commits the tracked ones; gives the commit's ID ('' if none is tracked).

        Raises ChangedMeanwhile, OutsideOffice, CannotWrite and what git refuses; then every file is as it was.
        """
        with _told_as_refusals(self.root):
            planned = self._planned(writes)
            with Postponed() as signals:
                commit = self._carried_out(planned, message, signals)
                signals.too_late = True
        return commit

    def _planned(self, writes: Sequence[Write]) -> Journal:
        if len({write.path for write in writes}) < len(writes):
            raise ValueError("a path is written twice")
        for write in writes:
            self._check_file(write)
        self._history.check_settled()
        self._history.wait_for_git()
        indexed = self._indexed(writes)
        for path, entry in indexed.items():
            if entry.merging:
                raise Unmerged([path])
        items = tuple(self._item(write, indexed[str(write.path)].blob if str(write.path) in indexed else "") for write in writes)
        if all(item.old == item.new and not item.tracked for item in items):
            raise NothingToRecord
        self.by_hand = tuple(item.path for item in items if _by_hand(item))
        ref = self._history.ref()
        return Journal(ref, self._history.tip(ref), items, journal.missing_folders(self.root, items))

    def _indexed(self, writes: Sequence[Write]) -> Mapping[str, Indexed]:
        """What git's index has; on the way it turns out whether the fast way can be gone."""
        tracked = {str(write.path): write.data for write in writes if write.tracked}
        paths = [str(write.path) for write in writes]
        self._quick = self._history.quick(tracked)
        known = self._quick.indexed(paths) if self._quick else None
        if known is None or (self._quick and self._quick.ignores([path for path in tracked if path not in known])):
            self._quick = None
        return known if known is not None else self._history.indexed(paths)

    def _check_file(self, write: Write) -> None:
        here = bytes_at(inside(self.root, write.path))
        if here != write.expected:
            sort = "there" if write.expected is None else "gone" if here is None else "changed"
            raise ChangedMeanwhile(str(write.path), sort)

    def _item(self, write: Write, blob: str) -> Item:
        if blob and not write.tracked:
            raise PrivateInGit(str(write.path))
        if blob and write.expected is None:
            raise NotCheckedOut(str(write.path))
        item = Item(str(write.path), write.expected, write.data, write.tracked, blob)
        if write.data is None and (not blob or _by_hand(item)):
            raise NotKept(str(write.path))
        return item

    def _carried_out(self, planned: Journal, message: Message, signals: Postponed) -> str:
        try:
            commit = self._quickly(planned, message, signals) or self._plainly(planned, message, signals)
        except BaseException as failure:  # noqa: BLE001  it is raised again unless it is recorded
            return self._in_spite_of(failure, planned)
        with suppress(OSError):  # it is recorded; what could not be removed, the next command removes
            planned.tidy(self.root)
            journal.drop(self.git_dir)
        return commit

    def _in_spite_of(self, failure: BaseException, planned: Journal) -> str:
        """Finishes or undoes. Git complained, or the disk, and yet it may be recorded: that is the truth to be told."""
        try:
            commit = self._settle(planned).commit
        except (RepairError, OSError):
            commit = self._landed(planned)  # then the next command finishes the files
            if not commit:
                raise
        if not commit or not isinstance(failure, (RepairError, OSError)):
            raise failure
        return commit

    def _quickly(self, planned: Journal, message: Message, signals: Postponed) -> str:
        """The fast way: the branch is swapped first, the files and git's index follow; '' where it cannot be gone."""
        if self._quick is None or not any(item.tracked for item in planned.items):
            return ""
        return recorded(Command(self.root, self.git_dir, self._quick, planned, message), signals)

    def _plainly(self, planned: Journal, message: Message, signals: Postponed) -> str:
        """git's own way: the files first, then git records what they hold."""
        journal.write(self.git_dir, planned)
        signals.check()
        planned.carry_out(self.root)
        signals.check()
        return self._record(planned, message)

    def _record(self, planned: Journal, message: Message) -> str:
        tracked = [item for item in planned.items if item.tracked]
        new = [item.path for item in tracked if not item.indexed]
        return self._history.record([item.path for item in tracked], new, message) if tracked else ""

    def _recover(self) -> Sentence | None:
        left_behind(self.git_dir)
        made_anew = self._history.mended()
        journal.sweep(self.git_dir)
        planned = journal.read(self.git_dir)
        if planned is None:
            return made_anew
        settled = self._settle(planned)
        return _told(settled, ", ".join(item.path for item in planned.items))

    def _settle(self, planned: Journal) -> Settled:
        """Finishes or undoes, whichever the history says; the one way for refusals, interruptions and kills."""
        commit = self._landed(planned)
        tracked = [item for item in planned.items if item.tracked]
        if commit and self._stands(planned):
            left = planned.finish(self.root)
            self._history.take_up(commit, {item.path: item.indexed for item in tracked})
        elif commit:
            left = replace(planned, items=tuple(item for item in planned.items if not item.tracked)).finish(self.root)
            planned.tidy(self.root)
        else:
            left = planned.put_back(self.root)
            self._history.forget([item.path for item in tracked if not item.indexed])
        journal.drop(self.git_dir)
        return Settled(commit, left)

    def _stands(self, planned: Journal) -> bool:
        """Whether what was recorded is what is checked out, and not left behind: another branch, a later commit."""
        files = {item.path: item.new for item in planned.items if item.tracked}
        return self._history.ref() == planned.ref and self._history.holds(self._history.tip(planned.ref), files)

    def _landed(self, planned: Journal) -> str:
        now = self._history.tip(planned.ref)
        tracked = {item.path: item.new for item in planned.items if item.tracked}
        return self._history.find(planned.head, now, tracked) if tracked and now and now != planned.head else ""


def _by_hand(item: Item) -> bool:
    """Whether the file was changed since git's index knew it; line ends are git's own affair."""
    if not item.indexed or item.old is None:
        return False
    digest = hashlib.sha1 if len(item.indexed) == 40 else hashlib.sha256
    forms = (item.old, item.old.replace(b"\r\n", b"\n"))
    return all(digest(b"blob %d\0%s" % (len(form), form)).hexdigest() != item.indexed for form in forms)


def recover(root: Path, git_dir: Path, timeout_seconds: int) -> Sentence | None:
    """Settles what an earlier command left half done, and says how; None where nothing was. Raises Busy and what git refuses."""
    with Transaction(root, git_dir, timeout_seconds) as transaction:
        return transaction.recovered


def _told(settled: Settled, paths: str) -> Sentence:
    commit, left = settled.commit[:12], ", ".join(settled.left)
    if commit and left:
        return say("An interrupted command was recorded as {commit}; {left} was changed since and left alone.", commit=commit, left=left)
    if commit:
        return say("An interrupted command was recorded as {commit}; nothing was lost: {paths}.", commit=commit, paths=paths)
    if left:
        return say("An interrupted command was not recorded; {left} was changed since and left alone: see git diff.", left=left)
    return say("An interrupted command was not recorded; its files are as before: {paths}. Give the command again.", paths=paths)


@contextmanager
def _told_as_refusals(root: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        name = str(error.filename2 or error.filename or root)
        raise CannotWrite(name.removeprefix(f"{root}{os.sep}"), error) from None
