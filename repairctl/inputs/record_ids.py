"""The short names of records that can be said over the telephone (1, B1, 7-1, 0307-1) as whole IDs. Looks nothing up."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from datetime import date, timedelta

from repairctl.errors import Sentence, say
from repairctl.inputs.typed import NotRead, plain

_NUMBER = r"(?P<desk>[A-Z])?0*(?P<number>[1-9][0-9]{0,5})"
_NAME = re.compile(rf"(?:(?P<prefix>[A-Z]+)-)?(?:(?P<date>[0-9]{{8}}|[0-9]{{4}}|[0-9]{{1,2}})-)?{_NUMBER}")
_PREFIX_RUNS_ON = re.compile(r"\A(?:([A-Z]+)(?=[0-9]+-)|([A-Z]{2,})(?=[0-9]))")  # wo20260307-1, wo7-1, wo1; but B1 is desk B
_DAYS_BACK = 31
_MOST_IN_RANGE = 100
_YEARS_BACK = 9  # the 29th of February before 2104 is that of 2096


class NotARecordName(NotRead):
    """No ID, and no short form of one."""

    def __init__(self, value: str, why: Sentence) -> None:
        super().__init__(value, why, "1, B1, 7-1, 0307-1, WO-20260307-001")


def record_name(text: str, prefixes: Mapping[str, str], today: date, *, bare: str = "", counted: Collection[str] = ()) -> str:
    """The whole ID of `[KIND-][DATE-][DESK]N`; zeroes and case are free.

    DATE: 20260307, 0307 (the latest), 7 (the latest 7th, at most 31 days back), nothing (today). `bare` is the prefix if none is typed;
    kinds whose prefix is in `counted` have no date: S-01. No other day is ever tried: whether there is such a record is another question.
    """
    typed = _PREFIX_RUNS_ON.sub(r"\1\2-", plain(text).upper(), count=1)
    found = _NAME.fullmatch(typed)
    if not found:
        raise NotARecordName(text, say("A record is named by its ID, or by a number of today or with its day before it."))
    prefix = found["prefix"] or bare
    if prefix not in prefixes:
        raise NotARecordName(text, _no_kind(prefix, prefixes))
    number = f"{found['desk'] or ''}{int(found['number']):0{2 if prefix in counted else 3}}"
    if prefix not in counted:
        return f"{prefix}-{_on(text, found['date'], today).isoformat().replace('-', '')}-{number}"
    if found["date"]:
        raise NotARecordName(text, say("{prefix} counts without a date: {prefix}-{number}.", prefix=prefix, number=number))
    return f"{prefix}-{number}"


_DATED = re.compile(r"([A-Z]+)-([0-9]{8})-([A-Z]?)0*([1-9][0-9]*)")


def short_name(id: str, today: date) -> str:
    """The shortest name that is read back as this ID today: `1`, `7-1`, `0307-1`; the ID itself where none is."""
    found = _DATED.fullmatch(id)
    if not found:
        return id
    prefix, day, number = found[1], found[2], f"{found[3]}{found[4]}"
    for name in (number, f"{int(day[6:])}-{number}", f"{day[4:]}-{number}"):
        try:
            if record_name(name, {prefix: ""}, today, bare=prefix) == id:
                return name
        except NotARecordName:
            continue
    return id


def record_names(text: str, prefixes: Mapping[str, str], today: date, *, bare: str = "", counted: Collection[str] = ()) -> tuple[str, ...]:
    """The whole IDs of a name or of a range of one day, both ends inclusive: `7-1..7-4`. Raises NotARecordName."""
    ends = [record_name(part, prefixes, today, bare=bare, counted=counted) for part in plain(text).split("..", 1)]
    if len(ends) == 1:
        return (ends[0],)
    (head, first), (other, last) = (_parted(id) for id in ends)
    if head != other or not 0 <= int(last) - int(first) < _MOST_IN_RANGE:
        raise NotARecordName(text, say("A range runs upwards within one day, over at most {n} numbers.", n=_MOST_IN_RANGE))
    return tuple(f"{head}{number:0{len(first)}}" for number in range(int(first), int(last) + 1))


def _parted(id: str) -> tuple[str, str]:
    """What stands before the number, and the number."""
    number = re.split(r"[^0-9]", id)[-1]
    return id[: -len(number)], number


def _no_kind(prefix: str, prefixes: Mapping[str, str]) -> Sentence:
    listed = ", ".join(f"{one} ({kind})" for one, kind in prefixes.items())
    if not prefix:
        return say("Its kind is missing; put one before it: {prefixes}.", prefixes=listed)
    return say("No kind of record has the letters {prefix}. There are: {prefixes}.", prefix=prefix, prefixes=listed)


def _on(text: str, typed: str | None, today: date) -> date:
    if not typed:
        return today
    day = next(_days(typed, today), None)
    if day is None:
        short = say("No day numbered {day} lies within the last {days} days; write month and day.", day=typed, days=_DAYS_BACK)
        raise NotARecordName(text, short if len(typed) <= 2 else say("There is no such day in the calendar."))
    return day


def _days(typed: str, today: date) -> Iterator[date]:
    """The days that the digits may mean, the latest first."""
    if len(typed) <= 2:
        back = (today - timedelta(n) for n in range(_DAYS_BACK + 1))
        yield from (day for day in back if day.day == int(typed))
    elif len(typed) == 8:
        yield from _valid(int(typed[:4]), typed[4:])
    else:
        years = range(today.year, today.year - _YEARS_BACK, -1)
        yield from (day for year in years for day in _valid(year, typed) if day <= today)


def _valid(year: int, month_and_day: str) -> Iterator[date]:
    try:
        yield date(year, int(month_and_day[:2]), int(month_and_day[2:]))
    except ValueError:
        return
