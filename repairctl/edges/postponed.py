"""Keeps Ctrl-C and a request to end waiting while a command is between "nothing happened" and "it is recorded"."""

from __future__ import annotations

import signal
import threading
from types import FrameType, TracebackType
from typing import Any

NAMES = ("SIGINT", "SIGTERM", "SIGHUP", "SIGBREAK")  # not every system has each


class Stopped(KeyboardInterrupt):
    """Somebody wants the command to end, and it has not been recorded yet."""


class Postponed:
    """While entered, signals wait. On leaving, the first that came is delivered, unless it was Ctrl-C and came too late."""

    def __init__(self) -> None:
        self.came: int | None = None
        self.too_late = False
        self._before: dict[int, Any] = {}

    def __enter__(self) -> Postponed:
        if threading.current_thread() is threading.main_thread():
            for number in (getattr(signal, name) for name in NAMES if hasattr(signal, name)):
                if signal.getsignal(number) not in (None, signal.SIG_IGN):  # nohup stays nohup
                    self._before[number] = signal.signal(number, self._note)
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        for number, handler in self._before.items():
            signal.signal(number, handler)
        # What was recorded is told as recorded: Ctrl-C would only hide that.
        if self.came is not None and not (self.too_late and self.came == signal.SIGINT):
            signal.raise_signal(self.came)

    def check(self) -> None:
        """Raises Stopped if a signal is waiting."""
        if self.came is not None:
            raise Stopped

    def _note(self, number: int, frame: FrameType | None) -> None:
        self.came = self.came or number
