"""An audit goes on where the last one ended, forgets nothing, asks git a few times only; and what each commit is judged by."""

from __future__ import annotations

import json
import shutil
import zlib
from datetime import UTC
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from repairctl import records
from repairctl.checks.audit import commits
from repairctl.checks.audit.commits import Clocks, People
from repairctl.checks.audit.values import NOWHERE, Commit, Pair, Side, says
from repairctl.edges import history_run
from repairctl.edges.yaml_text import read
from repairctl.kinds import KINDS
from repairctl.model import At
from tests.clerk import Clerk, begun

NOW = "2026-10-20T09:00"
NOON = 29_540_580 * 60  # 2026-03-02T09:00Z in seconds, near enough
ORDER = """
kind: order
id: WO-20260302-001
status: registered

place:
  unit: QH-5-802
  part: private

request:
  channel: phone
  description: 漏水

log:
- step: report
  at: 2026-03-02T09:00:00+00:00
  by: S-01
"""
NOTE = "\n- step: note\n  at: {at}:00+00:00\n  by: S-01\n  text: x\n"
TAKEN_BACK = "\n- step: retract\n  at: 2026-03-20T09:00:00+00:00\n  by: S-01\n  what: note\n  of: {of}:00+00:00\n  whose: S-01\n"


def side(text: str) -> Side:
    record, faults = records.read(KINDS["order"], read(text.encode(), "x.yaml"), UTC, "records/orders/2026/03/WO-20260302-001.yaml")
    assert not faults, faults
    return Side(record)


def pair(before: str, after: str, *, undone: bool = False) -> Pair:
    was, now = (side(text) if text else NOWHERE for text in (before, after))
    return Pair("records/orders/2026/03/WO-20260302-001.yaml", "WO-20260302-001", KINDS["order"], was, now, undone)


def commit(*trailers: tuple[str, str], at: int = NOON, authored: int = 0) -> Commit:
    return Commit("a" * 40, ("b" * 40,), ("王敏", "w@e"), authored or at, ("王敏", "w@e"), at, "x", trailers)


def moment(text: str) -> int:
    entry = side(ORDER + NOTE.format(at=text)).record
    assert entry is not None
    return entry.log[-1].at


def timed(one: Pair, at: str, *trailers: tuple[str, str]) -> list[str]:
    clocks = Clocks(lambda step, began: began + 7 * 1440, 5, lambda minute: At(minute, UTC))
    made = commit(("Record", "WO-20260302-001"), *trailers, at=moment(at) * 60)
    return [fault.code for fault in commits.timed(made, [one], [], clocks)]


@pytest.mark.parametrize(
    ("event", "recorded", "code"),
    [
        ("2026-03-03T09:00", "2026-03-10T09:00", []),
        ("2026-03-03T09:00", "2026-03-10T09:01", ["AUD-LATE"]),
        ("2026-03-03T09:05", "2026-03-03T09:00", []),
        ("2026-03-03T09:06", "2026-03-03T09:00", ["AUD-FUTURE"]),
    ],
)
def test_a_step_is_recorded_in_its_time_to_the_minute(event: str, recorded: str, code: list[str]) -> None:
    assert timed(pair(ORDER, ORDER + NOTE.format(at=event)), recorded) == code


def test_what_is_corrected_or_brought_back_later_is_not_late() -> None:
    before = ORDER + NOTE.format(at="2026-03-03T09:00")
    after = before + TAKEN_BACK.format(of="2026-03-03T09:00") + NOTE.format(at="2026-03-03T09:30")
    assert timed(pair(before, after), "2026-03-20T09:00") == []
    assert timed(pair(ORDER, before), "2026-03-20T09:00", ("Redoes", "c" * 40)) == []


def test_a_desks_clock_may_differ_by_so_many_minutes_and_no_more() -> None:
    clocks = Clocks(lambda step, began: None, 5, lambda minute: At(minute, UTC))
    assert list(commits.timed(commit(), [], [NOON + 300], clocks)) == []
    assert [one.code for one in commits.timed(commit(), [], [NOON + 301], clocks)] == ["AUD-CLOCK-BACK"]


