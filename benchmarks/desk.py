"""How long today's screen and a completion take in an office of many orders, beside a Python that imports click and does nothing.

    python benchmarks/desk.py                  10,000 orders, 5 rounds
    python benchmarks/desk.py --orders 1000

The orders are copies of one that the real commands took from the call to the archive, but for one in fifty, which is still open.
Every round runs every command once; shown are medians, and the ratio to the floor of the same run.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path
from statistics import median
from time import perf_counter

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from benchmarks.startup import ENVIRONMENT, REPAIRCTL, run

NOW = "2026-03-09T10:00"
OPEN = 50  # one in so many is open
PER_DAY = 40
ID = "WO-20260307-001"
STORY: Sequence[Sequence[str]] = (
    ("init", "office", "--name", "Benchmark"),
    ("staff", "new", "S-01", "--name", "王敏", "--role", "manager"),
    ("staff", "new", "S-11", "--name", "李强", "--role", "technician"),
    ("report", "--unit", "QH-5-802", "--description", "厨房表后支管爆裂", "--by", "S-01", "--at", "2026-03-07T22:40"),
    ("triage", ID, "--priority", "P1", "--no-survey-needed", "--by", "S-01", "--at", "2026-03-07T22:44"),
    ("dispatch", ID, "--technician", "S-11", "--by", "S-01", "--at", "2026-03-07T22:45"),
)
REST: Sequence[Sequence[str]] = (
    ("arrive", ID, "--by", "S-11", "--at", "2026-03-07T23:05"),
    ("restore", ID, "--by", "S-11", "--at", "2026-03-08T00:40"),
    ("finish", ID, "--by", "S-11", "--work-done", "更换爆裂段，试压合格", "--at", "2026-03-08T00:50"),
    ("accept", ID, "--by", "S-01", "--sign-method", "signature", "--at", "2026-03-08T00:55"),
)


def office(folder: Path, orders: int) -> Path:
    """An office of so many orders; the copies differ in their number and day."""
    root = folder / "office"
    run(REPAIRCTL, *STORY[0], at=folder)
    for words in STORY[1:]:
        run(REPAIRCTL, *words, at=root)
    pattern = next(root.glob("records/orders/**/*.yaml"))
    unfinished = pattern.read_text(encoding="utf-8")
    for words in REST:
        run(REPAIRCTL, *words, at=root)
    finished = pattern.read_text(encoding="utf-8").replace("status: verified", "status: closed")
    finished += "\n- step: close\n  at: 2026-03-08T09:00:00+08:00\n  by: S-01\n"
    for number in range(orders - 1):
        day = date(2026, 3, 6) - timedelta(days=number // PER_DAY)
        id = f"WO-{day:%Y%m%d}-{number % PER_DAY + 1:03}"
        path = root / f"records/orders/{day:%Y/%m}/{id}.yaml"
        path.parent.mkdir(parents=True, exist_ok=True)
        text = unfinished if number % OPEN == 0 else finished
        path.write_text(text.replace(ID, id).replace("2026-03-07T", f"{day}T").replace("2026-03-08T", f"{day + timedelta(days=1)}T"))
    run("git", "add", "-A", at=root)
    run("git", "commit", "-qm", "many", at=root)
    return root


def seconds(command: list[str], at: Path, **environment: str) -> float:
    begun = perf_counter()
    done = subprocess.run(command, cwd=at, env={**ENVIRONMENT, "REPAIRCTL_NOW": NOW, **environment}, capture_output=True)
    took = perf_counter() - begun
    if done.returncode or (environment and not done.stdout):
        sys.exit(f"{command} ended with {done.returncode}: {done.stderr.decode()}")
    return took


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--orders", type=int, default=10_000)
    parser.add_argument("--rounds", type=int, default=5)
    given = parser.parse_args()
    complete = {"_REPAIRCTL_COMPLETE": "bash_complete", "COMP_WORDS": "repairctl arrive ", "COMP_CWORD": "2"}
    with tempfile.TemporaryDirectory() as folder:
        root = office(Path(folder), given.orders)
        commands = {
            "python -c 'import click'": ([sys.executable, "-c", "import click"], {}),
            "repairctl --help": ([REPAIRCTL, "--help"], {}),
            "repairctl today": ([REPAIRCTL, "today"], {}),
            "repairctl arrive <Tab>": ([REPAIRCTL], complete),
        }
        took: dict[str, list[float]] = {name: [] for name in commands}
        for _ in range(given.rounds):
            for name, (command, environment) in commands.items():
                took[name].append(seconds(command, root, **environment))
    floor = median(took["python -c 'import click'"])
    print(f"{given.orders} orders, one in {OPEN} open; medians of {given.rounds} rounds")
    for name, held in took.items():
        print(f"{name:<28}{median(held) * 1000:>8.0f} ms{median(held) / floor:>8.1f} x")


if __name__ == "__main__":
    main()
