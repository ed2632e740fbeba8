"""Housekeeping: git's own tasks and the index of the records, so that commands stay quick. Nothing is ever pruned."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from msgspec import Struct

from repairctl import __version__
from repairctl.actions import index_rows
from repairctl.edges import history_health, history_upkeep
from repairctl.edges import index as indexes
from repairctl.edges.history import History
from repairctl.edges.history_upkeep import Kept
from repairctl.errors import RepairError, Sentence, say
from repairctl.model import Minute
from repairctl.office import Office

LOOSE = 6700
"""git's own limit (gc.auto)."""
PACKS = 50
"""git's own limit (gc.autoPackLimit)."""
GRAPH = 2
"""Packs from which on a history without a commit-graph is slow."""
HINTED = "maintain-hint"
DAY = 24 * 60
Begin = Callable[[str], None]


class Task(Struct, frozen=True):
    """A task that was done: its name; '' or why it could not be done."""

    name: str
    words: str = ""


class Maintained(Struct, frozen=True):
    """What was done, and how much git and the index kept before and after."""

    tasks: tuple[Task, ...]
    before: Kept
    after: Kept
    index_before: int = 0
    index_after: int = 0


def maintained(office: Office, begin: Begin | None = None) -> Maintained:
    """Does all tasks, one after the other; one that fails stops no other. `begin` is told each name. Raises what git refuses."""
    office.history.check_usable()
    before = history_upkeep.counted(office.history.where)
    tasks = []
    for name, commands in history_upkeep.tasks(history_health.version(office.history.where)):
        if begin:
            begin(name)
        tasks.append(Task(name, history_upkeep.done(office.history.where, commands)))
    sizes = _index(office, begin, tasks)
    return Maintained(tuple(tasks), before, history_upkeep.counted(office.history.where), *sizes)


def _index(office: Office, begin: Begin | None, tasks: list[Task]) -> tuple[int, int]:
    if begin:
        begin("index")
    try:
        sizes = indexes.tidied(office.history.own_folder, index_rows.form(__version__, str(office.zone)))
    except indexes.Unusable:
        tasks.append(Task("index", "busy"))
        return 0, 0
    tasks.append(Task("index"))
    return sizes or (0, 0)


def would_help(git_dir: Path) -> Sentence | None:
    """Why a tidying would help; None where it would not. Two folders are read."""
    loose, packs, graph = history_upkeep.reckoned(git_dir)
    if loose > LOOSE:
        return say("git keeps about {n} objects each in a file of its own.", n=loose)
    if packs > PACKS:
        return say("git keeps {n} packs.", n=packs)
    if packs > GRAPH and not graph:
        return say("git has no commit-graph, so whoever asks for the past waits.")
    return None


def hinted(folder: Path, now: Minute) -> bool:
    """Whether a person should be told now that a tidying would help: not more than once a day."""
    history = History.open(folder)
    if history.folder is None or would_help(history.folder) is None:
        return False
    told = history.local_note(HINTED)
    if told.isdecimal() and abs(now - int(told)) < DAY:
        return False
    try:
        history.set_local_note(HINTED, str(now))
    except RepairError:
        return False
    return True
