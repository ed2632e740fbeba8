"""A clerk's day at a terminal of 80 x 24, in Chinese: keys typed, what stands on the screen, the file, the commit; in three encodings."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping
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
2026-03-01T08:00 unit new QH-5-703 --estate QH --building 5 --room 703 --part private
2026-03-01T08:00 amend QH-5-802 owner=P-0802 --why 登记 --no-input
2026-03-04T10:00 report --unit QH-1-303 --description 楼道灯不亮 --by S-01
2026-03-04T11:00 triage 4-1 --priority P3 --no-survey-needed --by S-01
2026-03-09T08:00 me S-01
"""
SORTS: Mapping[str, Mapping[str, str]] = {
    "utf-8": {},
    "gbk": {"encoding": "gbk", "LANG": "zh_CN.GBK", "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0"},
    "LANG=C": {"LANG": "C"},
}
EIGHT_BIT = "set convert-meta off\nset input-meta on\nset output-meta on\n"
"""What readline does by itself where the locale of a terminal in GBK is installed."""

Play = Callable[..., str]


@pytest.fixture(scope="session")
def an_office(tmp_path_factory: pytest.TempPathFactory) -> Clerk:
    clerk = begun(tmp_path_factory.mktemp("screens"))
    clerk.tell(STORY)
    return clerk


@pytest.fixture(params=SORTS)
def play(request: pytest.FixtureRequest, an_office: Clerk, tmp_path: Path) -> Play:
    """Plays a command: waits for each question, types its answer; gives what stood on the screen."""
    shutil.copytree(an_office.office, tmp_path / "office", symlinks=True)
    (tmp_path / "inputrc").write_text(EIGHT_BIT)
    sort = SORTS[request.param]

    def played(now: str, words: str, *answers: str, code: int = 0) -> str:
        one: Terminal = terminal(tmp_path / "office", words.split(), now, **{"INPUTRC": str(tmp_path / "inputrc"), **sort})  # type: ignore[arg-type]
        for answer in answers:
            one.until(": ")
            one.type(answer)
        assert one.end() == code, one.screen
        assert "�" not in one.screen and "\\x" not in one.screen and "\\u" not in one.screen, one.screen
        assert all(cells(line) <= 80 for line in one.screen.splitlines()), one.screen
        return one.screen

    return played


@pytest.fixture
def office(play: Play, tmp_path: Path) -> Clerk:
    return Clerk(tmp_path / "office")


def commits(office: Clerk) -> int:
    return int(subprocess.run(["git", "rev-list", "--count", "HEAD"], cwd=office.office, capture_output=True, check=True).stdout)


def file(office: Clerk, id: str) -> str:
    return office.file(id).read_text(encoding="utf-8")


def test_the_day_of_a_clerk(play: Play, office: Clerk) -> None:
    start = commits(office)

    # 1: today
    screen = play("2026-03-09T08:00", "today")
    assert screen.startswith("清和苑物业  03-09 周一 08:00  经手 王敏 S-01  未结 1 单，今天新报 0 单")
    assert "超时 1" in screen and "4-1" in screen and "提示：repairctl " in screen

    # 2: a leak by telephone
    screen = play("2026-03-09T09:12", "report 5-702", "", "卫生间水管爆了，水漫到客厅", "", "本户，可能渗到602", "1 2")
    assert "清和苑5幢702  专有  业主 陈**  138****6621" in screen and "特需：独居老人，两人上门" in screen
    assert "级别 (P1，因为「水管爆」)" in screen
    assert "已记 WO-20260309-001（今天 1 号）  5-702 卫生间水管爆了" in screen and "无发现" in screen
    assert "提示：repairctl slip 1 --copy | repairctl arrive 1" in screen
    text = file(office, "WO-20260309-001")
    assert "description: 卫生间水管爆了，水漫到客厅" in text and text.count("step: dispatch") == 2
    assert commits(office) == start + 1

    # 3: last night's emergency
    answers = (
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
        "ppr 3",
        "铜球 1",
        "",
        "1",
        "y",
    )
    screen = play("2026-03-09T09:30", "enter 5-802", *answers)
    assert "03-08 周日 22:35" in screen and "22:44  用 4分  限 10分  按时" in screen and "23:05  用 25分  限 30分  按时" in screen
    assert "03-09 周一 00:50  用 2时10分  限 24时  按时" in screen
    assert "报修..验收 8 步" in screen
    assert commits(office) == start + 2 and "finish" in file(office, "WO-20260308-001")

    # 4: sending from a list
    screen = play("2026-03-09T09:40", "dispatch", "1 赵", "", "y")
    assert "待派" in screen and "4-1" in screen and "低压电工证" in screen
    assert "technician: S-12" in file(office, "WO-20260304-001") and commits(office) == start + 3

    # 5: settling and a payment in part
    screen = play("2026-03-09T10:00", "settle 8-1", "", "")
    assert "3  水暖人工" in screen and "4  夜间加收" in screen and "人民币叁佰肆拾贰元叁角整" in screen and "23:05-00:50" in screen
    assert "提示：repairctl print 8-1 settlement | repairctl pay 8-1 342.30" in screen
    screen = play("2026-03-09T10:05", "pay 8-1 50 --method wechat --reference 420000238812")
    assert "已付 50.00，欠 292.30，限 2026-03-24 24:00" in screen
    assert commits(office) == start + 5

    # 6: one order, and its next step in place
    screen = play("2026-03-09T10:10", "8-1", "")
    head = screen.splitlines()
    assert head[0] == "WO-20260308-001  已结算 settled  P1 急修  清和苑5幢802 专有"
    assert head[1].startswith("厨房表后支管爆裂")
    assert "已付 50.00" in screen and "做 [1 回访" in screen
    assert len(head) <= 24
    assert commits(office) == start + 5

    # 7: one step back, and a wrong room
    screen = play("2026-03-09T10:12", "undo", "收错单", "y")
    assert "你最近一次" in screen and "金额 50.00" in screen and "记的和退的都留在记录里" in screen
    assert "step: retract" in file(office, "WO-20260308-001") and "amount: 50.00" in file(office, "WO-20260308-001")
    screen = play("2026-03-09T10:15", "amend 1 unit=5-703", "听错房号", "", "y")
    assert "5-702" in screen and "5-703" in screen and "原来" in screen and "改成" in screen
    assert "unit: QH-5-703" in file(office, "WO-20260309-001") and commits(office) == start + 7

    # 8: refusals write nothing
    before = office.git("status", "--porcelain"), office.git("rev-parse", "HEAD")
    screen = play("2026-03-09T10:20", "arrive 3", code=3)
    assert "没有 WO-20260309-003" in screen and "4-1 QH-1-303（已派工）" in screen
    assert "还没到" in play("2026-03-09T10:20", "arrive 4-1 --at 10:40", code=2)
    screen = play("2026-03-09T10:20", "accept 4-1", code=3)
    assert "已派工，接不上验收。之前还要：到场、完工。受理是" in screen.replace("\n  ", "")
    assert "--unit" in play("2026-03-09T10:20", "show 5-802", code=3)
    assert (office.git("status", "--porcelain"), office.git("rev-parse", "HEAD")) == before
