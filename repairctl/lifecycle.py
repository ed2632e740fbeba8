"""What a step does to a record: one record in, the changes out. Pure: moments, persons, values and new IDs are handed in."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, tzinfo

from repairctl import story
from repairctl.model import At, Change, Entry, Kind, Minute, Plain, Record, Step, Values, Wish
from repairctl.refusals import (
    AlreadyRecorded,
    CannotTakeBack,
    ComesTooEarly,
    Frozen,
    LiesInFuture,
    MissingValues,
    NoSuchEntry,
    NotLinked,
    StepNotAllowed,
    StepTaken,
    WouldBreak,
)
from repairctl.story import retold

NewId = Callable[[Kind, Minute], str]


@dataclass(frozen=True, slots=True)
class Asked:
    """A step that somebody asks for. `given`: `section.field` or `.field` -> value. `now` bounds `at`.

    `anyway`: why an event is recorded although it does not follow. `until`: when the stretch it begins ended.
    `signer`: who takes an entry back, where that is another person than `by`.
    """

    step: Step
    given: Mapping[str, Plain]
    by: str
    at: Minute
    now: Minute
    anyway: str = ""
    until: Minute | None = None
    zone: tzinfo = UTC
    signer: str = ""

    def shown(self, minute: Minute) -> At:
        """A moment as a fact of a sentence."""
        return At(minute, self.zone)


@dataclass(frozen=True, slots=True)
class Means:
    """What a step works with: values as of its moment, the kinds by name, and a source of new IDs."""

    values: Values
    kinds: Mapping[str, Kind]
    new_id: NewId


def opened(kind: Kind, asked: Asked, id: str, means: Means) -> tuple[Change, ...]:
    """A new record of a kind that has a life, begun by its opening step, and whatever that step opens or touches."""
    return _taken(None, Record(kind, id), asked, means)


def advance(record: Record, asked: Asked, means: Means) -> tuple[Change, ...]:
    """The record after the step, and whatever the step opens or touches. Raises StepNotAllowed and its like."""
    return _taken(record, record, asked, means)


def taken_back(record: Record, entry: Entry, asked: Asked, why: str) -> Change:
    """The record with an entry taken back. What the entry computed goes with it; what was given stays, to be settled anew."""
    _may_take_back(record, entry)
    retract = _retract(record, entry, asked, why)
    after = _without_computed(retold(record, (*record.log, retract)), entry)
    _legal(record, after, entry, asked)
    return Change(record, after, (retract,))


def corrected(record: Record, entry: Entry, asked: Asked, why: str, means: Means) -> Change:
    """An entry taken back and entered anew, in one change; fields that are not given anew are kept."""
    _may_take_back(record, entry)
    retract = _retract(record, entry, asked, why)
    kept = {name: value for name, value in entry.filled.items() if not _is_computed(asked.step, name)}
    given = {**{f".{name}": value for name, value in kept.items()}, **asked.given}
    anew = _entry(replace(asked, given=given), len(record.log) + 1)
    after = _computed(retold(record, (*record.log, retract, anew), _sections(record, asked)), anew, asked.step, means.values)
    _legal(record, after, anew, asked)
    return Change(record, after, (retract, after.log[anew.place]))


def amended(record: Record, fields: Mapping[str, Plain], shown_before: Mapping[str, str], asked: Asked, why: str) -> Change:
    """The record with fields of its boxes changed, each change an `amend` entry that says what stood there. Raises Frozen."""
    sections = dict(record.sections)
    entries: list[Entry] = []
    for path, value in fields.items():
        _may_amend(record, path)
        sections = _put(sections, path, value)
        said = {"field": path, "was": shown_before.get(path, ""), "note": why}
        entries.append(Entry("amend", asked.at, asked.by, len(record.log) + len(entries), {k: v for k, v in said.items() if v}))
    if not record.kind.opens:
        return Change(record, replace(record, sections=sections))
    return Change(record, retold(record, (*record.log, *entries), sections), tuple(entries))


def next_steps(record: Record) -> tuple[Step, ...]:
    """The steps that may follow now."""
    return tuple(step for step in record.kind.steps if record.status in step.moves and not _filled_once(record, step))


def find_entry(record: Record, step: str, at: Minute | None = None, by: str = "") -> Entry:
    """The live entry of a step, by moment and person where given; else its last one. Raises NoSuchEntry."""
    found = [e for e in record.of.get(step, ()) if (at is None or e.at == at) and (not by or e.by == by)]
    if not found:
        raise NoSuchEntry(record, step)
    return found[-1]


# ------------------------------------------------------------------ the parts of a step


def _taken(before: Record | None, record: Record, asked: Asked, means: Means) -> tuple[Change, ...]:
    _in_time(asked)
    _complete(record, asked)
    if before is not None and _filled_once(record, asked.step):
        raise StepTaken(record, asked.step, asked.shown(record.of[asked.step.name][-1].at))
    entry = _entry(asked, len(record.log))
    _only_once(record, entry, asked)
    entries = (entry, *_end_of_stretch(asked, entry))
    after = retold(record, (*record.log, *entries), _sections(record, asked))
    after = _legal(before, after, entry, asked)
    after = _computed(after, after.log[entry.place], asked.step, means.values)
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


def _entry(asked: Asked, place: int) -> Entry:
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


def _only_once(record: Record, entry: Entry, asked: Asked) -> None:
    dead = story.taken_back(record.log)
    if any(e.same(record.kind) == entry.same(record.kind) for e in record.log if e.place not in dead):
        raise AlreadyRecorded(record, entry, asked.shown(entry.at))


def _sections(record: Record, asked: Asked) -> Mapping[str, Plain]:
    sections: dict[str, Plain] = dict(record.sections)
    for path, value in asked.given.items():
        if not path.startswith(".") and value not in (None, ()):
            sections = _put(sections, path, value)
    return sections


def _put(sections: Mapping[str, Plain], path: str, value: Plain) -> dict[str, Plain]:
    """The sections with a value at `section`, `section.field`, `section.2.field` or `section.field.2.field` (rows from 1)."""
    section, _, rest = path.partition(".")
    return {**sections, section: _placed(sections.get(section), rest, value)}


def _placed(held: Plain, path: str, value: Plain) -> Plain:
    if not path:
        return value
    head, _, rest = path.partition(".")
    if isinstance(held, tuple) and head.isdigit():
        return _in_list(held, int(head) - 1, rest, value)
    box = dict(held) if isinstance(held, Mapping) else {}
    placed = _placed(box.get(head), rest, value)
    return {**{name: one for name, one in box.items() if name != head or placed is not None}, **({} if placed is None else {head: placed})}


def _in_list(held: tuple[Plain, ...], number: int, path: str, value: Plain) -> Plain:
    """The list with an item changed, added behind the last one, or with nothing in its place taken out."""
    if number == len(held) and not path and value is not None:
        return (*held, value)
    if not path and value is None:
        return (*held[:number], *held[number + 1 :]) or None
    return tuple(_placed(row, path, value) if place == number else row for place, row in enumerate(held))


def _legal(before: Record | None, after: Record, entry: Entry, asked: Asked) -> Record:
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
    raise StepNotAllowed(before or after, asked.step, tuple(step.name for step in next_steps(before)) if before else ())


def _computed(record: Record, entry: Entry, step: Step, values: Values) -> Record:
    if step.computes is None:
        return record
    given = step.computes(record, entry, values)
    sections: Mapping[str, Plain] = record.sections
    for path, value in given.items():
        if not path.startswith("."):
            sections = _put(sections, path, value)
    own = {path[1:]: value for path, value in given.items() if path.startswith(".")}
    return retold(record, _filled_in(record.log, entry, own), sections)


def _filled_in(log: Sequence[Entry], entry: Entry, own: Mapping[str, Plain]) -> tuple[Entry, ...]:
    return tuple(replace(one, filled={**one.filled, **own}) if one.place == entry.place else one for one in log)


def _with_touched(change: Change, asked: Asked, means: Means) -> tuple[Change, ...]:
    step = asked.step
    if step.touches is None:
        return (change,)
    entry = change.entries[0]
    touched: list[Change] = []
    own: dict[str, Plain] = {}
    for wish in step.touches(change.after, entry, means.values):
        fulfilled = _fulfilled(wish, asked, means)
        touched += fulfilled
        own |= {wish.reply: fulfilled[0].after.id} if wish.reply else {}
    after = retold(change.after, _filled_in(change.after.log, entry, own))
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


def _retract(record: Record, entry: Entry, asked: Asked, why: str) -> Entry:
    filled: dict[str, Plain] = {"what": entry.step, "of": entry.at, "whose": entry.by}
    return Entry("retract", asked.now, asked.signer or asked.by, len(record.log), {**filled, **({"note": why} if why else {})})


def _may_take_back(record: Record, entry: Entry) -> None:
    step = record.kind.step(entry.step)
    if entry.step == record.kind.opens or (step and step.touches):
        raise CannotTakeBack(record, entry.step)


def _without_computed(record: Record, entry: Entry) -> Record:
    step = record.kind.step(entry.step)
    if step is None or step.name in record.of:
        return record
    sections: Mapping[str, Plain] = record.sections
    for section in (one for one in record.kind.sections if one.name in step.fills):
        for field in (one for one in section.fields if one.computed):
            sections = _put(sections, f"{section.name}.{field.name}", None)
    return replace(record, sections=sections)


def _is_computed(step: Step, name: str) -> bool:
    field = step.field(name)
    return field is not None and field.computed


def _may_amend(record: Record, path: str) -> None:
    section = path.partition(".")[0]
    field = record.kind.field_at(path)
    act = next((s for s in record.kind.steps if s.act and section in s.fills and s.name in record.of), None)
    if act or (field is not None and field.computed):
        raise Frozen(record, path, act.name if act else "")
