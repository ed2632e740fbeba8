"""One command, one commit, or not a byte changed: refusals, full disks, two at once, and whatever ends a process."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory

import pytest
from msgspec.structs import replace

from repairctl.edges import journal
from repairctl.edges.durable import Busy, CannotWrite, OutsideOffice
from repairctl.edges.history import History, Message, NotRecorded
from repairctl.edges.history_refusals import GitLocked, NotCheckedOut, NothingToRecord, PrivateInGit
from repairctl.edges.transaction import ChangedMeanwhile, NotKept, Transaction, Write, pending, recover
from tests.repository import GONE, NEW, ORDER, PRIVATE, SAID, commit, commits, git, hook, leftovers, made, picture, plainly, remove, write

POSIX = pytest.mark.skipif(os.name == "nt", reason="needs POSIX")
AS_ROOT = pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="needs root")
HERE = Path(__file__).parent.parent


@pytest.fixture(params=["quickly", pytest.param("plainly", marks=POSIX)])
def way(request: pytest.FixtureRequest) -> str:
    """The two ways of recording: by ourselves, and through git."""
    return str(request.param)


@pytest.fixture
def root(tmp_path: Path, way: str) -> Path:
    return office(tmp_path / "office", way)


def office(folder: Path, way: str) -> Path:
    return made(folder) if way == "quickly" else plainly(made(folder))


@pytest.fixture
def open_to_all() -> Iterator[Path]:
    """A folder that nobody may enter too; those of pytest are closed."""
    with TemporaryDirectory() as name:
        Path(name).chmod(0o755)
        yield Path(name)


def everything(root: Path) -> list[Write]:
    """A change, a new file in a new folder, a private one, and one taken out."""
    changed = [write(root, ORDER, "status: x\n"), write(root, NEW, "status: y\n"), write(root, PRIVATE, "name: 李\n", tracked=False)]
    return [*changed, remove(root, GONE)]


IMPORTS = """
import os, sys, time, signal
from pathlib import Path
from repairctl.edges.history import History
from repairctl.edges.transaction import Transaction
from repairctl.errors import RepairError
from tests.repository import NEW, ORDER, commit, write
from tests.test_transaction import everything
"""


def run(root: Path, code: str, **environment: str) -> subprocess.Popen[str]:
    """Another process that has `root` and what these tests import."""
    start = f"{IMPORTS}\nroot = Path({str(root)!r})\n"
    return subprocess.Popen(
        [sys.executable, "-c", start + code], cwd=HERE, stdout=subprocess.PIPE, text=True, env={**os.environ, **environment}
    )


def said(process: subprocess.Popen[str]) -> str:
    """What it said until it ended."""
    return process.communicate(timeout=60)[0]


# ------------------------------------------------------------------ the common day


def test_a_command_is_one_commit_of_exactly_its_tracked_files(root: Path) -> None:
    id = commit(root, *everything(root))
    assert id == git(root, "rev-parse", "HEAD").strip()
    assert git(root, "show", "--name-only", "--format=", "HEAD").split() == [GONE, ORDER, NEW]
    assert (root / PRIVATE).read_bytes() == "name: 李\n".encode()
    assert git(root, "log", "-1", "--format=%B").strip() == SAID.text().strip()
    assert (git(root, "status", "--porcelain"), leftovers(root), commits(root)) == ("", [], 2)


def test_what_is_only_private_is_written_and_makes_no_commit(root: Path) -> None:
    assert commit(root, write(root, PRIVATE, "name: 李\n", tracked=False)) == ""
    assert ((root / PRIVATE).read_bytes(), commits(root), leftovers(root)) == ("name: 李\n".encode(), 1, [])
    with pytest.raises(NothingToRecord):
        commit(root, write(root, PRIVATE, "name: 李\n", tracked=False))


def test_a_hand_edited_file_is_recorded_as_it_stands(root: Path) -> None:
    (root / ORDER).write_text("status: by hand\n")
    commit(root, write(root, ORDER, "status: by hand\n"))
    assert git(root, "status", "--porcelain") == ""


def test_a_file_is_taken_out_and_git_keeps_it(root: Path) -> None:
    commit(root, remove(root, GONE), write(root, NEW, "status: y\n"))
    assert not (root / GONE).exists()
    assert git(root, "show", "--name-status", "--format=", "HEAD").split() == ["D", GONE, "A", NEW]
    assert git(root, "show", f"HEAD~1:{GONE}") == "id: QH-2-L1\n"
    assert (git(root, "status", "--porcelain"), leftovers(root)) == ("", [])
    commit(root, write(root, GONE, "id: QH-2-L1\n"))
    assert (git(root, "status", "--porcelain"), commits(root)) == ("", 3)


@pytest.mark.parametrize("by_hand", ["edited", "untracked"])
def test_what_git_does_not_have_is_not_taken_out(root: Path, by_hand: str) -> None:
    path = GONE if by_hand == "edited" else "records/units/QH-9-9.yaml"
    (root / path).parent.mkdir(parents=True, exist_ok=True)
    (root / path).write_text("by hand\n")
    before = picture(root)
    with pytest.raises(NotKept, match="would be lost"):
        commit(root, remove(root, path))
    assert picture(root) == before


def test_two_commands_under_one_lock(root: Path) -> None:
    with Transaction(root, History.open(root).git_dir, 5) as transaction:
        transaction.commit([write(root, ORDER, "status: x\n")], SAID)
        transaction.commit([write(root, ORDER, "status: y\n")], SAID)
        assert transaction.recovered is None
    assert commits(root) == 3


@pytest.mark.parametrize("left", [b"", bytes(4096)], ids=["empty", "zeros"])
def test_an_index_whose_bytes_a_power_cut_took_is_made_anew_and_said(root: Path, left: bytes) -> None:
    (root / ".git/index").write_bytes(left)
    with Transaction(root, History.open(root).git_dir, 5) as transaction:
        assert "made anew" in str(transaction.recovered)
        transaction.commit(everything(root), SAID)
    assert (git(root, "status", "--porcelain"), leftovers(root), commits(root)) == ("", [], 2)


# ------------------------------------------------------------------ what is refused before anything is touched


def _told(path: str, expected: bytes | None) -> Write:
    return Write(PurePosixPath(path), b"new\n", expected)


@pytest.mark.parametrize(
    ("path", "expected", "words"), [(ORDER, b"old\n", "was changed"), (ORDER, None, "was made"), (NEW, b"old\n", "was removed")]
)
def test_what_changed_meanwhile_is_not_overwritten(root: Path, path: str, expected: bytes | None, words: str) -> None:
    before = picture(root)
    with pytest.raises(ChangedMeanwhile, match=f"{path} {words}") as refused:
        commit(root, write(root, PRIVATE, "name: 李\n", tracked=False), _told(path, expected))
    assert (refused.value.exit_code, picture(root), leftovers(root)) == (3, before, [])


def test_a_file_removed_by_hand_is_not_made_anew_under_its_number(root: Path) -> None:
    (root / ORDER).unlink()
    before = picture(root)
    with pytest.raises(NotCheckedOut, match="is in git already"):
        commit(root, _told(ORDER, None))
    assert picture(root) == before


def test_a_private_file_that_git_keeps_is_refused(root: Path) -> None:
    git(root, "add", "-f", PRIVATE)
    with pytest.raises(PrivateInGit, match="git rm --cached"):
        commit(root, write(root, PRIVATE, "x\n", tracked=False))


@POSIX
def test_nothing_is_written_through_links(root: Path, tmp_path: Path) -> None:
    (tmp_path / "away").mkdir()
    (root / "records/away").symlink_to(tmp_path / "away")
    with pytest.raises(OutsideOffice, match="records/away ->"):
        commit(root, write(root, ORDER, "x\n"), _told("records/away/a.yaml", None))
    assert (list((tmp_path / "away").iterdir()), git(root, "diff", "--stat")) == ([], "")


def test_a_path_written_twice_is_a_mistake_of_ours(root: Path) -> None:
    with pytest.raises(ValueError, match="twice"):
        commit(root, write(root, ORDER, "x\n"), write(root, ORDER, "y\n"))


# ------------------------------------------------------------------ what fails on the way


@POSIX
@pytest.mark.parametrize("ends", ["exit 1", "kill -9 $PPID"])
def test_whatever_becomes_of_git_every_byte_is_as_it_was(root: Path, ends: str) -> None:
    hook(root, "pre-commit", ends)
    before = picture(root)
    with pytest.raises((NotRecorded, GitLocked)):
        commit(root, *everything(root))
    (root / ".git/index.lock").unlink(missing_ok=True)
    recover(root, root / ".git", 5)
    assert (picture(root), leftovers(root)) == (before, [])


@POSIX
def test_a_commit_that_git_made_and_then_complained_about_counts_as_made(root: Path, tmp_path: Path) -> None:
    real = shutil.which("git")
    (tmp_path / "git").write_text(f'#!/bin/sh\n{real} "$@" || exit\ncase "$*" in *--only*) echo "fatal: index" >&2; exit 128;; esac\n')
    (tmp_path / "git").chmod(0o755)
    process = run(root, "print(commit(root, *everything(root)))", PATH=f"{tmp_path}:{os.environ['PATH']}")
    assert said(process).strip() == git(root, "rev-parse", "HEAD").strip()
    assert (git(root, "status", "--porcelain"), commits(root), leftovers(root)) == ("", 2, [])


@POSIX
@pytest.mark.parametrize("kib", [0, 1, 12])
def test_a_limit_on_the_size_of_files_leaves_all_as_it_was(root: Path, kib: int) -> None:
    before = picture(root)
    code = f"""
