"""The form `qualification`: a person must hold the certificates that the work needs."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from repairctl.errors import Sentence, say
from repairctl.forms.verdicts import IN_ORDER, NOTHING_TO_JUDGE, cannot_tell, does_not_apply, fails, listed, passes, waits
from repairctl.model import Judgement, Plain
from repairctl.readings import AsOf, Moment, Person, Words


def qualification(person: Person, at: Moment, needs: Words, *, as_of: AsOf) -> Judgement:
    """A person must hold every certificate that the work needs, valid on the day of the work. The last day of validity counts.

    `person` is a reference to staff, `needs` a list or a column of a table (`catalogue.items.certificates`).

    Example:
        rule: {form: qualification, each: dispatch, person: .technician, at: next arrive, needs: [低压电工证]}
        with: {S-12: {kind: staff, certificates: [{kind: 低压电工证, valid_to: 2026-03-02}]}}
        pass:
          log:
          - {step: report, at: 2026-03-02T09:00, by: S-01}
          - {step: dispatch, at: 2026-03-02T09:30, by: S-01, technician: S-12}
          - {step: arrive, at: 2026-03-02T10:00, by: S-12}
        fail:
          log:
          - {step: report, at: 2026-03-02T09:00, by: S-01}
          - {step: dispatch, at: 2026-03-02T09:30, by: S-01, technician: S-12}
          - {step: arrive, at: 2026-03-03T10:00, by: S-12}
    """
    if person is None:
        return NOTHING_TO_JUDGE
    if not needs:
        return does_not_apply(say("This work needs no certificate."))
    if at is None:
        return waits(say("The work has not begun; it needs {needs}.", needs=listed(needs)), listed(needs))
    if person.certificates is None:
        return cannot_tell(say("There is no record of {person}, so their certificates are not known.", person=person.id))
    day = as_of.day(at)
    lacking = [why for need in needs if (why := _lacking(need, person.certificates, day))]
    if not lacking and not as_of.telling:
        return IN_ORDER
    if lacking:
        return fails(
            say("{person} was not qualified on {day}: {why}.", person=person.id, day=day, why=listed(lacking)), listed(needs), person.id
        )
    return passes(say("{person} held {needs} on {day}.", person=person.id, needs=listed(needs), day=day), listed(needs), person.id)


def _lacking(need: str, certificates: tuple[Mapping[str, Plain], ...], day: date) -> Sentence | None:
    """Why a certificate is lacking on a day; None if one of that kind was valid. Without a last day it is valid for good."""
    held = [one for one in certificates if one.get("kind") == need]
    if not held:
        return say("no {certificate}", certificate=need)
    if any(_valid(one, day) for one in held):
        return None
    ends = [end for one in held if isinstance(end := one.get("valid_to"), date) and end < day]
    if ends:
        return say("{certificate} was valid to {end}", certificate=need, end=max(ends))
    return say("{certificate} was issued later", certificate=need)


def _valid(certificate: Mapping[str, Plain], day: date) -> bool:
    issued, end = certificate.get("issued"), certificate.get("valid_to")
    return (not isinstance(issued, date) or issued <= day) and (not isinstance(end, date) or day <= end)
