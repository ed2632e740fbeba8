"""The arithmetic of a clock in lines: start, stop, each pause, which days or minutes were counted, the limit. Judges nothing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from msgspec import Struct

from repairctl.calendars import NotCovered, Stretch
from repairctl.errors import Sentence, say
from repairctl.forms.verdicts import listed
from repairctl.model import Length, Minute, Span
from repairctl.readings import AsOf, Bound, Instant, in_words
from repairctl.readings.shapes import Agreement, Awaited, Pause

_MOST_DAYS = 40


class Run(Struct, frozen=True):
    """One run of a clock, as it was judged. `limit` None: no calendar covers the day where it lies."""

    start: Instant
    stop: Minute
    stopped: bool
    bound: Bound
    pauses: Sequence[Pause]
    agreed: Agreement | None
    limit: Minute | None
    as_of: AsOf

    @property
    def held(self) -> tuple[Stretch, ...]:
        return stretches(self.pauses, self.stop)

    def lines(self) -> tuple[Sentence, ...]:
        return tuple(self._lines())

    def _lines(self) -> Iterator[Sentence]:
        as_of = self.as_of
        yield say("Start: {start}.", start=as_of.shown(self.start))
        yield from (_pause(pause, as_of) for pause in self.pauses)
        if self.agreed:
            made, visit = as_of.at(self.agreed.made), as_of.at(self.agreed.visit)
            yield say("Appointment for {visit}, made at {made}: it replaces the limit.", visit=visit, made=made)
        if self.limit is not None:
            yield say("Limit: {allowed}, that is {limit}.", allowed=self.allowed(), limit=as_of.limit(self.limit))
        yield _stop(self)
        yield from self._counted()

    def allowed(self) -> object:
        """What the limit is reckoned from."""
        if self.agreed and self.agreed.grace:
            return say("the appointment and {grace}", grace=Span(self.agreed.grace))
        if self.agreed:
            return say("the appointment")
        return allowed(self.bound, self.start, self.as_of)

    def _counted(self) -> Iterator[Sentence]:
        if not isinstance(self.bound, Length) or self.agreed:
            return
        try:
            ran = self.as_of.calendar.counted(self.start, self.stop, self.bound.clock, self.held)
            yield say("Counted: {ran} of {limit}.", ran=in_words(Length(ran, self.bound.clock)), limit=in_words(self.bound))
            yield from _CALENDARS.get(self.bound.clock, _nothing)(self)
        except NotCovered as unknown:
            yield unknown.sentences[0]


def allowed(bound: Bound, start: Instant, as_of: AsOf) -> Sentence:
    """The limit in words."""
    if isinstance(bound, Length):
        return say("{length} from {start}", length=in_words(bound), start=as_of.shown(start))
    if isinstance(bound, date):
        return say("the end of {day}", day=bound)
    if isinstance(bound, int):
        return say("the moment that was set")
    return say("not known yet: {path}", path=bound.path if isinstance(bound, Awaited) else "")


def stretches(pauses: Sequence[Pause], end: Minute) -> tuple[Stretch, ...]:
    """The pauses that count, those that go on until `end`."""
    return tuple((one.start, end if one.stop is None else one.stop) for one in pauses if one.refused is None)


def _pause(pause: Pause, as_of: AsOf) -> Sentence:
    stop: object = as_of.at(pause.stop) if pause.stop is not None else say("now")
    if pause.refused is not None:
        return say(
            "Hold {start} to {stop} ({reason}): not counted, {why}.",
            start=as_of.at(pause.start),
            stop=stop,
            reason=pause.reason,
            why=pause.refused,
        )
    return say("Hold {start} to {stop} ({reason}): the clock stood still.", start=as_of.at(pause.start), stop=stop, reason=pause.reason)


def _stop(run: Run) -> Sentence:
    if run.stopped:
        return say("Stop: {stop}.", stop=run.as_of.at(run.stop))
    return say("Not done yet; judged as of {as_of}.", as_of=run.as_of.at(run.stop))


def _working_days(run: Run) -> Iterator[Sentence]:
    calendar = run.as_of.calendar
    first, last = run.as_of.day(run.start) + timedelta(1), calendar.day_of(run.stop - 1)
    days = [first + timedelta(n) for n in range(min((last - first).days + 1, _MOST_DAYS))]
    working = [day for day in days if calendar.is_working(day)]
    if working:
        yield say("Working days counted: {days}.", days=listed(working))
    free = [day for day in days if day not in working]
    if free:
        yield say("Not counted: {days}.", days=listed(free))


def _office_minutes(run: Run) -> Iterator[Sentence]:
    begin = run.as_of.stop(run.start)
    for a, b in run.as_of.calendar.segments(begin, run.stop)[:_MOST_DAYS]:
        yield say("{start} to {stop}: {minutes}.", start=run.as_of.at(a), stop=run.as_of.at(b), minutes=Span(b - a))


def _nothing(run: Run) -> Iterator[Sentence]:
    yield from ()


_CALENDARS = {"working_days": _working_days, "office_minutes": _office_minutes}
