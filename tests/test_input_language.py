"""The input language: the table of docs/input.md to the letter, what is printed reads back, and no text of any kind does more than be refused."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, timedelta, timezone
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from repairctl import inputs
from repairctl.cli.language import Tongue
from repairctl.inputs.typed import Ambiguous, NotRead
from repairctl.model import moment_of
from tests import input_examples as examples

CHINA = timezone(timedelta(hours=8))
NOW = inputs.moment(examples.NOW, 0, CHINA)
LAST = inputs.moment(examples.LAST, 0, CHINA)
PREFIXES = {"WO": "order", "TS": "complaint", "S": "staff"}


def _moment(tense: inputs.Tense) -> Callable[[str], str]:
    last = LAST if tense == "past" else None
    return lambda text: f"{moment_of(inputs.moment(text, NOW, CHINA, tense=tense, last=last), CHINA):%Y-%m-%d %H:%M}"


def _line(text: str) -> str:
    one = inputs.line(text, examples.BOOK)
    price = f" at {one.price}" if one.price is not None else ""
    return f"{one.item.code if one.item else one.title} {one.quantity} {one.unit}{price}{f' ({one.note})' if one.note else ''}"


def _span(text: str) -> str:
    one = inputs.span(text)
    return f"{one.n} {one.clock}"


READERS: dict[str, tuple[Callable[[str], str], Sequence[tuple[str, str]]]] = {
    "past": (_moment("past"), examples.PAST),
    "future": (_moment("future"), examples.FUTURE),
    "either": (_moment("any"), examples.EITHER),
    "period": (lambda text: "..".join(map(str, inputs.period(text, examples.TODAY))), examples.PERIODS),
    "span": (_span, examples.SPANS),
    "place": (lambda text: inputs.place(text, examples.ESTATE), examples.PLACES),
    "person": (lambda text: inputs.person(text, examples.STAFF), examples.PEOPLE),
    "party": (lambda text: inputs.party(text, examples.HOUSEHOLDS, "QH-5-802"), examples.PARTIES),
    "money": (lambda text: str(inputs.money(text)), examples.MONEY),
    "line": (_line, examples.LINES),
    "name": (lambda text: " ".join(inputs.record_names(text, PREFIXES, examples.TODAY, bare="WO", counted=["S"])), examples.NAMES),
}
ROWS = [(reader, typed, meaning) for reader, (_, table) in READERS.items() for typed, meaning in table]


@pytest.mark.parametrize(("reader", "typed", "meaning"), ROWS, ids=[f"{reader}:{typed}" for reader, typed, _ in ROWS])
def test_what_is_typed_means_what_the_page_says(reader: str, typed: str, meaning: str) -> None:
    read = READERS[reader][0]
    if meaning.startswith("?"):
        with pytest.raises(Ambiguous) as asked:
            read(typed)
        spelled = [spelling for spelling, _ in asked.value.readings]
        if reader == "line":
            assert [one.split()[0] for one in spelled] == meaning[1:].split(" / ")
            assert [read(one).split()[0] for one in spelled] == meaning[1:].split(" / ")
        else:
            assert spelled == meaning[1:].split(" / ")
            assert [read(one) for one in spelled] == spelled  # each spelling means only that
    elif meaning.startswith("!"):
        with pytest.raises(NotRead) as refusal:
            read(typed)
        assert not isinstance(refusal.value, Ambiguous)
        assert meaning[1:] in str(refusal.value)
        assert "Example: " in str(refusal.value)
    else:
        assert read(typed) == meaning


def test_the_first_step_of_the_night_needs_no_day() -> None:
    """22:40 at 09:00, with no step before: last night, since no earlier evening lies within sixteen hours."""
    read = inputs.moment("22:40", NOW, CHINA, tense="past")
    assert read == inputs.moment("2026-03-08 22:40", NOW, CHINA)


@pytest.mark.parametrize("minutes", [0, 1, 239, 240, 241, 959, 960, 961, 1439])
def test_a_time_of_day_is_taken_up_to_four_hours_or_one_night_ago(minutes: int) -> None:
    at = moment_of(NOW - minutes, CHINA)
    if minutes <= 960:
        assert inputs.moment(f"{at:%H:%M}", NOW, CHINA, tense="past") == NOW - minutes
    else:
        with pytest.raises(inputs.NotAMoment, match="has not come yet"):
            inputs.moment(f"{at:%H:%M}", NOW, CHINA, tense="past")


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
