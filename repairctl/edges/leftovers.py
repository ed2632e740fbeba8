"""What interrupted programs leave behind, whether our lock is held, whether a program runs. Deletes only what it is told to."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from msgspec import Struct

from repairctl.edges import signs
from repairctl.edges.durable import OWN, Busy, CannotWrite, Holder, Lock, remove, runs

BESIDE = re.compile(rf"\.{OWN}-\d+\.(new|old)|\.{OWN}-(?P<pid>\d+)\.tmp")
INSIDE = re.compile(rf"(clock-|(index|history|verdicts)-.*\.sqlite-|\.{OWN}-)(?P<pid>\d+)(\.new|\.tmp)?")
"""The number is a process's, but beside a record it is the file's in its command, which held the lock."""
PLACES = ("records", "private", "policies", "templates")
YOUNG_NS = 600 * signs.SECOND_NS
"""A file as young may be a running command's, where nothing tells whose it is."""


def temporary(root: Path, git_dir: Path | None) -> Iterator[Path]:
    """Our temporary files that no running command can own: its process is gone, or the file is old."""
    now = signs.clock(git_dir / OWN) if git_dir else 0
    for path, pid in _named(root, git_dir):
        with suppress(OSError):
            old = path.lstat().st_mtime_ns < now - YOUNG_NS
            if old or not pid or not runs(str(pid)):
                yield path


def _named(root: Path, git_dir: Path | None) -> Iterator[tuple[Path, int]]:
    """Every file with a name that only ours have, and the process whose number it bears (0: none)."""
    below = (folder for place in PLACES for folder, _, _ in os.walk(root / place))
    for folder in (str(root), *below):
        yield from _in(Path(folder), BESIDE)
    if git_dir is not None:
        yield from _in(git_dir / OWN, INSIDE)
        yield from _in(git_dir / "hooks", INSIDE)


def _in(folder: Path, pattern: re.Pattern[str]) -> Iterator[tuple[Path, int]]:
    with suppress(OSError):
        for name in sorted(os.listdir(folder)):
            if match := pattern.fullmatch(name):
                yield folder / name, int(match["pid"] or 0)


def removed(path: Path) -> None:
    """Takes one of them away. Raises CannotWrite."""
    try:
        remove(path)
    except OSError as error:
        raise CannotWrite(str(path), error) from None


class Free(Struct, frozen=True):
    """Whether the office's lock could be had, and who holds it where it could not (None: nobody says)."""

    free: bool
    holder: Holder | None = None


def lock(git_dir: Path) -> Free:
    """Whether the office's lock can be had at once; it is given back at once. Raises CannotWrite."""
    ours = Lock(git_dir, 0)
    try:
        ours.take()
    except Busy as busy:
        return Free(False, busy.holder)
    ours.let_go()
    return Free(True)


def running(program: str, root: Path) -> bool | None:
    """Whether a program of that name works in the office or below it; None where the system does not tell."""
    try:
        numbers = [name for name in os.listdir("/proc") if name.isdecimal()]
    except OSError:
        return None
    return any(_works_in(Path("/proc") / number, program, root) for number in numbers) if numbers else None


def _works_in(process: Path, program: str, root: Path) -> bool:
    with suppress(OSError):
        name = (process / "comm").read_text(encoding="utf-8", errors="replace").strip()
        if name == program or name.startswith(f"{program}-"):
            here = Path(os.readlink(process / "cwd"))
            return here == root or root in here.parents
    return False
