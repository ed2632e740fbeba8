"""The form `refundable`: only what was paid too much is paid back."""

from __future__ import annotations

from decimal import Decimal

from repairctl.errors import say
from repairctl.forms.verdicts import IN_ORDER, NOTHING_TO_JUDGE, fails, passes
from repairctl.model import Judgement
from repairctl.readings import Amount, AsOf, Payments

_NOTHING = Decimal("0.00")


def refundable(
    refunds: Payments, received: Payments, payable: Amount = None, less: Amount = None, more: Payments = (), *, as_of: AsOf
) -> Judgement:
    """Refunds together may be at most what was received above what had to be paid. Without a statement nothing had to be paid.

    `received` counts payments and credits; `less` is the deposit, which the statement has taken off already; `more` became payable later.

    Example:
        rule: {form: refundable, refunds: refund.amount, received: [pay.amount, credit.amount], payable: settlement.payable}
        pass:
          settlement: {payable: 100.00}
          log:
          - {step: report, at: 2026-03-02T09:00, by: S-01}
          - {step: pay, at: 2026-03-03T09:00, by: S-01, amount: 120.00}
          - {step: refund, at: 2026-03-04T09:00, by: S-01, amount: 20.00}
        fail:
          settlement: {payable: 100.00}
          log:
          - {step: report, at: 2026-03-02T09:00, by: S-01}
          - {step: pay, at: 2026-03-03T09:00, by: S-01, amount: 120.00}
          - {step: refund, at: 2026-03-04T09:00, by: S-01, amount: 20.01}
    """
    if not refunds:
        return NOTHING_TO_JUDGE
    given_back, came = (sum((one.amount for one in some), _NOTHING) for some in (refunds, received))
    borne = (payable or _NOTHING) + (less or _NOTHING) + sum((one.amount for one in more), _NOTHING) if payable is not None else _NOTHING
    over = max(came - borne, _NOTHING)
    if given_back <= over:
        return (
            passes(say("{refunded} was paid back of {over} too much.", refunded=given_back, over=over), over, given_back)
            if as_of.telling
            else IN_ORDER
        )
    return fails(say("{refunded} was paid back, but only {over} was paid too much.", refunded=given_back, over=over), over, given_back)