def test_a_record_with_a_life_is_never_taken_out_whatever_the_commit_says() -> None:
    undoing = commit(("Record", "WO-20260302-001"), ("Undoes", "c" * 40))
    assert [one.code for one in commits.judged(undoing, [pair(ORDER, "", undone=True)], [])] == ["AUD-DELETED"]


def test_only_the_undoing_of_what_made_a_register_entry_takes_it_out() -> None:
    record, _ = records.read(KINDS["staff"], read(b"kind: staff\nid: S-09\n", "x.yaml"), UTC)
    undoing = commit(("Record", "S-09"), ("Undoes", "c" * 40))
    for undone, code in ((True, []), (False, ["AUD-DELETED"])):
        one = Pair("records/staff/S-09.yaml", "S-09", KINDS["staff"], Side(record), NOWHERE, undone)
        assert [fault.code for fault in commits.judged(undoing, [one], [])] == code


def test_trailers_tell_of_each_record_its_steps_in_order() -> None:
    told = says(commit(("Record", "A"), ("Step", "x"), ("At", "2026-03-02T09:00:00+08:00"), ("By", "S-01"), ("Record", "B"), ("Step", "y")))
    assert [str(one) for one in told["A"]] == ["x 2026-03-02T01:00Z S-01"]
    assert [(one.step, one.at, one.by) for one in told["B"]] == [("y", None, "")]


def test_a_recorder_under_a_second_address_is_told_once() -> None:
    people = People()
    one = commit(("Recorder", "S-01"))
    other = replace(one, author=("陈", "c@e"))
    assert [len(list(commits.met(each, people))) for each in (one, one, other, other, one)] == [0, 0, 1, 0, 0]


# ------------------------------------------------------------------ the whole


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Clerk:
    return begun(tmp_path_factory.mktemp("kept"))


@pytest.fixture
def clerk(kept: Clerk, tmp_path: Path) -> Clerk:
    shutil.copytree(kept.office, tmp_path / "office")
    return Clerk(tmp_path / "office")


def codes(clerk: Clerk, words: str = "") -> list[str]:
    said = clerk.give("2026-11-01T09:00", f"audit {words} --json")
    assert said.code in (0, 1, 5), said.err
    return [one["code"] for one in said.json["findings"]]


def falsified(clerk: Clerk) -> None:
    clerk.file("QH-5-802").unlink()
    clerk.git("commit", "-aqm", "tidy up")


def test_a_second_audit_walks_only_what_is_new_and_forgets_nothing(clerk: Clerk) -> None:
    assert clerk.give("2026-11-01T09:00", "audit").err.startswith("9 commits audited")
    falsified(clerk)
    first, second = (clerk.give("2026-11-01T09:00", "audit") for _ in range(2))
    assert first.out == second.out and "AUD-DELETED" in first.out
    assert (first.err.split()[0], second.err.split()[0]) == ("1", "0")
    clerk.git("checkout", "-q", "HEAD~1", "--", "records")
    (clerk.office / ".git/repairctl/audit.json").unlink()
    assert codes(clerk) == ["AUD-DELETED", "AUD-BY-HAND"]


def test_an_audit_that_cannot_be_read_back_begins_anew(clerk: Clerk) -> None:
    codes(clerk)
    path = clerk.office / ".git/repairctl/audit.json"
    for text in ("{", "[]", json.dumps({**json.loads(path.read_text()), "tool": "0"})):
        path.write_text(text)
        assert clerk.give("2026-11-01T09:00", "audit").err.startswith("9 commits")


def test_the_exit_code_follows_the_severity(clerk: Clerk) -> None:
    assert clerk.give(NOW, "audit").code == 0
    falsified(clerk)
    assert clerk.give(NOW, "audit --fail-on error").code == 1
    assert clerk.give(NOW, "audit --fail-on warming").code == 2
    assert clerk.give(NOW, "audit --all --since x").code == 2


