"""Work that several processes do side by side, its results in the order of its parts. Where that fails, one process does the rest."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar, cast

Part = TypeVar("Part")
Result = TypeVar("Result")

MOST = 8
"""Processes at a time; each holds the policies once more."""
WAY = "fork" if sys.platform == "linux" else "spawn"
"""How a process begins: as a copy of this one, which has read the policies, where that is safe; else anew."""
_work: Callable[..., object]


def cores() -> int:
    """How many processes this one may run at the same time."""
    try:
        return min(len(os.sched_getaffinity(0)), MOST)
    except AttributeError:  # only Linux tells
        return min(os.cpu_count() or 1, MOST)


def spread(work: Callable[[Part], Result], parts: Sequence[Part], processes: int) -> Iterator[Result]:
    """The result of each part in order. `work`, parts and results must be picklable; what `work` raises is raised here, by this process."""
    done = 0
    if processes > 1 and len(parts) > 1:
        try:
            for result in _pooled(work, parts, min(processes, len(parts))):
                yield result
                done += 1
        except Exception:  # noqa: BLE001  # no more processes, one was killed, or it failed: what fails there fails here again
            pass
    yield from map(work, parts[done:])


def _pooled(work: Callable[[Part], Result], parts: Sequence[Part], processes: int) -> Iterator[Result]:
    from concurrent.futures import ProcessPoolExecutor  # 20 ms that small work does not pay
    from multiprocessing import get_context

    with ProcessPoolExecutor(processes, get_context(WAY), _begin, (work,)) as pool:
        yield from cast("Iterator[Result]", pool.map(_do, parts))


def _begin(work: Callable[..., object]) -> None:
    """In a process of its own: an interrupt is the first one's to answer, and without the first one there is nothing to do."""
    import signal
    from multiprocessing import parent_process
    from multiprocessing.connection import wait
    from threading import Thread

    global _work
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    first = parent_process()
    if first is not None:
        Thread(target=lambda: (wait([first.sentinel]), os._exit(1)), daemon=True).start()
    _work = work


def _do(part: object) -> object:
    return _work(part)
