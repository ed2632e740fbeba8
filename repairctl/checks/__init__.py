"""What is wrong with a record: its shape, what every record is checked for, and the rules in force. Writes and reads nothing."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from repairctl import records
from repairctl.checks import strict, waiver_faults
from repairctl.checks.asking import wanted
from repairctl.checks.built_in import built_ins
from repairctl.checks.changed import changed
from repairctl.checks.frozen import frozen
from repairctl.checks.groups import Groups
from repairctl.checks.lint import lint
from repairctl.checks.policy_tests import policy_tests
from repairctl.checks.verdicts import judged, unjudged
from repairctl.checks.waivers import GRANT, KIND, Waivers, words
from repairctl.errors import say
from repairctl.model import NOTHING, Finding, Minute, Plain, Record, Says, Step, Subject
from repairctl.policies import Book
from repairctl.readings.beyond import FILE
from repairctl.readings.case import Watch

__all__ = [
    "Groups",
    "Waivers",
    "due",
    "findings",
    "frozen",
    "lint",
    "needed",
    "needs",
    "policy_tests",
    "stops",
    "strict",
    "verdicts",
    "waiver_faults",
    "wanted",
]

Known = Callable[[str, str], bool]
"""Whether a reference leads somewhere: kind and ID."""

WORTH_TELLING = (Says.FAIL, Says.UNDETERMINED, Says.WAIVED)
UNJUDGED = ("POL-NONE-IN-FORCE", "POL-TWO-IN-FORCE")
STOPPING = (Says.FAIL, Says.UNDETERMINED)
NO_WAIVERS = Waivers()


def needs(record: Record, book: Book, as_of: Minute) -> tuple[str, ...]:
    """The IDs of the other records that the rules in force read."""
    return tuple(id for kind, id in needed(record, book, as_of) if kind != FILE.name)


def needed(record: Record, book: Book, as_of: Minute) -> tuple[tuple[str, str], ...]:
    """The same with the kind of each, and the files of the office whose digests they read."""
    versions = [version for _, version in book.judging(record, as_of) if version]
    wanted = (need for version in versions for rule in version.rules for need in rule.needs)
    found = {id: need.kind for need in wanted for id in need.ids(record)}
    found |= dict.fromkeys(sorted(words(record, "waiver.records")) if record.kind.name == KIND else (), "")
    return tuple((kind, id) for id, kind in found.items())


def verdicts(record: Record, book: Book, given: Mapping[str, Record], as_of: Minute, waivers: Waivers = NO_WAIVERS) -> tuple[Finding, ...]:
    """Every verdict of every rule in force, with its working. What lies after the as-of is not seen."""
    case = book.case(records.as_of(record, as_of), as_of, given)
    told = waivers.applied(tuple(judged(case, book, telling=True)))
    return (*unjudged(case, book), *(one.finding() for one in told))


def findings(
    record: Record,
    shape: Sequence[Finding],
    book: Book,
    given: Mapping[str, Record],
    as_of: Minute,
    office: Mapping[str, Plain] = NOTHING,
    known: Known | None = None,
    now: Minute | None = None,
    waivers: Waivers = NO_WAIVERS,
    watch: Watch | None = None,
) -> tuple[Finding, ...]:
    """What is worth telling: the faults of shape, what every record is checked for, and rules that fail, are waived or cannot be judged.

    No rule is run on a record that is not well-formed; one verdict says so. The rules see the record as of the moment asked for; what the
    file itself says is checked whole, and lies in the future only if it lies after `now`. `watch` sees when time alone could change them.
    """
    watch = watch or Watch()
    if any(one.severity == "error" for one in shape):
        return (*shape, _not_judged(record))
    case = book.case(records.as_of(record, as_of), as_of, given, watch)
    told = tuple(judged(case, book, telling=False))
    built = built_ins(record, told, book.values(office, given), as_of if now is None else max(now, as_of), known)
    found = (
        *shape,
        *built,
        *changed(record, told, book, given, case.as_of),
        *unjudged(case, book),
        *(waiver_faults.faults(case.record, book, given) if record.kind.name == KIND else ()),
        *(one.finding() for one in waivers.applied(told) if one.judgement.says in WORTH_TELLING),
    )
    _turns(record, found, watch, as_of)
    return found


def _turns(record: Record, found: Sequence[Finding], watch: Watch, as_of: Minute) -> None:
    """What has not come yet is read when it comes; what says the as-of says another one a minute later."""
    for entry in record.log:
        if entry.at > as_of:
            watch.turns(entry.at)
    if any(one.code == "TIME-FUTURE" or one.event == as_of or (watch.reads and one.code in UNJUDGED) for one in found):
        watch.turns(as_of + 1)


def stops(
    act: Step, after: Record, book: Book, given: Mapping[str, Record], as_of: Minute, waivers: Waivers = NO_WAIVERS
) -> tuple[Finding, ...]:
    """The rules that name the act in `blocks` and fail, or cannot be judged, on the record as it would be; not those that are waived.

    A waiver with a fault is not granted.
    """
    case = book.case(records.as_of(after, as_of), as_of, given)
    told = waivers.applied(tuple(judged(case, book, telling=False, blocking=act.name)))
    own = waiver_faults.faults(case.record, book, given) if (after.kind.name, act.name) == (KIND, GRANT) else ()
    return (
        *unjudged(case, book),
        *(one for one in own if one.severity == "error"),
        *(one.finding() for one in told if one.judgement.says in STOPPING),
    )


def due(record: Record, told: Sequence[Finding]) -> tuple[Finding, ...]:
    """What is expected of the record and by when, the earliest first: verdicts that are open, or late and still open."""
    waiting = [one for one in told if one.limit is not None and one.waits_for and one.says in (Says.OPEN, Says.FAIL, Says.WAIVED)]
    return tuple(sorted(waiting, key=lambda one: (one.limit or 0, one.code)))


def _not_judged(record: Record) -> Finding:
    sentence = say("The file has faults, so no rule was judged on it.")
    todo = say("Mend the faults above, then check again.")
    return Finding("SCH-NOT-JUDGED", "error", Subject("record", record.id), Says.UNDETERMINED, sentence, (record.path, 1), todo=todo)
