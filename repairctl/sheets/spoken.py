"""Moments as a notice or a letter says them: 2026年5月12日（周二）09:00; Tue 12 May 2026, 09:00. In the office's zone."""

from __future__ import annotations

from datetime import date

from repairctl.model import At, moment_of
from repairctl.sheets.around import Around

WEEKDAYS = (("Mon", "一"), ("Tue", "二"), ("Wed", "三"), ("Thu", "四"), ("Fri", "五"), ("Sat", "六"), ("Sun", "日"))
MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December")


def spoken(held: At | date | None, around: Around) -> str:
    """A moment with its weekday; of a date the day alone; nothing for nothing."""
    if not isinstance(held, At):
        return _day(held, around) if held else ""
    told = moment_of(held.minute, held.zone)
    return around.word(f"{_day(told.date(), around)}, {told:%H:%M}", f"{_day(told.date(), around)}{told:%H:%M}")


def span(start: At | date | None, end: At | date | None, around: Around) -> str:
    """From when to when, the day said once where it is one."""
    if isinstance(start, At) and isinstance(end, At):
        first, last = (moment_of(one.minute, one.zone) for one in (start, end))
        if first.date() == last.date():
            return f"{spoken(start, around)} – {last:%H:%M}"
    return " – ".join(told for one in (start, end) if (told := spoken(one, around)))


def plain_day(held: At | date, around: Around) -> str:
    """The day of a letter: 2026年5月12日; 12 May 2026."""
    day = moment_of(held.minute, held.zone).date() if isinstance(held, At) else held
    return around.word(f"{day.day} {MONTHS[day.month - 1]} {day.year}", f"{day.year}年{day.month}月{day.day}日")


def _day(day: date, around: Around) -> str:
    en, zh = WEEKDAYS[day.weekday()]
    return around.word(f"{en} {plain_day(day, around)}", f"{plain_day(day, around)}（周{zh}）")
