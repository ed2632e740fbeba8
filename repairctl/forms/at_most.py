"""The form `at_most`: an amount that may not exceed a part of another."""

from __future__ import annotations

from decimal import Decimal

from msgspec.structs import replace

from repairctl.errors import Sentence, say
from repairctl.forms.verdicts import IN_ORDER, NO_LIMIT, NOTHING_TO_JUDGE, fails, passes, waits
from repairctl.model import Judgement
from repairctl.money import half_up
from repairctl.readings import Amount, AsOf, Percent, Total

_NOTHING = Decimal("0.00")


def at_most(value: Amount, of: Amount, percent: Percent = Decimal(1), plus: Total = _NOTHING, *, as_of: AsOf) -> Judgement:
    """An amount that may be at most so many percent of another, and what was added to it. Exactly as much is allowed.

    The limit is rounded half up to 0.01. `plus` adds the amounts of a step in which another field is filled: extra work agreed to.

    Example:
        rule: {form: at_most, value: settlement.total, of: quote.total, percent: 110 %, plus: {of: consent.amount, with: owner_ok_at}}
        pass:
          settlement: {total: 946.00}
          log: [{step: report, at: 2026-03-02T09:00, by: S-01}, {step: quote, at: 2026-03-02T09:30, by: S-01, total: 860.00}]
        fail:
          settlement: {total: 946.01}
          log: [{step: report, at: 2026-03-02T09:00, by: S-01}, {step: quote, at: 2026-03-02T09:30, by: S-01, total: 860.00}]
    """
    if of is None:
        return NOTHING_TO_JUDGE
    if percent is None:
        return NO_LIMIT
    limit = half_up(of * percent) + plus
    if value is None:
        return waits(say("The limit is {limit}.", limit=limit), limit)
    if value <= limit and not as_of.telling:
        return IN_ORDER
    if value <= limit:
        within = say("{value} is within the limit {limit}.", value=value, limit=limit)
        return replace(passes(within, limit, value), working=_reckoned(of, percent, plus, limit))
    sentence = say(
        "{value} is {over} over the limit {limit} ({percent} % of {of}, and {plus}).",
        value=value,
        over=value - limit,
        limit=limit,
        percent=percent * 100,
        of=of,
        plus=plus,
    )
    return replace(fails(sentence, limit, value), working=_reckoned(of, percent, plus, limit))


def _reckoned(of: Decimal, percent: Decimal, plus: Decimal, limit: Decimal) -> tuple[Sentence, ...]:
    """The limit, for whoever reckons it again by hand."""
    return (say("limit: {of} x {percent} % + {plus} = {limit}", of=of, percent=f"{(percent * 100).normalize():f}", plus=plus, limit=limit),)
