"""A slow clock for tests: it walks the calendar minute by minute, from the year files themselves. Knows nothing of repairctl.

Written from docs/policies.md: what counts as a working day, what an office hour is, what a pause gives back, when a period rolls.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path

from msgspec import Struct
from ruamel.yaml import YAML

CHINA = timezone(timedelta(hours=8))
YEARS = (2024, 2025, 2026)
FOLDER = Path(__file__).parent.parent / "policies/calendar"
OFFICE = (("08:30", "12:00"), ("13:30", "17:30"))
ONE = timedelta(days=1)
BASE = datetime(YEARS[0], 1, 1, tzinfo=CHINA)
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
FIRST = int((BASE - EPOCH).total_seconds()) // 60
"""The first minute of the first year, as repairctl numbers minutes."""


class Day(Struct, frozen=True):
    """One day of the wall calendar: does anybody work, is it a holiday proper."""

    date: date
    works: bool
    holiday: bool


def _span(text: str) -> Iterator[date]:
    first, _, last = text.partition("..")
    day = date.fromisoformat(first)
    while day <= date.fromisoformat(last or first):
        yield day
        day += ONE


def _days() -> Mapping[date, Day]:
    found: dict[date, Day] = {}
    for year in YEARS:
        held = YAML(typ="safe", pure=True).load((FOLDER / f"{year}.yaml").read_text(encoding="utf-8"))
        off, work, holy = ({day for text in held.get(name) or () for day in _span(str(text))} for name in ("off", "work", "statutory"))
        for day in _span(f"{held['covers']['from']}..{held['covers']['to']}"):
            found[day] = Day(day, day in work or (day.weekday() < 5 and day not in off), day in holy)
    return found


DAYS = _days()
LAST = max(DAYS)
"""After this day nobody knows who works."""


def day_of(minute: int) -> date:
    return (BASE + timedelta(minutes=minute - FIRST)).date()


def midnight(day: date) -> int:
    """00:00 of a day."""
    return FIRST + (day - BASE.date()).days * 1440


def _tape(clock: str) -> bytearray:
    """One byte for each minute of the years: does the clock run in it?"""
    tape = bytearray()
    hours = [tuple(int(h) * 60 + int(m) for h, m in (text.split(":") for text in pair)) for pair in OFFICE]
    day = BASE.date()
    while day in DAYS:
        for minute in range(1440):
            in_hours = any(a <= minute < b for a, b in hours)
            tape.append({"working_days": DAYS[day].works, "office_minutes": DAYS[day].works and in_hours}[clock])
        day += ONE
    return tape


TAPES = {clock: _tape(clock) for clock in ("working_days", "office_minutes")}
ALWAYS = bytearray(b"\1" * 1440 * 366 * 5)
BEYOND = None
"""The answer that lies where no calendar reaches."""


class Walk:
    """A clock that is watched from a minute on, with the minutes in which it is stopped."""

    def __init__(self, clock: str, pauses: Sequence[tuple[int, int]]) -> None:
        self.running = TAPES.get(clock, ALWAYS)
        self.going = bytearray(self.running)
        for a, b in pauses:
            for minute in range(max(a, FIRST), min(b, FIRST + len(self.going))):
                self.going[minute - FIRST] = 0

    def after(self, begin: int, wanted: int) -> int | None:
        """The first moment at which it has run so many minutes; BEYOND where it comes to a day that nobody knows."""
        minute, had, going = begin - FIRST, 0, self.going
        while had < wanted:
            if minute >= len(going):
                return BEYOND
            had += going[minute]
            minute += 1
        return FIRST + minute

    def paused_within(self, begin: int, end: int) -> int | None:
        """How many minutes between two moments the clock would have run, had it not been stopped."""
        if end - FIRST > len(self.running):
            return BEYOND
        stretch = slice(begin - FIRST, end - FIRST)
        return sum(self.running[stretch]) - sum(self.going[stretch])


def limit(start: int | date, n: int, clock: str, pauses: Sequence[tuple[int, int]] = (), roll: bool = False) -> int | None:
    """The last moment that is in time; BEYOND where it depends on a day that no calendar covers."""
    walk = Walk(clock, pauses)
    if clock in ("minutes", "office_minutes"):
        return walk.after(midnight(start + ONE) if isinstance(start, date) else start, n)
    day = start if isinstance(start, date) else day_of(start)
    last = _last_day(day, n, clock)
    if last is BEYOND:
        return BEYOND
    end = midnight(last + ONE)
    lost = walk.paused_within(midnight(day + ONE), end)
    if lost is BEYOND:
        return BEYOND
    extended = walk.after(end, lost)
    return _rolled(extended) if roll and extended is not BEYOND else extended


def _last_day(day: date, n: int, clock: str) -> date | None:
    if clock == "days":
        return day + n * ONE
    if clock == "months":
        return _same_day(day, n)
    while n:
        day += ONE
        if day not in DAYS:
            return BEYOND
        n -= DAYS[day].works
    return day


def _same_day(day: date, months: int) -> date:
    """The day of that number so many months on, or the last of the month."""
    year, month = day.year, day.month
    for _ in range(months):
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)
    number = day.day
    while True:
        try:
            return date(year, month, number)
        except ValueError:
            number -= 1


def _rolled(end: int) -> int | None:
    """Past the days off in a row, where the last day is one of them and one of them is a holiday proper."""
    last = day_of(end - 1)
    if last not in DAYS:
        return BEYOND
    if DAYS[last].works:
        whole = midnight(last + ONE)
        return whole if end < whole and last - ONE in DAYS and _rolled(midnight(last)) == whole else end
    free = [last]
    while (before := free[0] - ONE) in DAYS and not DAYS[before].works:
        free.insert(0, before)
    while True:
        after = free[-1] + ONE
        if after not in DAYS:
            return BEYOND
        if DAYS[after].works:
            break
        free.append(after)
    return midnight(after + ONE) if any(DAYS[day].holiday for day in free) else end
