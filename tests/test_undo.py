"""undo and redo in a real office: what is shown, what is recorded, who may undo what, and that nothing disappears."""

from __future__ import annotations

from pathlib import Path

import pytest

from repairctl import office as offices
from repairctl.actions.sheet import Newcomer, Wanted, take_steps
from repairctl.actions.undoing import SomethingElse, carried_out, looked_at
from repairctl.cli.cells import cells
from repairctl.texts import moment
from tests.clerk import Clerk, Said, begun
from tests.reading import ZONE
from tests.repository import commits, git
from tests.terminal import terminal

ORDER = "WO-20260307-001"
LINES = "kind,item,quantity,unit,unit_price,tax_category\nlabour,labour.plumbing,2,h,80.00,repair\n"
TO_ARRIVED = """
2026-03-07T22:40 order report --unit QH-5-802 --description 厨房漏水 --reporter P-0802 --by S-01
2026-03-07T22:44 order triage 1 --priority P1 --by S-01
2026-03-07T22:45 order dispatch 1 --technician S-11 --by S-01
2026-03-07T23:05 order arrive 1 --by S-11
"""
TO_VERIFIED = (
    TO_ARRIVED
    + """
2026-03-07T23:20 order finish 1 --work-done 换管 --result replaced --equipment 管钳 --by S-11
2026-03-07T23:21 order accept 1 --by S-11
"""
)
TO_SETTLED = TO_VERIFIED + "2026-03-07T23:22 order settle 1 --payer owner --lines {papers}/lines.csv --by S-01\n"
TO_CLOSED = TO_SETTLED + "2026-03-07T23:23 order follow-up 1 --method phone --by S-01\n2026-03-07T23:24 order close 1 --by S-01\n"
LATER = "2026-03-08T09:00"
UNDO = "undo --why 记错 --yes --by S-01"
REDO = "redo --yes --by S-01"


@pytest.fixture
def clerk(tmp_path: Path) -> Clerk:
    made = begun(tmp_path)
    made.paper("lines.csv", LINES)
    return made


def status(clerk: Clerk, id: str = ORDER) -> str:
    return str(clerk.shown(LATER, id)["status"])


def steps(clerk: Clerk, id: str = ORDER) -> list[str]:
    """The steps that count, in their order."""
    log = clerk.shown(LATER, id)["log"]
    dead = []
    for entry in (one for one in log if one["step"] == "retract"):
        dead.append((entry["what"], entry["of"], entry["whose"]))
    live = []
    for entry in reversed([one for one in log if one["step"] not in ("retract", "amend")]):
        name = (entry["step"], entry["at"], entry["by"])
        if name in dead and [one["step"] for one in log[log.index(entry) :]].count("retract"):
            dead.remove(name)
            continue
        live.append(entry)
    return [one["step"] for one in sorted(reversed(live), key=lambda one: one["at"])]


def picture(clerk: Clerk) -> tuple[str, dict[str, bytes]]:
    files = {str(path): path.read_bytes() for path in clerk.office.rglob("*") if path.is_file() and ".git/" not in str(path)}
    return git(clerk.office, "rev-parse", "HEAD"), files


def well(clerk: Clerk, command: str, now: str = LATER) -> Said:
    said = clerk.give(now, command)
    assert said.code == 0, said.out + said.err
    assert git(clerk.office, "status", "--porcelain") == ""
    return said


# ------------------------------------------------------------------ shown first, and only with consent


@pytest.mark.parametrize("words", ["undo", "undo --yes", "undo --why 记错", "redo"])
def test_off_a_terminal_nothing_is_done_without_reason_and_consent(clerk: Clerk, words: str) -> None:
    clerk.tell(TO_ARRIVED)
    if words == "redo":
        well(clerk, UNDO)
    before = picture(clerk)
    said = clerk.give(LATER, f"{words} --by S-01")
    assert (said.code, picture(clerk)) == (2, before)
    assert "--yes" in said.err.splitlines()[-1]
    assert "arrive  S-11" in said.err and ("in progress -> dispatched" in said.err or words == "redo")


