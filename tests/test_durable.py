"""Bytes on the disk: whole or not at all, by one at a time, and only below the office's folder."""

from __future__ import annotations

import errno
import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path, PurePosixPath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from repairctl.edges import durable, journal
from repairctl.edges.durable import Busy, CannotWrite, Lock, OutsideOffice
from repairctl.edges.journal import BrokenJournal, Item, Journal


@pytest.mark.parametrize("old", [None, b"old", b""])
def test_a_file_is_replaced_whole(tmp_path: Path, old: bytes | None) -> None:
    file = tmp_path / "a" / "水 表.yaml"
    if old is not None:
        file.parent.mkdir()
        file.write_bytes(old)
        file.chmod(0o640)
    durable.write_whole(file, b"new\r\n\x1a")
    assert file.read_bytes() == b"new\r\n\x1a"
    assert [path.name for path in file.parent.iterdir()] == ["水 表.yaml"]
    assert old is None or os.name == "nt" or file.stat().st_mode & 0o777 == 0o640


@pytest.mark.parametrize("call", ["fsync", "replace", "chmod"])
@pytest.mark.parametrize("failure", [OSError(errno.ENOSPC, "No space left on device"), KeyboardInterrupt()])
def test_a_failed_replacement_leaves_the_old_file_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, call: str, failure: BaseException
) -> None:
    file = tmp_path / "a.yaml"
    file.write_bytes(b"old")
    monkeypatch.setattr(os, call, _raiser(failure))
    with pytest.raises((CannotWrite, KeyboardInterrupt)):
        durable.write_whole(file, b"new", "a.yaml")
    assert file.read_bytes() == b"old"
    assert len(list(tmp_path.iterdir())) == 1


def test_what_a_killed_program_left_half_written_is_cleared_away_by_the_next_that_writes_there(tmp_path: Path) -> None:
    ended = subprocess.run(
        [sys.executable, "-c", "import os; print(os.getpid())"], capture_output=True, text=True, check=True
    ).stdout.strip()
    for name, old in ((ended, 120), (ended + "0000", 5), (str(os.getppid()), 120)):
        left = tmp_path / f".repairctl-{name}.tmp"
        left.write_bytes(b"half")
        os.utime(left, (left.stat().st_mtime - old,) * 2)
    durable.write_whole(tmp_path / "sheet.html", b"whole")
    assert sorted(one.name for one in tmp_path.iterdir()) == sorted(
        [f".repairctl-{ended}0000.tmp", f".repairctl-{os.getppid()}.tmp", "sheet.html"]
    )


def test_a_refusal_to_write_says_where_why_and_what_next() -> None:
    told = str(CannotWrite("records/a.yaml", OSError(errno.ENOSPC, "No space left on device")))
    assert told.startswith("records/a.yaml cannot be written: no space left on device. Make room")
    assert CannotWrite("x", OSError()).exit_code == 4


@pytest.mark.parametrize("path", ["../a", "a/../../b", "/etc/passwd", ".git/config", "a/.GIT/x", ".", "a\0b"])
def test_a_path_that_climbs_out_is_refused(tmp_path: Path, path: str) -> None:
    with pytest.raises(OutsideOffice):
        durable.inside(tmp_path, PurePosixPath(path))


@pytest.mark.skipif(os.name == "nt", reason="links need a privilege there")
@pytest.mark.parametrize("link", ["records", "records/orders", "records/orders/a.yaml"])
def test_a_path_through_a_link_is_refused(tmp_path: Path, link: str) -> None:
    root, away = tmp_path / "office", tmp_path / "away"
    (root / link).parent.mkdir(parents=True)
    away.mkdir()
    (root / link).symlink_to(away)
    with pytest.raises(OutsideOffice, match=f"{link} -> "):
        durable.inside(root, PurePosixPath("records/orders/a.yaml"))


def test_the_root_itself_may_be_reached_through_a_link(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "office").symlink_to("real")
    assert durable.inside(tmp_path / "office", PurePosixPath("a.yaml")) == tmp_path / "office" / "a.yaml"


HOLDS = """
import sys, time
from pathlib import Path
from repairctl.edges.durable import Lock
sys.argv = ["/usr/bin/repairctl", "order", "accept", "WO-1", "--phone", "13800000000"]
LOCK = Lock(Path({folder!r}), 5)
LOCK.take()
print("held", flush=True)
time.sleep(60)
"""


