"""What an office does in a day through the command line: several orders at once, files edited by hand, private data, slips of the finger."""

from __future__ import annotations

import hashlib
import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.clerk import ROOT, Clerk, begun

WO1, WO2 = "WO-20260307-001", "WO-20260307-002"
REPORTED = """
2026-03-07T09:00 order report --unit QH-5-802 --description 龙头滴水 --by S-01
2026-03-07T09:05 order report --unit QH-1-303 --description 灯不亮 --by S-01
"""


@pytest.fixture(scope="module")
def fresh(tmp_path_factory: pytest.TempPathFactory) -> Path:
    clerk = begun(tmp_path_factory.mktemp("fresh"))
    clerk.tell(REPORTED)
    return clerk.office.parent


@pytest.fixture
def clerk(fresh: Path, tmp_path: Path) -> Clerk:
    shutil.copytree(fresh, tmp_path / "town", symlinks=True)
    return Clerk(tmp_path / "town" / "office")


def git(clerk: Clerk, *arguments: str) -> str:
    done = subprocess.run(["git", *arguments], cwd=clerk.office, capture_output=True, encoding="utf-8", check=True)
    return done.stdout


def everything(clerk: Clerk) -> dict[str, bytes]:
    """All files of the office but git's own."""
    return {str(path): path.read_bytes() for path in sorted(clerk.office.rglob("*")) if path.is_file() and ".git" not in path.parts}


def test_two_orders_are_triaged_in_one_commit(clerk: Clerk) -> None:
    before = git(clerk, "rev-list", "--count", "HEAD")
    clerk.tell("2026-03-07T09:10 order triage 1 2 --priority P3 --no-survey-needed --by S-01")
    assert int(git(clerk, "rev-list", "--count", "HEAD")) == int(before) + 1
    body = git(clerk, "log", "-1", "--format=%B")
    assert [line for line in body.splitlines() if line.startswith("Record:")] == [f"Record: {WO1}", f"Record: {WO2}"]


def test_of_several_orders_one_that_refuses_stops_all(clerk: Clerk) -> None:
    clerk.tell("2026-03-07T09:10 order triage 2 --priority P3 --by S-01")
    before, head = everything(clerk), git(clerk, "rev-parse", "HEAD")
    said = clerk.give("2026-03-07T09:20", "order decline 1 9 --reason 重复 --by S-01")
    assert said.code == 3 and "WO-20260307-009" in said.err
    assert (everything(clerk), git(clerk, "rev-parse", "HEAD")) == (before, head)


def test_two_orders_are_merged_into_a_third_in_one_commit_and_undone_as_one(clerk: Clerk) -> None:
    clerk.tell("2026-03-07T09:10 order report --unit QH-5-802 --description 又来电话 --by S-01")
    clerk.tell("2026-03-07T09:20 order merge 2 3 --into 1 --reason 同一 --by S-01")
    notes = [one["about"] for one in clerk.shown("2026-03-07T09:21", WO1)["log"] if one["step"] == "note"]
    assert notes == [WO2, "WO-20260307-003"]
    assert "LOG-TWICE" not in clerk.codes("2026-03-07T09:21")
    clerk.tell("2026-03-07T09:22 undo --yes --why 不是同一件 --by S-01")
    assert [clerk.shown("2026-03-07T09:23", one)["status"] for one in (WO1, WO2)] == ["registered", "registered"]
    steps = [one["step"] for one in clerk.shown("2026-03-07T09:23", WO1)["log"]]
    assert (steps.count("note"), steps.count("retract"), "LOG-TWICE" in clerk.codes("2026-03-07T09:23")) == (2, 2, False)


def test_an_order_is_not_merged_into_itself(clerk: Clerk) -> None:
    before, head = everything(clerk), git(clerk, "rev-parse", "HEAD")
    said = clerk.give("2026-03-07T09:20", "order merge 1 --into 1 --reason 同一 --by S-01")
    assert (said.code, WO1 in said.err) == (2, True), said.out
    assert (everything(clerk), git(clerk, "rev-parse", "HEAD")) == (before, head)
    said = clerk.give("2026-03-07T09:20", "order merge 1 2 --into 1 --reason 同一 --by S-01 --skip")
    assert (said.code, clerk.shown("2026-03-07T09:21", WO1)["status"], clerk.shown("2026-03-07T09:21", WO2)["status"]) == (
        1,
        "registered",
        "merged",
    )