def test_a_dry_run_shows_it_and_writes_nothing(clerk: Clerk) -> None:
    clerk.tell(TO_ARRIVED)
    before = picture(clerk)
    said = clerk.give(LATER, "undo --dry-run --by S-01 --json")
    assert (said.code, picture(clerk), said.json["commit"], said.json["dry_run"]) == (0, before, "", True)
    assert said.json["undo"]["subject"].startswith(f"{ORDER} arrive")
    assert "Nothing was written" in clerk.give(LATER, "undo -n --by S-01").err


def test_what_it_will_be_is_said_with_the_money(clerk: Clerk) -> None:
    clerk.tell(TO_SETTLED + "2026-03-07T23:30 order pay 1 100 --method cash --by S-01")
    said = clerk.give(LATER, "undo --by S-01", REPAIRCTL_LANG="zh")
    assert "QH-5-802  厨房漏水" in said.err
    assert "收款 pay  S-01  金额 100.00" in said.err
    assert "160.00" in said.err
    assert "已付 0.00，欠 160.00" in said.err


def test_printed_sheets_that_are_void_then_are_named(clerk: Clerk) -> None:
    clerk.tell(TO_SETTLED)
    well(clerk, "order print 7-1 settlement --document-lang zh")
    said = clerk.give(LATER, "undo --by S-01")
    assert "statement of charges: 1 printed" in " ".join(said.err.split())
    assert "order print WO-20260307-001 settlement" in " ".join(said.err.split())


def test_at_a_terminal_it_is_shown_and_the_answer_no_is_the_default(clerk: Clerk) -> None:
    clerk.tell("2026-03-07T22:39 me S-01")
    clerk.tell(TO_SETTLED + "2026-03-07T23:30 order pay 1 100 --method cash")
    before = picture(clerk)
    screen = terminal(clerk.office, ["undo"], "2026-03-07T23:32")
    screen.answer(("为什么", "收错单，应是 9-3"), ("退掉？ [y/N]", ""))
    assert (screen.end(), picture(clerk)) == (130, before)
    screen = terminal(clerk.office, ["退一步"], "2026-03-07T23:32")
    screen.answer(("为什么", "收错单，应是 9-3"), ("退掉？ [y/N]", "y"))
    assert screen.end() == 0
    lines = screen.screen.splitlines()
    assert lines[0].startswith("你最近一次（")
    assert lines[1:6] == [
        f"  {ORDER}  QH-5-802  厨房漏水",
        "    03-07 周六 23:30  收款 pay  S-01  金额 100.00  方式 现金",
        "退掉后：",
        f"  {ORDER}  已结算 settled  已付 0.00，欠 160.00，限 2026-03-22 24:00。",
        "记的和退的都留在记录里。",
    ]
    assert lines[-1] == "已退（一次提交）。再退一次 = 再往前一步；repairctl redo 可恢复。"
    assert all(cells(line) <= 80 for line in lines) and len(lines) <= 24
    assert clerk.shown(LATER, ORDER)["log"][-1]["note"] == "收错单，应是 9-3"
    screen = terminal(clerk.office, ["恢复退回的"], "2026-03-07T23:33", encoding="gbk")
    screen.answer(("恢复？ [y/N]", "y"))
    assert screen.end() == 0
    assert clerk.shown(LATER, ORDER)["log"][-1]["step"] == "pay"


# ------------------------------------------------------------------ the chain


def test_undo_walks_back_and_redo_comes_forward(clerk: Clerk) -> None:
    clerk.tell(TO_VERIFIED)
    told = [steps(clerk)]
    for _ in range(5):
        well(clerk, UNDO)
        told.append(steps(clerk))
    assert [one[-1] for one in told] == ["accept", "finish", "arrive", "dispatch", "triage", "report"]
    for wanted in reversed(told[:-1]):
        well(clerk, REDO)
        assert steps(clerk) == wanted
    assert clerk.give(LATER, REDO).code == 3
    assert status(clerk) == "verified"


