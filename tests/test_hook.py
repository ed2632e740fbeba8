"""`hook install`: commits made by hand meet the same judgement, and check finds what passed it by. Real git, real commits."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from repairctl.edges.history import History
from tests.clerk import ROOT, Clerk, begun

NOW = "2026-03-20T09:00"
UNIT = "records/units/QH-5-802.yaml"
PARTY = "records/parties/P-0802.yaml"


@pytest.fixture(scope="module")
def hooked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An office with the hook in place, to be copied."""
    clerk = begun(tmp_path_factory.mktemp("hooked"))
    said = clerk.give(NOW, "hook install")
    assert said.code == 0 and "pre-commit" in said.out, said
    return clerk.office.parent


@pytest.fixture
def clerk(hooked: Path, tmp_path: Path) -> Clerk:
    return Clerk(shutil.copytree(hooked, tmp_path / "here", symlinks=True) / "office")


def commit(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """A commit as a person makes it."""
    around = {**os.environ, "PYTHONPATH": str(ROOT), "REPAIRCTL_NOW": NOW, "REPAIRCTL_LANG": "en", "PYTHONIOENCODING": "utf-8"}
    return subprocess.run(
        ["git", "commit", "-m", "by hand", *words], cwd=folder, env=around, capture_output=True, encoding="utf-8", check=False
    )


def spoil(folder: Path) -> None:
    """A field that is none: an error."""
    path = folder / UNIT
    path.write_bytes(path.read_bytes() + b"colour: red\n")


def head(clerk: Clerk) -> str:
    return clerk.git("rev-parse", "HEAD")


def test_a_commit_that_brings_an_error_is_refused_and_a_sound_one_is_made(clerk: Clerk) -> None:
    before = head(clerk)
    spoil(clerk.office)
    said = commit(clerk.office, "-a")
    assert said.returncode == 1 and f"{UNIT}:" in said.stderr and "--no-verify" in said.stderr, said
    assert head(clerk) == before
    clerk.git("checkout", "-q", "--", UNIT)
    path = clerk.office / UNIT
    path.write_bytes(path.read_bytes() + "# 看过\n".encode())
    assert commit(clerk.office, "-a").returncode == 0
    assert head(clerk) != before


def test_what_is_staged_is_judged_and_not_the_disk(clerk: Clerk) -> None:
    sound = (clerk.office / UNIT).read_bytes()
    spoil(clerk.office)
    clerk.git("add", UNIT)
    (clerk.office / UNIT).write_bytes(sound)
    assert commit(clerk.office).returncode == 1, "the index is broken, the disk is not"
    clerk.git("reset", "-q")
    (clerk.office / PARTY).write_bytes((clerk.office / PARTY).read_bytes() + b"# seen\n")
    clerk.git("add", PARTY)
    spoil(clerk.office)
    assert commit(clerk.office).returncode == 0, "the disk is broken, the index is not"


def test_git_commit_of_one_path_is_judged_by_the_index_that_it_makes(clerk: Clerk) -> None:
    spoil(clerk.office)
    (clerk.office / PARTY).write_bytes((clerk.office / PARTY).read_bytes() + b"# seen\n")
    assert commit(clerk.office, "--", PARTY).returncode == 0
    assert commit(clerk.office, "--", UNIT).returncode == 1


def test_an_error_that_was_there_before_stops_nobody(clerk: Clerk) -> None:
    spoil(clerk.office)
    assert commit(clerk.office, "-a", "--no-verify").returncode == 0
    path = clerk.office / UNIT
    path.write_bytes(path.read_bytes() + b"# seen\n")
    assert commit(clerk.office, "-a").returncode == 0
    path.write_bytes(path.read_bytes() + b"shape: round\n")
    assert commit(clerk.office, "-a").returncode == 1


def test_a_broken_policy_and_broken_settings_are_refused(clerk: Clerk) -> None:
    for name in ("policies/service/2026-01.yaml", "office.yaml"):
        path = clerk.office / name
        held = path.read_bytes()
        path.write_bytes(held + b"bogus: 1\n")
        said = commit(clerk.office, "-a")
        assert said.returncode == 1 and "bogus" in said.stderr, said
        path.write_bytes(held)


def test_check_finds_what_passed_the_hook_by_until_it_is_put_right(clerk: Clerk) -> None:
    assert "HIS-HOOK-BYPASSED" not in clerk.codes(NOW)
    spoil(clerk.office)
    assert commit(clerk.office, "-a", "--no-verify").returncode == 0
    said = clerk.give(NOW, "check --json").json["findings"]
    told = [one for one in said if one["code"] == "HIS-HOOK-BYPASSED"]
    assert [one["path"] for one in told] == [UNIT]
    assert head(clerk)[:7] in told[0]["sentence"] and "SCH-UNKNOWN-KEY" in told[0]["sentence"]
    clerk.git("revert", "--no-edit", "HEAD")
    assert "HIS-HOOK-BYPASSED" not in clerk.codes(NOW)


def test_a_hook_switched_off_by_a_variable_is_found_as_well(clerk: Clerk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REPAIRCTL_COMMITS", "1")
    spoil(clerk.office)
    assert commit(clerk.office, "-a").returncode == 1, "outside a command the variable means nothing"


def test_the_tools_own_commits_do_not_start_it_again(clerk: Clerk) -> None:
    path = Path(clerk.git("rev-parse", "--git-path", "hooks/pre-commit").strip())
    hook = clerk.office / path
    hook.write_text(hook.read_text(encoding="utf-8").replace("if [ -x ", "echo run >> ../ran\nif [ -x "), encoding="utf-8")
    clerk.tell("2026-03-20T09:00 order report --unit QH-5-802 --description 漏水 --by S-01")
    assert not (clerk.office.parent / "ran").exists()
    (clerk.office / UNIT).write_bytes((clerk.office / UNIT).read_bytes() + b"# seen\n")
    assert commit(clerk.office, "-a").returncode == 0 and (clerk.office.parent / "ran").exists()


def test_somebodys_own_hook_is_left_alone_and_can_call_ours(clerk: Clerk) -> None:
    hook = clerk.office / ".git/hooks/pre-commit"
    assert clerk.give(NOW, "hook remove").code == 0 and not hook.exists()
    hook.write_text("#!/bin/sh\nexit 0\n")
    said = clerk.give(NOW, "hook install")
    assert said.code == 3 and "repairctl hook run || exit 1" in said.err
    assert hook.read_text() == "#!/bin/sh\nexit 0\n"
    assert clerk.give(NOW, "hook remove").code == 0 and hook.exists()


def test_install_is_noted_once_and_in_git(clerk: Clerk) -> None:
    since = next(line for line in (clerk.office / "office.yaml").read_text(encoding="utf-8").splitlines() if line.startswith("hook_since"))
    assert since.split()[-1].strip("'\"") == clerk.git("rev-parse", "HEAD~1").strip()
    before = head(clerk)
    assert clerk.give(NOW, "hook install").code == 0
    assert head(clerk) == before and clerk.git("status", "--porcelain") == ""


def test_hooks_elsewhere_are_honoured_inside_the_office_and_refused_outside(clerk: Clerk, tmp_path: Path) -> None:
    clerk.git("config", "core.hooksPath", ".hooks")
    assert clerk.give(NOW, "hook install").code == 0
    assert (clerk.office / ".hooks/pre-commit").exists()
    clerk.git("config", "core.hooksPath", str(tmp_path / "everybody"))
    said = clerk.give(NOW, "hook install")
    assert said.code == 3 and "core.hooksPath" in said.err
    assert not (tmp_path / "everybody").exists()


def test_it_works_in_a_worktree_and_below_the_top_of_the_repository(clerk: Clerk, tmp_path: Path) -> None:
    clerk.git("worktree", "add", "-q", str(tmp_path / "beside"))
    spoil(tmp_path / "beside")
    assert commit(tmp_path / "beside", "-a").returncode == 1
    top = tmp_path / "top"
    shutil.copytree(clerk.office, top / "sub", ignore=shutil.ignore_patterns(".git"))
    for words in (["init", "-q"], ["add", "-A"], ["commit", "-qm", "all"]):
        subprocess.run(["git", *words], cwd=top, check=True)
    assert Clerk(top / "sub").give(NOW, "hook install").code == 0
    spoil(top / "sub")
    assert commit(top / "sub", "-a").returncode == 1


def test_a_beginning_that_the_history_does_not_have_is_told_once_there_is_something_to_ask(clerk: Clerk) -> None:
    path = clerk.office / "office.yaml"
    since = clerk.git("rev-parse", "HEAD~1").strip()
    path.write_text(path.read_text(encoding="utf-8").replace(since, "0" * 40), encoding="utf-8")
    assert clerk.codes(NOW) == []
    spoil(clerk.office)
    assert "HIS-HOOK-LOST" in clerk.codes(NOW)


def test_an_attestation_counts_what_passed_the_hook_by(clerk: Clerk) -> None:
    spoil(clerk.office)
    commit(clerk.office, "-a", "--no-verify")
    found = clerk.give(NOW, "check --json").json["findings"]
    said = clerk.give(NOW, "check --attest -o ../attestation.json")
    assert said.code == 5, said
    assert clerk.give(NOW, "verify ../attestation.json").code == 0
    assert f"{sum(one['severity'] == 'warning' for one in found)} warnings" in said.err


def test_of_several_commits_each_is_told_with_what_it_brought_itself(clerk: Clerk) -> None:
    spoil(clerk.office)
    commit(clerk.office, "-a", "--no-verify")
    first = head(clerk)[:7]
    (clerk.office / UNIT).write_bytes((clerk.office / UNIT).read_bytes() + b"# nothing wrong with this\n")
    commit(clerk.office, "-a", "--no-verify")
    (clerk.office / PARTY).write_bytes((clerk.office / PARTY).read_bytes() + b"colour: red\n")
    commit(clerk.office, "-a", "--no-verify")
    last = head(clerk)[:7]
    said = clerk.give(NOW, "check --json").json["findings"]
    told = [one for one in said if one["code"] == "HIS-HOOK-BYPASSED"]
    assert [(one["path"], one["sentence"].split()[1]) for one in told] == [(PARTY, last), (UNIT, first)]


def test_only_a_folder_laid_out_aside_may_be_turned_to_another_version(clerk: Clerk) -> None:
    before = (clerk.office / UNIT).read_bytes()
    with pytest.raises(ValueError, match="no folder that may be turned"):
        History.open(clerk.office).turn_to("HEAD~1")
    assert (clerk.office / UNIT).read_bytes() == before
