"""`enter` takes a whole paper sheet afterwards: many steps, each with its own moment, one commit. Needs somebody who answers."""

from __future__ import annotations

from repairctl.cli import reply_verb
from repairctl.cli.commands import Verb
from repairctl.cli.desk import Desk, Given
from repairctl.cli.holding import CONTINUE, OnlyTyped, held, later, say_lines
from repairctl.cli.options import by, dry_run
from repairctl.cli.said import Said, Word
from repairctl.cli.show_held import many
from repairctl.cli.step_verbs import Form, asked_person
from repairctl.errors import say
from repairctl.model import Label


def enter_verb() -> Verb:
    """The command."""
    told = say(
        "Enter a paper sheet afterwards, all its steps in one commit; the limits are judged as you type. "
        "With - in place of the place: the technician's reply to a slip, from standard input."
    )
    options = [
        Word("place", Label("[PLACE]", "[地点]")),
        Word("order", Label("[ID]", "[编号]"), kind="order"),
        by(),
        Said("--continue", CONTINUE, alias="接着写", path="continue"),
        dry_run(),
    ]
    return Verb("enter", told, enter, options, example="repairctl enter 5-802")


def enter(desk: Desk, given: Given) -> int:
    """A sheet, from the paper."""
    from repairctl.actions import me
    from repairctl.actions.sheet import take_steps
    from repairctl.actions.talks import enter as talk
    from repairctl.actions.talks.spelling import dated

    if given.text("place") == reply_verb.STDIN:
        return reply_verb.take(desk, given)
    if not desk.asks:
        raise OnlyTyped('repairctl report --unit QH-5-802 --description "厨房漏水" --at "2026-03-07 22:40"')
    desk, office = desk.in_office()
    person = asked_person(Form(desk, office, {}), given.text("by"))
    words = [given.text("place")] if given.text("place") else []
    talking, steps = held(desk, office, given, ["enter", *words], lambda _: talk.enter(office, given.text("place"), person))
    if not steps:
        talking.done()
        desk.aside(desk.tongue.say(say("Nothing was recorded.")))
        return 0
    with talking.recording():
        done = take_steps(later(desk, office), "order", steps, dry_run=given.on("dry_run"))
    say_lines(desk, list(many(desk, done, me.named(office))))
    id = dated(done.changes[0].after.id, office.now, office.zone)
    desk.hint(*([f"settle {id}"] if "accept" in done.changes[0].after.of else []), f"show {id}")
    return 0
