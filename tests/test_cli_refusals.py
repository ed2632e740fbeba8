"""What cannot be done is refused in one sentence with what to do instead, with its exit code, in both languages; prompts at a terminal."""

from __future__ import annotations

import os
import select
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from repairctl.cli import run

NOW = "2026-03-09T09:00"
PATIENCE = 10
BEGUN = [
    ("2026-01-02T08:00", "staff new S-01 --role manager"),
    ("2026-01-02T08:00", "staff new S-11 --role technician"),
    ("2026-01-02T08:00", "unit new QH-5-802 --building 5 --room 802 --estate QH"),
    ("2026-03-07T22:40", "order report --unit QH-5-802 --description 厨房漏水 --by S-01"),
]


@pytest.fixture(scope="module")
def untouched(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An office with one order of the 7th, made by the real commands."""
    folder = tmp_path_factory.mktemp("refusals")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        patch.setenv("REPAIRCTL_NOW", "2026-01-02T08:00")
        assert run(["init", "office", "--name", "清和苑"]) == 0
        patch.chdir(folder / "office")
        for now, words in BEGUN:
            patch.setenv("REPAIRCTL_NOW", now)
            assert run(words.split()) == 0
    return folder / "office"


@pytest.fixture
def desk(untouched: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The command runs in that office on the 9th, and writes nothing."""
    monkeypatch.chdir(untouched)
    monkeypatch.setenv("REPAIRCTL_NOW", NOW)
    return untouched


@pytest.fixture
def office(untouched: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of that office, to be written into."""
    monkeypatch.chdir(shutil.copytree(untouched, tmp_path / "office"))
    monkeypatch.setenv("REPAIRCTL_NOW", NOW)
    return tmp_path / "office"


REFUSED: list[tuple[str, int, str, str]] = [
    ("order accept 7-1 --by S-11", 3, "is registered; accept does not follow", "已登记，接不上验收"),
    ("order accept 7-9 --by S-11", 3, "There is no record WO-20260307-009", "没有 WO-20260307-009"),
    ("order show 99-99", 2, "is not taken", "不能用"),
    ("order show TS-7-1", 2, "belongs to complaint, not to repair order", "属于投诉，不是工单"),
    ("order triage 7-1 --by S-01", 2, "needs --priority", "要写 --priority"),
    ("order triage 7-1 --priority P9 --by S-01", 2, "--priority:", "P4 planned"),
    ("order pay 7-1 --amount 1,2 --by S-01", 2, "do not part thousands", "逗号没有按千位分"),
    ("order note 7-1 --text x --at 2026-02-30T10:00 --by S-01", 2, "no such day in the calendar", "日历上没有这一天"),
    ("order note 7-1 --text x --at 2026-03-09T09:01 --by S-01", 2, "has not come yet", "还没到"),
    ("order triage 7-1 --priority P1 --at 2026-03-07T22:39 --by S-01", 2, "would come before report", "会排到"),
    ("order dispatch 7-1 --technician S-99 --by S-01", 3, "there is no staff member S-99", "没有人员 S-99"),
    ("order triage 7-1 --priority P1", 2, "Who answers for it", "由谁经手"),
    ("order triage --priority P1 --by S-01", 2, "needs the ID of a record", "要写明记录的编号"),
    ("order trage 7-1", 2, "Did you mean triage", "是不是 triage"),
    ("archive 7-1", 2, "Perhaps you mean repairctl order archive 7-1", "repairctl order archive 7-1"),
    ("print TS-7-1", 2, "Say which document", "请写明打印哪一种"),
    ("log 7-9", 3, "There is no record WO-20260307-009", "没有 WO-20260307-009"),
    ("correct 7-1", 2, "repairctl order correct 1 acknowledge --why", "要写 编号 步骤"),
    ("ordr list", 2, "Did you mean order", "是不是 order"),
    ("order triage 7-1 --prioriti P1", 2, "Did you mean --priority", "是不是 --priority"),
    ("order triage 7-1 --priority", 2, "needs a value", "后面要有值"),
    ("order triage 7-1 --reason --priority P1", 2, "--reason needs a value", "--reason 后面要有值"),
    ("order list --all=3", 2, "stands alone", "单独使用"),
    ("order triage 7-1 --priority P1 --priority P2 --by S-01", 2, "was given 2 times", "写了 2 次"),
    ("order list --status 已完", 2, "Did you mean completed?", "是不是 completed 已完工？"),
    ("order list --limit many", 2, "whole number", "整数"),
    ("order list extra", 2, "is too much here", "多出来了"),
    ("order amend 7-1 roof=x --why x --by S-01", 2, "no field that can be given", "不是这里能填的栏目"),
    ("order amend 7-1 unit --why x --by S-01", 2, "changes nothing", "不知改什么"),
    ("order amend 7-1 unit=x --by S-01", 2, "--why is needed", "要写 --why"),
    ("order retract 7-1 roof --why x --by S-01", 2, "is none of these", "不在这些之内"),
    ("order print 7-1", 2, "Say which document", "请写明打印哪一种"),
    ("explain 7-1 NO-SUCH", 3, "No rule NO-SUCH judges", "没有规则 NO-SUCH"),
    ("check --fail-on grave", 2, "is none of these", "不在这些之内"),
    ("order list --lang fr", 2, "is no language here", "没有 fr 这种语言"),
    ("policy show nothing", 2, "is no name here", "没有 nothing 这个名称"),
]  # fmt: skip


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("case", REFUSED, ids=[words for words, *_ in REFUSED])
def test_bad_input_is_refused_in_a_sentence(
    desk: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str], case: tuple[str, int, str, str], language: str
) -> None:
    words, code, english, chinese = case
    monkeypatch.setenv("REPAIRCTL_LANG", language)
    assert run(words.split()) == code
    out, err = capfd.readouterr()
    assert (out, "Traceback" in err) == ("", False)
    assert (english if language == "en" else chinese) in err


def test_nothing_is_an_office_outside_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("REPAIRCTL_LANG", "en")
    assert run(["order", "list"]) == 3
    assert "no office.yaml here" in capfd.readouterr().err


def test_a_clock_that_is_none_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("REPAIRCTL_LANG", "en")
    monkeypatch.setenv("REPAIRCTL_NOW", "yesterday")
    assert run(["order", "list"]) == 2
    assert "REPAIRCTL_NOW is yesterday" in capfd.readouterr().err


def test_an_office_elsewhere_is_named_with_an_option_anywhere(office: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(office.parent)
    assert [run(["order", "list", "--office", "office"]), run(["--office", "office", "order", "list"])] == [0, 0]


def test_chinese_words_do_what_english_ones_do(office: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert (
        run(["工单", "受理", "7-1", "--优先级", "P1 急修", "--否-是否需要勘查", "--经手", "S-01", "--时间", "2026-03-07 22:44", "-n"]) == 0
    )
    assert run(["受理", "7-1", "--优先级", "P1", "--经手", "S-01", "--试运行"]) == 0
    assert capfd.readouterr().out.count("WO-20260307-001") == 2


ROWS = {
    "comma.csv": "kind,item,quantity,unit_price\nlabour,水工,2.0,80.00\n".encode(),
    "bom.csv": "\ufeff类别,项目,数量,单价\n人工,水工,2.0,80.00\n".encode(),
    "gbk.csv": "类别,项目,数量,单价\r\n人工,水工,2.0,80.00\r\n\r\n".encode("gbk"),
    "tabs.txt": "kind\titem\tquantity\tunit price\nlabour\t水工\t2.0\t80.00\n".encode(),
    "list.yaml": "- kind: labour\n  item: 水工\n  quantity: 2.0\n  unit_price: 80.00\n".encode(),
    "box.yaml": "lines:\n- kind: labour\n  item: 水工\n  quantity: 2.0\n  unit_price: 80.00\n".encode(),
}


@pytest.mark.parametrize("name", ROWS)
def test_rows_come_from_whatever_the_office_has(office: Path, capfd: pytest.CaptureFixture[str], name: str) -> None:
    (office / name).write_bytes(ROWS[name])
    assert run(["order", "triage", "7-1", "--priority", "P2", "--by", "S-01"]) == 0
    capfd.readouterr()
    assert run(["order", "quote", "7-1", "--lines", name, "--by", "S-01", "--json"]) == 0
    entry = capfd.readouterr().out
    assert '"item": "水工"' in entry and '"quantity": "2.0"' in entry and '"unit_price": "80.00"' in entry


BAD_ROWS = {
    "kind,roof\nlabour,x\n": "roof",
    "kind,item,quantity,unit_price\nlabour,x,2.0,80.00,more\n": ":2:",
    "kind,kind\nlabour,x\n": "stands twice",
    "": "it is empty",
    "kind,item,quantity,unit_price\nlabour,x,two,80.00\n": "row 1",
    "kind,item,quantity,unit_price\nlabour,x,,80.00\n": "quantity is missing",
}


@pytest.mark.parametrize("text", BAD_ROWS)
def test_bad_rows_are_refused_with_their_place(office: Path, capfd: pytest.CaptureFixture[str], text: str) -> None:
    (office / "rows.csv").write_text(text, encoding="utf-8")
    assert run(["order", "quote", "7-1", "--lines", "rows.csv", "--by", "S-01", "--lang", "en"]) == 2
    assert BAD_ROWS[text] in capfd.readouterr().err


# ------------------------------------------------------------------ a real terminal


def at_a_terminal(office: Path, words: Sequence[str], typed: str) -> tuple[int, str]:
    """The exit code of a command at a terminal of its own, and all that stood there."""
    import pty

    master, slave = pty.openpty()
    env = {**os.environ, "PYTHONPATH": str(Path(__file__).resolve().parent.parent), "TERM": "dumb", "REPAIRCTL_LANG": "zh"}
    started = subprocess.Popen(
        [sys.executable, "-m", "repairctl", *words], cwd=office, env=env, stdin=slave, stdout=slave, stderr=slave, start_new_session=True
    )
    os.close(slave)
    seen = b""
    while not seen.endswith(b": ") and (chunk := _read(master)):  # what is typed before the first question does not count as an answer
        seen += chunk
    os.write(master, typed.encode())
    while chunk := _read(master):
        seen += chunk
    os.close(master)
    started.kill()
    return started.wait(), seen.decode(errors="replace")


def _read(master: int) -> bytes:
    """What the terminal shows next; nothing once the command has ended, or asks for more than was typed."""
    if not select.select([master], [], [], PATIENCE)[0]:
        return b""
    try:
        return os.read(master, 4096)
    except OSError:  # Linux says so when the other end is closed
        return b""


terminal = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no pseudo-terminals of this sort")


@terminal
def test_what_is_needed_is_asked_for_until_it_is_right(office: Path) -> None:
    code, seen = at_a_terminal(office, ["order", "triage", "7-1"], "P9\n\n2\nS-01\n否\n")
    assert code == 0, seen
    assert "规定要填下面几项" in seen and "是否需要勘查" in seen
    assert "优先级 [1 P1 急修  2 P2 紧急" in seen and "不能用" in seen and "不能空" in seen
    assert "P2 紧急" in seen.rpartition("已记")[2]


@terminal
def test_one_of_several_is_asked_for_in_turn(office: Path) -> None:
    assert run(["order", "triage", "7-1", "--priority", "P2", "--by", "S-01"]) == 0
    code, seen = at_a_terminal(office, ["order", "quote", "7-1", "--by", "S-01"], "120\n")
    assert code == 0, seen
    assert "以下至少填一项：报价合计、明细" in seen


@terminal
def test_the_lines_of_a_quote_are_asked_for_as_lines(office: Path) -> None:
    assert run(["order", "triage", "7-1", "--priority", "P2", "--by", "S-01"]) == 0
    code, seen = at_a_terminal(office, ["order", "quote", "7-1", "--by", "S-01"], "\n水工 2\n\n")
    assert code == 0, seen
    assert (
        "明细，如 水工 2" in seen and "160.00" in seen and "labour.plumbing" in next(office.rglob("WO-*.yaml")).read_text(encoding="utf-8")
    )


@terminal
def test_a_place_that_is_not_in_the_register_is_recorded_when_it_is_meant(office: Path) -> None:
    code, seen = at_a_terminal(office, ["order", "report", "--by", "S-01"], "大堂\nn 大堂\n\n灯不亮\n\n\n\n")
    assert code == 0, seen
    assert "仍要记下：n 大堂" in seen and "大堂 灯不亮" in seen.rpartition("已记")[2]


@terminal
def test_lines_are_asked_for_one_by_one(office: Path) -> None:
    assert run(["order", "triage", "7-1", "--priority", "P2", "--by", "S-01"]) == 0
    typed = "水工 2\n\n"
    code, seen = at_a_terminal(office, ["order", "quote", "7-1", "--lines", "-", "--by", "S-01"], typed)
    assert code == 0, seen
    assert "160.00" in seen


@terminal
def test_no_answer_at_all_records_nothing(office: Path) -> None:
    before = subprocess.run(["git", "rev-parse", "HEAD"], cwd=office, capture_output=True, check=True).stdout
    code, seen = at_a_terminal(office, ["order", "triage", "7-1"], "\x04")
    assert (code, "什么都没记" in seen) == (130, True), seen
    assert subprocess.run(["git", "rev-parse", "HEAD"], cwd=office, capture_output=True, check=True).stdout == before


def test_nothing_is_asked_where_nobody_sits(office: Path) -> None:
    env = {**os.environ, "PYTHONPATH": str(Path(__file__).resolve().parent.parent)}
    done = subprocess.run(
        [sys.executable, "-m", "repairctl", "order", "triage", "7-1"], cwd=office, env=env, input=b"P1\n", capture_output=True
    )
    assert (done.returncode, done.stdout) == (2, b"")
