"""`pay 7-1 200`: the amount stands behind the order, what is unusual is confirmed, what is still owed is said."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from repairctl.cli import show_done
from repairctl.cli.desk import Desk, Given
from repairctl.cli.said import NeedsOption, Said
from repairctl.cli.step_verbs import Form, asked_person
from repairctl.cli.talk_screen import confirmed
from repairctl.cli.talking import Stopped
from repairctl.errors import RepairError, Sentence, say
from repairctl.kinds.order_credit import number_of
from repairctl.kinds.order_sheet import PAYMENT_METHODS
from repairctl.model import Change, Kind, Record, Step, moment_of

if TYPE_CHECKING:
    from repairctl.office import Office

AMOUNT = ".amount"


class NotConfirmed(RepairError):
    """An unusual amount, and nobody there to confirm it."""

    exit_code = 2

    def __init__(self, why: list[Sentence]) -> None:
        super().__init__(*why, say("If it is right all the same, give the command with --yes."))


def options() -> Iterator[Said]:
    yield Said("--yes -y", say("the amount is right, though unusual"), alias="确认", path="sure")


def take(kind: Kind, step: Step, desk: Desk, given: Given) -> int:
    """Money comes in."""
    from repairctl.actions.given import step_fields
    from repairctl.actions.stepping import take_step
    from repairctl.cli.show_money import more

    desk, office = desk.in_office()
    form = Form(desk, office, {path: one for path, one in step_fields(kind, step).items() if path != ".anyway"})
    typed = form.typed(given)
    names = given.texts("ids")
    if AMOUNT not in typed and len(names) == 2:
        typed[AMOUNT] = names[-1]
        names = names[:1]
    if not names and desk.asks:
        names = (form.asking.word(say("Which {kind}, as 1 or 7-1", kind=kind.label)),)
    typed = form.completed(step, typed)
    if names and AMOUNT not in typed:
        raise NeedsOption("AMOUNT", f"repairctl pay {names[0]} 200 --method {PAYMENT_METHODS[1][0]}")
    _sure(desk, office, names, form, str(typed.get(AMOUNT, "")), given)
    person = given.text("by") or asked_person(form)
    words = {name: given.text(name) for name in ("at", "anyway", "until")}
    done = take_step(office, kind.name, step.name, names, typed, by=person, **words, dry_run=given.on("dry_run"))
    today = moment_of(office.now, office.zone).date()
    lines = [one for change in done.changes for one in (told(change.after), *more(change.after, today, desk.tongue), *_receipt(change))]
    return show_done.done(desk, done, *lines)


def _receipt(change: Change) -> Iterator[Sentence]:
    """The number of the receipt for it."""
    numbers = [number_of(change.after, one) for one in change.entries if one.step == "pay"]
    yield from (say("Receipt number {number}.", number=number) for number in numbers)


def _sure(desk: Desk, office: Office, names: tuple[str, ...], form: Form, typed: str, given: Given) -> None:
    """Has an unusual amount confirmed. Raises NotConfirmed and Stopped."""
    from repairctl.actions.given import Typist
    from repairctl.actions.paying import unusual
    from repairctl.actions.registers import Registers

    if given.on("sure") or given.on("dry_run"):
        return
    amount = Typist(office, Registers(office)).value(form.fields[AMOUNT], AMOUNT, typed)
    why = [one for name in names for one in unusual(office, name, amount)]  # type: ignore[arg-type]
    if not why:
        return
    if not desk.asks:
        raise NotConfirmed(why)
    for one in why:
        desk.aside(desk.tongue.say(one))
    if not confirmed(desk, say("Record it all the same?"), default=False):
        raise Stopped("", "")


def told(record: Record) -> Sentence:
    """Paid so far, and what is owed by when."""
    from repairctl.actions.balance import balance

    money = balance(record)
    if money.owed is None:
        return say("Paid so far {paid}; there is no statement yet.", paid=money.paid - money.refunded)
    paid = money.paid - money.refunded
    if money.owed <= 0:
        more = say(", {more} too much", more=-money.owed) if money.owed < 0 else ""
        return say("Paid so far {paid}: all is paid{more}.", paid=paid, more=more)
    if money.due is None:
        return say("Paid so far {paid}, owed {owed}.", paid=paid, owed=money.owed)
    return say("Paid so far {paid}, owed {owed}, due {due} 24:00.", paid=paid, owed=money.owed, due=money.due)
