"""What every record is checked for, whatever the policies say: moments, steps, status, frozen values, references, personal data."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from repairctl import story
from repairctl.checks.frozen import frozen
from repairctl.checks.privacy import personal_data
from repairctl.checks.verdicts import Verdict
from repairctl.errors import Sentence, say
from repairctl.model import At, Field, Finding, Kind, Minute, Plain, Record, Rows, Says, Severity, Subject, Values
from repairctl.readings.paths import BY
from repairctl.records import entry_fields
from repairctl.texts import Misread, moment

Known = Callable[[str, str], bool]


def built_ins(record: Record, told: Sequence[Verdict], values: Values, as_of: Minute, known: Known | None) -> Iterator[Finding]:
    """All that is checked besides the rules; `told` are their verdicts."""
    yield from _future(record, as_of, values)
    yield from _jumps(record, values)
    yield from _status(record)
    yield from frozen(record, values)
    yield from _corrected(record, told, values)
    if known is not None:
        yield from _unknown(record, known)
    yield from personal_data(record)


def _finding(
    record: Record, code: str, severity: Severity, sentence: Sentence, place: str, item: str = "", todo: Sentence | None = None
) -> Finding:
    where = (record.path, record.line_of(place))
    return Finding(code, severity, Subject("record", record.id, item), Says.FAIL, sentence, where, todo=todo)


# ------------------------------------------------------------------ moments and steps


def _future(record: Record, as_of: Minute, values: Values) -> Iterator[Finding]:
    """Entries after the as-of; read from the text, for the record may have been cut off there."""
    for place, at in _moments(record, values):
        if at > as_of:
            sentence = say("{at} lies in the future; it is {as_of}.", at=At(at, values.zone), as_of=At(as_of, values.zone))
            todo = say("Mend the moment with correct, or take the entry back.")
            yield _finding(record, "TIME-FUTURE", "error", sentence, f"log.{place}.at", f"log.{place}", todo)


def _moments(record: Record, values: Values) -> Iterator[tuple[int, Minute]]:
    log = record.tree.get("log")
    if not isinstance(log, Rows) or len(log) <= len(record.log):
        yield from ((entry.place, entry.at) for entry in record.log)
        return
    for place, item in enumerate(log):
        held = item.get("at") if isinstance(item, dict) else None
        try:
            yield place, moment(str(held), values.zone)
        except Misread:
            continue


def _jumps(record: Record, values: Values) -> Iterator[Finding]:
    statuses, _ = story.walk(record.kind, record.story) if record.jumps else ((), ())
    before_of = dict(zip((one.place for one in record.story), ("", *statuses), strict=False))
    for entry in record.jumps:
        step = record.kind.step(entry.step)
        label = step.label if step else entry.step
        reason = entry.filled.get("anyway")
        was = before_of.get(entry.place, "")
        before = record.kind.status_label(was) if was else say("the beginning")
        if reason:
            sentence = say(
                "{step} does not follow from {status}; recorded all the same: {reason}", step=label, status=before, reason=str(reason)
            )
        else:
            sentence = say("{step} does not follow from {status}.", step=label, status=before)
        todo = say("Enter the step that is missing before it, or correct its moment.")
        yield _finding(
            record, "STATE-JUMP", "error", sentence, f"log.{entry.place}", f"{entry.step} {At(entry.at, values.zone)} {entry.by}", todo
        )


def _status(record: Record) -> Iterator[Finding]:
    log = record.tree.get("log")
    cut_off = isinstance(log, Rows) and len(log) > len(record.log)  # at the as-of: the file speaks of a later moment
    if record.kind.opens and not cut_off and record.stored_status != record.status:
        sentence = say(
            "The file says {stored}, but its log leads to {status}.",
            stored=record.kind.status_label(record.stored_status) if record.stored_status else "-",
            status=record.kind.status_label(record.status),
        )
        todo = say("The next step or amendment writes it anew; the log is what counts.")
        yield _finding(record, "STATUS-MISMATCH", "warning", sentence, "status", "", todo)


# ------------------------------------------------------------------ corrections


def _corrected(record: Record, told: Sequence[Verdict], values: Values) -> Iterator[Finding]:
    """What was taken back after the limit of a clock that reads it. The verdict may look clean now; this stays."""
    for retract in (entry for entry in record.log if entry.step == "retract"):
        target = story.named(record.log, retract)
        clocks = [one for one in told if target and target.step in one.rule.clock]
        passed = [one for one in clocks if one.judgement.limit is not None and one.judgement.limit < retract.at]
        for one in passed[:1]:
            sentence = say(
                "{step} of {at} was taken back at {when}, after the limit {limit} of {code}.",
                step=_label(record.kind, str(retract.filled.get("what"))),
                at=At(target.at if target else retract.at, values.zone),
                when=At(retract.at, values.zone),
                limit=At(one.judgement.limit or 0, values.zone),
                code=one.rule.code,
            )
            yield _finding(record, "TIME-CORRECTED", "info", sentence, f"log.{retract.place}", f"log.{retract.place}")


def _label(kind: Kind, name: str) -> object:
    step = kind.step(name)
    return step.label if step else name


# ------------------------------------------------------------------ references


def _unknown(record: Record, known: Known) -> Iterator[Finding]:
    for place, field, id in _references(record):
        if not known(field.refers_to, id):
            sentence = say("{field}: {id} is not in the register.", field=field.label, id=id)
            yield _finding(record, "REF-UNKNOWN", "warning", sentence, place, place, say("Mend the reference, or make the record."))


def _references(record: Record) -> Iterator[tuple[str, Field, str]]:
    for section in record.kind.sections:
        held = record.sections.get(section.name)
        if held:
            yield from _in_box(_referring(record.kind, "section", section.name, section.fields), held, section.name)
    for entry in record.story:
        if entry.filled:
            fields = _referring(record.kind, "step", entry.step, entry_fields(record.kind, entry.step) or ())
            yield from _in_box(fields, entry.filled, f"log.{entry.place}")
        if entry.by:
            yield f"log.{entry.place}.by", BY, entry.by


def _referring(kind: Kind, sort: str, name: str, fields: Sequence[Field]) -> Sequence[Field]:
    """The fields that name other records, or whose rows do."""
    found: Sequence[Field] | None = kind.known.get((f"references of {sort}", name))
    if found is None:
        found = kind.known[f"references of {sort}", name] = tuple(
            one for one in fields if one.type == "ref" or (one.type == "rows" and _referring(kind, f"{sort} {name}", one.name, one.rows))
        )
    return found


def _in_box(fields: Sequence[Field], held: Plain, place: str) -> Iterator[tuple[str, Field, str]]:
    if isinstance(held, tuple):
        for n, row in enumerate(held):
            yield from _in_box(fields, row, f"{place}.{n}")
    if not isinstance(held, Mapping):
        return
    for field in fields:
        value = held.get(field.name)
        if field.type == "ref" and isinstance(value, str) and value:
            yield f"{place}.{field.name}", field, value
        if field.type == "rows":
            yield from _in_box(field.rows, value, f"{place}.{field.name}")
