"""`amend 1 unit=5-703 --why 听错`: what was typed becomes changes; at a terminal what stood there and what follows is shown before."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from repairctl.cli import show, show_done
from repairctl.cli.cells import wrapped
from repairctl.cli.desk import Desk, Given
from repairctl.cli.named import NotAChange, path_named
from repairctl.cli.said import NeedsOption
from repairctl.cli.step_verbs import Form, asked_person, reason
from repairctl.cli.talk_screen import confirmed
from repairctl.cli.talking import Stopped
from repairctl.errors import Misuse, say
from repairctl.model import Field, Kind, Label

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from repairctl.actions.amending import Plan
    from repairctl.actions.amendments import Typed

_CHANGE = re.compile(r"(?P<path>[^=]+?)(?P<op>\+=|-=|=)(?P<text>.*)", re.DOTALL)
REPORTER = "request.reporter"
CHOOSE = Label("empty", "空")


def amend(kind: Kind, desk: Desk, given: Given) -> int:
    """Fields of a record changed."""
    from repairctl.actions import amending
    from repairctl.actions.given import all_fields

    if not given.text("id") or not given.texts("changes"):
        raise NeedsOption("ID FIELD=VALUE", f"repairctl {kind.name} amend ID FIELD=VALUE --why ..")
    desk, office = desk.in_office()
    fields = all_fields(kind)
    typed = [change_of(fields, word) for word in given.texts("changes")]
    form = Form(desk, office, fields)
    why = reason(form, given)
    words = {"by": (given.text("by") or asked_person(form)) if kind.opens else "", "at": given.text("at")}
    if desk.asks and not desk.json:
        typed = _looked_at(form, kind, given.text("id"), typed, why, words)
    done = amending.amend(office, kind.name, given.text("id"), typed, why=why, **words, dry_run=given.on("dry_run"))
    return show_done.done(desk, done)


def change_of(fields: Mapping[str, Field], word: str) -> Typed:
    """`房号=5-703`, `certificates+=..`, `tools-=2` apart. Raises NotAChange."""
    from repairctl.actions.amendments import Typed

    found = _CHANGE.fullmatch(word)
    if not found or not found["path"].strip():
        raise NotAChange(word)
    return Typed(path_named(fields, found["path"].strip()), found["op"], found["text"])  # type: ignore[arg-type]


def _looked_at(form: Form, kind: Kind, name: str, typed: Sequence[Typed], why: str, words: Mapping[str, str]) -> list[Typed]:
    """The changes once the person saw what they come to, with what was asked along. Raises Stopped."""
    plan = _plan(form, kind, name, typed, why, words)
    sure = plan.follows
    emptied = next((one for one in plan.changes if one.follows and one.path == REPORTER), None)
    if emptied:
        answer = _reporter(form, emptied.was)
        if answer:
            from repairctl.actions.amendments import Typed

            typed = [*typed, Typed(REPORTER, "=", answer)]
            plan = _plan(form, kind, name, typed, why, words)
    _shown(form.desk, plan)
    if sure:
        _void(form, plan)
        if not confirmed(form.desk, say("Change it?"), default=True):
            raise Stopped("", "")
    return list(typed)


def _plan(form: Form, kind: Kind, name: str, typed: Sequence[Typed], why: str, words: Mapping[str, str]) -> Plan:
    from repairctl.actions import amending
    from repairctl.actions.working import Working

    asked = amending.asking(form.office, kind, words["by"], words["at"])
    return amending.planned(form.office, Working(form.office), kind, name, typed, asked, why)


def _reporter(form: Form, was: str) -> str:
    """Who reported, if it is not the one of the old unit; '' where nobody knows."""
    desk = form.desk
    while True:
        answer = desk.ask(desk.tongue.say(say("Another unit: who reported? It was {was} (empty = nobody known)", was=was))).strip()
        if not answer:
            return ""
        try:
            form.asking.attempt(form.fields[REPORTER], REPORTER, answer)
        except Misuse as refusal:
            desk.aside(desk.tongue.all(refusal.sentences))
            continue
        return answer


def _shown(desk: Desk, plan: Plan) -> None:
    tongue = desk.tongue
    columns = [show.Column(""), show.Column(tongue.label(BEFORE), soft=True), show.Column(tongue.label(AFTER), soft=True)]
    rows = [[_named(desk, one.path, one.field), one.was or "-", one.now or tongue.label(CHOOSE)] for one in plan.changes]
    for line in show.table(columns, rows, desk.terminal.width):
        desk.aside(line)


BEFORE, AFTER = Label("before", "原来"), Label("now", "改成")


def _named(desk: Desk, path: str, field: Field) -> str:
    numbers = [part for part in path.split(".") if part.isdecimal()]
    return " ".join([desk.tongue.label(field.label), *numbers])


def _void(form: Form, plan: Plan) -> None:
    from repairctl.actions import printings

    for one in plan.void:
        for line in wrapped(form.desk.tongue.say(printings.told(one, plan.after, form.office)), form.desk.terminal.width, rest="  "):
            form.desk.aside(line)
