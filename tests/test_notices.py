"""The State Council's notice: its prose becomes the calendar that is shipped, planted errors are caught, other packages say the same."""

from __future__ import annotations

import re
from datetime import date, timedelta

import chinese_calendar
import holidays
import pytest

from repairctl import notices, statutory_days
from repairctl.calendar_years import read_year
from repairctl.edges import yaml_text
from repairctl.notices import NoticeNotRead
from repairctl.statutory_days import MoonUnknown, statutory
from tests.clerk import Clerk, begun
from tests.notices import calendar_of, file_of, notice

YEARS = (2024, 2025, 2026)


@pytest.mark.parametrize("year", YEARS)
@pytest.mark.parametrize(("weekdays", "week"), [(True, "周"), (False, "星期"), (True, "星期")])
def test_a_notice_becomes_the_calendar_that_is_shipped(year: int, weekdays: bool, week: str) -> None:
    read = notices.read(notice(year, weekdays=weekdays, week=week))
    assert read.dated is not None
    assert notices.calendar_file(read, read.dated) == file_of(year)
    assert read.elsewhere == ()


def test_line_breaks_half_width_signs_and_lunar_days_change_nothing() -> None:
    text = notice(2026).replace("2月15日（周日）", "2月15日（农历腊月二十八、周日）").replace("，", ",\n").replace("：", ":")
    read = notices.read(text.replace("23日（周一）", "23 日(农历正月初七、周一)"))
    assert notices.calendar_file(read, date(2025, 11, 4)) == file_of(2026)


def test_advice_beside_the_holidays_is_passed_over() -> None:
    text = notice(2024).replace("2月4日", "鼓励各单位安排职工在除夕（2月9日）休息。2月4日")
    assert notices.read(text).off == notices.read(notice(2024)).off


PLANTED = {
    "one end shifted": ("1月1日（周四）至3日（周六）", "1月1日（周四）至4日（周日）", "says 3 days, but they are 4"),
    "weekday wrong": ("5月9日（周六）", "5月9日（周日）", "2026-05-09 is 周六, not 周日"),
    "count wrong": ("共9天", "共8天", "says 8 days, but they are 9"),
    "both ends shifted": ("5月1日（周五）至5日（周二）", "5月2日（周六）至6日（周三）", "2026-05-01 is a holiday by law"),
    "a weekday too many": ("9月25日（周五）至27日（周日）放假调休，共3天", "9月24日（周四）至27日（周日）放假调休，共4天", "weekdays are off"),
    "shifted past the holiday": ("4月4日（周六）至6日（周一）", "4月6日（周一）至8日（周三）", "2026-04-05 is a holiday by law"),
    "worked on a weekday": ("5月9日（周六）", "5月8日（周五）", "no Saturday or Sunday"),
    "work day gone": ("1月4日（周日）上班。", "", "the law gives 13 days"),
    "no such day": ("6月19日（周五）至21日（周日）", "6月19日（周五）至31日（周日）", "no day"),
    "a holiday gone": ("五、端午节：6月19日（周五）至21日（周日）放假，共3天。\n", "", "端午节: it stands 0 times"),
    "unread sentence": ("五、端午节：", "五、端午节：6月18日下午提前下班。", "read by no rule"),
    "worked and off": ("5月9日（周六）上班", "5月2日（周六）上班", "named already"),
    "no title": ("部分节假日安排的通知\n", "\n", "title"),
}  # fmt: skip


@pytest.mark.parametrize(("was", "now", "told"), PLANTED.values(), ids=PLANTED)
def test_a_planted_error_is_caught(was: str, now: str, told: str) -> None:
    text = notice(2026)
    assert was in text
    with pytest.raises(NoticeNotRead) as refused:
        notices.read(text.replace(was, now))
    assert told in str(refused.value)


@pytest.mark.parametrize("year", YEARS)
@pytest.mark.parametrize("weekdays", [True, False])
def test_every_shift_of_a_day_or_a_range_is_caught(year: int, weekdays: bool) -> None:
    """By its weekday, its count, the law or the arithmetic; where a notice names no weekday, at the latest by another package."""
    text, caught = notice(year, weekdays=weekdays), 0
    for pattern in (r"(\d+)(日(?:（周.）)?至(?:\d+月)?)(\d+)(日)", r"(?<=月)(\d+)()()(日（周.）(?:、|上班))"):
        for found in re.finditer(pattern, text):
            for by in (-1, 1):
                moved = [f"{int(part) + by}" if part.isdecimal() else part for part in found.groups()]
                assert _caught(text[: found.start()] + "".join(moved) + text[found.end() :], year)
                caught += 1
    assert caught >= 18


def _caught(text: str, year: int) -> bool:
    try:
        read = notices.read(text)
    except NoticeNotRead:
        return True
    file = notices.calendar_file(read, date(year, 1, 1))
    mine = read_year(yaml_text.read(file.encode(), "x"), "x")
    return any(mine.is_working(day) != chinese_calendar.is_workday(day) for day in _year(year))


def _year(year: int) -> list[date]:
    return [date(year, 1, 1) + timedelta(n) for n in range((date(year + 1, 1, 1) - date(year, 1, 1)).days)]


