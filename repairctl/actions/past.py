"""The history as an index keeps it, in step with git: what was committed since it was last asked is read, and nothing else.

Where no index can be kept git is asked itself.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

from repairctl.edges import index_history
from repairctl.edges.history import History
from repairctl.edges.history_commits import Told
from repairctl.edges.index_files import Broken, Unusable
from repairctl.edges.index_history import Asked, Past, Recorded, Touch

Progress = Callable[[int, int], None]
TRIES = 3


def touches(history: History, path: str, progress: Progress | None = None) -> list[Touch]:
    """The commits in which a file differs from what it was, the newest first: those of `git log --full-history -- path`."""
    try:
        return in_step(history, progress).of(path)
    except Unusable as fault:
        _forget(history, fault)
        return _aside(history, [path]).of(path)


def commits(history: History, asked: Asked, progress: Progress | None = None) -> Iterator[Recorded]:
    """The commits that are wanted, the newest first, read as they are taken."""
    told = 0
    try:
        for one in in_step(history, progress).commits(asked):
            yield one
            told += 1
    except Unusable as fault:
        _forget(history, fault)
        for number, one in enumerate(_aside(history).commits(asked)):
            if number >= told:
                yield one


def in_step(history: History, progress: Progress | None = None) -> Past:
    """The index, as the history is now. Raises Unusable."""
    if history.folder is None:
        return index_history.aside()
    folder = history.own_folder
    found = index_history.opened(folder)
    if found is not None and found.noted("cut off") != history.cut_off():
        found.close()
        index_history.removed(folder)
        found = None
    if found is None:
        with index_history.made(folder) as fresh:
            _fill(fresh, history, progress)
        found = index_history.opened(folder)
    if found is None:
        raise Unusable
    _catch_up(found, history, progress)
    return found


def _fill(past: Past, history: History, progress: Progress | None) -> None:
    """Everything, from nothing, up to the commit that is the last one now."""
    head = history.head()
    past.note("cut off", history.cut_off())
    if head:
        total = history.count(head) if progress else 0
        _put(past, history.told([head]), total, progress)
    past.note("head", head)


def _put(past: Past, told: Iterable[Told], total: int, progress: Progress | None) -> None:
    for done in past.put(told):
        if progress:
            progress(done, total)


def _catch_up(past: Past, history: History, progress: Progress | None) -> None:
    """What is in the history now and was not, is brought in; what was, and is not, is forgotten. Raises Unusable."""
    for _ in range(TRIES):
        old, head = past.head, history.head()
        if old == head:
            return
        gone, new = _differing(past, history, old, head)
        with index_history.changing(past):
            if past.head != old:  # another program was quicker
                continue
            past.drop(gone)
            if new:
                _put(past, history.told(new, just_these=True), len(new), progress)
            past.note("head", head)


def _differing(past: Past, history: History, old: str, head: str) -> tuple[Sequence[str], Sequence[str]]:
    """The commits that are not in the history any more, and those that are new, the newest first."""
    ids = history.ids
    if old and head:
        gone, new = ids(old, f"^{head}"), ids(head, f"^{old}")
        if gone is not None and new is not None:
            return gone, new
    now, known = (ids(head) or [] if head else []), past.ids()
    return list(known.difference(now)), [one for one in now if one not in known]


def _aside(history: History, paths: Sequence[str] = ()) -> Past:
    """What git itself says, kept nowhere."""
    found = index_history.aside()
    head = history.head() if history.folder else ""
    if head:
        _put(found, history.told([head], paths), 0, None)
    return found


def _forget(history: History, fault: Unusable) -> None:
    if isinstance(fault, Broken) and history.folder is not None:
        index_history.removed(history.own_folder)
