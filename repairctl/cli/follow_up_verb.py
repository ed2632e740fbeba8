"""`follow-up` without an ID at a terminal, and `call`, walk the calls that are due, one screen and one commit each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from repairctl.cli import step_verbs
from repairctl.cli.commands import Verb
from repairctl.cli.desk import Desk, Given
from repairctl.cli.holding import OnlyTyped, held, later, say_lines, tell_meanwhile
from repairctl.cli.options import by, dry_run
from repairctl.cli.said import Word
from repairctl.cli.show_held import rest
from repairctl.cli.step_verbs import Form, asked_person
from repairctl.errors import say
from repairctl.model import Kind, Label, Step

if TYPE_CHECKING:
    from repairctl.actions.outcomes import Done
    from repairctl.actions.talks.follow_up import Due
    from repairctl.office import Office


def call_verb() -> Verb:
    """The command that walks the calls."""
    told = say("Call the owners back that are due, one screen each; . ends it.")
    return Verb("call", told, walk, [Word("ids", Label("[ID]", "[编号]"), many=True), by(), dry_run()], example="repairctl call")


def take(kind: Kind, step: Step, desk: Desk, given: Given) -> int:
    """An owner is called afterwards."""
    said = [field for field in step.fields if given.text(f".{field.name}") or given.switch(f".{field.name}") is not None]
    if not desk.asks or desk.json or said or given.text("at") or given.text("note") or given.text("anyway"):
        return step_verbs.take(kind, step, desk, given)
    return walk(desk, given)


def walk(desk: Desk, given: Given) -> int:
    """The calls named, else all that are due."""
    from repairctl.actions.talks import follow_up

    if not desk.asks or desk.request:  # each call is a commit of its own
        raise OnlyTyped("repairctl follow-up 7-1 --method phone --fixed --rating 5")
    desk, office = desk.in_office()
    person = asked_person(Form(desk, office, {}), given.text("by"))
    names = given.texts("ids")
    due = follow_up.named(office, names) if names else follow_up.waiting(office)
    if not due:
        desk.out(desk.tongue.say(say("No call is due.")))
    for number, one in enumerate(due, 1):
        if not _called(desk, office, one, (number, len(due)), person, given):
            break
    return 0


def _called(desk: Desk, office: Office, one: Due, place: tuple[int, int], by: str, given: Given) -> bool:
    """One call, recorded at once; False where the walk ends with it."""
    from repairctl.actions.sheet import take_steps
    from repairctl.actions.talks import follow_up, meanwhile

    before = meanwhile.watch(office, "order", [one.order.id])
    command = ["follow-up", one.order.id]
    talking, wanted = held(desk, office, given, command, lambda _: follow_up.follow_up(office, one, place, by))
    if wanted is None or not wanted.step:
        talking.done()
        return wanted is not None
    with talking.recording():
        now = later(desk, office)
        tell_meanwhile(desk, now, before)
        done = take_steps(now, "order", [wanted], dry_run=given.on("dry_run"))
    _shown(desk, office, done)
    return True


def _shown(desk: Desk, office: Office, done: Done) -> None:
    from repairctl.actions.talks.spelling import dated

    change = done.changes[0]
    id, step = dated(change.after.id, office.now, office.zone), change.after.kind.step(change.entries[-1].step)
    say_lines(desk, [say("Recorded {id}  {step}", id=id, step=step.label if step else ""), *rest(desk, done)])
    if change.entries[-1].filled.get("fixed") is False:
        desk.hint(f"report --rework-of {id}")
