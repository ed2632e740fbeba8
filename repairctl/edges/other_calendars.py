"""What other packages know of China's working days, where they are installed: a second and a third witness, never needed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date

from msgspec import Struct


class Witness(Struct, frozen=True):
    """A package, and whether a day is a working day by it."""

    name: str
    is_working: Callable[[date], bool]


def witnesses(year: int) -> Iterator[Witness]:
    """The packages that are installed and know the year."""
    yield from _chinesecalendar(year)
    yield from _holidays(year)


def _chinesecalendar(year: int) -> Iterator[Witness]:
    try:
        import chinese_calendar
    except ImportError:
        return
    try:
        chinese_calendar.is_workday(date(year, 12, 31))
    except NotImplementedError:
        return
    yield Witness("chinesecalendar", chinese_calendar.is_workday)


def _holidays(year: int) -> Iterator[Witness]:
    try:
        import holidays
    except ImportError:
        return
    known = holidays.country_holidays("CN", years=year)
    if any(day.year == year for day in known.weekend_workdays):  # without them it knows the law, not the notice
        yield Witness("holidays", known.is_working_day)
