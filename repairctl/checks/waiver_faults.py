"""What is wrong with waivers: each by itself (dates, rules, records, who granted it), and all of them beside what was judged."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal

from msgspec.structs import replace

from repairctl.checks.waivers import IN_FORCE, NEEDED, Waiver, Waivers, stands_in, waiver_of, words
from repairctl.errors import Sentence, say
from repairctl.model import At, Entry, Finding, Minute, Record, Says, Severity, Subject
from repairctl.policies import Book
from repairctl.policies.rules import Rule
from repairctl.readings.misfits import near

CEILINGS = "waivers.ceilings"
"""The table that says how many waivers of a rule may run at once, and be granted in a year."""
VOIDING = frozenset({"WVR-DATES", "WVR-INCOMPLETE", "WVR-SCOPE", "WVR-APPROVER", "WVR-CHANGED"})
"""With one of these a waiver does not count at all. (One that was granted by a person in the record does not count for that record.)"""


def read_all(held: Iterable[tuple[Record, bool]], book: Book) -> Waivers:
    """The waivers of an office; with each record whether its file is well-formed."""
    sound = ((record, formed and not any(one.code in VOIDING for one in _own(record, book))) for record, formed in held)
    found = [waiver_of(record, counts) for record, counts in sound]
    return Waivers(tuple(_under_ceilings([one for one in found if one is not None], book)))


def faults(record: Record, book: Book, linked: Mapping[str, Record]) -> Iterator[Finding]:
    """What is wrong with one waiver; `linked` are the records that it names, as far as there are such."""
    yield from _own(record, book)
    yield from _rules(record, book)
    for id in sorted(words(record, "waiver.records")):
        if id not in linked:
            sentence, todo = say("There is no record {id}.", id=id), say("Mend the number, or revoke the waiver.")
            yield _fault(record, "WVR-UNKNOWN-RECORD", "error", sentence, "waiver.records", id, todo)
    waiver = waiver_of(record, True)
    if waiver and waiver.grant:
        yield from _granter(waiver, waiver.grant, linked)
        yield from _after_the_fact(waiver, waiver.grant, book)


def overall(
    waivers: Waivers, told: Collection[Finding], open_codes: Mapping[str, Collection[str]], book: Book, as_of: Minute
) -> Iterator[Finding]:
    """What shows only beside everything that was judged: unused, run out, too many.

    `told` are all findings; `open_codes` gives, for each record that a waiver names, the codes of the rules that are still open on it.
    """
    uses = Counter(one.waiver for one in told if one.waiver)
    for waiver in waivers.held:
        again = sum(1 for one in told if one.waiver == waiver.id and one.says is Says.FAIL)
        if again:
            sentence = say("It was to be put right by {day}; {n} breaches count again.", day=waiver.remedy_by, n=again)
            todo = say("Put them right, or ask for a new waiver that says why not.")
            yield _fault(waiver.record, "WVR-EXPIRED", "error", sentence, "waiver.remedy_by", "", todo)
        if waiver.counts and not uses[waiver.id] and _over(waiver, open_codes, book, as_of):
            sentence = say("Nothing that happened from {first} to {last} breaks what it waives.", first=waiver.first, last=waiver.last)
            todo = say("Revoke it, lest it hide something later.")
            yield _fault(waiver.record, "WVR-UNUSED", "warning", sentence, "waiver.rules", "", todo)
        for code in sorted(waiver.without):
            sentence = say("{rule} is waived more often than the table {table} allows; this one does not count.", rule=code, table=CEILINGS)
            todo = say("Revoke one that is not needed any more, or mend the cause.")
            yield _fault(waiver.record, "WVR-OVER-CEILING", "error", sentence, "waiver.rules", code, todo)


def _over(waiver: Waiver, open_codes: Mapping[str, Collection[str]], book: Book, as_of: Minute) -> bool:
    """Whether nothing more can come of it: its days have passed, or all its records are judged."""
    if waiver.records:
        return not any(waiver.rules & set(open_codes.get(id, ())) for id in waiver.records)
    return as_of > book.calendar.end_of(waiver.last)


# ------------------------------------------------------------------ one by itself


def _own(record: Record, book: Book) -> Iterator[Finding]:
    """What is wrong whatever the rules and the other records say."""
    missing = [path for path in NEEDED if not record.value(path)]
    for path in missing:
        yield _fault(record, "WVR-INCOMPLETE", "error", say("{path} is missing, so nothing is waived.", path=path), path, path)
    if bool(words(record, "waiver.records")) == bool(words(record, "scope.estates") | words(record, "scope.places")):
        sentence = say("A waiver names either records or, in scope, estates or places; this one does not count.")
        yield _fault(record, "WVR-SCOPE", "error", sentence, "waiver.records")
    waiver = None if missing else waiver_of(record, True)
    if waiver is None:
        return
    yield from _dates(waiver, book)
    grant = waiver.grant
    if grant and grant.by == waiver.requested_by:
        sentence = say("{person} asked for it and granted it; somebody else must grant it.", person=grant.by)
        yield _fault(record, "WVR-APPROVER", "error", sentence, f"log.{grant.place}.by", "", say("Let somebody else grant it."))
    yield from _changed(record, grant, book) if grant else ()


def _dates(waiver: Waiver, book: Book) -> Iterator[Finding]:
    record = waiver.record
    if waiver.last < waiver.first:
        sentence = say("It covers {first} to {last}, which is no stretch of days; nothing is waived.", first=waiver.first, last=waiver.last)
        yield _fault(record, "WVR-DATES", "error", sentence, "covers.to", "covers")
    if waiver.remedy_by is not None and waiver.remedy_by < waiver.first:
        sentence = say("It is to be put right by {day}, before it begins on {first}.", day=waiver.remedy_by, first=waiver.first)
        yield _fault(record, "WVR-DATES", "error", sentence, "waiver.remedy_by", "remedy_by")
    if waiver.grant and any(one.place == waiver.grant.place for one in record.jumps):
        at = At(waiver.grant.at, book.calendar.zone)
        sentence = say("It was granted at {at}, when there was nothing to grant.", at=at)
        yield _fault(record, "WVR-DATES", "error", sentence, f"log.{waiver.grant.place}.at", "grant")


def _changed(record: Record, grant: Entry, book: Book) -> Iterator[Finding]:
    """What was amended after it was granted was granted by nobody."""
    boxes = tuple(f"{section.name}." for section in record.kind.sections)
    for entry in record.log:
        name = str(entry.filled.get("field", ""))
        if entry.step == "amend" and name.startswith(boxes) and (entry.at, entry.place) > (grant.at, grant.place):
            at = At(entry.at, book.calendar.zone)
            sentence = say("{field} was changed at {at}, after it was granted; nothing is waived.", field=name, at=at)
            yield _fault(record, "WVR-CHANGED", "error", sentence, f"log.{entry.place}", name, say("Let it be granted again."))


def _rules(record: Record, book: Book) -> Iterator[Finding]:
    known = rules_by_name(book)
    for name in sorted(words(record, "waiver.rules")):
        found = known.get(name, ())
        if not found:
            sentence = say("{rule} is no rule of any policy.{near}", rule=name, near=near(name, known))
            yield _fault(record, "WVR-UNKNOWN-RULE", "error", sentence, "waiver.rules", name)
        elif not all(one.waivable for one in found):
            sentence = say("{rule} cannot be waived: its policy says so (waivable: false).", rule=name)
            yield _fault(record, "WVR-NOT-WAIVABLE", "error", sentence, "waiver.rules", name, say("Put right what breaks it."))


def rules_by_name(book: Book) -> Mapping[str, Sequence[Rule]]:
    """The rules of all versions by their codes and names."""
    found: dict[str, list[Rule]] = {}
    for rule in (rule for version in book.versions() for rule in version.rules):
        for name in {rule.code, rule.name}:
            found.setdefault(name, []).append(rule)
    return found


def _granter(waiver: Waiver, grant: Entry, linked: Mapping[str, Record]) -> Iterator[Finding]:
    for id in sorted(waiver.records & set(linked)):
        if stands_in(linked[id], grant.by):
            sentence = say("{person} granted it, but stands in {id}; for that record it does not count.", person=grant.by, id=id)
            todo = say("Let somebody grant it who is not concerned.")
            yield _fault(waiver.record, "WVR-PERSON-CONCERNED", "error", sentence, f"log.{grant.place}.by", id, todo)


def _after_the_fact(waiver: Waiver, grant: Entry, book: Book) -> Iterator[Finding]:
    granted = book.calendar.day_of(grant.at)
    if granted > waiver.first:
        sentence = say("It was granted on {day}, after the first day that it covers ({first}).", day=granted, first=waiver.first)
        yield _fault(waiver.record, "WVR-AFTER-FACT", "info", sentence, f"log.{grant.place}.at")


# ------------------------------------------------------------------ ceilings


def _under_ceilings(held: Sequence[Waiver], book: Book) -> Iterator[Waiver]:
    """The waivers, in the order in which they were granted; each without the rules of which too many are waived already."""
    counted: list[Waiver] = []
    for one in sorted(held, key=lambda one: (one.grant.at if one.grant else 0, one.id)):
        within = replace(one, without=frozenset(code for code in one.rules if _too_many(one, code, counted, book))) if one.counts else one
        counted += [within] if within.counts else []
        yield within


def _too_many(waiver: Waiver, code: str, earlier: Sequence[Waiver], book: Book) -> bool:
    assert waiver.grant
    table = book.table(CEILINGS, waiver.grant.at)
    row = table.row(code) if table else {}
    same = [one for one in earlier if code in one.rules - one.without]
    year = book.calendar.day_of(waiver.grant.at).year
    granted = sum(1 for one in same if one.grant and book.calendar.day_of(one.grant.at).year == year)
    return _reached(row.get("at_once"), _at_once(waiver, same)) or _reached(row.get("a_year"), granted)


def _reached(ceiling: object, number: int) -> bool:
    return isinstance(ceiling, Decimal) and number >= ceiling


def _at_once(waiver: Waiver, others: Sequence[Waiver]) -> int:
    """How many of the others cover the one day that most of them share with it."""
    days: list[date] = [max(one.first, waiver.first) for one in others]
    return max((sum(1 for one in others if one.covers(day)) for day in days if waiver.covers(day)), default=0)


def _fault(
    record: Record, code: str, severity: Severity, sentence: Sentence, place: str, item: str = "", todo: Sentence | None = None
) -> Finding:
    where = (record.path, record.line_of(place))
    return Finding(code, severity, Subject("record", record.id, item), Says.FAIL, sentence, where, todo=todo)


__all__ = ["IN_FORCE", "faults", "overall", "read_all", "rules_by_name"]
