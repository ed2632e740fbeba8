"""Commands given in children of this process, each in a group of its own: for tests of many at once and of sudden ends.

A child has all of Python loaded already, so that the command itself takes most of its time. It tells how the command ended through a pipe.
"""

from __future__ import annotations

import os
import select
import signal
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import msgspec
from msgspec import Struct

from tests.clerk import Clerk, Said

WAY_OF_FORKING = "ignore:This process.*multi-threaded:DeprecationWarning"
"""Python 3.12 warns of forks in a process with threads; a worker of the test runner has some, which hold no lock that a child needs."""


class Child(Struct):
    """A process under way, and what it has said so far; it writes JSON lines."""

    pid: int
    pipe: int
    held: bytes = b""
    ended: bool = False
    status: int = 0

    def kill(self) -> None:
        """Ends the whole group at once."""
        if not self.ended:
            os.killpg(self.pid, signal.SIGKILL)
        self.wait()

    def wait(self) -> list[object]:
        """All it said until it ended."""
        while not self.ended:
            self._read(None)
        return [msgspec.json.decode(line) for line in self.held.splitlines()]

    def wait_until(self, end: float) -> bool:
        """Whether it ended before that moment of time.perf_counter."""
        while not self.ended and (left := end - time.perf_counter()) > 0:
            self._read(left)
        return self.ended

    def _read(self, seconds: float | None) -> None:
        if select.select([self.pipe], [], [], seconds)[0]:
            chunk = os.read(self.pipe, 1 << 16)
            self.held += chunk
            if not chunk:
                self.status, self.ended = os.waitpid(self.pid, 0)[1], True
                os.close(self.pipe)


Tell = Callable[[object], None]


def child(work: Callable[[Tell], None]) -> Child:
    """Starts a child that does some work and tells of it."""
    here, there = os.pipe()
    pid = os.fork()
    if pid == 0:
        code = 70
        try:
            os.setpgid(0, 0)
            os.close(here)
            work(lambda told: _write(there, told))
            code = 0
        finally:
            os._exit(code)
    with suppress(OSError):  # it was quicker, or has ended
        os.setpgid(pid, pid)
    os.close(there)
    return Child(pid, here)


def command(office: Path, now: str, words: str, **environment: str) -> Child:
    """One command; it tells `[code, out, err]` once it has ended."""

    def work(tell: Tell) -> None:
        said = Clerk(office).give(now, words, **environment)
        tell([said.code, said.out, said.err])

    return child(work)


def said(one: Child) -> Said | None:
    """How a command ended; None where it was killed before it could tell."""
    told = one.wait()
    return msgspec.convert(dict(zip(("code", "out", "err"), told[0], strict=True)), Said) if told else None  # type: ignore[call-overload]


def _write(pipe: int, told: object) -> None:
    os.write(pipe, msgspec.json.encode(told) + b"\n")