import resource
big = [write(root, path, "x" * 20000) for path in (ORDER, NEW)]
resource.setrlimit(resource.RLIMIT_FSIZE, ({kib} * 1024, -1))
try:
    commit(root, *big)
except RepairError as refusal:
    print(refusal.exit_code, refusal)
"""
    told = said(run(root, code))
    assert told.startswith("4 ")
    assert "Make room on the disk" in told
    assert (picture(root), leftovers(root)) == (before, [])


@POSIX
@AS_ROOT
def test_a_disk_that_is_full_at_any_point_leaves_all_as_it_was(tmp_path: Path, way: str) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", str(disk)], capture_output=True, check=False).returncode:
        pytest.skip("no tmpfs may be mounted")
    try:
        root = office(disk / "office", way)
        before = picture(root)
        outcomes = [_on_full_disk(root, before, kib) for kib in range(0, 200, 8)]
    finally:
        subprocess.run(["umount", str(disk)], check=True)
    assert {"CannotWrite", "recorded"} | ({"NotRecorded"} if way == "plainly" else set()) == set(outcomes)


def _on_full_disk(root: Path, before: dict[str, bytes | None], room: int) -> str:
    filler = root.parent / "filler"
    free = shutil.disk_usage(root).free
    filler.write_bytes(b"x" * max(0, free - room * 1024))
    try:
        commit(root, write(root, ORDER, "x" * 20000), write(root, NEW, "x" * 20000))
    except (CannotWrite, NotRecorded) as refusal:
        filler.unlink()
        recover(root, root / ".git", 5)
        assert (picture(root), leftovers(root)) == (before, []), (room, refusal)
        return type(refusal).__name__
    filler.unlink()
    assert (git(root, "status", "--porcelain"), leftovers(root)) == ("", [])
    git(root, "reset", "-q", "--hard", "HEAD~1")
    return "recorded"


@POSIX
@AS_ROOT
@pytest.mark.parametrize("place", ["records/orders/2026/03", ORDER, "records/orders/2026", ".git", "private/parties"])
def test_without_the_permission_to_write_all_stays_as_it_was(
    open_to_all: Path, monkeypatch: pytest.MonkeyPatch, place: str, way: str
) -> None:
    root = office(open_to_all / "office", way)
    trust = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_COUNT": "1", "GIT_CONFIG_KEY_0": "safe.directory", "GIT_CONFIG_VALUE_0": "*"}
    for name, value in trust.items():
        monkeypatch.setenv(name, value)
    git(root, "config", "user.name", "Nobody")
    git(root, "config", "user.email", "nobody@example.org")
    for path in (root, *root.rglob("*")):
        os.chown(path, 65534, 65534)
    for path in (root / place, *([*(root / place).rglob("*")] if place == ".git" else [])):
        os.chown(path, 0, 0)
    before = picture(root)
    code = """