def test_a_dry_run_shows_and_writes_nothing(clerk: Clerk) -> None:
    before, head = everything(clerk), git(clerk, "rev-parse", "HEAD")
    said = clerk.give("2026-03-07T09:20", "order triage 1 --priority P1 --by S-01 --dry-run")
    assert said.code == 0 and WO1 in said.out
    assert (everything(clerk), git(clerk, "rev-parse", "HEAD")) == (before, head)


def test_a_file_edited_by_hand_keeps_every_byte_that_the_step_does_not_mean(clerk: Clerk) -> None:
    path = clerk.file(WO1)
    edited = (
        path.read_text(encoding="utf-8")
        .replace("  description: 龙头滴水", '  # 电话里说的\n  description:   "龙头滴水"   # 厨房')
        .replace("\n", "\r\n")
    )
    path.write_bytes(edited.encode())
    clerk.tell("2026-03-07T09:10 order triage 1 --priority P3 --no-survey-needed --by S-01")
    after = path.read_bytes().decode()
    assert after.startswith(edited.replace("status: registered", "status: triaged"))
    assert after.removeprefix(edited.replace("status: registered", "status: triaged")).count("\r\n") == after.count("\n") - edited.count(
        "\n"
    )
    assert clerk.shown("2026-03-07T09:10", WO1)


def test_an_edit_by_hand_that_goes_along_is_named(clerk: Clerk) -> None:
    path = clerk.file(WO1)
    told = "had been edited by hand"
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    ends = clerk.give("2026-03-07T09:10", "order note 1 --text a --by S-01")
    assert (ends.code, told in ends.err) == (0, False)  # other line ends are no other words
    path.write_bytes(path.read_bytes().replace("龙头滴水".encode(), "龙头漏水".encode()))
    said = clerk.give("2026-03-07T09:11", "order note 1 --text b --by S-01")
    assert (said.code, said.err.count(f"{WO1}.yaml {told}")) == (0, 1), said.err
    assert told not in clerk.give("2026-03-07T09:12", "order note 1 --text c --by S-01").err


def test_a_list_says_which_file_it_left_out(clerk: Clerk) -> None:
    path = clerk.file(WO1)
    path.write_bytes(path.read_bytes() + b"\xff")
    said = clerk.give("2026-03-07T09:20", "order list --lang en")
    assert (said.code, WO1 in said.out) == (0, False)
    assert "Left out, since it cannot be read: " in said.err and f"{WO1}.yaml" in said.err


def test_the_names_of_people_never_enter_git(clerk: Clerk) -> None:
    assert "张静" in (clerk.office / "private" / "parties" / "P-0802.yaml").read_text(encoding="utf-8")
    history = git(clerk, "log", "-p", "--all")
    assert "张静" not in history and "13800006621" not in history
    assert (
        "138****6621" in clerk.give("2026-03-07T10:00", "order show 1").out
        or "P-0802" not in clerk.give("2026-03-07T10:00", "order show 1").out
    )


def test_a_telephone_number_in_a_description_is_a_finding(clerk: Clerk) -> None:
    clerk.tell("2026-03-07T10:00 order report --unit QH-5-802 --description 打13800006621联系 --by S-01")
    assert "PII-IN-RECORD" in clerk.codes("2026-03-07T10:00", "3")


def test_an_unknown_room_is_recorded_and_said(clerk: Clerk) -> None:
    clerk.tell("2026-03-07T10:00 order report --unit QH-9-101 --description 跑水 --by S-01")
    assert "REF-UNKNOWN" in clerk.codes("2026-03-07T10:00", "3")


def test_merging_writes_both_orders_in_one_commit(clerk: Clerk) -> None:
    clerk.tell(f"2026-03-07T09:30 order merge 2 --into {WO1} --by S-01")
    assert "status: merged" in clerk.file(WO2).read_text(encoding="utf-8")
    assert f"about: {WO2}" in clerk.file(WO1).read_text(encoding="utf-8")
    assert len(git(clerk, "show", "--name-only", "--format=", "HEAD").split()) == 2


