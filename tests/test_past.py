"""The index of the history against git itself: which commits touched which file, after whatever was done to the history."""

from __future__ import annotations

import signal
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec import Struct

from repairctl.actions import past
from repairctl.edges import index_history
from repairctl.edges.history import History
from repairctl.edges.index_history import Asked
from tests.repository import git

PATHS = ("records/orders/2026/03/WO-20260307-001.yaml", "records/staff/S-01.yaml", "房号.txt")


class Node(Struct, frozen=True):
    """A commit to be made: its parents by number, what it says in each file ('' : no file), when."""

    parents: tuple[int, ...]
    files: tuple[str, ...]
    at: int


@st.composite
def histories(draw: st.DrawFn) -> list[Node]:
    """Branches and merges, some of them with something of their own, by clocks that differ."""
    nodes: list[Node] = []
    for number in range(draw(st.integers(1, 12))):
        some = draw(st.lists(st.sampled_from(range(number)), min_size=1, max_size=3, unique=True)) if number else []
        inherited = [nodes[parent].files for parent in some] or [("",) * len(PATHS)]
        files = tuple(draw(st.sampled_from([*(held[place] for held in inherited), "", "a", "b"])) for place in range(len(PATHS)))
        nodes.append(Node(tuple(some), files, draw(st.integers(100_000_000, 100_000_005))))
    return nodes


def imported(root: Path, nodes: list[Node]) -> list[str]:
    """Makes the commits and gives their IDs; the last one is checked out as far as git's own files go."""
    stream = b""
    for number, node in enumerate(nodes):
        data = f"commit {number}\n\nRecord: S-{number:02d}\nBy: S-{number % 2:02d}".encode()
        stream += b"reset refs/heads/main\n" if not node.parents else b""
        stream += b"commit refs/heads/n%d\nmark :%d\ncommitter \xe5\xbc\xa0 <a@b> %d +0800\ndata %d\n%b\n" % (
            number, number + 1, node.at, len(data), data,
        )  # fmt: skip
        stream += b"".join(b"%b :%d\n" % (b"merge" if place else b"from", parent + 1) for place, parent in enumerate(node.parents))
        stream += b"deleteall\n"
        for path, text in zip(PATHS, node.files, strict=True):
            stream += b"M 100644 inline %b\ndata %d\n%b\n" % (path.encode(), len(text), text.encode()) if text else b""
    subprocess.run(["git", "fast-import", "--quiet", "--force"], cwd=root, input=stream, check=True)
    return [git(root, "rev-parse", f"refs/heads/n{number}").strip() for number in range(len(nodes))]


def by_git(root: Path, path: str) -> list[str]:
    return sorted(git(root, "log", "--full-history", "--format=%H", "--", path).split())


def by_index(root: Path, path: str) -> list[str]:
    return sorted(one.commit.id for one in past.touches(History.open(root), path))


@settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(histories(), st.data())
@pytest.mark.slow
def test_wherever_the_branch_goes_each_file_has_the_commits_that_git_says(
    tmp_path_factory: pytest.TempPathFactory, nodes: list[Node], data: st.DataObject
) -> None:
    root = tmp_path_factory.mktemp("past")
    History.init(root)
    made = imported(root, nodes)
    for _ in range(3):
        git(root, "update-ref", "HEAD", data.draw(st.sampled_from(made)))
        if data.draw(st.booleans()):
            git(root, "reflog", "expire", "--expire=now", "--all")
        for path in PATHS:
            assert by_index(root, path) == by_git(root, path)
        told = [one.commit.id for one in past.commits(History.open(root), Asked())]
        touched = {id for path in PATHS for id in by_git(root, path)}
        assert sorted(told) == sorted(touched)


# ------------------------------------------------------------------ the file


@pytest.fixture
def office(tmp_path: Path) -> Path:
    """A repository with three commits, the last of them a merge."""
    root = tmp_path / "office"
    root.mkdir()
    History.init(root)
    nodes = [Node((), ("a", "", ""), 1), Node((0,), ("a", "b", ""), 2), Node((0,), ("b", "", ""), 2), Node((1, 2), ("b", "b", ""), 3)]
    made = imported(root, nodes)
    git(root, "update-ref", "HEAD", made[-1])
    return root


def kept(root: Path) -> list[str]:
    """What lies in our folder of the index, finished or not."""
    return sorted(one.name for one in History.open(root).own_folder.glob("history-*"))


def head_of(root: Path) -> str:
    found = index_history.opened(History.open(root).own_folder)
    assert found is not None
    return found.head


def test_a_merge_is_told_but_made_nothing_of_its_own(office: Path) -> None:
    told = past.touches(History.open(office), PATHS[0])
    assert [(one.own, len(one.was)) for one in told] == [(False, 1), (True, 1), (True, 1)]
    assert [one.commit.subject for one in told] == ["commit 3", "commit 2", "commit 0"]
    assert told[-1].was == ("",) and told[-2].was == (told[-1].now,)


def test_what_is_in_step_asks_git_for_nothing(office: Path, tmp_path: Path) -> None:
    asked = by_index(office, PATHS[0])
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PATH", str(tmp_path))
        assert by_index(office, PATHS[0]) == asked


