"""Which command of one's own is the last one, read from what the commits say. Changes nothing and opens nothing but the history.

A commit is one's own if its `Recorder:` is the person at this desk; where it has none, if git's author is. Only commits of ours (with
`Record:`) are commands; `Undoes:` and `Redoes:` name the commit that one took back or brought back.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from msgspec import Struct

from repairctl.edges.history import CommitInfo, History
from repairctl.errors import RepairError, say

RECORD, RECORDER, UNDOES, REDOES = "Record", "Recorder", "Undoes", "Redoes"
AT_ONCE = (100, 2000, 0)
MOST_PASSED = 3


class NothingToUndo(RepairError):
    """There is no command of one's own."""

    def __init__(self, who: str) -> None:
        super().__init__(
            say("There is no command of {who} that could be undone.", who=who),
            say("What others recorded is put right by itself: repairctl retract 7-1 STEP --why .."),
        )


class NothingToRedo(RepairError):
    """Nothing was undone, or something was done since."""

    def __init__(self, who: str) -> None:
        super().__init__(
            say("There is nothing to redo: {who} undid nothing, or did something else since.", who=who),
            say("What was undone stands in the log: repairctl log 7-1"),
        )


class Person(Struct, frozen=True):
    """Whose commands are meant: the person at this desk, and who git says records here."""

    staff: str
    author: tuple[str, str]

    def recorded(self, commit: CommitInfo) -> bool:
        """Whether the commit is this person's."""
        recorder = commit.said(RECORDER)
        return recorder[-1] == self.staff if recorder else (commit.author, commit.email) == self.author

    def __str__(self) -> str:
        return self.staff or self.author[0]


class Found(Struct, frozen=True):
    """The commit whose doing is turned round; the command that a person knows it by; what was passed over because no command made it."""

    commit: CommitInfo
    command: CommitInfo
    passed: tuple[CommitInfo, ...] = ()


def to_undo(history: History, person: Person) -> Found:
    """The last command that counts. Raises NothingToUndo."""
    found = _found(history, lambda commits: _last(commits, person))
    if found is None:
        raise NothingToUndo(str(person))
    return found


def to_redo(history: History, person: Person) -> Found:
    """The last undoing that counts, if no command came after it. Raises NothingToRedo."""
    found = _found(history, lambda commits: _last_undoing(commits, person))
    if found is None:
        raise NothingToRedo(str(person))
    return found


def live(commits: Sequence[CommitInfo]) -> Iterator[CommitInfo]:
    """Of commits, the newest first, those that count: what was undone or redone, and what did so, cancel each other."""
    dead: set[str] = set()
    for one in commits:
        taken = (*one.said(UNDOES), *one.said(REDOES))
        if one.id not in dead:
            dead.update(taken)
            yield one


def _found(history: History, search: Callable[[Sequence[CommitInfo]], Found | None]) -> Found | None:
    for limit in AT_ONCE:
        commits = history.log(limit=limit)
        found = search(commits)
        if found is not None or not limit or len(commits) < limit:
            return found
    return None


def _last(commits: Sequence[CommitInfo], person: Person) -> Found | None:
    passed: list[CommitInfo] = []
    for one in live(commits):
        if not person.recorded(one):
            continue
        if not one.said(RECORD):
            passed.append(one)
        elif not one.said(UNDOES):
            return Found(one, _original(one, commits), tuple(passed[:MOST_PASSED]))
    return None


def _last_undoing(commits: Sequence[CommitInfo], person: Person) -> Found | None:
    for one in live(commits):
        if not person.recorded(one) or not one.said(RECORD) or one.said(REDOES):
            continue
        return Found(one, _original(one, commits)) if one.said(UNDOES) else None
    return None


def _original(one: CommitInfo, commits: Sequence[CommitInfo]) -> CommitInfo:
    """The command itself, through whatever undid and redid it."""
    by_id = {commit.id: commit for commit in commits}
    while (*one.said(UNDOES), *one.said(REDOES)):
        before = by_id.get((*one.said(UNDOES), *one.said(REDOES))[0])
        if before is None:
            break
        one = before
    return one
