"""Fields of a record's boxes changed, with what follows from it: another unit has another reporter, printed sheets are void."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from msgspec import Struct, field
from msgspec.structs import replace

from repairctl import inputs, lifecycle
from repairctl.actions import printings
from repairctl.actions.amendments import Amended, Reader, Typed, text_of
from repairctl.actions.given import Typist
from repairctl.actions.judged import Judge
from repairctl.actions.me import who
from repairctl.actions.outcomes import Done
from repairctl.actions.registers import Registers
from repairctl.actions.stepping import nobody
from repairctl.actions.working import Working
from repairctl.actions.writing import changed
from repairctl.errors import Sentence
from repairctl.kinds import KINDS
from repairctl.lifecycle import Asked
from repairctl.model import Change, Kind, Plain, Record, Step
from repairctl.office import Office

UNIT, REPORTER, NEED = "place.unit", "request.reporter", "request.special_need"


class Plan(Struct, frozen=True):
    """What a command would change in a record, and which printed sheets are void then."""

    before: Record
    after: Record
    changes: tuple[Amended, ...]
    void: tuple[printings.Out, ...] = ()
    private: Mapping[str, Plain] = field(default_factory=dict)

    @property
    def follows(self) -> bool:
        return bool(self.void) or any(one.follows for one in self.changes)


def planned(office: Office, working: Working, kind: Kind, name: str, typed: Sequence[Typed], asked: Asked, why: str) -> Plan:
    """The record with the changes and what follows from them. Raises Frozen and what cannot be understood."""
    _, id = working.full_id(kind, name)
    before = after = working.current(kind, id)
    reader = Reader(office, working, before, Typist(office, Registers(office, strict=True)))
    fields = {one.path: reader.field(one.path) for one in typed}
    private = {one.path.rpartition(".")[2]: reader.value(one) for one in typed if fields[one.path].private}
    done: list[Amended] = []
    for one in [one for one in typed if not fields[one.path].private]:
        after = _after(after, reader.amended(one, after), asked, why, done)
    for more in _following(before, after, {one.path for one in typed}, working):
        after = _after(after, more, asked, why, done)
    return Plan(before, after, tuple(done), printings.void(office, before, after), private)


def amend(
    office: Office, kind: str, name: str, typed: Sequence[Typed], *, why: str, by: str = "", at: str = "", dry_run: bool = False
) -> Done:
    """Fields of a record's boxes changed; an empty text empties. The log says what stood there before, and why."""
    the_kind = KINDS[kind]
    told: list[Sentence] = []

    def plan(working: Working, judge: Judge) -> str:
        made = planned(office, working, the_kind, name, typed, asking(office, the_kind, by, at), inputs.text(why))
        entries = made.after.log[len(made.before.log) :]
        working.put(Change(made.before, made.after, entries, made.private))
        told.extend(printings.told(one, made.after, office) for one in made.void)
        return "amend"

    done = changed(office, plan, dry_run=dry_run)
    return replace(done, notes=(*done.notes, *told))


def asking(office: Office, kind: Kind, by: str, at: str) -> Asked:
    """Who changes it, and when it happened."""
    if not kind.opens:
        return nobody(office)
    moment = inputs.moment(at, office.now, office.zone, tense="past") if at else office.now
    return Asked(Step("amend", kind.label, {}), {}, who(office, by), moment, office.now, zone=office.zone)


def _after(record: Record, one: Amended, asked: Asked, why: str, done: list[Amended]) -> Record:
    done.append(one)
    return lifecycle.amended(record, {one.path: one.value}, {one.path: one.was}, asked, why).after


def _following(before: Record, after: Record, typed: set[str], working: Working) -> Iterator[Amended]:
    """Another unit: who reported from the old one did not report from this, and its special need is not this one's."""
    if before.kind.name != "order" or before.value(UNIT) == after.value(UNIT):
        return
    old, new = (working.find(str(record.value(UNIT) or "")) for record in (before, after))
    reporter = str(before.value(REPORTER) or "")
    if reporter and REPORTER not in typed and _belongs(reporter, old, new, working):
        yield _put(after, REPORTER, None, working)
    need = new.value("unit.special_need") if new else None
    if NEED not in typed and before.value(NEED) != need:
        yield _put(after, NEED, need, working)


def _belongs(party: str, old: Record | None, new: Record | None, working: Working) -> bool:
    """Whether a party is of the old unit, as far as one knows: not of the new one, and not of some third."""
    held = working.find(party)
    home = held.value("party.unit") if held else None
    if new and (home == new.id or new.value("unit.owner") == party):
        return False
    return home is None or bool(old and home == old.id)


def _put(record: Record, path: str, value: Plain, working: Working) -> Amended:
    found, zone = record.kind.field_at(path), working.office.zone
    assert found is not None
    return Amended(path, found, value, text_of(found, record.value(path), zone), text_of(found, value, zone), True)
