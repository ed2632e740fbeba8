"""One step on every record that a filter finds: one commit or not a byte, each refusal named, shown and asked before."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from repairctl import office as offices
from repairctl.actions.bulk import Bulk, NotAll, carried_out, looked_at
from repairctl.texts import moment
from tests.clerk import Clerk, begun
from tests.interrupted import Stopping
from tests.reading import ZONE
from tests.repository import commits, git, leftovers, picture
from tests.terminal import terminal
from tests.test_completion import offered
from tests.test_undo import LINES

NOW = "2026-03-08T09:00"
REPORTED = """
2026-03-07T22:40 order report --unit QH-5-802 --description 厨房漏水 --by S-01
2026-03-07T22:41 order report --unit QH-1-303 --description 灯不亮 --by S-01
2026-03-07T22:42 order report --unit QH-5-802 --description 门锁坏 --by S-01
"""
IDS = [f"WO-20260307-00{n}" for n in (1, 2, 3)]
DONE = """
2026-03-07T22:50 order triage {n} --priority P1 --by S-01
2026-03-07T22:51 order dispatch {n} --technician S-11 --by S-01
2026-03-07T23:05 order arrive {n} --by S-11
2026-03-07T23:20 order finish {n} --work-done 换管 --result replaced --equipment 管钳 --by S-11
2026-03-07T23:21 order accept {n} --by S-11
"""
TRIAGE = "order triage --where status=registered --priority P2 --by S-01"


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Clerk:
    made = begun(tmp_path_factory.mktemp("template"))
    made.tell(REPORTED)
    return made


@pytest.fixture
def clerk(template: Clerk, tmp_path: Path) -> Clerk:
    shutil.copytree(template.office.parent, tmp_path / "copy")
    return Clerk(tmp_path / "copy" / "office")


def statuses(clerk: Clerk) -> list[str]:
    rows = clerk.give(NOW, "order list --all --json").json["rows"]
    return [row["status"] for row in rows]


def test_a_step_over_a_filter_is_one_commit_with_trailers_for_each_record(clerk: Clerk) -> None:
    before = commits(clerk.office)
    said = clerk.give(NOW, f"{TRIAGE} --yes")
    assert said.code == 0, said.err
    assert statuses(clerk) == ["triaged"] * 3
    assert commits(clerk.office) == before + 1
    message = git(clerk.office, "log", "-1", "--format=%B")
    assert message.startswith("triage 3 orders: status=registered\n")
    trailers = [line for line in message.splitlines() if line.startswith(("Record: ", "Step: ", "By: "))]
    assert trailers == [line for id in IDS for line in (f"Record: {id}", "Step: triage", "By: S-01")]
    assert git(clerk.office, "status", "--porcelain") == ""


def test_every_filter_must_hold_and_reads_as_list_reads_its_own(clerk: Clerk) -> None:
    said = clerk.give(NOW, [*TRIAGE.split(), "--where", "房号=5-802", "--where", "description=门锁", "--yes", "--json"])
    assert said.code == 0, said.err
    assert [one["record"]["id"] for one in said.json["changes"]] == [IDS[2]]
    assert said.json["left_out"] == []


def test_a_filter_in_chinese_words(clerk: Clerk) -> None:
    said = clerk.give(NOW, ["工单", "受理", "--筛选", "状态=已登记", "--priority", "P2", "--by", "S-01", "--确认"])
    assert said.code == 0, said.err
    assert statuses(clerk) == ["triaged"] * 3


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("--where stat=registered", "stat is no column of repair order. Did you mean status?"),
        ("--where status=done", "done is no name here"),
        ("--where status", "write COLUMN=TEXT"),
        ("--where status=registered --where 状态=triaged", "names status twice"),
        ("1 --where status=registered", "Give 1 or --where, not both"),
        ("--unit 5-802 --where status=registered", "Give --unit 5-802 or --where, not both"),
        ("--skip", "--where is needed"),
        ("--where status=registered", "--yes is needed."),
    ],
)
def test_what_cannot_be_meant_is_refused_and_writes_nothing(clerk: Clerk, words: str, told: str) -> None:
    before = picture(clerk.office)
    said = clerk.give(NOW, f"order triage {words} --priority P2 --by S-01")
    assert (said.code, told in said.err) == (2, True), said.err
    assert picture(clerk.office) == before


def test_a_filter_that_finds_nothing_writes_nothing_and_is_no_fault(clerk: Clerk) -> None:
    said = clerk.give(NOW, "order triage --where status=closed --priority P2 --by S-01 --yes")
    assert (said.code, "there is nothing to do" in said.out) == (0, True), said.err


def test_if_one_record_cannot_take_the_step_not_a_byte_changes_and_each_is_named(clerk: Clerk) -> None:
    clerk.tell("2026-03-07T23:00 order dispatch 3 --technician S-11 --by S-01\n2026-03-07T23:10 order triage 1 --priority P1 --by S-01")
    before, count = picture(clerk.office), commits(clerk.office)
    said = clerk.give(NOW, "order decline --where reported_at=2026-03-07 --reason 非物业 --by S-01 --yes")
    assert said.code == 3, said.err
    assert "1 of 3 repair order records cannot take" in said.err
    assert f"{IDS[2]} is dispatched" in said.err and IDS[1] not in said.err and "--skip" in said.err
    assert (picture(clerk.office), commits(clerk.office)) == (before, count)


def test_with_skip_those_that_can_take_it_do_and_the_others_are_named(clerk: Clerk) -> None:
    clerk.tell("2026-03-07T23:00 order dispatch 1 --technician S-11 --by S-01")
    said = clerk.give(NOW, "order decline --where urgency= --reason 非物业 --by S-01 --yes --skip --json")
    assert said.code == 1, said.err
    assert [one["record"]["id"] for one in said.json["changes"]] == IDS[1:]
    assert [(one["id"], one["exit_code"]) for one in said.json["left_out"]] == [(IDS[0], 3)]
    assert clerk.shown(NOW, IDS[0])["status"] == "dispatched"


def test_skip_works_for_several_ids_too(clerk: Clerk) -> None:
    clerk.tell("2026-03-07T23:00 order dispatch 1 --technician S-11 --by S-01")
    said = clerk.give(NOW, "order decline 7-1..7-3 --reason 非物业 --by S-01 --skip")
    assert (said.code, "Left out: 1" in said.out) == (1, True), said.err
    assert statuses(clerk) == ["dispatched", "declined", "declined"]


def test_an_act_that_rules_stop_on_one_record_is_done_on_none_and_every_rule_is_said(clerk: Clerk) -> None:
    for n in (1, 2):
        clerk.tell(DONE.format(n=n))
    clerk.paper("lines.csv", LINES.replace("80.00", "800.00"))
    before = picture(clerk.office)
    words = "--where status=verified --payer owner --by S-01 --yes"
    said = clerk.give(NOW, f"order settle {words} --lines {clerk.papers / 'lines.csv'}")
    assert said.code == 1, said.err
    assert [f"{id}: [PRICE-NOT-POSTED]" in said.err for id in IDS] == [True, True, False]
    assert picture(clerk.office) == before


def test_a_dry_run_shows_and_judges_and_writes_nothing(clerk: Clerk) -> None:
    before = picture(clerk.office)
    said = clerk.give(NOW, f"{TRIAGE} --dry-run")
    assert (said.code, "would be recorded of 3" in said.out) == (0, True), said.err
    assert all(id in said.out for id in IDS)
    assert picture(clerk.office) == before


def test_undo_takes_the_whole_of_it_back_as_one(clerk: Clerk) -> None:
    clerk.give(NOW, f"{TRIAGE} --yes")
    count = commits(clerk.office)
    said = clerk.give(NOW, "undo --why 定错 --yes --by S-01")
    assert said.code == 0, said.err
    assert all(id in said.err for id in IDS)
    assert statuses(clerk) == ["registered"] * 3
    assert commits(clerk.office) == count + 1


def bulk(**more: object) -> Bulk:
    return Bulk("order", "triage", {".priority": "P2"}, {"by": "S-01"}, {"status": "registered"}, **more)  # type: ignore[arg-type]


def test_what_changed_after_it_was_shown_is_not_done_unseen(clerk: Clerk) -> None:
    office = offices.find(clerk.office, moment(f"{NOW}+08:00", ZONE))
    shown = looked_at(office, bulk()).ids
    clerk.tell(
        "2026-03-08T08:00 order triage 7-1 --priority P1 --by S-01\n"
        "2026-03-08T08:01 order report --unit QH-1-303 --description 又漏 --by S-01"
    )
    with pytest.raises(NotAll) as refused:
        carried_out(office, bulk(), shown=shown)
    assert [one.id for one in refused.value.left] == [IDS[0]]
    done = carried_out(office, bulk(skip=True), shown=shown)
    assert [change.after.id for change in done.changes] == IDS[1:]


@pytest.mark.parametrize(("answer", "code", "status"), [("y", 0, "triaged"), ("n", 130, "registered")])
def test_at_a_terminal_it_is_shown_and_asked(clerk: Clerk, answer: str, code: int, status: str) -> None:
    screen = terminal(clerk.office, [*TRIAGE.split(), "--lang", "en"], NOW)
    screen.answer(("Record it? [y/N]: ", answer))
    assert screen.end() == code, screen.screen
    assert all(id in screen.screen for id in IDS)
    assert statuses(clerk) == [status] * 3


def test_list_takes_the_same_filters(clerk: Clerk) -> None:
    said = clerk.give(NOW, "order list --where status=registered --where 房号=1-303 --json")
    assert [row["id"] for row in said.json["rows"]] == [IDS[1]]
    assert clerk.give(NOW, "order list --where status=registered --status triaged").code == 2


def test_the_columns_and_their_words_are_completed(clerk: Clerk) -> None:
    assert set(offered(clerk.office, "repairctl order triage --where acc")) == {"accepted_at="}
    assert set(offered(clerk.office, "repairctl order triage --where status=reg")) == {"status=registered"}


def many(clerk: Clerk, n: int) -> None:
    """So many more orders of the next day, all alike."""
    text = clerk.file(IDS[0]).read_text(encoding="utf-8")
    for number in range(1, n + 1):
        id = f"WO-20260308-{number:03d}"
        clerk.file(IDS[0]).with_name(f"{id}.yaml").write_text(text.replace(IDS[0], id), encoding="utf-8")
    git(clerk.office, "add", ".")
    git(clerk.office, "commit", "-qm", "many")


def test_of_many_refusals_twenty_are_named_and_the_rest_counted(clerk: Clerk) -> None:
    clerk.tell("2026-03-07T23:00 order dispatch 1 --technician S-11 --by S-01")
    many(clerk, 25)
    said = clerk.give(NOW, "order decline --where urgency= --reason 非物业 --by S-01 --yes")
    assert (said.code, said.err.count("  WO-"), "and 6 more" in said.err) == (3, 20, True), said.err
    told = clerk.give(NOW, "order decline --where urgency= --reason 非物业 --by S-01 --yes --json").err
    assert len(json.loads(told)["left_out"]) == 26


@pytest.mark.slow
def test_a_thousand_records_are_one_commit_and_undone_as_one(clerk: Clerk) -> None:
    many(clerk, 997)
    count = commits(clerk.office)
    said = clerk.give("2026-03-09T09:00", f"{TRIAGE} --yes --request-id b-1")
    assert (said.code, "and 980 more" in said.out) == (0, True), said.err
    assert git(clerk.office, "log", "-1", "--format=%B").count("Record: ") == 1000
    assert clerk.give("2026-03-09T09:05", f"{TRIAGE} --yes --request-id b-1 --json").json["repeated"] is True
    assert clerk.give("2026-03-09T09:10", "undo --why 定错 --yes --by S-01").code == 0
    assert commits(clerk.office) == count + 2
    assert set(statuses(clerk)) == {"registered"}


@pytest.mark.slow
def test_killed_at_any_moment_all_or_none_of_it_is_recorded(clerk: Clerk, tmp_path: Path) -> None:
    ended = set()
    for moment_, seconds in enumerate(n / 20 for n in range(1, 30)):
        copy = Clerk(tmp_path / f"{moment_}" / "office")
        shutil.copytree(clerk.office.parent, copy.office.parent)
        before, count = picture(copy.office), commits(copy.office)
        process = copy.start(NOW, [*TRIAGE.split(), "--yes", "--request-id", "b-1"])
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(seconds)
        process.kill()
        process.communicate()
        again = copy.give(NOW, [*TRIAGE.split(), "--yes", "--request-id", "b-1", "--json"])
        assert again.code == 0, again.err
        assert (statuses(copy), commits(copy.office)) == (["triaged"] * 3, count + 1)
        assert leftovers(copy.office) == [] and picture(copy.office)["git status"] == before["git status"]
        ended.add(again.json["repeated"])
        shutil.rmtree(copy.office.parent)
    assert ended == {False, True}


@pytest.mark.slow
def test_stopped_at_any_line_of_the_durable_side_all_or_none_of_it_is_recorded(clerk: Clerk, tmp_path: Path) -> None:
    at, ended, tally = 1, 1, Counter[bool]()
    while ended:
        copy = Clerk(tmp_path / f"line-{at}" / "office")
        shutil.copytree(clerk.office.parent, copy.office.parent)
        count = commits(copy.office)
        ended = stopped_at_line(at, partial(copy.give, NOW, f"{TRIAGE} --yes --request-id b-1"))
        again = copy.give(NOW, f"{TRIAGE} --yes --request-id b-1 --json")
        assert again.code == 0, again.err
        assert (statuses(copy), commits(copy.office)) == (["triaged"] * 3, count + 1)
        assert leftovers(copy.office) == []
        tally[again.json["repeated"]] += 1
        shutil.rmtree(copy.office.parent)
        at += 61
    assert min(tally[False], tally[True]) > 0


def stopped_at_line(at: int, command: Callable[[], object]) -> int:
    """A command in a child that is killed at a line of the durable side; 0 = it has no such line."""
    child = os.fork()
    if child == 0:
        sys.settrace(Stopping(at, signal.SIGKILL))
        command()
        os._exit(0)
    return os.waitpid(child, 0)[1]
