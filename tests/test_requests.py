"""--request-id: a command that comes again is recorded once, whatever became of the first answer."""

from __future__ import annotations

import os
import shutil
import signal
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from repairctl.edges import history_reading
from tests.clerk import Clerk, Said, begun
from tests.repository import commits, git, picture

NOW = "2026-03-07T22:40"
LATER = "2026-03-09T10:00"
REPORT = ["order", "report", "--unit", "QH-5-802", "--description", "厨房漏水", "--by", "S-01", "--request-id", "till-1"]


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Clerk:
    made = begun(tmp_path_factory.mktemp("template"))
    return made


@pytest.fixture
def clerk(template: Clerk, tmp_path: Path) -> Clerk:
    shutil.copytree(template.office.parent, tmp_path / "copy")
    return Clerk(tmp_path / "copy" / "office")


def told(change: dict[str, Any]) -> dict[str, Any]:
    """What is said of a change, less the place of a file that was not there yet."""
    return {**change, "record": {name: held for name, held in change["record"].items() if name != "path"}}


def test_the_commit_says_the_request_and_a_digest_of_its_words(clerk: Clerk) -> None:
    assert clerk.give(NOW, REPORT).code == 0
    message = git(clerk.office, "log", "-1", "--format=%(trailers:only)")
    assert "Request-Id: till-1\nRequest-Words: " in message


def test_the_same_command_again_writes_nothing_and_answers_as_the_first(clerk: Clerk) -> None:
    first = clerk.give(NOW, [*REPORT, "--json"])
    before, count = picture(clerk.office), commits(clerk.office)
    again = clerk.give(LATER, [*REPORT, "--json"])
    assert again.code == 0, again.err
    assert (picture(clerk.office), commits(clerk.office)) == (before, count)
    assert [told(one) for one in again.json["changes"]] == [told(one) for one in first.json["changes"]]
    assert again.json["commit"] == first.json["commit"]
    assert set(again.json) == set(first.json)
    assert (first.json["repeated"], again.json["repeated"]) == (False, True)


def test_people_are_told_the_number_and_the_commit(clerk: Clerk) -> None:
    clerk.give(NOW, REPORT)
    again = clerk.give(LATER, REPORT)
    assert "WO-20260307-001" in again.out
    assert f"recorded already ({git(clerk.office, 'rev-parse', 'HEAD')[:12]})" in again.err


def test_the_same_number_with_other_words_is_refused_and_names_the_commit(clerk: Clerk) -> None:
    clerk.give(NOW, REPORT)
    before = picture(clerk.office)
    said = clerk.give(LATER, ["灯不亮" if word == "厨房漏水" else word for word in REPORT])
    assert said.code == 3
    assert "till-1 was recorded with other words" in said.err and git(clerk.office, "rev-parse", "HEAD")[:12] in said.err
    assert picture(clerk.office) == before


def test_another_number_is_another_command(clerk: Clerk) -> None:
    clerk.give(NOW, REPORT)
    assert clerk.give(NOW, [*REPORT[:-1], "till-11"]).code == 0
    assert clerk.give(NOW, [*REPORT[:-1], "till.1"]).code == 0
    assert len(clerk.give(LATER, "order list --json").json["rows"]) == 3


def test_how_it_is_shown_and_confirmed_is_not_part_of_the_words(clerk: Clerk) -> None:
    clerk.give(NOW, REPORT)
    words = ["order", "triage", "--where", "status=registered", "--priority", "P1", "--by", "S-01", "--request-id", "b-1"]
    assert clerk.give(LATER, [*words, "--yes"]).code == 0
    count = commits(clerk.office)
    again = clerk.give(LATER, [*words, "--json", "--lang", "zh"])
    assert (again.code, again.json["repeated"], commits(clerk.office)) == (0, True, count)


def test_what_would_be_refused_now_is_answered_as_it_was_then(clerk: Clerk) -> None:
    clerk.give(NOW, REPORT)
    cancel = "order cancel --unit 5-802 --reason 重复 --by S-01 --request-id till-2"
    undo = "undo --why 记错 --yes --by S-01 --request-id till-3"
    for command in (cancel, undo):
        first = clerk.give(NOW, command)
        assert first.code == 0, first.err
    count = commits(clerk.office)
    for command in (cancel, undo, cancel):
        assert clerk.give(LATER, command).code == 0
    assert commits(clerk.office) == count


