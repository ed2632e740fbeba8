"""What is due, told in every way: exit code, chat group without names, calendar file read by another library, and again and again."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from icalendar import Calendar

from tests.clerk import Clerk, begun
from tests.terminal import terminal

NOW = "2026-03-07T23:00"


@pytest.fixture(scope="module")
def clerk(tmp_path_factory: pytest.TempPathFactory) -> Clerk:
    desk = begun(tmp_path_factory.mktemp("due"))
    desk.tell("""
        2026-03-07T22:40 order report --unit QH-5-802 --reporter P-0802 --description '厨房漏水，打13800006621；急,"快"' --by S-01
        2026-03-07T22:44 order triage 1 --priority P1 --no-survey-needed --by S-01
    """)
    return desk


def test_something_late_ends_with_one(clerk: Clerk) -> None:
    assert clerk.give(NOW, "due").code == 0
    assert clerk.give("2026-03-07T23:10", "due").code == 0  # exactly at the limit is in time
    assert clerk.give("2026-03-07T23:11", "due").code == 1


def test_the_chat_group_reads_no_names_and_no_telephone_numbers(clerk: Clerk) -> None:
    said = clerk.give("2026-03-07T23:11", "due --text", REPAIRCTL_LANG="zh")
    lines = said.out.splitlines()
    assert lines[0] == "清和苑物业 03-07 周六 23:11"
    assert lines[1].startswith("1. 【超时】WO-20260307-001 QH-5-802 厨房漏水，打138****6621；急")
    assert lines[1].endswith("到场，限 03-07 周六 23:10，超 1分")
    assert "张静" not in said.out and "13800006621" not in said.out


def test_the_calendar_file_is_read_by_another_library(clerk: Clerk) -> None:
    said = clerk.give(NOW, "due --ics due.ics", REPAIRCTL_LANG="zh")
    assert said.code == 0, said.err
    data = (clerk.office / "due.ics").read_bytes()
    assert all(len(line) <= 75 for line in data.split(b"\r\n")) and b"\n" not in data.replace(b"\r\n", b"")
    events = Calendar.from_ical(data).walk("VEVENT")
    shown = clerk.give(NOW, "due --json").json
    assert len(events) == len(shown) == len({str(event["UID"]) for event in events})
    arrive = next(event for event in events if "SLA-ARRIVE-LATE" in str(event["UID"]))
    assert arrive.decoded("DTEND") == datetime(2026, 3, 7, 15, 10, tzinfo=UTC)
    assert str(arrive["SUMMARY"]) == '到场 QH-5-802 厨房漏水，打138****6621；急,"快" WO-20260307-001'
    assert arrive.walk("VALARM")[0].decoded("TRIGGER").total_seconds() == -15 * 60
    again = clerk.give(NOW, "due --ics again.ics")
    assert again.code == 0
    uids = [str(event["UID"]) for event in Calendar.from_ical((clerk.office / "again.ics").read_bytes()).walk("VEVENT")]
    assert uids == [str(event["UID"]) for event in events]


def test_watching_shows_it_until_ctrl_c(clerk: Clerk) -> None:
    at = terminal(clerk.office, ["due", "--watch", "1"], "2026-03-07T23:11")
    at.until("03-07 周六 23:11")
    at.until("1分")
    at.until("\n\n")
    at.interrupt()
    assert at.end() == 1


@pytest.mark.parametrize(
    ("words", "told"), [("due --watch 0", "whole minutes"), ("due --watch x", "whole minutes"), ("due --watch 5", "terminal")]
)
def test_what_cannot_be_watched_is_refused(clerk: Clerk, words: str, told: str) -> None:
    said = clerk.give(NOW, words)
    assert (said.code, told in said.err) == (2, True)


def test_nothing_due_is_said(tmp_path: Path) -> None:
    said = begun(tmp_path).give(NOW, "due --text")
    assert (said.code, said.out.splitlines()[1:]) == (0, ["Nothing is due."])
