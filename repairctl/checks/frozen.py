"""What acts froze, computed again: totals, words, due days, the end of a warranty. Knows no rules of the office."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, tzinfo
from typing import TypeAlias

from msgspec import Struct
from msgspec.structs import replace

from repairctl import money, story
from repairctl.errors import RepairError, Sentence, say
from repairctl.model import Entry, Field, Finding, Kind, Length, Minute, Plain, Record, Says, Step, Subject, Table, Values, moment_of
from repairctl.readings.paths import filled


def frozen(record: Record, values: Values) -> Iterator[Finding]:
    """Each computed value against what its act would compute from the record as it stood then; one that no act computed is typed."""
    yield from _without_act(record)
    for place, entry in enumerate(record.story):
        step = record.kind.step(entry.step)
        if step is None or step.computes is None or _superseded(record, entry):
            continue
        try:
            computed = _computed(step, _stood(record, place), entry, values)
        except RepairError as unsure:
            yield replace(_finding(record, unsure.sentences[0], f"log.{entry.place}"), says=Says.UNDETERMINED)
            continue
        yield from _differences(record, step, entry, computed)


def _computed(step: Step, record: Record, entry: Entry, values: Values) -> Mapping[str, Plain]:
    """What the act computes; a day of a later year stays where it was if it stands there without having rolled past a holiday.

    The calendar of that year was perhaps not known yet when the act was done.
    """
    if step.computes is None:
        return {}
    computed = dict(step.computes(record, entry, values))
    this_year = moment_of(entry.at, values.zone).year
    late = [path for path, value in computed.items() if isinstance(value, date) and value.year > this_year]
    then = step.computes(record, entry, _Unrolled(values)) if late else {}
    return {**computed, **{path: then[path] for path in late if path in then and _stored(record, entry, path) == then[path]}}


def _stored(record: Record, entry: Entry, path: str) -> Plain:
    return entry.filled.get(path[1:]) if path.startswith(".") else record.value(path)


def _superseded(record: Record, entry: Entry) -> bool:
    """A step that fills a box anew has frozen what the last one of it says."""
    step = record.kind.step(entry.step)
    return bool(step and step.fills) and record.last(entry.step) is not entry


def _stood(record: Record, place: int) -> Record:
    """The record as its story stood after an entry."""
    entries = record.story[: place + 1]
    places = {one.place for one in entries}
    of = {name: kept for name, held in record.of.items() if (kept := tuple([one for one in held if one.place in places]))}
    statuses, jumps = story.walk(record.kind, entries)
    return replace(record, story=entries, of=of, status=statuses[-1], jumps=jumps)


def _without_act(record: Record) -> Iterator[Finding]:
    """Computed fields of a box whose act was never taken."""
    for section, fields, acts in _computed_boxes(record.kind):
        if not record.sections.get(section) or any(step.name in record.of for step in acts):
            continue
        for field in fields:
            path, stored = f"{section}.{field.name}", record.value(f"{section}.{field.name}")
            if filled(stored):
                sentence = say(
                    "{field} is {stored}, but {step} was never taken.", field=field.label, stored=_shown(stored), step=acts[0].label
                )
                todo = say("Nobody types it: take it out of the file; {step} computes it.", step=acts[0].label)
                yield replace(_finding(record, sentence, path, todo), actual=_shown(stored))


Boxes: TypeAlias = Sequence[tuple[str, Sequence[Field], Sequence[Step]]]


def _computed_boxes(kind: Kind) -> Boxes:
    """Each box with its computed fields and the acts that compute them."""
    found: Boxes | None = kind.known.get(("computed", "boxes"))
    if found is None:
        acts = {one.name: [step for step in kind.steps if one.name in step.fills and step.computes] for one in kind.sections}
        boxes = (one for one in kind.sections if not one.many and acts[one.name])
        found = [(one.name, [field for field in one.fields if field.computed], acts[one.name]) for one in boxes]
        kind.known["computed", "boxes"] = found
    return found


def _differences(record: Record, step: Step, entry: Entry, computed: Mapping[str, Plain]) -> Iterator[Finding]:
    for path, wanted in computed.items():
        own = path.startswith(".")
        stored = _stored(record, entry, path)
        field = step.field(path[1:]) if own else record.kind.field_at(path)
        if field is None or _same(stored, wanted, path):
            continue
        place = f"log.{entry.place}{path}" if own else path
        shown = stored if filled(stored) else say("nothing")
        sentence = say(
            "{field} is {stored}, but {step} computes {wanted}.",
            field=field.label,
            stored=_shown(shown),
            step=step.label,
            wanted=_shown(wanted) if filled(wanted) else say("nothing"),
        )
        todo = say("Nobody types it: take {step} back and do it again, or mend the file.", step=step.label)
        expected = _shown(wanted) if filled(wanted) else None
        yield replace(_finding(record, sentence, place, todo), expected=expected, actual=_shown(shown))


def _same(stored: Plain, wanted: Plain, path: str) -> bool:
    """Equal; amounts in words in any permitted form."""
    if stored == wanted or (not filled(stored) and not filled(wanted)):
        return True
    if path.endswith("in_words") and isinstance(stored, str) and isinstance(wanted, str):
        return money.read_words(stored) is not None and money.read_words(stored) == money.read_words(wanted)
    if isinstance(stored, tuple) and isinstance(wanted, tuple) and len(stored) == len(wanted):
        return all(_same(a, b, path) for a, b in zip(stored, wanted, strict=True))
    if isinstance(stored, Mapping) and isinstance(wanted, Mapping):
        return all(stored.get(key) == value for key, value in wanted.items())
    return False


def _shown(value: object) -> object:
    """A value in a sentence; of rows what stands in them, so that two tables that differ do not read alike."""
    if not isinstance(value, tuple):
        return value
    rows = [" ".join(f"{key} {one}" for key, one in row.items()) for row in value if isinstance(row, Mapping)]
    return "; ".join(rows) if rows else say("{n} rows", n=len(value))


class _Unrolled(Struct, frozen=True):
    """The same values, where no period rolls past a holiday."""

    values: Values

    @property
    def office(self) -> Mapping[str, Plain]:
        return self.values.office

    @property
    def zone(self) -> tzinfo:
        return self.values.zone

    def table(self, name: str, at: Minute) -> Table | None:
        return self.values.table(name, at)

    def version(self, policy: str, at: Minute) -> str:
        return self.values.version(policy, at)

    def after(self, start: date, length: Length, roll: bool = False) -> date:
        return self.values.after(start, length)

    def is_statutory(self, day: date) -> bool:
        return self.values.is_statutory(day)

    def record(self, id: str) -> Record | None:
        return self.values.record(id)


def _finding(record: Record, sentence: Sentence, place: str, todo: Sentence | None = None) -> Finding:
    where = (record.path, record.line_of(place))
    return Finding("FROZEN-DIFFERS", "error", Subject("record", record.id, place), Says.FAIL, sentence, where, todo=todo)
