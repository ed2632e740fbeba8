"""What is done with a printed file: shown by the system's own program, or given to a printer. Knows not what stands in it."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from repairctl.errors import RepairError, say

PATIENCE = 30  # seconds
OPENERS = {"win32": ("cmd", "/c", "start", ""), "darwin": ("open",)}
OTHERS = ("xdg-open",)


class NotOpened(RepairError):
    """No program of the system shows it."""

    exit_code = 4

    def __init__(self, file: Path, why: str) -> None:
        super().__init__(say("{file} was printed but could not be opened: {why}.", file=str(file), why=why), say("Open it by hand."))


class NotSent(RepairError):
    """The printer's queue did not take it."""

    exit_code = 4

    def __init__(self, command: str, why: str) -> None:
        super().__init__(say("The printer did not take it: {why}.", why=why), say("The command was: {command}", command=command))


def opened(file: Path) -> None:
    """Opens a file with the program that the system has for it. Raises NotOpened."""
    command = OPENERS.get(sys.platform, OTHERS)
    try:
        done = _run([*command, str(file)])
    except (OSError, subprocess.TimeoutExpired) as error:
        raise NotOpened(file, f"{command[0]}: {_why(error)}") from None
    if done.returncode:
        raise NotOpened(file, f"{command[0]}: {_said(done)}")


def sent(command: Sequence[str]) -> None:
    """Runs the command that gives a file to a printer. Raises NotSent."""
    try:
        done = _run(command)
    except (OSError, subprocess.TimeoutExpired) as error:
        raise NotSent(" ".join(command), f"{command[0]}: {_why(error)}") from None
    if done.returncode:
        raise NotSent(" ".join(command), _said(done))


def _run(command: Sequence[str]) -> subprocess.CompletedProcess[bytes]:
    program = shutil.which(command[0]) or command[0]
    return subprocess.run([program, *command[1:]], stdin=subprocess.DEVNULL, capture_output=True, timeout=PATIENCE, check=False)


def _why(error: OSError | subprocess.TimeoutExpired) -> str:
    return (error.strerror or type(error).__name__).lower() if isinstance(error, OSError) else f"> {PATIENCE} s"


def _said(done: subprocess.CompletedProcess[bytes]) -> str:
    words = done.stderr.decode("utf-8", "replace").strip().splitlines()
    return "".join(char if char.isprintable() else " " for char in (words[-1] if words else str(done.returncode)))[:200]
