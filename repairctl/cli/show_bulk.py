"""One step on many records: what would be done, what was done, which were left out. Knows outcomes, no office's files."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from repairctl.cli import json_forms, show_done
from repairctl.cli.cells import cut, wrapped
from repairctl.cli.desk import Desk
from repairctl.cli.language import Tongue
from repairctl.cli.list_verb import columns
from repairctl.cli.show import named, status
from repairctl.errors import say
from repairctl.kinds import KINDS
from repairctl.model import Change, Kind, Label

if TYPE_CHECKING:
    from repairctl.actions.bulk import Bulk, Tried
    from repairctl.actions.outcomes import Done, LeftOut

MOST = 20


def tried(tongue: Tongue, bulk: Bulk, found: Tried, width: int) -> Iterator[str]:
    """What the step would do to each of the records, and which would be left out."""
    kind, step = _names(bulk)
    if not found.changes:
        yield tongue.say(say("No {kind} is {chosen}; there is nothing to do.", kind=kind, chosen=_chosen(bulk)))
        return
    yield tongue.say(
        say("{step} would be recorded of {n} {kind} records ({chosen}):", step=step, n=len(found.ids), kind=kind, chosen=_chosen(bulk))
    )
    yield from _changes(tongue, found.changes, width)
    yield from left_out(tongue, found.left, width)


def done(desk: Desk, bulk: Bulk, outcome: Done) -> int:
    """Shows what was recorded, or would be. The exit code says whether some were left out."""
    if desk.json:
        desk.out(json_forms.text(desk, json_forms.done(desk.tongue, outcome)))
        return 1 if outcome.left else 0
    for line in _lines(desk.tongue, bulk, outcome, desk.terminal.width):
        desk.out(line)
    _notes(desk, outcome)
    if outcome.commit:
        desk.hint("undo")
    return 1 if outcome.left else 0


def brief(desk: Desk, outcome: Done) -> int:
    """Shows what was done as ever; of many records only the first."""
    if desk.json or len(outcome.changes) <= MOST:
        return show_done.done(desk, outcome)
    for line in (*_changes(desk.tongue, outcome.changes, desk.terminal.width), *_news(desk.tongue, outcome, desk.terminal.width)):
        desk.out(line)
    _notes(desk, outcome)
    return 0


def _notes(desk: Desk, outcome: Done) -> None:
    for note in (*outcome.notes, *([say("Nothing was written.")] if outcome.dry_run or not outcome.commit else [])):
        desk.aside(desk.tongue.say(note))


def _news(tongue: Tongue, outcome: Done, width: int) -> Iterator[str]:
    news = outcome.news
    for finding in news[:MOST]:
        yield from wrapped(f"{finding.subject.id} {next(show_done.short(tongue, finding, width)).strip()}", width, first="  ", rest="    ")
    yield from _more(tongue, news)


def _lines(tongue: Tongue, bulk: Bulk, outcome: Done, width: int) -> Iterator[str]:
    kind, step = _names(bulk)
    ids = [change.after.id for change in outcome.changes if any(entry.step == bulk.step for entry in change.entries)]
    if not ids:
        yield tongue.say(say("No {kind} is {chosen}; there is nothing to do.", kind=kind, chosen=_chosen(bulk)))
        return
    facts = {"step": step, "n": len(ids), "kind": kind}
    would = say("{step} would be recorded of {n} {kind} records:", **facts)
    yield tongue.say(would if outcome.dry_run else say("{step} is recorded of {n} {kind} records, in one commit:", **facts))
    yield from _changes(tongue, outcome.changes, width)
    yield from _news(tongue, outcome, width)
    yield from left_out(tongue, outcome.left, width)


def _changes(tongue: Tongue, changes: Sequence[Change], width: int) -> Iterator[str]:
    for change in changes[:MOST]:
        yield cut(f"  {_change(tongue, change)}", width)
    yield from _more(tongue, changes)


def _change(tongue: Tongue, change: Change) -> str:
    """The record, and its status before and after."""
    kind, record = change.after.kind, named(tongue, change.after)
    if not kind.opens:
        return record
    was, now = (status(tongue, kind, one.status) if one else "" for one in (change.before, change.after))
    return f"{record}  {now}" if was in ("", now) else f"{record}  {was} -> {now}"


def left_out(tongue: Tongue, left: Sequence[LeftOut], width: int) -> Iterator[str]:
    from repairctl.actions.bulk import reason

    if left:
        yield tongue.say(say("Left out: {n}", n=len(left)))
    for one in left[:MOST]:
        yield from wrapped(tongue.say(reason(one)).strip(), width, first="  ", rest="    ")
    yield from _more(tongue, left)


def _more(tongue: Tongue, held: Sequence[object]) -> Iterator[str]:
    if len(held) > MOST:
        yield "  " + tongue.say(say("and {n} more", n=len(held) - MOST))


def _chosen(bulk: Bulk) -> list[Label]:
    """Which records are meant: in Chinese a column and its choice as the list heads and shows them."""
    kind = KINDS[bulk.kind]
    heads = dict(columns(kind))
    told = [
        Label(f"{name}={text}", f"{heads[name].zh if name in heads else name}={_choice(kind, name, text)}")
        for name, text in bulk.filters.items()
    ]
    return [*told, *(Label(name, name) for name in bulk.names)]


def _choice(kind: Kind, name: str, text: str) -> str:
    if name == "status":
        return kind.status_label(text).zh
    field = kind.field_at(kind.columns.get(name, ""))
    return dict(field.choices)[text].zh if field and text in dict(field.choices) else text


def _names(bulk: Bulk) -> tuple[Label, Label]:
    kind = KINDS[bulk.kind]
    step = kind.step(bulk.step)
    return kind.label, step.label if step else Label(bulk.step, bulk.step)
