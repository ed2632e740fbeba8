"""What people type: each rule with what it takes, and with what it refuses."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from repairctl import inputs
from repairctl.errors import Misuse
from repairctl.model import Label, minute_of, moment_of

CHINA = timezone(timedelta(hours=8))
NOW = minute_of(datetime(2026, 3, 8, 9, 0, tzinfo=CHINA))
TODAY = date(2026, 3, 8)


def moment(text: str) -> str:
    return f"{moment_of(inputs.moment(text, NOW, CHINA), CHINA):%Y-%m-%d %H:%M}"


# ------------------------------------------------------------------ moments and days


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("now", "2026-03-08 09:00"), (" NOW ", "2026-03-08 09:00"), ("现在", "2026-03-08 09:00"), ("ｎｏｗ", "2026-03-08 09:00"),
        ("2026-03-07 22:40", "2026-03-07 22:40"), ("2026-03-07T22:40", "2026-03-07 22:40"), ("2026-03-07t22:40:59", "2026-03-07 22:40"),
        ("2026-03-07T22:40:45.999+08:00", "2026-03-07 22:40"), ("2026-03-07T14:40Z", "2026-03-07 22:40"),
        ("2026-03-07 14:40 +00:00", "2026-03-07 22:40"), ("2026-03-07T09:40-0500", "2026-03-07 22:40"),
        ("2026-03-07T15:40+01", "2026-03-07 22:40"),
        ("20260307T2240", "2026-03-07 22:40"), ("20260307 22:40", "2026-03-07 22:40"), ("2026-03-07 8:30", "2026-03-07 08:30"),
        ("２０２６－０３－０７　２２：４０", "2026-03-07 22:40"), ("“2026—03—07 22:40”", "2026-03-07 22:40"),
        ("2026-03-07 00:00", "2026-03-07 00:00"),
        ("2028-02-29 12:00", "2028-02-29 12:00"), ("2026-03-07T12:00+05:30", "2026-03-07 14:30"),
    ],
)  # fmt: skip
def test_moments_are_read(typed: str, read: str) -> None:
    assert moment(typed) == read


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ("2026-03-07 24:00", "2026-03-08 00:00"), ("2026-12-31T24:00:00+08:00", "2027-01-01 00:00"), ("2026-03-07 24:01", "24:01"),
        ("2026-03-07 22:60", "22:60"), ("2026-03-07 22:40:60", "22:40:60"), ("2026-02-29 12:00", "no such day"),
        ("2026-04-31T12:00", "no such day"),
        ("2026-13-01 12:00", "no such day"), ("0026-03-07 12:00", "between 1900 and 2199"), ("2026-03-07", "time of day is missing"),
        ("22:40", "day is missing"), ("", "A moment is"), ("xxx", "A moment is"),
        ("2026-03-07_22:40", "A moment is"),
        ("2026-03-07 22:40 +15:00", "+15:00"), ("2026-03-07 22:40+08:60", "+08:60"), ("2026-03-07 22:40 CST", "A moment is"),
        ("2026-03-07 22:40\n2026-03-08 22:40", "A moment is"),
        ("２０２６-03-0７ ²2:40", "A moment is"),
        ("١٢:٣٠", "A moment is"), ("2026-03-07 22:40\ud800", "A moment is"), ("2026-03-07 22:40+08:", "A moment is"),
    ],
)  # fmt: skip
def test_what_is_no_moment_is_refused_with_reason_and_example(typed: str, why: str) -> None:
    with pytest.raises(inputs.NotAMoment) as refusal:
        moment(typed)
    assert why in str(refusal.value)
    assert "Example: 2026-03-07 22:40" in str(refusal.value)
    assert f'"{inputs.shown(typed)}"' in str(refusal.value)
    assert refusal.value.exit_code == 2


def test_a_time_that_summer_time_skipped_or_doubled_is_refused() -> None:
    berlin = ZoneInfo("Europe/Berlin")
    with pytest.raises(inputs.NotAMoment, match="did not exist"):
        inputs.moment("2026-03-29 02:30", NOW, berlin)
    with pytest.raises(inputs.NotAMoment, match=r"2026-10-25T02:30\+02:00 or 2026-10-25T02:30\+01:00"):
        inputs.moment("2026-10-25 02:30", NOW, berlin)
    assert inputs.moment("2026-10-25 02:30+01:00", NOW, berlin) - inputs.moment("2026-10-25 02:30+02:00", NOW, berlin) == 60


@given(st.datetimes(datetime(1971, 1, 1), datetime(2198, 1, 1)), st.sampled_from([CHINA, UTC, timezone(timedelta(hours=-3, minutes=-30))]))
def test_every_written_moment_reads_back(local: datetime, zone: timezone) -> None:
    aware = local.replace(tzinfo=zone)
    assert inputs.moment(aware.isoformat(), NOW, CHINA) == minute_of(aware)
    assert inputs.moment(f"{local:%Y-%m-%d %H:%M}", NOW, zone) == minute_of(aware)


@pytest.mark.parametrize("typed", ["2026-03-07", "20260307", " ２０２６－０３－０７ ", "2026‐03‐07", "「2026-03-07」"])
def test_days_are_read(typed: str) -> None:
    assert inputs.day(typed) == date(2026, 3, 7)


@pytest.mark.parametrize("typed", ["2026-02-29", "20260431", "26-03-07", "2026-0307", "1899-12-31", "2200-01-01", "2026-03-07 10:00", ""])
def test_what_is_no_day_is_refused(typed: str) -> None:
    with pytest.raises(inputs.NotADay, match="Example: 2026-03-07"):
        inputs.day(typed)


# ------------------------------------------------------------------ numbers


@pytest.mark.parametrize(
    ("typed", "read"), [("2", "2"), ("2.0", "2.0"), ("-0.5", "-0.5"), ("２．５０", "2.50"), ("3。5", "3.5"), ("−1", "-1")]
)
def test_numbers_keep_their_digits(typed: str, read: str) -> None:
    assert str(inputs.decimal(typed)) == read


@pytest.mark.parametrize("typed", ["", "1,000", "1e3", ".5", "5.", "007", "+1", "NaN", "Infinity", "2h", "½", "10²", "1_000", "9" * 16])
def test_what_is_no_number_is_refused(typed: str) -> None:
    with pytest.raises(inputs.NotANumber, match=r"Example: 2\.5"):
        inputs.decimal(typed)


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("342.3", "342.30"), ("342.30", "342.30"), ("¥342.30", "342.30"), ("￥342.3", "342.30"), ("342元", "342.00"),
        ("1,200.00", "1200.00"),
        ("1，200", "1200.00"), ("0", "0.00"), ("0.05", "0.05"), ("¥ 1,234,567.89 元", "1234567.89"), ("３４２．３０", "342.30"),
    ],
)  # fmt: skip
def test_money_is_read_with_two_decimals(typed: str, read: str) -> None:
    assert str(inputs.money(typed)) == read


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ("342.305", "two decimals"), ("1,20", "thousands"), ("12,00.00", "thousands"), ("1,2000", "thousands"), (",200", "thousands"),
        ("-342.30", "sign"), ("+1", "sign"), ("¥-1", "sign"), ("−5", "sign"), ("1.2万", "万"), ("3千元", "万"), ("007", "begin with 0"),
        ("0,200", "thousands"),
        ("", "digits"), ("元", "digits"), ("¥", "digits"), ("342.", "digits"), (".5", "digits"), ("3 42", "digits"), ("$5", "digits"),
        ("1e2", "digits"),
        ("5²", "digits"), ("NaN", "digits"), ("9" * 14, "too large"), ("342\n", ""),
    ],
)  # fmt: skip
def test_what_is_no_money_is_refused_with_its_reason(typed: str, why: str) -> None:
    if typed.endswith("\n"):
        assert inputs.money(typed) == Decimal("342.00")  # a line break at the end is a blank at the end
        return
    with pytest.raises(inputs.NotMoney, match=r"Example: 342\.30") as refusal:
        inputs.money(typed)
    assert why in str(refusal.value)


@given(st.decimals(0, Decimal("9999999999999.99"), places=2))
def test_amounts_read_back_in_every_spelling(amount: Decimal) -> None:
    for spelling in (f"{amount}", f"{amount:,}", f"¥{amount:,}", f"{amount}元"):
        assert inputs.money(spelling) == amount


# ------------------------------------------------------------------ words


@pytest.mark.parametrize(("words", "read"), [("y YES True 是 好 1 １", True), ("n No FALSE 否 不 0 ｎｏ", False)])
def test_yes_and_no_in_both_languages(words: str, read: bool) -> None:
    assert [inputs.yes_no(word) for word in words.split()] == [read] * len(words.split())


@pytest.mark.parametrize("typed", ["", "ja", "yep", "是的", "2", "①", "t"])
def test_what_is_neither_yes_nor_no_is_refused(typed: str) -> None:
    with pytest.raises(inputs.NotYesOrNo, match="否"):
        inputs.yes_no(typed)


PRIORITIES = (
    ("P1", Label("emergency", "急修")),
    ("P2", Label("urgent", "紧急")),
    ("P3", Label("routine", "一般")),
    ("urgent_", Label("P1", "紧急")),
)


@pytest.mark.parametrize(
    ("typed", "key"),
    [("P1", "P1"), ("p1", "P1"), ("Emergency", "P1"), ("急修", "P1"), ("「一般」", "P3"), ("Ｐ２", "P2"), ("urgent", "P2")],
)
def test_a_choice_is_its_key_or_label_whole(typed: str, key: str) -> None:
    assert inputs.choice(typed, PRIORITIES, "priority") == key


@pytest.mark.parametrize("typed", ["加急", "急", "P", "", "紧急"])  # the last is the label of two
def test_no_choice_is_refused_with_the_list(typed: str) -> None:
    with pytest.raises(inputs.NotAChoice) as refusal:
        inputs.choice(typed, PRIORITIES, "priority")
    assert "priority is one of: P1 (emergency, 急修), P2 (urgent, 紧急)" in str(refusal.value)


@pytest.mark.parametrize("value", ["厨房漏水", "  两边的空格 stay ", "１０²", "🔧", ""])
def test_free_text_stays_as_typed(value: str) -> None:
    assert inputs.text(value) == value


@pytest.mark.parametrize(
    ("value", "why"),
    [
        ("ab\udce4", "Character 3 is half a character (\\udce4)"), ("a\x00b", "Character 2 is a control character (\\x00)"),
        ("a\x1b[31m", "Character 2 is a control"), ("a\tb", "Character 2 is a control"), ("a\nb", "line break"),
        ("a\u2028b", "line break"),
        ("a\x7f", "control"), ("a\x85", "control"),
    ],
)  # fmt: skip
def test_what_would_spoil_a_file_is_refused_with_its_place(value: str, why: str) -> None:
    with pytest.raises(inputs.NotText) as refusal:
        inputs.text(value)
    assert why in str(refusal.value)
    assert str(refusal.value).isprintable()


def test_line_breaks_are_taken_where_lines_are_expected() -> None:
    assert inputs.text("a\nb", lines=True) == "a\nb"
    with pytest.raises(inputs.NotText):
        inputs.text("a\r\nb", lines=True)


# ------------------------------------------------------------------ records

PREFIXES = {"WO": "order", "CP": "complaint", "TS": "tool", "S": "staff"}


def record(typed: str, bare: str = "WO", today: date = TODAY) -> str:
    return inputs.record_name(typed, PREFIXES, today, bare=bare, counted={"S"})


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("1", "WO-20260308-001"), ("001", "WO-20260308-001"), ("B1", "WO-20260308-B001"), ("b12", "WO-20260308-B012"),
        ("7-1", "WO-20260307-001"),
        ("07-1", "WO-20260307-001"), ("7-B1", "WO-20260307-B001"), ("8-1", "WO-20260308-001"), ("9-1", "WO-20260209-001"),
        ("0307-1", "WO-20260307-001"), ("0309-1", "WO-20250309-001"), ("0229-1", "WO-20240229-001"), ("wo20260307-1", "WO-20260307-001"),
        ("WO-20260307-001", "WO-20260307-001"), ("wo-20260307-b1", "WO-20260307-B001"), ("20260307-1", "WO-20260307-001"),
        ("wo1", "WO-20260308-001"),
        ("wo7-1", "WO-20260307-001"), ("CP-1", "CP-20260308-001"), ("ts-9-1", "TS-20260209-001"), ("5-802", "WO-20260305-802"),
        ("1234", "WO-20260308-1234"), ("S-11", "S-11"), ("s-1", "S-01"), ("S-B1", "S-B01"),
        ("ＷＯ－２０２６０３０７－１", "WO-20260307-001"),
    ],
)  # fmt: skip
def test_short_forms_become_whole_ids(typed: str, name: str) -> None:
    assert record(typed) == name
    assert record(name) == name


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ("", "named by its ID"), ("0", "named by its ID"), ("7-0", "named by its ID"), ("wo", "named by its ID"),
        ("123-1", "named by its ID"),
        ("7 1", "named by its ID"), ("7-1-1", "named by its ID"), ("1B", "named by its ID"), ("7-AB1", "named by its ID"),
        ("2026-03-07-1", "named by its ID"),
        ("QH-5-802", "letters QH"), ("B7-1", "letters B"), ("XX-1", "WO (order)"), ("30-1", "numbered 30"),
        ("0-1", "numbered 0"), ("32-1", "numbered 32"),
        ("1301-1", "no such day"),
        ("0230-1", "no such day"), ("20260230-1", "no such day"), ("S-7-1", "S-01"), ("1234567", "named by its ID"),
        ("①", "named by its ID"),
    ],
)  # fmt: skip
def test_what_names_no_record_is_refused(typed: str, why: str) -> None:
    with pytest.raises(inputs.NotARecordName, match="Example: 1, B1, 7-1") as refusal:
        record(typed)
    assert why in str(refusal.value)


def test_31_days_back_is_the_last_day_tried() -> None:
    assert record("29-1", today=date(2026, 3, 1)) == "WO-20260129-001"
    with pytest.raises(inputs.NotARecordName):
        record("30-1", today=date(2026, 3, 3))


def test_a_bare_number_needs_a_kind_from_somewhere() -> None:
    assert record("11", bare="S") == "S-11"
    with pytest.raises(inputs.NotARecordName, match="kind is missing"):
        record("11", bare="")


@given(st.integers(1, 31), st.dates(date(2020, 1, 1), date(2030, 1, 1)))
def test_a_day_of_the_month_is_the_latest_and_at_most_31_days_back(number: int, today: date) -> None:
    try:
        named = inputs.day(record(f"{number}-1", today=today)[3:11])
    except inputs.NotARecordName:
        assert all((today - timedelta(n)).day != number for n in range(32))
    else:
        assert named.day == number
        assert timedelta(0) <= today - named <= timedelta(31)
        assert all((today - timedelta(n)).day != number for n in range((today - named).days))


# ------------------------------------------------------------------ all of them

READERS: list[Callable[[str], object]] = [
    moment, inputs.day, inputs.decimal, inputs.money, inputs.yes_no, record, inputs.text,
    lambda typed: inputs.choice(typed, PRIORITIES, "priority"),
]  # fmt: skip


anything = st.text(st.characters()) | st.text("0123456789-:,.+TZ ¥元万年月日\ud800\x00", max_size=25)


@given(st.sampled_from(READERS), anything)
def test_whatever_is_typed_is_taken_or_refused_in_printable_words(reader: Callable[[str], object], typed: str) -> None:
    try:
        reader(typed)
    except Misuse as refusal:
        assert str(refusal).isprintable()
        assert len(refusal.sentences) == 3


def test_no_module_of_the_language_hides_what_it_gives() -> None:
    """A function that is called like its module would be the module for whoever comes after its first import."""
    assert not {path.stem for path in Path(str(inputs.__file__)).parent.glob("*.py")} & set(inputs.__all__)
