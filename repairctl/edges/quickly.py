"""One command on the fast way: objects, journal, branch, files, git's index. Until the branch is swapped, nothing is changed."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from msgspec import Struct

from repairctl.edges import journal
from repairctl.edges.history_message import Message
from repairctl.edges.history_objects import Unsuited
from repairctl.edges.history_quick import Base, Changed, Made, Quick, mode_of
from repairctl.edges.history_refusals import NothingToRecord
from repairctl.edges.history_swap import LostRace
from repairctl.edges.journal import Journal
from repairctl.edges.postponed import Postponed
from repairctl.errors import RepairError, say

TRIES = 20


class ChangedMeanwhile(RepairError):
    """A file does not hold what the command read when it judged."""

    def __init__(self, path: str, sort: str) -> None:
        texts = {
            "changed": say("{path} was changed by somebody else meanwhile; nothing was written.", path=path),
            "gone": say("{path} was removed by somebody else meanwhile; nothing was written.", path=path),
            "there": say("{path} was made by somebody else meanwhile; nothing was written.", path=path),
        }
        super().__init__(texts[sort], say("Give the command again: it will be judged on what is there now."))


class Command(Struct, frozen=True):
    """What is to be recorded: where, which files, and what it says."""

    root: Path
    git_dir: Path
    quick: Quick
    planned: Journal
    message: Message

    @property
    def files(self) -> Sequence[Changed]:
        """The files that git keeps."""
        return [Changed(item.path, item.new, mode_of(self.root / item.path)) for item in self.planned.items if item.tracked]


def recorded(command: Command, signals: Postponed) -> str:
    """The commit's ID; '' where only git itself can record it. Raises ChangedMeanwhile, NothingToRecord and what the disk refuses."""
    files = command.files
    try:
        with command.quick.locked() as lock:
            base = command.quick.base([one.path for one in files])
            made = _made(command, base, files)
            draft = command.quick.drafted(lock, files)
            journal.write(command.git_dir, command.planned)
            command.planned.prepare(command.root)
            signals.check()
            commit = _swapped(command, base, made, files)
            command.planned.swap_in(command.root)
            draft.put(files)
    except Unsuited:
        return ""
    return commit


def _made(command: Command, base: Base, files: Sequence[Changed]) -> Made:
    made = command.quick.made(base, files, command.message)
    if made is None:
        raise NothingToRecord
    return made


def _swapped(command: Command, base: Base, made: Made, files: Sequence[Changed]) -> str:
    """Swaps the branch; where somebody was quicker and left these files alone, on top of what he did."""
    for _ in range(TRIES):
        try:
            command.quick.swap(made)
        except LostRace:
            now = command.quick.base([one.path for one in files])
            for one in files:
                if now.ref != base.ref or command.quick.blob(now, one.path) != command.quick.blob(base, one.path):
                    raise ChangedMeanwhile(one.path, "changed") from None
            made = _made(command, now, files)
        else:
            return made.commit
    raise Unsuited("the branch does not come to rest")
