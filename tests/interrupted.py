"""A program: stops one command at every line of the durable side in turn, gives the next command, and prints what is then not as it must be.

`interrupted.py FOLDER kill|int|term|group STRIDE quickly|plainly`: killed, Ctrl-C, asked to end; or killed together with git at so
many moments. Recorded by ourselves, or through git.
"""

from __future__ import annotations

import os
import shutil
import signal
import sys
import time
from pathlib import Path
from types import FrameType
from typing import Any

from repairctl.edges.history import History
from repairctl.edges.history_refusals import GitLocked
from repairctl.edges.transaction import pending, recover
from tests.repository import GONE, NEW, ORDER, PRIVATE, commit, commits, leftovers, made, picture, plainly, remove, write

SIGNALS = {"kill": signal.SIGKILL, "int": signal.SIGINT, "term": signal.SIGTERM}
TRACED: tuple[str, ...] = ("durable.py", "journal.py", "postponed.py", "history.py", "history_run.py", "transaction.py")
TRACED += ("quickly.py", "history_quick.py", "history_objects.py", "history_swap.py")
AFTER = {ORDER: b"status: accepted\n", NEW: b"status: new\n", PRIVATE: b"name: \xe7\x8e\x8b\n"}


def command(root: Path) -> None:
    """The command that is interrupted: one file changed, one made in a new folder, one private, one taken out."""
    commit(root, *(write(root, path, data.decode(), tracked=path != PRIVATE) for path, data in AFTER.items()), remove(root, GONE))


class Stopping:
    """A trace function that sends a signal to its own process at the n-th line of the durable side."""

    def __init__(self, at: int, number: int) -> None:
        self.left, self.number = at, number

    def __call__(self, frame: FrameType, event: str, _: Any) -> Any:
        if os.path.basename(frame.f_code.co_filename) not in TRACED or "edges" not in frame.f_code.co_filename:
            return None
        self.left -= event == "line"
        if event == "line" and self.left == 0:
            os.kill(os.getpid(), self.number)
        return self


def stopped_at_line(root: Path, at: int, number: int) -> int:
    """Runs the command in a child that gets the signal at a line; gives how it ended (0 = it has no such line)."""
    child = os.fork()
    if child == 0:
        stopping = Stopping(at, number)
        sys.settrace(stopping)
        try:
            command(root)
        except KeyboardInterrupt:
            os._exit(130)
        os._exit(0 if stopping.left > 0 else 3)
    return os.waitpid(child, 0)[1]


def stopped_with_git(root: Path, after: float) -> int:
    """Runs the command in a group of its own and kills all of it after some seconds."""
    child = os.fork()
    if child == 0:
        command(root)
        os._exit(0)
    os.setpgid(child, child)
    end = time.perf_counter() + after
    while time.perf_counter() < end:
        ended, status = os.waitpid(child, os.WNOHANG)
        if ended:
            return status
        time.sleep(0.001)
    os.killpg(child, signal.SIGKILL)
    return os.waitpid(child, 0)[1]


def how_long(template: Path, root: Path) -> float:
    """How many seconds the command takes on this machine now."""
    shutil.copytree(template, root)
    start = time.perf_counter()
    stopped_with_git(root, 60.0)
    return time.perf_counter() - start


def put_right(root: Path) -> str:
    """What the next command says; where git itself left a lock, a person deletes it as told."""
    history = History.open(root)
    told = ""
    for _ in range(4):
        try:
            told = told or str(recover(root, history.git_dir, 20) or "")
            history.check_ready()
            return told
        except GitLocked as refusal:
            assert "delete that file" in str(refusal)
            Path(str(refusal.sentences[0].facts["path"])).unlink()
    return "still locked"


def faults(root: Path, before: dict[str, bytes | None]) -> list[str]:
    """What is neither as before nor as after exactly one commit."""
    now = picture(root)
    after = {**before, **AFTER, GONE: None}
    files = {name: held for name, held in now.items() if held is not None}
    count = commits(root)
    found = [f"left over: {leftovers(root)}"] if leftovers(root) else []
    found += ["pending"] if pending(History.open(root).git_dir) else []
    if count == 1 and now != before:
        found.append(f"not as before: {sorted(name for name in now if now[name] != before.get(name))}")
    if count == 2 and files != {name: held for name, held in after.items() if held is not None}:
        found.append(f"not as after: {sorted(name for name in files if files[name] != after.get(name))} {now['git status']!r}")
    return found + ([f"{count} commits"] if count not in (1, 2) else [])


def main(folder: Path, mode: str, stride: int, way: str) -> None:
    template = made(folder / "template")
    shutil.rmtree(template / ".git" / "hooks", ignore_errors=True)
    if way == "plainly":
        plainly(template)
    whole = how_long(template, folder / "whole") if mode == "group" else 0.0
    point, ended, tally = 1, 1, {1: 0, 2: 0}
    while ended != 0 and (mode != "group" or point <= stride):
        root = folder / f"{mode}-{point}"
        shutil.copytree(template, root)
        before = picture(root)
        ended = stopped_with_git(root, 1.1 * whole * point / stride) if mode == "group" else stopped_at_line(root, point, SIGNALS[mode])
        at_once = faults(root, before) if mode == "int" else []
        told = put_right(root)
        for fault in at_once + faults(root, before):
            print(f"FAULT {mode} {point}: {fault} ({told})")
        tally[min(commits(root), 2)] += 1
        commit(root, write(root, "other.txt", f"after {point}\n"))
        shutil.rmtree(root)
        point, ended = (point + 1, 1) if mode == "group" else (point + stride, ended)
    print(f"{sum(tally.values())} times interrupted, {tally[1]} undone, {tally[2]} recorded")


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]), sys.argv[4])
