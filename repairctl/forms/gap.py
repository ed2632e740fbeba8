"""The form `gap`: never silent for longer than so long."""

from __future__ import annotations

from itertools import pairwise

from repairctl.errors import say
from repairctl.forms.deadline import called_off
from repairctl.forms.telling import Run
from repairctl.forms.verdicts import IN_ORDER, NO_LIMIT, NOT_BEGUN, does_not_apply, passes
from repairctl.model import Judgement, Later, Length, Minute, Says
from repairctl.readings import AsOf, Duration, Events, Moment, in_words


def gap(from_: Moment, to: Moment, events: Events, at_most: Duration, *, as_of: AsOf) -> Judgement:
    """From one moment to another never silent for longer than so long: each of the `events` between begins the silence anew.

    Until `to` has happened, the silence runs on to the as-of.

    Example:
        rule: {form: gap, each: hold, from: this, to: next resume, events: [note], at_most: 7 days}
        pass:
          log:
          - {step: report, at: 2026-03-02T09:00, by: S-01}
          - {step: hold, at: 2026-03-02T10:00, by: S-11, reason: waiting_parts}
          - {step: note, at: 2026-03-09T18:00, by: S-01, text: 配件在途}
          - {step: resume, at: 2026-03-15T09:00, by: S-11}
        fail:
          log:
          - {step: report, at: 2026-03-02T09:00, by: S-01}
          - {step: hold, at: 2026-03-02T10:00, by: S-11, reason: waiting_parts}
          - {step: resume, at: 2026-03-15T09:00, by: S-11}
    """
    if from_ is None:
        return NOT_BEGUN
    if at_most is None:
        return NO_LIMIT
    start, off = as_of.stop(from_), called_off(from_, to, as_of)
    goes_on = to is None and off is None
    end = as_of.stop(to) if to is not None else as_of.cut if off is None else off
    points = [start, *(one for one in events if start < one < end), end]
    for a, b in pairwise(points):
        limit = as_of.due(a, at_most)
        if b > limit:
            return _silent(a, as_of.minute if goes_on and b == end else b, limit, at_most, as_of)
    if not as_of.telling and off is None:
        return IN_ORDER if to is not None else _open_briefly(points[-2], at_most, as_of)
    if to is not None or off is not None:
        return passes(say("Never silent for longer than {limit}.", limit=in_words(at_most))) if off is None else _CALLED_OFF
    return _open(points[-2], at_most, as_of)


_CALLED_OFF = does_not_apply(say("The record was called off before the silence was too long."))


def _silent(a: Minute, b: Minute, limit: Minute, at_most: Length, as_of: AsOf) -> Judgement:
    run = Run(a, b, b < as_of.cut, at_most, (), None, limit, as_of)
    sentence = say(
        "Nothing was recorded from {start} to {stop}; the limit was {limit}.", start=as_of.at(a), stop=as_of.at(b), limit=as_of.limit(limit)
    )
    return Judgement(Says.FAIL, sentence, in_words(at_most), as_of.at(b), limit, working=Later(run.lines))


def _open_briefly(since: Minute, at_most: Length, as_of: AsOf) -> Judgement:
    limit = as_of.due(since, at_most)
    return Judgement(Says.OPEN, _WORD_DUE, limit=limit, turns_at=limit + 1)


_WORD_DUE = say("A word is due.")


def _open(since: Minute, at_most: Length, as_of: AsOf) -> Judgement:
    limit = as_of.due(since, at_most)
    sentence = say("A word is due by {limit}; the last was at {since}.", limit=as_of.limit(limit), since=as_of.at(since))
    return Judgement(Says.OPEN, sentence, as_of.limit(limit), None, limit, limit + 1)
