"""Calendars: the worked cases to the minute, the laws of the clocks, an oracle that counts minute by minute, the three years."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ruamel.yaml import YAML
from ruamel.yaml.nodes import MappingNode, Node, SequenceNode

from repairctl.calendars import BrokenCalendar, Calendar, CalendarYear, Clock, NotCovered, Stretch, merged, read_year, side_by_side
from repairctl.model import Block, Length, Minute, Rows, Scalar, Tree, minute_of

HERE = Path(__file__).parent.parent
CHINA = timezone(timedelta(hours=8))
HOUR, DAY = 60, 1440


def tree_of(node: Node) -> Tree:
    line = node.start_mark.line + 1
    if isinstance(node, MappingNode):
        return Block([(Scalar(key.value, key.start_mark.line + 1), tree_of(value)) for key, value in node.value], line)
    if isinstance(node, SequenceNode):
        return Rows([tree_of(item) for item in node.value], line)
    return Scalar(node.value, line)


def year_of(text: str, path: str = "policies/calendar/2026.yaml") -> CalendarYear:
    tree = tree_of(YAML(typ="rt", pure=True).compose(text))
    assert isinstance(tree, Block)
    return read_year(tree, path)


def shipped(year: int) -> str:
    return (HERE / f"policies/calendar/{year}.yaml").read_text(encoding="utf-8")


YEARS = side_by_side([year_of(shipped(year), f"policies/calendar/{year}.yaml") for year in (2026, 2024, 2025)])
OFFICE = Calendar(CHINA, YEARS)


def at(text: str, zone: tzinfo = CHINA) -> Minute:
    """A moment of 2026 unless it says otherwise: `03-07 22:40`; `24:00` is the end of the day."""
    day, _, clock = text.rpartition(" ")
    last = clock == "24:00"
    moment = datetime.fromisoformat(f"{day if len(day) > 5 else '2026-' + day} {'00:00' if last else clock}").replace(tzinfo=zone)
    return minute_of(moment) + (DAY if last else 0)


# ------------------------------------------------------------------ the worked cases


@pytest.mark.parametrize(
    ("start", "limit", "due"),
    [
        ("03-07 22:40", Length(10, "minutes"), "03-07 22:50"),  # C01
        ("03-07 22:40", Length(2 * HOUR, "minutes"), "03-08 00:40"),
        ("03-07 22:40", Length(24 * HOUR, "minutes"), "03-08 22:40"),
        ("03-08 00:50", Length(24 * HOUR, "minutes"), "03-09 00:50"),
        ("03-08 00:50", Length(3, "working_days"), "03-11 24:00"),
        ("03-08 00:50", Length(6, "months"), "09-08 24:00"),
        ("10-01 09:00", Length(24 * HOUR, "minutes"), "10-02 09:00"),  # C10
        ("10-01 09:00", Length(4 * HOUR, "minutes"), "10-01 13:00"),
        ("09-29 16:00", Length(3, "working_days"), "10-09 24:00"),  # C11
        ("09-29 16:00", Length(2, "working_days"), "10-08 24:00"),
        ("04-03 10:00", Length(3, "working_days"), "04-09 24:00"),  # C16
        ("04-03 10:00", Length(10, "days"), "04-13 24:00"),
        ("04-20 10:00", Length(1, "working_days"), "04-21 24:00"),
        ("04-03 10:00", Length(2 * HOUR, "office_minutes"), "04-03 12:00"),
        ("04-03 17:00", Length(2 * HOUR, "office_minutes"), "04-07 10:00"),
        ("04-04 09:00", Length(2 * HOUR, "office_minutes"), "04-07 10:30"),
        ("04-03 11:30", Length(2 * HOUR, "office_minutes"), "04-03 15:00"),
    ],
)
def test_limits_of_the_worked_cases(start: str, limit: Length, due: str) -> None:
    assert OFFICE.due(at(start), limit) == at(due)
    assert OFFICE.within(at(start), at(due), limit)
    assert not OFFICE.within(at(start), at(due) + 1, limit)


@pytest.mark.parametrize(
    ("start", "last", "rolled"),
    [
        (date(2026, 1, 31), date(2026, 4, 30), date(2026, 4, 30)),  # C05 a, b
        (date(2026, 2, 1), date(2026, 5, 1), date(2026, 5, 6)),  # C05 c
        (date(2026, 2, 3), date(2026, 5, 3), date(2026, 5, 6)),
        (date(2026, 2, 6), date(2026, 5, 6), date(2026, 5, 6)),
        (date(2025, 11, 30), date(2026, 2, 28), date(2026, 2, 28)),
        (date(2023, 11, 29), date(2024, 2, 29), date(2024, 2, 29)),
        (date(2026, 1, 11), date(2026, 4, 11), date(2026, 4, 11)),  # a plain Saturday is no holiday
        (date(2024, 3, 8), date(2024, 6, 8), date(2024, 6, 11)),  # the Saturday of a long weekend is
    ],
)
def test_three_months_end_on_the_corresponding_day_and_roll_past_holidays(start: date, last: date, rolled: date) -> None:
    assert OFFICE.after(start, Length(3, "months")) == last
    assert OFFICE.after(start, Length(3, "months"), roll=True) == rolled


def test_c05_a_date_as_a_start_is_excluded_and_not_read_as_its_end() -> None:
    assert OFFICE.due(date(2026, 1, 31), Length(3, "months")) == at("04-30 24:00")
    assert OFFICE.within(date(2026, 1, 31), at("04-30 20:00"), Length(3, "months"))
    assert not OFFICE.within(date(2026, 1, 31), at("05-01 00:10"), Length(3, "months"))
    assert OFFICE.due(date(2026, 3, 1), Length(60, "minutes")) == at("03-02 01:00")


def test_c07_sixty_months_reach_beyond_every_calendar_without_one() -> None:
    sixty = Length(60, "months")
    assert OFFICE.after(date(2026, 8, 20), sixty) == date(2031, 8, 20)
    assert OFFICE.after(date(2015, 9, 10), sixty) == date(2020, 9, 10)
    assert OFFICE.within(date(2026, 8, 20), at("12-31 10:00"), sixty, roll=True)
    with pytest.raises(NotCovered, match="2031-08-20"):
        OFFICE.after(date(2026, 8, 20), sixty, roll=True)


@pytest.mark.parametrize(
    ("start", "stop", "clock", "count"),
    [
        ("09-29 16:00", "10-09 23:59", "working_days", 3),
        ("09-29 16:00", "10-09 24:00", "working_days", 3),
        ("09-29 16:00", "10-10 09:00", "working_days", 4),
        ("09-29 16:00", "09-29 24:00", "working_days", 0),
        ("09-29 16:00", "10-03 12:00", "working_days", 2),  # after one working day, in the holiday: too late for one
        ("04-03 10:00", "04-10 09:00", "working_days", 4),
        ("04-03 10:00", "04-10 09:00", "days", 7),
        ("10-01 09:00", "10-01 13:01", "minutes", 241),
        ("04-03 10:00", "04-03 15:00", "office_minutes", 210),
        ("01-31 10:00", "04-30 20:00", "months", 3),
        ("01-31 10:00", "05-01 00:10", "months", 4),
    ],
)
def test_how_far_a_clock_has_run(start: str, stop: str, clock: Clock, count: int) -> None:
    assert OFFICE.counted(at(start), at(stop), clock) == count


# ------------------------------------------------------------------ pauses

FIVE_HOURS = (at("03-04 09:00"), at("03-04 14:00"))
OVERNIGHT = (at("03-06 23:00"), at("03-07 01:00"))  # Friday to Saturday


@pytest.mark.parametrize(
    ("start", "limit", "pauses", "due"),
    [
        ("03-02 10:00", Length(3, "days"), [FIVE_HOURS], "03-06 05:00"),
        ("03-02 10:00", Length(3, "days"), [FIVE_HOURS, FIVE_HOURS, (at("03-04 13:00"), at("03-04 15:00"))], "03-06 06:00"),
        ("03-02 10:00", Length(3, "days"), [(at("03-02 11:00"), at("03-02 16:00"))], "03-05 24:00"),  # before the clock begins
        ("03-02 10:00", Length(3, "days"), [(at("03-06 00:00"), at("03-06 16:00"))], "03-05 24:00"),  # after it has ended
        ("03-02 10:00", Length(3, "days"), [FIVE_HOURS, (at("03-06 04:00"), at("03-06 06:00"))], "03-06 07:00"),
        ("03-04 10:00", Length(2, "working_days"), [OVERNIGHT], "03-09 01:00"),  # only Friday's hour counts, made up on Monday
        ("03-04 10:00", Length(2, "working_days"), [(at("03-07 09:00"), at("03-07 19:00"))], "03-06 24:00"),
        ("03-04 10:00", Length(120, "office_minutes"), [(at("03-04 11:00"), at("03-04 14:00"))], "03-04 15:00"),
        ("03-04 10:00", Length(120, "minutes"), [FIVE_HOURS], "03-04 16:00"),
        ("03-01 10:00", Length(1, "months"), [FIVE_HOURS], "04-02 05:00"),
        ("03-02 10:00", Length(0, "days"), [FIVE_HOURS], "03-02 24:00"),
    ],
)
def test_a_pause_adds_what_the_clock_would_have_counted(start: str, limit: Length, pauses: list[Stretch], due: str) -> None:
    assert OFFICE.due(at(start), limit, pauses) == at(due)


def test_a_pause_without_length_or_backwards_is_none() -> None:
    assert merged([(5, 5), (9, 2), (1, 3), (3, 4), (2, 3)]) == ((1, 4),)


# ------------------------------------------------------------------ what no calendar covers


def test_a_day_without_a_calendar_is_named_with_what_to_do() -> None:
    with pytest.raises(NotCovered) as refusal:
        OFFICE.due(at("12-30 10:00"), Length(3, "working_days"))
    assert (refusal.value.exit_code, refusal.value.day) == (5, date(2027, 1, 1))
    assert "2027-01-01" in str(refusal.value)
    assert "policies/calendar/2027.yaml" in str(refusal.value)


def test_a_stop_inside_the_calendar_is_judged_although_the_limit_is_not() -> None:
    three = Length(3, "working_days")
    assert OFFICE.within(at("12-30 10:00"), at("12-31 17:00"), three)
    assert OFFICE.within(at("12-30 10:00"), at("12-31 24:00"), three)
    assert OFFICE.counted(at("12-30 10:00"), at("12-31 24:00"), "working_days") == 1
    assert OFFICE.within(at("12-31 17:00"), at("12-31 17:30"), Length(120, "office_minutes"))
    with pytest.raises(NotCovered):
        OFFICE.within(at("12-30 10:00"), at("2027-01-01 00:01"), three)
    with pytest.raises(NotCovered):
        OFFICE.counted(at("12-30 10:00"), at("2027-01-01 00:01"), "working_days")


def test_a_stop_on_the_last_days_off_of_a_calendar_is_counted_too() -> None:
    until_saturday = CalendarYear(date(2026, 12, 1), date(2026, 12, 26), frozenset(), frozenset(), frozenset(), "")
    office = Calendar(CHINA, (until_saturday,))
    assert office.counted(at("12-24 10:00"), at("12-26 12:00"), "working_days") == 2
    assert not office.within(at("12-24 10:00"), at("12-26 12:00"), Length(1, "working_days"))
    assert office.within(at("12-24 10:00"), at("12-26 12:00"), Length(2, "working_days"))


def test_days_and_minutes_need_no_calendar() -> None:
    bare = Calendar(CHINA, ())
    assert bare.due(at("12-30 10:00"), Length(36500, "days")) == at("2126-12-06 24:00")
    assert bare.counted(at("12-30 10:00"), at("2126-12-06 24:00"), "days") == 36500
    assert bare.within(at("12-30 10:00"), at("12-31 10:00"), Length(24 * HOUR, "minutes"))
    assert bare.within(at("12-30 10:00"), at("12-30 11:00"), Length(1, "working_days"))


def test_a_gap_between_two_calendars_is_not_jumped_over() -> None:
    gap = Calendar(CHINA, (YEARS[0], YEARS[2]))
    with pytest.raises(NotCovered, match="2025-01-01"):
        gap.within(at("2024-12-31 10:00"), at("01-05 10:00"), Length(300, "working_days"))


# ------------------------------------------------------------------ laws

starts = st.integers(at("2024-01-02 00:00"), at("2025-06-30 00:00"))
spans = st.integers(0, 40 * DAY)
some_pauses = st.lists(st.tuples(st.integers(-3 * DAY, 40 * DAY), st.integers(0, 3 * DAY)), max_size=4)
LENGTHS: dict[Clock, int] = {"minutes": 20 * DAY, "office_minutes": 5000, "days": 30, "working_days": 20, "months": 3}
limits = st.sampled_from(sorted(LENGTHS)).flatmap(lambda clock: st.builds(Length, st.integers(0, LENGTHS[clock]), st.just(clock)))
offices = st.sampled_from([OFFICE, *(Calendar(ZoneInfo(name), YEARS) for name in ("Europe/Berlin", "America/Santiago", "Africa/Cairo"))])


def held_from(start: Minute, drawn: Sequence[tuple[int, int]]) -> list[Stretch]:
    return [(start + begin, start + begin + length) for begin, length in drawn]


@given(offices, starts, spans, limits, some_pauses, st.booleans())
def test_a_later_start_is_never_due_earlier(
    office: Calendar, start: Minute, later: int, limit: Length, drawn: list[tuple[int, int]], roll: bool
) -> None:
    """With one exception: two months from the 29th, 30th and 31st of December end on one day, and a pause before the later of two such
    starts puts off the earlier one alone."""
    pauses = held_from(start, drawn)
    if limit.clock == "months":
        pauses = [one for one in pauses if one[0] >= office.end_of(office.day_of(start + later))]
    assert office.due(start, limit, pauses, roll) <= office.due(start + later, limit, pauses, roll)


def test_a_pause_that_ends_past_the_holidays_leaves_the_whole_day_after_them() -> None:
    start, pause, end = at("09-16 20:27"), [(at("09-17 23:59"), at("09-18 00:00"))], at("09-29 00:00")
    for days in (9, 10, 11):  # the 25th to the 27th are free
        assert OFFICE.due(start, Length(days, "days"), [], True) == end
        assert OFFICE.due(start, Length(days, "days"), pause, True) == end
    assert OFFICE.due(start, Length(11, "days"), pause) == at("09-28 00:01")


@given(offices, starts, limits, some_pauses, some_pauses, st.booleans())
def test_more_pause_is_never_due_earlier(
    office: Calendar, start: Minute, limit: Length, drawn: list[tuple[int, int]], more: list[tuple[int, int]], roll: bool
) -> None:
    pauses = held_from(start, drawn)
    assert office.due(start, limit, pauses, roll) <= office.due(start, limit, [*pauses, *held_from(start, more)], roll)


@given(offices, starts, limits, some_pauses)
def test_a_longer_limit_is_never_due_earlier_and_none_before_its_start(
    office: Calendar, start: Minute, limit: Length, drawn: list[tuple[int, int]]
) -> None:
    pauses = held_from(start, drawn)
    due = office.due(start, limit, pauses)
    assert start <= due <= office.due(start, Length(limit.n + 1, limit.clock), pauses)


@given(offices, starts, limits, some_pauses, st.integers(-3000, 3000), spans)
def test_due_counted_and_within_agree(
    office: Calendar, start: Minute, limit: Length, drawn: list[tuple[int, int]], near: int, span: int
) -> None:
    pauses = held_from(start, drawn)
    due = office.due(start, limit, pauses)
    for stop in (due - 1, due, due + 1, due + near, start + span):
        count = office.counted(start, stop, limit.clock, pauses)
        assert office.within(start, stop, limit, pauses) == (stop <= due)
        if limit.clock in ("days", "working_days", "months"):
            assert (count <= limit.n) == (stop <= due)
        else:
            assert count <= limit.n if stop <= due else count >= limit.n


@given(starts, spans, st.integers(0, 20), some_pauses)
def test_what_a_short_calendar_says_a_long_one_says_too(start: Minute, span: int, n: int, drawn: list[tuple[int, int]]) -> None:
    short, limit, pauses = Calendar(CHINA, YEARS[:1]), Length(n, "working_days"), held_from(start, drawn)
    try:
        said = short.within(start, start + span, limit, pauses)
    except NotCovered as unknown:
        assert unknown.day > date(2024, 12, 31)
        assert start + span > OFFICE.start_of(date(2025, 1, 1))
    else:
        assert said == OFFICE.within(start, start + span, limit, pauses)


# ------------------------------------------------------------------ minute by minute


def counts(office: Calendar, minute: Minute, clock: Clock) -> bool:
    local = datetime.fromtimestamp(minute * 60, office.zone)
    if clock in ("minutes", "days", "months"):
        return True
    in_hours = any(a <= local.hour * 60 + local.minute < b for a, b in office.hours)
    return office.is_working(local.date()) and (clock == "working_days" or in_hours)


def slow_due(office: Calendar, start: Minute, limit: Length, pauses: Sequence[Stretch]) -> Minute:
    """The limit found by looking at each minute."""
    minute, left = start, limit.n
    if limit.clock in ("days", "working_days"):
        first = office.day_of(start)
        days = [d for d in (first + timedelta(n) for n in range(1, 15)) if limit.clock == "days" or office.is_working(d)][: limit.n]
        while office.day_of(minute) == first:
            minute += 1
        left = sum(office.day_of(m) in days for m in range(minute, minute + 6 * DAY))
    while left:
        left -= counts(office, minute, limit.clock) and not any(a <= minute < b for a, b in pauses)
        minute += 1
    return minute


@pytest.mark.parametrize("name", ["Asia/Shanghai", "Europe/Berlin"])
@pytest.mark.parametrize(("clock", "n"), [("minutes", 700), ("office_minutes", 500), ("days", 2), ("working_days", 2), ("working_days", 1)])
@pytest.mark.parametrize("begin", ["2025-03-28 12:10", "2025-03-29 02:10", "2025-10-24 09:07", "2025-10-26 01:30", "2025-04-03 17:20"])
def test_limits_equal_those_found_minute_by_minute(name: str, clock: Clock, n: int, begin: str) -> None:
    office = Calendar(ZoneInfo(name), YEARS)
    start = at(begin, UTC)
    several = [(start + 1000, start + 2500), (start + 2000, start + 2600), (start - 50, start + 30)]
    for pauses in ([], [(start + 300, start + 400)], several):
        assert office.due(start, Length(n, clock), pauses) == slow_due(office, start, Length(n, clock), pauses)


spring = st.integers(at("2024-03-20 00:00"), at("2024-04-10 00:00"))
running: st.SearchStrategy[Clock] = st.sampled_from(["minutes", "office_minutes"])


@given(offices, spring, st.integers(0, 3000), some_pauses, running)
def test_minutes_counted_equal_those_counted_one_by_one(
    office: Calendar, start: Minute, span: int, drawn: list[tuple[int, int]], clock: Clock
) -> None:
    pauses = held_from(start, drawn)
    slow = sum(counts(office, m, clock) and not any(a <= m < b for a, b in pauses) for m in range(start, start + span))
    assert office.counted(start, start + span, clock, pauses) == slow


def test_segments_are_the_office_hours_between_two_moments() -> None:
    assert OFFICE.segments(at("04-03 10:00"), at("04-07 09:00")) == (
        (at("04-03 10:00"), at("04-03 12:00")),
        (at("04-03 13:30"), at("04-03 17:30")),
        (at("04-07 08:30"), at("04-07 09:00")),
    )
    assert Calendar(CHINA, YEARS, ((0, 1440),)).segments(at("04-03 10:00"), at("04-04 10:00")) == ((at("04-03 10:00"), at("04-03 24:00")),)


# ------------------------------------------------------------------ zones


@pytest.mark.parametrize("name", ["Asia/Shanghai", "Europe/Berlin", "America/Santiago", "Africa/Cairo", "Pacific/Apia", "America/Havana"])
def test_each_minute_lies_in_its_day(name: str) -> None:
    office = Calendar(ZoneInfo(name), ())
    for n in range(366 * 3):
        day = date(2009, 12, 1) + timedelta(n)
        start, stop = office.start_of(day), office.end_of(day)
        assert office.day_of(start - 1) < day
        assert start == stop or office.day_of(start) == office.day_of(stop - 1) == day  # Apia had no 2011-12-30


def test_a_day_of_23_hours_ends_at_its_own_midnight() -> None:
    berlin = Calendar(ZoneInfo("Europe/Berlin"), YEARS)
    start = berlin.start_of(date(2025, 3, 29)) + 600
    assert berlin.due(start, Length(1, "days")) == berlin.start_of(date(2025, 3, 30)) + 23 * HOUR
    assert berlin.due(start, Length(24 * HOUR, "minutes")) == start + DAY


# ------------------------------------------------------------------ the files


@pytest.mark.parametrize(
    ("year", "working", "statutory"), [(2024, 251, 11), (2025, 248, 13), (2026, 248, 13)]
)  # 2024: before the holidays were two more; checked against chinesecalendar 1.11 and holidays 0.109
def test_each_year_has_its_number_of_working_days(year: int, working: int, statutory: int) -> None:
    first = date(year, 1, 1)
    days = [first + timedelta(n) for n in range((date(year + 1, 1, 1) - first).days)]
    assert sum(map(OFFICE.is_working, days)) == working
    (held,) = (one for one in YEARS if one.first.year == year)
    assert len(held.statutory) == statutory
    assert (held.first, held.last) == (days[0], days[-1])


GOOD = """\
title: t
layer: law
adopted_on: 2025-11-04
effective_from: 2026-01-01
source: s
covers:
  from: 2026-01-01
  to: 2026-12-31
