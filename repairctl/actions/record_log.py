"""The log of one record, each entry with the commit that recorded it; what hands changed, and what nobody recorded yet. Writes nothing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from msgspec import Struct
from msgspec.structs import replace

from repairctl.actions import past
from repairctl.actions.differences import Difference, Moved, between, said
from repairctl.actions.recordings import Act, Wanted, acts_of, fits, recorder, records_it
from repairctl.actions.working import NoSuchRecord, Working
from repairctl.edges import history_past
from repairctl.edges.history import CommitInfo
from repairctl.edges.index_history import Touch
from repairctl.errors import RepairError
from repairctl.model import Entry, Kind, Record
from repairctl.office import Office
from repairctl.records import read

Read = dict[str, Record | None]
"""States of one record by git's name for their bytes; None: there was none, or it cannot be read."""


class Recorded(Struct, frozen=True):
    """What one commit recorded of the record: entries in the order of the file; what hands took out and changed. None: not recorded yet."""

    commit: CommitInfo | None
    recorder: str
    entries: tuple[Entry, ...] = ()
    lost: tuple[Entry, ...] = ()
    moved: tuple[Moved, ...] = ()
    gone: bool = False


def log(office: Office, kind: Kind, id: str, wanted: Wanted, progress: past.Progress | None = None) -> tuple[Record, list[Recorded]]:
    """The record and what was recorded of it, the newest first. Raises NoSuchRecord, and what reading its file raises."""
    path = office.store.path_of(kind, id)
    touches = [one for one in past.touches(office.history, path, progress) if one.own]
    record, last = _now(office, kind, id, touches)
    told = list(_told(office, record, last, touches))
    return record, [one for one in map(lambda one: _wanted(one, wanted), reversed(told)) if one is not None]


def _now(office: Office, kind: Kind, id: str, touches: Sequence[Touch]) -> tuple[Record, Record]:
    """The record as its file stands, and as it was recorded last; of one that was taken out, as it stood last."""
    held = next((blob for one in touches for blob in (one.now, *one.was) if blob), "")
    try:
        loaded = Working(office).load(kind, id)
        if not held or history_past.name_of(loaded.data, held) == held:
            return loaded.record, loaded.record if held else replace(loaded.record, log=())
        found = states(office, kind, [held])[held]
        return loaded.record, loaded.record if found is None else found
    except NoSuchRecord:
        found = states(office, kind, [held])[held] if held else None
        if found is None:
            raise
        return found, found


def _told(office: Office, record: Record, last: Record, touches: Sequence[Touch]) -> Iterator[Recorded]:
    """What each commit recorded, the oldest first, then what none tells, and what stands in the file and is not recorded."""
    rest = list(last.log)
    acts = {one.commit.id: [act for act in acts_of(one.commit, office) if act.record == record.id] for one in touches}
    by_hand = [one for one in touches if not one.commit.said("Record") or len(one.commit.parents) > 1]
    read = states(office, record.kind, [blob for one in by_hand for blob in (*one.was, one.now)])
    changed = {one.commit.id: differing(one, read) for one in by_hand}
    theirs = {id: tuple(_there(rest, difference.new)) for id, difference in changed.items()}  # before words can mean them
    for one in reversed(touches):
        hand = changed.get(one.commit.id, Difference())
        entries = (*_matched(rest, acts[one.commit.id]), *theirs.get(one.commit.id, ()))
        yield Recorded(one.commit, recorder(office, one.commit), entries, hand.lost, hand.moved, not one.now)
    edited = between(last, record)
    if rest or edited:
        yield Recorded(None, "", (*rest, *edited.new), edited.lost, edited.moved)


def _matched(rest: list[Entry], acts: Iterable[Act]) -> Iterator[Entry]:
    """The entries that a commit's words mean, each only once."""
    for act in acts:
        found = next((one for one in rest if (one.step, one.at, one.by) == (act.step, act.at, act.by)), None)
        if found is not None:
            rest.remove(found)
            yield found


def _there(rest: list[Entry], new: Iterable[Entry]) -> Iterator[Entry]:
    """The entries that a hand wrote, as they still stand there."""
    for one in new:
        found = next((each for each in rest if (each.step, each.at, each.by, each.filled) == (one.step, one.at, one.by, one.filled)), None)
        if found is not None:
            rest.remove(found)
            yield found


def differing(one: Touch, read: Read) -> Difference:
    """What a commit itself changed: what differs from each of its parents."""
    first, *others = (between(read.get(blob), read.get(one.now)) for blob in one.was)
    new = (entry for entry in first.new if all(entry in other.new for other in others))
    lost = (entry for entry in first.lost if all(said(entry) in map(said, other.lost) for other in others))
    moved = (moved for moved in first.moved if all(moved.path in [each.path for each in other.moved] for other in others))
    return Difference(tuple(new), tuple(lost), tuple(moved))


def states(office: Office, kind: Kind, blobs: Iterable[str]) -> Read:
    """States of a record by git's name for their bytes."""
    found: Read = {}
    for blob, data in office.history.contents(one for one in blobs if one).items():
        try:
            found[blob] = read(kind, office.store.parsed(data, blob), office.zone)[0]
        except RepairError:
            found[blob] = None
    return found


def _wanted(one: Recorded, wanted: Wanted) -> Recorded | None:
    """As much of it as is asked for."""
    if one.commit is not None and not records_it(one.commit, wanted):
        return None
    if one.commit is None and (wanted.recorder or wanted.low is not None or wanted.high is not None):
        return None
    if not wanted.of_acts:
        return one
    entries = tuple(entry for entry in one.entries if fits(Act("", entry.step, entry.at, entry.by), wanted))
    return Recorded(one.commit, one.recorder, entries, gone=one.gone) if entries else None
