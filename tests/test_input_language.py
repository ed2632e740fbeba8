"""The input language: the table of docs/input.md to the letter, and the hours about which it is careful."""

from __future__ import annotations

import pytest

from repairctl import inputs
from repairctl.inputs.typed import Ambiguous, NotRead
from repairctl.model import moment_of
from tests.input_readers import CHINA, NOW, READERS, ROWS


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


LATE = inputs.moment("2026-03-09 22:00", 0, CHINA)


@pytest.mark.parametrize("last", [None, "2026-03-09 04:00"])
def test_this_morning_seen_from_the_late_evening_needs_its_day(last: str | None) -> None:
    before = inputs.moment(last, 0, CHINA) if last else None
    with pytest.raises(inputs.NotAMoment, match=r"more than 16 hours ago .* If it was today write 2026-03-09 05:00"):
        inputs.moment("5:00", LATE, CHINA, tense="past", last=before)


def test_a_moment_that_a_blank_tore_in_two_is_known() -> None:
    assert inputs.torn_off("昨天", ["7-1", "22:40"]) == ("22:40", "昨天22:40")
    assert inputs.torn_off("2026-03-07", ["22:40"]) == ("22:40", "2026-03-07T22:40")
    assert inputs.torn_off("昨天", ["7-1"]) is None
    assert inputs.torn_off("22:40", ["23:05"]) is None
