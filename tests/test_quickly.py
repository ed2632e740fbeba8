"""The fast way of recording leaves a repository exactly as git's own way would, and is not gone where git knows more."""

from __future__ import annotations

import itertools
import os
import re
import shutil
import subprocess
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from repairctl.actions import hooking
from repairctl.edges import journal, quickly
from repairctl.edges.history import History
from repairctl.edges.quickly import ChangedMeanwhile
from repairctl.edges.transaction import Transaction, Write, recover
from tests.repository import GONE, NEW, ORDER, PRIVATE, SAID, commit, git, hook, leftovers, made, plainly, remove, write

pytestmark = pytest.mark.skipif(os.name == "nt", reason="on Windows git itself records")
WENT_THROUGH_GIT = ".git/COMMIT_EDITMSG"
OF_THE_DISK = re.compile(r"^  (ctime|mtime|dev):.*\n", re.MULTILINE)


@pytest.fixture(autouse=True)
def one_moment(monkeypatch: pytest.MonkeyPatch) -> None:
    for role in ("AUTHOR", "COMMITTER"):
        monkeypatch.setenv(f"GIT_{role}_DATE", "1700000000 +0800")


def _repository(folder: Path) -> Path:
    root = made(folder)
    for number in range(300):
        place = root / f"records/units/{number % 7}/QH-{number}.yaml"
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(f"{number}\n")
    (root / "run.sh").write_text("#!/bin/sh\n")
    (root / "run.sh").chmod(0o755)
    git(root, "add", ".")
    git(root, "commit", "-qm", "units")
    return root


def _seen(root: Path) -> dict[str, str]:
    """Everything by which two repositories could be told apart, but for the disk's own facts of the files."""
    top = next(one for one in (root, *root.parents) if (one / ".git").is_dir())
    looks = {
        "stage": ("ls-files", "--stage", "--debug"),
        "status": ("status", "--porcelain=v2", "--branch", "--untracked-files=all"),
        "cached": ("diff", "--cached"),
        "unlike the index by their facts": ("diff-files",),
        "files": ("diff",),
        "refs": ("for-each-ref",),
        "objects": ("rev-list", "--objects", "--all"),
        "fsck": ("fsck", "--strict", "--no-dangling"),
    }
    # what needs no look at the files goes first: git status would put the index right
    told = {name: git(top, *words) for name, words in sorted(looks.items(), key=lambda look: look[0] == "status")}
    told["stage"] = OF_THE_DISK.sub("", told["stage"])
    logs = {str(path): path.read_text() for path in (Path("logs/HEAD"), Path("logs/refs/heads/main")) for path in [top / ".git" / path]}
    tree = _tree(top)
    return {**told, **{name.removeprefix(str(top)): text for name, text in logs.items()}, "tree": tree}


def _tree(top: Path) -> str:
    """The tree that the index makes; '' where a file is only announced or in two versions."""
    done = subprocess.run(["git", "write-tree"], cwd=top, capture_output=True, text=True, check=False)
    return done.stdout


Scenario = Callable[[Path], Sequence[Write]]


def _new_in_new_folders(root: Path) -> Sequence[Write]:
    return [write(root, NEW, "status: new\n"), write(root, "a/b/c/d.yaml", "x\n"), write(root, "zz.yaml", "x\n")]


def _changed(root: Path) -> Sequence[Write]:
    return [write(root, ORDER, "status: x\n")]


def _removed(root: Path) -> Sequence[Write]:
    return [remove(root, GONE), remove(root, "records/units/3/QH-3.yaml")]


def _everything(root: Path) -> Sequence[Write]:
    private = write(root, PRIVATE, "name: 李\n", tracked=False)
    return [*_changed(root), *_new_in_new_folders(root), *_removed(root), private]


def _many(root: Path) -> Sequence[Write]:
    new = [write(root, f"records/units/{number % 9}/QH-{number}.yaml", "new\n") for number in range(250, 400)]
    return [*new, *(remove(root, f"records/units/0/QH-{number}.yaml") for number in range(0, 250, 7))]


