"""The program without a command, and with nothing but a record's name: today's screen, and an order with its next steps numbered."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from msgspec.structs import replace

from repairctl.cli.commands import Verb
from repairctl.cli.desk import Desk, Given
from repairctl.cli.options import ID
from repairctl.cli.said import NeedsOption, Word
from repairctl.errors import RepairError, Sentence, say
from repairctl.inputs.typed import plain
from repairctl.model import Step

if TYPE_CHECKING:
    from repairctl.actions.outcomes import Shown

MOST_STEPS = 9
STOPPED = -1
MANY = 4  # a rule that as many steps would satisfy asks for none of them


def today_verb() -> Verb:
    told = say("Today: what is late, what is due, what waits, what is owed. The program alone, at a terminal, shows the same.")
    return Verb("today", told, today, [], example='repairctl today --as-of "2026-03-09 08:00"')


def today(desk: Desk, given: Given) -> int:
    """The day at a glance; outside an office, how one is made."""
    from repairctl.actions.today import today as at_a_glance
    from repairctl.cli import show_today
    from repairctl.office import NotAnOffice

    try:
        here, office = desk.in_office()
    except NotAnOffice:
        if not desk.terminal.shows:
            raise
        for line in WELCOME:
            desk.out(desk.tongue.say(line))
        return 0
    here = replace(here, tongue=replace(here.tongue, now=office.as_of))
    return show_today.shown(here, at_a_glance(office))


WELCOME: Sequence[Sentence] = (
    say("repairctl keeps a property office's repair orders, promises and proofs as plain files in git."),
    say("There is no office in this folder or above it."),
    say('  make one:      repairctl init my-office --name "清和苑物业"'),
    say("  practise:      repairctl demo"),
    say("  look around:   repairctl --help"),
    say("  elsewhere:     repairctl --office FOLDER"),
)


def look_verb() -> Verb:
    told = say("Show one record and, at a terminal, what may be done next. Said by the record's name alone: repairctl 7-1")
    return Verb("look", told, look, [Word("id", ID, kind="order")], example="repairctl look 7-1")


def look(desk: Desk, given: Given) -> int:
    """The record; then one of its next steps, if somebody wants one."""
    from repairctl.actions.looking import shown
    from repairctl.actions.printings import out
    from repairctl.cli import show_look, show_record

    if not given.text("id"):
        raise NeedsOption("ID", "repairctl look 7-1")
    here, office = desk.in_office()
    one = shown(office, None, given.text("id"))
    if one.record.kind.name != "order":
        return show_record.shown(here, one)
    code = show_look.shown(here, one, tuple(out(office, one.record)))
    return _next(desk, one) if desk.asks and one.next_steps else code


def walk(desk: Desk, names: Sequence[str]) -> int:
    """One record after the other, each with its next steps; `.` ends the walk."""
    from repairctl.actions.looking import shown
    from repairctl.actions.printings import out
    from repairctl.cli import show_look

    for number, name in enumerate(names, 1):
        here, office = desk.in_office()
        one = shown(office, None, name)
        here.out(("" if number == 1 else "\n") + here.tongue.say(say("{n} of {all}", n=number, all=len(names))))
        show_look.shown(here, one, tuple(out(office, one.record)))
        if one.next_steps and _next(here, one, walking=True) == STOPPED:
            break
    return 0


def _next(desk: Desk, one: Shown, *, walking: bool = False) -> int:
    """The step that the person chooses; its exit code. STOPPED where they have seen enough."""
    from repairctl.cli.answering import answered
    from repairctl.refusals import named, verb

    steps = _likely(one)
    listed = " ".join(f"{number} {desk.tongue.label(named(step))}" for number, step in enumerate(steps, 1))
    asked = (
        say("Do [{steps}, empty = the next one, . = enough]", steps=listed)
        if walking
        else say("Do [{steps}, empty = nothing]", steps=listed)
    )
    while True:
        answer = plain(desk.ask(desk.tongue.say(asked)))
        if not answer:
            return 0
        if walking and answer == ".":
            return STOPPED
        chosen = _chosen(answer, steps)
        if chosen:
            return answered([one.record.kind.name, verb(chosen.name), one.record.id], desk)
        desk.aside(desk.tongue.say(say("{answer} is none of them.", answer=answer)))


def _likely(one: Shown) -> list[Step]:
    """The steps that something waits for, the soonest first, then the others; as many as can be numbered with one digit."""
    waiting = sorted(
        (verdict for verdict in one.verdicts if verdict.waits_for and verdict.limit is not None), key=lambda one: one.limit or 0
    )
    plain_waits = (verdict.waits_for.split("|") for verdict in waiting)
    awaited = dict.fromkeys(name for names in plain_waits if len(names) <= MANY for name in names)
    may = {step.name: step for step in one.next_steps}
    wanted = [may[name] for name in awaited if name in may]
    return [*wanted, *(step for step in one.next_steps if step not in wanted)][:MOST_STEPS]


def _chosen(answer: str, steps: Sequence[Step]) -> Step | None:
    """The step of a number, a name or a label; None where it is none."""
    if answer.isascii() and answer.isdecimal() and 0 < int(answer) <= len(steps):
        return steps[int(answer) - 1]
    return next((step for step in steps if answer in (step.name, step.label.en, step.label.zh)), None)


def is_name(word: str, desk: Desk) -> bool:
    """Whether a word that is no command names a record."""
    from repairctl import inputs
    from repairctl.actions.working import COUNTED, NUMBERED
    from repairctl.model import moment_of

    if not any(sign.isdigit() for sign in word) or word.startswith("-"):
        return False
    try:
        inputs.record_name(word, NUMBERED, moment_of(desk.now, desk.tongue.zone).date(), bare="WO", counted=COUNTED)
    except RepairError:
        return False
    return True
