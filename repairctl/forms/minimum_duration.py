"""The form `minimum_duration`: from one moment to another at least so long."""

from __future__ import annotations

from datetime import date, timedelta

from repairctl.errors import say
from repairctl.forms.verdicts import IN_ORDER, NO_LIMIT, NOTHING_TO_JUDGE, fails, passes
from repairctl.model import Judgement, Length, Minute, Says, Span
from repairctl.readings import AsOf, Duration, Instant, Moment, in_words


def minimum_duration(from_: Moment, to: Moment, at_least: Duration, *, as_of: AsOf) -> Judgement:
    """From one moment to another at least so long. Between two days both are counted: from the 10th to the 11th are two days.

    Where `to` is set and `from` has not happened, the verdict is open as long as it could still be early enough, then fail.

    Example:
        rule: {form: minimum_duration, from: plan.start, to: plan.end, at_least: 2 days}
        pass: {plan: {start: 2026-06-10, end: 2026-06-11}, log: [{step: report, at: 2026-06-08T20:15, by: S-01}]}
        fail: {plan: {start: 2026-06-10, end: 2026-06-10}, log: [{step: report, at: 2026-06-08T20:15, by: S-01}]}
    """
    if at_least is None:
        return NO_LIMIT
    if to is None:
        return NOTHING_TO_JUDGE
    latest = _latest(to, at_least, as_of)
    if from_ is None:
        return _not_begun(latest, at_least, as_of)
    enough = as_of.stop(from_) <= latest
    if enough and not as_of.telling:
        return IN_ORDER
    lasts = _lasts(from_, to, as_of)
    sentence = say(
        "From {start} to {stop} are {lasts}; the least is {least}.",
        start=as_of.shown(from_),
        stop=as_of.shown(to),
        lasts=lasts,
        least=in_words(at_least),
    )
    judge = passes if enough else fails
    return judge(sentence, in_words(at_least), lasts)


def _latest(to: Instant, at_least: Length, as_of: AsOf) -> Minute:
    """The last minute at which `from` would be early enough. A day counts whole."""
    if isinstance(to, date):
        return as_of.calendar.end_of(_back(to, at_least, as_of))
    if at_least.clock == "minutes":
        return to - at_least.n
    return as_of.calendar.start_of(_back(as_of.day(to) - timedelta(1), at_least, as_of))


def _back(last: date, at_least: Length, as_of: AsOf) -> date:
    """The first day of so many that end with `last`, both counted."""
    if at_least.clock == "minutes":
        return last - timedelta(-(-at_least.n // 1440))
    day = last
    while as_of.calendar.after(day - timedelta(1), at_least) > last:
        day -= timedelta(1)
    return day


def _lasts(start: Instant, stop: Instant, as_of: AsOf) -> object:
    if isinstance(start, date) or isinstance(stop, date):
        return in_words(Length((as_of.day(stop) - as_of.day(start)).days + 1, "days"))
    return Span(stop - start)


def _not_begun(latest: Minute, at_least: Length, as_of: AsOf) -> Judgement:
    least, limit = in_words(at_least), as_of.limit(latest)
    if not as_of.over(latest):
        sentence = say("Not there yet; {least} before, that is by {limit}, is early enough.", least=least, limit=limit)
        return Judgement(Says.OPEN, sentence, least, None, latest, latest + 1)
    return Judgement(
        Says.FAIL, say("Not there yet; it had to be there by {limit}, {least} before.", least=least, limit=limit), least, None, latest
    )