def test_a_killed_build_leaves_nothing_and_the_next_one_is_whole(office: Path) -> None:
    program = f"""
import os, signal
from pathlib import Path
from repairctl.actions import past
from repairctl.edges import index_history
from repairctl.edges.history import History
def killed(done, total):
    os.kill(os.getpid(), signal.SIGKILL)
past.in_step(History.open(Path({str(office)!r})), killed)
"""
    done = subprocess.run([sys.executable, "-c", program], check=False)
    assert done.returncode == -signal.SIGKILL
    assert [name for name in kept(office) if not name.endswith(".new")] == []
    assert by_index(office, PATHS[0]) == by_git(office, PATHS[0])
    assert [name for name in kept(office) if name.endswith(".new")] == []


def test_it_may_be_deleted_damaged_or_shut_away_at_any_time(office: Path) -> None:
    wanted = by_git(office, PATHS[0])
    assert by_index(office, PATHS[0]) == wanted
    place = History.open(office).own_folder
    (file,) = place.glob("history-*.sqlite")
    for harm in (
        lambda: file.unlink(),
        lambda: file.write_bytes(b"no database"),
        lambda: file.write_bytes(file.read_bytes()[:8192] + b"x" * 30000),
    ):
        harm()
        for rest in place.glob("history-*-*"):
            rest.unlink()
        assert by_index(office, PATHS[0]) == wanted
        assert by_index(office, PATHS[0]) == wanted
        assert head_of(office) == git(office, "rev-parse", "HEAD").strip()
    file.unlink()
    file.mkdir()
    assert by_index(office, PATHS[0]) == wanted
    assert len(list(past.commits(History.open(office), Asked()))) == 4


def test_damage_that_shows_only_while_it_is_changed_ends_the_file(office: Path) -> None:
    git(office, "read-tree", "HEAD")
    by_index(office, PATHS[0])
    (file,) = History.open(office).own_folder.glob("history-*.sqlite")
    with sqlite3.connect(file) as db:  # what the next commit's row will be called is there already
        db.execute("INSERT OR IGNORE INTO touch SELECT (SELECT min(number) FROM made) - (1 << 32) + 1, file, was, now FROM touch")
    git(office, "rm", "--quiet", "--cached", "--", PATHS[0])
    git(office, "commit", "--quiet", "--message", "gone")
    assert by_index(office, PATHS[0]) == by_git(office, PATHS[0])
    assert not file.exists()
    assert by_index(office, PATHS[0]) == by_git(office, PATHS[0])
    assert head_of(office) == git(office, "rev-parse", "HEAD").strip()


def test_a_commit_that_git_has_thrown_away_is_forgotten(office: Path) -> None:
    by_index(office, PATHS[0])
    git(office, "update-ref", "HEAD", "HEAD^")
    for number in range(4):
        git(office, "update-ref", "-d", f"refs/heads/n{number}")
    git(office, "reflog", "expire", "--expire=now", "--all")
    git(office, "gc", "--quiet", "--prune=now")
    assert by_index(office, PATHS[0]) == by_git(office, PATHS[0])
    assert len(by_index(office, PATHS[0])) == 1
    git(office, "checkout", "--quiet", "--orphan", "new")
    assert by_index(office, PATHS[0]) == []


def test_a_shallow_clone_that_is_deepened_is_told_anew(office: Path, tmp_path: Path) -> None:
    git(tmp_path, "clone", "--quiet", "--depth=1", office.as_uri(), "shallow")
    shallow = tmp_path / "shallow"
    assert by_index(shallow, PATHS[0]) == by_git(shallow, PATHS[0])
    git(shallow, "fetch", "--quiet", "--unshallow")
    assert by_index(shallow, PATHS[0]) == by_git(office, PATHS[0])


def test_an_office_below_the_top_has_only_its_own_files(office: Path) -> None:
    git(office, "read-tree", "HEAD")
    below = office / "records"
    below.mkdir(exist_ok=True)
    told = list(past.commits(History.open(below), Asked()))
    assert {path for one in told for path in one.paths} == {path.removeprefix("records/") for path in PATHS[:2]}


def test_commits_are_found_by_time_by_line_and_by_who_recorded_them(office: Path) -> None:
    history = History.open(office)
    assert len(list(past.commits(history, Asked(lines=("By: S-01",))))) == 2
    assert list(past.commits(history, Asked(lines=("By: S-0",)))) == []
    assert len(list(past.commits(history, Asked(low=0, high=0)))) == 4
    assert list(past.commits(history, Asked(low=1))) == []
    assert len(list(past.commits(history, Asked(recorder="张")))) == 4
    assert list(past.commits(history, Asked(recorder="S-01"))) == []


def test_many_readers_bring_it_in_step_at_once(office: Path) -> None:
    by_index(office, PATHS[0])
    git(office, "update-ref", "HEAD", "HEAD^")
    program = f"""
from pathlib import Path
from repairctl.actions import past
from repairctl.edges import index_history
from repairctl.edges.history import History
print(len(past.touches(History.open(Path({str(office)!r})), {PATHS[0]!r})))
"""
    started = [subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE) for _ in range(4)]
    assert [one.communicate()[0].strip() for one in started] == [b"1"] * 4
