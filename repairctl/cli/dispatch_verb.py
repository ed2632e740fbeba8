"""`dispatch` without an ID at a terminal walks what waits; `dispatch 1 李强` sends him; elsewhere it is the step."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from repairctl.cli import step_verbs
from repairctl.cli.desk import Desk, Given, param
from repairctl.cli.holding import CONTINUE, held, later, say_lines, tell_meanwhile
from repairctl.cli.said import Said
from repairctl.cli.show_held import rest
from repairctl.cli.step_verbs import Form, asked_person
from repairctl.errors import RepairError, say
from repairctl.model import Kind, Step

if TYPE_CHECKING:
    from repairctl.actions.outcomes import Done
    from repairctl.office import Office


def options() -> Iterator[Said]:
    """What may be said with it beside the fields of the step."""
    yield Said("--continue", CONTINUE, alias="接着写", path="continue")


def take(kind: Kind, step: Step, desk: Desk, given: Given) -> int:
    """Technicians are sent."""
    desk, office = desk.in_office()
    names, people = _apart(office, given)
    if people:
        held_ = {**given.held, "ids": tuple(names), param(".technician"): (*given.texts(".technician"), *people)}
        return step_verbs.take(kind, step, desk, Given(held_))
    if given.text(".technician") or not desk.asks or desk.json or given.text("at") or given.text("anyway"):
        return step_verbs.take(kind, step, desk, given)
    return _walked(desk, office, names, given)


def _apart(office: Office, given: Given) -> tuple[list[str], list[str]]:
    """The records, and the people named after them: what is no record's name is a person's."""
    from repairctl.actions.talks.sending import person_of
    from repairctl.actions.working import Working
    from repairctl.kinds import KINDS

    names: list[str] = []
    people: list[str] = []
    for word in given.texts("ids"):
        try:
            names.append(Working(office).full_id(KINDS["order"], word)[1])
        except RepairError:
            if not names:
                raise
            people.append(person_of(office, word))
    return names, people


def _walked(desk: Desk, office: Office, names: list[str], given: Given) -> int:
    from repairctl.actions import me
    from repairctl.actions.sheet import take_steps
    from repairctl.actions.talks import dispatch, meanwhile

    by = asked_person(Form(desk, office, {}), given.text("by"))
    before = meanwhile.watch_open(office)
    talking, steps = held(desk, office, given, ["dispatch", *given.texts("ids")], lambda _: dispatch.dispatch(office, names, by))
    if not steps:
        talking.done()
        return 0
    with talking.recording():
        now = later(desk, office)
        tell_meanwhile(desk, now, before.of([one.name for one in steps]))
        done = take_steps(now, "order", steps, dry_run=given.on("dry_run"))
    _shown(desk, office, done, me.named(office))
    return 0


def _shown(desk: Desk, office: Office, done: Done, recorder: str) -> None:
    from repairctl.actions.talks.spelling import dated

    ids = [dated(change.after.id, office.now, office.zone) for change in done.changes]
    said = (
        say("Would send {ids}.", ids=" ".join(ids))
        if done.dry_run
        else say("Sent {ids} (one commit), by {person}.", ids=" ".join(ids), person=recorder)
    )
    say_lines(desk, [said, *rest(desk, done)])
    desk.hint(f"slip {' '.join(ids)} --copy", f"arrive {ids[0]}")
