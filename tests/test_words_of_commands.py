"""What stands after a command as people type it: dashes of a Chinese keyboard, torn moments, ranges, places, holds until some day."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.clerk import Clerk, Said, begun

NOW = "2026-03-09T09:00"
PIPE, DOOR = "WO-20260307-001", "WO-20260309-001"


@pytest.fixture(scope="module")
def clerk(tmp_path_factory: pytest.TempPathFactory) -> Clerk:
    """An order of Saturday at 5-802, on its way, and one of this Monday morning at 1-303."""
    clerk = begun(tmp_path_factory.mktemp("words"))
    clerk.tell("""
    2026-03-01T08:00 me S-02
    2026-03-07T22:40 report --unit 5-802 --description 爆裂 --item pipe --urgency emergency --impact-scope 本户 --occurred-at 22:30
    2026-03-07T22:44 triage 1 --priority P1 --no-survey-needed
    2026-03-07T22:50 dispatch 1 --technician 李强
    2026-03-09T08:00 report --unit 1-303 --description 门禁失效 --item intercom --urgency urgent --impact-scope 大堂 --occurred-at 7:50
    2026-03-09T08:10 triage 1 --priority P3 --no-survey-needed
    """)
    return clerk


def tried(clerk: Clerk, command: str) -> Said:
    """A command that writes nothing."""
    return clerk.give(NOW, f"{command} --dry-run")


@pytest.mark.parametrize(
    "at", ["--at 周六23:05", "－－at 周六23:05", "—at 周六23:05", "——at=周六23:05", "——时间 周六23:05", "－－ａｔ＝周六２３：０５"]
)
def test_an_option_is_known_by_any_dash(clerk: Clerk, at: str) -> None:
    said = tried(clerk, f"arrive 7-1 {at}")
    assert (said.code, "03-07 Sat 23:05  arrive" in said.out) == (0, True), said.err


def test_a_text_that_begins_with_a_dash_stays_a_text(clerk: Clerk) -> None:
    assert "——at last" in tried(clerk, 'arrive 7-1 --at 周六23:05 --note "——at last"').out
    assert "——at" in tried(clerk, 'arrive 7-1 --at 周六23:05 --note "——at"').out


@pytest.mark.parametrize(
    ("command", "said"),
    [
        ("arrive 7-1 --at 昨天 22:40", "22:40 is left over. A moment with a blank stands in quotes, or is written in one: 昨天22:40"),
        ("arrive 7-1 --at 2026-03-07 23:05", "written in one: 2026-03-07T23:05"),
        ("report --unit 5-802 --description x --occurred-at 昨天 22:40", "written in one: 昨天22:40"),
        ("arrive 7-1 --at 23:05", "2026-03-07 23:05 / 2026-03-08 23:05"),
        ("arrive 7-1 --at 09:30", "has not come yet (now 03-09 Mon 09:00). If it was yesterday write 2026-03-08 09:30."),
        ("arrive 7-1 --at 周六22:30", "arrive at 03-07 Sat 22:30 would come before report at 03-07 Sat 22:40"),
        ("arrive 7-1 --at 昨天", "time of day is missing"),
        ("arrive 7-1 --unit 5-802", "Give 7-1 or --unit 5-802, not both"),
        ("arrive --unit 5-803", "Near it: QH-5-802"),
        ("arrive 7-3..7-1", "A range runs upwards"),
        ("dispatch 9-1 --technician 钱", "Nobody is called so"),
        ("amend 9-1 unit=5-803 --why 听错", "Near it: QH-5-802 (清和苑5幢802). To record it all the same: n 5-803"),
        ("hold 9-1 --reason 待料 --until 2026-03-01", "time of day is missing"),
    ],
)
def test_what_cannot_be_meant_is_refused_with_the_way_out(clerk: Clerk, command: str, said: str) -> None:
    refused = tried(clerk, command)
    assert (refused.code, said in refused.err) == (2, True), refused.out + refused.err


def test_a_range_and_a_place_name_orders(clerk: Clerk) -> None:
    both = tried(clerk, "note 7-1..7-1 9-1..9-1 --text 已告知").out
    assert PIPE in both and DOOR in both
    assert PIPE in tried(clerk, "arrive --unit 5栋802").out
    assert DOOR in tried(clerk, "dispatch --unit 1-303 --technician 赵工").out
    assert PIPE in clerk.give(NOW, "show --unit 5-802").out
    assert PIPE in clerk.give(NOW, "log --unit 5-802").out
    assert PIPE in clerk.give(NOW, "order show --unit 5-802").out


def test_a_room_is_no_number_of_an_order(clerk: Clerk) -> None:
    said = clerk.give(NOW, "show 5-802")
    assert said.code == 3
    assert "If 5-802 is a room, name it with --unit 5-802" in said.err
    assert "is a room" not in clerk.give(NOW, "show 5-2").err


def test_an_unknown_room_is_recorded_where_water_runs_and_where_it_is_meant(clerk: Clerk) -> None:
    new = tried(clerk, "report --unit 9-101 --description 漏水 --item pipe --urgency routine --impact-scope 本户 --occurred-at 8:50")
    moved = tried(clerk, 'amend 9-1 unit="n 9-101" --why 听错')
    for said in (new, moved):
        assert said.code == 0, said.err
        assert "9-101 is not in the register" in said.out


@pytest.mark.parametrize(
    ("until", "told"),
    [
        ("周三", "expected to end 2026-03-11"), ("明天", "expected to end 2026-03-10"), ("17:00", "expected to end 2026-03-09"),
        ("3天后", "expected to end 2026-03-12"), ("3-12T10:00", "expected to end 2026-03-12"),
    ],
)  # fmt: skip
def test_a_hold_may_say_until_when_it_is_expected(clerk: Clerk, until: str, told: str) -> None:
    said = tried(clerk, f"hold 9-1 --reason 待料 --until {until}")
    assert said.code == 0, said.err
    assert told in " ".join(said.out.split()) and "resume" not in said.out


def test_a_hold_that_has_ended_is_resumed_with_it(clerk: Clerk) -> None:
    said = tried(clerk, "hold 9-1 --reason 待料 --at 8:20 --until 8:50")
    assert "03-09 Mon 08:50  resume" in said.out and "expected" not in said.out


@pytest.mark.parametrize(
    ("wanted", "found"),
    [("3月", 2), ("昨天", 0), ("3-7..3-8", 1), ("2026Q1", 2), ("周六", 1), ("2026-03-07T22", 1), ("2026-03-07", 1), ("2025", 0)],
)
def test_a_list_takes_periods(clerk: Clerk, wanted: str, found: int) -> None:
    assert len(clerk.give(NOW, f"order list --json --reported-at {wanted}").json["rows"]) == found


def test_a_list_refuses_what_is_no_period_and_finds_a_place_as_people_say_it(clerk: Clerk) -> None:
    refused = clerk.give(NOW, "order list --reported-at spring")
    assert (refused.code, "A period is" in refused.err) == (2, True)
    assert [one["id"] for one in clerk.give(NOW, "order list --json --unit 5幢802室").json["rows"]] == [PIPE]


def test_as_of_a_weekday_that_may_be_two_days_is_asked(clerk: Clerk) -> None:
    refused = clerk.give(NOW, "due --as-of 周三")
    assert (refused.code, "2026-03-04 / 2026-03-11" in refused.err) == (2, True)


def test_a_corrected_time_of_day_is_that_of_the_step_corrected(tmp_path: Path) -> None:
    clerk = begun(tmp_path)
    clerk.tell("""
    2026-03-01T08:00 me S-02
    2026-03-08T20:40 report --unit 5-802 --description 爆裂 --item pipe --urgency emergency --impact-scope 本户 --occurred-at 20:30
    2026-03-08T20:44 triage 1 --priority P1 --no-survey-needed
    2026-03-08T20:50 dispatch 1 --technician 李强
    2026-03-08T23:05 arrive 1
    """)
    assert "03-08 Sun 22:05" in clerk.give(NOW, "correct 8-1 arrive --at 22:05 --why 记错 --dry-run").out
    said = clerk.give("2026-03-10T09:00", "correct 8-1 arrive --at 22:05 --why 记错 --dry-run")
    assert (said.code, "2026-03-08 22:05 / 2026-03-09 22:05" in said.err) == (2, True), said.out


def test_several_open_orders_of_a_place_are_listed_by_name(tmp_path: Path) -> None:
    clerk = begun(tmp_path)
    clerk.tell("2026-03-01T08:00 me S-02")
    for trouble in ("爆裂", "灯不亮"):
        report = f"report --unit 5-802 --description {trouble} --item pipe --urgency routine --impact-scope 本户 --occurred-at 8:00"
        clerk.tell(f"2026-03-09T08:00 {report}")
    said = clerk.give(NOW, "triage --unit 5-802 --priority P3")
    assert said.code == 3
    assert "2 orders are open at 清和苑5幢802: 1 爆裂, 2 灯不亮. Name one of them." in said.err
    clerk.tell("""
    2026-03-09T08:30 triage 2 --priority P3 --no-survey-needed
    2026-03-09T08:40 hold 2 --reason 待料
    """)
    assert "WO-20260309-002" in clerk.give(NOW, "resume --unit 5-802 --dry-run").out
    assert clerk.give(NOW, "show --unit 1-303").code == 3
