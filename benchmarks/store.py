"""How quick the store is beside other tools that keep records in files, on the same orders, in one run.

    python benchmarks/store.py                                  10,000 orders, 5 rounds, everything
    python benchmarks/store.py --orders 100000 --only reading --only step
    python benchmarks/store.py --orders 100000 --keep FOLDER    keeps offices and peers there, or takes those that a run has kept

Whole processes, medians, in milliseconds; `MB` is the most memory that one of them held. Every round runs every contestant once, so that a
busy moment of the machine strikes all of them. Whoever answers wrongly is out: a wrong answer would be the quickest. Peers that are missing
are installed where that is allowed (apt as root, pip into an environment of its own); what cannot be had is said, and the rest goes on.
"""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from benchmarks.store_clerks import clerks
from benchmarks.store_offices import Offices
from benchmarks.store_parts import checking, growth, log, reading, rebuild, refresh, step
from benchmarks.store_rows import HEAD, Row, memory

PARTS: dict[str, Callable[[Offices, int], Iterator[Row]]] = {
    "reading": reading,
    "step": step,
    "refresh": refresh,
    "rebuild": rebuild,
    "log": log,
    "growth": growth,
    "check": checking,
    "clerks": clerks,
}


def main() -> None:
    """Makes the offices, runs the parts, prints each row when it is there."""
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("--orders", type=int, default=10_000)
    ask.add_argument("--rounds", type=int, default=5)
    ask.add_argument("--only", action="append", choices=list(PARTS), help="this part; may be given several times")
    ask.add_argument("--keep", type=Path, help="where offices are kept from one run to the next")
    asked = ask.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="repairctl-bench-"))
    try:
        print(f"{asked.orders} orders, medians of {asked.rounds} rounds\n\n{HEAD}", flush=True)
        offices = Offices(folder, asked.keep, asked.orders)
        rows = list(_shown(offices, asked.only or list(PARTS), asked.rounds))
        offices.close()
        print(memory(rows).text())
        print(f"\n{sum(row.met is True for row in rows)} met, {sum(row.met is False for row in rows)} not met, "
              f"{sum(row.met is None for row in rows)} without an answer")  # fmt: skip
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _shown(offices: Offices, parts: Sequence[str], rounds: int) -> Iterator[Row]:
    for part in parts:
        for row in PARTS[part](offices, rounds):
            print(row.text(), flush=True)
            yield row


if __name__ == "__main__":
    main()
