"""The State Council's yearly notice on holidays, read from its prose: which days are off, which weekends are worked. Pure.

The notice has had one form for years: each holiday with its name and a colon, sentences with 放假 and with 上班. Whatever has a date and is
no such sentence is refused; weekdays and counts that the notice states are compared with the days, and the whole with the law.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from itertools import zip_longest

from msgspec import Struct

from repairctl.errors import Misuse, Sentence, say
from repairctl.statutory_days import HOLIDAYS, statutory

_NAMES = "|".join(HOLIDAYS)
_TITLE = re.compile(r"关于([0-9]{4})年部分节假日安排的通知")
_NUMBER = re.compile(r"(国办发(?:明电)?)[〔\[(]([0-9]{4})[〕\])]([0-9]+)号")
_HEAD = re.compile(rf"(?:[一二三四五六七八九十]+、)?((?:{_NAMES})(?:[、和](?:{_NAMES}))*):")
_END = re.compile(r"节假日期间|国务院办公厅[0-9]{4}年")
_FULL_DATE = re.compile(r"([0-9]{4})年([0-9]{1,2})月([0-9]{1,2})日")
_DATE = r"(?:[0-9]{4}年)?(?:[0-9]{1,2}月)?[0-9]{1,2}日(?:\([^()]*\))?"
_OFF = re.compile(rf"({_DATE})(?:至({_DATE}))?放假(?:调休)?(?:([0-9]+)天)?((?:,(?:共[0-9]+天|与周末连休|不调休|调休))*)")
_WORK = re.compile(rf"({_DATE}(?:[、和,]{_DATE})*)(?:正常)?上班")
_ONE = re.compile(r"(?:([0-9]{4})年)?(?:([0-9]{1,2})月)?([0-9]{1,2})日(?:\(([^()]*)\))?")
_WEEKDAY = re.compile(r"(?:周|星期)([一二三四五六日天])")
_WEEKDAYS = "一二三四五六日"
_COUNT = re.compile(r"共([0-9]+)天")
_SATURDAY = 5


class NoticeNotRead(Misuse):
    """The notice says what cannot be, or what no rule here reads."""

    def __init__(self, where: str, why: Sentence) -> None:
        super().__init__(say("The notice, {where}: {why}", where=where, why=why))


class Holiday(Struct, frozen=True):
    """One paragraph: its name, the days off, the weekend days that are worked for it."""

    name: str
    off: tuple[date, ...]
    work: tuple[date, ...]


class Notice(Struct, frozen=True):
    """What a notice says of its year. `number` and `dated` as far as it carries them."""

    year: int
    number: str
    dated: date | None
    holidays: tuple[Holiday, ...]

    @property
    def off(self) -> tuple[date, ...]:
        return tuple(sorted({day for one in self.holidays for day in one.off if day.year == self.year}))

    @property
    def work(self) -> tuple[date, ...]:
        return tuple(sorted({day for one in self.holidays for day in one.work if day.year == self.year}))

    @property
    def elsewhere(self) -> tuple[date, ...]:
        """Days of another year that it changes: their calendar is another file."""
        moved = (day for one in self.holidays for day in (*one.off, *one.work) if day.year != self.year)
        return tuple(sorted({day for day in moved if (day.weekday() >= _SATURDAY) != any(day in one.off for one in self.holidays)}))

    @property
    def statutory(self) -> Mapping[str, tuple[date, ...]]:
        return statutory(self.year)


def read(text: str) -> Notice:
    """The notice. Raises NoticeNotRead, MoonUnknown."""
    bare = re.sub(r"\s", "", unicodedata.normalize("NFKC", text).translate({0x3014: "[", 0x3015: "]"}))
    title, number = _TITLE.search(bare), _NUMBER.search(bare)
    if title is None:
        raise NoticeNotRead(bare[:20], say("its title, 关于YYYY年部分节假日安排的通知, is missing."))
    year = int(title[1])
    notice = Notice(
        year,
        f"{number[1]}〔{number[2]}〕{number[3]}号" if number else "",
        _dated(bare),
        tuple(_holiday(name, body, year) for name, body in _paragraphs(bare)),
    )
    _complete(notice)
    _lawful(notice)
    return notice


def _dated(text: str) -> date | None:
    tail = text.rpartition("。")[2]
    found = _FULL_DATE.search(tail)
    return date(*map(int, found.groups())) if found else None


def _paragraphs(text: str) -> Iterator[tuple[str, str]]:
    heads = list(_HEAD.finditer(text))
    for head, after in zip_longest(heads, heads[1:]):
        body = text[head.end() : after.start() if after else len(text)]
        end = None if after else _END.search(body)
        yield head[1], body[: end.start()] if end else body


def _holiday(name: str, body: str, year: int) -> Holiday:
    off: list[date] = []
    work: list[date] = []
    for sentence in filter(None, re.split("[。;]", body)):
        if found := _OFF.fullmatch(sentence):
            off += _off(name, found, year)
        elif found := _WORK.fullmatch(sentence):
            work += _work(name, found, year)
        elif re.search("[0-9]+[日月]", sentence) and not sentence.startswith("鼓励"):
            raise NoticeNotRead(name, say('"{sentence}" has a date and is read by no rule here.', sentence=sentence))
    if not off:
        raise NoticeNotRead(name, say("no sentence says which days are off (.. 放假)."))
    return Holiday(name, tuple(off), tuple(work))


def _off(name: str, found: re.Match[str], year: int) -> list[date]:
    first = _day(name, found[1], date(year, 1, 1))
    last = _day(name, found[2], first) if found[2] else first
    n = (last - first).days + 1
    if not 0 < n < 20:
        raise NoticeNotRead(name, say('"{sentence}" runs backwards or over many weeks.', sentence=found[0]))
    for said in filter(None, (found[3], *_COUNT.findall(found[4]))):
        if int(said) != n:
            raise NoticeNotRead(name, say('"{sentence}" says {said} days, but they are {n}.', sentence=found[0], said=said, n=n))
    if "与周末连休" in found[4] and not {(first - timedelta(1)).weekday(), (last + timedelta(1)).weekday()} & {5, 6}:
        raise NoticeNotRead(name, say('"{sentence}": no weekend is beside it.', sentence=found[0]))
    return [first + timedelta(number) for number in range(n)]


def _work(name: str, found: re.Match[str], year: int) -> list[date]:
    days: list[date] = []
    for one in re.findall(_DATE, found[1]):
        days.append(_day(name, one, days[-1] if days else date(year, 1, 1)))
        if days[-1].weekday() < _SATURDAY:
            raise NoticeNotRead(name, say("{day} is worked, but it is no Saturday or Sunday.", day=days[-1]))
    return days


def _day(name: str, text: str, before: date) -> date:
    """A day; a year or month that is not said is that of the day before it. A weekday that is said must be its."""
    found = _ONE.fullmatch(text)
    assert found is not None
    year, month, day, beside = found.groups()
    try:
        on = date(int(year or before.year), int(month or before.month), int(day))
    except ValueError:
        raise NoticeNotRead(name, say("there is no day {day}.", day=text)) from None
    weekday = _WEEKDAY.search(beside or "")
    said = weekday[1].replace("天", "日") if weekday else ""
    if said and _WEEKDAYS[on.weekday()] != said:
        raise NoticeNotRead(name, say("{day} is 周{real}, not 周{said}.", day=on, real=_WEEKDAYS[on.weekday()], said=said))
    return on


def _complete(notice: Notice) -> None:
    """Every holiday once, no day off and worked at once, nothing off twice."""
    named = [name for one in notice.holidays for name in re.split("[、和]", one.name)]
    for name in HOLIDAYS:
        if named.count(name) != 1:
            raise NoticeNotRead(name, say("it stands {n} times in the notice; it is wanted once.", n=named.count(name)))
    seen: dict[date, str] = {}
    for one in notice.holidays:
        for day in (*one.off, *one.work):
            if day in seen:
                raise NoticeNotRead(one.name, say("{day} was named already, with {other}.", day=day, other=seen[day]))
            seen[day] = one.name


def _lawful(notice: Notice) -> None:
    """The holidays proper are off, and for every other weekday off a weekend day is worked."""
    days = notice.statutory
    off = {day for one in notice.holidays for day in one.off}
    for name, proper in days.items():
        for day in proper:
            if day not in off:
                raise NoticeNotRead(name, say("{day} is a holiday by law, but not off.", day=day))
    weekdays = sum(1 for day in off if day.weekday() < _SATURDAY)
    work = sum(len(one.work) for one in notice.holidays)
    owed = sum(map(len, days.values()))
    if weekdays - work != owed:
        facts = {"weekdays": weekdays, "work": work, "owed": owed}
        raise NoticeNotRead(
            f"{notice.year}",
            say("{weekdays} weekdays are off and {work} weekend days worked; the law gives {owed} days, not the difference.", **facts),
        )


# ------------------------------------------------------------------ the calendar's file


def calendar_file(notice: Notice, adopted: date, note: str = "") -> str:
    """The text of policies/calendar/YEAR.yaml."""
    year = notice.year
    number = f"（{notice.number}）" if notice.number else ""
    lines = [
        f"title: {year} 年工作日历",
        "layer: law",
        f"adopted_on: {adopted}",
        f"effective_from: {year}-01-01",
        f"source: 国务院办公厅关于 {year} 年部分节假日安排的通知{number}",
        *([f"notes: '{note.replace(chr(39), chr(39) * 2)}'"] if note else []),
        "",
        "covers:",
        f"  from: {year}-01-01",
        f"  to: {year}-12-31",
    ]
    proper = sorted({day for days in notice.statutory.values() for day in days})
    runs = {"off": [run for one in notice.holidays for run in _runs([day for day in one.off if day.year == year])]}
    runs |= {"work": [(day, day) for day in notice.work], "statutory": list(_runs(proper))}
    for key, spans in runs.items():
        lines += ["", f"{key}:", *(f"- {first}" + (f"..{last}" if last != first else "") for first, last in sorted(spans))]
    return "\n".join(lines) + "\n"


def _runs(days: Sequence[date]) -> Iterator[tuple[date, date]]:
    """Days that follow each other, as first and last."""
    first = last = None
    for day in days:
        if last is not None and day == last + timedelta(1):
            last = day
            continue
        if first is not None and last is not None:
            yield first, last
        first = last = day
    if first is not None and last is not None:
        yield first, last