def _holder(folder: Path) -> subprocess.Popen[str]:
    process = subprocess.Popen(
        [sys.executable, "-c", HOLDS.format(folder=str(folder))],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": _here()},
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "held\n"
    return process


def test_waiting_in_vain_names_who_holds_the_lock_but_not_what_was_typed(tmp_path: Path) -> None:
    with _holder(tmp_path) as holder:
        with pytest.raises(Busy) as refused:
            Lock(tmp_path, 0).take()
        holder.kill()
    told = str(refused.value)
    assert f"repairctl order accept WO-1 (process {holder.pid}) has been writing to this office since 20" in told
    assert "138" not in told


def test_the_lock_of_a_killed_process_is_free_and_its_file_stays(tmp_path: Path) -> None:
    with _holder(tmp_path) as holder:
        holder.kill()
    lock = Lock(tmp_path, 5)
    lock.take()
    lock.let_go()
    assert (tmp_path / "repairctl.lock").exists()


def test_without_a_readable_note_the_lock_still_refuses(tmp_path: Path) -> None:
    with _holder(tmp_path) as holder:
        (tmp_path / "repairctl" / "holder.json").write_text("{")
        with pytest.raises(Busy, match="Another program is writing"):
            Lock(tmp_path, 0).take()
        holder.kill()


def test_a_lock_that_cannot_be_made_is_a_refusal(tmp_path: Path) -> None:
    (tmp_path / "repairctl.lock").mkdir()
    with pytest.raises(CannotWrite):
        Lock(tmp_path, 0).take()


ITEMS = st.builds(Item, st.text(min_size=1), st.none() | st.binary(), st.binary(), st.booleans(), st.text())


@given(st.builds(Journal, st.text(), st.text(), st.lists(ITEMS).map(tuple), st.lists(st.text()).map(tuple)))
def test_a_journal_is_read_as_it_was_written(written: Journal) -> None:
    assert journal.parsed(journal.dumped(written)) == written


@pytest.mark.parametrize("text", ["", "{}", "[]", '{"ref": "", "head": "", "folders": [], "items": [{}]}'])
def test_a_broken_journal_is_named_and_not_thrown_away(tmp_path: Path, text: str) -> None:
    file = tmp_path / "repairctl" / "journal" / "open.json"
    file.parent.mkdir(parents=True)
    file.write_text(text)
    with pytest.raises(BrokenJournal, match=r"open\.json"):
        journal.read(tmp_path)
    assert journal.pending(tmp_path)


def test_files_somebody_changed_since_are_left_alone_and_named(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"old")
    planned = Journal("", "", (Item("a", b"old", b"new"), Item("b/c", None, b"new"), Item("d", None, b"new")), ("b",))
    planned.carry_out(tmp_path)
    (tmp_path / "b" / "c").write_bytes(b"somebody's")
    assert planned.put_back(tmp_path) == ("b/c",)
    assert {path.name: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()} == {"a": b"old", "c": b"somebody's"}


@pytest.mark.parametrize("linked", [True, False])
def test_files_are_put_back_with_and_without_hard_links(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, linked: bool) -> None:
    if not linked:
        monkeypatch.setattr(os, "link", _raiser(OSError(errno.EPERM, "not here")))
    (tmp_path / "a").write_bytes(b"old")
    planned = Journal("", "", (Item("a", b"old", b"new"), Item("b/c", None, b"new")), ("b",))
    planned.carry_out(tmp_path)
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b/c").read_bytes() == b"new"
    assert planned.put_back(tmp_path) == ()
    assert [(path.name, path.read_bytes()) for path in tmp_path.iterdir()] == [("a", b"old")]


def test_a_commit_that_outlived_its_files_brings_them_back(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"old")
    planned = Journal("", "", (Item("a", b"old", b"new"),))
    assert planned.finish(tmp_path) == ()
    assert (tmp_path / "a").read_bytes() == b"new"


def _raiser(failure: BaseException) -> Callable[..., None]:
    def raiser(*_: object, **__: object) -> None:
        raise failure

    return raiser


def _here() -> str:
    return str(Path(durable.__file__).parents[2])


def test_the_note_of_the_holder_is_plain(tmp_path: Path) -> None:
    lock = Lock(tmp_path, 1)
    lock.take()
    assert json.loads((tmp_path / "repairctl" / "holder.json").read_text())["pid"] == os.getpid()
    lock.let_go()
