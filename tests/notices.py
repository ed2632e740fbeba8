"""Notices on holidays in the usual form of sentence, composed from the calendars of the pack: their facts, our words."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

from repairctl.calendar_years import CalendarYear, read_year
from repairctl.edges import yaml_text
from repairctl.statutory_days import HOLIDAYS, statutory

ROOT = Path(__file__).resolve().parent.parent
NUMBERS = {2024: ("2023", "7"), 2025: ("2024", "12"), 2026: ("2025", "7")}
DATED = {2024: "2023年10月25日", 2025: "2024年11月12日", 2026: "2025年11月4日"}
NUMERALS = "一二三四五六七"


def file_of(year: int) -> str:
    return (ROOT / "policies" / "calendar" / f"{year}.yaml").read_text(encoding="utf-8")


def calendar_of(year: int) -> CalendarYear:
    return read_year(yaml_text.read(file_of(year).encode(), "x"), "x")


def notice(year: int, *, weekdays: bool = True, week: str = "周") -> str:
    """The notice of a year; `weekdays`: beside every day, not only beside those that are worked."""
    known = calendar_of(year)
    said = [
        f"国务院办公厅关于{year}年部分节假日安排的通知",
        "国办发明电〔{}〕{}号".format(*NUMBERS[year]),
        "各省、自治区、直辖市人民政府，各有关单位：",
        f"现将{year}年元旦、春节、清明节、劳动节、端午节、中秋节和国庆节放假调休日期的具体安排通知如下：",
        *_paragraphs(known, year, weekdays, week),
        "节假日期间，请妥善安排值班。",
        "国务院办公厅",
        DATED[year],
    ]
    return "\n".join(said) + "\n"


def _paragraphs(known: CalendarYear, year: int, weekdays: bool, week: str) -> list[str]:
    runs = _runs(sorted(known.off))
    told: list[str] = []
    free = set(known.work)
    for first, last in runs:
        names = [name for name in HOLIDAYS if any(first <= day <= last for day in statutory(year)[name])]
        near = sorted(day for day in free if abs((day - first).days) < 16 or abs((day - last).days) < 16)
        if (first, last) != runs[-1]:
            later = runs[runs.index((first, last)) + 1][0]
            near = [day for day in near if day < later and min(abs((day - first).days), abs((day - last).days)) <= abs((later - day).days)]
        free -= set(near)
        told.append(f"{NUMERALS[len(told)]}、{'、'.join(names)}：{_off(first, last, bool(near), weekdays, week)}{_work(near, week)}")
    assert not free
    return told


def _off(first: date, last: date, moved: bool, weekdays: bool, week: str) -> str:
    begin = f"{first.month}月{first.day}日{_weekday(first, week) if weekdays else ''}"
    if first == last:
        return f"{begin}放假，与周末连休。" if first.weekday() in (0, 4) else f"{begin}放假1天，不调休。"
    month = f"{last.month}月" if last.month != first.month else ""
    end = f"{month}{last.day}日{_weekday(last, week) if weekdays else ''}"
    return f"{begin}至{end}放假{'调休' if moved else ''}，共{(last - first).days + 1}天。"


def _work(days: list[date], week: str) -> str:
    return "、".join(f"{day.month}月{day.day}日{_weekday(day, week)}" for day in days) + "上班。" if days else ""


def _weekday(day: date, week: str) -> str:
    return f"（{week}{'一二三四五六日'[day.weekday()]}）"


def _runs(days: list[date]) -> list[tuple[date, date]]:
    runs: list[tuple[date, date]] = []
    for day in days:
        if runs and day - runs[-1][1] == timedelta(1):
            runs[-1] = (runs[-1][0], day)
        else:
            runs.append((day, day))
    return runs
