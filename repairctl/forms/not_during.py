"""The form `not_during`: what may not happen while something else goes on."""

from __future__ import annotations

from repairctl.errors import say
from repairctl.forms.verdicts import IN_ORDER, NOT_BEGUN, NOTHING_TO_JUDGE, fails, passes
from repairctl.model import Judgement
from repairctl.readings import AsOf, Moment, Pauses


def not_during(at: Moment, pause: Pauses, *, as_of: AsOf) -> Judgement:
    """A moment that may not lie within a stretch: nobody is reminded while the statement is disputed. The end no longer belongs to it.

    `pause` is `{from: dispute, to: resolve}`, from each of the one steps to the next of the other, or the holds with some reasons.

    Example:
        rule: {form: not_during, each: remind, at: this, pause: {from: dispute, to: resolve}}
        pass:
          log:
          - {step: report, at: 2026-03-02T09:00, by: S-01}
          - {step: dispute, at: 2026-03-03T09:00, by: S-01, why: 工时不对}
          - {step: resolve, at: 2026-03-04T09:00, by: S-01, outcome: withdrawn}
          - {step: remind, at: 2026-03-04T09:00, by: S-02}
        fail:
          log:
          - {step: report, at: 2026-03-02T09:00, by: S-01}
          - {step: dispute, at: 2026-03-03T09:00, by: S-01, why: 工时不对}
          - {step: remind, at: 2026-03-04T08:59, by: S-02}
          - {step: resolve, at: 2026-03-04T09:00, by: S-01, outcome: withdrawn}
    """
    if at is None:
        return NOT_BEGUN
    if not pause:
        return NOTHING_TO_JUDGE
    minute = as_of.stop(at)
    for one in (one for one in pause if one.refused is None):
        if one.start <= minute and (one.stop is None or minute < one.stop):
            since = as_of.at(one.start)
            return fails(
                say("{at} lies in a stretch that began at {since}: {reason}.", at=as_of.at(minute), since=since, reason=one.reason)
            )
    return passes(say("{at} lies outside of it.", at=as_of.at(minute))) if as_of.telling else IN_ORDER
