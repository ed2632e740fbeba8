"""Runs contestants by turns, and says what each took: time, processor, memory, and whether its answer was right."""

from __future__ import annotations

import os
import re
import subprocess
import tempfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import NamedTuple

from benchmarks.corpus import ENVIRONMENT, NOW, ROOT

OURS = Path(os.sys.executable).with_name("repairctl")  # type: ignore[attr-defined]
# Compiled modules are kept on an office's machine; a build machine may forbid it, and would time the compiler.
HERE = {name: value for name, value in ENVIRONMENT.items() if not name.endswith("_DATE") and name != "PYTHONDONTWRITEBYTECODE"} | {
    "REPAIRCTL_NOW": NOW,
    "PYTHONPATH": str(ROOT),
    "LC_ALL": "C.UTF-8",
    "TZ": "Asia/Shanghai",
}
NAMED = re.compile(r"WO-\d{8}-\d{3}")
WORDS = 110


class Contestant(NamedTuple):
    """Who is timed: `command` is asked for each round, `before` is done before it and not timed.

    `named`: so many orders must be named in the answer; 0: any answer but none; None: none is expected.
    """

    name: str
    command: Callable[[int], Sequence[str]]
    at: Path
    named: int | None = 0
    environment: Mapping[str, str] = {}
    before: Callable[[int], object] = lambda turn: None
    codes: Sequence[int] = (0,)


class Took(NamedTuple):
    """Medians of wall and processor milliseconds, the highest memory in MB; `why` says why there are none."""

    wall: float = 0.0
    busy: float = 0.0
    peak: float = 0.0
    why: str = ""


class Ran(NamedTuple):
    """One run."""

    code: int
    wall: float
    busy: float
    peak: float
    out: str
    err: str


def always(*command: object) -> Callable[[int], Sequence[str]]:
    """The same command in every round."""
    words = [str(one) for one in command]
    return lambda turn: words


def once(command: Sequence[str], at: Path, environment: Mapping[str, str] = HERE) -> Ran:
    """Runs a command; its memory is that of the largest process it started."""
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        begun = perf_counter()
        process = subprocess.Popen(command, cwd=at, env=environment, stdin=subprocess.DEVNULL, stdout=out, stderr=err)
        _, status, used = os.wait4(process.pid, 0)
        wall = perf_counter() - begun
        process.returncode = os.waitstatus_to_exitcode(status)
        said = [_all_of(one) for one in (out, err)]
    return Ran(process.returncode, wall * 1000, (used.ru_utime + used.ru_stime) * 1000, used.ru_maxrss / 1024, *said)


def _all_of(file: object) -> str:
    file.seek(0)  # type: ignore[attr-defined]
    return bytes(file.read()).decode(errors="replace")  # type: ignore[attr-defined]


def raced(contestants: Sequence[Contestant], rounds: int, warm: int = 1) -> dict[str, Took]:
    """Every round runs each once, so that drift strikes all; the first rounds warm the disk. Who fails once is out."""
    ran: dict[str, list[Ran]] = {one.name: [] for one in contestants}
    out: dict[str, str] = {}
    for turn in range(rounds + warm):
        for one in (one for one in contestants if one.name not in out):
            one.before(turn)
            done = once(one.command(turn), one.at, {**HERE, **one.environment})
            if why := wrong(one, done):
                out[one.name] = why
            elif turn >= warm:
                ran[one.name].append(done)
    return {name: Took(why=out[name]) if name in out else _medians(runs) for name, runs in ran.items()}


def _medians(runs: Sequence[Ran]) -> Took:
    return Took(median(one.wall for one in runs), median(one.busy for one in runs), max(one.peak for one in runs))


def wrong(one: Contestant, ran: Ran) -> str:
    """Why a run does not count: a quick refusal would win."""
    if ran.code not in one.codes:
        said = " ".join((ran.err or ran.out).split())
        return "not there" if "There is no command" in said or "No such option" in said else f"ended with {ran.code}: {said[:WORDS]}"
    if one.named is None:
        return ""
    found = len(set(NAMED.findall(ran.out)))
    if one.named and found != one.named:
        return f"names {found} orders instead of {one.named}"
    return "" if ran.out.strip() else "says nothing"
