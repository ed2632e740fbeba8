"""The form `sum_is`: several amounts come to another, to the fen."""

from __future__ import annotations

from repairctl.errors import say
from repairctl.forms.verdicts import IN_ORDER, NOTHING_TO_JUDGE, fails, passes, waits
from repairctl.model import Judgement
from repairctl.readings import Amount, AsOf, Sum


def sum_is(sum_of: Sum, is_: Amount, *, as_of: AsOf) -> Judgement:
    """Amounts that together must be another amount, to the fen. Where there is nothing to add, there is nothing to judge.

    `sum_of` is `{rows: credit.lines, of: [quantity, unit_price]}`: of each row these are multiplied, half up to 0.01, and added;
    `where: {kind: discount}` adds only those rows.

    Example:
        rule: {form: sum_is, sum_of: {rows: credit.lines, of: [quantity, unit_price]}, is: credit.amount}
        pass:
          log:
          - {step: report, at: 2026-03-02T09:00, by: S-01}
          - step: credit
            at: 2026-03-05T09:00
            by: S-01
            amount: 37.00
            reason: 少用一米
            lines: [{kind: material, quantity: 2.0, unit_price: 18.50}]
        fail:
          log:
          - {step: report, at: 2026-03-02T09:00, by: S-01}
          - step: credit
            at: 2026-03-05T09:00
            by: S-01
            amount: 37.01
            reason: 少用一米
            lines: [{kind: material, quantity: 2.0, unit_price: 18.50}]
    """
    if sum_of is None:
        return NOTHING_TO_JUDGE
    if is_ is None:
        return waits(say("They come to {total}.", total=sum_of), sum_of)
    if sum_of == is_:
        return passes(say("They come to {total}.", total=sum_of), is_, sum_of) if as_of.telling else IN_ORDER
    return fails(say("They come to {total}, not to {stated}: {over} apart.", total=sum_of, stated=is_, over=abs(sum_of - is_)), is_, sum_of)
