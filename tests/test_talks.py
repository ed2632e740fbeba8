"""Conversations at a real terminal: keys typed, what stands on the screen, the file that comes of it, the one commit."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from repairctl.cli.cells import cells
from tests.clerk import Clerk, begun

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no pseudo-terminals of this sort")
if sys.platform != "win32":
    from tests.terminal import Terminal, terminal

STORY = """
2026-03-01T08:00 party new P-0702 --name 陈思 --phone 13800006621 --unit QH-5-702 --relation owner
2026-03-01T08:00 unit new QH-5-702 --estate QH --building 5 --room 702 --part private --owner P-0702 --special-need 独居老人，两人上门
2026-03-01T08:00 unit new QH-5-602 --estate QH --building 5 --room 602 --part private
2026-03-09T08:00 me S-02
"""
MORNING = "2026-03-09T09:12"
FIVE = ("", "卫生间水管爆了，水漫到客厅", "", "本户，可能渗到602", "1 2")
"""The answers of a leak by telephone: caller, problem, priority, scope, technicians."""


@pytest.fixture(scope="session")
def an_office(tmp_path_factory: pytest.TempPathFactory) -> Clerk:
    clerk = begun(tmp_path_factory.mktemp("talks"))
    clerk.tell(STORY)
    return clerk


@pytest.fixture
def clerk(an_office: Clerk, tmp_path: Path) -> Clerk:
    shutil.copytree(an_office.office, tmp_path / "office", symlinks=True)
    return Clerk(tmp_path / "office")


def held(clerk: Clerk, now: str, words: str, *answers: str, encoding: str = "utf-8", term: str = "dumb") -> Terminal:
    """A conversation from the first question to the end of the command."""
    one = terminal(clerk.office, words.split(), now, encoding=encoding, TERM=term)
    for answer in answers:
        one.until(": ")
        one.type(answer)
    assert one.end() == 0, one.screen
    assert "�" not in one.screen, one.screen
    return one


def seen(one: Terminal) -> str:
    """The screen without what only moves the cursor."""
    return re.sub(r"\x1b\[[0-9;?]*[A-Za-z]|\r", "", one.screen)


def commits(clerk: Clerk) -> list[str]:
    said = subprocess.run(["git", "log", "--format=%B%x00"], cwd=clerk.office, capture_output=True, check=True)
    return [one.strip() for one in said.stdout.decode().split("\0")][:-1]


def steps(message: str) -> list[str]:
    return [line.removeprefix("Step: ") for line in message.splitlines() if line.startswith("Step: ")]


def test_a_leak_by_telephone_takes_six_lines_and_few_keys(clerk: Clerk) -> None:
    before = commits(clerk)
    one = held(clerk, MORNING, "report 5-702", *FIVE)
    keys = ["wy report 5-702\n", *one.typed]
    assert len(keys) <= 6
    assert sum(map(len, keys)) == 47 <= 60
    order = clerk.file("WO-20260309-001").read_text(encoding="utf-8")
    for line in ("unit: QH-5-702", "part: private", "reporter: P-0702", "item: pipe_burst", "urgency: emergency", "special_need: 独居"):
        assert line in order
    assert order.count("step: dispatch") == 2 and "priority: P1" in order
    after = commits(clerk)
    assert len(after) == len(before) + 1
    assert steps(after[0]) == ["report", "triage", "dispatch", "dispatch"]
    assert "Recorder: S-02" in after[0]
    assert clerk.codes(MORNING, "1") == []


def test_the_screen_of_a_call_says_what_the_desk_should_know(clerk: Clerk) -> None:
    screen = seen(held(clerk, MORNING, "report 5-702", *FIVE, term="xterm"))
    for said in ("清和苑5幢702  专有  业主 陈**  138****6621  未结 0，近一年 0 单，欠费 无", "特需：独居老人，两人上门"):
        assert said in screen
    assert "级别 (P1，因为「水管爆」): " in screen
    assert "[1 李强  plumbing 空闲  2 赵军  electric 空闲  0 先不派] (1)" in screen
    assert "已记 WO-20260309-001（今天 1 号）  5-702" in screen
    assert "09:12 报修、09:12 受理，派 李强 S-11、赵军 S-12" in screen
    assert "到场限 09:42" in screen and "无发现" in screen
    assert max(cells(line) for line in screen.splitlines()) <= 80
    assert "13800006621" not in screen


def test_an_open_order_at_the_place_is_told_before_another_number_is_spent(clerk: Clerk) -> None:
    held(clerk, MORNING, "report 5-702", *FIVE)
    one = terminal(clerk.office, ["report", "5-702"], "2026-03-09T09:30")
    one.until("未结：9-1 卫生间水管爆了")
    one.until("(1): ")
    one.interrupt()
    assert one.end() == 130
    assert "未结 1" in one.screen
    with pytest.raises(StopIteration):
        clerk.file("WO-20260309-002")


def test_the_same_trouble_in_the_same_house_is_told_before_the_number_is_spent(clerk: Clerk) -> None:
    held(clerk, MORNING, "report 5-702", *FIVE)
    screen = held(clerk, "2026-03-09T09:30", "report 5-602", "5", "天花板跑水", "", "", "0").screen
    assert "未结：9-1 卫生间水管爆了" in screen


def test_what_was_given_with_the_command_is_not_asked(clerk: Clerk) -> None:
    words = "report 5-702 龙头滴水 --relation owner --priority P3 --impact-scope 本户 --technician 李强 --channel 微信"
    screen = held(clerk, MORNING, words).screen
    assert "来电人" not in screen and "派 李强 S-11" in screen
    order = clerk.file("WO-20260309-001").read_text(encoding="utf-8")
    assert "channel: wechat" in order and "item: tap" in order


def test_off_a_terminal_it_is_the_plain_command(clerk: Clerk) -> None:
    said = clerk.give(MORNING, ["report", "5幢702", "龙头滴水", "--priority", "P3", "--technician", "李强"])
    assert said.code == 0, said.err
    assert steps(commits(clerk)[0]) == ["report", "triage", "dispatch"]
    assert clerk.give(MORNING, ["report", "5-702"]).code == 2


def test_no_input_asks_nothing_at_a_terminal(clerk: Clerk) -> None:
    one = terminal(clerk.office, ["report", "5-702", "龙头滴水", "--no-input"], MORNING)
    assert one.end() == 0, one.screen
    assert steps(commits(clerk)[0]) == ["report"]


def test_a_caller_who_is_new_goes_to_private(clerk: Clerk) -> None:
    screen = held(clerk, MORNING, "report 5-702", "4 李芳 13912345678", "漏水", "", "", "0").screen
    assert "李**  139****5678  记到 private/" in screen
    party = clerk.file("P-260309-1").read_text(encoding="utf-8")
    assert "relation: neighbour" in party and "李" not in party and "139" not in party
    assert "13912345678" in (clerk.office / "private/parties/P-260309-1.yaml").read_text(encoding="utf-8")
    assert "reporter: P-260309-1" in clerk.file("WO-20260309-001").read_text(encoding="utf-8")
    assert len([one for one in commits(clerk) if "P-260309-1" in one]) == 1
    assert all("13912345678" not in one and "李芳" not in one for one in commits(clerk))
    again = held(clerk, "2026-03-09T10:00", "report 5-602", "4 13912345678", "漏水", "", "", "0")
    assert "P-260309-1" in again.screen and not (clerk.office / "private/parties/P-260309-2.yaml").exists()


def test_a_room_that_the_register_lacks_is_recorded_all_the_same(clerk: Clerk) -> None:
    one = terminal(clerk.office, ["report", "9-101"], MORNING)
    one.answer(("地点: ", "n 9-101"), ("来电人", "5"), ("问题: ", "漏水"), ("级别", ""), ("影响范围", ""), ("派给", "0"))
    assert one.end() == 0, one.screen
    assert "unit: 9-101" in clerk.file("WO-20260309-001").read_text(encoding="utf-8")
    assert "REF-UNKNOWN" in clerk.codes(MORNING, "1")


def test_who_lacks_a_certificate_is_said_while_choosing_and_may_go_with_a_reason(clerk: Clerk) -> None:
    screen = held(clerk, MORNING, "report 5-702", "", "插座没电", "", "", "2", "赵军带着").screen
    assert "CERT-MISSING" in screen and "仍派写理由" in screen
    assert "reason: 赵军带着" in clerk.file("WO-20260309-001").read_text(encoding="utf-8")


def test_a_priority_may_be_changed_with_a_reason(clerk: Clerk) -> None:
    held(clerk, MORNING, "report 5-702", "", "水管爆了", "P2 已关总阀", "", "0")
    order = clerk.file("WO-20260309-001").read_text(encoding="utf-8")
    assert "priority: P2" in order and "reason: 已关总阀" in order and "urgency: urgent" in order
    assert "PRIORITY-TOO-LOW" not in clerk.codes(MORNING, "1")


def test_a_telephone_number_in_free_text_is_asked_about(clerk: Clerk) -> None:
    screen = held(clerk, MORNING, "report 5-702", "", "漏水，打 13912345678 联系", "", "", "", "0").screen
    assert "139****5678" in screen
    assert "13912345678" not in clerk.file("WO-20260309-001").read_text(encoding="utf-8")


def test_a_spot_in_words_needs_no_register(clerk: Clerk) -> None:
    screen = held(clerk, MORNING, "report --spot 2幢大堂", "5", "灯不亮", "", "大堂", "0").screen
    assert "地点" not in screen and "2幢大堂" in screen
    assert "spot: 2幢大堂" in clerk.file("WO-20260309-001").read_text(encoding="utf-8")


def test_two_places_of_that_name_are_asked_about(clerk: Clerk) -> None:
    clerk.tell("2026-03-01T08:00 unit new QH-7-1-304 --estate QH --building 7 --entrance 1 --room 304")
    clerk.tell("2026-03-01T08:00 unit new QH-7-2-304 --estate QH --building 7 --entrance 2 --room 304")
    one = terminal(clerk.office, ["report", "7-304"], MORNING)
    one.answer(
        ("2 清和苑7幢2单元304]: ", "2"),
        ("来电人", "5"),
        ("问题: ", "漏水"),
        ("级别", ""),
        ("影响范围", ""),
        ("派给", "0"),
    )
    assert one.end() == 0, one.screen
    assert "unit: QH-7-2-304" in clerk.file("WO-20260309-001").read_text(encoding="utf-8")


# ------------------------------------------------------------------ a sheet afterwards

SHEET = (
    "2235",
    "2240",
    "厨房表后支管爆裂",
    "",
    "2244",
    "1",
    "2305",
    "2320",
    "0050",
    "更换爆裂段，试压合格",
    "",
    "水工 2",
    "ppr 3",
    "铜球 1",
    "",
    "",
    "",
)


def test_a_sheet_is_entered_afterwards_in_one_commit(clerk: Clerk) -> None:
    before = commits(clerk)
    one = held(clerk, "2026-03-08T09:00", "enter 5-802", *SHEET)
    for said in (
        "03-07 周六 22:35", "P1 急修", "22:44  用 4分  限 10分  按时", "23:05  用 25分  限 30分  按时", "23:20  用 40分  限 2时  按时",
        "03-08 周日 00:50  用 2时10分  限 24时  按时", "李强 S-11", "160.00", "合计 262.30", "记下 8 步？ [Y/n]", "8 步，事后 10时20分 补录", "无发现",
    ):  # fmt: skip
        assert said in one.screen, said
    assert max(cells(line) for line in one.screen.splitlines()) <= 80
    assert sum(map(len, ["wy enter 5-802\n", *one.typed])) <= 127
    after = commits(clerk)
    assert len(after) == len(before) + 1
    assert steps(after[0]) == ["report", "triage", "dispatch", "arrive", "contain", "restore", "finish", "accept"]
    assert after[0].count("By: S-11") == 4 and after[0].count("By: S-02") == 4 and "Recorder: S-02" in after[0]
    order = clerk.file("WO-20260307-001").read_text(encoding="utf-8")
    assert "status: verified" in order and "item: pipe.ppr" in order


def test_a_limit_that_was_missed_is_said_while_one_types(clerk: Clerk) -> None:
    one = terminal(clerk.office, ["enter", "5-802"], "2026-03-08T09:00")
    for answer in ("2235", "2240", "水管爆裂", "", "2244", "1", "2330"):
        one.until(": ")
        one.type(answer)
    one.until("23:30  用 50分  限 30分  超时")
    one.until("止险: ")
    one.type("2300")
    one.until("早于上一格的 03-07 周六 23:30")
    one.until("止险: ")
    one.type("<")  # one answer back: the arrival is asked for again
    one.until("到场: ")
    one.type("2305")
    one.until("按时")
    one.until("止险: ")
    one.type(".")
    one.until("记下 4 步？")
    one.type("")
    assert one.end() == 0, one.screen
    assert "2026-03-07T23:05:00" in clerk.file("WO-20260307-001").read_text(encoding="utf-8")


# ------------------------------------------------------------------ lists that are walked


@pytest.fixture
def waiting(clerk: Clerk) -> Clerk:
    clerk.tell("""
        2026-03-09T08:00 report 5-702 龙头滴水 --item tap --impact-scope 本户 --occurred-at 8:00 --urgency routine
        2026-03-09T08:05 report 5-802 插座没电 --item socket --impact-scope 本户 --occurred-at 8:00 --urgency routine
    """)
    return clerk


def test_technicians_are_sent_from_a_list_in_one_commit(waiting: Clerk) -> None:
    before = commits(waiting)
    one = terminal(waiting.office, ["dispatch"], MORNING)
    for said in ("待派 2 单", "到场限", "9-1", "9-2", "师傅", "低压电工证 至 2029-05-01"):
        one.until(said)
    one.answer(("派 (行号 师傅，空行结束): ", "1 李"), ("9-1 -> 李强 S-11", "2 李"))
    one.until("CERT-MISSING")
    one.answer((": ", ""), (" : ", "2 赵军"), ("9-2 -> 赵军 S-12", ""), ("派 2 单？ [Y/n]: ", ""))
    assert one.end() == 0, one.screen
    after = commits(waiting)
    assert len(after) == len(before) + 1 and steps(after[0]) == ["dispatch", "dispatch"]
    assert "已派 9-1 9-2（一次提交）" in one.screen
    assert max(cells(line) for line in one.screen.splitlines()) <= 80


def test_somebody_is_sent_by_name_after_the_number(waiting: Clerk) -> None:
    assert waiting.give(MORNING, ["dispatch", "1", "李强"]).code == 0
    assert "technician: S-11" in waiting.file("WO-20260309-001").read_text(encoding="utf-8")


def test_calls_are_walked_one_screen_each(clerk: Clerk) -> None:
    held(clerk, "2026-03-08T09:00", "enter 5-802", *SHEET)
    one = held(clerk, "2026-03-09T08:00", "call", "", "2", "2", "还是有点渗")
    assert "回访 1/1  7-1  5-802" in one.screen and "超过 7时10分" in one.screen
    order = clerk.file("WO-20260307-001").read_text(encoding="utf-8")
    assert "fixed: false" in order and "comment: 还是有点渗" in order and "rating: 2" in order
    assert "没有到期的回访" in held(clerk, "2026-03-09T08:10", "follow-up").screen


def test_nobody_answers_and_that_is_noted(clerk: Clerk) -> None:
    held(clerk, "2026-03-08T09:00", "enter 5-802", *SHEET)
    held(clerk, "2026-03-09T08:00", "call", "没人接")
    assert "回访没人接" in clerk.file("WO-20260307-001").read_text(encoding="utf-8")


# ------------------------------------------------------------------ nothing typed is lost


def drafts(clerk: Clerk) -> list[Mapping[str, object]]:
    return [json.loads(path.read_text(encoding="utf-8")) for path in (clerk.office / "private/drafts").glob("*.json")]


def test_ctrl_c_records_nothing_and_says_where_the_answers_are(clerk: Clerk) -> None:
    before = commits(clerk)
    one = terminal(clerk.office, ["report", "5-702"], MORNING)
    one.answer(("来电人", ""), ("问题: ", "马桶堵"))
    one.until("级别")
    one.until(": ")
    one.interrupt()
    assert one.end() == 130
    assert "什么都没记；已填的留在草稿 private/drafts/report-1.json。接着写：repairctl report 5-702" in one.screen.replace("\n ", "")
    assert commits(clerk) == before
    assert drafts(clerk)[0]["answers"] == [["request.relation", ""], ["request.description", "马桶堵"]]


def test_a_power_cut_loses_no_answer(clerk: Clerk) -> None:
    one = terminal(clerk.office, ["report", "5-702"], "2026-03-09T09:41")
    one.answer(("来电人", ""), ("问题: ", "马桶堵"))
    one.until("级别")
    os.killpg(one.process.pid, signal.SIGKILL)
    one.end()
    again = terminal(clerk.office, ["report", "5-702"], "2026-03-09T10:05")
    for said in ("09:41", "没写完的", "马桶堵", "[Y/n]: "):
        again.until(said)
    again.type("")
    again.until("马桶堵")
    again.answer(("级别", ""), ("影响范围", ""), ("派给", "0"))
    assert again.end() == 0, again.screen
    order = clerk.file("WO-20260309-001").read_text(encoding="utf-8")
    assert "description: 马桶堵" in order and "at: 2026-03-09T09:41:00" in order
    assert drafts(clerk) == []


def test_a_draft_that_is_not_wanted_is_offered_once(clerk: Clerk) -> None:
    one = terminal(clerk.office, ["report", "5-702"], MORNING)
    one.answer(("来电人", ""), ("问题: ", "马桶堵"))
    one.until("级别")
    one.until(": ")
    one.interrupt()
    one.end()
    other = terminal(clerk.office, ["report", "5-702"], MORNING)
    other.answer(("[Y/n]: ", "n"), ("来电人", ""))
    other.until("问题: ")
    other.interrupt()
    other.end()
    assert [draft["answers"] for draft in drafts(clerk)] == [[["request.relation", ""]]]


def test_what_somebody_else_records_meanwhile_is_said_and_the_answers_go_on(waiting: Clerk) -> None:
    one = terminal(waiting.office, ["dispatch"], MORNING)
    one.answer(("派 (行号 师傅，空行结束): ", "1 李"), ("9-1 -> 李强 S-11", ""))
    one.until("派 1 单？ [Y/n]: ")
    waiting.tell(f"{MORNING} note 1 --text 业主下午在家 --by S-01")  # nobody is kept waiting by an open question
    one.type("")
    assert one.end() == 0, one.screen
    assert "9-1 刚被 王敏 S-01 记了「备注」（刚才）；您填的不受影响，照记。" in one.screen
    assert "technician: S-11" in waiting.file("WO-20260309-001").read_text(encoding="utf-8")


def test_what_is_refused_in_the_end_keeps_the_answers(waiting: Clerk) -> None:
    one = terminal(waiting.office, ["dispatch"], MORNING)
    one.answer(("派 (行号 师傅，空行结束): ", "1 李"), ("9-1 -> 李强 S-11", ""))
    one.until("派 1 单？ [Y/n]: ")
    waiting.tell(f"{MORNING} cancel 1 --reason 业主自己修好")
    one.type("")
    assert one.end() == 3
    assert "private/drafts/dispatch-1.json" in one.screen.replace("\n  ", "")


# ------------------------------------------------------------------ who sits here


def test_after_a_shift_it_is_asked_once_who_sits_here(clerk: Clerk) -> None:
    evening = "2026-03-09T18:30"
    one = terminal(clerk.office, ["report", "5-702"], evening)
    one.until("还是 周珺 S-02 吗？")
    one.answer(("[Y/n]: ", "n"))
    one.until("现在是谁")
    one.answer((": ", "王敏"), ("来电人", ""), ("问题: ", "漏水"), ("级别", ""), ("影响范围", ""), ("派给", "0"))
    assert one.end() == 0, one.screen
    assert "Recorder: S-01" in commits(clerk)[0] and "By: S-01" in commits(clerk)[0]
    assert "过了一个班" not in held(clerk, "2026-03-09T19:00", "report 5-602", "5", "漏水", "", "", "0").screen


# ------------------------------------------------------------------ terminals as they are


def test_a_deleted_chinese_character_leaves_neither_rubbish_nor_half_a_character(clerk: Clerk) -> None:
    one = held(clerk, MORNING, "report 5-702", "", "厨房漏水\x7f\x7f跑水", "", "", "0", term="xterm")
    assert "description: 厨房跑水" in clerk.file("WO-20260309-001").read_text(encoding="utf-8")
    assert "\\x" not in one.screen and "\\u" not in one.screen


@pytest.mark.parametrize(("encoding", "lang"), [("gbk", "zh_CN.GBK"), ("utf-8", "C")])
def test_a_terminal_of_another_sort(clerk: Clerk, encoding: str, lang: str) -> None:
    answers = FIVE if encoding == "utf-8" else ("", "water pipe burst", "", "kitchen", "1")
    one = terminal(clerk.office, ["report", "5-702"], MORNING, encoding=encoding, LANG=lang)
    for answer in answers:
        one.until(": ")
        one.type(answer)
    assert one.end() == 0, one.screen
    assert "已记 WO-20260309-001" in one.screen
    assert "step: dispatch" in clerk.file("WO-20260309-001").read_text(encoding="utf-8")