import filelock, tempfile  # nobody may not be allowed to read them
os.setuid(65534)
try:
    commit(root, *everything(root))
except RepairError as refusal:
    print(refusal.exit_code, type(refusal).__name__, refusal)
"""
    told = said(run(root, code))
    assert told.startswith("4 CannotWrite ")
    assert "permission denied. Look at the permissions" in told
    assert (picture(root), leftovers(root)) == (before, [])


# ------------------------------------------------------------------ two at once


def test_two_desks_with_ten_commands_each_make_twenty_commits(root: Path) -> None:
    code = "for n in range(10):\n    commit(root, write(root, f'records/{name}/{n}.yaml', f'{n}\\n'), write(root, f'records/{name}.yaml', f'{n}\\n'))"
    desks = [run(root, f"name = {name!r}\n{code}") for name in ("A", "B")]
    for desk in desks:
        said(desk)
    assert [desk.returncode for desk in desks] == [0, 0]
    assert (commits(root), git(root, "status", "--porcelain"), leftovers(root)) == (21, "", [])


def test_the_second_at_the_same_file_is_told_and_nothing_is_lost(root: Path) -> None:
    read = write(root, ORDER, "status: second\n")
    commit(root, write(root, ORDER, "status: first\n"))
    with pytest.raises(ChangedMeanwhile):
        commit(root, read)
    assert (root / ORDER).read_bytes() == b"status: first\n"


@POSIX
def test_a_person_who_commits_with_git_at_the_same_time_disturbs_nobody(root: Path) -> None:
    by_hand = "for n in $(seq 15); do echo $n > by-hand; until git add by-hand && git commit -qm $n; do sleep 0.01; done; done 2>/dev/null"
    person = subprocess.Popen(["sh", "-c", by_hand], cwd=root)
    for n in range(10):
        commit(root, write(root, ORDER, f"status: {n}\n"), write(root, f"records/{n}.yaml", "x\n"))
    assert person.wait() == 0
    assert (commits(root), git(root, "status", "--porcelain"), leftovers(root)) == (26, "", [])


@POSIX
def test_an_index_that_another_git_wrote_back_as_it_had_read_it_makes_us_try_again(root: Path, tmp_path: Path) -> None:
    real, index, saved = shutil.which("git"), root / ".git/index", tmp_path / "index"
    once = f"*--intent-to-add*) cp {index} {saved};; *--only*) if [ -e {saved} ]; then rm {tmp_path}/once; mv {saved} {index}; fi;;"
    (tmp_path / "git").write_text(f'#!/bin/sh\nif [ -e {tmp_path}/once ]; then case "$*" in {once} esac; fi\nexec {real} "$@"\n')
    (tmp_path / "git").chmod(0o755)
    plainly(root)
    (tmp_path / "once").touch()
    process = run(root, "print(commit(root, write(root, NEW, 'status: y\\n')))", PATH=f"{tmp_path}:{os.environ['PATH']}")
    assert said(process).strip() == git(root, "rev-parse", "HEAD").strip()
    assert (git(root, "status", "--porcelain"), commits(root), leftovers(root)) == ("", 2, [])
    assert not (tmp_path / "once").exists()


def test_whoever_waits_too_long_is_told(root: Path) -> None:
    holder = run(root, "with Transaction(root, History.open(root).git_dir, 5):\n    print('in', flush=True)\n    time.sleep(60)")
    assert holder.stdout is not None
    assert holder.stdout.readline() == "in\n"
    with pytest.raises(Busy, match=f"process {holder.pid}"), Transaction(root, History.open(root).git_dir, 0):
        pass
    holder.kill()
    said(holder)
    commit(root, write(root, ORDER, "status: x\n"))


# ------------------------------------------------------------------ whatever ends a process


def _planned(root: Path, text: bytes = b"status: x\n") -> journal.Journal:
    history = History.open(root)
    old = (root / ORDER).read_bytes()
    planned = journal.Journal(history.ref(), history.head(), (journal.Item(ORDER, old, text, True, history.indexed([ORDER])[ORDER].blob),))
    journal.write(root / ".git", planned)
    return planned


def test_what_was_interrupted_is_undone_and_told(root: Path) -> None:
    before = picture(root)
    _planned(root).carry_out(root)
    assert pending(root / ".git")
    with Transaction(root, root / ".git", 5) as transaction:
        assert (
            str(transaction.recovered)
            == f"An interrupted command was not recorded; its files are as before: {ORDER}. Give the command again."
        )
    assert (picture(root), leftovers(root), pending(root / ".git")) == (before, [], False)
    assert recover(root, root / ".git", 5) is None


def test_what_somebody_wrote_after_the_crash_is_left_alone_and_named(root: Path) -> None:
    _planned(root).carry_out(root)
    (root / ORDER).write_bytes(b"status: somebody's\n")
    assert f"{ORDER} was changed since and left alone" in str(recover(root, root / ".git", 5))
    assert ((root / ORDER).read_bytes(), leftovers(root)) == (b"status: somebody's\n", [])


@pytest.mark.parametrize("since", ["", "status: edited since\n"])
def test_what_was_recorded_before_the_crash_stays_recorded(root: Path, since: str) -> None:
    _planned(root).carry_out(root)
    git(root, "commit", "-qm", "ours", ORDER)
    (root / "other.txt").write_text("and another\n")
    git(root, "commit", "-qm", "later", "other.txt")
    if since:
        (root / ORDER).write_text(since)
    told = str(recover(root, root / ".git", 5))
    assert f"was recorded as {git(root, 'rev-parse', 'HEAD~1')[:12]}" in told
    assert ("left alone" in told, leftovers(root)) == (bool(since), [])
    assert (root / ORDER).read_text() == (since or "status: x\n")


@POSIX
def test_what_git_says_of_signatures_is_taken_for_no_commit(root: Path, tmp_path: Path) -> None:
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", tmp_path / "key"], check=True)
    settings = {"gpg.format": "ssh", "user.signingKey": f"{tmp_path}/key", "log.showSignature": "true"}
    for name, value in settings.items():
        git(root, "config", name, value)
    history = History.open(root)
    item = journal.Item(GONE, (root / GONE).read_bytes(), None, True, history.indexed([GONE])[GONE].blob)
    journal.write(root / ".git", journal.Journal(history.ref(), history.head(), (item,)))
    (root / GONE).write_text("id: by hand\n")
    git(root, "commit", "-S", "-qm", "somebody else's", GONE)
    git(root, "checkout", "-q", "HEAD~1", "--", GONE)
    assert "was not recorded" in str(recover(root, root / ".git", 5))
    assert (root / GONE).read_text() == "id: QH-2-L1\n"


@pytest.mark.parametrize("since", [("switch", "-qc", "other", "HEAD~1"), ("revert", "--no-edit", "HEAD")], ids=lambda words: words[0])
def test_what_was_recorded_is_not_put_where_a_person_has_left_it_behind(root: Path, since: tuple[str, ...]) -> None:
    planned = _planned(root)
    secret = journal.Item(PRIVATE, (root / PRIVATE).read_bytes(), "name: 李\n".encode(), tracked=False)
    planned = replace(planned, items=(*planned.items, secret))
    journal.write(root / ".git", planned)
    replace(planned, items=planned.items[:1]).carry_out(root)
    git(root, "commit", "-qm", "ours", ORDER)
    git(root, *since)
    assert "was recorded" in str(recover(root, root / ".git", 5))
    assert ((root / ORDER).read_text(), (root / PRIVATE).read_text()) == ("status: new\n", "name: 李\n")
    assert (git(root, "status", "--porcelain"), leftovers(root)) == ("", [])


def test_a_commit_whose_index_was_not_written_any_more_is_brought_into_the_index(root: Path) -> None:
    _planned(root).carry_out(root)
    index = (root / ".git/index").read_bytes()
    git(root, "commit", "-qm", "ours", ORDER)
    (root / ".git/index").write_bytes(index)
    assert "was recorded" in str(recover(root, root / ".git", 5))
    assert git(root, "status", "--porcelain") == ""


def test_the_index_of_a_bigger_repository_is_brought_up_to_what_an_office_in_it_recorded(tmp_path: Path, way: str) -> None:
    top = office(tmp_path / "town", way)
    root = top / "offices/清和苑"
    shutil.copytree(made(tmp_path / "office"), root, ignore=shutil.ignore_patterns(".git"))
    git(top, "add", "offices")
    git(top, "commit", "-qm", "an office in it")
    index = (top / ".git/index").read_bytes()
    with Transaction(root, top / ".git", 5) as transaction:
        planned = transaction._planned([write(root, ORDER, "status: x\n"), write(root, NEW, "status: new\n"), remove(root, GONE)])
        journal.write(top / ".git", planned)
        planned.carry_out(root)
    git(root, "add", ORDER, NEW, GONE)
    git(root, "commit", "-qm", "ours")
    (top / ".git/index").write_bytes(index)
    assert "was recorded" in str(recover(root, top / ".git", 5))
    assert (git(top, "status", "--porcelain"), git(top, "diff", "--cached", "--name-only"), leftovers(root)) == ("", "", [])


@pytest.mark.parametrize("lock", ["index.lock", "HEAD.lock", "refs/heads/main.lock"])
def test_the_lock_of_a_killed_git_is_named_and_never_deleted(root: Path, lock: str) -> None:
    (root / ".git" / lock).touch()
    before = {path: path.read_bytes() for path in root.rglob("*") if path.is_file()}
    with pytest.raises(GitLocked, match=rf"{lock} since 20.*delete that file") as refused:
        commit(root, write(root, ORDER, "status: x\n"))
    assert refused.value.exit_code == 4
    after = {path: path.read_bytes() for path in root.rglob("*") if path.is_file() and ".git/repairctl" not in str(path)}
    assert after == before
    assert (root / ".git" / lock).exists()


@POSIX
def test_a_git_that_outlives_its_killed_command_is_waited_for(root: Path) -> None:
    hook(root, "pre-commit", "echo > .git/at-work; sleep 2")
    command = run(root, "commit(root, *everything(root))")
    _until(root / ".git/at-work")
    command.kill()
    said(command)
    assert (pending(root / ".git"), commits(root)) == (True, 1)
    assert "was recorded as" in str(recover(root, root / ".git", 20))
    assert (commits(root), git(root, "status", "--porcelain"), leftovers(root)) == (2, "", [])


@POSIX
@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, -signal.SIGTERM)])
def test_ctrl_c_in_a_hook_undoes_and_a_request_to_end_waits_for_the_commit(root: Path, number: int, code: int) -> None:
    hook(root, "pre-commit", "echo > .git/at-work; sleep 2")
    before = picture(root)
    command = run(root, "os.setsid()\ntry:\n    commit(root, *everything(root))\nexcept KeyboardInterrupt:\n    os._exit(130)")
    _until(root / ".git/at-work")
    # the terminal sends Ctrl-C to git as well; who asks one process to end means that one
    (os.killpg if number == signal.SIGINT else os.kill)(command.pid, number)
    said(command)
    assert command.returncode == code
    assert (commits(root), leftovers(root), pending(root / ".git")) == (1 if code == 130 else 2, [], False)
    assert picture(root) == before if code == 130 else git(root, "status", "--porcelain") == ""


def _until(path: Path) -> None:
    for _ in range(600):
        if path.exists():
            return
        time.sleep(0.02)
    raise AssertionError(f"{path} did not come")


@POSIX
@pytest.mark.parametrize(("mode", "stride"), [("kill", 37), ("int", 61), ("term", 97), ("group", 12)])
def test_stopped_at_many_a_line_it_is_undone_or_recorded(tmp_path: Path, mode: str, stride: int, way: str) -> None:
    assert _faults(tmp_path, mode, stride, way) == []


@POSIX
@pytest.mark.slow
@pytest.mark.parametrize(("mode", "stride"), [("kill", 1), ("int", 3), ("term", 5), ("group", 60)])
def test_stopped_at_line_after_line_it_is_undone_or_recorded(tmp_path: Path, mode: str, stride: int, way: str) -> None:
    assert _faults(tmp_path, mode, stride, way) == []


def _faults(folder: Path, mode: str, stride: int, way: str) -> list[str]:
    words = [sys.executable, "-m", "tests.interrupted", str(folder), mode, str(stride), way]
    done = subprocess.run(words, cwd=HERE, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    *faults, tally = done.stdout.splitlines()
    assert mode == "group" or ", 0 " not in tally, tally
    return faults


def test_an_empty_message_still_makes_a_commit(root: Path) -> None:
    commit(root, write(root, ORDER, "status: x\n"), message=Message("", "", ()))
    assert git(root, "log", "-1", "--format=%s").strip() == "repairctl"
