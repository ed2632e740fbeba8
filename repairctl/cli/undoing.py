"""`undo` and `redo`: what one's own last command did and what will be after it is turned round, shown first; then why, and yes or no."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING

from repairctl.cli import json_forms, show_bulk, show_done
from repairctl.cli.cells import wrapped
from repairctl.cli.commands import Verb
from repairctl.cli.desk import Desk, Given
from repairctl.cli.language import Tongue
from repairctl.cli.options import WHY, by, dry_run
from repairctl.cli.pay_verb import told as money_told
from repairctl.cli.said import NeedsOption, Said
from repairctl.cli.show import named, status
from repairctl.cli.step_verbs import Form, asked_person, reason
from repairctl.cli.talk_screen import confirmed
from repairctl.cli.talking import Stopped
from repairctl.errors import say
from repairctl.model import Change, Span

if TYPE_CHECKING:
    from repairctl.actions.outcomes import Done
    from repairctl.actions.undoing import Turn, Turning
    from repairctl.office import Office

MOST_RECORDS = 8
LONG_AGO = 24 * 60


def undo_verb() -> Verb:
    told = say("Take your own last command back: shown first, in a commit of its own; again = one further back. Nothing disappears.")
    return _verb("undo", told, "repairctl undo --why 收错单 --yes")


def redo_verb() -> Verb:
    told = say("Bring back what you undid last, each step with its own moment, as long as you did nothing else since.")
    return _verb("redo", told, "repairctl redo --yes")


def _verb(name: Turn, told: object, example: str) -> Verb:
    options = [
        Said("--why", say("the reason; it stays in the log"), alias="原由", value=WHY),
        Said("--yes -y", say("do it without asking"), alias="确认", path="sure"),
        by(),
        dry_run(),
    ]
    return Verb(name, told, partial(turn_round, name), options, example=example)  # type: ignore[arg-type]


def turn_round(turn: Turn, desk: Desk, given: Given) -> int:
    """Shows it, asks, does it."""
    from repairctl.actions.undoing import carried_out, looked_at

    desk, office = desk.in_office()
    form = Form(desk, office, {})
    turning = looked_at(office, turn, by=given.text("by") or asked_person(form))
    if not desk.json:
        for line in shown(desk.tongue, office, turning, desk.terminal.width):
            desk.aside(line)
    dry = given.on("dry_run")
    why = given.text("why").strip() if dry or turn == "redo" else _why(form, given)
    if not dry and not given.on("sure"):
        if not desk.asks:
            raise NeedsOption("--yes", f"repairctl {turn} --yes" if turn == "redo" else "repairctl undo --why 收错单 --yes")
        question = say("Take it back?") if turn == "undo" else say("Bring it back?")
        if not confirmed(desk, question, default=False):
            raise Stopped("", "")
    done = carried_out(office, turning, why=why, dry_run=dry)
    if desk.json:
        told = {"commit": turning.found.commit.id, "subject": turning.found.command.subject}
        desk.out(json_forms.text(desk, {**json_forms.done(desk.tongue, done), turn: told}))
        return 0
    if dry or given.on("sure"):
        return show_bulk.brief(desk, done)
    _after(desk, turn, done)
    return 0


def _why(form: Form, given: Given) -> str:
    """The reason, and off a terminal the consent too: both are named at once."""
    lacking = [name for name, there in (("--why", given.text("why").strip()), ("--yes", given.on("sure"))) if not there]
    if not form.desk.asks and lacking:
        raise NeedsOption(" ".join(lacking), "repairctl undo --why 收错单 --yes")
    return reason(form, given)


def shown(tongue: Tongue, office: Office, turning: Turning, width: int) -> Iterator[str]:
    """What the command did, what will be after, what is out already and what stays."""
    head = say("Your last command ({when}):", when=_when(tongue, office, turning))
    yield tongue.say(head if turning.turn == "undo" else say("What you undid ({when}):", when=_when(tongue, office, turning)))
    for change in turning.did[:MOST_RECORDS]:
        yield from wrapped(named(tongue, change.after), width, first="  ", rest="    ")
        for entry in change.entries:
            yield from wrapped(show_done.entry_line(tongue, change, entry), width, first="    ", rest="      ")
    if len(turning.did) > MOST_RECORDS:
        yield "  " + tongue.say(say("and {n} more", n=len(turning.did) - MOST_RECORDS))
    yield tongue.say(say("Once it is taken back:") if turning.turn == "undo" else say("Once it is brought back:"))
    for change in turning.changes[:MOST_RECORDS]:
        yield from wrapped(_will_be(tongue, change), width, first="  ", rest="    ")
    for sentence in (*turning.void, *turning.notes):
        yield from wrapped(tongue.say(sentence), width, first="  ", rest="    ")
    yield tongue.say(say("What was recorded and what takes it back both stay in the record."))


def _when(tongue: Tongue, office: Office, turning: Turning) -> object:
    """How long ago it was recorded; of what was long ago, or by another clock, the moment."""
    gone = office.now - turning.found.commit.at
    if 0 <= gone < LONG_AGO:
        return say("{span} ago", span=Span(gone))
    return say("recorded {at}", at=tongue.at(turning.found.commit.at))


def _will_be(tongue: Tongue, change: Change) -> str:
    """The record as it will be: status before and after, money, boxes that change."""
    kind = change.after.kind
    if change.gone:
        return tongue.say(say("{id} is taken out of the register; git keeps it.", id=change.after.id))
    if change.before is None:
        return tongue.say(say("{id} stands in the register again.", id=change.after.id))
    parts = [change.after.id]
    if kind.opens and change.before.status != change.after.status:
        was, now = (status(tongue, kind, one.status) for one in (change.before, change.after))
        parts.append(f"{was} -> {now}")
    elif kind.opens:
        parts.append(status(tongue, kind, change.after.status))
    parts += _boxes(tongue, change)
    if kind.name == "order" and (change.after.value("settlement.payable") or _money(change)):
        parts.append(tongue.say(money_told(change.after)))
    return "  ".join(parts)


def _money(change: Change) -> bool:
    """Whether the change moves money."""
    return any(entry.step in ("pay", "credit") or entry.filled.get("what") in ("pay", "credit", "settle") for entry in change.entries)


def _boxes(tongue: Tongue, change: Change) -> Iterator[str]:
    from repairctl.cli.show import value
    from repairctl.lifecycle import at_path, differing

    assert change.before is not None
    moved = {entry.filled.get("field") for entry in change.entries if entry.step == "amend"}
    for section in change.after.kind.sections:
        for path, field in differing(section, change.before, change.after):
            if change.after.kind.opens and path not in moved:
                continue
            was, now = (value(tongue, field, at_path(record, path)) or "-" for record in (change.before, change.after))
            yield f"{tongue.label(field.label)} {was} -> {now}"


def _after(desk: Desk, turn: Turn, done: Done) -> None:
    """That it is done, and how it goes on from here: what it is was shown before."""
    if turn == "undo":
        desk.out(desk.tongue.say(say("Undone in one commit. Once more = one command further back; repairctl redo brings it back.")))
    else:
        desk.out(desk.tongue.say(say("Brought back in one commit. repairctl undo takes it back again.")))
    for note in done.notes:
        desk.aside(desk.tongue.say(note))
