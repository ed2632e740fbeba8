"""Lengths of time and quantities as people write them: 2h, 1小时30分, 半小时, 3天, 3工作日, 6个月; 3米, 2.5 h."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal

from repairctl.errors import Sentence, say
from repairctl.inputs.typed import NotRead, plain
from repairctl.model import Length

_DAYS = ("d", "天", "日", "day", "days")
_WORKING = ("wd", "工作日", "个工作日", "working day", "working days")
_MONTHS = ("mo", "个月", "月", "month", "months")
_HALF = {"半小时": 30, "半个小时": 30, "半个钟头": 30, "半天": None}
_MINUTES = re.compile(
    r"(?:(?P<d>[0-9]{1,4}) ?(?:d|天) ?)?"
    r"(?:(?P<h>[0-9]{1,5}) ?(?:h|个?小时|个?钟头|时|hours?) ?)?(?P<half>半)?(?:(?P<m>[0-9]{1,7}) ?(?:min|m|分钟|分|minutes?))?"
)
_COUNTED = re.compile(rf"(?P<n>[0-9]{{1,5}}) ?(?P<unit>{'|'.join(sorted((*_DAYS, *_WORKING, *_MONTHS), key=len, reverse=True))})")
_QUANTITY = re.compile(r"(?P<n>(?:0|[1-9][0-9]{0,8})(?:\.[0-9]{1,6})?) ?(?P<unit>[^\W\d_]{0,8}[²³23]?)")


class NotASpan(NotRead):
    def __init__(self, value: str, why: Sentence) -> None:
        super().__init__(value, why, "2h, 90分钟, 1小时30分, 3天, 3工作日, 6个月")


class NotAQuantity(NotRead):
    def __init__(self, value: str, why: Sentence) -> None:
        super().__init__(value, why, "3, 3米, 2.5h")


def span(text: str) -> Length:
    """A length of time. `m` is minutes; a bare number lacks its unit. Raises NotASpan."""
    typed = plain(text).casefold()
    if found := _COUNTED.fullmatch(typed):
        n, unit = int(found["n"]), found["unit"]
        counted = Length(n, "working_days") if unit in _WORKING else Length(n, "months") if unit in _MONTHS else Length(n, "days")
        return _positive(text, n, counted)
    minutes = _minutes(typed)
    if minutes is None:
        raise NotASpan(text, _why(typed))
    return _positive(text, minutes, Length(minutes, "minutes"))


def minutes_of(text: str) -> int:
    """Minutes that run through: `10分钟`, `2h`, `3天` (72 hours). Raises NotASpan for what needs a calendar."""
    length = span(text)
    if length.clock == "days":
        return length.n * 24 * 60
    if length.clock != "minutes":
        raise NotASpan(text, say("Working days and months need a calendar; write days or hours."))
    return length.n


def _minutes(typed: str) -> int | None:
    half = _HALF.get(typed)
    if half is not None:
        return half
    found = _MINUTES.fullmatch(typed)
    if not found or not any(found[name] for name in ("d", "h", "m")):
        return None
    if found["half"] and (found["m"] or not found["h"]):
        return None
    return int(found["d"] or 0) * 1440 + int(found["h"] or 0) * 60 + int(found["m"] or 0) + (30 if found["half"] else 0)


def _positive(text: str, n: int, length: Length) -> Length:
    if n == 0:
        raise NotASpan(text, say("A length of time is more than nothing."))
    return length


def _why(typed: str) -> Sentence:
    if re.fullmatch(r"[0-9]+(\.[0-9]+)?", typed):
        return say("The unit is missing: {n}h is hours, {n}m minutes, {n}天 days.", n=typed)
    return say("A length of time is a whole number with its unit.")


def quantity(text: str, unit: str, spellings: Mapping[str, str] | None = None) -> Decimal:
    """A positive number with or without its unit, which must be `unit` or spell it (`米` for m). Raises NotAQuantity."""
    typed = plain(text)
    found = _QUANTITY.fullmatch(typed)
    if not found:
        raise NotAQuantity(text, say("A quantity is a number in digits, with or without its unit."))
    said = found["unit"].casefold()
    if said and said != plain(unit).casefold() and (spellings or UNITS).get(said, said) != plain(unit).casefold():
        raise NotAQuantity(text, say("It is counted in {unit}, not in {said}.", unit=unit, said=found["unit"]))
    if Decimal(found["n"]) == 0:
        raise NotAQuantity(text, say("A quantity is more than nothing."))
    return Decimal(found["n"])


UNITS: Mapping[str, str] = {
    "米": "m", "公尺": "m", "时": "h", "小时": "h", "工时": "h", "个": "pc", "只": "pc", "件": "pc", "pcs": "pc", "套": "set",
    "平米": "m2", "平方": "m2", "平方米": "m2", "㎡": "m2", "m²": "m2",
}  # fmt: skip
"""Spellings of units with the one that the price book uses."""
