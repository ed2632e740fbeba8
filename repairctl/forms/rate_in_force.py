"""The form `rate_in_force`: the rates of a statement are those of its day."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from repairctl.errors import say
from repairctl.forms.verdicts import IN_ORDER, NOTHING_TO_JUDGE, fails, listed, passes
from repairctl.model import Judgement
from repairctl.readings import AsOf, Section, TableRef
from repairctl.taxpayers import GENERAL


def rate_in_force(section: Section, rates: TableRef, *, as_of: AsOf) -> Judgement:
    """Each rate that stands in the `taxes` of a statement is one of the table in force at the rule's moment `on`, for its kind of taxpayer.

    A rate past its last day is found, and so is one whose table has ended without a successor: that cannot be judged.

    Example:
        rule: {form: rate_in_force, section: settlement, rates: taxes.rates, on: first settle}
        pass:
          settlement: {taxpayer: general, taxes: [{rate: 0.09, net: 91.74, tax: 8.26}]}
          log: [{step: report, at: 2026-03-07T22:40, by: S-01}, {step: settle, at: 2026-03-10T10:00, by: S-01}]
        fail:
          settlement: {taxpayer: general, taxes: [{rate: 0.10, net: 90.91, tax: 9.09}]}
          log: [{step: report, at: 2026-03-07T22:40, by: S-01}, {step: settle, at: 2026-03-10T10:00, by: S-01}]
    """
    held = section.get("taxes")
    frozen = (
        [rate for row in held if isinstance(row, Mapping) and isinstance(rate := row.get("rate"), Decimal)]
        if isinstance(held, tuple)
        else []
    )
    if not frozen:
        return NOTHING_TO_JUDGE
    taxpayer = str(section.get("taxpayer") or GENERAL)
    known = sorted({one for row in rates.rows.values() if isinstance(one := row.get(taxpayer), Decimal)})
    ended = [rate for rate in frozen if rate not in known]
    if not ended:
        return passes(say("The rates are in force.")) if as_of.telling else IN_ORDER
    shown, there = (listed([f"{rate * 100:f}".rstrip("0").rstrip(".") + " %" for rate in some]) for some in (ended, known))
    return fails(say("Not in force on the day of the statement: {rates}; in force: {known}.", rates=shown, known=there), there, shown)
