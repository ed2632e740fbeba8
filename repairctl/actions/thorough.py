"""What `check --strict` tells besides: hand edits that are not recorded, pauses without an end, versions nobody reads again."""

from __future__ import annotations

from collections.abc import Iterator

from repairctl import checks
from repairctl.actions.judged import Judge
from repairctl.errors import RepairError, say
from repairctl.model import Finding, Record, Says, Subject
from repairctl.office import FILE, Office
from repairctl.readings.case import Watch

JUDGED = ("records", "policies", FILE)
"""What a verdict is made of, as far as git has it."""


def of_the_office(office: Office, judge: Judge) -> Iterator[Finding]:
    """What no single record is to blame for."""
    yield from checks.strict.unreviewed(judge.book, office.as_of)
    yield from _unrecorded(office)


def of_a_record(record: Record, judge: Judge, watch: Watch | None = None) -> Iterator[Finding]:
    """What a record leaves open."""
    yield from checks.strict.endless(record, judge.book.case(record, judge.office.as_of, watch=watch).as_of)


def _unrecorded(office: Office) -> Iterator[Finding]:
    """Files that were changed by hand and not recorded: nobody else can come to the same verdicts."""
    try:
        paths = office.history.since("HEAD", JUDGED) if office.history.head() else frozenset[str]()
    except RepairError:
        return
    for path in sorted(paths):
        sentence = say("It differs from what git has; nobody else can come to the same verdicts.")
        todo = say("Look at it: git diff -- {path}; then record it (git add, git commit) or put it back (git restore).", path=path)
        yield Finding("HIS-UNRECORDED", "warning", Subject("file", path), Says.FAIL, sentence, (path, 1), todo=todo)
