"""The index of the history against git itself: which commits touched which file, after whatever was done to the history."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec import Struct

from repairctl.actions import past
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
