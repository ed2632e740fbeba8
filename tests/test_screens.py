"""A clerk's day at a terminal of 80 x 24, in Chinese: keys typed, what stands on the screen, the file, the commit; in three encodings."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from repairctl.cli.cells import cells
from tests.clerk import ROOT, Clerk

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no pseudo-terminals of this sort")
if sys.platform != "win32":
    from tests import screens

SORTS: Mapping[str, Mapping[str, str]] = {
    "utf-8": {},
    "gbk": {"encoding": "gbk", "LANG": "zh_CN.GBK", "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0"},
    "LANG=C": {"LANG": "C"},
}
EIGHT_BIT = "set convert-meta off\nset input-meta on\nset output-meta on\n"
"""What readline does by itself where the locale of a terminal in GBK is installed."""


@pytest.fixture(scope="session")
def an_office(tmp_path_factory: pytest.TempPathFactory) -> Clerk:
    return screens.office(tmp_path_factory.mktemp("screens"))


class Day:
    """The day as it is played: each screen, and what became of the office."""

    def __init__(self, office: Clerk, surroundings: Mapping[str, str]) -> None:
        self.office = office
        self.surroundings = surroundings
        self.seen: dict[str, str] = {}

    def play(self, name: str) -> str:
        screen = screens.played(self.office.office, name, **self.surroundings)
        assert "�" not in screen and "\\x" not in screen and "\\u" not in screen, screen
        assert all(cells(line) <= 80 for line in screen.splitlines()), screen
        self.seen[name] = screen
        return screen

    @property
    def commits(self) -> int:
        git = ["git", "rev-list", "--count", "HEAD"]
        return int(subprocess.run(git, cwd=self.office.office, capture_output=True, check=True).stdout)

    def file(self, id: str) -> str:
        return self.office.file(id).read_text(encoding="utf-8")


@pytest.fixture(params=SORTS)
def day(request: pytest.FixtureRequest, an_office: Clerk, tmp_path: Path) -> Day:
    shutil.copytree(an_office.office, tmp_path / "office", symlinks=True)
    (tmp_path / "inputrc").write_text(EIGHT_BIT)
    return Day(Clerk(tmp_path / "office"), {"INPUTRC": str(tmp_path / "inputrc"), **SORTS[request.param]})


def test_the_day_of_a_clerk(day: Day) -> None:
    start = day.commits

    screen = day.play("today")
    assert screen.startswith("清和苑物业  03-09 周一 08:00  经手 王敏 S-01  未结 1 单，今天新报 0 单")
    assert "超时 1" in screen and "4-1" in screen and "提示：repairctl " in screen

    screen = day.play("report")
    assert "清和苑5幢702  专有  业主 陈**  138****6621" in screen and "特需：独居老人，两人上门" in screen
    assert "级别 (P1，因为「水管爆」)" in screen
    assert "已记 WO-20260309-001（今天 1 号）  5-702 卫生间水管爆了" in screen and "无发现" in screen
    assert "提示：repairctl slip 1 --copy | repairctl arrive 1" in screen
    text = day.file("WO-20260309-001")
    assert "description: 卫生间水管爆了，水漫到客厅" in text and text.count("step: dispatch") == 2
    assert day.commits == start + 1

    screen = day.play("enter")
    assert "03-08 周日 22:35" in screen and "22:44  用 4分  限 10分  按时" in screen and "23:05  用 25分  限 30分  按时" in screen
    assert "03-09 周一 00:50  用 2时10分  限 24时  按时" in screen
    assert "报修..验收 8 步" in screen
    assert day.commits == start + 2 and "step: finish" in day.file("WO-20260308-001")

    screen = day.play("dispatch")
    assert "待派" in screen and "4-1" in screen and "低压电工证" in screen
    assert "technician: S-12" in day.file("WO-20260304-001") and day.commits == start + 3

    screen = day.play("settle")
    assert "3  水暖人工" in screen and "4  夜间加收" in screen and "人民币叁佰肆拾贰元叁角整" in screen and "23:05-00:50" in screen
    assert "提示：repairctl print 8-1 settlement | repairctl pay 8-1 342.30" in screen
    assert "已付 50.00，欠 292.30，限 2026-03-24 24:00" in day.play("pay")
    assert day.commits == start + 5 and "total: 342.30" in day.file("WO-20260308-001")

    screen = day.play("look")
    head = screen.splitlines()
    assert head[0] == "WO-20260308-001  已结算 settled  P1 急修  清和苑5幢802 专有"
    assert head[1].startswith("厨房表后支管爆裂")
    assert "已付 50.00" in screen and "做 [1 回访" in screen
    assert len(head) <= 24 and day.commits == start + 5

    screen = day.play("undo")
    assert "你最近一次（7分前）" in screen and "金额 50.00" in screen and "记的和退的都留在记录里" in screen
    assert "step: retract" in day.file("WO-20260308-001") and "amount: 50.00" in day.file("WO-20260308-001")
    screen = day.play("amend")
    assert "5-702" in screen and "5-703" in screen and "原来" in screen and "改成" in screen
    assert "unit: QH-5-703" in day.file("WO-20260309-001") and day.commits == start + 7

    before = day.office.git("status", "--porcelain"), day.office.git("rev-parse", "HEAD")
    screen = day.play("no such")
    assert "没有 WO-20260309-003" in screen and "4-1 QH-1-303（已派工）" in screen
    assert "还没到" in day.play("not yet")
    assert "已派工，接不上验收。之前还要：到场、完工。受理是" in day.play("too early").replace("\n  ", "")
    assert "--unit" in day.play("a room")
    assert (day.office.git("status", "--porcelain"), day.office.git("rev-parse", "HEAD")) == before

    assert list(day.seen) == list(screens.DAY)
    if day.surroundings.get("encoding", "utf-8") == "utf-8":
        told = (ROOT / "docs" / "desk.md").read_text(encoding="utf-8")
        assert told == "\n".join(screens.page(day.seen)), "after a wanted change: make docs"
