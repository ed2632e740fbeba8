"""What is to be paid of an order, by whom, what is owed, disputed and added as late interest: a line each."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from repairctl.actions.balance import Balance, balance
from repairctl.cli.language import Tongue
from repairctl.errors import Sentence, say
from repairctl.kinds import order_interest
from repairctl.kinds.order_shares import Share, shares
from repairctl.kinds.order_sheet import PAYERS
from repairctl.model import Entry, Label, Minute, Record, moment_of


def account(tongue: Tongue, record: Record, as_of: Minute | None) -> Iterator[Sentence]:
    """The account of an order that has a statement; nothing of another record."""
    money = balance(record)
    if money.payable is None:
        return
    yield _whole(money)
    yield from more(record, moment_of(as_of, tongue.zone).date() if as_of is not None else None, tongue)


def more(record: Record, today: date | None, tongue: Tongue) -> Iterator[Sentence]:
    """Each of several payers, whether the statement is disputed, and the late interest by the end of today."""
    held = shares(record)
    if len(held) > 1:
        yield from map(_share, held)
    if order_interest.is_disputed(record):
        yield _disputed(record.of["dispute"][-1], tongue)
    found = order_interest.interest(record, today, tongue.zone) if today else None
    if found and found.amount:
        daily = f"{found.rate * 100:f}".rstrip("0").rstrip(".")
        yield say(
            "Late interest up to {day}: {amount} yuan, {daily}% a day, {n} days.", day=today, amount=found.amount, daily=daily, n=found.days
        )


def _whole(money: Balance) -> Sentence:
    facts = {name: f"{getattr(money, name):.2f}" for name in ("payable", "paid", "credited", "refunded", "owed")}
    if money.refunded:
        return say("Payable {payable}, credited {credited}, paid {paid} less {refunded} paid back, owed {owed} yuan.", **facts)
    if money.credited:
        return say("Payable {payable}, credited {credited}, paid {paid}, owed {owed} yuan.", **facts)
    return say("Payable {payable}, paid {paid}, owed {owed} yuan.", **facts)


def _disputed(begun: Entry, tongue: Tongue) -> Sentence:
    at, complaint = tongue.at(begun.at), begun.filled.get("complaint")
    if complaint:
        return say("Disputed since {at}, complaint {complaint}: nobody is reminded, no late interest runs.", at=at, complaint=complaint)
    return say("Disputed since {at}: nobody is reminded, no late interest runs.", at=at)


def _share(one: Share) -> Sentence:
    label = dict(PAYERS).get(one.payer, Label(one.payer, one.payer))
    if not one.party:
        return say("{payer}: bears {amount}, owes {owed}.", payer=label, amount=one.amount, owed=one.owed)
    return say("{party} ({payer}): bears {amount}, owes {owed}.", party=one.party, payer=label, amount=one.amount, owed=one.owed)
