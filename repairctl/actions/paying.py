"""Money that comes in: what is unusual about an amount and must be confirmed. Reads the order; writes nothing."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from repairctl.actions.balance import balance
from repairctl.actions.working import Working
from repairctl.errors import Sentence, say
from repairctl.kinds import KINDS
from repairctl.office import Office

TIMES_THE_QUOTE = 10


def unusual(office: Office, name: str, amount: Decimal) -> Iterator[Sentence]:
    """Why an amount should be looked at again: more than is owed, far more than was quoted, more than the office lets pass."""
    working = Working(office)
    order = KINDS["order"]
    record = working.current(order, working.full_id(order, name)[1])
    money = balance(record)
    facts = {"id": record.id, "amount": amount}
    if money.owed is not None and amount > money.owed:
        yield say("{amount} is more than {id} owes: {owed}.", **facts, owed=money.owed)
    if money.quoted and amount > TIMES_THE_QUOTE * money.quoted:
        yield say("{amount} is more than {n} times the quote of {id}, {quoted}.", **facts, n=TIMES_THE_QUOTE, quoted=money.quoted)
    above = office.settings.get("confirm_above")
    if isinstance(above, Decimal) and amount > above:
        yield say("{amount} is more than {above}, above which office.yaml has payments confirmed.", amount=amount, above=above)
