"""What people type into values, by closed rules: what no rule covers is refused with an example, nothing is guessed. Knows no terminal."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from decimal import Decimal

from repairctl.errors import Sentence, say
from repairctl.model import Label, Minute, minute_of
from repairctl.record_names import NotARecordName, record_name
from repairctl.typed import Ambiguous, NotRead, plain, shown

__all__ = [
    "Ambiguous", "NotAChoice", "NotADay", "NotAMoment", "NotANumber", "NotARecordName", "NotMoney", "NotRead", "NotText", "NotYesOrNo",
    "choice", "day", "decimal", "moment", "money", "plain", "record_name", "shown", "text", "yes_no",
]  # fmt: skip

_FIRST_YEAR, _LAST_YEAR = 1900, 2199  # further off is a slip of the finger


class NotAMoment(NotRead):
    def __init__(self, value: str, why: Sentence) -> None:
        super().__init__(value, why, "2026-03-07 22:40")


class NotADay(NotRead):
    def __init__(self, value: str, why: Sentence) -> None:
        super().__init__(value, why, "2026-03-07")


class NotANumber(NotRead):
    def __init__(self, value: str, why: Sentence) -> None:
        super().__init__(value, why, "2.5")


class NotMoney(NotRead):
    def __init__(self, value: str, why: Sentence) -> None:
        super().__init__(value, why, "342.30")


class NotYesOrNo(NotRead):
    def __init__(self, value: str) -> None:
        super().__init__(value, say("It is neither yes nor no."), "y (yes true 是 好 1) / n (no false 否 不 0)")


class NotAChoice(NotRead):
    def __init__(self, value: str, name: str, choices: Sequence[tuple[str, Label]]) -> None:
        self.choices = choices
        listed = ", ".join(f"{key} ({label.en}, {label.zh})" for key, label in choices)
        example = choices[0][0] if choices else "-"
        super().__init__(value, say("{name} is one of: {choices}.", name=name, choices=listed), example)


class NotText(NotRead):
    def __init__(self, value: str, why: Sentence) -> None:
        super().__init__(value, why, "厨房漏水")


# ------------------------------------------------------------------ moments and days

_NOW = ("now", "现在")
_DAY = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})|([0-9]{4})([0-9]{2})([0-9]{2})")
_CLOCK = re.compile(r"([0-9]{1,2}):([0-9]{2})(?::([0-9]{2})(?:[.,][0-9]+)?)?|([0-9]{2})([0-9]{2})(?:([0-9]{2}))?")
_ZONE = re.compile(r"[Zz]|[+-][0-9]{2}(?::?[0-9]{2})?")
_MOMENT = re.compile(rf"(?P<day>{_DAY.pattern})(?:[Tt]| +)(?P<clock>{_CLOCK.pattern}) ?(?P<zone>{_ZONE.pattern})?")


def moment(text: str, now: Minute, zone: tzinfo) -> Minute:
    """`now|现在`, or a day and a time of day as in ISO 8601: with T or a blank, seconds cut, in `zone` unless it names its own."""
    typed = plain(text)
    if typed.casefold() in _NOW:
        return now
    found = _MOMENT.fullmatch(typed)
    if not found:
        raise NotAMoment(text, _why_no_moment(typed))
    hour, minute, second = _numbers(_CLOCK, found["clock"])
    try:
        on = _day(found["day"])
    except NotADay as refusal:
        raise NotAMoment(text, refusal.sentences[1]) from None
    if (hour, minute, second) == (24, 0, 0):
        raise NotAMoment(text, say("24:00 is the start of the next day: write {next} 00:00.", next=on + timedelta(days=1)))
    if hour > 23 or minute > 59 or second > 59:
        raise NotAMoment(text, say("There is no time of day {clock}.", clock=found["clock"]))
    return _moment_at(datetime(on.year, on.month, on.day, hour, minute, tzinfo=_zone(text, found["zone"]) or zone), text)


def day(text: str) -> date:
    """`2026-03-07` or `20260307`."""
    typed = plain(text)
    if not _DAY.fullmatch(typed):
        raise NotADay(text, say("A day is written with year, month and day, in digits."))
    try:
        return _day(typed)
    except NotADay as refusal:
        raise NotADay(text, refusal.sentences[1]) from None


def _why_no_moment(typed: str) -> Sentence:
    if _DAY.fullmatch(typed):
        return say("It has only a day; the time of day is missing.")
    if _CLOCK.fullmatch(typed):
        return say("It has only a time of day; the day is missing.")
    return say("A moment is now, or a day and a time of day.")


def _day(typed: str) -> date:
    year, month, number = _numbers(_DAY, typed)
    if not _FIRST_YEAR <= year <= _LAST_YEAR:
        facts = {"year": str(year), "first": str(_FIRST_YEAR), "last": str(_LAST_YEAR)}
        raise NotADay(typed, say("The year {year} is not between {first} and {last}.", **facts))
    try:
        return date(year, month, number)
    except ValueError:
        raise NotADay(typed, say("There is no such day in the calendar.")) from None


def _zone(text: str, typed: str | None) -> tzinfo | None:
    if not typed:
        return None
    if typed in "Zz":
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


def _numbers(pattern: re.Pattern[str], text: str) -> tuple[int, ...]:
    """The three numbers of whichever of the two spellings it is."""
    found = pattern.fullmatch(text)
    groups = found.groups() if found else ()
    return tuple(int(part or 0) for part in (groups[:3] if groups[0] else groups[3:]))


# ------------------------------------------------------------------ numbers and money

_DECIMAL = re.compile(r"-?(?:0|[1-9][0-9]{0,14})(?:\.[0-9]{1,9})?")
_MARKED = re.compile(r"¥? ?(.*?) ?元?")
_WHOLE = r"(?:0|[1-9][0-9]{0,12}|[1-9][0-9]{0,2}(?:,[0-9]{3}){1,4})"
_MONEY = re.compile(rf"{_WHOLE}(?:\.[0-9]{{1,2}})?")
_NOT_MONEY = (
    (re.compile(r"[+-].*"), say("An amount has no sign; what is given back is a step of its own.")),
    (re.compile(r".*[万亿千百].*"), say("Write all digits of the amount, without 万 and the like.")),
    (re.compile(r"[0-9,]*\.[0-9]{3,}"), say("An amount has at most two decimals.")),
    (re.compile(r"[0-9,]*,[0-9,]*(\.[0-9]*)?"), say("The commas do not part thousands; write it without commas.")),
    (re.compile(r"0[0-9]+(\.[0-9]*)?"), say("An amount does not begin with 0 before other digits.")),
    (re.compile(r"[0-9]{14,}(\.[0-9]*)?"), say("The amount is too large.")),
)


def decimal(text: str) -> Decimal:
    """A number with its digits as typed: `2`, `2.0`, `-0.5`."""
    typed = plain(text)
    if not _DECIMAL.fullmatch(typed):
        raise NotANumber(text, say("A number is written in digits, with a point and at most nine decimals, without unit or commas."))
    return Decimal(typed)


def money(text: str) -> Decimal:
    """Yuan and fen, never negative: `342.3`, `¥342.30`, `342元`, `1,200.00`; always with two decimals."""
    marked = _MARKED.fullmatch(plain(text))
    typed = marked[1] if marked else ""
    if _MONEY.fullmatch(typed):
        return Decimal(typed.replace(",", "")).quantize(Decimal("0.01"))
    other = say("An amount is written in digits, with at most two decimals.")
    raise NotMoney(text, next((why for pattern, why in _NOT_MONEY if pattern.fullmatch(typed)), other))


# ------------------------------------------------------------------ words

_YES = frozenset({"y", "yes", "true", "是", "好", "1"})
_NO = frozenset({"n", "no", "false", "否", "不", "0"})


def yes_no(text: str) -> bool:
    """y yes true 是 好 1, or n no false 否 不 0."""
    typed = plain(text).casefold()
    if typed not in _YES | _NO:
        raise NotYesOrNo(text)
    return typed in _YES


def choice(text: str, choices: Sequence[tuple[str, Label]], name: str) -> str:
    """The key of the choice whose key or label, in either language, was typed whole. `name` is the field's, for the refusal."""
    typed = _folded(text)
    by_key = [key for key, _ in choices if _folded(key) == typed]
    by_label = [key for key, label in choices if typed in (_folded(label.en), _folded(label.zh))]
    found = by_key or by_label
    if len(found) != 1:
        raise NotAChoice(text, name, choices)
    return found[0]


def _folded(text: str) -> str:
    return plain(text).casefold()


def text(value: str, *, lines: bool = False) -> str:
    """Free text as typed. Lone surrogates and control characters are refused; line breaks too, unless `lines`."""
    for place, sign in enumerate(value, start=1):
        if sign == "\n" and lines:
            continue
        if sign in "\r\n\u2028\u2029":
            raise NotText(value, say("Character {place} is a line break; this is a text of one line.", place=place))
        if unicodedata.category(sign) == "Cs":
            raise NotText(value, say("Character {place} is half a character ({sign}); paste the text anew.", place=place, sign=shown(sign)))
        if unicodedata.category(sign) == "Cc":
            raise NotText(value, say("Character {place} is a control character ({sign}); leave it out.", place=place, sign=shown(sign)))
    return value