def _with_staged_others(root: Path) -> Sequence[Write]:
    (root / "other.txt").write_text("staged\n")
    (root / "added.txt").write_text("added\n")
    git(root, "add", "other.txt", "added.txt")
    (root / "other.txt").write_text("and changed again\n")
    (root / "announced.txt").write_text("announced\n")
    git(root, "add", "-N", "announced.txt")
    git(root, "rm", "-q", "--cached", "records/units/1/QH-1.yaml")
    return _everything(root)


def _with_itself_staged(root: Path) -> Sequence[Write]:
    for path in (ORDER, NEW):
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text("status: staged\n")
        git(root, "add", path)
        (root / path).write_text("status: on the disk\n")
    return [write(root, ORDER, "status: x\n"), write(root, NEW, "status: y\n")]


def _edited_by_hand(root: Path) -> Sequence[Write]:
    (root / ORDER).write_text("status: by hand\n")
    return [write(root, ORDER, "status: by hand\nand: ours\n")]


def _that_may_be_run(root: Path) -> Sequence[Write]:
    (root / "records/units/2/QH-2.yaml").chmod(0o755)
    return [write(root, "run.sh", "#!/bin/sh\nexit\n"), write(root, "records/units/2/QH-2.yaml", "x\n")]


def _packed(root: Path) -> Sequence[Write]:
    git(root, "gc", "-q")
    return _everything(root)


def _without_cached_trees(root: Path) -> Sequence[Write]:
    git(root, "update-index", "--force-remove", "other.txt")
    git(root, "read-tree", "--empty")
    git(root, "add", ".")
    return _everything(root)


def _without_logs(root: Path) -> Sequence[Write]:
    git(root, "config", "core.logAllRefUpdates", "false")
    return _changed(root)


def _names_of_all_sorts(root: Path) -> Sequence[Write]:
    return [write(root, path, "x\n") for path in ("记录/工单 1.yaml", "a-b", "a/b", "a.b", "a/*.yaml", "a/tab\there", "n" * 200)]


def _line_ends(root: Path) -> Sequence[Write]:
    return [write(root, ORDER, "status: x\r\nand: y\r\n")]


SCENARIOS: tuple[Scenario, ...] = (
    _new_in_new_folders, _changed, _removed, _everything, _many, _with_staged_others, _with_itself_staged, _edited_by_hand,
    _that_may_be_run, _packed, _without_cached_trees, _without_logs, _names_of_all_sorts, _line_ends,
)  # fmt: skip


BELOW = ((one, "office") for one in (_everything, _packed, _with_staged_others))


@pytest.mark.parametrize(("scenario", "below"), [*((one, "") for one in SCENARIOS), *BELOW], ids=lambda one: getattr(one, "__name__", one))
def test_both_ways_leave_the_same_repository(tmp_path: Path, scenario: Scenario, below: str) -> None:
    template = _repository(tmp_path / "template" / below) if not below else _below(tmp_path / "template", below)
    seen = []
    for way in ("quickly", "plainly"):
        top = tmp_path / way
        shutil.copytree(template, top, symlinks=True)
        git(top, "status")
        (top / WENT_THROUGH_GIT).unlink()
        if way == "plainly":
            plainly(top)
        writes = scenario(top / below)
        id = commit(top / below, *writes)
        assert (git(top, "rev-parse", "HEAD").strip(), leftovers(top)) == (id, [])
        assert (top / WENT_THROUGH_GIT).exists() == (way == "plainly")
        seen.append((_seen(top), _as_a_person_goes_on(top)))
    for before, after in zip(*seen, strict=True):
        assert {name: text for name, text in before.items() if text != after[name]} == {
            name: text for name, text in after.items() if text != before[name]
        }


def _below(top: Path, name: str) -> Path:
    _repository(top)
    inner = made(top.parent / "inner")
    shutil.rmtree(inner / ".git")
    shutil.copytree(inner, top / name)
    for number in range(300):
        place = top / name / f"records/units/{number % 7}/QH-{number}.yaml"
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(f"{number}\n")
    shutil.copy2(top / "run.sh", top / name / "run.sh")
    git(top, "add", ".")
    git(top, "commit", "-qm", "an office in it")
    return top


def _as_a_person_goes_on(top: Path) -> dict[str, str]:
    (top / "by-hand.txt").write_text("by hand\n")
    git(top, "add", "by-hand.txt")
    git(top, "commit", "-qam", "by hand", "--no-verify")
    return _seen(top)