def test_a_new_command_ends_the_redo_chain_and_undo_goes_on_behind_it(clerk: Clerk) -> None:
    clerk.tell(TO_ARRIVED)
    well(clerk, UNDO)
    well(clerk, "order note 7-1 --text 备注 --by S-01")
    said = clerk.give(LATER, REDO)
    assert (said.code, "nothing to redo" in said.err) == (3, True)
    well(clerk, UNDO)
    assert "note" not in steps(clerk)
    well(clerk, UNDO)
    assert status(clerk) == "triaged"


def test_undo_of_a_redo_and_redo_of_that(clerk: Clerk) -> None:
    clerk.tell(TO_ARRIVED)
    for command, wanted in ((UNDO, "dispatched"), (REDO, "in_progress"), (UNDO, "dispatched"), (REDO, "in_progress"), (UNDO, "dispatched")):
        well(clerk, command)
        assert status(clerk) == wanted


def test_every_step_comes_back_with_its_own_moment_and_the_log_only_grows(clerk: Clerk) -> None:
    clerk.tell(TO_ARRIVED)
    before = clerk.file(ORDER).read_bytes()
    well(clerk, UNDO)
    well(clerk, REDO)
    log = clerk.shown(LATER, ORDER)["log"]
    assert [(one["step"], one["at"][:16], one["by"]) for one in log[3:]] == [
        ("arrive", "2026-03-07T23:05", "S-11"),
        ("retract", "2026-03-08T09:00", "S-01"),
        ("arrive", "2026-03-07T23:05", "S-11"),
    ]
    assert clerk.file(ORDER).read_bytes().startswith(before)
    assert "Undoes: " in git(clerk.office, "log", "-1", "--format=%B", "HEAD~1")
    assert f"Redoes: {git(clerk.office, 'rev-parse', 'HEAD~1').strip()}" in git(clerk.office, "log", "-1", "--format=%B")


# ------------------------------------------------------------------ what is undone, command by command


@pytest.mark.parametrize(
    ("story", "command"),
    [
        (TO_ARRIVED, "order amend 1 unit=QH-1-303 --why 听错 --by S-01"),
        (TO_ARRIVED, "order retract 1 arrive --why 错 --by S-01"),
        (TO_ARRIVED, 'order correct 1 arrive --at "2026-03-07 23:01" --why 表快 --by S-01'),
        (TO_ARRIVED, "order hold 1 --reason waiting_parts --at 23:10 --until 23:15 --by S-11"),
        (TO_ARRIVED, "order accept 1 --anyway 纸单先签 --by S-11"),
        (TO_ARRIVED, "order cancel 1 --reason 不修了 --by S-01"),
        (TO_ARRIVED, "order plan 1 --method 换管 --by S-01"),
        (TO_VERIFIED, "order settle 1 --payer owner --lines {papers}/lines.csv --by S-01"),
        (TO_SETTLED, "order pay 1 100 --method cash --by S-01"),
        (TO_SETTLED, "order credit 1 --amount 10 --reason 多收 --by S-01"),
        (TO_SETTLED, "order follow-up 1 --method phone --rating 5 --by S-01"),
        (TO_SETTLED, "order retract 1 settle --why 价错 --by S-01"),
        (TO_CLOSED, "order retract 1 close --why 错 --by S-01"),
        ("", "unit amend QH-5-802 floor_area=89.50 --why 量过"),
        ("", "staff amend S-12 certificates.1.number=T1 --why 抄错"),
    ],
)
def test_undone_and_redone_the_office_is_as_it_was(clerk: Clerk, story: str, command: str) -> None:
    clerk.tell(story)
    id = ORDER if story else command.split()[2]
    now = "2026-03-07T23:40"
    shown = [clerk.shown(now, id), None]
    findings = [clerk.codes(now), []]
    well(clerk, command.format(papers=clerk.papers), now)
    shown[1], findings[1] = clerk.shown(now, id), clerk.codes(now)
    assert shown[0] != shown[1]
    for turn, which in ((UNDO, 0), (REDO, 1), (UNDO, 0), (REDO, 1)):
        well(clerk, turn, now)
        told = clerk.shown(now, id)
        for part in ("status", "place", "request", "plan", "settlement", "unit", "certificates", "next_steps"):
            assert told.get(part) == shown[which].get(part), (turn, part)
        assert clerk.codes(now) == findings[which], turn


