"""Housekeeping: everything is still there afterwards, nobody waits for it, and the hint comes once a day and never to a pipe."""

from __future__ import annotations

import shutil
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from repairctl.actions import maintaining
from repairctl.edges import history_upkeep
from repairctl.edges import index as indexes
from tests.clerk import Clerk, begun
from tests.repository import git
from tests.terminal import terminal

NOW = "2026-03-08T09:00"
REPORT = "order report --unit QH-5-802 --description 龙头滴水 --urgency routine --impact-scope 厨房 --part private --by S-01"


@pytest.fixture(scope="session")
def an_office(tmp_path_factory: pytest.TempPathFactory) -> Path:
    clerk = begun(tmp_path_factory.mktemp("maintain"))
    clerk.tell(f"2026-03-07T09:00 {REPORT}\n2026-03-07T10:00 order list")
    return clerk.office


@pytest.fixture
def root(an_office: Path, tmp_path: Path) -> Path:
    shutil.copytree(an_office, tmp_path / "office", symlinks=True)
    return tmp_path / "office"


def loose(root: Path, number: int = maintaining.LOOSE // 256 + 1) -> None:
    """As many objects in a file of their own in the one folder that git counts as make it believe in thousands."""
    folder = root / ".git/objects/17"
    folder.mkdir(exist_ok=True)
    for one in range(number):
        (folder / f"{one:038x}").write_bytes(b"")


def test_objects_are_packed_and_a_commit_graph_is_written(root: Path) -> None:
    said = Clerk(root).give(NOW, "maintain --json")
    assert said.code == 0, said.err
    assert [task["words"] for task in said.json["tasks"]] == ["", "", "", "", ""]
    assert said.json["before"]["loose"] > 50
    assert (said.json["after"]["loose"], said.json["after"]["packs"]) == (0, 1)
    assert list((root / ".git/objects/info/commit-graphs").glob("*.graph"))
    assert git(root, "fsck", "--full", "--no-dangling") == ""
    assert Clerk(root).give("", "doctor").code == 0
    assert Clerk(root).give("2026-03-08T09:00", "maintain").out.splitlines()[0] == "loose objects: 0 -> 0"


def test_what_only_a_reflog_knows_is_kept(root: Path) -> None:
    git(root, "switch", "-qc", "other")
    git(root, "commit", "-q", "--allow-empty", "-m", "known to nobody")
    lost = git(root, "rev-parse", "HEAD").strip()
    git(root, "switch", "-q", "main")
    git(root, "branch", "-D", "other")
    git(root, "reflog", "expire", "--expire=now", "--all")
    for _ in range(2):
        assert Clerk(root).give(NOW, "maintain").code == 0
    assert git(root, "show", "--no-patch", "--format=%s", lost) == "known to nobody\n"


def test_a_git_before_2_30_does_it_by_gc_and_prunes_nothing(root: Path) -> None:
    where = Clerk(root)
    lost = git(root, "commit-tree", "HEAD^{tree}", "-m", "known to nobody").strip()
    from repairctl.edges.history import History

    tasks = dict(history_upkeep.tasks((2, 29)))
    assert "gc" in tasks
    assert not any("maintenance" in words for commands in tasks.values() for words in commands)
    for commands in tasks.values():
        assert history_upkeep.done(History.open(where.office).where, commands) == ""
    assert git(root, "cat-file", "-t", lost) == "commit\n"
    assert history_upkeep.counted(History.open(root).where).packs == 1


def test_a_step_does_not_wait_for_it(root: Path) -> None:
    clerk = Clerk(root)
    tidying = clerk.start(NOW, ["maintain"])
    steps = [clerk.start(f"2026-03-08T09:0{n}", ["order", "note", "0307-1", "--text", f"{n}", "--by", "S-01"]) for n in range(4)]
    told = [one.communicate(timeout=60)[1] for one in (*steps, tidying)]
    assert [one.returncode for one in (*steps, tidying)] == [0] * 5, told
    assert git(root, "log", "--format=%s").count("note") == 4
    assert git(root, "fsck", "--full", "--no-dangling") == ""


@pytest.mark.parametrize("after", [0.3, 0.6, 0.9])
def test_ctrl_c_leaves_everything_in_order(root: Path, after: float) -> None:
    tidying = Clerk(root).start(NOW, ["maintain"])
    time.sleep(after)
    tidying.send_signal(signal.SIGINT)
    tidying.communicate(timeout=60)
    assert tidying.returncode in (0, 130, -signal.SIGINT)  # the last: before Python was ready to hear it
    assert git(root, "fsck", "--full", "--no-dangling") == ""
    assert not list((root / ".git").rglob("*.lock")) or Clerk(root).give(NOW, "maintain").code == 0


def test_an_index_that_is_mostly_empty_is_written_anew(root: Path) -> None:
    import sqlite3

    path = next((root / ".git/repairctl").glob("index-*.sqlite"))
    with sqlite3.connect(path) as db:
        db.execute("CREATE TABLE filler (text)")
        db.executemany("INSERT INTO filler VALUES (?)", (("x" * 4000,) for _ in range(500)))
        db.commit()
        db.execute("DROP TABLE filler")
        db.commit()
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    db.close()
    said = Clerk(root).give(NOW, "maintain --json")
    assert said.json["after"]["index"] < said.json["before"]["index"] // 2
    assert indexes.fault(path.parent, path.name.removeprefix("index-").removesuffix(".sqlite")) == ""
    assert Clerk(root).give("", "doctor").code == 0


# ------------------------------------------------------------------ the hint


@pytest.fixture
def untidy(root: Path) -> Iterator[Path]:
    loose(root)
    yield root


def test_few_objects_are_no_reason(root: Path) -> None:
    assert maintaining.would_help(root / ".git") is None
    loose(root, maintaining.LOOSE // 256 - 2)
    assert maintaining.would_help(root / ".git") is None


def test_many_objects_and_packs_without_a_commit_graph_are_reasons(untidy: Path) -> None:
    assert "each in a file of its own" in str(maintaining.would_help(untidy / ".git"))
    shutil.rmtree(untidy / ".git/objects/17")
    for number in range(3):
        (untidy / f".git/objects/pack/pack-{number}.pack").touch()
    assert "commit-graph" in str(maintaining.would_help(untidy / ".git"))


def test_the_hint_comes_once_a_day(untidy: Path) -> None:
    day = maintaining.DAY
    assert [maintaining.hinted(untidy, 1000 + minutes) for minutes in (0, 1, day - 1, day, day + 1)] == [True, False, False, True, False]


def test_the_hint_is_for_people_and_comes_after_a_step_and_with_today(untidy: Path) -> None:
    note = ["order", "note", "0307-1", "--text", "x", "--by", "S-01"]
    piped = Clerk(untidy).give(NOW, note)
    assert (piped.code, "maintain" in piped.out + piped.err) == (0, False)
    for words in (note, ["today"]):
        (untidy / ".git/repairctl" / maintaining.HINTED).unlink(missing_ok=True)
        screens = []
        for minute in (1, 2):
            shown = terminal(untidy, words, f"2026-03-08T09:0{minute}", REPAIRCTL_LANG="en")
            shown.end()
            screens.append(shown.screen)
        assert ["repairctl maintain" in one for one in screens] == [True, False], screens
    (untidy / ".git/repairctl" / maintaining.HINTED).unlink()
    shown = terminal(untidy, ["today"], NOW, REPAIRCTL_HINTS="no")
    shown.end()
    assert "repairctl maintain" not in shown.screen