# ------------------------------------------------------------------ what a person did in the same second


def test_a_file_that_changed_in_the_second_in_which_it_was_staged_is_seen_as_changed(tmp_path: Path) -> None:
    root = _repository(tmp_path / "office")
    for _ in range(10):
        if len({_staged_and_changed(root, text) for text in ("1\n", "2\n")}) == 1:
            break
    time.sleep(1.1)
    (root / WENT_THROUGH_GIT).unlink()
    commit(root, write(root, ORDER, "status: x\n"))
    assert not (root / WENT_THROUGH_GIT).exists()
    assert "other.txt" in git(root, "status", "--porcelain")


def _staged_and_changed(root: Path, text: str) -> int:
    """Writes a file of always the same size, stages its first text; gives the second in which that was."""
    (root / "other.txt").write_text(text)
    if text == "1\n":
        git(root, "add", "other.txt")
    return int((root / "other.txt").stat().st_mtime)


# ------------------------------------------------------------------ what only git knows goes through git


def _hook(name: str) -> Callable[[Path], object]:
    return lambda root: hook(root, name, "exit 0")


def _set(key: str, value: str) -> Callable[[Path], object]:
    return lambda root: git(root, "config", key, value)


def _file(name: str, text: str) -> Callable[[Path], object]:
    return lambda root: (root / name).write_text(text)


def _done(*words: str) -> Callable[[Path], object]:
    return lambda root: git(root, *words)


THROUGH_GIT: dict[str, Callable[[Path], object]] = {
    **{name: _hook(name) for name in ("pre-commit", "commit-msg", "post-commit", "reference-transaction", "post-index-change")},
    "a filter": _file(".gitattributes", "*.yaml filter=x\n"),
    "a filter of the person's": _file(".git/info/attributes", "*.yaml ident\n"),
    "index 4": _done("update-index", "--index-version", "4"),
    "untracked cache": _done("update-index", "--untracked-cache"),
    "split index": _done("update-index", "--split-index"),
    "sparse": _set("core.sparseCheckout", "true"),
    "an extension": _done("config", "extensions.worktreeConfig", "true"),
    "shared": _set("core.sharedRepository", "group"),
    "file mode": _set("core.fileMode", "false"),
    "a name to be mended": _set("user.name", "Desk."),
    "detached": _done("checkout", "-q", "--detach"),
    "a replaced object": _done("replace", "HEAD", "HEAD~1"),
    "alternates": _file(".git/objects/info/alternates", "/nowhere\n"),
    "not looked at": _done("update-index", "--assume-unchanged", ORDER),
}


@pytest.mark.parametrize("name", THROUGH_GIT)
def test_what_only_git_knows_goes_through_git(tmp_path: Path, name: str) -> None:
    root = _repository(tmp_path / "office")
    THROUGH_GIT[name](root)
    (root / WENT_THROUGH_GIT).unlink()
    commit(root, write(root, ORDER, "status: x\n"))
    assert (root / WENT_THROUGH_GIT).exists()
    assert git(root, "show", f"HEAD:{ORDER}") == "status: x\n"


QUICKLY: dict[str, Callable[[Path], object]] = {
    "attributes that convert nothing": _file(".gitattributes", "* -text\n"),
    "line ends": _set("core.autocrlf", "true"),
    "an ignored folder": _file(".git/info/exclude", "# no\n!records\n*.bak\nprivate/\n/build\n"),
    "packed refs": _done("pack-refs", "--all"),
    "a hook that may not be run": _file(".git/hooks/pre-commit", "exit 1\n"),
}


@pytest.mark.parametrize("name", QUICKLY)
def test_what_makes_no_difference_does_not(tmp_path: Path, name: str) -> None:
    root = _repository(tmp_path / "office")
    (root / ".git/hooks").mkdir(exist_ok=True)
    QUICKLY[name](root)
    (root / WENT_THROUGH_GIT).unlink()
    commit(root, write(root, NEW, "status: x\n"))
    assert not (root / WENT_THROUGH_GIT).exists()
    assert "records" not in git(root, "status", "--porcelain")


# ------------------------------------------------------------------ lost races, and the locks of those who were killed


