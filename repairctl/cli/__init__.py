"""The door to the terminal: the only place that reads the clock, the environment, the folder and what the streams can take."""

from __future__ import annotations

import codecs
import errno
import os
import shutil
import sys
import traceback
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, tzinfo
from pathlib import Path
from types import TracebackType
from typing import NoReturn
from zoneinfo import ZoneInfo

import click

from repairctl.cli.commands import misuse
from repairctl.cli.desk import Desk, Terminal
from repairctl.cli.language import Tongue, first_known, said_in_settings, zone_in_settings
from repairctl.errors import Misuse, RepairError, say
from repairctl.model import Minute, minute_of

INTERRUPTED = 130
OUR_BUG = 70  # as sysexits.h has it; 1 would say that the rules say no


class BadClock(Misuse):
    """REPAIRCTL_NOW is no moment."""

    def __init__(self, text: str) -> None:
        super().__init__(say("REPAIRCTL_NOW is {text}; it must be a moment, as 2026-03-07T22:40.", text=text))


def main() -> NoReturn:
    """The console script."""
    for stream in (sys.stdin, sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure and stream is not sys.stdin:
            reconfigure(errors="backslashreplace")  # a GBK pipe or LANG=C never stops a command half way
    sys.exit(run(sys.argv[1:]))


def run(arguments: Sequence[str]) -> int:
    """One command; its exit code."""
    desk = _plain_desk(arguments)
    with _Bugs(desk):
        try:
            return _answered(arguments, _clocked(desk))
        except RepairError as refusal:
            return refused(desk, refusal)
        except click.exceptions.NoArgsIsHelpError as help_wanted:
            desk.aside(help_wanted.message)
            return 2
        except click.UsageError as error:
            return refused(desk, misuse(error))
        except (click.Abort, KeyboardInterrupt, EOFError):
            desk.aside(desk.tongue.say(say("Interrupted; nothing was recorded.")))
            return INTERRUPTED
        except OSError as error:
            if error.errno != errno.EPIPE:
                raise
            return _nobody_reads()


def _answered(arguments: Sequence[str], desk: Desk) -> int:
    from repairctl.cli.program import program

    code = program().main(list(arguments), prog_name="repairctl", standalone_mode=False, obj=desk)
    sys.stdout.flush()
    return code if isinstance(code, int) else 0


def refused(desk: Desk, refusal: RepairError) -> int:
    """Says a refusal on stderr: its sentences, or one JSON object; gives its exit code."""
    if desk.json:
        from repairctl.cli import json_forms

        findings = [json_forms.finding(desk.tongue, one) for one in getattr(refusal, "findings", ())]
        said = {"code": _code(refusal), "exit_code": refusal.exit_code, "sentence": desk.tongue.all(refusal.sentences)}
        desk.aside(json_forms.text(desk, {**said, **({"findings": findings} if findings else {})}))
    elif hasattr(refusal, "findings") or hasattr(refusal, "misfits"):  # each of them is a line of its own
        for sentence in refusal.sentences:
            desk.aside(desk.tongue.say(sentence))
    else:
        desk.aside(desk.tongue.all(refusal.sentences))
    return refusal.exit_code


def _code(refusal: RepairError) -> str:
    """`StepNotAllowed` -> `step-not-allowed`."""
    name = type(refusal).__name__
    return "".join(f"-{sign.lower()}" if sign.isupper() else sign for sign in name).lstrip("-")


class _Bugs:
    """What nobody foresaw is our fault: it says so, shows where, and is no answer of the rules."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk

    def __enter__(self) -> None: ...

    def __exit__(self, sort: type[BaseException] | None, fault: BaseException | None, where: TracebackType | None) -> None:
        if isinstance(fault, Exception):
            self.desk.aside(self.desk.tongue.say(say("This is a fault of repairctl itself; please report what stands below.")))
            self.desk.aside("".join(traceback.format_exception(fault)))
            sys.exit(OUR_BUG)


def _nobody_reads() -> int:
    """Whoever read our output has gone; what is still buffered goes nowhere, quietly."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return 0


# ------------------------------------------------------------------ the surroundings


def _plain_desk(arguments: Sequence[str]) -> Desk:
    """The desk before any option is understood: the language must be known to say that one is not."""
    here = Path.cwd()
    settings = _settings(here / _typed(arguments, ("--office", "--物业")))
    tongue = Tongue(first_known(_languages(arguments, settings, os.environ)), ZoneInfo(zone_in_settings(settings)), 0)
    return Desk(0, here, tongue, _terminal(), json="--json" in arguments)


def _clocked(desk: Desk) -> Desk:
    said = os.environ.get("REPAIRCTL_NOW", "")
    now = _now(said, desk.tongue.zone)
    clock = None if said else lambda: minute_of(datetime.now(UTC))
    return replace(desk, now=now, tongue=replace(desk.tongue, now=now), clock=clock)


def _now(text: str, zone: tzinfo) -> Minute:
    """The system's clock, or for demonstrations and tests REPAIRCTL_NOW; without an offset it is in the office's zone."""
    if not text:
        return minute_of(datetime.now(UTC))
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise BadClock(text) from None
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
            return (one / "office.yaml").read_text(encoding="utf-8", errors="replace")
        except OSError:
            continue
    return ""


def _terminal() -> Terminal:
    shows = sys.stdout.isatty()
    utf8 = codecs.lookup(sys.stdout.encoding or "ascii").name == "utf-8"
    width = max(shutil.get_terminal_size((80, 24)).columns, 40) if shows else 80
    return Terminal(sys.stdin.isatty() and sys.stderr.isatty(), shows, width, utf8, shows and not os.environ.get("NO_COLOR"))