def test_an_order_opened_by_mistake_is_cancelled_and_its_number_not_given_again(clerk: Clerk) -> None:
    clerk.tell(TO_ARRIVED.splitlines()[1])
    well(clerk, UNDO)
    assert status(clerk) == "cancelled"
    assert clerk.shown(LATER, ORDER)["log"][-1]["reason"] == "记错"
    clerk.tell("2026-03-07T22:50 order report --unit QH-1-303 --description 灯不亮 --by S-01")
    assert clerk.file("WO-20260307-002").exists()


def test_a_complaint_and_an_archive_entry_opened_by_mistake_are_void(clerk: Clerk) -> None:
    clerk.tell("2026-03-07T22:50 complaint receive --unit QH-5-802 --description 吵 --by S-01")
    clerk.tell("2026-03-07T22:51 archive new --title 年检报告 --by S-01")
    well(clerk, UNDO)
    well(clerk, UNDO)
    assert [status(clerk, id) for id in ("TS-20260307-001", "AR-20260307-001")] == ["voided", "voided"]
    well(clerk, REDO)
    assert status(clerk, "TS-20260307-001") == "received"


def test_many_steps_of_one_commit_are_one_undo_and_the_caller_stays(clerk: Clerk) -> None:
    office = offices.find(clerk.office, moment("2026-03-07T22:50", ZONE))
    raw = {"place.unit": "QH-5-802", "request.description": "漏水", "request.reporter": "P-260307-1"}
    sheet = [Wanted("report", raw, by="S-01"), Wanted("triage", {".priority": "P1"}, by="S-01")]
    sheet.append(Wanted("dispatch", {".technician": "S-11"}, by="S-01"))
    take_steps(office, "order", sheet, newcomers=[Newcomer("party", "P-260307-1", {"party.name": "某", "party.unit": "QH-5-802"})])
    count = commits(clerk.office)
    said = well(clerk, UNDO)
    assert "P-260307-1 stays in the register" in said.err
    assert (status(clerk), commits(clerk.office)) == ("cancelled", count + 1)
    assert steps(clerk) == ["report", "cancel"]
    well(clerk, REDO)
    assert (status(clerk), steps(clerk)) == ("dispatched", ["report", "triage", "dispatch"])


def test_one_step_on_several_orders_is_one_undo(clerk: Clerk) -> None:
    clerk.tell("2026-03-07T22:50 order report --unit QH-5-802 --description 漏水 --by S-01")
    clerk.tell("2026-03-07T22:51 order report --unit QH-1-303 --description 灯不亮 --by S-01")
    clerk.tell("2026-03-07T22:52 order dispatch 1 2 --technician S-11 --by S-01")
    well(clerk, UNDO)
    assert {status(clerk, f"WO-20260307-00{n}") for n in (1, 2)} == {"registered"}
    well(clerk, REDO)
    assert {status(clerk, f"WO-20260307-00{n}") for n in (1, 2)} == {"dispatched"}


