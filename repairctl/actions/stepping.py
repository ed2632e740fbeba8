"""Taking a step, opening a record, amending, taking back and correcting: what a person asks for that writes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from msgspec.structs import replace

from repairctl import inputs, lifecycle
from repairctl.actions.asked import asked_for, last_moment, moment_said
from repairctl.actions.attachments import with_digests
from repairctl.actions.given import Raw, Typist, all_fields, step_fields
from repairctl.actions.judged import Judge, references
from repairctl.actions.me import WhoAreYou, who
from repairctl.actions.outcomes import Done
from repairctl.actions.registers import Registers
from repairctl.actions.working import Working
from repairctl.actions.writing import changed
from repairctl.errors import Misuse, RepairError, say
from repairctl.errors import near as nearest
from repairctl.kinds import KINDS
from repairctl.lifecycle import Asked, Means
from repairctl.model import Change, Entry, Field, Kind, Minute, Plain, Record, Step
from repairctl.office import Office
from repairctl.refusals import MissingValues, option, verb

CHECKED_REFERENCES = ("staff", "order", "complaint", "archive")
"""References to these must lead somewhere; a unit, asset or party may be entered in the register later (REF-UNKNOWN says so)."""


class NobodyKnown(RepairError):
    """A reference leads to nobody."""

    def __init__(self, where: str, id: str, kind: Kind, near: Sequence[str]) -> None:
        super().__init__(
            say("{where}: there is no {kind} {id}.", where=option(where), kind=kind.label, id=id),
            *([say("Near it: {near}.", near=", ".join(near))] if near else []),
            say("Enter it first: repairctl {kind} new ...", kind=kind.name),
        )


class AlreadyThere(RepairError):
    """A record of that ID exists."""

    def __init__(self, id: str) -> None:
        super().__init__(say("{id} exists already; change it with amend.", id=id))


class SeveralCould(Misuse):
    """The step belongs to one of several people, and nobody said to whom."""

    def __init__(self, step: Step, people: Sequence[str]) -> None:
        self.people = people
        super().__init__(
            say("Whose {step} is it? Several were sent: {people}.", step=step.label, people=", ".join(people)),
            say("Say it: --by {person}", person=people[0]),
        )


class NeedsRecord(Misuse):
    """A step that does not open a record needs one."""

    def __init__(self, kind: Kind, step: Step) -> None:
        super().__init__(
            say("{step} needs the ID of a record.", step=step.label),
            say("For example: repairctl {kind} {step} 1", kind=kind.name, step=verb(step.name)),
        )


def take_step(
    office: Office,
    kind: str,
    step: str,
    names: Sequence[str],
    raw: Raw,
    *,
    by: str = "",
    at: str = "",
    anyway: str = "",
    until: str = "",
    dry_run: bool = False,
) -> Done:
    """A step on one record or several, all or none, in one commit; an opening step makes a new record. Texts are as typed."""
    the_kind, the_step = kind_and_step(kind, step)
    last = last_moment(office, the_kind, names) if at or raw else None
    asked = asked_for(office, the_kind, the_step, raw, {"by": by, "at": at, "anyway": anyway, "until": until}, last)
    opening = the_step.name == the_kind.opens
    if not names and not opening:
        raise NeedsRecord(the_kind, the_step)

    def plan(working: Working, judge: Judge) -> str:
        ready(working, judge, the_kind, asked)
        for name in names if not opening else ("",):
            own = asked if by or opening else whose(asked, _record(working, the_kind, name))
            for change in taken(working, judge, the_kind, own, name):
                working.put(change)
        return the_step.name

    return changed(office, plan, acts=(the_step,) if the_step.act else (), dry_run=dry_run)


def new_record(office: Office, kind: str, name: str, raw: Raw, *, dry_run: bool = False) -> Done:
    """A new record of a kind without steps. What is private goes under private/, not into git."""
    the_kind = KINDS[kind]
    _needed(office, the_kind, raw)

    def plan(working: Working, judge: Judge) -> str:
        id = inputs.text(name).strip() or (working.new_id(the_kind, office.now) if the_kind.numbering == "counted" else "")
        if not id:
            raise Misuse(say("Say which {kind} it is: repairctl {name} new ID ...", kind=the_kind.label, name=the_kind.name))
        working.put(made(office, the_kind, id, raw))
        return "new"

    return changed(office, plan, dry_run=dry_run)


def made(office: Office, kind: Kind, id: str, raw: Raw) -> Change:
    """A new record of a kind without steps, from texts as typed. Raises AlreadyThere, MissingValues."""
    fields, given = all_fields(kind), _needed(office, kind, raw)
    if office.store.exists(office.store.path_of(kind, id)):
        raise AlreadyThere(id)
    public, private = apart(fields, given)
    return replace(lifecycle.amended(Record(kind, id), public, {}, nobody(office), ""), before=None, private=private)


def _needed(office: Office, kind: Kind, raw: Raw) -> dict[str, Plain]:
    fields = all_fields(kind)
    given = Typist(office, Registers(office)).values(fields, raw)
    missing = [path for path, one in fields.items() if one.needed and path not in given]
    if missing:
        raise MissingValues(kind, Step("new", kind.label, {}), missing, ())
    return given


def retract(
    office: Office,
    kind: str,
    name: str,
    step: str,
    *,
    why: str,
    of: str = "",
    whose: str = "",
    by: str = "",
    anyway: str = "",
    dry_run: bool = False,
) -> Done:
    """An entry taken back: the last one of that step, or the one of a moment and person. It stays in the log, with the reason."""
    the_kind, the_step = kind_and_step(kind, step)
    asked = asked_for(office, the_kind, the_step, {}, {"by": by, "anyway": anyway})

    def plan(working: Working, judge: Judge) -> str:
        _, id = working.full_id(the_kind, name)
        record = working.current(the_kind, id)
        entry = lifecycle.find_entry(record, the_step.name, moment_said(office, of), whose)
        working.put(lifecycle.taken_back(record, entry, asked, inputs.text(why)))
        return "retract"

    return changed(office, plan, dry_run=dry_run)


def correct(
    office: Office,
    kind: str,
    name: str,
    step: str,
    raw: Raw,
    *,
    why: str,
    of: str = "",
    whose: str = "",
    at: str = "",
    step_by: str = "",
    by: str = "",
    anyway: str = "",
    dry_run: bool = False,
) -> Done:
    """An entry taken back and entered anew in one commit; what is not given anew is kept."""
    the_kind, the_step = kind_and_step(kind, step)

    def plan(working: Working, judge: Judge) -> str:
        _, id = working.full_id(the_kind, name)
        record = working.current(the_kind, id)
        entry = lifecycle.find_entry(record, the_step.name, moment_said(office, of), whose)
        words = {"by": step_by or entry.by, "anyway": anyway}
        asked = asked_for(office, the_kind, the_step, raw, words, entry.at - 1)
        asked = replace(asked, at=moment_said(office, at, _before(record, entry)) or entry.at, signer=who(office, by))
        known_references(working, the_kind, the_step, asked)
        working.put(lifecycle.corrected(record, entry, asked, inputs.text(why), means_of(working, judge, record)))
        return "correct"

    return changed(office, plan, acts=(the_step,) if the_step.act else (), dry_run=dry_run)


def kind_and_step(kind: str, step: str) -> tuple[Kind, Step]:
    """The kind and its step, by their names; a command's dash is an underscore here."""
    the_kind = KINDS[kind]
    the_step = the_kind.step(step.replace("-", "_"))
    if the_step is None:
        raise Misuse(say("{kind} has no step {step}.", kind=the_kind.label, step=step))
    return the_kind, the_step