def test_days_of_another_year_are_told_and_not_written() -> None:
    text = notice(2026).replace("1月1日（周四）至3日（周六）放假调休，共3天", "2025年12月31日（周三）至2026年1月2日（周五）放假调休，共3天")
    with pytest.raises(NoticeNotRead):  # the arithmetic: a weekday more is off
        notices.read(text)
    text = text.replace("1月4日（周日）上班", "2025年12月27日（周六）、2026年1月4日（周日）上班")
    read = notices.read(text)
    assert read.elsewhere == (date(2025, 12, 27), date(2025, 12, 31))
    assert all(day.year == 2026 for day in (*read.off, *read.work))


# ------------------------------------------------------------------ other witnesses


@pytest.mark.parametrize("year", YEARS)
def test_other_packages_know_the_same_working_days(year: int) -> None:
    mine, theirs = calendar_of(year), holidays.country_holidays("CN", years=year)
    assert [day for day in _year(year) if mine.is_working(day) != chinese_calendar.is_workday(day)] == []
    assert [day for day in _year(year) if mine.is_working(day) != theirs.is_working_day(day)] == []


NAMES = {"春节": "Spring Festival", "清明节": "Tomb-Sweeping", "端午节": "Dragon Boat", "中秋节": "Mid-Autumn"}


@pytest.mark.parametrize("year", range(2024, 2051))
def test_the_moon_s_holidays_are_those_that_another_package_knows(year: int) -> None:
    known = holidays.country_holidays("CN", years=year, language="en_US")
    for name, told in NAMES.items():
        days = statutory(year)[name]
        assert all(day in known for day in days)
        assert told in known[days[0 if name != "春节" or year < 2025 else 1]]


def test_an_unknown_moon_is_no_guess() -> None:
    with pytest.raises(MoonUnknown):
        statutory(2051)
    assert set(statutory(2026)) == set(statutory_days.HOLIDAYS)


# ------------------------------------------------------------------ the command


@pytest.fixture(scope="module")
def clerk(tmp_path_factory: pytest.TempPathFactory) -> Clerk:
    desk = begun(tmp_path_factory.mktemp("notice"))
    desk.tell("2026-01-02T09:00 me S-01")
    return desk


NOW = "2026-11-05T09:00"


def test_a_calendar_is_shown_signed_and_committed(clerk: Clerk) -> None:
    there = clerk.office / "policies" / "calendar" / "2026.yaml"
    there.unlink()
    clerk.git("commit", "-qam", "Without 2026")
    paper = clerk.paper("2026.txt", notice(2026))
    unsigned = clerk.give(NOW, ["calendar", "import", "2026", "--notice", str(paper)])
    assert (unsigned.code, "--yes" in unsigned.err, there.exists()) == (2, True, False)
    shown = clerk.give(NOW, ["calendar", "import", "2026", "--notice", str(paper), "--dry-run"])
    assert (shown.code, there.exists()) == (0, False)
    assert "01-01Thu* 01-02Fri 01-03Sat" in shown.out and "248 working days" in shown.out and "chinesecalendar" in shown.out
    done = clerk.give(NOW, ["calendar", "import", "2026", "--notice", str(paper), "--yes"], REPAIRCTL_LANG="zh")
    assert done.code == 0, done.err
    assert there.read_text(encoding="utf-8") == file_of(2026)
    assert clerk.git("log", "-1", "--format=%s|%(trailers:key=By,valueonly)").strip() == "calendar 2026: 国办发明电〔2025〕7号|S-01"
    again = clerk.give(NOW, ["日历", "导入", "2026", "--通知", str(paper)])
    assert (again.code, "just this already" in again.err) == (0, True)


def test_a_calendar_that_differs_is_never_overwritten(clerk: Clerk) -> None:
    there = clerk.office / "policies" / "calendar" / "2025.yaml"
    there.write_text(there.read_text(encoding="utf-8").replace("- 2025-01-26\n", ""), encoding="utf-8")
    paper = clerk.paper("2025.txt", notice(2025))
    said = clerk.give(NOW, ["calendar", "import", "2025", "--notice", str(paper), "--yes"])
    assert (said.code, "2025-01-26" in said.err) == (3, True)


WRONG = [
    ("2027 --notice {paper}", "that of 2024, not of 2027", 2),
    ("2024 --notice {paper}", "ends without its date", 2),
    ("24 --notice {paper}", "no year", 2),
    ("2024", "--notice", 2),
]


@pytest.mark.parametrize(("words", "told", "code"), WRONG)
def test_what_cannot_be_read_is_refused(clerk: Clerk, words: str, told: str, code: int) -> None:
    paper = clerk.paper("undated.txt", notice(2024).replace("2023年10月25日", ""))
    said = clerk.give(NOW, f"calendar import {words.format(paper=paper)}")
    assert (said.code, told in said.err) == (code, True), said.err


def test_another_package_that_differs_stops_it_until_a_person_says_why(clerk: Clerk) -> None:
    there = clerk.office / "policies" / "calendar" / "2024.yaml"
    clerk.git("rm", "-q", str(there))
    clerk.git("commit", "-qm", "Without 2024")
    # one weekend day worked instead of another: only another witness can tell
    text = notice(2024).replace("5月11日（周六）", "5月12日（周日）")
    paper = clerk.paper("2024.txt", text)
    words = ["calendar", "import", "2024", "--notice", str(paper), "--yes"]
    said = clerk.give(NOW, words)
    assert (said.code, "2024-05-11" in said.err) == (3, True), said.err
    done = clerk.give(NOW, [*words, "--anyway", "it's what the paper says"])
    assert done.code == 0, done.err
    assert "notes: 'it''s what the paper says'" in there.read_text(encoding="utf-8")
    assert clerk.give(NOW, "policy test").code == 0
