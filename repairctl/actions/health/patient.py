"""The office that is looked at, however ill: what every ailment is handed, and how one is told. Judges nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any, Literal

from msgspec import Struct, field

from repairctl.edges.durable import CannotWrite
from repairctl.edges.history_run import Where
from repairctl.edges.leftovers import Free, lock
from repairctl.errors import RepairError, Sentence, say
from repairctl.model import Finding, Says, Severity, Subject
from repairctl.office import Office

Progress = Callable[[int, int], None]
Needs = Literal["", "git", "index"]
FOLDERS = ("records", "policies", "templates", "office.yaml")
"""What of an office git keeps."""
RECORDS = "records"
SLACK = 2
"""Minutes that pass while the doctor looks."""
MOST = 5
"""So many paths are named in one sentence."""


class Patient(Struct, frozen=True):
    """An office to be looked at. `unusable`: why its settings cannot be used, where others take their place.

    `clock_runs`: no REPAIRCTL_NOW holds the clock. `deep`: every byte is looked at, however long it takes.
    """

    office: Office
    unusable: RepairError | None = None
    clock_runs: bool = True
    deep: bool = False
    progress: Progress | None = None
    seen: dict[str, Any] = field(default_factory=dict)
    """What one ailment read and another needs too."""

    @property
    def where(self) -> Where:
        return self.office.history.where

    def lock(self) -> Free:
        """Whether the office's lock can be had."""
        if "lock" not in self.seen:
            self.seen["lock"] = _lock(self.office)
        held: Free = self.seen["lock"]
        return held

    def shown(self, path: object) -> str:
        """A path as seen from the office, where it lies in it."""
        return str(path).removeprefix(f"{self.office.root}/")


def _lock(office: Office) -> Free:
    try:
        return lock(office.history.git_dir)
    except CannotWrite:
        return Free(True)  # nobody can write here, which is an ailment of its own


class Ailment(Struct, frozen=True):
    """One thing that may be wrong: how it is looked for, and whether git, or git's index, must work for that.

    `mend`: what `--repair` does where it was found, told as it is done; `locked`: while no command can write.
    """

    name: str
    look: Callable[[Patient], Iterable[Finding]]
    needs: Needs = ""
    mend: Callable[[Patient], Iterable[Sentence]] | None = None
    locked: bool = True


def told(
    code: str, severity: Severity, subject: str, sentence: Sentence, todo: Sentence | None = None, *, says: Says = Says.FAIL
) -> Finding:
    """A finding of the doctor's."""
    return Finding(code, severity, Subject("file", subject), says, sentence, todo=todo)


def refusal(code: str, subject: str, one: RepairError) -> Finding:
    """A refusal, told as a finding: its first sentence, and what to do."""
    return told(code, "error", subject, one.sentences[0], next(iter(one.sentences[1:]), None))


def give(command: str) -> Sentence:
    """What to do, where that is one command and nothing else."""
    return say("Give this command: {command}", command=command)


def some(paths: Sequence[str]) -> object:
    """Paths to be named in a sentence: all of a few, the first of many and how many more."""
    if len(paths) <= MOST:
        return tuple(paths)
    return say("{paths} and {n} more", paths=tuple(paths[:MOST]), n=len(paths) - MOST)
