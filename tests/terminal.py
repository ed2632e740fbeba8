"""A real terminal for tests: a process of its own on a pseudo-terminal, typed to and read from as a person would."""

from __future__ import annotations

import codecs
import os
import re
import select
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
PATIENCE = float(os.environ.get("PATIENCE", 30))
COLUMNS, LINES = 80, 24
ESCAPES = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")


@dataclass
class Terminal:
    """A command at a terminal. `screen` is all that stood there; `typed` counts the keys that were pressed."""

    process: subprocess.Popen[bytes]
    keyboard: int
    encoding: str = "utf-8"
    screen: str = ""
    typed: str = ""
    looked: int = 0
    _decoder: Any = field(init=False)

    def __post_init__(self) -> None:
        self._decoder = codecs.getincrementaldecoder(self.encoding)("backslashreplace")

    def sees(self, *texts: str) -> str:
        """Waits until the texts stand on the screen, one after the other, after what was seen before; gives what stood up to there."""
        begin = self.looked
        for text in texts:
            while (found := self.screen.find(text, self.looked)) < 0:
                if not self._read():
                    raise AssertionError(f"never saw {text!r} after:\n{self.screen[self.looked :]}\n--- all:\n{self.screen}")
            self.looked = found + len(text)
        return self.screen[begin : self.looked]

    def types(self, text: str, *, enter: bool = True) -> None:
        """Presses the keys of a text, and Enter."""
        keys = text + ("\n" if enter else "")
        self.typed += keys
        os.write(self.keyboard, keys.encode(self.encoding))

    def answers(self, prompt: str, text: str = "") -> None:
        """Waits for a prompt and answers it."""
        self.sees(prompt)
        self.sees(": ") if not prompt.endswith(": ") else None
        self.types(text)

    def ends(self) -> int:
        """Waits for the end; the exit code."""
        while self._read():
            continue
        assert self.process.poll() is not None or self._gone(), f"it did not end:\n{self.screen}"
        return self.process.wait()

    def _gone(self) -> bool:
        try:
            self.process.wait(1)
        except subprocess.TimeoutExpired:
            return False
        return True

    def interrupts(self) -> None:
        """Ctrl-C."""
        os.killpg(self.process.pid, signal.SIGINT)

    def _read(self) -> bool:
        """What the terminal shows next; False once nothing more will come."""
        end = time.monotonic() + PATIENCE
        while not select.select([self.keyboard], [], [], 0.05)[0]:
            if time.monotonic() > end:
                return False
            if self.process.poll() is not None and not select.select([self.keyboard], [], [], 0.2)[0]:
                return False
        try:
            data = os.read(self.keyboard, 4096)
        except OSError:  # Linux says so when the other end is closed
            return False
        self.screen += ESCAPES.sub("", self._decoder.decode(data)).replace("\r\n", "\n")
        return bool(data)


@contextmanager
def terminal(office: Path, now: str, words: Sequence[str], *, encoding: str = "utf-8", **environment: str) -> Iterator[Terminal]:
    """A command begun at a terminal of 80 x 24."""
    import fcntl
    import pty
    import struct
    import termios

    master, slave = pty.openpty()
    fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", LINES, COLUMNS, 0, 0))
    kept = {name: value for name, value in os.environ.items() if name not in ("COLUMNS", "LINES", "PYTHONDONTWRITEBYTECODE")}
    around = {**kept, "PYTHONPATH": str(ROOT), "TERM": "dumb", "REPAIRCTL_NOW": now, "REPAIRCTL_LANG": "zh", **environment}
    command = [sys.executable, "-m", "repairctl", *words]
    process = subprocess.Popen(command, cwd=office, env=around, stdin=slave, stdout=slave, stderr=slave, start_new_session=True)
    os.close(slave)
    one = Terminal(process, master, encoding)
    try:
        yield one
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        os.close(master)
