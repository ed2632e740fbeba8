"""What the rules in force want filled in with a step: so that whoever takes it is asked while it is still known. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from repairctl import records
from repairctl.checks.verdicts import Verdict, judged
from repairctl.model import Kind, Minute, Record, Says, Step
from repairctl.policies import Book


def wanted(step: Step, after: Record, book: Book, given: Mapping[str, Record], as_of: Minute) -> tuple[tuple[str, ...], ...]:
    """The fields of a step just taken that a rule finds not filled, as options give them (`.signed_by`, `plan.start`).

    Each is a group of which one is enough. What another step would have to fill is not asked here.
    """
    own = _own(after.kind, step)
    case = book.case(records.as_of(after, as_of), as_of, given)
    failed = (one for one in judged(case, book, telling=False) if one.judgement.says is Says.FAIL and one.rule.asks)
    return tuple(dict.fromkeys(group for one in failed if _of_last(one, step) for group in _groups(one.rule.asks, own, after)))


def _own(kind: Kind, step: Step) -> Mapping[str, str]:
    """The paths of rules that this step fills, each with the path by which it is given."""
    found: dict[str, str] = {}
    for section in kind.sections:
        if section.name in step.fills and not section.many:
            found |= {path: path for field in section.fields if not field.computed and (path := f"{section.name}.{field.name}")}
    return {**found, **{f"{step.name}.{field.name}": f".{field.name}" for field in step.fields if not field.computed}}


def _of_last(one: Verdict, step: Step) -> bool:
    """Whether a verdict on an entry is on the last one of the step."""
    entry = one.case.item.entry if one.case.item else None
    return one.case.item is None or (entry is not None and entry is one.case.record.last(step.name))


def _groups(asks: Sequence[Sequence[str]], own: Mapping[str, str], after: Record) -> Iterator[tuple[str, ...]]:
    for group in asks:
        if any(path in own for path in group) and not any(_filled(path, after) for path in group):
            yield tuple(own[path] for path in group if path in own)


def _filled(path: str, record: Record) -> bool:
    owner, _, name = path.partition(".")
    if record.kind.section(owner) and record.value(path) not in (None, "", ()):
        return True
    entry = record.last(owner)
    return entry is not None and entry.filled.get(name) not in (None, "", ())
