"""The log as it is asked for: by record, person, day and step; what hands did; what differs between versions; what was known when."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.clerk import ROOT, Clerk, begun

NOW = "2026-03-10T09:00"
PIPE, DOOR = "WO-20260307-001", "WO-20260309-001"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Clerk:
    """Two orders: one of Saturday, recorded that day by S-02 and on Monday by S-01; one of Monday."""
    report = "--item pipe --urgency emergency --impact-scope 本户 --occurred-at"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("GIT_COMMITTER_DATE", "2026-01-02T08:30:00+08:00")
        clerk = begun(tmp_path_factory.mktemp("log"))
        for day, story in {
            "2026-03-07T23:30:00+08:00": f"""
            2026-03-07T22:30 me S-02
            2026-03-07T22:40 report --unit 5-802 --description 爆裂 {report} 22:30
            2026-03-07T22:44 triage 1 --priority P1 --no-survey-needed
            2026-03-07T22:50 dispatch 1 --technician 李强
            """,
            "2026-03-09T08:30:00+08:00": f"""
            2026-03-09T08:00 me S-01
            2026-03-09T08:00 arrive 7-1 --at 2026-03-07T23:05 --by S-11
            2026-03-09T08:10 amend 7-1 description=总阀爆裂 --why 听错 --by S-02
            2026-03-09T08:20 report --unit 1-303 --description 门禁失效 {report} 7:50 --by S-02
            """,
        }.items():
            patch.setenv("GIT_COMMITTER_DATE", day)
            clerk.tell(story)
    return clerk


@pytest.fixture
def clerk(made: Clerk, tmp_path: Path) -> Clerk:
    """A copy that may be changed."""
    subprocess.run(["cp", "-r", made.office, tmp_path / "office"], check=True)
    return Clerk(tmp_path / "office")


def rows(clerk: Clerk, command: str) -> list[dict[str, Any]]:
    said = clerk.give(NOW, f"{command} --json")
    assert said.code == 0, said.err
    return list(said.json)


def steps(clerk: Clerk, command: str) -> list[str]:
    return [str(one.get("step")) for one in rows(clerk, command)]


# ------------------------------------------------------------------ log


def test_a_record_is_told_with_its_commits_the_newest_first(made: Clerk) -> None:
    told = rows(made, "log 7-1")
    assert [one["step"] for one in told] == ["amend", "arrive", "dispatch", "triage", "report"]
    assert [one["recorder"] for one in told] == ["王敏 S-01"] * 2 + ["周珺 S-02"] * 3
    assert told[1] | {"commit": ""} == {
        "step": "arrive", "at": "2026-03-07T23:05:00+08:00", "by": "S-11", "record": PIPE, "recorded_at": "2026-03-09T08:30:00+08:00",
        "recorder": "王敏 S-01", "commit": "", "subject": f"{PIPE} arrive: 总阀爆裂".replace("总阀", ""),
    }  # fmt: skip
    path = made.file(PIPE).relative_to(made.office)
    assert list(dict.fromkeys(one["commit"] for one in told)) == made.git("log", "--format=%H", "--", str(path)).split()
    lines = made.give(NOW, "log 7-1").out.splitlines()
    assert lines[1].startswith("03-09 Mon 08:30  王敏 S-01") and lines[2].startswith("  03-09 Mon 08:10  amend  S-02")


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ("log --by S-11", ["arrive"]),
        ("log --by 李强", ["arrive"]),
        ("log --recorder 周珺 --step 报修", ["report"]),
        ("log --recorder S-01 --step report", ["report"]),
        ("log --recorder S-02", ["dispatch", "triage", "report"]),
        ("log --on 3-7 --step report", ["report"]),
        ("log --on 周一", ["report", "amend", "arrive"]),
        ("log --since 3-8 --until 昨天 --by S-02", ["report", "amend"]),
        ("log --step take", []),
        ("log 7-1 --by S-02 --on 3-7", ["dispatch", "triage", "report"]),
        ("log 7-1 --recorder S-01", ["amend", "arrive"]),
        ("log 7-1 --limit 1", ["amend"]),
        ("log --limit 2 --by S-02", ["report", "amend"]),
        ("order log --step amend", ["amend"]),
        ("staff log --step amend", []),
    ],
)
def test_what_is_asked_for_is_told_and_nothing_else(made: Clerk, asked: str, told: list[str]) -> None:
    if "take" in asked:
        assert "take is no name here. Did you mean triage" in made.give(NOW, asked).err
    else:
        assert steps(made, asked) == told


def test_that_nothing_was_recorded_so_is_said_and_is_no_line_of_the_result(made: Clerk) -> None:
    for asked in "log --by S-99", "log 7-1 --step close":
        said = made.give(NOW, asked)
        assert (said.code, said.err) == (0, "Nothing was recorded so.\n")
    assert made.give(NOW, "log --by S-99").out == ""


def test_the_log_alone_tells_everything_and_of_a_kind_all_its_records(made: Clerk) -> None:
    told = rows(made, "log --limit 0")
    assert {one.get("record") or one["path"] for one in told} > {PIPE, DOOR, "S-01", "QH-5-802", "office.yaml"}
    assert [one["record"] for one in rows(made, "staff log --limit 0")] == ["S-12", "S-11", "S-02", "S-01"]
    assert len({one["commit"] for one in told}) == int(made.git("rev-list", "--count", "HEAD"))
    said = made.give(NOW, "log --limit 2")
    assert "The latest 2; --limit 0 shows all." in said.err and PIPE in said.out


def test_a_field_and_a_limit_say_what_they_need(made: Clerk) -> None:
    assert "--field needs the record" in made.give(NOW, "log --field priority").err
    assert (made.give(NOW, "log --limit x").code, made.give(NOW, "log --on spring").code) == (2, 2)


def test_what_a_hand_changed_is_told_as_its_own(clerk: Clerk) -> None:
    file = clerk.file(PIPE)
    file.write_text(
        file.read_text(encoding="utf-8").replace("priority: P1", "priority: P2").replace("urgency: emergency", "urgency: urgent"), "utf-8"
    )
    (top, entry, *_) = sorted(rows(clerk, "log 7-1"), key=lambda one: one["commit"])[:2]
    assert (top["step"], top["priority"], top["recorded_at"]) == ("triage", "P2", None)
    assert [one["priority"] for one in entry["lost"]] == ["P1"]
    assert entry["moved"] == [{"path": "request.urgency", "was": "emergency", "now": "urgent"}]
    clerk.git("commit", "--quiet", "--all", "--message", "by hand")
    told = rows(clerk, "log 7-1")
    assert [(one["step"], one["subject"]) for one in told[:2]] == [("triage", "by hand"), ("", "by hand")]
    assert [one["step"] for one in told].count("triage") == 1
    assert "- 03-07 Sat 22:44  triage" in clerk.give(NOW, "log 7-1").out


def test_a_record_that_was_taken_out_still_has_its_log(clerk: Clerk) -> None:
    clerk.git("rm", "--quiet", "records/units/QH-1-303.yaml")
    clerk.git("commit", "--quiet", "--message", "gone")
    assert [one["subject"] for one in rows(clerk, "unit log QH-1-303")] == ["gone", "QH-1-303 new: 303"]
    assert "taken out of the register" in clerk.give(NOW, "unit log QH-1-303").out


def test_two_branches_tell_no_change_that_nobody_made(clerk: Clerk) -> None:
    """Told one after the other, the branch that kept the old text would seem to have put it back."""
    clerk.git("checkout", "--quiet", "-b", "desk")
    clerk.tell("2026-03-10T08:00 amend 7-1 description=改后 --why 听错 --by S-02")
    clerk.git("checkout", "--quiet", "main")
    clerk.tell("2026-03-10T08:05 note 9-1 --text 在等 --by S-02")
    clerk.git("merge", "--quiet", "--no-edit", "desk")
    (told,) = rows(clerk, "log 7-1 --field description")
    assert [one["value"] for one in told["values"]] == ["爆裂", "总阀爆裂", "改后"]
    assert len(rows(clerk, "log 7-1")) == 6


def test_the_log_imports_no_git_no_yaml_no_template_and_no_policy(made: Clerk) -> None:
    program = "import sys; from repairctl import cli; cli.run(['log', '7-1']); print(*sys.modules, file=sys.stderr)"
    env = {**os.environ, "PYTHONPATH": str(ROOT), "REPAIRCTL_NOW": NOW}
    done = subprocess.run([sys.executable, "-c", program], cwd=made.office, env=env, capture_output=True, check=True)
    loaded = set(done.stderr.decode().split())
    assert PIPE in done.stdout.decode()
    assert loaded & {"git", "ruamel", "jinja2", "tabulate", "repairctl.policies", "repairctl.actions.judged", "repairctl.readings"} == set()


# ------------------------------------------------------------------ diff


def differences(clerk: Clerk, words: str) -> dict[str, dict[str, Any]]:
    return {one["record"]: one for one in rows(clerk, f"diff {words}")}


def test_versions_are_compared_by_entry_and_field(made: Clerk) -> None:
    told = differences(made, "3-8")
    assert set(told) == {PIPE, DOOR}
    assert told[DOOR]["new"] and told[DOOR]["status"] == {"was": None, "now": "registered"}
    pipe = told[PIPE]
    assert [one["step"] for one in pipe["entries"]] == ["arrive", "amend"]
    assert pipe["moved"] == [{"path": "request.description", "was": "爆裂", "now": "总阀爆裂"}]
    assert {one["recorder"] for one in pipe["recorded"]} == {"王敏 S-01"} and not pipe["edited"]
    lines = made.give(NOW, "diff 3-8 7-1").out
    assert "description 爆裂 -> 总阀爆裂" in lines and "dispatched -> in progress" in lines and DOOR not in lines


def test_a_second_version_ends_the_comparison_and_ids_narrow_it(made: Clerk) -> None:
    made.git("tag", "--force", "kept", "HEAD~1")
    assert set(differences(made, "HEAD~3 kept")) == {PIPE}
    assert set(differences(made, "HEAD~3..kept")) == {PIPE}
    assert set(differences(made, "kept..HEAD")) == {DOOR}
    assert set(differences(made, "HEAD~3 7-1")) == {PIPE}
    assert differences(made, "HEAD~3 kept 9-1") == {}
    assert "No record differs." in made.give(NOW, "diff HEAD").err
    assert "no record WO-20990101-001" in made.give(NOW, "diff HEAD WO-20990101-001").err
    assert (made.give(NOW, "diff nowhere").code, made.give(NOW, "diff HEAD nowhere").code, made.give(NOW, "diff").code) == (3, 3, 2)


def test_a_tag_goes_before_the_moment_that_its_name_reads_as(clerk: Clerk) -> None:
    clerk.git("tag", "2026-03-08", "HEAD~1")
    assert set(differences(clerk, "2026-03-08")) == {DOOR}
    assert set(differences(clerk, "2026-03-08T23:00")) == {PIPE, DOOR}


def test_a_seal_is_named_as_it_is_printed_or_as_a_tag(clerk: Clerk) -> None:
    clerk.git("tag", "--annotate", "--message", "sealed", "seal/2026-03-09.2", "HEAD~1")
    assert set(differences(clerk, "seal/2026-03-09.2")) == {DOOR}
    assert set(differences(clerk, "2026-03-09.2")) == {DOOR}


def test_hand_edits_are_compared_and_what_cannot_be_read_is_named(clerk: Clerk) -> None:
    for id, old, new in (PIPE, "urgency: emergency", "urgency: urgent"), (DOOR, "kind: order", "kind: [order"):
        clerk.file(id).write_text(clerk.file(id).read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
    clerk.file("QH-1-303").unlink()
    told = differences(clerk, "HEAD")
    assert [one["edited"] for one in told.values()] == [True] * 3
    assert told[PIPE]["moved"] == [{"path": "request.urgency", "was": "emergency", "now": "urgent"}]
    assert told[DOOR]["unreadable"] and told["QH-1-303"]["gone"]
    assert "cannot be compared" in clerk.give(NOW, "diff HEAD").out


# ------------------------------------------------------------------ known at


def test_show_and_list_tell_what_was_recorded_by_then(made: Clerk) -> None:
    """The arrival of Saturday was recorded on Monday: it had happened by Sunday, and was not known."""
    assert made.give(NOW, "show 7-1 --as-of 2026-03-08 --json").json["status"] == "in_progress"
    for version in "2026-03-08", "昨天08:29", made.git("rev-list", "-1", "--before=2026-03-08", "HEAD").strip():
        assert made.give(NOW, f"show 7-1 --known-at {version} --json").json["status"] == "dispatched"
        assert made.give(NOW, f"order show 7-1 --known-at {version} --json").json["status"] == "dispatched"
        listed = made.give(NOW, f"order list --known-at {version} --json").json["rows"]
        assert [(one["id"], one["status"]) for one in listed] == [(PIPE, "dispatched")]
    assert made.give(NOW, "check 7-1 --known-at 2026-03-08 --json").json["as_of"].startswith("2026-03-07T23:30")
    assert "no version 2026-01-01" in made.give(NOW, "show 7-1 --known-at 2026-01-01").err


def test_find_names_the_files_that_it_could_not_read(clerk: Clerk) -> None:
    assert DOOR not in clerk.give(NOW, "find 没有的").err
    clerk.file(DOOR).write_text("kind: [order\n", encoding="utf-8")
    assert f"{DOOR}.yaml:2" in clerk.give(NOW, "find 没有的").err


def test_a_seal_is_not_found_and_the_latest_is_named(clerk: Clerk) -> None:
    assert "No seal was made here yet" in clerk.give(NOW, "audit --since 2020-01-01").err
    clerk.give(NOW, "seal")
    assert "audit --since seal/2026-03-10" in clerk.give(NOW, "audit --since 2020-01-01").err
