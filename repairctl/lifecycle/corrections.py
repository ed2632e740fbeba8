"""What was recorded is put right: an entry taken back or entered anew, a field amended; nothing disappears. Pure."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec.structs import replace

from repairctl.lifecycle.asking import Asked, Means
from repairctl.lifecycle.boxes import put
from repairctl.lifecycle.steps import computed, entry_of, legal, sections_with
from repairctl.model import Change, Entry, Minute, Plain, Record, Step
from repairctl.refusals import CannotTakeBack, Frozen, NoSuchEntry
from repairctl.story import retold


def taken_back(record: Record, entry: Entry, asked: Asked, why: str) -> Change:
    """The record with an entry taken back. What the entry computed goes with it; what was given stays, to be settled anew."""
    _may_take_back(record, entry)
    retract = _retract(record, entry, asked, why)
    after = _without_computed(retold(record, (*record.log, retract)), entry)
    legal(record, after, entry, asked)
    return Change(record, after, (retract,))


def corrected(record: Record, entry: Entry, asked: Asked, why: str, means: Means) -> Change:
    """An entry taken back and entered anew, in one change; fields that are not given anew are kept."""
    _may_take_back(record, entry)
    retract = _retract(record, entry, asked, why)
    kept = {name: value for name, value in entry.filled.items() if not _is_computed(asked.step, name)}
    given = {**{f".{name}": value for name, value in kept.items()}, **asked.given}
    anew = entry_of(replace(asked, given=given), len(record.log) + 1)
    after = computed(retold(record, (*record.log, retract, anew), sections_with(record, asked)), anew, asked.step, means.values)
    legal(record, after, anew, asked)
    return Change(record, after, (retract, after.log[anew.place]))


def amended(record: Record, fields: Mapping[str, Plain], shown_before: Mapping[str, str], asked: Asked, why: str) -> Change:
    """The record with fields of its boxes changed, each change an `amend` entry that says what stood there. Raises Frozen."""
    sections = dict(record.sections)
    entries: list[Entry] = []
    for path, value in fields.items():
        may_amend(record, path)
        sections = put(sections, path, value)
        said = {"field": path, "was": shown_before.get(path, ""), "note": why}
        entries.append(Entry("amend", asked.at, asked.by, len(record.log) + len(entries), {k: v for k, v in said.items() if v}))
    if not record.kind.opens:
        return Change(record, replace(record, sections=sections))
    return Change(record, retold(record, (*record.log, *entries), sections), tuple(entries))


def find_entry(record: Record, step: str, at: Minute | None = None, by: str = "") -> Entry:
    """The live entry of a step, by moment and person where given; else its last one. Raises NoSuchEntry."""
    found = [e for e in record.of.get(step, ()) if (at is None or e.at == at) and (not by or e.by == by)]
    if not found:
        raise NoSuchEntry(record, step)
    return found[-1]


def _retract(record: Record, entry: Entry, asked: Asked, why: str) -> Entry:
    filled: dict[str, Plain] = {"what": entry.step, "of": entry.at, "whose": entry.by}
    return Entry("retract", asked.now, asked.signer or asked.by, len(record.log), {**filled, **({"note": why} if why else {})})


def _may_take_back(record: Record, entry: Entry) -> None:
    step = record.kind.step(entry.step)
    if entry.step == record.kind.opens or (step and step.touches and _names_another(step, entry)):
        raise CannotTakeBack(record, entry.step)


def _names_another(step: Step, entry: Entry) -> bool:
    """Whether the entry says which other record it opened or touched."""
    return any(field.type == "ref" and entry.filled.get(field.name) for field in step.fields)


def _without_computed(record: Record, entry: Entry) -> Record:
    step = record.kind.step(entry.step)
    if step is None or step.name in record.of:
        return record
    sections: Mapping[str, Plain] = record.sections
    for section in (one for one in record.kind.sections if one.name in step.fills):
        for field in (one for one in section.fields if one.computed):
            sections = put(sections, f"{section.name}.{field.name}", None)
    return replace(record, sections=sections)


def _is_computed(step: Step, name: str) -> bool:
    field = step.field(name)
    return field is not None and field.computed


def may_amend(record: Record, path: str) -> None:
    """Raises Frozen where an act has frozen the field, or nobody types it."""
    section = path.partition(".")[0]
    field = record.kind.field_at(path)
    act = next((s for s in record.kind.steps if s.act and section in s.fills and s.name in record.of), None)
    if act or (field is not None and field.computed):
        raise Frozen(record, path, act.name if act else "")
