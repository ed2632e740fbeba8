"""What a clerk is told and asked beside the conversations: refusals with the way there, what the rules want, help, one field's history."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from repairctl.cli.cells import cells
from tests.clerk import ROOT, Clerk, begun

if sys.platform != "win32":
    from tests.terminal import terminal
TERMINAL = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no pseudo-terminals of this sort")
STORY = """
2026-03-07T22:40 report --unit QH-5-802 --part private --description 厨房表后支管爆裂 --by S-01
2026-03-07T22:44 triage 1 --priority P1 --no-survey-needed --by S-01
2026-03-07T22:45 dispatch 1 --technician S-11 --by S-01
2026-03-08T09:00 report --unit QH-1-303 --description 龙头滴水 --by S-01
2026-03-09T08:00 me S-01
"""
NOW = "2026-03-09T09:00"
ZH = {"REPAIRCTL_LANG": "zh"}


@pytest.fixture(scope="session")
def an_office(tmp_path_factory: pytest.TempPathFactory) -> Clerk:
    clerk = begun(tmp_path_factory.mktemp("desk"))
    clerk.tell(STORY)
    return clerk


@pytest.fixture
def clerk(an_office: Clerk, tmp_path: Path) -> Clerk:
    shutil.copytree(an_office.office, tmp_path / "office", symlinks=True)
    return Clerk(tmp_path / "office")


# ------------------------------------------------------------------ refusals


def test_a_step_that_does_not_follow_says_what_comes_before_it(clerk: Clerk) -> None:
    said = clerk.give(NOW, "accept 7-1", **ZH)
    assert said.code == 3
    assert "是已派工，接不上验收。之前还要：到场、完工。受理是 triage。现在能做：" in said.err
    assert "Before it comes: arrive, finish, accept." in clerk.give(NOW, "settle 7-1 --payer owner --line '水工 1'").err


def test_what_an_english_command_reads_like_is_said_only_where_that_may_follow(clerk: Clerk) -> None:
    clerk.tell(f"{NOW} cancel 8-1 --reason 重复 --by S-01")
    assert "受理是" not in clerk.give(NOW, "accept 8-1", **ZH).err


def test_a_number_that_is_none_names_those_that_are_with_their_place_and_state(clerk: Clerk) -> None:
    said = clerk.give(NOW, "arrive 1", **ZH)
    assert said.code == 3
    assert "没有 WO-20260309-001 这条记录。相近的有：8-1 QH-1-303（已登记）、7-1 QH-5-802（已派工）。" in said.err


def test_the_names_that_are_suggested_are_read_back(clerk: Clerk) -> None:
    assert clerk.give(NOW, "show 7-1").code == clerk.give(NOW, "show 8-1").code == 0


# ------------------------------------------------------------------ what is new


def test_a_step_repeats_no_finding_that_was_there_before(clerk: Clerk) -> None:
    first = clerk.give(NOW, "arrive 7-1 --at 2026-03-08T09:00 --by S-11")
    assert "SLA-ARRIVE-LATE  03-08 Sun 09:00 is" in first.out
    second = clerk.give(NOW, "note 7-1 --text 等阀门")
    assert "SLA-ARRIVE-LATE  03-08" not in second.out
    assert "Found before: " in second.out and "SLA-ARRIVE-LATE" in second.out
    assert "SLA-ARRIVE-LATE" in [one["code"] for one in clerk.give(NOW, "note 7-1 --text 再等 --at 8:59 --json").json["findings"]]


# ------------------------------------------------------------------ what the rules want is asked


@TERMINAL
def test_what_a_rule_wants_is_asked_and_may_be_left_empty(clerk: Clerk) -> None:
    clerk.tell(f"{NOW} arrive 7-1 --by S-11 --at 8:00\n{NOW} finish 7-1 --work-done 换管 --by S-11 --at 8:30")
    one = terminal(clerk.office, ["accept", "7-1"], NOW)
    one.until("规定要填下面几项")
    one.answer(("签字人: ", ""), ("签认方式 [1 签字", "1"))
    assert one.end() == 0, one.screen
    text = clerk.file("WO-20260307-001").read_text(encoding="utf-8")
    assert "sign_method: signature" in text and "ACCEPT-NO-SIGN" not in one.screen


@TERMINAL
def test_what_was_given_is_not_asked_and_without_input_nothing_is(clerk: Clerk) -> None:
    clerk.tell(f"{NOW} arrive 7-1 --by S-11 --at 8:00\n{NOW} finish 7-1 --work-done 换管 --by S-11 --at 8:30")
    one = terminal(clerk.office, ["accept", "7-1", "--no-input"], NOW)
    assert one.end() == 0 and "规定要填" not in one.screen and "ACCEPT-NO-SIGN" in one.screen
    clerk.tell(f"{NOW} retract 7-1 accept --why 错 --by S-01")
    one = terminal(clerk.office, ["accept", "7-1", "--signed-by", "P-0802"], NOW)
    assert one.end() == 0 and "规定要填" not in one.screen


@TERMINAL
def test_one_of_several_who_were_sent_is_chosen_by_number_and_name(clerk: Clerk) -> None:
    clerk.tell(f"{NOW} dispatch 7-1 --technician S-12 --by S-01")
    one = terminal(clerk.office, ["finish", "7-1", "--work-done", "换管", "--anyway", "没记到场", "--used", "铜球 1"], NOW)
    one.answer(("完工是谁 [1 李强 S-11  2 赵军 S-12]: ", "2"))
    assert one.end() == 0, one.screen
    assert "by: S-12" in clerk.file("WO-20260307-001").read_text(encoding="utf-8")


# ------------------------------------------------------------------ an order on one screen


def test_an_order_stands_on_one_screen(clerk: Clerk) -> None:
    lines = clerk.give(NOW, "7-1", **ZH).out.splitlines()
    assert lines[0] == "WO-20260307-001  已派工 dispatched  P1 急修  清和苑5幢802 专有"
    assert lines[1].startswith("厨房表后支管爆裂")
    assert len(lines) <= 24 and all(cells(line) <= 80 for line in lines)


@TERMINAL
def test_the_first_step_offered_is_the_one_that_is_late_longest(clerk: Clerk) -> None:
    one = terminal(clerk.office, ["7-1"], NOW)
    one.answer(("做 [1 到场 ", "1"))
    assert one.end() == 0, one.screen
    assert "step: arrive" in clerk.file("WO-20260307-001").read_text(encoding="utf-8")


def test_paper_that_is_not_true_any_more_is_told(clerk: Clerk) -> None:
    assert clerk.give(NOW, "print 7-1 dispatch").code == 0
    assert "纸：派工单 1 份 03-09 周一 09:00" in clerk.give(NOW, "7-1", **ZH).out.splitlines()
    clerk.tell(f"{NOW} amend 7-1 request.description=厨房总阀爆裂 --why 听错 --by S-01")
    assert "纸：派工单 1 份 03-09 周一 09:00，之后内容有变" in clerk.give(NOW, "7-1", **ZH).out.splitlines()


# ------------------------------------------------------------------ printing


@TERMINAL
def test_which_sheet_is_asked_and_the_furthest_is_the_default(clerk: Clerk) -> None:
    one = terminal(clerk.office, ["print", "7-1"], NOW)
    one.answer(("打哪一种 [1 报修登记表  2 未遇留言  3 派工单] (3): ", ""))
    assert one.end() == 0 and "派工单_PG-20260307-001.html" in one.screen
    assert clerk.give(NOW, "print 7-1").code == 2


def test_several_sheets_are_printed_by_their_labels(clerk: Clerk) -> None:
    clerk.tell(f"{NOW} arrive 7-1 --by S-11 --at 8:00\n{NOW} finish 7-1 --work-done 换管 --by S-11 --at 8:30")
    clerk.tell(f"{NOW} accept 7-1 --signed-by P-0802 --by S-01")
    said = clerk.give(NOW, "print 7-1 派工 验收 派工")
    assert said.code == 0, said.err
    assert [Path(line).name.partition("_")[0] for line in said.out.splitlines()] == ["派工单", "验收单"]


# ------------------------------------------------------------------ one field through time


def test_a_field_is_told_with_every_value_who_when_why_and_what_was_printed(clerk: Clerk) -> None:
    assert clerk.give(NOW, "print 7-1 dispatch").code == 0
    clerk.tell(f"{NOW} amend 7-1 request.description=厨房总阀爆裂 --why 听错 --by S-01")
    (told,) = clerk.give(NOW, "log 7-1 --field 问题描述 --json").json
    assert [(one["value"], one["steps"], one["reason"]) for one in told["values"]] == [
        ("厨房表后支管爆裂", ["report"], ""),
        ("厨房总阀爆裂", ["amend"], "听错"),
    ]
    assert [len(one["printed"]) for one in told["values"]] == [1, 0]
    commits = clerk.git("log", "--format=%H", "--", str(clerk.file("WO-20260307-001").relative_to(clerk.office))).split()
    assert told["values"][1]["commit"] == commits[0] and told["values"][0]["commit"] == commits[-1]
    lines = clerk.give(NOW, "log 7-1 --field 问题描述", **ZH).out.splitlines()
    assert lines[0] == "WO-20260307-001 报修 问题描述 request.description" and all(cells(line) <= 80 for line in lines)
    assert any(line.startswith("厨房表后支管爆裂 打印过：派工单 1 份") for line in lines)


def test_a_column_is_told_row_by_row(clerk: Clerk) -> None:
    clerk.tell(f"{NOW} finish 7-1 --used '铜球 1' --used 'ppr 3' --work-done 换 --anyway 没记到场 --by S-11")
    told = clerk.give(NOW, "log 7-1 --field quantity --json").json
    assert [(one["path"], [value["value"] for value in one["values"]]) for one in told] == [
        ("finish.parts.1.quantity", ["1"]),
        ("finish.parts.2.quantity", ["3"]),
    ]


def test_a_field_that_never_was_is_refused_with_those_that_were(clerk: Clerk) -> None:
    said = clerk.give(NOW, "log 7-1 --field descripton")
    assert said.code == 2 and "Did you mean description?" in said.err


# ------------------------------------------------------------------ help


def test_help_shows_seven_groups_of_at_most_eight_and_names_every_command(clerk: Clerk) -> None:
    from repairctl.cli.help_verb import GROUPS
    from repairctl.cli.program import program

    told = clerk.give(NOW, "help").out
    assert told == clerk.give(NOW, "--help").out
    assert len(GROUPS) == 7 and all(len(names) <= 8 for _, names in GROUPS)
    words = set(told.replace(".", " ").replace(",", " ").split())
    assert [name for name in program().makers if name not in words] == []
    assert all(cells(line) <= 80 for line in clerk.give(NOW, "help", **ZH).out.splitlines())


@pytest.mark.parametrize(
    ("word", "wanted"),
    [("退一步", "repairctl undo"), ("undo", "repairctl undo"), ("policy test", "repairctl policy test"), ("到场", "repairctl arrive")],
)
def test_help_of_a_command_by_either_name(clerk: Clerk, word: str, wanted: str) -> None:
    assert clerk.give(NOW, ["help", *word.split()], **ZH).out.startswith(wanted)


@pytest.mark.parametrize(
    ("word", "wanted"),
    [
        ("unit_price", "settlement.lines.unit_price"),
        ("单价", "settlement.lines.unit_price"),
        ("VISIT-LATE", "VISIT-LATE"),
        ("回访超时", "VISIT-LATE"),
        ("欠费", "repairctl today"),
        ("impact", "request.impact_scope"),
    ],
)
def test_help_searches_commands_fields_and_codes_in_both_languages(clerk: Clerk, word: str, wanted: str) -> None:
    assert wanted in clerk.give(NOW, ["help", word], **ZH).out


def test_help_for_what_nothing_is_called_says_so(clerk: Clerk) -> None:
    said = clerk.give(NOW, "help xyzzy")
    assert said.code == 3 and said.out == "" and "Nothing is called xyzzy." in said.err


def test_help_needs_no_office(tmp_path: Path) -> None:
    assert Clerk(tmp_path).give(NOW, "help settle").code == 0


# ------------------------------------------------------------------ the pager and the hints


@TERMINAL
def test_what_is_longer_than_the_screen_goes_through_less(clerk: Clerk, tmp_path: Path) -> None:
    pager = tmp_path / "less"
    pager.write_text('#!/bin/sh\necho "[$LESS]"\nexec cat\n')
    pager.chmod(0o755)
    long = terminal(clerk.office, ["--help"], NOW, PAGER=str(pager))
    assert long.end() == 0 and long.screen.startswith("[FIRX]")
    assert terminal(clerk.office, ["log", "7-1"], NOW, PAGER=str(pager)).end() == 0
    for words, named in (["--help", "--no-pager"], str(pager)), (["log", "7-1"], str(pager)), (["--help"], "more"):
        at = terminal(clerk.office, words, NOW, PAGER=named)
        assert at.end() == 0 and "[FIRX]" not in at.screen and "--More--" not in at.screen, words


@TERMINAL
def test_hints_can_be_switched_off(clerk: Clerk) -> None:
    for hints, minute in (("on", "8:50"), ("off", "8:51")):
        at = terminal(clerk.office, ["note", "7-1", "--text", "等", "--at", minute], NOW, REPAIRCTL_HINTS=hints)
        assert at.end() == 0 and ("提示：repairctl" in at.screen) is (hints == "on")


# ------------------------------------------------------------------ bytes that are no text


@TERMINAL
@pytest.mark.parametrize("typed", [b"\xff\xfe", b"\xe5\x8e", b"a\x80b", b"\xf8\x88\x80\x80\x80"])
def test_no_bytes_crash_a_prompt(clerk: Clerk, typed: bytes) -> None:
    one = terminal(clerk.office, ["triage", "8-1", "--by", "S-01"], NOW)
    one.until(": ")
    one.type(typed.decode("utf-8", "surrogateescape"))
    one.until(": ")
    one.interrupt()
    assert one.end() == 130 and "Traceback" not in one.screen, one.screen


def test_an_office_begun_in_the_folder_one_stands_in_leaves_one_there(tmp_path: Path) -> None:
    folder = tmp_path / "mine"
    folder.mkdir()
    before = folder.stat().st_ino
    said = Clerk(folder).give("2026-03-02T09:00", "init . --name 试验")
    assert said.code == 0, said.err
    assert folder.stat().st_ino == before
    assert Clerk(folder).give("2026-03-02T09:01", "check").code == 0
    assert [path.name for path in tmp_path.iterdir()] == ["mine"]


@pytest.mark.skipif(os.name == "nt", reason="no folder that somebody stands in can be deleted there")
def test_a_folder_that_is_gone_is_told_in_a_sentence(tmp_path: Path) -> None:
    gone = tmp_path / "gone"
    gone.mkdir()
    command = [sys.executable, "-c", "import os, sys; os.rmdir(os.getcwd()); from repairctl.cli import run; sys.exit(run(['check']))"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "REPAIRCTL_LANG": "en"}
    done = subprocess.run(command, cwd=gone, env=environment, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr.splitlines()[0]) == (2, "The folder you are in is not there any more. Go into one that is: cd")
