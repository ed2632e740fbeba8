"""The form `interval`: again and again, never too long after the last time."""

from __future__ import annotations

from itertools import pairwise

from repairctl.calendars import NotCovered
from repairctl.errors import say
from repairctl.forms.verdicts import NO_LIMIT, NOT_BEGUN
from repairctl.model import Judgement, Length, Minute, Says
from repairctl.readings import AsOf, Days, Duration, Instant, Moment, Yes, in_words


def interval(
    of: Days, every: Duration, since: Moment = None, until: Moment = None, tolerance: Duration = None, roll: Yes = False, *, as_of: AsOf
) -> Judgement:
    """What must be done again every so many days or months; it passes until it is due again, then it fails.

    `of` are the days on which it was done (`trainings.date`, or `{of: trainings.date, where: {topic: safety}}`). The first time is due so
    long after `since`; without `since` it must have been done once. A later time counts from when it *was* done. `tolerance` is added to
    each limit; `roll`: a limit in a statutory holiday moves behind it. Nothing is due any more after `until`.

    Example:
        rule: {form: interval, of: hold.at, since: first report, every: 6 months, tolerance: 7 days, until: first finish}
        pass:
          log:
          - {step: report, at: 2026-03-31T09:00, by: S-01}
          - {step: hold, at: 2026-10-07T23:59, by: S-01, reason: waiting_vote}
          - {step: finish, at: 2026-11-01T09:00, by: S-01}
        fail:
          log:
          - {step: report, at: 2026-03-31T09:00, by: S-01}
          - {step: hold, at: 2026-10-08T00:01, by: S-01, reason: waiting_vote}
          - {step: finish, at: 2026-11-01T09:00, by: S-01}
    """
    if every is None:
        return NO_LIMIT
    done = sorted((one for one in of if as_of.over(as_of.stop(one) - 1)), key=as_of.stop)
    start = since if since is not None else done[0] if done else None
    if start is None:
        return NOT_BEGUN if until is not None else _NEVER
    times = [start, *(one for one in done if as_of.stop(one) > as_of.stop(start))]
    for last, then in pairwise(times):
        limit = _due(last, every, tolerance, roll, as_of)
        if as_of.stop(then) > limit:
            return _missed(last, limit, as_of.stop(then), every, as_of)
    limit = _due(times[-1], every, tolerance, roll, as_of)
    if as_of.over(limit) if until is None else as_of.stop(until) > limit:
        return _missed(times[-1], limit, None, every, as_of)
    if until is not None and as_of.over(as_of.stop(until) - 1):
        return Judgement(Says.PASS, say("Every time in time."), in_words(every))
    sentence = say("Last done {last}; due again by {limit}.", last=as_of.shown(times[-1]), limit=as_of.limit(limit))
    return Judgement(Says.PASS, sentence, in_words(every), None, limit, limit + 1)


_NEVER = Judgement(Says.FAIL, say("It was never done."))


def _due(last: Instant, every: Length, tolerance: Duration, roll: bool, as_of: AsOf) -> Minute:
    try:
        limit = as_of.due(last, every, roll)
    except NotCovered:
        if every.clock == "working_days":
            raise
        limit = as_of.due(last, every)
    return limit if tolerance is None else as_of.due(as_of.calendar.day_of(limit - 1), tolerance)


def _missed(last: Instant, limit: Minute, then: Minute | None, every: Length, as_of: AsOf) -> Judgement:
    shown, due = as_of.shown(last), as_of.limit(limit)
    if then is None:
        sentence = say("Last done {last}; it was due again by {limit}.", last=shown, limit=due)
    else:
        sentence = say("Done {last}, and again only {then}; it was due by {limit}.", last=shown, then=as_of.at(then), limit=due)
    return Judgement(Says.FAIL, sentence, in_words(every), None if then is None else as_of.at(then), limit)
