"""The laws of the input language: what is shown reads back, any text is read or refused with an example, and none takes long."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import date, timedelta, tzinfo
from decimal import Decimal
from time import perf_counter
from typing import Literal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from repairctl import inputs
from repairctl.cli.language import Tongue
from repairctl.inputs.typed import Ambiguous, NotRead
from repairctl.model import Length, moment_of
from tests import input_examples as examples
from tests.input_readers import CHINA, PREFIXES, READERS, ROWS, Row

MINUTES = st.integers(inputs.moment("1990-01-01 00:00", 0, CHINA), inputs.moment("2150-01-01 00:00", 0, CHINA))


@pytest.mark.parametrize("language", ["en", "zh_CN"])
@given(minute=MINUTES, now=MINUTES)
def test_every_moment_that_is_shown_is_read_back(language: str, minute: int, now: int) -> None:
    shown = Tongue(language, CHINA, now).at(minute)
    tense: inputs.Tense = "past" if minute <= now else "future"
    assert inputs.moment(shown, now, CHINA, tense=tense) == minute
    assert inputs.moment(shown, now, CHINA) == minute  # the weekday tells the year where the tense does not


@given(n=st.integers(1, 99_999))
@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_every_span_that_is_shown_is_read_back(language: str, n: int) -> None:
    assert inputs.span(Tongue(language).span(n)).n * (1 if inputs.span(Tongue(language).span(n)).clock == "minutes" else 1440) == n


@given(st.dates(date(1990, 1, 1), date(2150, 1, 1)))
@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_every_day_that_is_shown_is_read_back(language: str, day: date) -> None:
    assert inputs.day(Tongue(language).day(day), examples.TODAY) == day


@given(st.decimals(0, 10**12, places=2))
def test_every_amount_that_is_shown_is_read_back(amount: Decimal) -> None:
    assert inputs.money(f"{amount:.2f}") == inputs.money(f"¥{amount:,.2f}") == amount


@pytest.mark.parametrize("one", examples.PLACES_KNOWN, ids=lambda one: one.id)
def test_every_place_that_is_shown_is_read_back(one: inputs.Place) -> None:
    assert inputs.place(one.id, examples.ESTATE) == inputs.place(one.words, examples.ESTATE) == one.id


@given(minute=MINUTES, now=MINUTES)
@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_every_limit_that_is_shown_is_read_back_or_said_another_way(language: str, minute: int, now: int) -> None:
    """A limit at the end of a day reads 24:00, which nobody may type; the refusal writes the same minute as it may be typed."""
    for limit in (minute, minute - minute_of_day(minute)):
        shown = Tongue(language, CHINA, now).until(limit)
        if not shown.endswith("24:00"):
            assert inputs.moment(shown, now, CHINA) == limit
            continue
        with pytest.raises(inputs.NotAMoment, match="start of the next day") as refusal:
            inputs.moment(shown, now, CHINA)
        assert inputs.moment(str(refusal.value.why).removesuffix(".").partition("write ")[2], now, CHINA) == limit


def minute_of_day(minute: int) -> int:
    at = moment_of(minute, CHINA)
    return at.hour * 60 + at.minute


Clock = Literal["minutes", "days", "working_days", "months"]
CLOCKS: Sequence[Clock] = ("minutes", "days", "working_days", "months")


@given(n=st.integers(1, 9_999), clock=st.sampled_from(CLOCKS))
@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_every_length_that_is_shown_is_read_back(language: str, n: int, clock: Clock) -> None:
    read = inputs.span(Tongue(language).length(Length(n, clock)))
    assert (read.n * (1440 if (read.clock, clock) == ("days", "minutes") else 1)) == n
    assert read.clock == clock or n % 1440 == 0


@given(day=st.dates(date(2016, 1, 1), date(2026, 3, 9)), number=st.integers(1, 9_999), desk=st.sampled_from(["", "B"]))
def test_every_record_name_that_is_shown_is_read_back(day: date, number: int, desk: str) -> None:
    id = f"WO-{day:%Y%m%d}-{desk}{number:03d}"
    for name in (id, inputs.short_name(id, examples.TODAY)):
        assert inputs.record_name(name, PREFIXES, examples.TODAY, bare="WO") == id


@given(st.dates(date(1990, 1, 1), date(2150, 1, 1)), st.integers(0, 4_000))
def test_every_period_that_is_shown_is_read_back(first: date, days: int) -> None:
    last = first + timedelta(days=days)
    assert inputs.period(f"{first}..{last}", examples.TODAY) == (first, last)


@given(n=st.decimals(Decimal("0.01"), 99_999, places=2))
@pytest.mark.parametrize("item", examples.ITEMS, ids=lambda item: item.code)
def test_every_line_that_is_shown_is_read_back(item: inputs.Item, n: Decimal) -> None:
    for name in (item.code, item.zh, item.en):
        one = inputs.line(f"{name} {n} {item.unit} {item.price} # 备注", examples.BOOK)
        assert (one.item, one.quantity, one.unit, one.price, one.note) == (item, n, item.unit, item.price, "备注")


@pytest.mark.parametrize("one", [*examples.STAFF, *examples.HOUSEHOLDS], ids=lambda one: one.id)
def test_everybody_who_is_shown_is_found_again(one: inputs.Person) -> None:
    if one in examples.STAFF:
        assert inputs.person(one.id, examples.STAFF) == inputs.person(one.name, examples.STAFF) == one.id
    else:
        assert inputs.party(one.id, examples.HOUSEHOLDS) == inputs.party(one.phone, examples.HOUSEHOLDS) == one.id
        assert inputs.party(one.name, examples.HOUSEHOLDS, one.unit) == one.id


ZONES = st.sampled_from([CHINA, ZoneInfo("Europe/Berlin"), ZoneInfo("America/St_Johns"), ZoneInfo("Australia/Lord_Howe")])
TENSES: Sequence[inputs.Tense] = ("past", "future", "any")


@given(now=MINUTES, ago=st.none() | st.integers(0, 20_000), zone=ZONES, tense=st.sampled_from(TENSES), row=st.sampled_from(ROWS))
def test_a_moment_is_read_or_refused_at_any_hour_of_any_zone(
    now: int, ago: int | None, zone: tzinfo, tense: inputs.Tense, row: Row
) -> None:
    """Whatever it is: what happened does not lie ahead, and each reading that is offered means only itself."""
    last = None if ago is None else now - ago
    try:
        found = inputs.moment(row[1], now, zone, tense=tense, last=last)
    except Ambiguous as asked:
        readings = [inputs.moment(spelled, now, zone, tense=tense, last=last) for spelled, _ in asked.readings]
        assert len(set(readings)) == len(readings) > 1
    except NotRead as refusal:
        assert "Example: " in str(refusal)
    else:
        assert tense != "past" or found <= now


@pytest.mark.parametrize("reader", READERS)
def test_no_text_of_forty_characters_takes_long(reader: str) -> None:
    """The least of seven readings, ten times over what is promised, so that a busy machine does not matter."""
    assert max(_least(READERS[reader][0], text) for text in examples.HOSTILE) < 0.01


def _least(read: Callable[[str], str], text: str) -> float:
    def once() -> float:
        begun = perf_counter()
        with suppress(NotRead):
            read(text)
        return perf_counter() - begun

    return min(once() for _ in range(7))


SIGNS = st.text(max_size=40) | st.text(
    "0123456789:-/.+*= 年月日号点分时前后天周六上下今昨明半小工作个元角米#栋幢单室hmdwoapT,.¥万S李户主其他Q", max_size=40
)


@pytest.mark.parametrize("reader", READERS)
@given(text=SIGNS)
def test_any_text_is_one_value_or_refused_with_an_example(reader: str, text: str) -> None:
    try:
        READERS[reader][0](text)
    except NotRead as refusal:
        assert "Example: " in str(refusal)
