"""What was changed afterwards so that a missed limit looks kept: fields amended, priorities changed. It is told for ever."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from repairctl import records, story
from repairctl.checks.verdicts import Verdict, judged
from repairctl.errors import Sentence, say
from repairctl.model import At, Entry, Finding, Minute, Record, Says, Severity, Subject
from repairctl.policies import Book
from repairctl.readings.case import AsOf, Watch

PRIORITY = ("triage", "priority")
"""The step and its field that say how urgent a record is."""


def changed(record: Record, told: Sequence[Verdict], book: Book, given: Mapping[str, Record], as_of: AsOf) -> Iterator[Finding]:
    """`told` are the verdicts as the record stands, as of that moment."""
    failing = {one.rule.code for one in told if one.judgement.says is Says.FAIL}
    for entry in record.log:
        if entry.step == "amend" and entry.at <= as_of.cut:
            yield from _amended(record, entry, failing, book, given)
    for entry in _lowered(record, as_of.cut):
        yield from _priority(record, entry, failing, book, given, as_of)


def _amended(record: Record, entry: Entry, failing: set[str], book: Book, given: Mapping[str, Record]) -> Iterator[Finding]:
    """The rules that failed just before the amendment, after their limit, and fail no more."""
    before = records.as_of(record, entry.at - 1)
    for code, limit in _missed(before, book, given, entry.at - 1).items():
        if code not in failing:
            zone = book.calendar.zone
            sentence = say(
                "{field} was amended at {when}, after the limit {limit} of {code}, which it had missed.",
                field=str(entry.filled.get("field")),
                when=At(entry.at, zone),
                limit=At(limit, zone),
                code=code,
            )
            yield _finding(record, entry, "TIME-CORRECTED", "info", sentence)


def _priority(record: Record, entry: Entry, failing: set[str], book: Book, given: Mapping[str, Record], as_of: AsOf) -> Iterator[Finding]:
    """The rules that would fail if this priority had not been set, and do not."""
    without = story.retold(record, tuple(one for one in record.log if one.place != entry.place))
    for code in _missed(records.as_of(without, as_of.cut), book, given, as_of.cut, as_of.watch):
        if code not in failing:
            sentence = say(
                "Without the change of priority to {priority} at {when} {code} would fail.",
                priority=str(entry.filled.get(PRIORITY[1])),
                when=At(entry.at, book.calendar.zone),
                code=code,
            )
            yield _finding(
                record, entry, "PRIORITY-CHANGED", "warning", sentence, say("The reason for the change should stand in the triage.")
            )


def _lowered(record: Record, as_of: Minute) -> Iterator[Entry]:
    """The entries that set another priority than the one before them."""
    step, field = PRIORITY
    held = ""
    for entry in record.of.get(step, ()):
        said = str(entry.filled.get(field) or held)
        if held and said != held and entry.at <= as_of:
            yield entry
        held = said


def _missed(record: Record, book: Book, given: Mapping[str, Record], as_of: Minute, watch: Watch | None = None) -> Mapping[str, Minute]:
    """The codes that fail on a clock, each with its limit."""
    told = judged(book.case(record, as_of, given, watch), book, telling=False, clocks=True)
    return {one.rule.code: one.judgement.limit for one in told if one.judgement.says is Says.FAIL and one.judgement.limit is not None}


def _finding(record: Record, entry: Entry, code: str, severity: Severity, sentence: Sentence, todo: Sentence | None = None) -> Finding:
    place = f"log.{entry.place}"
    return Finding(
        code, severity, Subject("record", record.id, place), Says.FAIL, sentence, (record.path, record.line_of(place)), todo=todo
    )
