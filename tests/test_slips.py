"""The message to the technician and the reply to it: eight lines, no number in full; what comes back is recorded in one commit."""

from __future__ import annotations

import os
import shutil
import stat
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from repairctl import inputs
from repairctl.inputs import NotAReply
from tests.clerk import Clerk, Said, begun

NOW = "2026-03-09T11:00"
ZONE = ZoneInfo("Asia/Shanghai")


@pytest.fixture(scope="module")
def begun_office(tmp_path_factory: pytest.TempPathFactory) -> Path:
    clerk = begun(tmp_path_factory.mktemp("slips"))
    clerk.tell("""
        2026-03-09T08:50 unit amend QH-5-802 special_need=独居老人 --why 登记
        2026-03-09T09:10 me S-02
        2026-03-09T09:12 report QH-5-802 厨房漏水，打13800006621 --reporter P-0802 --relation owner --impact-scope 楼下渗水 --special-need 独居老人
        2026-03-09T09:14 triage 1 --priority P1 --no-survey-needed
        2026-03-09T09:15 dispatch 1 --technician S-11 --tools 管钳 --materials PPR管
        2026-03-09T09:20 report QH-1-303 灯不亮
    """)
    return clerk.office


@pytest.fixture
def clerk(begun_office: Path, tmp_path: Path) -> Clerk:
    shutil.copytree(begun_office, tmp_path / "office")
    return Clerk(tmp_path / "office")


# ------------------------------------------------------------------ the message


def test_a_slip_has_eight_lines_and_no_number_in_full(clerk: Clerk) -> None:
    said = clerk.give(NOW, "slip 1", REPAIRCTL_LANG="zh")
    assert said.code == 0, said.err
    assert said.out.splitlines() == [
        "派工 WO-20260309-001 P1 急修 李强",
        "清和苑5幢802",
        "厨房漏水，打138****6621；影响：楼下渗水",
        "最迟到场 2026-03-09 09:42，完工 2026-03-10 09:12",
        "找 业主 张** 138****6621",
        "特需：独居老人",
        "带：管钳；料：PPR管",
        "回：WO-20260309-001 到场 __ 完工 __ 做了 __ 用料 __",
    ]
    assert "张静" not in said.out and "13800006621" not in said.out


def test_a_slip_speaks_the_language_that_is_asked_for(clerk: Clerk) -> None:
    lines = clerk.give(NOW, "order slip 1 --document-lang en").out.splitlines()
    assert len(lines) == 8 and lines[0].startswith("Job WO-20260309-001 P1 emergency") and lines[-1].startswith("Reply: WO-")


def test_a_slip_comes_after_the_dispatch(clerk: Clerk) -> None:
    said = clerk.give(NOW, "slip 2")
    assert (said.code, "dispatch" in said.err) == (3, True)
    assert clerk.give(NOW, "slip").code == 2


def test_an_office_may_write_its_own_template(clerk: Clerk) -> None:
    folder = clerk.office / "templates" / "order"
    folder.mkdir(parents=True)
    (folder / "slip.txt.j2").write_text("{{ place }} <{{ description }}>\n\n 急 \n", encoding="utf-8")
    assert clerk.give(NOW, "slip 1").out == "清和苑5幢802 <厨房漏水，打138****6621>\n急\n"


def _clipboard(folder: Path) -> Path:
    """A program that keeps what it is handed."""
    folder.mkdir()
    program = folder / "wl-copy"
    program.write_text(f"#!/bin/sh\n/bin/cat > '{folder}/copied'\n", encoding="utf-8")
    program.chmod(program.stat().st_mode | stat.S_IEXEC)
    return folder / "copied"