def _quickly(root: Path, meanwhile: Callable[[], object], *writes: Write) -> str:
    """One command; somebody does something after it has read what stands and before it moves the branch."""
    with Transaction(root, History.open(root).git_dir, 5) as transaction:
        planned = transaction._planned(writes)
        assert transaction._quick is not None
        command = quickly.Command(root, root / ".git", transaction._quick, planned, SAID)
        base = command.quick.base([str(one.path) for one in writes])
        made = quickly._made(command, base, command.files)
        meanwhile()
        return quickly._swapped(command, base, made, command.files)


def _moved(root: Path, path: str) -> None:
    (root / path).write_text("somebody's\n")
    git(root, "commit", "-qm", "somebody's", path)


def test_a_commit_of_somebody_s_meanwhile_is_built_upon(tmp_path: Path) -> None:
    root = _repository(tmp_path / "office")
    id = _quickly(root, lambda: _moved(root, "other.txt"), write(root, ORDER, "status: x\n"))
    assert git(root, "show", "--name-only", "--format=", id).split() == [ORDER]
    assert git(root, "log", "-2", "--format=%s").splitlines() == [SAID.subject, "somebody's"]


def test_a_commit_of_the_same_file_meanwhile_is_not_overwritten(tmp_path: Path) -> None:
    root = _repository(tmp_path / "office")
    with pytest.raises(ChangedMeanwhile):
        _quickly(root, lambda: _moved(root, ORDER), write(root, ORDER, "status: x\n"))
    assert git(root, "log", "-1", "--format=%s").strip() == "somebody's"


@pytest.mark.parametrize("name", ["index.lock", "HEAD.lock", "refs/heads/main.lock"])
def test_a_lock_of_ours_left_by_a_kill_is_known_as_ours(tmp_path: Path, name: str) -> None:
    root = made(tmp_path / "office")
    own = {"index.lock": "index", "HEAD.lock": "HEAD"}.get(name, "branch")
    folder = root / ".git/repairctl/journal"
    folder.mkdir(parents=True)
    (folder / f"{own}.own").touch()
    os.link(folder / f"{own}.own", root / ".git" / name)
    commit(root, write(root, ORDER, "status: x\n"))
    assert not (root / ".git" / name).exists()


def test_a_file_that_cannot_be_put_in_its_place_any_more_is_put_there_by_the_next_command(tmp_path: Path) -> None:
    root = made(tmp_path / "office")
    with Transaction(root, root / ".git", 5) as transaction:
        planned = transaction._planned([write(root, NEW, "status: x\n")])
        assert transaction._quick is not None
        journal.write(root / ".git", planned)
        command = quickly.Command(root, root / ".git", transaction._quick, planned, SAID)
        base = command.quick.base([NEW])
        quickly._swapped(command, base, quickly._made(command, base, command.files), command.files)
    assert "was recorded as" in str(recover(root, root / ".git", 5))
    assert (git(root, "status", "--porcelain"), (root / NEW).read_text(), leftovers(root)) == ("", "status: x\n", [])


def test_our_own_hook_lets_a_command_pass_and_is_not_run(tmp_path: Path) -> None:
    root = made(tmp_path / "office")
    (root / WENT_THROUGH_GIT).unlink()
    hook(root, "pre-commit", hooking.SCRIPT.format(python="false", office=".").removeprefix("#!/bin/sh\n"))
    commit(root, write(root, ORDER, "status: x\n"))
    assert not (root / WENT_THROUGH_GIT).exists()


def test_a_second_that_ends_while_we_record_does_not_part_author_and_committer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root, clock = made(tmp_path / "office"), itertools.count(1700000000)
    for role in ("AUTHOR", "COMMITTER"):
        monkeypatch.delenv(f"GIT_{role}_DATE")
    monkeypatch.setattr(time, "time", lambda: float(next(clock)))
    commit(root, write(root, ORDER, "status: x\n"))
    authored, committed = git(root, "log", "-1", "--format=%at %ct").split()
    assert authored == committed


def test_an_index_without_a_sum_stays_without_one(tmp_path: Path) -> None:
    root = made(tmp_path / "office")
    index = root / ".git/index"
    index.write_bytes(index.read_bytes()[:-20] + bytes(20))
    commit(root, write(root, ORDER, "status: x\n"))
    assert index.read_bytes()[-20:] == bytes(20)
    assert git(root, "status", "--porcelain") == ""
