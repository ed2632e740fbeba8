"""`report` at a terminal is the conversation with a caller; elsewhere it is the step, with triage and dispatch where they are given."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from msgspec.structs import replace

from repairctl.cli import show_done
from repairctl.cli.desk import Desk, Given
from repairctl.cli.holding import CONTINUE, held, later, say_lines, tell_meanwhile
from repairctl.cli.options import ID, WORD
from repairctl.cli.said import Said, Word
from repairctl.cli.show_held import recorded
from repairctl.cli.step_verbs import Form, asked_person
from repairctl.errors import say
from repairctl.model import Kind, Label, Step

if TYPE_CHECKING:
    from repairctl.actions.outcomes import Done
    from repairctl.actions.talks.report import Call
    from repairctl.actions.talks.report import Given as Known
    from repairctl.office import Office


def options() -> Iterator[Word | Said]:
    """What may be said with it beside the fields of the step."""
    yield Word("place", Label("[PLACE]", "[地点]"))
    yield Word("problem", Label("[PROBLEM]", "[问题]"))
    yield Said("--priority", say("assessed at once with this priority"), alias="定级", value=WORD, path="call.priority")
    yield Said("--technician", say("sent at once; may be repeated"), alias="派给", value=ID, path="call.technician")
    yield Said("--continue", CONTINUE, alias="接着写", path="continue")


def take(kind: Kind, step: Step, desk: Desk, given: Given) -> int:
    """A repair is reported."""
    from repairctl.actions.given import step_fields
    from repairctl.actions.talks import report as talk

    desk, office = desk.in_office()
    form = Form(desk, office, {path: one for path, one in step_fields(kind, step).items() if path != ".anyway"})
    known = _known(form, given, asked_person(form, given.text("by")))
    words = [word for word in (given.text("place"), given.text("problem")) if word]
    if not desk.asks or desk.json or given.text("anyway"):
        return _plainly(desk, office, talk.plain_call(office, known), given)
    talking, call = held(desk, office, given, ["report", *words], lambda begun: talk.report(office, known, begun))
    with talking.recording():
        done = _taken(desk, office, call, given)
    return _shown(desk, office, done)


def _known(form: Form, given: Given, by: str) -> Known:
    from repairctl.actions.talks.report import Given as Known

    typed = form.typed(given)
    place, problem = given.text("place"), given.text("problem")
    if problem:
        typed["request.description"] = problem
    if form.desk.asks and not place:
        place = str(typed.pop("place.unit", "") or typed.pop("place.asset", ""))
    return Known(typed, place, given.text("call.priority"), given.texts("call.technician"), by, given.text("at"))


def _plainly(desk: Desk, office: Office, call: Call, given: Given) -> int:
    from repairctl.actions.sheet import take_steps

    opening = replace(call.steps[0], anyway=given.text("anyway"))
    done = take_steps(office, "order", (opening, *call.steps[1:]), dry_run=given.on("dry_run"))
    return show_done.done(desk, done)


def _taken(desk: Desk, office: Office, call: Call, given: Given) -> Done:
    from repairctl.actions.sheet import take_steps
    from repairctl.actions.talks.meanwhile import Watch

    now = later(desk, office)
    tell_meanwhile(desk, now, Watch(place=call.place, known=call.seen))
    return take_steps(now, "order", call.steps, newcomers=call.newcomers, dry_run=given.on("dry_run"))


def _shown(desk: Desk, office: Office, done: Done) -> int:
    from repairctl.actions import me
    from repairctl.actions.talks.naming import names
    from repairctl.actions.talks.spelling import short

    say_lines(desk, list(recorded(desk, done, names(office, done.changes), me.named(office))))
    order = done.changes[0].after
    number = short(order.id, office.now, office.zone)
    desk.hint(*([f"slip {number} --copy", f"arrive {number}"] if "dispatch" in order.of else [f"dispatch {number}"]), f"show {number}")
    return 0
