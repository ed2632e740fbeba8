"""The form `valid_on`: what is relied on is valid on the day on which it is."""

from __future__ import annotations

from repairctl.errors import say
from repairctl.forms.verdicts import IN_ORDER, NOT_BEGUN, NOTHING_TO_JUDGE, fails, passes
from repairctl.model import Judgement
from repairctl.readings import AsOf, Moment


def valid_on(at: Moment, to: Moment = None, from_: Moment = None, *, as_of: AsOf) -> Judgement:
    """A document, a certificate, a price or a promise is relied on only while it is valid: not before `from`, not after `to`.

    The first day and the last count. A bound that is not filled does not bind; without both there is nothing to judge.

    Example:
        rule: {form: valid_on, at: first approve, to: quote.valid_to}
        pass:
          log:
          - {step: report, at: 2026-03-02T09:00, by: S-01}
          - {step: quote, at: 2026-03-02T09:30, by: S-01, total: 860.00, valid_to: 2026-03-09}
          - {step: approve, at: 2026-03-09T23:59, by: S-01}
        fail:
          log:
          - {step: report, at: 2026-03-02T09:00, by: S-01}
          - {step: quote, at: 2026-03-02T09:30, by: S-01, total: 860.00, valid_to: 2026-03-09}
          - {step: approve, at: 2026-03-10T00:01, by: S-01}
    """
    if at is None:
        return NOT_BEGUN
    if from_ is None and to is None:
        return NOTHING_TO_JUDGE
    minute = as_of.stop(at)
    if from_ is not None and minute < (from_ if isinstance(from_, int) else as_of.calendar.start_of(from_)):
        return fails(say("On {day} it is not valid yet; it is from {first}.", day=as_of.shown(at), first=as_of.shown(from_)), from_, at)
    if to is not None and minute > as_of.stop(to):
        return fails(say("On {day} it is no longer valid; it was to {last}.", day=as_of.shown(at), last=as_of.shown(to)), to, at)
    return passes(say("It is valid on {day}.", day=as_of.shown(at))) if as_of.telling else IN_ORDER