@pytest.mark.parametrize(
    "command",
    [
        "unit new QH-1-101 --estate QH --building 1 --room 101 --part private",
        "staff amend S-11 trades=electric --why 转岗",
        "order retract 7-1 triage --why 记错 --by S-01",
        "order amend 7-1 description=客厅漏水 --why 听错 --by S-01",
        "policy revise approvals --from 2027-01-01 --by S-01",
    ],
)
def test_every_command_that_writes_takes_it(clerk: Clerk, command: str) -> None:
    clerk.tell(f"{NOW} order report --unit QH-5-802 --description 厨房漏水 --by S-01\n{NOW} order triage 1 --priority P1 --by S-01")
    first = clerk.give(LATER, f"{command} --request-id x-1")
    assert first.code == 0, first.err
    count = commits(clerk.office)
    again = clerk.give(LATER, f"{command} --request-id x-1")
    assert (again.code, commits(clerk.office)) == (0, count), again.err


@pytest.mark.parametrize("id", ["a b", "x" * 101, "a\tb"])
def test_a_number_by_which_nothing_can_be_known_is_refused(clerk: Clerk, id: str) -> None:
    said = clerk.give(NOW, [*REPORT[:-1], id])
    assert (said.code, "is no number of a request" in said.err) == (2, True)


def test_a_message_written_by_hand_cannot_pass_for_a_request(clerk: Clerk) -> None:
    git(clerk.office, "commit", "-q", "--allow-empty", "-m", "by hand\n\nRequest-Id: till-1\nis meant here")
    assert clerk.give(NOW, [*REPORT, "--json"]).json["repeated"] is False


def test_two_at_once_with_one_number_record_once(clerk: Clerk) -> None:
    both = [clerk.start(NOW, [*REPORT, "--json"]) for _ in range(4)]
    answers = [one.communicate() for one in both]
    assert [one.returncode for one in both] == [0] * 4, answers
    said = [Said(0, out.decode(), "").json for out, _ in answers]
    assert sorted(one["repeated"] for one in said) == [False, True, True, True]
    assert len({one["commit"] for one in said}) == 1
    assert len(clerk.give(LATER, "order list --json").json["rows"]) == 1


def killed_after_the_commit(clerk: Clerk) -> None:
    """The command in a child that is killed as soon as the commit is made, by git or by ourselves, before anything else."""
    from repairctl.edges import quickly
    from repairctl.edges.history import History

    child = os.fork()
    if child == 0:
        ways = [(History, "record"), (quickly, "_swapped")]
        for owner, name in ways:
            setattr(owner, name, _and_die(getattr(owner, name)))
        clerk.give(NOW, REPORT)
        os._exit(0)
    assert os.WIFSIGNALED(os.waitpid(child, 0)[1])


def _and_die(record: Callable[..., str]) -> Callable[..., str]:
    def recorded(*words: object) -> str:
        record(*words)
        os.kill(os.getpid(), signal.SIGKILL)
        return ""

    return recorded


def test_a_command_killed_after_its_commit_and_before_its_answer_is_not_doubled(clerk: Clerk) -> None:
    killed_after_the_commit(clerk)
    count = commits(clerk.office)
    again = clerk.give(LATER, [*REPORT, "--json"])
    assert (again.code, again.json["repeated"], commits(clerk.office)) == (0, True, count)
    assert again.json["changes"][0]["record"]["id"] == "WO-20260307-001"
    assert clerk.give(LATER, "order list --json").json["total"] == 1


def test_it_is_sought_only_so_far_back(clerk: Clerk, monkeypatch: pytest.MonkeyPatch) -> None:
    clerk.give(NOW, REPORT)
    for n in range(3):
        git(clerk.office, "commit", "-q", "--allow-empty", "-m", f"{n}")
    assert clerk.give(LATER, [*REPORT, "--json"]).json["repeated"] is True
    monkeypatch.setattr(history_reading, "LOOK_BACK", 3)
    assert clerk.give(LATER, [*REPORT, "--json"]).json["repeated"] is False
