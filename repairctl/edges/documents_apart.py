"""Templates of the office rendered in a process of their own, with limits of time and memory; the values go there as JSON."""

from __future__ import annotations

import atexit
import json
import subprocess
import sys
from collections.abc import Mapping
from contextlib import suppress
from datetime import date, timedelta, timezone
from decimal import Decimal
from pathlib import Path
from threading import Timer
from typing import Any

from repairctl.errors import RepairError, say
from repairctl.model import At, Label, moment_of

MEGABYTES = 512
"""What the process may hold, where the system can see to it."""
GRACE = 3
"""Seconds after which a process that does not even say that it was too slow is ended."""
BEGIN = "import sys; sys.path.insert(0, sys.argv[1]); from repairctl.edges.documents_child import serve; serve()"
PACKAGE = Path(__file__).resolve().parent.parent.parent


class TooCostly(RepairError):
    """A template that takes more time or memory than a page can need."""

    exit_code = 3

    def __init__(self, name: str, line: int, what: str, limit: int) -> None:
        told = {
            "time": say("{name}:{line}: the template was stopped after {n} seconds.", name=name, line=line, n=limit),
            "memory": say("{name}:{line}: the template was stopped: it needs more than {n} MB.", name=name, line=line, n=limit),
            "size": say("{name}:{line}: the template was stopped: its page is longer than {n} MB.", name=name, line=line, n=limit),
        }
        self.name, self.line, self.what = name, line, what
        super().__init__(
            told[what], say("Look for a loop or macro that does not end; the shipped template is used where there is no own one.")
        )


class _Child:
    """The process, and how it is asked: one JSON line there, one back."""

    def __init__(self) -> None:
        command = [sys.executable, "-I", "-c", BEGIN, str(PACKAGE)]
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)

    def ask(self, request: Mapping[str, object], seconds: int) -> dict[str, Any] | None:
        """The answer; None where the process was ended before it gave one."""
        stop = Timer(seconds + GRACE, self.process.kill)
        stop.start()
        try:
            assert self.process.stdin and self.process.stdout
            self.process.stdin.write(json.dumps(request, ensure_ascii=True).encode() + b"\n")
            self.process.stdin.flush()
            line = self.process.stdout.readline()
            return json.loads(line) if line.endswith(b"\n") else None
        except BrokenPipeError:
            return None
        finally:
            stop.cancel()

    def failed(self) -> bool:
        """Whether it ended by a fault of ours, and was not stopped."""
        return self.process.wait() == 1

    def end(self) -> None:
        self.process.kill()
        self.process.wait()
        for pipe in (self.process.stdin, self.process.stdout):
            if pipe:
                with suppress(BrokenPipeError):  # what was not sent any more
                    pipe.close()


_running: list[_Child] = []
"""The process that is kept for the next template; none before the first one."""


def answer(folders: tuple[Path, ...], name: str, values: Mapping[str, object], escape: bool, seconds: int) -> dict[str, Any]:
    """What the process says of a template: its `text`, or what is wrong, by name. Raises TooCostly where it says nothing."""
    if not _running:
        _running.append(_Child())
    request = {"folders": [str(one) for one in folders], "name": name, "values": packed(dict(values)), "escape": escape,
               "seconds": seconds, "megabytes": MEGABYTES}  # fmt: skip
    said = _running[0].ask(request, seconds)
    if said is None:
        failed = _running[0].failed()
        end()
        if failed:
            raise RuntimeError(f"the process for templates failed at {name}; what it said stands above")
        raise TooCostly(f"templates/{name}", 1, "time", seconds)
    if said.get("ends"):
        end()
    return said


def end() -> None:
    """Ends the process that is kept."""
    while _running:
        _running.pop().end()


atexit.register(end)


# ------------------------------------------------------------------ values as JSON


def packed(value: object) -> object:
    """A plain value of a sheet as JSON that keeps its type: what JSON has not is a list that begins with its name."""
    if hasattr(value, "__html__"):
        return ["html", str(value)]
    if isinstance(value, Decimal):
        return ["decimal", str(value)]
    if isinstance(value, At):
        offset = moment_of(value.minute, value.zone).utcoffset() or timedelta()
        return ["at", value.minute, offset // timedelta(minutes=1)]
    if isinstance(value, Label):
        return ["label", value.en, value.zh]
    if isinstance(value, date):
        return ["date", value.isoformat()]
    if isinstance(value, Mapping):
        return {str(key): packed(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return ["list", [packed(one) for one in value]]
    if value is None or isinstance(value, str | int):
        return value
    raise TypeError(f"no value of a sheet: {type(value).__name__}")


def unpacked(held: Any) -> object:
    """The value that `packed` made JSON of; a tuple comes back as a list."""
    if isinstance(held, dict):
        return {key: unpacked(one) for key, one in held.items()}
    if not isinstance(held, list):
        return held
    sort, first = held[0], held[1]
    if sort == "list":
        return [unpacked(one) for one in first]
    if sort == "at":
        return At(first, timezone(timedelta(minutes=held[2])))
    if sort == "label":
        return Label(first, held[2])
    if sort == "html":
        from markupsafe import Markup

        return Markup(first)
    return Decimal(first) if sort == "decimal" else date.fromisoformat(first)
