"""What a step does to a record: one record in, the changes out. Pure: moments, persons, values and new IDs are handed in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from msgspec.structs import replace

from repairctl import story
from repairctl.lifecycle.asking import Asked, Means
from repairctl.lifecycle.boxes import put
from repairctl.model import BACK, STAY, Change, Entry, Kind, Plain, Record, Step, Values, Wish
from repairctl.refusals import (
    AlreadyRecorded,
    ComesTooEarly,
    LiesInFuture,
    MissingValues,
    NotLinked,
    StepNotAllowed,
    StepTaken,
    ToItself,
    WouldBreak,
)
from repairctl.story import retold


def opened(kind: Kind, asked: Asked, id: str, means: Means) -> tuple[Change, ...]:
    """A new record of a kind that has a life, begun by its opening step, and whatever that step opens or touches."""
    return _taken(None, Record(kind, id), asked, means)


def advance(record: Record, asked: Asked, means: Means) -> tuple[Change, ...]:
    """The record after the step, and whatever the step opens or touches. Raises StepNotAllowed and its like."""
    return _taken(record, record, asked, means)


def next_steps(record: Record) -> tuple[Step, ...]:
    """The steps that may follow now."""
    return tuple(step for step in record.kind.steps if record.status in step.moves and not _filled_once(record, step))


def steps_before(record: Record, step: Step) -> tuple[Step, ...]:
    """The fewest steps that lead from where the record stands to where the step may be taken; none where no way leads there."""
    ways: list[tuple[str, tuple[Step, ...]]] = [(record.status, ())]
    seen = {record.status}
    for status, way in ways:
        if status in step.moves:
            return way
        for one in record.kind.steps:
            end = one.moves.get(status, STAY)
            if end not in (STAY, BACK, *seen) and end not in record.kind.ended:
                seen.add(end)
                ways.append((end, (*way, one)))
    return ()


# ------------------------------------------------------------------ the parts of a step


def _taken(before: Record | None, record: Record, asked: Asked, means: Means) -> tuple[Change, ...]:
    _in_time(asked)
    _complete(record, asked)
    if before is not None and _filled_once(record, asked.step):
        raise StepTaken(record, asked.step, asked.shown(record.of[asked.step.name][-1].at))
    entry = entry_of(asked, len(record.log))
    only_once(record, entry, asked)
    entries = (entry, *_end_of_stretch(asked, entry))
    after = retold(record, (*record.log, *entries), sections_with(record, asked))
    after = legal(before, after, entry, asked)
    after = computed(after, after.log[entry.place], asked.step, means.values)
    return _with_touched(Change(before, after, after.log[len(record.log) :]), asked, means)


def _in_time(asked: Asked) -> None:
    for moment in (asked.at, asked.until):
        if moment is not None and moment > asked.now:
            raise LiesInFuture(asked.step, asked.shown(moment), asked.shown(asked.now))


def _complete(record: Record, asked: Asked) -> None:
    step, kind = asked.step, record.kind
    sections = [section for section in kind.sections if section.name in step.fills and not section.many]
    wanted = [f"{section.name}.{one.name}" for section in sections for one in section.fields if one.needed]
    wanted += [f".{one.name}" for one in step.fields if one.needed]
    missing = [path for path in wanted if asked.given.get(path) in (None, "", ())]
    groups = [group for group in step.one_of if not any(asked.given.get(path) not in (None, "", ()) for path in group)]
    if missing or groups:
        raise MissingValues(kind, step, missing, groups)


def _filled_once(record: Record, step: Step) -> bool:
    return bool(step.fills) and step.name in record.of


def entry_of(asked: Asked, place: int) -> Entry:
    filled = {path[1:]: value for path, value in asked.given.items() if path.startswith(".") and value not in (None, ())}
    if asked.anyway:
        filled["anyway"] = asked.anyway
    return Entry(asked.step.name, asked.at, asked.by, place, filled)


def _end_of_stretch(asked: Asked, entry: Entry) -> tuple[Entry, ...]:
    if asked.until is None:
        return ()
    if asked.until <= asked.at:
        raise ComesTooEarly(asked.step.until, asked.shown(asked.until), asked.step.name, asked.shown(asked.at))
    return (Entry(asked.step.until, asked.until, asked.by, entry.place + 1),)


def only_once(record: Record, entry: Entry, asked: Asked) -> None:
    dead = story.taken_back(record.log)
    if any(e.same(record.kind) == entry.same(record.kind) for e in record.log if e.place not in dead):
        raise AlreadyRecorded(record, entry, asked.shown(entry.at))


def sections_with(record: Record, asked: Asked) -> Mapping[str, Plain]:
    sections: dict[str, Plain] = dict(record.sections)
    for path, value in asked.given.items():
        if not path.startswith(".") and value not in (None, ()):
            sections = put(sections, path, value)
    return sections


def legal(before: Record | None, after: Record, entry: Entry, asked: Asked) -> Record:
    """The record, if the story with the entry in its place is a legal walk or the entry is recorded `anyway`."""
    known = {jump.place for jump in before.jumps} if before else set()
    jumps = [jump for jump in after.jumps if jump.place not in known]
    if not jumps or (asked.anyway and not asked.step.act):
        return after
    if before and all(jump.place != entry.place for jump in jumps):
        raise WouldBreak(asked.step, asked.shown(entry.at), jumps[0].step, asked.shown(jumps[0].at))
    later = next((one for one in before.story if one.at > entry.at), None) if before else None
    if before and later and before.status in asked.step.moves:
        raise ComesTooEarly(entry.step, asked.shown(entry.at), later.step, asked.shown(later.at))
    raise not_allowed(before, asked.step) if before else StepNotAllowed(after, asked.step, ())


def not_allowed(record: Record, step: Step) -> StepNotAllowed:
    """The refusal of a step that does not follow: what comes before it, and what may follow now."""
    return StepNotAllowed(record, step, next_steps(record), steps_before(record, step))


def computed(record: Record, entry: Entry, step: Step, values: Values) -> Record:
    if step.computes is None:
        return record
    given = step.computes(record, entry, values)
    sections: Mapping[str, Plain] = record.sections
    for path, value in given.items():
        if not path.startswith("."):
            sections = put(sections, path, value)
    own = {path[1:]: value for path, value in given.items() if path.startswith(".") and value is not None}
    return retold(record, filled_in(record.log, entry, own), sections)


def filled_in(log: Sequence[Entry], entry: Entry, own: Mapping[str, Plain]) -> tuple[Entry, ...]:
    return tuple(replace(one, filled={**one.filled, **own}) if one.place == entry.place else one for one in log)


def _with_touched(change: Change, asked: Asked, means: Means) -> tuple[Change, ...]:
    step = asked.step
    if step.touches is None:
        return (change,)
    entry = change.entries[0]
    touched: list[Change] = []
    own: dict[str, Plain] = {}
    for wish in step.touches(change.after, entry, means.values):
        if wish.id == change.after.id:
            raise ToItself(change.after, step)
        fulfilled = _fulfilled(wish, asked, means)
        touched += fulfilled
        own |= {wish.reply: fulfilled[0].after.id} if wish.reply else {}
    after = retold(change.after, filled_in(change.after.log, entry, own))
    return (Change(change.before, after, after.log[len(change.before.log) if change.before else 0 :]), *touched)


def _fulfilled(wish: Wish, asked: Asked, means: Means) -> tuple[Change, ...]:
    kind = means.kinds[wish.kind]
    step = kind.step(wish.step)
    assert step is not None, f"{wish.kind} has no step {wish.step}"
    if not wish.id:
        wanted = Asked(step, wish.given, asked.by, asked.at, asked.now)
        return opened(kind, wanted, means.new_id(kind, asked.at), means)
    record = means.values.record(wish.id)
    if record is None:
        raise NotLinked(wish.id)
    given = {f".{name}": value for name, value in wish.given.items()}
    return advance(record, Asked(step, given, asked.by, asked.at, asked.now), means)
