"""What was recorded, commit by commit: when, by whom, which steps, what hands changed. Knows no office's files."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

from repairctl.actions.record_log import Recorded
from repairctl.actions.recordings import Act, Recording
from repairctl.cli import json_forms
from repairctl.cli.cells import wrapped
from repairctl.cli.desk import Desk
from repairctl.cli.language import Tongue
from repairctl.cli.show import named
from repairctl.cli.show_difference import entry_line, moved_form, moved_line
from repairctl.errors import say
from repairctl.kinds import KINDS
from repairctl.model import Change, Record
from repairctl.story import BOOKKEEPING_LABELS

MOST_RECORDS = 3
SHORT = 7


def shown(desk: Desk, told: Iterable[Recording], limit: int) -> int:
    """Shows commits, at most so many (0: all)."""
    some = list(islice(told, limit + 1 if limit else None))
    kept = some[:limit] if limit else some
    if desk.json:
        desk.out(json_forms.text(desk, [row for one in kept for row in _rows(desk.tongue, one)]))
        return 0
    desk.page(line for one in kept for line in _lines(desk, one))
    if not kept:
        desk.aside(desk.tongue.say(say("Nothing was recorded so.")))
    _more(desk, len(some) > len(kept), len(kept))
    return 0


def _lines(desk: Desk, one: Recording) -> Iterator[str]:
    tongue, commit = desk.tongue, one.commit
    yield from wrapped("  ".join((tongue.at(commit.at), one.recorder, commit.id[:SHORT], commit.subject)), desk.terminal.width, rest="    ")
    for record in one.records[:MOST_RECORDS]:
        acts = [act for act in one.acts if act.record == record]
        if acts:
            yield from wrapped("  ".join((record, *(_act(tongue, act) for act in acts))), desk.terminal.width, first="  ", rest="    ")
    if len(one.records) > MOST_RECORDS:
        yield "  " + tongue.say(say("and {n} more", n=len(one.records) - MOST_RECORDS))


def _act(tongue: Tongue, act: Act) -> str:
    return f"{tongue.at(act.at)} {_step(tongue, act.step)} {act.by}"


def _step(tongue: Tongue, name: str) -> str:
    label = next((step.label for kind in KINDS.values() if (step := kind.step(name))), BOOKKEEPING_LABELS.get(name))
    return tongue.label(label) if label else name


def _rows(tongue: Tongue, one: Recording) -> Iterator[dict[str, object]]:
    """A row for each step, and one for each record or file of which no step is told."""
    for act in one.acts:
        yield {"record": act.record, "step": act.step, "at": json_forms.minute(act.at, tongue.zone), "by": act.by, **_commit(tongue, one)}
    told = {act.record for act in one.acts}
    for record in one.records:
        if record not in told:
            yield {"record": record, **_commit(tongue, one)}
    for path in one.others:
        yield {"path": path, **_commit(tongue, one)}


def _commit(tongue: Tongue, one: Recording | Recorded) -> dict[str, object]:
    if one.commit is None:
        return {"recorded_at": None, "recorder": "", "commit": "", "subject": ""}
    at = json_forms.minute(one.commit.at, tongue.zone)
    return {"recorded_at": at, "recorder": one.recorder, "commit": one.commit.id, "subject": one.commit.subject}


def _more(desk: Desk, more: bool, n: int) -> None:
    if more:
        desk.aside(desk.tongue.say(say("The latest {n}; --limit 0 shows all.", n=n)))


# ------------------------------------------------------------------ one record


def of_record(desk: Desk, record: Record, told: Sequence[Recorded], limit: int) -> int:
    """Shows what was recorded of one record."""
    kept = told[:limit] if limit else told
    if desk.json:
        desk.out(json_forms.text(desk, [row for one in kept for row in _record_rows(desk.tongue, record, one)]))
        return 0
    desk.page([named(desk.tongue, record), *(line for one in kept for line in _record_lines(desk, record, one))])
    if not kept:
        desk.aside(desk.tongue.say(say("Nothing was recorded so.")))
    _more(desk, len(told) > len(kept), len(kept))
    return 0


def _record_lines(desk: Desk, record: Record, one: Recorded) -> Iterator[str]:
    tongue, width = desk.tongue, desk.terminal.width
    yield from wrapped(_head(tongue, one), width, rest="    ")
    for entry in reversed(one.entries):
        yield from wrapped(entry_line(tongue, Change(None, record), entry), width, first="  ", rest="    ")
    for entry in one.lost:
        yield from wrapped(f"- {entry_line(tongue, Change(None, record), entry)}", width, first="  ", rest="    ")
    for moved in one.moved:
        yield from wrapped(moved_line(tongue, moved), width, first="  ", rest="    ")


def _head(tongue: Tongue, one: Recorded) -> str:
    if one.commit is None:
        return tongue.say(say("not recorded yet"))
    told = [tongue.at(one.commit.at), one.recorder, one.commit.id[:SHORT]]
    if one.gone:
        told.append(tongue.say(say("taken out of the register")))
    elif not one.entries:
        told.append(one.commit.subject)
    return "  ".join(told)


def _record_rows(tongue: Tongue, record: Record, one: Recorded) -> Iterator[dict[str, object]]:
    for entry in reversed(one.entries):
        yield {**json_forms.entry(record, entry, tongue.zone), "record": record.id, **_commit(tongue, one)}
    if one.moved or one.lost or not one.entries:
        lost = [json_forms.entry(record, entry, tongue.zone) for entry in one.lost]
        moved = [moved_form(tongue, moved) for moved in one.moved]
        yield {"step": "", "record": record.id, **_commit(tongue, one), "lost": lost, "moved": moved}
