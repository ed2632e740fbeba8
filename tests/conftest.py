"""Tests see none of the machine's own settings: no home, no git configuration, no language, no time zone, no terminal."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

GIT_CONFIG = """\
[user]
    name = Test Desk
    email = desk@example.org
[init]
    defaultBranch = main
[commit]
    gpgSign = false
"""
NEUTRAL = {"LANG": "C.UTF-8", "TZ": "UTC", "GIT_CONFIG_NOSYSTEM": "1", "GIT_TERMINAL_PROMPT": "0"}
OF_THE_MACHINE = ("GIT_", "LC_", "XDG_", "REPAIRCTL_", "LANGUAGE", "EMAIL", "EDITOR", "VISUAL", "PAGER", "COLUMNS", "LINES", "NO_COLOR")

# A shell that starts something in the background makes it deaf to Ctrl-C, and all that it starts; tests of Ctrl-C need ears.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)

# How long an example takes depends on who else uses the machine, and is no law of the product.
settings.register_profile("any-machine", deadline=None)
settings.load_profile("any-machine")


@pytest.fixture(scope="session", autouse=True)
def a_neutral_machine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """An empty home with a git identity in it, for this process and all that it starts."""
    home = tmp_path_factory.mktemp("home")
    (home / ".gitconfig").write_text(GIT_CONFIG, encoding="utf-8")
    with pytest.MonkeyPatch.context() as environment:
        for name in os.environ:
            if name.startswith(OF_THE_MACHINE):
                environment.delenv(name)
        for name, value in {**NEUTRAL, "HOME": str(home), "USERPROFILE": str(home), "GIT_CONFIG_GLOBAL": str(home / ".gitconfig")}.items():
            environment.setenv(name, value)
        _zone_as_set()
        yield home
    _zone_as_set()


def _zone_as_set() -> None:
    if hasattr(time, "tzset"):  # Windows has none
        time.tzset()
