"""The clipboard, through the command that the system has for it. Knows not what is copied."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Sequence

PATIENCE = 5  # seconds
_WINDOWS = (("clip.exe",),)
_MAC = (("pbcopy",),)
_OTHERS = (("wl-copy",), ("xclip", "-selection", "clipboard"), ("xsel", "--clipboard", "--input"), ("clip.exe",))


def commands() -> Sequence[Sequence[str]]:
    """What may copy on this system, the likeliest first; clip.exe answers under WSL too."""
    return {"win32": _WINDOWS, "darwin": _MAC}.get(sys.platform, _OTHERS)


def copied(text: str) -> bool:
    """Whether one of the commands took the text."""
    return any(_took(found, command[1:], text) for command in commands() if (found := shutil.which(command[0])))


def _took(program: str, words: Sequence[str], text: str) -> bool:
    data = text.encode("utf-16-le" if program.lower().endswith("clip.exe") else "utf-8", "replace")
    nowhere = subprocess.DEVNULL  # xclip stays behind to hand the text out: it must not hold our streams
    try:
        done = subprocess.run([program, *words], input=data, stdout=nowhere, stderr=nowhere, timeout=PATIENCE, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0
