"""Moments as people say them: 22:40, 昨天22:40, 周六晚上10点半, 10分钟前. What has two readings is asked about, never guessed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from typing import NamedTuple

from repairctl.errors import Sentence, say
from repairctl.inputs.days import DAY, FIRST_YEAR, LAST_YEAR, NotADay, Tense, days, no_such_year
from repairctl.inputs.spans import minutes_of
from repairctl.inputs.typed import Ambiguous, NotRead, plain
from repairctl.model import At, Minute, minute_of, moment_of

_NOW = ("now", "现在")
_NIGHT_WORDS = re.compile(r"(昨|今|明)(早|晚)上?(?=[ 0-9])")
"""昨晚10点 is 昨天晚上10点."""
_PARTS = {
    "凌晨": (0, 5), "早上": (5, 11), "早": (5, 11), "上午": (5, 12), "中午": (11, 13),
    "下午": (12, 18), "傍晚": (16, 19), "晚上": (18, 23), "晚": (18, 23),
}  # fmt: skip
"""Parts of the day with the hours that they may mean, both ends inclusive."""
_CLOCK = (
    r"(?:(?P<part>凌晨|早上|早|上午|中午|下午|傍晚|晚上|晚) ?)?"
    r"(?:(?P<h>[0-9]{1,2}):(?P<min>[0-9]{2})(?::(?P<s>[0-9]{2})(?:[.,][0-9]{1,9})?)?"
    r"|(?P<h4>[0-9]{2})(?P<m4>[0-9]{2})(?:(?P<s4>[0-9]{2}))?"
    r"|(?P<hd>[0-9]{1,2})[点时](?:(?P<md>[0-9]{1,2})分?|(?P<half>半)|(?P<quarter>一刻))?"
    r"|(?P<hour12>[0-9]{1,2})(?= ?[ap]m))"
    r"(?: ?(?P<ampm>[ap]m))?"
)
_ZONE = re.compile(r"z|[+-][0-9]{2}(?::?[0-9]{2})?")
_MOMENT = re.compile(rf"(?P<date>{DAY})(?P<between>t| *)(?P<clock>{_CLOCK})(?: ?(?P<zone>{_ZONE.pattern}))?")
_ONLY_CLOCK = re.compile(_CLOCK)
_ONLY_DAY = re.compile(DAY)
_AGO = re.compile(r"(?P<ago>.{1,20}?)(?:以?前| ?ago)|-(?P<minus>.{1,20})")
_AHEAD = re.compile(r"(?P<ahead>.{1,20}?)(?:以?后)|in (?P<in>.{1,20})|\+(?P<plus>.{1,20})")
_NOW_OR_AGO = re.compile(r"现在|now\b|[0-9]{1,3} ?(?:分钟|小时|个小时|分)以?前|半小时前|[0-9]{1,3} ?(?:min|m|h) ago")
_SOON, _NIGHT = 4 * 60, 16 * 60  # minutes: a time of day so long ago is surely meant; so long ago it may be, if no other day fits
_MOST_READINGS = 4


class NotAMoment(NotRead):
    def __init__(self, value: str, why: Sentence) -> None:
        super().__init__(value, why, "2026-03-07 22:40, 昨天22:40, 22:40")


class Clock(NamedTuple):
    """A time of day."""

    hour: int
    minute: int

    def __str__(self) -> str:
        return f"{self.hour:02d}:{self.minute:02d}"


def moment(text: str, now: Minute, zone: tzinfo, *, tense: Tense = "any", last: Minute | None = None) -> Minute:
    """A moment to the minute; seconds are cut. `last` is that of the record's last step; a first step has none.

    With a day: that day, in `zone` unless an offset is named. `10分钟前`, `+2h`: from now. A time of day alone: where things happened, its
    latest occurrence, if that is at most 4 hours ago, or at most 16 and no earlier day since `last` fits too; where things will happen,
    today's, if it is still to come; elsewhere it needs its day. What happened cannot lie after now. Raises NotAMoment and Ambiguous.
    """
    typed = _NIGHT_WORDS.sub(r"\1天\2上", plain(text).casefold(), count=1)
    if typed in _NOW:
        return now
    found = _near(text, _read(text, typed, now, zone, tense, last), zone)
    if tense == "past" and found > now:
        raise NotAMoment(text, say("{moment} has not come yet (now {now}).", moment=At(found, zone), now=At(now, zone)))
    return found


def leading(text: str) -> tuple[str, str]:
    """A moment at the beginning of a longer text, and the rest; '' where none stands there. Whether it can be is for `moment` to say."""
    for pattern in (_MOMENT, _ONLY_CLOCK, _NOW_OR_AGO):
        found = pattern.match(text)
        if found and found.end() and not text[found.end() : found.end() + 1].isdigit():
            return found[0], text[found.end() :].strip()
    return "", text.strip()


def _read(text: str, typed: str, now: Minute, zone: tzinfo, tense: Tense, last: Minute | None) -> Minute:
    if found := _MOMENT.fullmatch(typed):
        if found["between"] or found["date"][-1] not in "0123456789" or not found["clock"][0].isdigit():
            return _on_a_day(text, found, now, zone, tense)
    elif found := _ONLY_CLOCK.fullmatch(typed):
        return _alone(text, _clock(text, found), now, zone, tense, last)
    elif found := _AGO.fullmatch(typed):
        return now - _span(text, found["ago"] or found["minus"])
    elif found := _AHEAD.fullmatch(typed):
        return now + _span(text, found["ahead"] or found["in"] or found["plus"])
    if _ONLY_DAY.fullmatch(typed):
        raise NotAMoment(text, say("It has only a day; the time of day is missing."))
    raise NotAMoment(text, say("A moment is now, a time of day with or without its day, or how long ago."))


def _span(text: str, typed: str) -> int:
    try:
        return minutes_of(typed)
    except NotRead as refusal:
        raise NotAMoment(text, refusal.why) from None


def _near(text: str, found: Minute, zone: tzinfo) -> Minute:
    """The moment, unless its year is a slip of the finger: `99999天前`."""
    year = moment_of(found, zone).year
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise NotAMoment(text, no_such_year(year))
    return found


def torn_off(typed: str, words: Iterable[str]) -> tuple[str, str] | None:
    """The time of day among words that a blank tore off a moment, as in `--at 昨天 22:40`, and the moment written in one."""
    day = plain(typed)
    if not _ONLY_DAY.fullmatch(day.casefold()):
        return None
    clock = next((word for word in words if _ONLY_CLOCK.fullmatch(plain(word).casefold())), "")
    return (clock, f"{day}{'T' if day[-1].isdigit() else ''}{plain(clock)}") if clock else None


# ------------------------------------------------------------------ with a day


def _on_a_day(text: str, found: re.Match[str], now: Minute, zone: tzinfo, tense: Tense) -> Minute:
    clock = _clock(text, found)
    here = _zone(text, found["zone"]) or zone
    day = _ONLY_DAY.fullmatch(found["date"])
    assert day is not None
    try:
        on = days(text, day, moment_of(now, zone).date(), tense)
    except NotADay as refusal:
        raise NotAMoment(text, refusal.why) from None
    moments = [_at(text, one, clock, here) for one in on]
    if len(moments) > 1:
        raise _several(text, moments, zone)
    return moments[0]


def _at(text: str, on: date, clock: Clock, zone: tzinfo) -> Minute:
    if clock == (24, 0):
        raise NotAMoment(text, say("24:00 is the start of the next day: write {next} 00:00.", next=on + timedelta(days=1)))
    return _moment_at(datetime(on.year, on.month, on.day, clock.hour, clock.minute, tzinfo=zone), text)


def _several(text: str, moments: Sequence[Minute], zone: tzinfo) -> NotRead:
    if len(moments) > _MOST_READINGS:
        return NotAMoment(text, say("It could be one of {n} days; say which.", n=len(moments)))
    spelled = [(f"{moment_of(one, zone):%Y-%m-%d %H:%M}", At(one, zone)) for one in moments]
    return Ambiguous(text, say("Which of these moments is it?"), spelled)


# ------------------------------------------------------------------ a time of day alone


def _alone(text: str, clock: Clock, now: Minute, zone: tzinfo, tense: Tense, last: Minute | None) -> Minute:
    today = moment_of(now, zone).date()
    if clock == (24, 0):
        raise NotAMoment(text, say("24:00 is the start of the next day: write {next} 00:00.", next=today + timedelta(days=1)))
    here = _at(text, today, clock, zone)
    if tense == "past":
        return _happened(text, here, now, zone, last)
    if tense == "future" and here >= now:
        return here
    if tense == "future":
        tomorrow = today + timedelta(days=1)
        raise NotAMoment(text, say("{clock} has passed (now {now}). If it is tomorrow write {day} {clock}.", clock=str(clock),
                                   now=At(now, zone), day=tomorrow))  # fmt: skip
    raise NotAMoment(text, say("It has only a time of day; the day is missing: write {day} {clock}.", clock=str(clock), day=today))


def _happened(text: str, here: Minute, now: Minute, zone: tzinfo, last: Minute | None) -> Minute:
    """The latest occurrence of a time of day, if nothing else can be meant."""
    latest = here if here <= now else _day_before(here, zone)
    ago = now - latest
    if ago <= _SOON:
        return latest
    if ago > _NIGHT:
        raise NotAMoment(text, _long_ago(latest, now, zone, today=here <= now))
    since = now - _NIGHT if last is None else last
    fitting = [latest]
    while (earlier := _day_before(fitting[0], zone)) >= since and len(fitting) <= _MOST_READINGS:
        fitting.insert(0, earlier)
    if len(fitting) > 1:
        raise _several(text, fitting, zone)
    return latest


def _long_ago(latest: Minute, now: Minute, zone: tzinfo, *, today: bool) -> Sentence:
    spelled = f"{moment_of(latest, zone):%Y-%m-%d %H:%M}"
    if today:
        return say("It was more than 16 hours ago (now {now}). If it was today write {moment}.", now=At(now, zone), moment=spelled)
    return say("It has not come yet (now {now}). If it was yesterday write {moment}.", now=At(now, zone), moment=spelled)


def _day_before(minute: Minute, zone: tzinfo) -> Minute:
    here = moment_of(minute, zone)
    return minute_of((here.replace(tzinfo=None) - timedelta(days=1)).replace(tzinfo=zone))


# ------------------------------------------------------------------ the clock


def _clock(text: str, found: re.Match[str]) -> Clock:
    told = found.groupdict()
    hour = int(told["h"] or told["h4"] or told["hd"] or told["hour12"] or 0)
    minute = 30 if told["half"] else 15 if told["quarter"] else int(told["min"] or told["m4"] or told["md"] or 0)
    second = int(told["s"] or told["s4"] or 0)
    if (hour, minute, second) == (24, 0, 0) and not told["part"] and not told["ampm"]:
        return Clock(24, 0)
    if hour > 23 or minute > 59 or second > 59:
        raise NotAMoment(
            text, say("There is no time of day {clock}.", clock=f"{hour}:{minute:02d}" + (f":{second}" if second > 59 else ""))
        )
    if told["part"]:
        first, last = _PARTS[told["part"]]
        hours = [one for one in (hour, hour + 12) if first <= one <= last]
        if len(hours) != 1 or told["ampm"]:
            why = say("{part} {hour} has two readings or none; write it with 24 hours.", part=told["part"], hour=hour)
            raise NotAMoment(text, why)
        return Clock(hours[0], minute)
    if told["ampm"]:
        if not 1 <= hour <= 12:
            raise NotAMoment(text, say("There is no hour {hour} {part}; write it with 24 hours.", hour=hour, part=told["ampm"]))
        return Clock(hour % 12 + (12 if told["ampm"] == "pm" else 0), minute)
    return Clock(hour, minute)


def _zone(text: str, typed: str | None) -> tzinfo | None:
    if not typed:
        return None
    if typed == "z":
        return UTC
    offset = timedelta(hours=int(typed[1:3]), minutes=int(typed[3:].lstrip(":") or 0))
    if offset > timedelta(hours=14) or typed[3:].lstrip(":") > "59":
        raise NotAMoment(text, say("There is no zone {zone}.", zone=typed))
    return timezone(-offset if typed[0] == "-" else offset)


def _moment_at(local: datetime, text: str) -> Minute:
    """Refuses what the clocks never showed, and what they showed twice, when summer time began or ended."""
    minute = minute_of(local)
    back = local.astimezone(UTC).astimezone(local.tzinfo)
    if back.replace(tzinfo=None) != local.replace(tzinfo=None):
        raise NotAMoment(text, say("The clocks were put forward past it; it did not exist."))
    if minute_of(local.replace(fold=1)) != minute:
        ways = [local.replace(fold=fold).isoformat(timespec="minutes") for fold in (0, 1)]
        raise NotAMoment(text, say("The clocks showed it twice: write {first} or {second}.", first=ways[0], second=ways[1]))
    return minute