def test_attachments_are_kept_by_their_digest(clerk: Clerk) -> None:
    paper = clerk.office / "papers" / "lift.pdf"
    paper.parent.mkdir()
    paper.write_bytes(b"a report")
    clerk.paper("attached.csv", "file,pages,medium\npapers/lift.pdf,3,paper\n")
    clerk.tell("2026-03-07T10:00 archive new --title 电梯年检 --retention-class lift --attachments {papers}/attached.csv --by S-01")
    text = clerk.file("AR-20260307-001").read_text(encoding="utf-8")
    assert f"sha256: {hashlib.sha256(b'a report').hexdigest()}" in text
    assert "disposal_due: 2030-03-07" in text


def test_a_wrong_moment_is_corrected_and_both_stay_in_the_log(clerk: Clerk) -> None:
    clerk.tell("""
        2026-03-07T09:10 order triage 1 --priority P3 --no-survey-needed --by S-01
        2026-03-07T09:20 order correct 1 triage --at 2026-03-07T09:07 --why 表快三分 --by S-01""")
    text = clerk.file(WO1).read_text(encoding="utf-8")
    assert text.count("step: triage") == 2 and "what: triage" in text and "note: 表快三分" in text
    assert clerk.explained("2026-03-07T10:00", WO1, "TRIAGE-LATE")["actual"] == "2026-03-07T09:07:00+08:00"


def test_an_amendment_says_who_when_and_what_was_there(clerk: Clerk) -> None:
    clerk.tell("2026-03-07T09:20 order amend 1 place.unit=QH-1-303 --why 听错房号 --by S-02")
    text = clerk.file(WO1).read_text(encoding="utf-8")
    assert "unit: QH-1-303" in text and "was: QH-5-802" in text and "note: 听错房号" in text


def test_a_changed_clock_between_two_commands_never_gives_a_number_twice(clerk: Clerk) -> None:
    clerk.tell("2026-03-08T08:00 order report --unit QH-5-802 --description 一 --at 2026-03-07T23:00 --by S-01")
    assert clerk.file("WO-20260307-003").exists()


def test_the_office_can_be_named_from_elsewhere_and_is_found_from_below(clerk: Clerk) -> None:
    elsewhere = Clerk(clerk.office.parent)
    assert elsewhere.give("2026-03-07T10:00", "order list").code == 3
    assert elsewhere.give("2026-03-07T10:00", ["--office", "office", "order", "list"]).code == 0
    assert Clerk(clerk.office / "records" / "orders").give("2026-03-07T10:00", "order list").code == 0


@pytest.mark.parametrize(
    ("rubbish", "words"),
    [
        (b"", "nothing stands"),
        (b"\xff\xfe\x00", "UTF-16"),
        (b"kind: order\nkind: order\n", "again"),
        (b"a: &x [1]\nb: [*x, *x]\n", "anchor"),
        (b"- 1\n- 2\n", "does not begin"),
        (b"a: [1, 2\n", "brackets"),
        ("问题: 漏水".encode("gbk"), "GBK"),
    ],
    ids=["empty", "utf16", "duplicate", "alias", "list", "syntax", "gbk"],
)
def test_a_broken_file_is_named_and_hides_nothing(clerk: Clerk, rubbish: bytes, words: str) -> None:
    path = clerk.file(WO2)
    path.write_bytes(rubbish)
    refused = clerk.give("2026-03-07T10:00", "order triage 2 --priority P3 --by S-01")
    assert refused.code == 3 and words in refused.err and path.name in refused.err
    assert path.read_bytes() == rubbish
    checked = clerk.give("2026-03-07T10:00", "check")
    assert checked.code == 5 and path.name in checked.out
    assert WO1 in clerk.give("2026-03-07T10:00", "order list").out


def test_a_link_out_of_the_office_is_not_followed(clerk: Clerk) -> None:
    path = clerk.file(WO2)
    outside = clerk.office.parent / "outside.yaml"
    shutil.move(path, outside)
    path.symlink_to(outside)
    refused = clerk.give("2026-03-07T10:00", "order triage 2 --priority P3 --by S-01")
    assert refused.code == 3 and "link" in refused.err