@pytest.mark.parametrize("form", ["json", "jsonl", "sarif", "junit", "github", "csv", "md"])
def test_findings_come_in_the_forms_of_check(clerk: Clerk, form: str) -> None:
    falsified(clerk)
    assert "AUD-DELETED" in clerk.give(NOW, f"audit --format {form}").out


def test_what_is_known_is_counted_apart(clerk: Clerk, tmp_path: Path) -> None:
    falsified(clerk)
    known = tmp_path / "known.jsonl"
    clerk.give(NOW, ["audit", "--format", "jsonl", "-o", str(known)])
    said = clerk.give(NOW, ["audit", "--baseline", str(known)])
    assert said.code == 0 and "2 findings are known already, 0 are new" in said.err


def test_without_a_policy_nobody_says_what_is_late_and_the_audit_says_so(clerk: Clerk) -> None:
    shutil.rmtree(clerk.office / "policies/recording")
    assert codes(clerk) == ["AUD-NO-TOLERANCE"]


def test_signatures_without_any_keys_cannot_be_judged(clerk: Clerk) -> None:
    with (clerk.office / "office.yaml").open("a", encoding="utf-8") as settings:
        settings.write("signed_from: 2026-01-01\n")
    clerk.git("commit", "-aqm", "sign")
    said = clerk.give(NOW, "audit --json")
    assert said.code == 5 and "AUD-NO-SIGNERS" in [one["code"] for one in said.json["findings"]]


def test_an_object_that_was_changed_under_its_name_is_noticed(clerk: Clerk) -> None:
    seal = clerk.give(NOW, "seal --json").json
    name = clerk.git("rev-parse", "HEAD:records/units/QH-5-802.yaml").strip()
    path = clerk.office / ".git/objects" / name[:2] / name[2:]
    data = zlib.decompress(path.read_bytes()).replace(b"802", b"803")
    path.chmod(0o644)
    path.write_bytes(zlib.compress(data))
    assert codes(clerk, "--all") == ["AUD-UNREADABLE"]
    assert "AUD-SEAL-DIGEST" in codes(clerk, f"--since {seal['name']}")


def test_the_practice_office_is_left_in_peace_although_its_clock_runs(tmp_path: Path) -> None:
    said = Clerk(tmp_path).give("2026-11-01T09:00", "demo practice")
    assert said.code == 0, said.err
    assert codes(Clerk(tmp_path / "practice"), "--all") == []


def test_an_office_that_becomes_practice_to_hide_its_times_is_found(clerk: Clerk) -> None:
    with (clerk.office / "office.yaml").open("a", encoding="utf-8") as settings:
        settings.write("practice: true\n")
    clerk.git("commit", "-aqm", "settings")
    assert codes(clerk) == ["AUD-PRACTICE"]


def test_an_office_in_a_folder_of_a_larger_repository_is_audited_alone(clerk: Clerk, tmp_path: Path) -> None:
    whole = tmp_path / "whole"
    whole.mkdir()
    shutil.move(clerk.office, whole / "office")
    shutil.move(whole / "office/.git", whole / ".git")
    inside = Clerk(whole / "office")
    inside.git("-C", str(whole), "add", "-A")
    inside.git("-C", str(whole), "commit", "-qm", "move in")
    assert codes(inside, "--all") == ["AUD-BY-HAND"]
    falsified(inside)
    assert codes(inside) == ["AUD-BY-HAND", "AUD-DELETED", "AUD-BY-HAND"]


def test_git_is_asked_a_few_times_however_many_commits_there_are(clerk: Clerk, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[object] = []
    ended = history_run._ended

    def counted(*told: Any) -> int:
        asked.append(told[1])
        return ended(*told)

    codes(clerk)
    monkeypatch.setattr(history_run, "_ended", counted)
    codes(clerk, "--all")
    few = len(asked)
    for number in range(6):
        clerk.give(f"2026-10-20T09:0{number}", f"unit amend QH-5-802 room=80{number} --why x")
    asked.clear()
    codes(clerk, "--all")
    assert len(asked) == few < 20