@pytest.mark.skipif(os.name != "posix", reason="the program is a shell script")
def test_a_slip_is_copied_where_there_is_a_clipboard_and_void_when_the_order_changes(clerk: Clerk, tmp_path: Path) -> None:
    copied = _clipboard(tmp_path / "bin")
    said = clerk.give(NOW, "slip 1 --copy", PATH=f"{tmp_path / 'bin'}:{os.environ['PATH']}", REPAIRCTL_LANG="zh")
    assert (said.code, said.out) == (0, "")
    assert copied.read_text(encoding="utf-8").splitlines()[0] == "派工 WO-20260309-001 P1 急修 李强"
    changed = clerk.give(NOW, "amend 1 request.impact_scope=无 --why 听错")
    assert "slip WO-20260309-001 --copy" in changed.out + changed.err


def test_without_a_clipboard_the_text_is_printed_and_what_is_missing_is_said(clerk: Clerk, tmp_path: Path) -> None:
    (tmp_path / "bin").mkdir()
    git = shutil.which("git")
    assert git is not None
    (tmp_path / "bin" / "git").symlink_to(git)
    said = clerk.give(NOW, "slip 1 --copy", PATH=str(tmp_path / "bin"))
    assert (said.code, len(said.out.splitlines()), "xclip" in said.err) == (0, 8, True)


# ------------------------------------------------------------------ the reply, read


def steps(text: str) -> list[tuple[str, str]]:
    return [(one.step, one.when) for one in inputs.reply(text).steps]


SAME = [
    "7-1 到场 9:31 完工 10:20 做了 换支管 用料 PPR管 3m、铜球阀 1",
    "7-1\n到场 9:31\n完工 10:20\n做了 换支管\n用料 PPR管 3m\n铜球阀 1",
    "７－１　到场９：３１，完工１０：２０，做了：换支管，用料：PPR管 3m，铜球阀 1",
    "7-1 到场：9:31；完工：10:20；处理：换支管；材料：PPR管 3m；铜球阀 1。",
    "7-1\r\n\r\n到场\u20289:31 \u200b\r\n完工了 10:20 换支管\r\n用料\r\nPPR管 3m\r\n铜球阀 1\r\n",
    "李强 10:25\n7-1 到场 9:31 修好了 10:20 做了 换支管 用料PPR管 3m、铜球阀 1",
    "派工 7-1 P1\n最迟到场 09:42，完工 09:12\n回：7-1 到场 9:31 完工 10:20 做了 换支管 用料 PPR管 3m、铜球阀 1",
    "#7-1 到场9:31 完工10:20 做了换支管 用料PPR管 3m、铜球阀 1 结果 __ 备注 无",
    "Reply: 7-1 arrived 9:31 finished 10:20 done 换支管 used PPR管 3m, 铜球阀 1",
]


@pytest.mark.parametrize("text", SAME)
def test_a_reply_is_read_however_the_chat_broke_it(text: str) -> None:
    read = inputs.reply(text)
    assert read.name == "7-1"
    assert [(one.step, one.when) for one in read.steps] == [("arrive", "9:31"), ("finish", "10:20")]
    assert {**read.fields, **read.steps[1].fields} == {"work_done": "换支管"}
    assert read.lines == ("PPR管 3m", "铜球阀 1")
    assert set(read.left) <= {"李强", "10:25"}


MORE = [
    ("7-1 到场 昨天23:05 止险 23:20 关总阀 恢复 10点半", [("arrive", "昨天23:05"), ("contain", "23:20"), ("restore", "10点半")]),
    ("7-1 未遇 10分钟前 留条", [("absent", "10分钟前")]),
    ("7-1 到场 0931 挂起 0950 待料", [("arrive", "0931"), ("hold", "0950")]),
    ("7-1 到场 9:31 完工 __ 做了 __ 用料 __", [("arrive", "9:31")]),
]


@pytest.mark.parametrize(("text", "found"), MORE)
def test_other_steps_and_moments(text: str, found: list[tuple[str, str]]) -> None:
    assert steps(text) == found


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("7-1", "nothing that happened"),
        ("好的收到", "nothing that happened"),
        ("7-1 到了", "lacks its time"),
        ("7-1 到场 马上", "lacks its time"),
        ("7-1 到场 9:31 到场 9:32", "twice"),
        ("7-1 到场 __ 完工 __", "nothing that happened"),
    ],
)
def test_what_is_no_reply_is_refused_with_an_example(text: str, told: str) -> None:
    with pytest.raises(NotAReply) as refused:
        inputs.reply(text)
    assert told in str(refused.value) and "7-1 到场 9:31" in str(refused.value)


