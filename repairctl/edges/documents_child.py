"""The process in which an office's template is rendered: it reads requests, one JSON line each, and answers; it may write no file."""

from __future__ import annotations

import json
import os
import sys
import threading
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from types import FrameType
from typing import Any

from repairctl.edges import documents
from repairctl.edges.documents_apart import unpacked

LARGEST = 32
"""MB of HTML; 1,000 statements have 20."""


def serve() -> None:
    """Answers until nobody asks any more."""
    for line in sys.stdin.buffer:
        asked = json.loads(line)
        try:
            _answered(asked)
        except MemoryError:  # outside of every template: its values or its page are too much
            _say({"costly": "memory", "name": f"templates/{asked['name']}", "line": 1}, ends=True)


def _answered(asked: Mapping[str, Any]) -> None:
    folders, name, seconds = tuple(Path(one) for one in asked["folders"]), str(asked["name"]), int(asked["seconds"])
    _limited(int(asked["megabytes"]), seconds)
    main = threading.get_ident()
    watch = threading.Timer(seconds, lambda: _say({"costly": "time", **_where(sys._current_frames()[main], folders, name)}, ends=True))
    watch.daemon = True
    watch.start()
    said = _rendered(folders, name, asked)
    watch.cancel()
    _say(said, ends=said.get("costly") == "memory")


def _rendered(folders: tuple[Path, ...], name: str, asked: Mapping[str, Any]) -> dict[str, object]:
    values = unpacked(asked["values"])
    assert isinstance(values, dict)
    try:
        text = documents.rendered(folders, name, values, bool(asked["escape"]))
    except documents.BrokenTemplate as broken:
        return {"broken": broken.problem, "name": broken.name, "line": broken.line}
    except documents.NoTemplate as none:
        return {"none": none.name}
    except documents.OutsideTemplates as outside:
        return {"outside": outside.name}
    except MemoryError as error:
        place, line = documents.place(folders, error, name)
        return {"costly": "memory", "name": place, "line": line}
    if len(text) > LARGEST * 2**20:
        return {"costly": "size", "name": f"templates/{name}", "line": 1, "limit": LARGEST}
    return {"text": text}


def _limited(megabytes: int, seconds: int) -> None:
    """Holds this process to its limits, as far as the system can; Windows cannot, and there the watch alone sees to the time."""
    try:
        import resource
    except ImportError:
        return
    used = resource.getrusage(resource.RUSAGE_SELF)
    wanted = (
        (resource.RLIMIT_AS, megabytes * 2**20),
        (resource.RLIMIT_CPU, int(used.ru_utime + used.ru_stime) + seconds + 2),
        (resource.RLIMIT_FSIZE, 0),
    )
    for which, most in wanted:
        with suppress(ValueError, OSError):  # lower already, or not to be limited here
            resource.setrlimit(which, (most, resource.getrlimit(which)[1]))


def _where(frame: FrameType | None, folders: tuple[Path, ...], name: str) -> dict[str, object]:
    """The template and line in which a thread is; the first line of the template that was asked for where it is in none."""
    while frame is not None:
        template = frame.f_globals.get("__jinja_template__")
        found = documents.named(folders, frame.f_code.co_filename)
        if template is not None and found:
            return {"name": found, "line": template.get_corresponding_lineno(frame.f_lineno)}
        frame = frame.f_back
    return {"name": f"templates/{name}", "line": 1}


def _say(said: Mapping[str, object], *, ends: bool) -> None:
    sys.stdout.buffer.write(json.dumps({**said, "ends": ends}, ensure_ascii=True).encode() + b"\n")
    sys.stdout.buffer.flush()
    if ends:
        os._exit(0)
