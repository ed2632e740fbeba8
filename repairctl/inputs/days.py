"""Days and periods as people say them: 昨天, 周六, 3-7, 7号; 上月, 2026Q1. Which year or month is meant follows from rules."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from typing import Literal, TypeAlias

from repairctl.errors import Sentence, say
from repairctl.inputs.typed import Ambiguous, NotRead, plain

Tense: TypeAlias = Literal["past", "future", "any"]
"""What is left out of a day is the latest past one, the next one, or has to be said."""

FIRST_YEAR, LAST_YEAR = 1900, 2199  # further off is a slip of the finger
_WORDS = {"今天": 0, "today": 0, "昨天": -1, "yesterday": -1, "前天": -2, "明天": 1, "tomorrow": 1, "后天": 2}
_WEEKS = {"上": -1, "本": 0, "这": 0, "下": 1}
_WEEKDAYS = {"一": 0, "二": 1, "三": 2, "四": 3, "五": 4, "六": 5, "日": 6, "天": 6}
_ENGLISH = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_WEEKDAY = (
    r"(?:(?:周|星期|礼拜)[一二三四五六日天]|(?:mon|tue|wed|thu|fri|sat|sun)"
    r"(?:(?<=mon)day|(?<=tue)sday|(?<=wed)nesday|(?<=thu)rsday|(?<=fri)day|(?<=sat)urday|(?<=sun)day)?)"
)
_DATED = (
    r"(?P<year>[0-9]{4})[-/](?P<month>[0-9]{1,2})[-/](?P<day>[0-9]{1,2})(?![0-9])"
    r"|(?P<year_zh>[0-9]{4})年(?P<month_zh>[0-9]{1,2})月(?P<day_zh>[0-9]{1,2})[日号]?"
    r"|(?P<solid>[0-9]{8})(?![0-9])"
    r"|(?P<m>[0-9]{1,2})[-/](?P<d>[0-9]{1,2})(?![0-9])"
    r"|(?P<m_zh>[0-9]{1,2})月(?P<d_zh>[0-9]{1,2})[日号]?"
    r"|(?P<number>[0-9]{1,2})[号日]"
)
DAY = (
    rf"(?:(?P<word>{'|'.join(_WORDS)})|(?P<week>上|本|这|下)个?(?P<of_week>{_WEEKDAY})"
    rf"|(?:{_DATED})(?: ?(?P<agrees>{_WEEKDAY}))?|(?P<weekday>{_WEEKDAY}))"
)
_DAY = re.compile(DAY)


class NotADay(NotRead):
    def __init__(self, value: str, why: Sentence) -> None:
        super().__init__(value, why, "2026-03-07, 3-7, 周六, 昨天")


class NotAPeriod(NotRead):
    def __init__(self, value: str, why: Sentence) -> None:
        super().__init__(value, why, "2026-03, 上月, 2026Q1, 2026-03-01..2026-03-31")


def day(text: str, today: date | None = None, tense: Tense = "any") -> date:
    """A day of the calendar; without `today` only one with its year. Raises NotADay, and Ambiguous where two days are meant."""
    found = _DAY.fullmatch(plain(text).casefold())
    if not found:
        raise NotADay(text, say("A day is a word like 昨天, a weekday, or digits with year, month and day."))
    return one_of(text, days(text, found, today, tense))


def one_of(text: str, found: Sequence[date]) -> date:
    """The one day. Raises Ambiguous where there are several."""
    if len(found) > 1:
        raise Ambiguous(text, say("Which of these days is it?"), [(day.isoformat(), day) for day in found])
    return found[0]


def days(text: str, found: re.Match[str], today: date | None, tense: Tense) -> Sequence[date]:
    """The days that a match of DAY can mean: one, or two where nothing says whether the past or the next one. Raises NotADay."""
    told = found.groupdict()
    said = [told[name] for name in ("year", "month", "day")] if told["year"] else [told[name] for name in ("year_zh", "month_zh", "day_zh")]
    if told["solid"]:
        said = [told["solid"][:4], told["solid"][4:6], told["solid"][6:]]
    if said[0]:
        return _agreeing(text, [_date(text, *(int(part or 0) for part in said))], told["agrees"])
    if today is None:
        raise NotADay(text, say("A day is written with year, month and day here."))
    if told["word"]:
        return [today + timedelta(days=_WORDS[told["word"]])]
    if told["week"]:
        monday = today - timedelta(days=today.weekday())
        return [monday + timedelta(weeks=_WEEKS[told["week"]], days=_number(told["of_week"]))]
    if told["weekday"]:
        return _weekday(_number(told["weekday"]), today, tense)
    return _agreeing(text, _incomplete(text, told, today, tense), told["agrees"])


def _number(weekday: str) -> int:
    return _WEEKDAYS[weekday[-1]] if weekday[-1] in _WEEKDAYS else _ENGLISH.index(weekday[:3])


def _weekday(number: int, today: date, tense: Tense) -> Sequence[date]:
    past = today - timedelta(days=(today.weekday() - number) % 7)
    coming = today + timedelta(days=(number - today.weekday()) % 7)
    return _by_tense(past, coming, tense)


def _by_tense(past: date, coming: date, tense: Tense) -> Sequence[date]:
    if past == coming:
        return [past]
    return {"past": [past], "future": [coming], "any": [past, coming]}[tense]


def _incomplete(text: str, told: dict[str, str | None], today: date, tense: Tense) -> Sequence[date]:
    """A day without its year, or without its month: the latest one up to today, the next from today on."""
    month, number = (told["m"] or told["m_zh"], told["d"] or told["d_zh"] or told["number"])
    step = _same_day_of_years(int(month), int(number or 0)) if month else _same_day_of_months(int(number or 0))
    past, coming = _nearest(step, today, -1), _nearest(step, today, 1)
    if past is None or coming is None:
        raise NotADay(text, say("There is no such day in the calendar."))
    return _by_tense(past, coming, tense)


Nth: TypeAlias = Callable[[date, int], "date | None"]
"""The n-th such day from the one in the year or month of a day; None where that year or month has none."""


def _same_day_of_years(month: int, number: int) -> Nth:
    return lambda today, n: _maybe(today.year + n, month, number)


def _same_day_of_months(number: int) -> Nth:
    def nth(today: date, n: int) -> date | None:
        years, month = divmod(today.month - 1 + n, 12)
        return _maybe(today.year + years, month + 1, number)

    return nth


def _nearest(nth: Nth, today: date, step: int) -> date | None:
    """The nearest one not after today (step -1) or not before it (1)."""
    near = (nth(today, n * step) for n in range(9))  # the 29th of February is at most eight years away
    return next((day for day in near if day is not None and (day - today).days * step >= 0), None)


def _agreeing(text: str, found: Sequence[date], weekday: str | None) -> Sequence[date]:
    """Those that fall on the weekday said beside them. Raises NotADay where none does."""
    if not weekday:
        return found
    fitting = [one for one in found if one.weekday() == _number(weekday)]
    if not fitting:
        raise NotADay(text, say("{day} is no {weekday}; one of the two is wrong.", day=found[0], weekday=weekday))
    return fitting


def _date(text: str, year: int, month: int, number: int) -> date:
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise NotADay(text, no_such_year(year))
    found = _maybe(year, month, number)
    if found is None:
        raise NotADay(text, say("There is no such day in the calendar."))
    return found


def no_such_year(year: int) -> Sentence:
    """Why a year is not taken."""
    return say("The year {year} is not between {first} and {last}.", year=str(year), first=str(FIRST_YEAR), last=str(LAST_YEAR))


def _maybe(year: int, month: int, number: int) -> date | None:
    try:
        return date(year, month, number)
    except ValueError:
        return None


# ------------------------------------------------------------------ periods

_MONTHS = {"本月": 0, "这个月": 0, "上月": -1, "上个月": -1, "this month": 0, "last month": -1}
_YEARS = {"今年": 0, "去年": -1, "this year": 0, "last year": -1}
_IN_WEEKS = {"本周": 0, "这周": 0, "上周": -1, "this week": 0, "last week": -1}
_MONTH = re.compile(r"(?P<year>[0-9]{4})(?:-|/|年)(?P<month>[0-9]{1,2})月?")
_ALONE = re.compile(r"(?P<month>[0-9]{1,2})月")
_YEAR = re.compile(r"(?P<year>[0-9]{4})年?")
_QUARTER = re.compile(r"(?P<year>[0-9]{4})(?:年)?-?(?:q|第)(?P<quarter>[1-4])(?:季度|季)?")


def period(text: str, today: date) -> tuple[date, date]:
    """The first and the last day, both inclusive: a month, quarter, year or week, a day, or `DAY..DAY`. Raises NotAPeriod."""
    typed = plain(text).casefold()
    if ".." in typed:
        first, last = (_past_day(text, part, today) for part in typed.split("..", 1))
        if last < first:
            raise NotAPeriod(text, say("It ends before it begins."))
        return first, last
    if typed in _IN_WEEKS:
        monday = today - timedelta(days=today.weekday()) + timedelta(weeks=_IN_WEEKS[typed])
        return monday, monday + timedelta(days=6)
    if typed in _YEARS:
        return _months(text, today.year + _YEARS[typed], 1, 12)
    if typed in _MONTHS:
        years, month = divmod(today.month - 1 + _MONTHS[typed], 12)
        return _months(text, today.year + years, month + 1, 1)
    return _dated_period(text, typed, today)


def _dated_period(text: str, typed: str, today: date) -> tuple[date, date]:
    if found := _QUARTER.fullmatch(typed):
        return _months(text, int(found["year"]), int(found["quarter"]) * 3 - 2, 3)
    if found := _MONTH.fullmatch(typed):
        return _months(text, int(found["year"]), int(found["month"]), 1)
    if found := _ALONE.fullmatch(typed):
        month = int(found["month"])
        return _months(text, today.year - (month > today.month), month, 1)
    if found := _YEAR.fullmatch(typed):
        return _months(text, int(found["year"]), 1, 12)
    one = _past_day(text, typed, today)
    return one, one


def _past_day(text: str, typed: str, today: date) -> date:
    try:
        return day(typed, today, "past")
    except NotRead:
        raise NotAPeriod(text, say("A period is a month, a quarter, a year, a week, a day, or two days with .. between them.")) from None


def _months(text: str, year: int, month: int, n: int) -> tuple[date, date]:
    if not (FIRST_YEAR <= year <= LAST_YEAR and 1 <= month <= 12):
        raise NotAPeriod(text, say("There is no such month."))
    years, after = divmod(month - 1 + n, 12)
    return date(year, month, 1), date(year + years, after + 1, 1) - timedelta(days=1)