def test_merging_is_undone_on_both_orders(clerk: Clerk) -> None:
    clerk.tell("2026-03-07T22:50 order report --unit QH-5-802 --description 漏水 --by S-01")
    clerk.tell("2026-03-07T22:51 order report --unit QH-5-802 --description 又漏 --by S-01")
    clerk.tell("2026-03-07T22:52 order merge 2 --into 1 --by S-01")
    well(clerk, UNDO)
    assert (status(clerk, "WO-20260307-002"), steps(clerk)) == ("registered", ["report"])
    well(clerk, REDO)
    assert (status(clerk, "WO-20260307-002"), steps(clerk)) == ("merged", ["report", "note"])


def test_archiving_is_undone_and_the_entry_it_made_is_void(clerk: Clerk) -> None:
    clerk.tell(TO_CLOSED + "2026-03-07T23:50 order archive 1 --retention-class ordinary --by S-01")
    well(clerk, UNDO)
    assert (status(clerk), status(clerk, "AR-20260307-001")) == ("closed", "voided")
    well(clerk, REDO)
    assert (status(clerk), status(clerk, "AR-20260307-001")) == ("archived", "filed")


# ------------------------------------------------------------------ the register


def test_a_record_that_nothing_names_is_taken_out_and_git_keeps_it(clerk: Clerk) -> None:
    clerk.tell("2026-03-07T22:50 unit new QH-9-101 --estate QH --building 9 --room 101")
    path = clerk.file("QH-9-101")
    path.write_text("# 手写的一行\n" + path.read_text())
    git(clerk.office, "commit", "-qam", "a comment by hand")
    held = path.read_bytes()
    said = well(clerk, UNDO)
    assert "Took out QH-9-101" in said.out and "a comment by hand" in said.err
    assert not path.exists() and git(clerk.office, "show", f"HEAD~1:{path.relative_to(clerk.office)}").encode() == held
    well(clerk, REDO)
    assert path.read_bytes() == held


def test_a_record_that_is_named_is_refused_by_name(clerk: Clerk) -> None:
    clerk.tell("2026-03-07T22:50 unit new QH-9-101 --estate QH --building 9 --room 101")
    clerk.tell("2026-03-07T22:51 me S-02")
    clerk.tell("2026-03-07T22:52 order report --unit QH-9-101 --description 漏水")
    before = picture(clerk)
    said = clerk.give(LATER, UNDO)
    assert (said.code, picture(clerk)) == (3, before)
    assert f"QH-9-101 is named by {ORDER}" in said.err


def test_a_file_edited_by_hand_is_not_taken_out(clerk: Clerk) -> None:
    clerk.tell("2026-03-07T22:50 unit new QH-9-101 --estate QH --building 9 --room 101")
    clerk.file("QH-9-101").write_text(clerk.file("QH-9-101").read_text() + "# nobody has this\n")
    before = picture(clerk)
    said = clerk.give(LATER, UNDO)
    assert (said.code, picture(clerk), "would be lost" in said.err) == (3, before, True)


def test_what_lies_under_private_stays_and_it_is_said(clerk: Clerk) -> None:
    clerk.tell("2026-03-07T22:50 party new P-9 --name 某人 --phone 13800001111 --unit QH-5-802")
    said = well(clerk, UNDO)
    assert "P-9 lie under private/" in said.err
    assert "某人" in (clerk.office / "private/parties/P-9.yaml").read_text()
    well(clerk, REDO)
    assert clerk.shown(LATER, "P-9")["people"]["P-9"]["name"] == "某人"


# ------------------------------------------------------------------ several people


def test_each_of_two_clerks_undoes_their_own_on_their_own_orders(clerk: Clerk) -> None:
    clerk.tell("2026-03-07T22:49 me S-01")
    clerk.tell("2026-03-07T22:50 order report --unit QH-5-802 --description 漏水")
    clerk.tell("2026-03-07T22:51 me S-02")
    clerk.tell("2026-03-07T22:52 order report --unit QH-1-303 --description 灯不亮")
    clerk.tell("2026-03-07T22:53 me S-01")
    well(clerk, "undo --why 记错 --yes")
    assert [status(clerk, f"WO-20260307-00{n}") for n in (1, 2)] == ["cancelled", "registered"]
    shown = clerk.give(LATER, "undo --dry-run").err
    assert "P-0303" in shown and "灯不亮" not in shown  # behind it come commands of which only git's author is known


