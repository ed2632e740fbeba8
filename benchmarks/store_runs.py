"""Runs contestants by turns, and says what each took: time, processor, memory, and whether its answer was right."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from pathlib import Path
from statistics import median
from typing import NamedTuple

from benchmarks.corpus import ENVIRONMENT, NOW, ROOT

OURS = Path(sys.executable).with_name("repairctl")
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
    starter = _starter()
    assert starter.stdin and starter.stdout
    with tempfile.NamedTemporaryFile() as out, tempfile.NamedTemporaryFile() as err:
        starter.stdin.write(json.dumps([[str(one) for one in command], str(at), dict(environment), out.name, err.name]) + "\n")
        starter.stdin.flush()
        code, wall, busy, peak = json.loads(starter.stdout.readline())
        said = [one.read().decode(errors="replace") for one in (out, err)]
    return Ran(code, wall * 1000, busy * 1000, peak / 1024, *said)


@cache
def _starter() -> subprocess.Popen[str]:
    script = Path(__file__).with_name("store_starter.py")
    return subprocess.Popen([sys.executable, "-S", str(script)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, encoding="utf-8")


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
