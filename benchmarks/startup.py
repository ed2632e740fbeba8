"""How long a clerk waits: whole commands beside an empty Python and a bare git commit, in one run on one machine.

    make bench                  9 rounds in an office of 50 orders
    make bench ARGS='--rounds 21 --orders 1000'

Every round runs every command once, so that a busy moment of the machine strikes all of them. Shown are medians.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from functools import partial
from itertools import cycle
from pathlib import Path
from statistics import median
from time import perf_counter

REPAIRCTL = str(Path(sys.executable).with_name("repairctl"))
WHO = {f"GIT_{role}_{what}": value for role in ("AUTHOR", "COMMITTER") for what, value in (("NAME", "Desk"), ("EMAIL", "desk@example.org"))}
# Compiled modules are kept on an office's machine; a build machine may forbid it, and would time the compiler.
ENVIRONMENT = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"} | WHO
REPORT = ("order", "report", "--unit", "QH-5-802", "--description", "厨房表后支管爆裂", "--by", "S-01")


def run(*command: str, at: Path) -> str:
    """What the command prints; it must succeed, for a failure would be the fastest of all."""
    done = subprocess.run(command, cwd=at, env=ENVIRONMENT, stdin=subprocess.DEVNULL, capture_output=True, encoding="utf-8")
    if done.returncode:
        sys.exit(f"{' '.join(command)}\nended with {done.returncode}:\n{done.stdout}{done.stderr}")
    return done.stdout


def office(folder: Path, orders: int) -> tuple[Path, Sequence[str]]:
    """An office of so many orders, made by the real commands, and their IDs."""
    root = folder / "office"
    run(REPAIRCTL, "init", str(root), "--name", "Benchmark", at=folder)
    run(REPAIRCTL, "staff", "new", "S-01", "--name", "王敏", "--role", "manager", at=root)
    for number in range(orders):
        run(REPAIRCTL, *REPORT, "--at", f"2026-03-{number % 28 + 1:02}T22:40", at=root)
    return root, sorted(path.stem for path in root.glob("records/orders/**/*.yaml"))


def notes(root: Path, orders: Sequence[str]) -> Callable[[], object]:
    """A step that is recorded and committed, each time on the next order and at the next minute."""
    turns = enumerate(cycle(orders))

    def note() -> None:
        turn, order = next(turns)
        at = f"2026-04-{turn // 1440 + 1:02}T{turn // 60 % 24:02}:{turn % 60:02}"
        run(REPAIRCTL, "order", "note", order, "--text", "打电话催过", "--by", "S-01", "--at", at, at=root)

    return note


def bare_commit(folder: Path) -> Callable[[], object]:
    """One file changed and committed by git alone: what no tool that commits can be faster than."""
    root = folder / "bare"
    root.mkdir()
    run("git", "init", "-q", at=root)
    note = root / "note"
    note.write_text("", encoding="utf-8")
    run("git", "add", "note", at=root)

    def commit() -> None:
        note.write_text(note.read_text(encoding="utf-8") + "a line\n", encoding="utf-8")
        run("git", "commit", "-q", "-m", "A line", "--", "note", at=root)

    return commit


def contestants(folder: Path, orders: int) -> dict[str, Callable[[], object]]:
    """What is timed; the first two are the measure of the others."""
    root, ids = office(folder, orders)
    return {
        "python -c pass": partial(run, sys.executable, "-c", "pass", at=root),
        "git commit": bare_commit(folder),
        "repairctl --help": partial(run, REPAIRCTL, "--help", at=root),
        "order show": partial(run, REPAIRCTL, "order", "show", ids[0], at=root),
        "order list": partial(run, REPAIRCTL, "order", "list", at=root),
        "order note": notes(root, ids),
    }


def timed(runs: dict[str, Callable[[], object]], rounds: int) -> dict[str, float]:
    """The median of each in milliseconds; one round before them warms the disk and is not counted."""
    took: dict[str, list[float]] = {name: [] for name in runs}
    for _ in range(rounds + 1):
        for name, one in runs.items():
            begun = perf_counter()
            one()
            took[name].append((perf_counter() - begun) * 1000)
    return {name: median(times[1:]) for name, times in took.items()}


def main() -> None:
    """Makes the office, times, prints the table."""
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("--rounds", type=int, default=9)
    ask.add_argument("--orders", type=int, default=50)
    asked = ask.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="repairctl-bench-"))
    try:
        took = timed(contestants(folder, asked.orders), asked.rounds)
    finally:
        shutil.rmtree(folder)
    python, git = list(took.values())[:2]
    print(f"{asked.orders} orders, median of {asked.rounds} rounds\n\n{'':18}{'ms':>8}{'x python':>10}{'x git commit':>14}")
    for name, ms in took.items():
        print(f"{name:18}{ms:8.0f}{ms / python:10.1f}{ms / git:14.1f}")


if __name__ == "__main__":
    main()
