"""Paths: `section.field`, `step.field`, `.field` of the item, and through a reference into the linked record."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from msgspec import Struct

from repairctl.errors import say
from repairctl.model import Entry, Field, Kind, Label, Minute, Plain, Record, Section, Step
from repairctl.readings.case import Case, Getter, Need, NotAtHand, Reading, Scope
from repairctl.readings.misfits import Misfit, part_of, text, unknown
from repairctl.records import own_and_common

AT = Field("at", "moment", Label("moment", "时刻"))
BY = Field("by", "ref", Label("answering for it", "经手人"), refers_to="staff")
TAKEN = Field("taken", "bool", Label("taken", "已发生"))

Finder = Callable[[Record], Plain]


class Path(Struct, frozen=True):
    """A path, compiled. `find` reads it in a record; `every` all live entries of its step, or all rows; `needs` what it goes through."""

    text: str
    field: Field
    get: Getter
    find: Finder
    every: Callable[[Record], Sequence[Plain]]
    step: str = ""
    needs: tuple[Need, ...] = ()

    def reading(self) -> Reading:
        return Reading(self.get, self.needs, (self.step,) if self.step else (), place=self.text)


def path(held: str, scope: Scope) -> Path:
    """The path that a text names. Raises Misfit for a name that the kind does not have."""
    if held.startswith("."):
        return _of_item(held, scope)
    whole = within(scope.kind, held)
    rest = held[len(whole.text) + 1 :]
    return _through(whole, rest, held, scope) if rest else whole


def within(kind: Kind, held: str) -> Path:
    """The longest beginning of the text that names something in the kind. Raises Misfit."""
    owner, _, tail = text(held).partition(".")
    name = tail.partition(".")[0]
    section, step = kind.section(owner), kind.step(owner)
    if section is None and step is None:
        raise unknown(part_of(held, owner), say("section or step of {kind}", kind=kind.label), _owners(kind))
    if not name:
        return _whole(kind, owner, held)
    if section is not None and (found := section.field(name)):
        return _in_rows(section, found) if section.many else _in_section(owner, found)
    if step is not None and (found := step_field(step, name)):
        return _in_step(owner, found)
    raise unknown(part_of(held, f"{owner}.{name}"), say("field of {kind}", kind=kind.label), _fields(kind, owner))


def step_field(step: Step, name: str) -> Field | None:
    """A field of the step's entry, or its moment or person."""
    own = own_and_common(step)
    return next((one for one in (*own, AT, BY) if one.name == name), None)


def filled(value: object) -> bool:
    """Whether a box is filled: false and 0 are, an empty text or list is not."""
    return value is not None and value != "" and value != ()


def in_entry(entry: Entry, name: str) -> Plain:
    """What an entry says: one of its fields, its moment `at` or its person `by`."""
    return entry.at if name == "at" else entry.by if name == "by" else entry.filled.get(name)


def last_until(entries: Sequence[Entry], minute: Minute) -> Entry | None:
    """The last of the entries that was there at a minute."""
    for entry in reversed(entries):
        if entry.at <= minute:
            return entry
    return None


def _in_section(owner: str, field: Field) -> Path:
    name = field.name

    def find(record: Record) -> Plain:
        held = record.sections.get(owner)
        return held.get(name) if isinstance(held, Mapping) else None

    def get(case: Case) -> Plain:
        held = case.record.sections.get(owner)
        return held.get(name) if isinstance(held, Mapping) else None

    return Path(f"{owner}.{name}", field, get, find, lambda record: (find(record),))


def _in_rows(section: Section, field: Field) -> Path:
    owner, name = section.name, field.name

    def every(record: Record) -> Sequence[Plain]:
        return tuple(row.get(name) for row in record.rows(owner))

    def find(record: Record) -> Plain:
        return tuple(every(record))

    return Path(f"{owner}.{name}", field, lambda case: find(case.record), find, every)


