"""`log`: what was recorded, of one record or of all. Reads, calls one action, shows."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

import click

from repairctl.cli.desk import Desk, Given
from repairctl.cli.list_verb import ROWS, count
from repairctl.cli.named import NoSuchName
from repairctl.cli.options import ID, NUMBER, WORD
from repairctl.cli.progress import progress
from repairctl.cli.said import Said, alias_of
from repairctl.errors import Misuse, say
from repairctl.kinds import KINDS
from repairctl.model import Kind, Label, minute_of, moment_of
from repairctl.refusals import verb
from repairctl.story import BOOKKEEPING_LABELS

if TYPE_CHECKING:
    from repairctl.actions.recordings import Wanted
    from repairctl.office import Office

FIELD, PERIOD = Label("FIELD", "栏目"), Label("PERIOD", "期间")
MANY = 2000
"""Commits from which on bringing the index in step is worth a bar."""


class OneField(Misuse):
    """A field is one record's."""

    def __init__(self) -> None:
        super().__init__(say("--field needs the record whose field it is."), say("For example: repairctl log 7-1 --field unit_price"))


def options() -> Iterator[click.Parameter]:
    """What may be asked for."""
    yield Said("--field -f", say("only this field: every value, who recorded it, when and why"), alias="栏目", value=FIELD)
    yield Said("--by", say("only what this person answers for"), alias="经手", value=ID, refers_to="staff")
    yield Said("--recorder", say("only what this person recorded"), alias="记录人", value=ID, refers_to="staff")
    yield Said("--step", say("only this step"), alias="步骤", value=WORD)
    yield Said(
        "--on",
        say("only what was recorded on this day or in this period: 3-7, 昨天, 3月, 2026-03-01..2026-03-07"),
        alias="日期",
        value=PERIOD,
    )
    yield Said("--since", say("only what was recorded from this day or period on"), alias="自", value=PERIOD)
    yield Said("--until", say("only what was recorded up to this day or period"), alias="至", value=PERIOD)
    yield Said("--limit", say("at most so many commits (default: of one record all, else 30; 0: all)"), alias="行数", value=NUMBER)


def log(kind: Kind | None, desk: Desk, given: Given) -> int:
    """What was recorded of one record, of a kind, or at all."""
    desk, office = desk.in_office()
    if given.text("id"):
        return _of_record(kind, desk, office, given)
    if given.text("field"):
        raise OneField
    from repairctl.actions.recordings import recordings
    from repairctl.cli import show_log

    limit = count("--limit", given.text("limit") or str(ROWS))
    return show_log.shown(desk, recordings(office, _wanted(kind, office, given), progress(desk, MANY)), limit)


def _of_record(kind: Kind | None, desk: Desk, office: Office, given: Given) -> int:
    from repairctl.actions.working import Working

    kind, id = Working(office).full_id(kind, given.text("id"))
    if given.text("field"):
        from repairctl.actions.field_history import history
        from repairctl.cli import show_field

        return show_field.shown(desk, *history(office, kind, id, given.text("field"), progress(desk, MANY)))
    from repairctl.actions import record_log
    from repairctl.cli import show_log

    record, told = record_log.log(office, kind, id, _wanted(kind, office, given), progress(desk, MANY))
    return show_log.of_record(desk, record, told, count("--limit", given.text("limit") or "0"))


def _wanted(kind: Kind | None, office: Office, given: Given) -> Wanted:
    from repairctl.actions.recordings import Wanted

    by, recorder = (_person(office, given.text(name)) for name in ("by", "recorder"))
    on, since, until = (_period(office, given.text(name)) for name in ("on", "since", "until"))
    first = [days[0] for days in (on, since) if days]
    last = [days[1] for days in (on, until) if days]
    low = _minute(max(first), office) if first else None
    high = _minute(min(last) + timedelta(days=1), office) - 1 if last else None
    return Wanted(low, high, by, recorder, _step(kind, given.text("step")), kind)


def _period(office: Office, text: str) -> tuple[date, date] | None:
    if not text:
        return None
    from repairctl import inputs

    return inputs.period(text, moment_of(office.now, office.zone).date())


def _minute(day: date, office: Office) -> int:
    return minute_of(datetime.combine(day, time(), office.zone))


def _person(office: Office, text: str) -> str:
    if not text:
        return ""
    from repairctl import inputs
    from repairctl.actions.registers import Registers

    try:
        return Registers(office).person_of(text)
    except inputs.NobodySo:
        return text  # who records may be no member of staff, but a name that git knows


def _step(kind: Kind | None, word: str) -> str:
    """The name of a step of that kind, or of any. Raises NoSuchName."""
    if not word:
        return ""
    kinds = (kind,) if kind else tuple(KINDS.values())
    known = {step.name: step.label for one in kinds for step in one.steps} | dict(BOOKKEEPING_LABELS)
    for name, label in known.items():
        if word.replace("-", "_") == name or alias_of(word) == alias_of(label.zh):
            return name
    raise NoSuchName(word, [verb(name) for name in known], {verb(name): label for name, label in known.items()})
