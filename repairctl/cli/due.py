"""The command `due`: what must happen next and by when; for people, programs, the chat group, a calendar, or again and again."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from repairctl.cli import show_due
from repairctl.cli.commands import Verb
from repairctl.cli.desk import Desk, Given
from repairctl.cli.options import FILE
from repairctl.cli.said import Said
from repairctl.cli.show_findings import left_out
from repairctl.errors import Misuse, say
from repairctl.model import Label

if TYPE_CHECKING:
    from repairctl.actions.outcomes import DueRow
    from repairctl.office import Office

MOST_MINUTES = 24 * 60
COULD_NOT_JUDGE = 5


class NotMinutes(Misuse):
    """A time between two looks that is none."""

    def __init__(self, text: str) -> None:
        super().__init__(say("--watch takes whole minutes from 1 to {most}, not {text}.", most=MOST_MINUTES, text=text))


class CannotWatch(Misuse):
    """Nobody would see what changes."""

    def __init__(self) -> None:
        super().__init__(say("--watch shows a terminal what changes; elsewhere let the system give the command again and again."))


class NobodyToAsk(Misuse):
    """A walk without anybody who walks."""

    def __init__(self) -> None:
        super().__init__(say("--walk asks at a terminal; elsewhere: repairctl due --json"))


def due_verb() -> Verb:
    told = say("What must happen next and by when, overdue first. Exit 1 where something is late.")
    options = [
        Said("--text", say("lines for the chat group, without names and telephone numbers"), alias="群发"),
        Said("--ics", say("write it to this file for a calendar (.ics)"), alias="日程", value=FILE),
        Said("--walk -w", say("one order after the other, each with its next steps to choose from"), alias="逐单"),
        Said("--watch", say("show it again every so many minutes, until Ctrl-C"), alias="盯", value=Label("MINUTES", "分钟")),
    ]
    return Verb("due", told, due, options, example='repairctl due --as-of "2026-03-09 08:00"')


def due(desk: Desk, given: Given) -> int:
    """What is due."""
    every = given.text("watch")
    if not every:
        return _once(desk, given)
    if not (every.isascii() and every.isdecimal() and 0 < int(every) <= MOST_MINUTES):
        raise NotMinutes(every)
    if not desk.terminal.shows:
        raise CannotWatch
    code = 0
    try:
        while True:
            code = _once(desk, given)
            desk.out("")
            desk = desk.later(int(every) * 60)
    except KeyboardInterrupt:
        return code


def _once(desk: Desk, given: Given) -> int:
    from repairctl.actions.judging import due as all_due

    here, office = desk.in_office()
    found = all_due(office)
    code = _told(here, given, office, found.rows)
    for finding in found.unread:
        here.aside(here.tongue.say(left_out(finding)))
    return COULD_NOT_JUDGE if found.unread else code


def _told(desk: Desk, given: Given, office: Office, rows: Sequence[DueRow]) -> int:
    if given.text("ics"):
        return _calendar(desk, rows, given.text("ics"), office.as_of)
    if given.on("text"):
        for line in show_due.chat(desk.tongue, str(office.settings["name"]), office.as_of, rows):
            desk.out(line)
        return show_due.late(rows)
    if given.on("walk"):
        return _walked(desk, rows)
    if given.text("watch"):
        desk.out(desk.tongue.at(office.as_of))
    return show_due.due(desk, rows)


def _walked(desk: Desk, rows: Sequence[DueRow]) -> int:
    """Each order once, the one that is late longest first. Raises NobodyToAsk."""
    from repairctl.cli.today import walk

    if not desk.asks:
        raise NobodyToAsk
    orders = dict.fromkeys(row.record.id for row in rows if row.record.kind.name == "order")
    if not orders:
        return show_due.due(desk, ())
    return walk(desk, tuple(orders))


def _calendar(desk: Desk, rows: Sequence[DueRow], file: str, as_of: int) -> int:
    from repairctl.cli import calendar_file
    from repairctl.cli.sheet_files import write

    write(desk.path(file), calendar_file.text(desk.tongue, as_of, rows))
    desk.aside(desk.tongue.say(say("{n} limits in {path}.", n=len(rows), path=file)))
    return show_due.late(rows)