def test_nothing_is_undone_over_somebody_elses_head(clerk: Clerk) -> None:
    clerk.tell("2026-03-07T22:39 me S-01")
    clerk.tell(TO_ARRIVED)
    clerk.tell("2026-03-07T23:10 me S-02")
    clerk.tell("2026-03-07T23:11 order note 1 --text 业主来电")
    clerk.tell("2026-03-07T23:12 me S-01")
    before = picture(clerk)
    said = clerk.give(LATER, "undo --why 记错 --yes")
    assert (said.code, picture(clerk)) == (3, before)
    assert f"周珺 S-02 recorded on {ORDER} since: {ORDER} note: 业主来电" in said.err
    assert f"repairctl order retract {ORDER} arrive" in said.err
    clerk.tell("2026-03-07T23:13 me S-02")
    well(clerk, "undo --why 记错 --yes")
    clerk.tell("2026-03-07T23:14 me S-01")
    well(clerk, "undo --why 记错 --yes")
    assert status(clerk) == "dispatched"


def test_a_commit_that_brought_two_histories_together_is_passed_over(clerk: Clerk) -> None:
    clerk.tell(TO_ARRIVED)
    git(clerk.office, "checkout", "-qb", "elsewhere", "HEAD~1")
    (clerk.office / "notes.txt").write_text("x\n")
    git(clerk.office, "add", "notes.txt")
    git(clerk.office, "commit", "-qm", "by hand")
    git(clerk.office, "checkout", "-q", "main")
    git(clerk.office, "merge", "-q", "--no-edit", "elsewhere")
    said = well(clerk, UNDO)
    assert "by hand" in said.err and status(clerk) == "dispatched"


def test_a_commit_that_was_changed_by_hand_is_refused_by_name(clerk: Clerk) -> None:
    clerk.tell(TO_ARRIVED)
    (clerk.office / "notes.txt").write_text("x\n")
    git(clerk.office, "add", "notes.txt")
    git(clerk.office, "commit", "-q", "--amend", "--no-edit")
    before = picture(clerk)
    said = clerk.give(LATER, UNDO)
    assert (said.code, picture(clerk)) == (3, before)
    assert "notes.txt" in said.err and "git show" in said.err


def test_a_log_that_was_edited_by_hand_since_is_refused(clerk: Clerk) -> None:
    clerk.tell(TO_ARRIVED)
    path = clerk.file(ORDER)
    path.write_text(path.read_text().replace("technician: S-11", "technician: S-12"))
    before = picture(clerk)
    said = clerk.give(LATER, UNDO)
    assert (said.code, picture(clerk)) == (3, before)
    assert "log.3" in said.err


def test_what_was_shown_is_what_is_done_or_nothing(clerk: Clerk) -> None:
    clerk.tell(TO_ARRIVED)
    office = offices.find(clerk.office, moment(LATER, ZONE))
    shown = looked_at(office, "undo", by="S-01")
    clerk.tell("2026-03-08T08:59 order note 7-1 --text 备注 --by S-01")
    before = picture(clerk)
    with pytest.raises(SomethingElse):
        carried_out(office, shown, why="记错")
    assert picture(clerk) == before


def test_an_act_that_comes_back_is_judged_again(clerk: Clerk) -> None:
    clerk.tell(TO_SETTLED)
    well(clerk, UNDO)
    said = clerk.give(LATER, "redo --dry-run --by S-01 --json")
    assert said.json["changes"][0]["record"]["settlement"]["total"] == "160.00"
    (clerk.office / "policies/charges/2026-01.yaml").write_text("nonsense: [\n")
    assert clerk.give(LATER, REDO).code == 5
