"""One year of the working calendar as its file says it: days off, make-up days, statutory holidays. Knows no clock and no zone."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from itertools import pairwise

from msgspec import Struct

from repairctl.errors import RepairError, Sentence, say
from repairctl.model import Block, Rows, Tree

NEEDED = ("title", "layer", "adopted_on", "effective_from", "source", "covers", "off", "work", "statutory")
ADDED = ("notes", "verified_on")  # what may be added once the calendar is in force
_LAYERS = ("law", "manual", "office", "local")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_SATURDAY = 5
_LONGEST = 3 * 366


class BrokenCalendar(RepairError):
    """A calendar file that cannot be relied on: nothing is judged by it."""

    exit_code = 5

    def __init__(self, path: str, line: int, why: Sentence) -> None:
        super().__init__(say("{path}:{line}: this calendar cannot be used.", path=path, line=line), why)


class NotCovered(RepairError):
    """No calendar says whether a day is a working day: that is an answer, not a guess."""

    exit_code = 5

    def __init__(self, day: date) -> None:
        self.day = day
        super().__init__(
            say("No calendar covers {day}, so working days cannot be counted there.", day=day),
            say("Add {path}, after the State Council's notice for that year.", path=f"policies/calendar/{day.year}.yaml"),
        )


class CalendarYear(Struct, frozen=True):
    """What is known of the days from `first` to `last`: `off` are days off beside plain weekends, `work` are weekend days worked (调休).

    `statutory` are the holidays proper (全国年节及纪念日放假办法), a part of `off`.
    """

    first: date
    last: date
    off: frozenset[date]
    work: frozenset[date]
    statutory: frozenset[date]
    path: str

    def is_working(self, day: date) -> bool:
        return day in self.work or (day.weekday() < _SATURDAY and day not in self.off)


def read_year(tree: Block, path: str) -> CalendarYear:
    """The year that a file describes. Refuses (BrokenCalendar, with line and value) whatever is unknown, missing or contradicts itself."""
    return _Reader(path, tree).year()


def side_by_side(years: Sequence[CalendarYear]) -> tuple[CalendarYear, ...]:
    """The years in order. Refuses two that speak of the same day."""
    ordered = sorted(years, key=lambda year: (year.first, year.path))
    for one, other in pairwise(ordered):
        if other.first <= one.last:
            raise BrokenCalendar(other.path, 1, say("{day} is covered by {other} already.", day=other.first, other=one.path))
    return tuple(ordered)


class _Reader(Struct, frozen=True):
    path: str
    tree: Block

    def year(self) -> CalendarYear:
        self._keys(self.tree, NEEDED, ADDED)
        self._head()
        first, last = self._covered()
        off, work, statutory = (self._days(key, first, last) for key in ("off", "work", "statutory"))
        self._agree(off, work, statutory)
        return CalendarYear(first, last, frozenset(off), frozenset(work), frozenset(statutory), self.path)

    def _refuse(self, line: int, why: Sentence) -> BrokenCalendar:
        return BrokenCalendar(self.path, line or 1, why)

    def _keys(self, block: Block, needed: tuple[str, ...], added: tuple[str, ...] = ()) -> None:
        for key in block:
            if key not in needed + added:
                why = say('"{key}" is not known here; there are {keys}.', key=str(key), keys=", ".join(needed + added))
                raise self._refuse(_line(key), why)
        for name in needed:
            if name not in block:
                raise self._refuse(block.line, say("{key} is missing.", key=name))

    def _head(self) -> None:
        for key in ("title", "layer", "source"):
            self._text(self.tree, key)
        if self.tree["layer"] not in _LAYERS:
            why = say('layer: "{value}" is not one of {choices}.', value=str(self.tree["layer"]), choices=", ".join(_LAYERS))
            raise self._refuse(_line(self.tree["layer"]), why)
        for key in ("adopted_on", "effective_from", *(["verified_on"] if "verified_on" in self.tree else [])):
            self._day(key, self._text(self.tree, key), _line(self.tree[key]))

    def _text(self, block: Block, key: str) -> str:
        value = block[key]
        if not isinstance(value, str) or not value.strip():
            line = next(_line(name) for name in block if name == key)
            raise self._refuse(line, say("{key}: one value in one line is expected here.", key=key))
        return value

    def _covered(self) -> tuple[date, date]:
        covers = self.tree["covers"]
        if not isinstance(covers, Block):
            raise self._refuse(_line(covers), say("covers: a first and a last day are expected, as from: and to:."))
        self._keys(covers, ("from", "to"))
        first, last = (self._day(f"covers.{key}", self._text(covers, key), _line(covers[key])) for key in ("from", "to"))
        if not first <= last < first + timedelta(_LONGEST):
            why = say("covers: {last} does not come after {first}, or more than three years after.", first=first, last=last)
            raise self._refuse(_line(covers["to"]), why)
        return first, last

    def _day(self, key: str, text: str, line: int) -> date:
        try:
            return date.fromisoformat(text if _DAY.fullmatch(text) else "")
        except ValueError:
            why = say('{key}: "{value}" is not a day; write it like 2026-05-01.', key=key, value=text)
            raise self._refuse(line, why) from None

    def _days(self, key: str, first: date, last: date) -> dict[date, int]:
        """The days of a list, each with its line."""
        rows = self.tree[key]
        if not isinstance(rows, Rows):
            why = say("{key}: a list of days is expected, each like 2026-05-01 or 2026-05-01..2026-05-05.", key=key)
            raise self._refuse(_line(rows), why)
        found: dict[date, int] = {}
        for row in rows:
            for day in self._range(key, row, first, last):
                if day in found:
                    raise self._refuse(_line(row), say("{key}: {day} stands there twice.", key=key, day=day))
                found[day] = _line(row)
        return found

    def _range(self, key: str, row: Tree, first: date, last: date) -> Iterator[date]:
        if not isinstance(row, str):
            raise self._refuse(_line(row), say("{key}: a day or a range like 2026-05-01..2026-05-05 is expected.", key=key))
        start, dots, stop = row.partition("..")
        begin = self._day(key, start, _line(row))
        end = self._day(key, stop, _line(row)) if dots else begin
        if not first <= begin <= end <= last:
            facts = {"key": key, "value": str(row), "first": first, "last": last}
            raise self._refuse(_line(row), say('{key}: "{value}" is not inside {first}..{last}, or runs backwards.', **facts))
        return (begin + timedelta(n) for n in range((end - begin).days + 1))

    def _agree(self, off: dict[date, int], work: dict[date, int], statutory: dict[date, int]) -> None:
        for day, line in work.items():
            if day in off:
                raise self._refuse(line, say("work: {day} is a day off by line {other}.", day=day, other=off[day]))
            if day.weekday() < _SATURDAY:
                raise self._refuse(line, say("work: {day} is no Saturday or Sunday, so it needs no make-up.", day=day))
        for day, line in statutory.items():
            if day not in off:
                raise self._refuse(line, say("statutory: {day} is not among the days off.", day=day))


def _line(value: object) -> int:
    return getattr(value, "line", 0)
