"""When a clock runs and when its limit is reached: minutes, office hours, days, working days, months. Knows no rule and no record."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, time, timedelta, tzinfo
from functools import lru_cache
from typing import Literal, TypeAlias

from msgspec import Struct, field

from repairctl.calendar_years import BrokenCalendar, CalendarYear, NotCovered, read_year, side_by_side
from repairctl.model import EPOCH, Length, Minute, moment_of

__all__ = ["BrokenCalendar", "Calendar", "CalendarYear", "Clock", "NotCovered", "Stretch", "merged", "read_year", "side_by_side"]

Clock: TypeAlias = Literal["minutes", "office_minutes", "days", "working_days", "months"]
Stretch: TypeAlias = "tuple[Minute, Minute]"
"""From a minute (inclusive) to a minute (exclusive)."""

_DAY = timedelta(days=1)
_BY_DAY = frozenset({"days", "working_days", "months"})
_BY_CALENDAR = frozenset({"working_days", "office_minutes"})
_FAR: Minute = 10**12  # later than any date, so never turned into one


class Calendar(Struct, frozen=True, eq=False):
    """The clocks of an office: its zone, the years it has calendars for, its office hours in minutes of the day (08:30-12:00, 13:30-17:30).

    A date as a start is excluded: its clock begins at 24:00, as do all clocks of days. A limit is the first minute at which the
    clock has run its length, and that minute is still in time. What needs a day that no calendar covers raises NotCovered.
    """

    zone: tzinfo
    years: tuple[CalendarYear, ...]
    hours: tuple[tuple[int, int], ...] = ((510, 720), (810, 1050))
    known: dict[tuple[Clock, date], tuple[Stretch, ...]] = field(default_factory=dict)
    """The stretches of days that were asked for before."""

    # -------------------------------------------------------------- days

    def day_of(self, minute: Minute) -> date:
        return moment_of(minute, self.zone).date()

    def start_of(self, day: date) -> Minute:
        return _minute_at(self.zone, day, 0)

    def end_of(self, day: date) -> Minute:
        """24:00 of the day, which is the first minute of the next."""
        return self.start_of(day + _DAY)

    def is_working(self, day: date) -> bool:
        for year in self.years:
            if year.first <= day <= year.last:
                return year.is_working(day)
        raise NotCovered(day)

    def after(self, start: date, length: Length, roll: bool = False) -> date:
        """The last day of a period of days, working days or months; `start` is excluded (民法典 201, 202).

        `roll`: a period that ends in a holiday (the days off in a row with a statutory one among them) ends on the day after it (203).
        """
        last = self._last_day(start, length)
        return self._rolled(last) if roll else last

    # -------------------------------------------------------------- clocks

    def due(self, start: Minute | date, limit: Length, pauses: Sequence[Stretch] = (), roll: bool = False) -> Minute:
        """The limit, inclusive. Each pause adds the minutes of it that the clock would have counted; `roll` comes after the pauses."""
        held = merged(pauses)
        if limit.clock not in _BY_DAY:
            return self._reached(self._begin(start, limit.clock), limit.n, limit.clock, held)
        end = self.end_of(self.after(self._day(start), limit))
        if held:
            begin = self._begin(start, limit.clock)
            lost = sum(_length(self._running(limit.clock, max(a, begin), min(b, end))) for a, b in held)
            end = self._reached(end, lost, limit.clock, held)
        return self._rolled_end(end) if roll else end

    def within(self, start: Minute | date, stop: Minute, limit: Length, pauses: Sequence[Stretch] = (), roll: bool = False) -> bool:
        """Whether `stop` is in time. A day that no calendar covers matters only if it lies before the stop."""
        try:
            in_time = stop <= self.due(start, limit, pauses)
        except NotCovered as unknown:
            if stop <= self.start_of(unknown.day):  # the clock still runs when it comes to that day
                return True
            raise
        return in_time or (roll and stop <= self.due(start, limit, pauses, roll))

    def counted(self, start: Minute | date, stop: Minute, clock: Clock, pauses: Sequence[Stretch] = ()) -> int:
        """How far the clock has run: minutes, or the days begun, working days begun, months begun.

        In days it is the least length that `stop` keeps. Office minutes stand still at the limit until the office opens again.
        """
        begin = self._begin(start, clock)
        held = merged(pauses)
        ran = _length(_without(self._running(clock, begin, stop), held))
        if clock not in _BY_DAY or stop <= begin:
            return ran
        stands_still = not any(_without(self._running(clock, stop - 1, stop), held))
        return self._days_begun(self._day(start), ran + stands_still, clock)

    def segments(self, start: Minute, stop: Minute) -> tuple[Stretch, ...]:
        """The office hours between two moments."""
        return tuple(self._running("office_minutes", start, stop))

    def minutes(self, clock: Clock, start: Minute, stop: Minute) -> int:
        """How many minutes of a stretch the clock counts. Raises NotCovered."""
        return _length(self._running(clock, start, stop))

    def reached(self, start: Minute, minutes: int, clock: Clock) -> Minute:
        """The first minute at which the clock has run so many minutes since `start`. Raises NotCovered."""
        return self._reached(start, minutes, clock, ())

    # -------------------------------------------------------------- inside

    def _covering(self, day: date) -> CalendarYear | None:
        return next((year for year in self.years if year.first <= day <= year.last), None)

    def _day(self, start: Minute | date) -> date:
        return start if isinstance(start, date) else self.day_of(start)

    def _begin(self, start: Minute | date, clock: Clock) -> Minute:
        if isinstance(start, date):
            return self.end_of(start)
        return self.end_of(self.day_of(start)) if clock in _BY_DAY else start

    def _last_day(self, start: date, length: Length) -> date:
        match length.clock:
            case "days":
                return start + timedelta(length.n)
            case "months":
                return _months_after(start, length.n)
            case "working_days":
                return self._working_day_after(start, length.n)
        raise ValueError(f"{length.clock} do not end with a day")

    def _working_day_after(self, start: date, n: int) -> date:
        day = start
        while n > 0:
            day += _DAY
            n -= self.is_working(day)
        return day

    def _rolled_end(self, end: Minute) -> Minute:
        """The end after the days off; one that a pause carries into the first working day is the end of that day, as without the pause."""
        last = self.day_of(end - 1)
        rolled = self._rolled(last)
        if rolled != last:
            return self.end_of(rolled)
        carried = end < self.end_of(last) and self._covering(last - _DAY) and self._rolled(last - _DAY) == last
        return self.end_of(last) if carried else end

    def _rolled(self, day: date) -> date:
        if self.is_working(day):
            return day
        first, last = day, day
        while self._covering(first - _DAY) and not self.is_working(first - _DAY):
            first -= _DAY
        while not self.is_working(last + _DAY):
            last += _DAY
        free = (first + timedelta(n) for n in range((last - first).days + 1))
        return last + _DAY if any(self.is_statutory(one) for one in free) else day

    def is_statutory(self, day: date) -> bool:
        """Whether a day is a statutory holiday itself; one that no calendar covers is none."""
        year = self._covering(day)
        return year is not None and day in year.statutory

    def _running(self, clock: Clock, start: Minute, stop: Minute) -> Iterator[Stretch]:
        """The stretches from start to stop in which the clock counts."""
        if start >= stop:
            return
        if clock not in _BY_CALENDAR:
            yield start, stop
            return
        day = self.day_of(start)
        while self.start_of(day) < stop:
            for a, b in self._stretches(day, clock):
                if a >= start and b <= stop:
                    yield a, b
                elif max(a, start) < min(b, stop):
                    yield max(a, start), min(b, stop)
            day += _DAY

    def _stretches(self, day: date, clock: Clock) -> tuple[Stretch, ...]:
        """When the clock counts on a day. Raises NotCovered."""
        found = self.known.get((clock, day))
        if found is None:
            hours = ((0, 1440),) if clock == "working_days" else self.hours
            whole = tuple((_minute_at(self.zone, day, a), _minute_at(self.zone, day, b)) for a, b in hours)
            found = self.known[clock, day] = whole if self.is_working(day) else ()
        return found

    def _reached(self, begin: Minute, minutes: int, clock: Clock, held: Sequence[Stretch]) -> Minute:
        """The first minute at which the clock has run so many minutes since `begin`."""
        if minutes <= 0 or not (held or clock in _BY_CALENDAR):
            return begin + minutes
        left = minutes
        for a, b in _without(self._running(clock, begin, _FAR), held):
            if left <= b - a:
                return a + left
            left -= b - a
        raise ValueError("a pause without an end")

    def _days_begun(self, start: date, minutes: int, clock: Clock) -> int:
        """How many days, working days or months after `start` it takes to hold so many minutes."""
        if clock == "working_days":
            return self._working_days_begun(start, minutes)
        last = self.day_of(self.end_of(start) + minutes - 1)
        if clock == "days":
            return (last - start).days
        months = (last.year - start.year) * 12 + last.month - start.month
        return months + (_months_after(start, months) < last)

    def _working_days_begun(self, start: date, minutes: int) -> int:
        day, n, left = start, 0, minutes
        while left > 1:  # the last minute may be the first of a day that no calendar covers
            day += _DAY
            for a, b in self._stretches(day, "working_days"):
                n += 1
                left -= b - a
        return n + (left == 1)


@lru_cache(maxsize=8192)  # a limit asks for the same few midnights again and again
def _minute_at(zone: tzinfo, day: date, minute: int) -> Minute:
    """The moment at which the clocks show so many minutes of the day; 1440 is the next midnight."""
    if minute >= 1440:
        return _minute_at(zone, day + _DAY, minute - 1440)
    moment = datetime.combine(day, time(minute // 60, minute % 60), zone)
    return -((EPOCH - moment) // timedelta(minutes=1))  # up, for zones that once were some seconds apart


def merged(pauses: Sequence[Stretch]) -> tuple[Stretch, ...]:
    """The pauses in order, those that touch or overlap as one; empty ones dropped."""
    united: list[Stretch] = []
    for a, b in sorted(pause for pause in pauses if pause[0] < pause[1]):
        if united and a <= united[-1][1]:
            united[-1] = united[-1][0], max(b, united[-1][1])
        else:
            united.append((a, b))
    return tuple(united)


def _without(stretches: Iterable[Stretch], held: Sequence[Stretch]) -> Iterator[Stretch]:
    for start, stop in stretches:
        rest = start
        for a, b in held:
            if rest < a < stop:
                yield rest, a
            if a < stop:
                rest = max(rest, b)
        if rest < stop:
            yield rest, stop


def _length(stretches: Iterable[Stretch]) -> int:
    return sum(b - a for a, b in stretches)


def _months_after(start: date, months: int) -> date:
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    return date(year, month + 1, min(start.day, monthrange(year, month + 1)[1]))
