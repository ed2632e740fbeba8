"""A clerk at a real terminal: a pseudo-terminal of 80 x 24, keys sent when the screen asks for them, everything that stood there kept."""

from __future__ import annotations

import fcntl
import os
import pty
import re
import select
import signal
import struct
import subprocess
import sys
import termios
from collections.abc import Sequence
from pathlib import Path

from msgspec import Struct, field

ROOT = Path(__file__).resolve().parent.parent
ESCAPES = re.compile(r"\x1b(?:\[[0-9;?]*[A-Za-z]|[=>])")
PATIENCE = 30.0  # seconds without a sign of life; nothing waits as long unless it hangs


class Silent(AssertionError):
    """The screen never showed what was waited for."""


class Terminal(Struct):
    """One command running at a terminal. `screen` is all that was printed so far, `typed` counts the keys."""

    master: int
    process: subprocess.Popen[bytes]
    encoding: str = "utf-8"
    held: bytes = b""
    read_up_to: int = 0
    typed: list[str] = field(default_factory=list)

    @property
    def screen(self) -> str:
        return ESCAPES.sub("", self.held.decode(self.encoding, "replace")).replace("\r\n", "\n")

    def until(self, *wanted: str) -> str:
        """Reads until one of the texts stands after what was read before; that text. Raises Silent."""
        while True:
            fresh = self.screen[self.read_up_to :]
            places = [(fresh.index(text) + len(text), text) for text in wanted if text in fresh]
            if places:
                end, text = min(places)
                self.read_up_to += end
                return text
            if not self._more():
                raise Silent(f"waited for {wanted}; the screen:\n{self.screen}")

    def type(self, line: str, *, enter: bool = True) -> None:
        """Types a line and Enter."""
        self.typed.append(line + ("\r" if enter else ""))
        os.write(self.master, self.typed[-1].encode(self.encoding, "surrogateescape"))

    def answer(self, *pairs: tuple[str, str]) -> None:
        """For each pair: waits for the question, types the answer."""
        for question, line in pairs:
            self.until(question)
            self.type(line)

    def interrupt(self) -> None:
        """Ctrl-C, and again where it came between the question and the reading of its answer: Python hears it then with the next key."""
        for _ in range(10):
            os.killpg(self.process.pid, signal.SIGINT)  # as the terminal sends it to whoever is in front
            while select.select([self.master], [], [], 2.0)[0]:
                if not self._more():
                    return

    def end(self) -> int:
        """Waits for the end; the exit code."""
        while self._more():
            pass
        os.close(self.master)
        try:
            return self.process.wait(PATIENCE)
        finally:
            if self.process.poll() is None:
                os.killpg(self.process.pid, signal.SIGKILL)

    def _more(self) -> bool:
        ready, _, _ = select.select([self.master], [], [], PATIENCE)
        if not ready:
            os.killpg(self.process.pid, signal.SIGKILL)
            raise Silent(f"nothing more came; the screen:\n{self.screen}")
        try:
            chunk = os.read(self.master, 65536)
        except OSError:  # Linux says EIO where the other side has closed
            return False
        self.held += chunk
        return bool(chunk)


def terminal(
    office: Path, words: Sequence[str], now: str, *, encoding: str = "utf-8", columns: int = 80, rows: int = 24, **environment: str
) -> Terminal:
    """A command started at a terminal of its own, in Chinese unless said otherwise."""
    master, slave = pty.openpty()
    fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
    kept = {name: value for name, value in os.environ.items() if name not in ("PYTHONDONTWRITEBYTECODE", "LC_ALL", "LANG")}
    around = {"TERM": "xterm", "REPAIRCTL_LANG": "zh", "PYTHONIOENCODING": encoding, "LANG": "C.UTF-8", "INPUTRC": os.devnull, "PAGER": ""}
    env = {**kept, **around, "REPAIRCTL_NOW": now, "PYTHONPATH": str(ROOT), **environment}

    def take_terminal() -> None:
        os.setsid()
        fcntl.ioctl(0, termios.TIOCSCTTY, 0)

    started = subprocess.Popen(
        [sys.executable, "-m", "repairctl", *words],
        cwd=office,
        env=env,
        stdin=slave,
        stdout=slave,
        stderr=slave,
        preexec_fn=take_terminal,
    )
    os.close(slave)
    return Terminal(master, started, encoding)
