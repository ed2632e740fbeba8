"""The value form `reached`: when a sum was complete."""

from __future__ import annotations

from decimal import Decimal

from repairctl.model import Minute
from repairctl.readings import Amount, AsOf, Moment, Payments


def reached(sum_of: Payments, total: Amount, from_: Moment = None, less: Amount = None, *, as_of: AsOf) -> Minute | None:
    """The moment at which the amounts of a step, or of several, came to the total; nothing as long as they do not.

    A total of 0 is reached at `from`. What was paid before `from` counts too, except as much of it as `less` has already taken off the
    total: a deposit. Used by the rules of the version under its name: `to: paid`.

    Example:
        values: {paid: {form: reached, sum_of: [pay.amount, credit.amount], total: settlement.payable, from: first settle}}
        rule: {form: deadline, from: first settle, to: paid, within: 15 days}
        pass:
          settlement: {payable: 100.00}
          log:
          - {step: report, at: 2026-03-01T09:00, by: S-01}
          - {step: settle, at: 2026-03-02T09:00, by: S-01}
          - {step: pay, at: 2026-03-03T09:00, by: S-01, amount: 99.99}
          - {step: pay, at: 2026-03-17T23:59, by: S-01, amount: 0.01}
        fail:
          settlement: {payable: 100.00}
          log:
          - {step: report, at: 2026-03-01T09:00, by: S-01}
          - {step: settle, at: 2026-03-02T09:00, by: S-01}
          - {step: pay, at: 2026-03-03T09:00, by: S-01, amount: 0.01}
    """
    if total is None:
        return None
    if total <= 0:
        return as_of.stop(from_) if from_ is not None else None
    paid, taken_off = Decimal("0.00"), less or Decimal("0.00")
    for one in sum_of:
        early = min(taken_off, one.amount) if from_ is not None and one.at < as_of.stop(from_) else Decimal("0.00")
        taken_off -= early
        paid += one.amount - early
        if paid >= total:
            return one.at
    return None