off:
- 2026-05-01..2026-05-05
work:
- 2026-05-09
statutory:
- 2026-05-01
"""


@pytest.mark.parametrize(
    ("old", "new", "line", "value"),
    [
        ("title: t", "titel: t", 1, "titel"),
        ("title: t\n", "", 1, "title"),
        ("source: s", "source:", 5, "source"),
        ("source: s", "source: [a]", 5, "source"),
        ("layer: law", "layer: lore", 2, "lore"),
        ("adopted_on: 2025-11-04", "adopted_on: 2025-11-31", 3, "2025-11-31"),
        ("adopted_on: 2025-11-04", "adopted_on: 20251104", 3, "20251104"),
        ("  to: 2026-12-31", "  to: 2025-12-31", 8, "2025-12-31"),
        ("  to: 2026-12-31", "  to: 9999-12-31", 8, "9999-12-31"),
        ("  to: 2026-12-31", "  till: 2026-12-31", 8, "till"),
        ("covers:\n  from: 2026-01-01\n  to: 2026-12-31", "covers: 2026", 6, "covers"),
        ("- 2026-05-01..2026-05-05", "- 2026-05-05..2026-05-01", 10, "2026-05-05..2026-05-01"),
        ("- 2026-05-01..2026-05-05", "- 2026-12-31..2027-01-03", 10, "2027-01-03"),
        ("- 2026-05-01..2026-05-05", "- 2026-05-01..2026-05-05\n- 2026-05-05", 11, "2026-05-05"),
        ("- 2026-05-01..2026-05-05", "- {a: b}", 10, "off"),
        ("- 2026-05-01..2026-05-05", "- 2026-05-01...2026-05-05", 10, ".2026-05-05"),
        ("off:\n- 2026-05-01..2026-05-05", "off: 2026-05-01", 9, "off"),
        ("- 2026-05-09", "- 2026-05-08", 12, "2026-05-08"),
        ("- 2026-05-09", "- 2026-05-02", 12, "2026-05-02"),
        ("statutory:\n- 2026-05-01", "statutory:\n- 2026-05-06", 14, "2026-05-06"),
    ],
)
def test_a_calendar_with_a_slip_is_refused_with_line_and_value(old: str, new: str, line: int, value: str) -> None:
    assert old in GOOD
    with pytest.raises(BrokenCalendar) as refusal:
        year_of(GOOD.replace(old, new, 1))
    assert str(refusal.value).startswith(f"policies/calendar/2026.yaml:{line}:")
    assert value in str(refusal.value)
    assert refusal.value.exit_code == 5


def test_two_calendars_of_one_day_are_refused() -> None:
    with pytest.raises(BrokenCalendar, match=r"2026-01-01.*other\.yaml"):
        side_by_side([year_of(GOOD), year_of(GOOD, "other.yaml")][::-1])