def _record(working: Working, kind: Kind, name: str) -> Record:
    return working.current(kind, working.full_id(kind, name)[1])


def whose(asked: Asked, record: Record) -> Asked:
    """The step by whom it belongs to, where nobody was named. Raises SeveralCould, and WhoAreYou where nobody is known at all."""
    step, _, name = asked.step.done_by.partition(".")
    sent = dict.fromkeys(str(entry.filled[name]) for entry in record.of.get(step, ()) if name in entry.filled)
    if len(sent) > 1:
        raise SeveralCould(asked.step, tuple(sent))
    person = next(iter(sent), asked.by)
    if not person:
        raise WhoAreYou
    return replace(asked, by=person)


def ready(working: Working, judge: Judge, kind: Kind, asked: Asked) -> None:
    """Raises NobodyKnown, and PoliciesBroken where the step needs the policies."""
    known_references(working, kind, asked.step, asked)
    if asked.step.act or asked.step.computes:
        judge.sound()


def taken(working: Working, judge: Judge, kind: Kind, asked: Asked, name: str) -> tuple[Change, ...]:
    """The step on one record, or on a new one: what changes; puts nothing into the working set."""
    if asked.step.name == kind.opens:
        means = means_of(working, judge, Record(kind, ""), asked)
        changes = lifecycle.opened(kind, asked, working.new_id(kind, asked.at), means)
    else:
        record = _record(working, kind, name)
        changes = lifecycle.advance(record, asked, means_of(working, judge, record, asked))
    return tuple(with_digests(working.office, change) for change in changes)


def means_of(working: Working, judge: Judge, record: Record, asked: Asked | None = None) -> Means:
    """What a step of this record works with: tables in force and the records that it or the step names."""
    ids = references(record) | {str(value) for value in (asked.given.values() if asked else ()) if isinstance(value, str)}
    linked = {id: found for id in ids if (found := working.find(id)) is not None}
    return Means(judge.book.values(working.office.settings, linked), KINDS, working.new_id)


def _before(record: Record, entry: Entry) -> Minute:
    """The moment before which an entry cannot have happened: that of the one before it."""
    return max((one.at for one in record.story if one.at <= entry.at and one is not entry), default=entry.at - 1)


def known_references(working: Working, kind: Kind, step: Step, asked: Asked) -> None:
    """Raises NobodyKnown where a person or record that the step names is not there."""
    fields = step_fields(kind, step)
    named = [(".by", "staff", asked.by)] if asked.by else []
    named += [(path, fields[path].refers_to, str(value)) for path, value in asked.given.items() if fields[path].type == "ref"]
    for where, refers_to, id in named:
        if refers_to in CHECKED_REFERENCES and not working.known(refers_to, id):
            there = list(working.office.store.ids(KINDS[refers_to]))
            raise NobodyKnown(where, id, KINDS[refers_to], nearest(id, there, n=3, cutoff=0.5) or there[:3])


def apart(fields: Mapping[str, Field], values: Mapping[str, Plain]) -> tuple[dict[str, Plain], dict[str, Plain]]:
    """What goes into the record, and what goes under private/."""
    public = {path: value for path, value in values.items() if not fields[path].private}
    private = {path.rpartition(".")[2]: value for path, value in values.items() if fields[path].private}
    return public, private


def nobody(office: Office) -> Asked:
    """An entry that is written nowhere: records without steps have no log."""
    return Asked(Step("new", KINDS["staff"].label, {}), {}, "", office.now, office.now)