def test_a_technicians_step_is_the_technicians_whoever_sits_at_the_desk(clerk: Clerk) -> None:
    clerk.tell("""
        2026-03-07T09:10 me S-01
        2026-03-07T09:11 order dispatch 1 --technician S-11
        2026-03-07T09:20 order arrive 1
    """)
    assert clerk.shown("2026-03-07T09:30", WO1)["log"][-1]["by"] == "S-11"
    clerk.tell("2026-03-07T09:21 order dispatch 1 --technician S-12")
    said = clerk.give("2026-03-07T09:22", "order contain 1")
    assert (said.code, "Several were sent: S-11, S-12" in said.err) == (2, True)
    clerk.tell("2026-03-07T09:22 order contain 1 --by 李强")
    assert clerk.shown("2026-03-07T09:30", WO1)["log"][-1]["by"] == "S-11"


def test_an_amendment_after_a_missed_limit_is_told_for_ever(clerk: Clerk) -> None:
    clerk.tell("""
        2026-03-08T08:00 order report --unit QH-5-802 --description 漏水 --urgency emergency --impact-scope 本户 --occurred-at 2026-03-08T07:50 --by S-01
        2026-03-08T11:00 order acknowledge 1 --by S-01
    """)
    assert "SLA-ACK-LATE" in clerk.codes("2026-03-08T11:01", "WO-20260308-001")
    clerk.tell("2026-03-08T12:00 order amend 1 urgency=routine --why 说错 --by S-01")
    told = clerk.give("2026-03-08T12:01", "check WO-20260308-001 --json").json["findings"]
    assert "SLA-ACK-LATE" not in [one["code"] for one in told]
    assert any(one["code"] == "TIME-CORRECTED" and "SLA-ACK-LATE" in one["sentence"] for one in told)
    before = clerk.give("2026-03-08T12:01", ["show", "WO-20260308-001", "--json", "--as-of", "2026-03-08 11:30"]).json
    assert before["request"]["urgency"] == "emergency"  # what was asked for then is what stood there then


def test_a_deposit_is_taken_off_once(clerk: Clerk) -> None:
    clerk.paper("lines.csv", "kind,item,quantity,unit,unit_price,tax_category\nlabour,labour.plumbing,2.0,h,80.00,repair\n")
    clerk.tell("""
        2026-03-08T08:00 order report --unit QH-5-802 --description 漏水 --by S-01
        2026-03-08T08:05 order triage 1 --priority P3 --no-survey-needed --by S-01
        2026-03-08T08:06 order dispatch 1 --technician S-11 --by S-01
        2026-03-08T08:10 order pay 1 --amount 100.00 --method cash --by S-01
        2026-03-08T09:00 order arrive 1 --by S-11
        2026-03-08T10:00 order finish 1 --work-done 换管 --by S-11
        2026-03-08T10:30 order accept 1 --signed-by P-0802 --sign-method signature --by S-01
        2026-03-08T11:00 order settle 1 --payer owner --payer-reason 专有部分 --prices with_tax --deposit 100.00 --lines {papers}/lines.csv --by S-01
    """)
    shown = clerk.give("2026-03-08T11:10", "order show 1").out
    assert "Payable 60.00, paid 0.00, owed 60.00 yuan." in shown
    clerk.tell("2026-03-08T11:20 order pay 1 --amount 60.00 --method cash --by S-01")
    assert "owed 0.00 yuan." in clerk.give("2026-03-08T11:30", "order show 1").out
    assert clerk.explained("2026-03-31T09:00", "WO-20260308-001", "PAY-OVERDUE")["verdict"] == "pass"


