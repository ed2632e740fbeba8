"""What this computer printed of each record, kept under private/: enough to say which sheets are out. Knows not what stands on them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

from msgspec import Struct
from msgspec.structs import asdict

from repairctl.edges.durable import bytes_at, write_whole

FOLDER = "private/printed"


class Printing(Struct, frozen=True):
    """One copy that was made: which document, when (minutes since 1970), the code that stands on it, in which language."""

    document: str
    at: int
    code: str
    lang: str = ""


def kept(root: Path, id: str) -> tuple[Printing, ...]:
    """What was printed of a record, oldest first; a note that cannot be read says nothing."""
    return tuple(_read(bytes_at(_path(root, id)) or b"[]"))


def every(root: Path) -> Iterator[Printing]:
    """All that was printed here, of whatever record."""
    for path in sorted((root / FOLDER).glob("*.json")):
        yield from kept(root, path.stem)


def keep(root: Path, id: str, printing: Printing) -> None:
    """Notes one copy more. Raises CannotWrite."""
    held = [asdict(one) for one in (*kept(root, id), printing)]
    write_whole(_path(root, id), json.dumps(held, ensure_ascii=True, indent=1).encode(), f"{FOLDER}/{id}.json")


def _path(root: Path, id: str) -> Path:
    return root / FOLDER / f"{id}.json"


def _read(data: bytes) -> Iterator[Printing]:
    try:
        for one in json.loads(data):
            yield Printing(str(one["document"]), int(one["at"]), str(one["code"]), str(one.get("lang", "")))
    except (ValueError, KeyError, TypeError, AttributeError):
        return
