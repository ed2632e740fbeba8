"""Tax, total, what moved on the account and what is owed by when: each number computed again from the record."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal

from repairctl.actions.price_about import About
from repairctl.errors import RepairError, Sentence, say
from repairctl.figures.postings import SORTS, postings
from repairctl.kinds import order_interest, order_money
from repairctl.kinds.order_shares import ZERO
from repairctl.kinds.order_sheet import PAYERS, PAYMENT_METHODS
from repairctl.model import Plain, moment_of
from repairctl.taxpayers import TAX_ROUNDINGS, TAXPAYERS


def tax(about: About) -> Iterator[Sentence]:
    """Net and tax of each rate as they come out of the lines, and how they are rounded."""
    computed = _computed(about)
    rows = computed.get("settlement.taxes")
    if not about.settled or not isinstance(rows, tuple):
        return
    if source := about.source("taxes", about.at):
        yield say("{source}; taxpayer: {kind}", source=source, kind=_of(TAXPAYERS, computed, "taxpayer", about))
    net = about.record.value("settlement.prices") == "without_tax"
    for row in rows:
        if isinstance(row, Mapping):
            yield _rate(row, net)
    yield say("rounded half up to 0.01, {how}", how=_of(TAX_ROUNDINGS, computed, "tax_rounding", about))


def total(about: About) -> Iterator[Sentence]:
    """Net and tax make the total; it in words; what is taken off it at once."""
    computed = _computed(about)
    if not about.settled or "settlement.total" not in computed:
        return
    facts = {name: computed.get(f"settlement.{name}") for name in ("net", "tax", "total", "in_words", "payable")}
    yield say("{net} + {tax} = {total}", **{name: facts[name] for name in ("net", "tax", "total")})
    yield say("in words: {in_words}", in_words=facts["in_words"])
    deposit, retention = (_amount(about.record.value(f"settlement.{name}")) for name in ("deposit", "retention"))
    if deposit or retention:
        taken = {"deposit": deposit, "retention": retention}
        yield say(
            "{total} - deposit {deposit} - retention {retention} = payable {payable}",
            total=facts["total"],
            payable=facts["payable"],
            **taken,
        )


def account(about: About) -> Iterator[Sentence]:
    """Each posting and the balance after it."""
    balance = ZERO
    for one in postings(about.record):
        balance += one.amount
        facts = {
            "at": about.when(one.at),
            "amount": f"{one.amount:+f}",
            "balance": balance,
            "sort": SORTS[one.sort],
            "reference": one.reference,
        }
        how = next((label for key, label in PAYMENT_METHODS if key == one.method), "")
        yield say("{at} {sort} {how} {reference} {amount}, balance {balance}", how=how, **facts)


def owed(about: About) -> Iterator[Sentence]:
    """What each payer still owes, and by when."""
    for one in order_money.shares(about.record):
        who = dict(PAYERS).get(one.payer, one.payer)
        facts = {"who": who, "party": one.party, "owed": one.owed, "due": one.due}
        yield say("{who} {party}: {owed}, due {due}", **facts) if one.due else say("{who} {party}: {owed}, no due day", **facts)
    if order_interest.is_disputed(about.record):
        dispute = about.record.of["dispute"][-1]
        yield say("disputed since {at}: {why}", at=about.when(dispute.at), why=str(dispute.filled.get("why") or ""))
    yield from _late(about)
    yield from about.said("PAY-OVERDUE")


def _late(about: About) -> Iterator[Sentence]:
    """The agreed late interest by the end of the day asked for."""
    day = moment_of(about.office.as_of, about.office.zone).date()
    late = order_interest.interest(about.record, day, about.office.zone)
    if late and late.amount:
        daily = f"{(late.rate * 100).normalize():f}"
        terms = [say("{balance} x {daily} % x {n} days", balance=balance, daily=daily, n=days) for balance, days in late.balances]
        yield say("late interest by {day}: {terms} = {amount}", day=day, terms=terms, amount=late.amount)


def _computed(about: About) -> Mapping[str, Plain]:
    """What the act would freeze by the tables that were in force then; nothing where a table or calendar is missing."""
    entry = about.record.last("settle")
    try:
        return order_money.settled(about.record, entry, about.values) if entry else {}
    except RepairError:
        return {}


def _rate(row: Mapping[str, Plain], net_prices: bool) -> Sentence:
    rate, net, tax = (_amount(row.get(name)) for name in ("rate", "net", "tax"))
    percent = f"{(rate * 100).normalize():f}"
    if net_prices:
        return say("{percent} %: {net} x {percent} % = tax {tax}", percent=percent, net=net, tax=tax)
    return say(
        "{percent} %: {gross} / {divisor} = net {net}, tax {tax}", percent=percent, gross=net + tax, divisor=1 + rate, net=net, tax=tax
    )


def _of(choices: tuple[tuple[str, object], ...], computed: Mapping[str, Plain], name: str, about: About) -> object:
    key = str(computed.get(f"settlement.{name}") or about.record.value(f"settlement.{name}") or about.values.office.get(name) or "")
    return dict(choices).get(key, key or choices[0][1])


def _amount(held: Plain) -> Decimal:
    return held if isinstance(held, Decimal) else ZERO
