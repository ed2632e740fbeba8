"""What changed in records, one after the other, in the office's words. Knows no office's files."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from repairctl.actions.compared import Compared
from repairctl.cli import json_forms
from repairctl.cli.cells import wrapped
from repairctl.cli.desk import Desk
from repairctl.cli.language import Tongue
from repairctl.cli.show import named, status
from repairctl.cli.show_difference import entry_line, moved_form, moved_line
from repairctl.errors import say
from repairctl.model import Change, Record

SHORT = 7


def shown(desk: Desk, found: Sequence[Compared]) -> int:
    """Shows each record that differs."""
    if desk.json:
        desk.out(json_forms.text(desk, [_form(desk.tongue, one) for one in found]))
        return 0
    desk.page(line for one in found for line in _lines(desk.tongue, one, desk.terminal.width))
    if not found:
        desk.aside(desk.tongue.say(say("No record differs.")))
    return 0


def _lines(tongue: Tongue, one: Compared, width: int) -> Iterator[str]:
    yield from wrapped(_head(tongue, one), width, rest="    ")
    for sentence in one.unreadable:
        yield from wrapped(tongue.say(say("{path} cannot be compared: {why}", path=one.path, why=sentence)), width, first="  ", rest="    ")
    record = one.after or one.before
    for sign, entries in ("+", one.difference.new), ("-", one.difference.lost):
        for entry in entries:
            assert record is not None
            yield from wrapped(f"{sign} {entry_line(tongue, Change(None, record), entry)}", width, first="  ", rest="      ")
    for moved in one.difference.moved:
        yield from wrapped(moved_line(tongue, moved), width, first="  ", rest="      ")
    yield from wrapped(_recorded(tongue, one), width, first="  ", rest="    ")


def _head(tongue: Tongue, one: Compared) -> str:
    record = one.after or one.before
    if record is None:
        return one.id
    told = [named(tongue, record), _status(tongue, one)]
    if not one.unreadable and one.before is None:
        told.append(tongue.say(say("new")))
    if not one.unreadable and one.after is None:
        told.append(tongue.say(say("taken out of the register")))
    return "  ".join(word for word in told if word)


def _status(tongue: Tongue, one: Compared) -> str:
    """`派工 dispatched -> 完工 finished`, where it has a life."""
    states = [status(tongue, each.kind, each.status) for each in (one.before, one.after) if each is not None and each.kind.opens]
    return " -> ".join(dict.fromkeys(states))


def _recorded(tongue: Tongue, one: Compared) -> str:
    """Who recorded it, the newest first; and whether something is not recorded."""
    told = [f"{by.recorder} {tongue.at(by.commit.at)} ({by.commit.id[:SHORT]})" for by in one.by]
    recorded = tongue.say(say("recorded by {who}", who=tuple(told))) if told else ""
    edited = tongue.say(say("edited by hand, not recorded yet")) if one.edited else ""
    return "  ".join(word for word in (recorded, edited) if word)


def _form(tongue: Tongue, one: Compared) -> dict[str, object]:
    was, now = (each.status if each is not None else None for each in (one.before, one.after))
    return {
        "record": one.id,
        "path": one.path,
        "new": one.before is None and not one.unreadable,
        "gone": one.after is None and not one.unreadable,
        "status": {"was": was, "now": now},
        "entries": [json_forms.entry(_of(one), entry, tongue.zone) for entry in one.difference.new],
        "lost": [json_forms.entry(_of(one), entry, tongue.zone) for entry in one.difference.lost],
        "moved": [moved_form(tongue, moved) for moved in one.difference.moved],
        "recorded": [
            {"commit": by.commit.id, "recorder": by.recorder, "recorded_at": json_forms.minute(by.commit.at, tongue.zone)} for by in one.by
        ],
        "edited": one.edited,
        "unreadable": [tongue.say(sentence) for sentence in one.unreadable],
    }


def _of(one: Compared) -> Record:
    record = one.after or one.before
    assert record is not None
    return record
