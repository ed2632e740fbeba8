"""A step as typed, read: its values, who answers for it, when it happened and when it ended. Takes no step."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress

from repairctl import inputs
from repairctl.actions.given import Raw, Typist, step_fields
from repairctl.actions.me import me, who
from repairctl.actions.registers import Registers
from repairctl.actions.working import Working
from repairctl.errors import RepairError
from repairctl.lifecycle import Asked
from repairctl.model import Kind, Minute, Plain, Step, moment_of
from repairctl.office import Office

EXPECTED = "expected"
"""The field of a stretch's own entry that says when it is expected to end."""


def asked_for(office: Office, kind: Kind, step: Step, raw: Raw, words: Mapping[str, str], last: Minute | None = None) -> Asked:
    """A step as typed, read: its values, who answers for it, when. Raises Misuse naming the option."""
    registers = Registers(office)
    given = Typist(office, registers, last).values(step_fields(kind, step), raw)
    at = moment_said(office, words.get("at", ""), last)
    until, expected = _until(office, step, words.get("until", ""), office.now if at is None else at, at or last)
    return Asked(
        step,
        {**given, **expected},
        _person(office, step, words.get("by", "")),
        office.now if at is None else at,
        office.now,
        inputs.text(words.get("anyway", "")),
        until,
        office.zone,
    )


def _until(office: Office, step: Step, text: str, begun: Minute, last: Minute | None) -> tuple[Minute | None, dict[str, Plain]]:
    """When a stretch ended; or, of a day or moment still to come, the day on which it is expected to end."""
    if not text or not any(field.name == EXPECTED for field in step.fields):
        return moment_said(office, text, last), {}
    today = moment_of(office.now, office.zone).date()
    with suppress(inputs.NotADay):
        day = inputs.day(text, today, "future")
        if day >= today:
            return None, {f".{EXPECTED}": day}
    coming = _coming(office, text)
    try:
        ended = moment_said(office, text, last)
    except inputs.NotRead:
        if coming is None:
            raise
        return None, coming
    return (None, coming) if coming and ended is not None and ended <= begun else (ended, {})


def _coming(office: Office, text: str) -> dict[str, Plain] | None:
    """A moment still to come, as the day on which it is; None where it is none."""
    with suppress(inputs.NotRead):
        found = inputs.moment(text, office.now, office.zone, tense="future")
        if found > office.now:
            return {f".{EXPECTED}": moment_of(found, office.zone).date()}
    return None


def _person(office: Office, step: Step, typed: str) -> str:
    """Who answers for a step as typed; of one that belongs to somebody the record tells, later."""
    return who(office, typed) if typed or not step.done_by else me(office)


def moment_said(office: Office, text: str, last: Minute | None = None) -> Minute | None:
    """A moment that has passed, after `last`; None where none was said."""
    return inputs.moment(text, office.now, office.zone, tense="past", last=last) if text else None


def last_moment(office: Office, kind: Kind, names: Sequence[str]) -> Minute | None:
    """The moment of the last step of the records named, by which a time of day alone is understood; None where nobody knows."""
    working = Working(office)
    found: list[Minute] = []
    for name in names:
        try:
            found += [entry.at for entry in working.load(kind, working.full_id(kind, name)[1]).record.story[-1:]]
        except RepairError:
            continue  # whoever takes the step says what is wrong with the name
    return max(found, default=None)