def _in_step(owner: str, field: Field) -> Path:
    name = field.name

    def find(record: Record) -> Plain:
        for entry in reversed(record.of.get(owner, ())):
            value = in_entry(entry, name)
            if value or filled(value):
                return value
        return None

    def get(case: Case) -> Plain:
        return find(case.record) if owner in case.record.of else None

    def every(record: Record) -> Sequence[Plain]:
        return [in_entry(entry, name) for entry in record.of.get(owner, ())]

    return Path(f"{owner}.{name}", field, get, find, every, owner)


def _whole(kind: Kind, owner: str, held: str) -> Path:
    """A step as such (was it taken?), or a section of rows."""
    section = kind.section(owner)
    if section is not None and section.many:
        return _section_of_rows(section)
    if kind.step(owner) is None:
        example = _fields(kind, owner)[0]
        raise Misfit(say("{name} is a whole section; name one of its fields, as {example}.", name=owner, example=example), held)

    def find(record: Record) -> Plain:
        return True if record.of.get(owner) else None

    return Path(owner, TAKEN, lambda case: True if case.record.of.get(owner) else None, find, lambda record: (find(record),), owner)


def _section_of_rows(section: Section) -> Path:
    rows = Field(section.name, "rows", section.label, rows=section.fields)

    def find(record: Record) -> tuple[Plain, ...]:
        return record.rows(section.name)

    return Path(section.name, rows, lambda case: find(case.record), find, find)


def _of_item(held: str, scope: Scope) -> Path:
    if scope.each is None:
        raise Misfit(say("{path} is read in an entry or row, but the rule has no each.", path=held), held, "POL-UNKNOWN-NAME")
    head, _, rest = held[1:].partition(".")
    own = (*scope.each.fields, AT, BY) if scope.each.step else scope.each.fields
    field = next((one for one in own if one.name == head), None)
    if field is None:
        raise unknown(part_of(held, f".{head}"), say("field of {each}", each=scope.each.text), [f".{one.name}" for one in own])
    name, items = field.name, scope.each.items

    def get(case: Case) -> Plain:
        item = case.item
        if item is None:
            return None
        return in_entry(item.entry, name) if item.entry is not None else item.filled.get(name)

    def every(record: Record) -> Sequence[Plain]:
        return [in_entry(item.entry, name) if item.entry is not None else item.filled.get(name) for item in items(record)]

    mine = Path(f".{head}", field, get, lambda record: None, every, scope.each.step)
    return _through(mine, rest, held, scope) if rest else mine


def linked(mine: Path, scope: Scope) -> Need:
    """The need for the record that a reference names."""

    def ids(record: Record) -> Sequence[str]:
        return [one for one in mine.every(record) if isinstance(one, str) and one]

    return Need("record", mine.field.refers_to, mine.text, ids)


def _through(mine: Path, rest: str, held: str, scope: Scope) -> Path:
    """A path that goes on in the record to which a reference leads."""
    kind = scope.kinds.get(mine.field.refers_to)
    if mine.field.type != "ref" or kind is None:
        sentence = say("{path} names no other record, so it cannot go on with {rest}.", path=mine.text, rest=rest)
        raise Misfit(sentence, held, "POL-UNKNOWN-NAME")
    beyond = within(kind, part_of(held, rest))
    if beyond.text != rest:
        raise Misfit(say("{path} goes through more than one reference.", path=held), held, "POL-UNKNOWN-NAME")

    def get(case: Case) -> Plain:
        id = mine.get(case)
        if not isinstance(id, str) or not id:
            return None
        other = case.given.get(id)
        if other is None:
            raise NotAtHand(id)
        return beyond.find(other)

    return Path(str(held), beyond.field, get, lambda record: None, lambda record: (), mine.step, (*mine.needs, linked(mine, scope)))


def _owners(kind: Kind) -> list[str]:
    return [one.name for one in kind.sections] + [one.name for one in kind.steps]


def _fields(kind: Kind, owner: str) -> list[str]:
    section, step = kind.section(owner), kind.step(owner)
    own = [one.name for one in section.fields] if section else []
    more = [one.name for one in (*own_and_common(step), AT, BY)] if step else []
    return [f"{owner}.{name}" for name in (*own, *more)]
