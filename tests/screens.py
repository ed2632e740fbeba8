"""A clerk's day, screen by screen: what is typed and when. Played by a test in three encodings, and by tools/docs.py for docs/desk.md."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from msgspec import Struct

from tests.clerk import Clerk, begun
from tests.terminal import terminal

STORY = """
2026-03-01T08:00 party new P-0702 --name 陈思 --phone 13800006621 --unit QH-5-702 --relation owner
2026-03-01T08:00 unit new QH-5-702 --estate QH --building 5 --room 702 --part private --owner P-0702 --special-need 独居老人，两人上门
2026-03-01T08:00 unit new QH-5-703 --estate QH --building 5 --room 703 --part private
2026-03-01T08:00 amend QH-5-802 owner=P-0802 --why 登记 --no-input
2026-03-04T10:00 report --unit QH-1-303 --description 楼道灯不亮 --by S-01
2026-03-04T11:00 triage 4-1 --priority P3 --no-survey-needed --by S-01
2026-03-09T08:00 me S-01
"""


class Screen(Struct, frozen=True):
    """One command at a terminal: when, what is typed, the answers; `told`: what the page says of it."""

    now: str
    words: str
    answers: Sequence[str] = ()
    code: int = 0
    told: str = ""


DAY: Mapping[str, Screen] = {
    "today": Screen("2026-03-09T08:00", "today", told="早上：什么超时、什么今天到限。在终端里单打 repairctl 也是它。"),
    "report": Screen(
        "2026-03-09T09:12",
        "report 5-702",
        ("", "卫生间水管爆了，水漫到客厅", "", "本户，可能渗到602", "1 2"),
        told="电话报漏水，来电人在等：六行，受理和派工一并提交。括号里的按回车就用。",
    ),
    "enter": Screen(
        "2026-03-09T09:30",
        "enter 5-802",
        (
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
        ),
        told="昨夜的急修照纸单补录：边写边看时限，八步一次提交。",
    ),
    "dispatch": Screen("2026-03-09T09:40", "dispatch", ("1 赵", "", "y"), told="从列表派工：行号加师傅。"),
    "settle": Screen("2026-03-09T10:00", "settle 8-1", ("", ""), told="结算：明细、夜间加收和付款人先提议好，可以改。"),
    "pay": Screen("2026-03-09T10:05", "pay 8-1 50 --method wechat --reference 420000238812", told="收一部分款。"),
    "look": Screen("2026-03-09T10:10", "8-1", ("",), told="看一张单，并在原地做下一步。"),
    "undo": Screen("2026-03-09T10:12", "undo", ("收错单", "y"), told="退一步：先看后退，另成一次提交，什么都不会消失。"),
    "amend": Screen("2026-03-09T10:15", "amend 1 unit=5-703", ("听错房号", "", "y"), told="改错房号：跟着要改的一并问。"),
    "no such": Screen("2026-03-09T10:20", "arrive 3", code=3, told="拒绝：说清什么、哪里、怎么办，一个字节都不写。"),
    "not yet": Screen("2026-03-09T10:20", "arrive 4-1 --at 10:40", code=2),
    "too early": Screen("2026-03-09T10:20", "accept 4-1", code=3),
    "a room": Screen("2026-03-09T10:20", "show 5-802", code=3),
}


def office(folder: Path) -> Clerk:
    """The office in which the day is played."""
    clerk = begun(folder)
    clerk.tell(STORY)
    return clerk


def played(office: Path, name: str, **surroundings: str) -> str:
    """What stood on the screen when a command of the day was played: each answer is typed when it is asked for."""
    screen = DAY[name]
    dates = {f"GIT_{who}_DATE": f"{screen.now}+08:00" for who in ("AUTHOR", "COMMITTER")}
    encoding = surroundings.get("encoding", "utf-8")
    around = {**dates, **{name: text for name, text in surroundings.items() if name != "encoding"}}
    one = terminal(office, screen.words.split(), screen.now, encoding=encoding, columns=80, rows=24, **around)
    for answer in screen.answers:
        one.until(": ")
        one.type(answer)
    assert one.end() == screen.code, one.screen
    return one.screen


def page(screens: Mapping[str, str]) -> Iterator[str]:
    """The page docs/desk.md."""
    yield from ("# A day at the desk 值班的一天", "")
    yield "Written by `make docs` from a play at a real terminal of 80 x 24; change it there. 本页由程序生成，请勿手改。"
    for name, text in screens.items():
        one = DAY[name]
        yield from (("", one.told) if one.told else ())
        yield from ("", "```text", f"{one.now[5:10]} {one.now[11:]} $ wy {one.words}", text.rstrip("\n"), "```")
    yield ""