def test_a_priority_that_turns_a_miss_into_a_pass_is_told(clerk: Clerk) -> None:
    clerk.tell("""
        2026-03-08T08:00 order report --unit QH-5-802 --description 漏水 --by S-01
        2026-03-08T08:05 order triage 1 --priority P1 --no-survey-needed --by S-01
        2026-03-08T08:06 order dispatch 1 --technician S-11 --by S-01
        2026-03-08T08:20 order arrive 1 --by S-11
        2026-03-08T08:30 order hold 1 --reason waiting_parts --evidence 图 --by S-11
        2026-03-09T10:00 order resume 8-1 --by S-11
        2026-03-09T14:00 order restore 8-1 --by S-11
    """)
    assert "SLA-RESTORE-LATE" in clerk.codes("2026-03-09T14:10", "WO-20260308-001")
    assert "PRIORITY-CHANGED" not in clerk.codes("2026-03-09T14:10", "WO-20260308-001")
    clerk.tell("2026-03-09T14:20 order triage 8-1 --priority P2 --reason 不急 --no-survey-needed --by S-01")
    codes = clerk.codes("2026-03-09T14:30", "WO-20260308-001")
    assert "SLA-RESTORE-LATE" not in codes and "PRIORITY-CHANGED" in codes


def test_what_cannot_be_read_is_named_wherever_it_is_missing_and_never_reaches_the_terminal(clerk: Clerk) -> None:
    path = clerk.file(WO1)
    path.write_bytes(path.read_bytes().replace("龙头滴水".encode(), b"x\x1b]0;PWNED\x07\x1b[2J" + b"y" * 100_000))
    for words, code in (("due", 5), ("today --json", 5), ("today", 0), ("check", 5), ("order list", 0)):
        said = clerk.give("2026-03-07T10:00", words)
        assert said.code == code, words
        assert WO1 in said.out + said.err, words
        assert "\x1b" not in said.out + said.err and len(said.out + said.err) < 20_000, words


@pytest.mark.parametrize("moment", ["0001-01-01T00:00:00+08:00", "9999-12-31T23:59:59-23:59", "1899-12-31T23:59:00+08:00"])
def test_a_moment_that_no_calendar_shows_is_a_fault_of_its_file_alone(clerk: Clerk, moment: str) -> None:
    path = clerk.file(WO1)
    path.write_text(re.sub(r"  at: .*", f"  at: {moment}", path.read_text(encoding="utf-8"), count=1), encoding="utf-8")
    checked = clerk.give("2026-03-07T10:00", "check")
    assert checked.code == 5 and f"{WO1}.yaml" in checked.out and moment in checked.out
    assert WO2 in clerk.give("2026-03-07T10:00", "order list").out
    before = path.read_bytes()
    assert clerk.give("2026-03-07T10:00", "amend 1 impact_scope=x --why y --by S-01").code == 3
    assert path.read_bytes() == before


@pytest.mark.parametrize(("closed", "code"), [("<&-", 0), (">&-", 0), (">/dev/full", 4), ("| head -0; exit ${PIPESTATUS[0]}", 0)])
def test_a_command_lives_with_streams_that_do_not(clerk: Clerk, closed: str, code: int) -> None:
    around = {**os.environ, "PYTHONPATH": str(ROOT), "REPAIRCTL_NOW": "2026-03-07T10:00", "REPAIRCTL_LANG": "en"}
    line = f"{shlex.quote(sys.executable)} -m repairctl order list --all {closed}"
    done = subprocess.run(["bash", "-c", line], cwd=clerk.office, env=around, capture_output=True, encoding="utf-8")
    assert (done.returncode, "Traceback" in done.stderr) == (code, False), done.stderr


def test_a_turn_of_direction_in_a_file_is_a_fault(clerk: Clerk) -> None:
    path = clerk.file(WO1)
    path.write_text(path.read_text(encoding="utf-8").replace("龙头滴水", "龙头\u202e滴水"), encoding="utf-8")
    said = clerk.give("2026-03-07T10:00", "show 1")
    assert (said.code, "U+202E" in said.err) == (3, True)
    explained = clerk.give("2026-03-07T10:00", "explain 1 SLA-ACK-LATE")
    assert (explained.code, explained.out) == (3, "")


def test_what_is_no_plain_file_is_refused_and_nobody_waits_for_it(clerk: Clerk) -> None:
    path = clerk.file(WO1)
    path.unlink()
    os.mkfifo(path)
    said = clerk.give("2026-03-07T10:00", "order list")
    assert (said.code, "is no plain file" in said.err) == (0, True)
