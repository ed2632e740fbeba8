"""Waivers: which of them count, what they waive, and what is wrong with them. Compares values; looks nothing up."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date

from msgspec import Struct
from msgspec.structs import replace

from repairctl.checks.verdicts import Verdict
from repairctl.errors import Sentence, say
from repairctl.model import Entry, Field, Plain, Record, Says
from repairctl.readings.case import AsOf

KIND = "waiver"
GRANT = "grant"
IN_FORCE = "granted"
"""The status in which a waiver counts."""
NEEDED = ("waiver.rules", "waiver.category", "waiver.reason", "covers.from", "covers.to")
_PLACES = ("unit", "asset")


class Waiver(Struct, frozen=True):
    """A waiver that can be understood; whether it counts is another question: `counts`.

    `without`: codes of rules for which it does not count, because too many are waived already.
    """

    record: Record
    rules: frozenset[str]
    records: frozenset[str]
    estates: frozenset[str]
    places: frozenset[str]
    first: date
    last: date
    remedy_by: date | None
    requested_by: str
    grant: Entry | None
    counts: bool
    without: frozenset[str] = frozenset()

    @property
    def id(self) -> str:
        return self.record.id

    @property
    def granted_by(self) -> str:
        return self.grant.by if self.grant else ""

    def covers(self, day: date) -> bool:
        return self.first <= day <= self.last

    def said(self, shown: AsOf) -> Sentence:
        """The waiver in one sentence, for whoever asks why a breach does not count."""
        category = self.record.value("waiver.category")
        home = self.record.kind.field_at("waiver.category")
        return say(
            "Waived by {id} ({category}): {reason}. Asked for by {requester}, granted by {granter} at {at}; it covers {first} to {last}.",
            id=self.id,
            category=dict(home.choices).get(str(category), category) if home else category,
            reason=str(self.record.value("waiver.reason") or ""),
            requester=self.requested_by,
            granter=self.granted_by,
            at=shown.at(self.grant.at if self.grant else 0),
            first=self.first,
            last=self.last,
        )


class Waivers(Struct, frozen=True, eq=False):
    """Those of an office, as of a moment; `estate_of` gives the estate in which a unit or asset lies."""

    held: tuple[Waiver, ...] = ()
    estate_of: Callable[[str], str] = lambda id: ""

    def applied(self, told: Sequence[Verdict]) -> tuple[Verdict, ...]:
        """The verdicts, those that fail under a waiver as waived."""
        if not any(one.counts for one in self.held):
            return tuple(told)
        return tuple(self._applied(one) if one.judgement.says is Says.FAIL else one for one in told)

    def _applied(self, verdict: Verdict) -> Verdict:
        day = verdict.case.as_of.day(verdict.event())
        found = [one for one in self.held if one.counts and one.covers(day) and self._meant(one, verdict)]
        for one in sorted(found, key=lambda one: (not _stands(one, verdict), one.id)):
            return _waived(verdict, one)
        return verdict

    def _meant(self, waiver: Waiver, verdict: Verdict) -> bool:
        named = {verdict.rule.code, verdict.rule.name} & waiver.rules
        if not named or named & waiver.without or not verdict.rule.waivable:
            return False
        record = verdict.case.record
        return record.id in waiver.records if waiver.records else self._within(waiver, record)

    def _within(self, waiver: Waiver, record: Record) -> bool:
        places = {record.id, *places_of(record)}
        if waiver.places and not places & waiver.places:
            return False
        return not waiver.estates or any(self.estate_of(id) in waiver.estates for id in places)


def _stands(waiver: Waiver, verdict: Verdict) -> bool:
    return not _expired(waiver, verdict.case.as_of) and not stands_in(verdict.case.record, waiver.granted_by)


def _expired(waiver: Waiver, as_of: AsOf) -> bool:
    """Exactly at the end of its last day it is still in time."""
    return waiver.remedy_by is not None and as_of.over(as_of.stop(waiver.remedy_by))


def _waived(verdict: Verdict, waiver: Waiver) -> Verdict:
    """The verdict under a waiver; where that has run out, or its granter stands in the record, it fails all the same and says so."""
    as_of, judgement = verdict.case.as_of, verdict.judgement
    if stands_in(verdict.case.record, waiver.granted_by):
        why = say("{id} does not count here: {granter}, who granted it, stands in the record.", id=waiver.id, granter=waiver.granted_by)
        return replace(verdict, judgement=replace(judgement, working=(*judgement.working, why)))
    working = (*judgement.working, waiver.said(as_of))
    if _expired(waiver, as_of):
        ended = say("It was to be put right by {day}; since then it counts again.", day=waiver.remedy_by)
        return replace(verdict, judgement=replace(judgement, working=(*working, ended)), waiver=waiver.id)
    turns_at = None if waiver.remedy_by is None else as_of.stop(waiver.remedy_by) + 1
    return replace(verdict, judgement=replace(judgement, says=Says.WAIVED, working=working, turns_at=turns_at), waiver=waiver.id)


# ------------------------------------------------------------------ reading a waiver


def waiver_of(record: Record, sound: bool) -> Waiver | None:
    """The waiver that a record says; None where it lacks what makes it one. `sound`: nothing is wrong with it that voids it."""
    first, last, remedy = record.value("covers.from"), record.value("covers.to"), record.value("waiver.remedy_by")
    asked, grant = record.first("request"), record.last(GRANT)
    if not isinstance(first, date) or not isinstance(last, date) or asked is None:
        return None
    return Waiver(
        record,
        words(record, "waiver.rules"),
        words(record, "waiver.records"),
        words(record, "scope.estates"),
        words(record, "scope.places"),
        first,
        last,
        remedy if isinstance(remedy, date) else None,
        asked.by,
        grant,
        sound and record.status == IN_FORCE and grant is not None,
    )


def words(record: Record, path: str) -> frozenset[str]:
    held = record.value(path)
    return frozenset(str(one) for one in held if one) if isinstance(held, tuple) else frozenset()


def stands_in(record: Record, person: str) -> bool:
    """Whether a person answers for an entry of the record, or is named anywhere in it."""
    return any(entry.by == person or _names(dict(entry.filled), person) for entry in record.log) or _names(dict(record.sections), person)


def _names(held: Plain, person: str) -> bool:
    if isinstance(held, Mapping):
        return any(_names(one, person) for one in held.values())
    return any(_names(one, person) for one in held) if isinstance(held, tuple) else held == person


def places_of(record: Record) -> Iterator[str]:
    """The units and assets that the boxes of a record name."""
    for section in record.kind.sections:
        held = record.sections.get(section.name)
        if isinstance(held, Mapping):
            yield from (str(held[one.name]) for one in section.fields if _is_place(one) and held.get(one.name))


def _is_place(one: Field) -> bool:
    return one.type == "ref" and one.refers_to in _PLACES
