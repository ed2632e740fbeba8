"""The form `sequence`: moments that must follow one another."""

from __future__ import annotations

from datetime import date
from itertools import pairwise

from repairctl.errors import say
from repairctl.forms.verdicts import NOTHING_TO_JUDGE, fails, passes
from repairctl.model import Judgement, Minute
from repairctl.readings import AsOf, Instant, Moments, Yes


def sequence(order: Moments, whole_days: Yes = False, *, as_of: AsOf) -> Judgement:
    """Moments that must not come before those that are named before them. The same minute is in order; what has not come is left out.

    A day and a moment of that day are in order either way; with `whole_days: true` the day must have ended first.

    Example:
        rule: {form: sequence, each: consent, order: [.owner_ok_at, next finish]}
        pass:
          log:
          - {step: report, at: 2026-03-02T09:00, by: S-01}
          - {step: consent, at: 2026-03-02T10:00, by: S-11, amount: 152.00, owner_ok_at: 2026-03-02T10:00}
          - {step: finish, at: 2026-03-02T11:00, by: S-11}
        fail:
          log:
          - {step: report, at: 2026-03-02T09:00, by: S-01}
          - {step: consent, at: 2026-03-02T10:30, by: S-11, amount: 152.00, owner_ok_at: 2026-03-02T11:30}
          - {step: finish, at: 2026-03-02T11:00, by: S-11}
    """
    known = [(name, at) for name, at in order if at is not None]
    if len(known) < 2:
        return NOTHING_TO_JUDGE
    for (one, a), (other, b) in pairwise(known):
        if _before(b, a, as_of):
            sentence = say("{other} ({b}) comes before {one} ({a}).", other=other, b=as_of.shown(b), one=one, a=as_of.shown(a))
            return fails(sentence, one, other)
        if whole_days and isinstance(a, date) and _begins(b, as_of) < as_of.calendar.end_of(a):
            sentence = say("{other} ({b}) comes before the end of {one} ({a}).", other=other, b=as_of.shown(b), one=one, a=a)
            return fails(sentence, one, other)
    return _IN_ORDER


_IN_ORDER = passes(say("The moments follow one another."))


def _begins(b: Instant, as_of: AsOf) -> Minute:
    return as_of.calendar.start_of(b) if isinstance(b, date) else b


def _before(b: Instant, a: Instant, as_of: AsOf) -> bool:
    """A day and a moment of that day are in order either way."""
    if isinstance(a, date) or isinstance(b, date):
        return as_of.day(b) < as_of.day(a)
    return b < a
