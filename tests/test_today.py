"""The program without a command: today's screen, a record by its name alone with its next steps, and the way to an office."""

from __future__ import annotations

from pathlib import Path

import pytest

from repairctl.cli.cells import cells
from tests.clerk import Clerk, begun
from tests.terminal import terminal

NOW = "2026-03-09T08:00"


@pytest.fixture(scope="module")
def clerk(tmp_path_factory: pytest.TempPathFactory) -> Clerk:
    desk = begun(tmp_path_factory.mktemp("today"))
    desk.paper("lines.csv", "kind,item,quantity,unit,unit_price,tax_category\nlabour,labour.plumbing,2.0,h,80.00,repair\n")
    desk.tell("""
        2026-03-07T22:40 order report --unit QH-5-802 --description 厨房表后支管爆裂 --by S-01
        2026-03-07T22:44 order triage 1 --priority P1 --no-survey-needed --by S-01
        2026-03-07T22:45 order dispatch 1 --technician S-11 --by S-01
        2026-03-07T23:05 order arrive 1 --by S-11
        2026-03-07T23:20 order contain 1 --by S-11
        2026-03-08T00:50 order restore 7-1 --by S-11
        2026-03-08T00:50 order finish 7-1 --work-done 更换 --by S-11
        2026-03-08T00:50 order accept 7-1 --signed-by P-0802 --sign-method signature --by S-01
        2026-03-08T01:00 order settle 7-1 --payer owner --payer-reason 专有部分 --prices with_tax --lines {papers}/lines.csv --by S-01
        2026-03-04T10:00 order report --unit QH-1-303 --description 楼道灯不亮 --by S-01
        2026-03-04T11:00 order triage 4-1 --priority P3 --no-survey-needed --by S-01
        2026-03-04T11:05 order dispatch 4-1 --technician S-12 --by S-01
        2026-03-04T11:30 order arrive 4-1 --by S-12
        2026-03-04T12:00 order hold 4-1 --reason waiting_parts --evidence 图 --by S-01
        2026-03-08T09:00 order report --unit QH-1-303 --description 龙头滴水 --by S-01
    """)
    return desk


def test_today_tells_what_is_late_what_is_due_and_what_waits(clerk: Clerk) -> None:
    told = clerk.give(NOW, "today --json").json
    assert "WO-20260307-001" in [row["id"] for row in told["late"]]
    assert told["on_hold"] == ["WO-20260304-001"] and told["owed"] == "160.00" and told["open"] == 3
    lines = clerk.give(NOW, "today", REPAIRCTL_LANG="zh").out.splitlines()
    assert lines[0].startswith("清和苑物业  03-09 周一 08:00")
    assert "挂起 1：4-1 清和苑1幢303 待料 4天20时" in lines
    assert any(line.startswith("欠费 1 单 160.00 元") for line in lines)
    assert all(cells(line) <= 80 for line in lines)
    late = next(line for line in lines if line.startswith("7-1"))
    assert late.split()[1:3] == ["P1", "清和苑5幢802"] and "回访" in late and late.endswith("7时10分")


def test_each_record_stands_once(clerk: Clerk) -> None:
    told = clerk.give(NOW, "today --json").json
    named = [row["id"] for sort in ("late", "due_today") for row in told[sort]]
    assert len(named) == len(set(named))


def test_the_program_alone_is_today_at_a_terminal_and_help_elsewhere(clerk: Clerk) -> None:
    at = terminal(clerk.office, [], NOW)
    assert at.end() == 0
    assert "超时 " in at.screen and "提示：repairctl " in at.screen
    said = clerk.give(NOW, [])
    assert (said.code, said.out) == (2, "") and "repairctl COMMAND" in said.err


def test_outside_an_office_the_way_to_one_is_told(tmp_path: Path) -> None:
    at = terminal(tmp_path, [], NOW)
    assert at.end() == 0
    assert "repairctl demo" in at.screen and "repairctl init" in at.screen and len(at.screen.splitlines()) == 6


def test_a_name_alone_shows_the_record_and_takes_its_next_step(clerk: Clerk) -> None:
    assert "WO-20260307-001" in clerk.give(NOW, "7-1").out
    at = terminal(clerk.office, ["7-1"], "2026-03-09T09:00")
    at.until("做 [1 ")
    at.type("没有")
    at.until("没有「没有」这一项")
    at.until("做 [")
    at.type("备注")
    at.until("内容")
    at.type("业主来电催问")
    while at.until("经手", "S-02", "已记 WO-20260307-001") != "已记 WO-20260307-001":
        at.type("S-01")
    assert at.end() == 0
    assert "业主来电催问" in clerk.give("2026-03-09T09:30", "log 7-1").out


@pytest.mark.parametrize("word", ["7-9", "WO-20260307-009"])
def test_a_name_of_nothing_is_refused_as_a_name(clerk: Clerk, word: str) -> None:
    said = clerk.give(NOW, [word])
    assert (said.code, "There is no record WO-20260307-009" in said.err) == (3, True)


def test_a_word_that_is_neither_is_refused_as_a_command(clerk: Clerk) -> None:
    said = clerk.give(NOW, ["sho"])
    assert (said.code, "There is no command sho" in said.err) == (2, True)