@given(st.text(alphabet=st.sampled_from("到场完工做了用料__ \n：:，。7-1 9:31回PPR3m㎡x"), max_size=60) | st.text(max_size=40))
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        inputs.reply(text)
    except NotAReply as refusal:
        assert refusal.exit_code == 2


# ------------------------------------------------------------------ the reply, recorded


def enter(clerk: Clerk, text: str, *words: str, now: str = NOW) -> Said:
    return clerk.give(now, ["enter", "-", *words], stdin=text)


def test_a_reply_is_recorded_in_one_commit_as_the_technicians_steps(clerk: Clerk) -> None:
    before = int(clerk.git("rev-list", "--count", "HEAD"))
    said = enter(clerk, "李强 10:25\nWO-20260309-001 到场 9:31 完工 10:20 做了 换支管 用料 PPR管 3m、铜球阀 1、水工 1.5")
    assert said.code == 0, said.err
    assert int(clerk.git("rev-list", "--count", "HEAD")) == before + 1
    log = clerk.shown(NOW, "1")["log"]
    assert [(one["step"], one["at"][11:16], one["by"]) for one in log[-2:]] == [("arrive", "09:31", "S-11"), ("finish", "10:20", "S-11")]
    assert log[-1]["work_done"] == "换支管" and log[-1]["hours"] == "1.5"
    assert [row["item"] for row in log[-1]["parts"]][:2] == ["pipe.ppr", "valve.brass"]
    assert clerk.git("log", "-1", "--format=%(trailers:key=Step,valueonly)").split() == ["arrive", "finish"]
    assert "换支管" in said.out
    again = enter(clerk, "1 到场 9:31 完工 10:20")
    assert again.code == 3, again.out


def test_a_bare_clock_is_read_after_the_step_before(clerk: Clerk) -> None:
    said = enter(clerk, "9-1 到场 23:50 完工 0:20", now="2026-03-10T08:00")
    assert said.code == 0, said.err
    assert [one["at"][:16] for one in clerk.shown("2026-03-10T08:00", "9-1")["log"][-2:]] == ["2026-03-09T23:50", "2026-03-10T00:20"]


REFUSED = [
    ("到场 9:31", (), "Write its number"),
    ("9-2 到场 9:31", ("9-1",), "not about"),
    ("9-1 到场 12:30", (), "not come yet"),
    ("9-1 到场 9:31 完工 9:20", (), "before"),
    ("9-1 用料 PPR管 3m", (), "完工 10:20"),
    ("9-1 到场 9:31 完工 10:20 用料 金管 3m", (), "not in the price book"),
    ("9-1 你好 到场 9:31", (), "not understood"),
    ("9-1 到场 9:31 完工 10:20 结果 差不多", (), "one of"),
    ("", (), "nothing that happened"),
]


@pytest.mark.parametrize(("text", "words", "told"), REFUSED)
def test_what_cannot_be_taken_is_refused_and_nothing_is_written(clerk: Clerk, text: str, words: tuple[str, ...], told: str) -> None:
    before = clerk.git("rev-parse", "HEAD")
    said = enter(clerk, text, *words)
    assert (said.code in (2, 3), told in said.err) == (True, True), said.err
    assert clerk.git("rev-parse", "HEAD") == before


def test_the_order_may_stand_in_the_command_and_a_note_goes_along(clerk: Clerk) -> None:
    said = enter(clerk, "到场 9:31 备注 楼道灯也坏了", "9-1", "--dry-run")
    assert (said.code, "Nothing was written" in said.err) == (0, True)
    assert enter(clerk, "到场 9:31\n备注 楼道灯也坏了", "9-1").code == 0
    log = clerk.shown(NOW, "1")["log"]
    assert [one["step"] for one in log[-2:]] == ["arrive", "note"] and log[-1]["text"] == "楼道灯也坏了"
