"""Several clerks at once, each taking steps as quickly as they can: how many steps a second, and whether what they were told is true."""

from __future__ import annotations

import re
import subprocess
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from time import perf_counter

from benchmarks.corpus import path_of, run
from benchmarks.corpus_orders import DAY, DAYS, DESK, Order, moment
from benchmarks.store_offices import Offices
from benchmarks.store_rows import Row
from benchmarks.store_runs import HERE, OURS, Took, once

STEPS = 25
SHARED = 12
"""So few orders that clerks meet."""
SHAPE = re.compile(r"\b(SCH-[A-Z-]+|LOG-TWICE|STATUS-MISMATCH|STATE-JUMP)\b")


def clerks(offices: Offices, rounds: int) -> Iterator[Row]:
    """4 and 16 clerks; one round each, for it is long."""
    for many in (4, 16):
        own = _timed(many, lambda clerk, step, many=many: _step(offices.main, offices.told, clerk, step, many))  # type: ignore[misc]
        theirs = _timed(many, lambda clerk, step: _plain(offices.bare, offices.told, clerk, step))
        why = false(offices, many, own[1])
        each = many * STEPS
        ours = Took(own[0] / each * 1000, why=why)
        git = Took(theirs[0] / each * 1000, why="" if all(theirs[1].values()) else "a commit failed")
        yield Row(f"{many} clerks, each step", ours, "flock, git add && commit", git, 0.2)


Acknowledged = Mapping[tuple[int, int], bool]


def _timed(many: int, work: Callable[[int, int], bool]) -> tuple[float, Acknowledged]:
    """The seconds of all clerks together, and which steps were acknowledged."""

    def clerk(number: int) -> dict[tuple[int, int], bool]:
        return {(number, step): work(number, step) for step in range(STEPS)}

    begun = perf_counter()
    with ThreadPoolExecutor(many) as pool:
        told = list(pool.map(clerk, range(many)))
    return perf_counter() - begun, {key: done for one in told for key, done in one.items()}


def _step(root: Path, told: Sequence[Order], clerk: int, step: int, many: int) -> bool:
    one = _shared(told, clerk, step)
    at = moment((DAYS + 3) * DAY + many * 60 + clerk * STEPS + step)[:16]
    words = ("order", "note", one.id, "--text", _text(many, clerk, step), "--by", DESK, "--at", at)
    return _silent([str(OURS), *words], root)


def _plain(root: Path, told: Sequence[Order], clerk: int, step: int) -> bool:
    path = path_of(told[(clerk * STEPS + step) % len(told)].id)
    script = f"echo '# {clerk} {step}' >> {path} && git add {path} && git commit -qm note"
    return _silent(["flock", str(root / ".git/clerks.lock"), "sh", "-c", script], root)


def _silent(command: Sequence[str], root: Path) -> bool:
    return not subprocess.run(command, cwd=root, env=HERE, stdin=subprocess.DEVNULL, capture_output=True, check=False).returncode


def _shared(told: Sequence[Order], clerk: int, step: int) -> Order:
    return told[(clerk * 5 + step) % SHARED]


def _text(many: int, clerk: int, step: int) -> str:
    return f"第{clerk:02}号第{step:02}次共{many:02}"


def false(offices: Offices, many: int, told: Acknowledged) -> str:
    """What is not as the clerks were told; '' where all is true: in the files, in the history, in the eyes of git and of check."""
    root, some = offices.main, offices.told[:SHARED]
    files = Counter(one for order in some for one in _notes((root / path_of(order.id)).read_text(encoding="utf-8"), many))
    heads = Counter(one for order in some for one in _notes(run("git", "show", f"HEAD:{path_of(order.id)}", at=root), many))
    wanted = Counter(_text(many, *key) for key, done in told.items() if done)
    if not all(told.values()):
        return f"{sum(not done for done in told.values())} of {len(told)} steps were refused"
    if files != wanted or heads != wanted:
        return f"{len(wanted)} acknowledged, {files.total()} in the files, {heads.total()} in the history"
    commits = run("git", "log", "-n", str(len(told) + 5), "--format=%s", at=root)
    if sum(text in commits for text in wanted) != len(wanted):
        return "a step has no commit of its own"
    if fault := run("git", "fsck", "--connectivity-only", "--no-dangling", at=root).strip():
        return f"git fsck: {fault[:80]}"
    checked = once([str(OURS), "check", *(one.id for one in some)], root)
    shapes = sorted(set(SHAPE.findall(checked.out)))
    return f"check: {', '.join(shapes)}" if shapes else ""


def _notes(text: str, many: int) -> Sequence[str]:
    return re.findall(rf"第\d\d号第\d\d次共{many:02}", text)
