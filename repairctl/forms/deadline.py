"""The form `deadline`: from one moment to another at most so long."""

from __future__ import annotations

from datetime import date

from msgspec.structs import replace

from repairctl.calendars import NotCovered, Stretch
from repairctl.errors import Sentence, say
from repairctl.forms.telling import Run, stretches
from repairctl.forms.verdicts import NO_LIMIT, NOT_BEGUN, does_not_apply, waits
from repairctl.model import Judgement, Later, Length, Minute, Says, Span
from repairctl.readings import Agreed, AsOf, Limit, Moment, Pauses, Yes
from repairctl.readings.shapes import Agreement, Awaited, Bound, Instant


def deadline(
    from_: Moment, to: Moment, within: Limit, pause: Pauses = (), agreed: Agreed = (), roll: Yes = False, *, as_of: AsOf
) -> Judgement:
    """From one moment to another at most so long. Exactly at the limit is in time.

    `within` is a length (`4 h`, `3 working days`), the column of a table (`priorities.arrive`), or a moment or day of the record
    (`plan.end`; a day ends at 24:00). A clock of days, working days or months leaves its first day out and ends at 24:00.
    Until `to` has happened the verdict is open; once the limit has passed it is fail, also while the matter is still open.

    `pause` names the reasons for which a hold stops the clock; a hold without evidence never does, nor one before the moment `after`.
    `agreed` is an appointment that replaces the limit if it was made before the limit ran out, with a `grace`; where there is no
    limit, it is one. A `grace` from a table that says `none` lets no appointment count.
    `roll`: a period that ends in a statutory holiday ends on the day after it.

    Example:
        rule: {form: deadline, from: first report, to: first arrive, within: 4 h}
        pass: {log: [{step: report, at: 2026-10-01T09:00, by: S-01}, {step: arrive, at: 2026-10-01T13:00, by: S-12}]}
        fail: {log: [{step: report, at: 2026-10-01T09:00, by: S-01}, {step: arrive, at: 2026-10-01T13:01, by: S-12}]}
    """
    if from_ is None:
        return NOT_BEGUN
    if within is None and not agreed:
        return NO_LIMIT
    off = called_off(from_, to, as_of)
    if isinstance(within, Awaited):
        return _awaits(within, off)
    stop = as_of.stop(to) if to is not None else as_of.minute if off is None else off
    held = stretches(pause, stop) if pause else ()
    if within is None:
        return _by_appointment(Run(from_, stop, to is not None, None, pause, None, None, as_of), agreed, off)
    try:
        limit = _limit(from_, within, held, roll, as_of)
    except NotCovered as unknown:
        return _beyond_calendar(Run(from_, stop, to is not None, within, pause, None, None, as_of), unknown, held, roll)
    limit, appointment = _appointed(limit, None, agreed, stop) if agreed else (limit, None)
    if stop <= limit and off is None and not as_of.telling:
        return (
            Judgement(Says.PASS, _IN_TIME, None, None, limit)
            if to is not None
            else Judgement(Says.OPEN, _OPEN, None, None, limit, limit + 1)
        )
    return _judged(Run(from_, stop, to is not None, within, pause, appointment, limit, as_of), limit, off)


def called_off(start: Instant, to: Instant | None, as_of: AsOf) -> Minute | None:
    """When the record was called off, if that ended this clock."""
    off = as_of.called_off
    return off if off is not None and to is None and as_of.stop(start) <= off and as_of.over(off - 1) else None


def _limit(start: Instant, bound: Length | date | Minute, held: tuple[Stretch, ...], roll: bool, as_of: AsOf) -> Minute:
    if isinstance(bound, Length):
        return as_of.calendar.due(start, bound, held, roll) if held else as_of.due(start, bound, roll)
    if isinstance(bound, int) or not held:
        return as_of.stop(bound)
    days = (bound - as_of.day(start)).days
    return as_of.calendar.due(start, Length(days, "days"), held) if days > 0 else as_of.stop(bound)


def _by_appointment(run: Run, agreed: Agreed, off: Minute | None) -> Judgement:
    """Only the appointments set a limit: the first that was made, until another replaces it in time."""
    first = min(agreed, key=lambda one: one.made)
    if first.made > run.stop:
        return NO_LIMIT
    limit, appointment = _appointed(first.visit + first.grace, first, agreed, run.stop)
    return _judged(replace(run, agreed=appointment, limit=limit), limit, off)


def _appointed(limit: Minute, last: Agreement | None, agreed: Agreed, stop: Minute) -> tuple[Minute, Agreement | None]:
    """Each appointment made before the limit of its time ran out replaces it."""
    for one in sorted(agreed, key=lambda one: one.made):
        if one.made <= min(limit, stop):
            limit, last = one.visit + one.grace, one
    return limit, last


def _judged(run: Run, limit: Minute, off: Minute | None) -> Judgement:
    in_time = run.stop <= limit
    if not run.stopped and in_time:
        return _called_off() if off is not None else _open(run, limit)
    working = Later(run.lines) if run.as_of.telling or not in_time else ()
    says = Says.PASS if in_time else Says.FAIL
    actual = run.as_of.at(run.stop) if run.stopped else None
    return Judgement(says, _sentence(run, limit, in_time), run.as_of.limit(limit), actual, limit, working=working)


def _open(run: Run, limit: Minute) -> Judgement:
    sentence = say("To be done by {limit}: {allowed}.", limit=run.as_of.limit(limit), allowed=run.allowed())
    working = run.lines() if run.as_of.telling else ()
    return Judgement(Says.OPEN, sentence, run.as_of.limit(limit), None, limit, limit + 1, working)


def _sentence(run: Run, limit: Minute, in_time: bool) -> Sentence:
    shown, allowed = run.as_of.limit(limit), run.allowed()
    if in_time:
        return say("{stop} is in time; the limit is {limit}: {allowed}.", stop=run.as_of.at(run.stop), limit=shown, allowed=allowed)
    over = Span(run.stop - limit)
    if run.stopped:
        stop = run.as_of.at(run.stop)
        return say("{stop} is {over} after the limit {limit}: {allowed}.", stop=stop, over=over, limit=shown, allowed=allowed)
    return say("Not done yet, {over} after the limit {limit}: {allowed}.", over=over, limit=shown, allowed=allowed)


def _beyond_calendar(run: Run, unknown: NotCovered, held: tuple[Stretch, ...], roll: bool) -> Judgement:
    """The limit lies on a day that no calendar covers. What happened before that day is in time; NotCovered again where that is unsure."""
    bound: Bound = run.bound
    if not isinstance(bound, Length) or not run.as_of.calendar.within(run.start, run.stop, bound, held, roll):
        raise unknown
    if run.stopped:
        sentence = say(
            "{stop} is in time; the limit lies beyond {day}, which no calendar covers.", stop=run.as_of.at(run.stop), day=unknown.day
        )
        return Judgement(Says.PASS, sentence, None, run.as_of.at(run.stop), working=run.lines() if run.as_of.telling else ())
    sentence = say("Not done yet; the limit lies beyond {day}, which no calendar covers.", day=unknown.day)
    return Judgement(Says.OPEN, sentence, turns_at=run.as_of.calendar.start_of(unknown.day) + 1, working=run.lines())


def _awaits(bound: Awaited, off: Minute | None) -> Judgement:
    return _called_off() if off is not None else waits(say("The limit is {path}, which is not filled yet.", path=bound.path))


_IN_TIME = say("In time.")
_OPEN = say("Not done yet.")


def _called_off() -> Judgement:
    return does_not_apply(say("The record was called off before the limit ran out."))
