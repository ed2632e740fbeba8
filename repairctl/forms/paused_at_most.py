"""The form `paused_at_most`: the work may stand still only so long, all its holds together."""

from __future__ import annotations

from repairctl.calendars import merged
from repairctl.errors import say
from repairctl.forms.telling import stretches
from repairctl.forms.verdicts import IN_ORDER, NO_LIMIT, NOTHING_TO_JUDGE, cannot_tell, passes
from repairctl.model import Judgement, Length, Minute, Says, Span
from repairctl.readings import AsOf, Duration, Moment, Pauses, in_words

_DAY = 1440


def paused_at_most(pause: Pauses, at_most: Duration, until: Moment = None, *, as_of: AsOf) -> Judgement:
    """All the holds that stop a clock may together last at most so long; exactly so long is allowed.

    `pause` names the reasons, as for `deadline`; a hold that stops no clock (without evidence, before `after`) is not counted here
    either. The time is measured in the clock of `at_most`: a working day has 24 hours of a working day, a day 24 hours. A hold that goes
    on counts to the as-of, or to `until`.

    Example:
        rule: {form: paused_at_most, pause: {reasons: [waiting_parts]}, at_most: 2 days, until: first finish}
        pass:
          log:
          - {step: report, at: 2026-03-02T09:00, by: S-01}
          - {step: hold, at: 2026-03-02T10:00, by: S-11, reason: waiting_parts, evidence: [采购单 17]}
          - {step: resume, at: 2026-03-04T10:00, by: S-11}
        fail:
          log:
          - {step: report, at: 2026-03-02T09:00, by: S-01}
          - {step: hold, at: 2026-03-02T10:00, by: S-11, reason: waiting_parts, evidence: [采购单 17]}
          - {step: resume, at: 2026-03-04T10:01, by: S-11}
    """
    if at_most is None:
        return NO_LIMIT
    if not pause:
        return NOTHING_TO_JUDGE
    if at_most.clock == "months":
        return cannot_tell(say("Holds are not counted in months; write days or working days."))
    end = as_of.cut if until is None else min(as_of.stop(until), as_of.cut)
    if end == as_of.cut and any(one.stop is None for one in pause):
        end = as_of.minute  # a hold goes on with the clock
    held = [(a, min(b, end)) for a, b in merged(stretches(pause, end)) if a < end]
    most = at_most.n if at_most.clock in ("minutes", "office_minutes") else at_most.n * _DAY
    lasted = [as_of.calendar.minutes(at_most.clock, a, b) for a, b in held]
    total, limit = sum(lasted), _limit(held, lasted, most, at_most, as_of)
    if total > most:
        return _too_long(total, most, at_most, limit, as_of)
    goes_on = until is None and any(one.stop is None and one.refused is None for one in pause)
    if goes_on:
        limit = as_of.calendar.reached(end, most - total, at_most.clock)
        sentence = say("The work may stand still until {limit}: {most} in all.", limit=as_of.limit(limit), most=in_words(at_most))
        return Judgement(Says.OPEN, sentence, in_words(at_most), Span(total), limit, limit + 1)
    return (
        passes(say("The work stood still for {total}.", total=Span(total)), in_words(at_most), Span(total)) if as_of.telling else IN_ORDER
    )


def _limit(held: list[tuple[Minute, Minute]], lasted: list[int], most: int, at_most: Length, as_of: AsOf) -> Minute:
    """The minute at which the holds had lasted as long as they may."""
    left = most
    for (start, _), minutes in zip(held, lasted, strict=True):
        if left <= minutes:
            return as_of.calendar.reached(start, left, at_most.clock)
        left -= minutes
    return as_of.cut


def _too_long(total: int, most: int, at_most: Length, limit: Minute, as_of: AsOf) -> Judgement:
    sentence = say(
        "The work stood still for {total}, {over} more than {most}; that was reached at {limit}.",
        total=Span(total),
        over=Span(total - most),
        most=in_words(at_most),
        limit=as_of.at(limit),
    )
    return Judgement(Says.FAIL, sentence, in_words(at_most), Span(total), limit)
