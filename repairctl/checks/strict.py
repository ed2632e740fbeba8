"""What `check --strict` tells besides: versions that nobody promised to read again, pauses without an end. Judges, reads nothing."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from repairctl.errors import say
from repairctl.model import Entry, Finding, Minute, Record, Says, Subject
from repairctl.policies import Book, Version
from repairctl.readings.case import AsOf

EXPECTED = "expected"
"""The field of a step that begins a pause in which its end stands."""


def unreviewed(book: Book, as_of: Minute) -> Iterator[Finding]:
    """The versions in force that name no day by which they are to be read again against their source."""
    for series in book.series.values():
        for version in series.in_force(as_of):
            if version.head.review_by is None:
                yield _unreviewed(version)


def _unreviewed(version: Version) -> Finding:
    sentence = say("{version} does not say by when it is to be read again against its source.", version=version.name)
    todo = say("Write review_by: and the day; it changes no verdict.")
    where = (version.path, 1)
    subject = Subject("policy", version.name, "POL-NO-REVIEW")
    return Finding("POL-NO-REVIEW", "info", subject, Says.FAIL, sentence, where, f"{version.name} head", where, todo=todo)


def endless(record: Record, as_of: AsOf) -> Iterator[Finding]:
    """A pause that goes on although its end was expected earlier (warning), or of which nobody says when it ends (info)."""
    entry = _open_pause(record)
    if entry is None:
        return
    expected = entry.filled.get(EXPECTED)
    since = as_of.at(entry.at)
    where = (record.path, record.line_of(f"log.{entry.place}"))
    subject = Subject("record", record.id, f"log.{entry.place}")
    todo = say("Take the step that ends it, or pause it anew with the day on which it is expected to end.")
    if not isinstance(expected, date):
        sentence = say("It has been paused since {since}, and nobody said until when.", since=since)
        yield Finding("PAUSE-NO-END", "info", subject, Says.FAIL, sentence, where, todo=todo)
    elif as_of.over(as_of.stop(expected)):
        sentence = say("It has been paused since {since}; that was expected to end by {expected}.", since=since, expected=expected)
        yield Finding("PAUSE-OVERDUE", "warning", subject, Says.FAIL, sentence, where, todo=todo)


def _open_pause(record: Record) -> Entry | None:
    """The entry that began a pause which nothing has ended; none once the record has come to its end."""
    begun: Entry | None = None
    for entry in record.story:
        step = record.kind.step(entry.step)
        if step and step.until:
            begun = entry
        elif begun is not None and entry.step == _until(record, begun):
            begun = None
    return None if record.status in record.kind.ended else begun


def _until(record: Record, entry: Entry) -> str:
    step = record.kind.step(entry.step)
    return step.until if step else ""
