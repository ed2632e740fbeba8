"""What a command did to a record is undone by further entries, and undoing that brings it back; nothing disappears. Pure.

A step is taken back by `retract`, an entry that was taken back is entered anew with its own moment and person, a box gets what stood
in it before, an opening step is answered by the act that calls the record off. A record without a life goes as a whole: git keeps it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, tzinfo

from msgspec import Struct
from msgspec.structs import replace

from repairctl import story
from repairctl.lifecycle.boxes import at_path, differing, put
from repairctl.lifecycle.corrections import may_amend
from repairctl.model import At, Change, Entry, Field, Minute, Plain, Record, Step
from repairctl.refusals import (
    AlreadyRecorded,
    CannotCallOff,
    CannotTellApart,
    ChangedSince,
    NoLongerFollows,
    StepNotAllowed,
)
from repairctl.story import BOOKKEEPING, retold


class Undo(Struct, frozen=True):
    """Who undoes, when and why. `shown`: a value as text, for what an amendment says stood there."""

    by: str
    now: Minute
    why: str
    shown: Callable[[Field, Plain], str]
    zone: tzinfo = UTC


def undone(record: Record, did: Change, undo: Undo) -> Change:
    """The record as it is now without what a command did to it (`did`: as it stood before and after that).

    Raises ChangedSince, NoLongerFollows, CannotCallOff, AlreadyRecorded, Frozen. Undoing what this gives brings it back.
    """
    if did.gone:
        assert did.before is not None
        return Change(None, did.before)
    _as_left(record, did)
    if did.before is None and not record.kind.opens:
        if record.sections != did.after.sections:
            raise ChangedSince(record, next(iter(_unlike(record, did.after)), ""))
        return Change(record, record, gone=True)
    back, anew = _gained(record, did), _lost(did)
    log = [*record.log, *_retracts(record, back, undo)]
    log += [replace(entry, place=len(log) + number) for number, entry in enumerate(anew)]
    if did.before is None:
        log.append(_calling_off(record, len(log), undo))
    sections, amends = _boxes(record, did, [*back, *anew], undo, len(log))
    after = retold(record, (*log, *amends), sections)
    _told_apart(record, back, after)
    _once(after, anew, undo)
    _legal(record, after, undo)
    return Change(record, after, after.log[len(record.log) :])


def _as_left(record: Record, did: Change) -> None:
    """Raises ChangedSince where the log is not the one that the command left, gone on with."""
    start = did.before.log if did.before else ()
    for there, left in ((record.log, did.after.log), (did.after.log, start)):
        place = next((n for n, entry in enumerate(left) if n >= len(there) or there[n] != entry), None)
        if place is not None:
            raise ChangedSince(record, f"log.{place + 1}")


def _unlike(record: Record, other: Record) -> Iterator[str]:
    return (path for section in record.kind.sections for path, _ in differing(section, record, other))


def _gained(record: Record, did: Change) -> list[Entry]:
    """The entries that count because of the command, but the one that opened the record, and that count now."""
    before = _counting(did.before) if did.before else set()
    places = (_counting(did.after) - before) & _counting(record)
    return [one for one in did.after.log if one.place in places and (did.before is not None or one.step != record.kind.opens)]


def _lost(did: Change) -> list[Entry]:
    """The entries that count no more because of the command."""
    if did.before is None:
        return []
    places = _counting(did.before) - _counting(did.after)
    return [one for one in did.before.log if one.place in places]


def _counting(record: Record) -> set[int]:
    dead = story.taken_back(record.log)
    return {one.place for one in record.log if one.place not in dead and one.step not in BOOKKEEPING}


def _retracts(record: Record, back: Sequence[Entry], undo: Undo) -> Iterator[Entry]:
    """The last one first: of two that cannot be told apart a `retract` means the later one."""
    for number, entry in enumerate(reversed(back)):
        filled: dict[str, Plain] = {"what": entry.step, "of": entry.at, "whose": entry.by}
        yield Entry("retract", undo.now, undo.by, len(record.log) + number, {**filled, **({"note": undo.why} if undo.why else {})})


def _calling_off(record: Record, place: int, undo: Undo) -> Entry:
    step = record.kind.step(record.kind.calls_off)
    if step is None:
        raise CannotCallOff(record)
    reason = next((one.name for one in step.fields if one.type == "text"), "note")
    return Entry(step.name, undo.now, undo.by, place, {reason: undo.why} if undo.why else {})


def _boxes(record: Record, did: Change, moved: Sequence[Entry], undo: Undo, place: int) -> tuple[dict[str, Plain], list[Entry]]:
    """The boxes with what stood there before, and an amendment for each field that no step of the command filled."""
    filled = {name for entry in moved if (step := record.kind.step(entry.step)) for name in step.fills}
    sections, amends = dict(record.sections), list[Entry]()
    before = did.before or replace(did.after, sections={name: held for name, held in did.after.sections.items() if name not in filled})
    for section in record.kind.sections:
        for path, field in differing(section, before, did.after):
            was, now = at_path(before, path), at_path(record, path)
            if now != at_path(did.after, path):
                raise ChangedSince(record, path)
            sections = put(sections, path, was)
            if section.name not in filled and record.kind.opens:
                may_amend(record, path)
                said = {"field": path, "was": undo.shown(field, now), "note": undo.why}
                amends.append(Entry("amend", undo.now, undo.by, place + len(amends), {k: v for k, v in said.items() if v}))
    empty = {name for name, held in sections.items() if not held and not before.sections.get(name)}
    return {name: held for name, held in sections.items() if name not in empty or name in before.sections}, amends


def _told_apart(record: Record, back: Sequence[Entry], after: Record) -> None:
    wanted = {entry.place for entry in back}
    met = {place for place in story.taken_back(after.log) - story.taken_back(record.log) if place < len(record.log)}
    if met != wanted:
        raise CannotTellApart(record, next(entry for entry in record.log if entry.place in met ^ wanted))


def _once(after: Record, anew: Sequence[Entry], undo: Undo) -> None:
    for entry in anew:
        if sum(one.same(after.kind) == entry.same(after.kind) for one in after.of.get(entry.step, ())) > 1:
            raise AlreadyRecorded(after, entry, At(entry.at, undo.zone))


def _legal(record: Record, after: Record, undo: Undo) -> None:
    """Raises where an entry follows no more that followed, unless it was recorded `anyway`."""
    known = {jump.place for jump in record.jumps}
    for jump in after.jumps:
        if jump.place in known or "anyway" in jump.filled:
            continue
        step = record.kind.step(jump.step)
        if jump.place >= len(record.log) and step is not None and step.name == record.kind.calls_off:
            raise StepNotAllowed(_without(after, jump), step, ())
        raise NoLongerFollows(record, jump, At(jump.at, undo.zone))


def _without(record: Record, entry: Entry) -> Record:
    return retold(record, [one for one in record.log if one.place != entry.place])


def steps_of(change: Change) -> tuple[Step, ...]:
    """The acts that a change enters: the rules judge them again."""
    found = (change.after.kind.step(entry.step) for entry in change.entries)
    return tuple(step for step in found if step is not None and step.act)
