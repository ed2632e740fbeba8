"""A bar for work that takes longer than somebody waits without asking. It goes to stderr."""

from __future__ import annotations

import sys
from collections.abc import Callable

from repairctl.cli.desk import Desk

WIDTH = 40


def progress(desk: Desk, least: int = 0) -> Callable[[int, int], None]:
    """What is told after each part: how many are done, of how many. Nothing where no person reads, or of fewer than `least`."""
    if not desk.terminal.shows:
        return lambda n, total: None

    def told(n: int, total: int) -> None:
        if total >= least:
            full = WIDTH * n // max(total, 1)
            sys.stderr.write(f"\r[{'#' * full}{'.' * (WIDTH - full)}] {n}/{total}" + ("\n" if n == total else ""))
            sys.stderr.flush()

    return told
