"""What a sheet adds to the register, row by row: new homes and people, fields that were empty, and what differs. Writes nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date, timedelta

from msgspec import Struct, field

from repairctl import lifecycle
from repairctl.actions.bringing import cells
from repairctl.actions.bringing.cells import Fault, Row
from repairctl.actions.bringing.columns import WHOLE
from repairctl.actions.bringing.known import Known, Place
from repairctl.actions.people import masked, masked_name
from repairctl.actions.stepping import nobody
from repairctl.actions.working import Working
from repairctl.errors import say
from repairctl.kinds import KINDS
from repairctl.model import Change, Field, Plain, Record
from repairctl.office import Office

OWNER = "unit.owner"
_PERSONAL = ("party.name", "party.phone", "party.contact")
_PARTY = (*_PERSONAL, "party.relation", "party.since", "party.until")
_UNIT = ("unit.floor_area", "unit.part", "unit.handover", "unit.special_need", "unit.say_as")


class Difference(Struct, frozen=True):
    """A field that says something else than the sheet: in which row, of which record, what stands there and what the sheet says."""

    row: int
    id: str
    field: Field
    was: Plain
    now: Plain


class Draft(Struct):
    """A record to be: new, or with fields added or changed."""

    kind: str
    id: str
    new: bool
    values: dict[str, Plain] = field(default_factory=dict)


class Plan(Struct):
    """What would be written, and what would not and why."""

    drafts: dict[str, Draft] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    differences: list[Difference] = field(default_factory=list)
    rows: int = 0
    same: int = 0

    @property
    def bad(self) -> list[int]:
        """The rows that cannot go in."""
        return list(dict.fromkeys(fault.row for fault in self.faults))

    def made(self, kind: str) -> int:
        return sum(1 for one in self.drafts.values() if one.new and one.kind == kind)

    @property
    def filled(self) -> int:
        """Records of the register that get more or something else than they have."""
        return sum(1 for one in self.drafts.values() if not one.new)


class Planner(Struct):
    """Takes row after row. `update`: what differs is taken over from the sheet."""

    office: Office
    known: Known
    kind: str
    update: bool
    today: date
    ids: Iterator[str]
    estate: str = ""
    repeats: bool = False
    plan: Plan = field(default_factory=Plan)
    seen: dict[tuple[Place, str, str], int] = field(default_factory=dict)
    moves: int = 0  # what rows have added or found different so far

    def take(self, row: Row) -> None:
        """One row more; a row with a fault changes nothing."""
        before = self.moves
        place = self._place(row)
        if place and not row.faults:
            self._once(row, place)
        if row.faults or not place:
            self.plan.faults += row.faults
            return
        self.plan.rows += 1
        (self._home if self.kind == "unit" else self._person_of)(row, place)
        self.plan.same += before == self.moves and not row.faults

    # -------------------------------------------------------------- places

    def _place(self, row: Row) -> Place:
        estate = row.text("unit.estate") or self.estate
        parts = cells.place_of(row, estate, self.repeats)
        if parts and not estate:
            row.fault("unit.estate", "", say("which estate? Say it: {option}", option="--estate QH"))
        return (estate, *parts) if parts and estate else ()

    def _once(self, row: Row, place: Place) -> None:
        """A home stands once in a sheet, and a person once with it."""
        who = (row.text("party.name"), row.text("party.phone"))
        relation = self._relation(row)
        key = (place, "", "") if self.kind == "unit" and relation in ("owner", "") else (place, *who)
        first = self.seen.setdefault(key, row.number)
        if first != row.number:
            path = next(path for path in ("unit.room", WHOLE, "unit.building") if path in row.columns)
            row.fault(path, row.text(path), say("the same home as row {row}: {place}.", row=first, place="-".join(place[1:])))

    def _home(self, row: Row, place: Place) -> None:
        unit = self.known.units.get(place) or "-".join(place)
        draft = self._draft("unit", unit)
        relation = self._relation(row)
        if draft.new and not draft.values:
            names = ("building", "entrance", "room") if len(place) == 4 else ("building", "room")
            draft.values |= {"unit.estate": place[0], **{f"unit.{name}": part for name, part in zip(names, place[1:], strict=True)}}
            self.known.units[place] = unit
            self._keep(draft)
        for path in _UNIT:
            self._put(row, draft, path, row.values.get(path))
        if any(row.values.get(path) for path in _PERSONAL[:2]):
            self._person(row, unit, relation or "owner")

    def _person_of(self, row: Row, place: Place) -> None:
        unit = self.known.units.get(place)
        if unit is None:
            path = next(path for path in ("unit.room", WHOLE, "unit.building") if path in row.columns)
            row.fault(
                path, row.text(path), say("no home of the register; bring the homes in first: {command}", command="repairctl unit import")
            )
        elif not any(row.values.get(path) for path in _PERSONAL[:2]):
            row.fault("party.name", "", say("neither name nor telephone number."))
        else:
            self._person(row, unit, self._relation(row))
            return
        self.plan.rows -= 1
        self.plan.faults += row.faults

    def _relation(self, row: Row) -> str:
        column = row.columns.get("party.name")
        return row.text("party.relation") or (column.relation if column and row.text("party.name") else "")

    # -------------------------------------------------------------- people

    def _person(self, row: Row, unit: str, relation: str) -> None:
        """Whoever is meant is found, or made; an owner is the unit's."""
        name, phone = row.text("party.name"), row.text("party.phone")
        id = self._same(unit, relation, name, phone)
        owned = self.known.owner(unit) if relation == "owner" else ""
        if not id and owned:
            self._sold(row, unit, owned)
            return
        draft = self._draft("party", id or next(self.ids))
        if draft.new and not draft.values:
            draft.values |= {"party.unit": unit, **({"party.relation": relation} if relation else {})}
            self._keep(draft)
        for path in _PARTY:
            self._put(row, draft, path, row.values.get(path))
        self._remember(draft, unit, name, phone)
        if relation == "owner" and owned != draft.id:
            self._put(row, self._draft("unit", unit), OWNER, draft.id)

    def _same(self, unit: str, relation: str, name: str, phone: str) -> str:
        """The person of the register who is meant: at home there by name or number, else anywhere by both."""
        for id in dict.fromkeys([*self.known.living[unit], *([self.known.owner(unit)] if relation == "owner" else [])]):
            held = (self.known.held(id, "party.name"), self.known.held(id, "party.phone")) if id else ("", "")
            if id and ((name and held[0] == name) or (phone and held[1] == phone)):
                return id
        return self.known.by_person.get((name, phone), "") if name and phone else ""

    def _sold(self, row: Row, unit: str, owner: str) -> None:
        """Another name and another number: another owner. The one before keeps what was recorded of them."""
        name = KINDS["unit"].sections[0].field("owner")
        assert name is not None
        now = masked_name(row.text("party.name")) or masked(row.text("party.phone"))
        self._differs(Difference(row.number, unit, name, self._said(owner), now))
        if not self.update:
            return
        before = self._draft("party", owner)
        before.values["party.until"] = self.today - timedelta(days=1)
        self._keep(before)
        made = self._draft("party", next(self.ids))
        made.values |= {"party.unit": unit, "party.relation": "owner", **{p: row.values[p] for p in _PARTY if p in row.values}}
        self._keep(made)
        home = self._draft("unit", unit)
        home.values[OWNER] = made.id
        self._keep(home)

    def _said(self, party: str) -> str:
        held = self.known.people.get(party, {})
        return " ".join(part for part in (party, masked_name(held.get("name", "")) or masked(held.get("phone", ""))) if part)

    def _remember(self, draft: Draft, unit: str, name: str, phone: str) -> None:
        """Later rows of the sheet may mean the same person."""
        if draft.new:
            self.known.people[draft.id] = {key: text for key, text in (("name", name), ("phone", phone)) if text}
            self.known.living[unit].append(draft.id)
            if name and phone:
                self.known.by_person.setdefault((name, phone), draft.id)

    # -------------------------------------------------------------- fields

    def _draft(self, kind: str, id: str) -> Draft:
        return self.plan.drafts.get(id) or Draft(kind, id, id not in self.known.records)

    def _keep(self, draft: Draft) -> None:
        self.moves += 1
        self.plan.drafts[draft.id] = draft

    def _differs(self, difference: Difference) -> None:
        self.moves += 1
        self.plan.differences.append(difference)

    def _put(self, row: Row, draft: Draft, path: str, value: Plain) -> None:
        """A value of the sheet: new, filled in where nothing stood, or a difference."""
        if value in (None, ""):
            return
        held = draft.values.get(path)
        was = held if held is not None else self.known.held(draft.id, path) if not draft.new else None
        if was == value or (was is not None and str(was) == str(value)):
            return
        kind, _, name = path.partition(".")
        found = KINDS[kind].sections[0].field(name)
        assert found is not None
        if was is not None:
            self._differs(Difference(row.number, draft.id, found, was, value))
            if not self.update:
                return
        draft.values[path] = value
        self._keep(draft)


def changes(plan: Plan, office: Office, working: Working, told: Callable[[int, int], None]) -> Iterator[Change]:
    """The changes that carry the plan out; what is private goes under private/."""
    drafts = sorted(plan.drafts.values(), key=lambda one: one.kind, reverse=True)
    for number, one in enumerate(drafts, 1):
        told(number, len(drafts))
        kind = KINDS[one.kind]
        fields = {f"{one.kind}.{held.name}": held for held in kind.sections[0].fields}
        ordered = {path: one.values[path] for path in fields if path in one.values}
        public, private = _apart(ordered, fields)
        record = Record(kind, one.id) if one.new else working.current(kind, one.id)
        change = lifecycle.amended(record, public, {}, nobody(office), "")
        yield Change(None if one.new else record, change.after, change.entries, private)


def _apart(values: Mapping[str, Plain], fields: Mapping[str, Field]) -> tuple[dict[str, Plain], dict[str, Plain]]:
    public = {path: value for path, value in values.items() if not fields[path].private}
    return public, {path.rpartition(".")[2]: value for path, value in values.items() if fields[path].private}
