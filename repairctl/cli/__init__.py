"""The door to the terminal: the only place that reads the clock, the environment, the folder and what the streams can take."""

from __future__ import annotations

import codecs
import errno
import gc
import os
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime, tzinfo
from pathlib import Path
from typing import NoReturn
from zoneinfo import ZoneInfo

from msgspec.structs import replace

from repairctl.cli.answering import Bugs, answered, refused
from repairctl.cli.commands import NobodyReads
from repairctl.cli.desk import Desk, Terminal
from repairctl.cli.language import Tongue, first_known, said_in_settings, zone_in_settings
from repairctl.errors import Misuse, RepairError, say
from repairctl.model import Minute, minute_of
from repairctl.texts import FIRST_YEAR, LAST_YEAR

LARGEST_SETTINGS = 1 << 20
SELDOM = 50_000
"""Objects made before the collector looks for circles; by default it would look a hundred times in a command that makes none."""


class BadClock(Misuse):
    """REPAIRCTL_NOW is no moment."""

    def __init__(self, text: str) -> None:
        super().__init__(say("REPAIRCTL_NOW is {text}; it must be a moment, as 2026-03-07T22:40.", text=text))


class FolderGone(Misuse):
    """The folder in which the person stands was deleted or moved away."""

    def __init__(self) -> None:
        super().__init__(say("The folder you are in is not there any more."), say("Go into one that is: cd"))


class CannotTell(RepairError):
    """The output itself cannot be written: the disk behind it is full."""

    exit_code = 4

    def __init__(self, error: OSError) -> None:
        why = (error.strerror or type(error).__name__).lower()
        super().__init__(say("The output cannot be written: {why}. What was to be recorded is recorded; repairctl log tells.", why=why))


def main() -> NoReturn:
    """The console script."""
    gc.set_threshold(SELDOM)
    for name in ("stdin", "stdout", "stderr"):  # cron and daemons may start a program without them
        if getattr(sys, name) is None:
            setattr(sys, name, os.fdopen(os.open(os.devnull, os.O_RDWR), "r" if name == "stdin" else "w", encoding="utf-8"))
    for stream in (sys.stdin, sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure:  # a GBK pipe or LANG=C stops no command half way; bytes that are no text are refused by whoever reads them
            reconfigure(errors="surrogateescape" if stream is sys.stdin else "backslashreplace")
    code = run(sys.argv[1:])
    gc.freeze()  # what is left is not searched for circles once more: a tenth of a command's time
    sys.exit(code)


def run(arguments: Sequence[str]) -> int:
    """One command; its exit code."""
    here = _here()
    desk = _plain_desk(arguments, here or Path("/"))
    if here is None:
        return refused(desk, FolderGone())
    with Bugs(desk):
        try:
            return answered(arguments, _clocked(desk))
        except BadClock as refusal:
            return refused(desk, refusal)
        except NobodyReads:
            return _nobody_reads()
        except OSError as error:
            if error.errno == errno.EPIPE:
                return _nobody_reads()
            if error.filename is not None:
                raise
            _nobody_reads()
            return refused(desk, CannotTell(error))


def _nobody_reads() -> int:
    """Whoever read our output has gone; what is still buffered goes nowhere, quietly."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return 0


# ------------------------------------------------------------------ the surroundings


def _here() -> Path | None:
    try:
        return Path.cwd()
    except OSError:
        return None


def _plain_desk(arguments: Sequence[str], here: Path) -> Desk:
    """The desk before any option is understood: the language must be known to say that one is not."""
    settings = _settings(here / _typed(arguments, ("--office", "--物业")))
    tongue = Tongue(first_known(_languages(arguments, settings, os.environ)), ZoneInfo(zone_in_settings(settings)), 0)
    return Desk(0, here, tongue, _terminal("--no-pager" in arguments), json="--json" in arguments)


def _clocked(desk: Desk) -> Desk:
    said = os.environ.get("REPAIRCTL_NOW", "")
    now = _now(said, desk.tongue.zone)
    clock = None if said else lambda: minute_of(datetime.now(UTC))

    def wait(seconds: int) -> Minute:
        time.sleep(seconds)
        return _now(said, desk.tongue.zone)

    return replace(desk, now=now, tongue=replace(desk.tongue, now=now), wait=wait, clock=clock)


def _now(text: str, zone: tzinfo) -> Minute:
    """The system's clock, or for demonstrations and tests REPAIRCTL_NOW; without an offset it is in the office's zone."""
    if not text:
        return minute_of(datetime.now(UTC))
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise BadClock(text) from None
    if not FIRST_YEAR < moment.year < LAST_YEAR:  # a day on either side of now must have a date, too
        raise BadClock(text)
    return minute_of(moment if moment.tzinfo else moment.replace(tzinfo=zone))


def _languages(arguments: Sequence[str], settings: str, environment: Mapping[str, str]) -> Iterator[str]:
    """What may say the language, in order: the option, the environment, the office, the system."""
    yield _typed(arguments, ("--lang", "--界面语言"))
    yield environment.get("REPAIRCTL_LANG", "")
    yield said_in_settings(settings)
    yield next((word for name in ("LC_ALL", "LC_MESSAGES", "LANG") if (word := environment.get(name))), "")
    if sys.platform == "win32":
        import ctypes
        import locale

        yield locale.windows_locale.get(ctypes.windll.kernel32.GetUserDefaultUILanguage(), "")


def _typed(arguments: Sequence[str], names: Sequence[str]) -> str:
    """The last value of an option wherever it stands."""
    found = ""
    for place, word in enumerate(arguments):
        name, equals, value = word.partition("=")
        if name in names:
            found = value if equals else "".join(arguments[place + 1 : place + 2])
    return found


def _settings(folder: Path) -> str:
    """The text of the office.yaml that a folder lies under; '' where there is none."""
    for one in (folder, *folder.resolve().parents):
        try:
            with (one / "office.yaml").open(encoding="utf-8", errors="replace") as file:
                return file.read(LARGEST_SETTINGS)
        except OSError:
            continue
    return ""


def _terminal(whole: bool) -> Terminal:
    shows = sys.stdout.isatty()
    utf8 = codecs.lookup(sys.stdout.encoding or "ascii").name == "utf-8"
    columns, lines = _size() if shows else (80, 24)
    colour, dumb = shows and not os.environ.get("NO_COLOR"), os.environ.get("TERM", "dumb") == "dumb" and sys.platform != "win32"
    hints = os.environ.get("REPAIRCTL_HINTS", "").lower() not in ("no", "off", "false", "0")
    pages = lines if shows and sys.stdin.isatty() and not (whole or dumb) and _pager() else 0
    windows = sys.platform in ("win32", "darwin") or any(os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY"))
    return Terminal(sys.stdin.isatty() and sys.stderr.isatty(), shows, max(columns, 40), utf8, colour, dumb, hints, pages, windows)


def _size() -> tuple[int, int]:
    from shutil import get_terminal_size  # what is printed for programs has no size

    return get_terminal_size((80, 24))


def _pager() -> bool:
    """Whether there is a pager that shows Chinese and ends by itself on one screen: the person's own, or `less`; never `more`."""
    from shutil import which

    named = os.environ.get("PAGER")
    if named is None:
        os.environ["PAGER"] = "less"
    os.environ.setdefault("LESS", "FIRX")
    os.environ.setdefault("LESSCHARSET", "utf-8")
    words = (named if named is not None else "less").split()
    return bool(words) and Path(words[0]).stem != "more" and which(words[0]) is not None
