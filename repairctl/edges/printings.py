"""What this computer printed of each record, kept under private/: what is out, and what it takes to make it again."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from msgspec import Struct, ValidationError, convert
from msgspec.structs import asdict

from repairctl.edges.durable import bytes_at, write_whole

FOLDER = "private/printed"


class Printing(Struct, frozen=True, omit_defaults=True):
    """One copy that was made: which document of which record and entry, when, the code that stands on it, in which language.

    `at` and `as_of` are minutes since 1970, `day` is the one on the paper, `commit` the last one then. Digests are SHA-256: `content` of
    what the sheet tells of its record, `template` of the template with all that it includes, `font` of the fonts, `html` and `pdf` of the
    files as they were made, alone. `reprint`: it is marked as one. `replaced` stands for characters that the font lacks.
    `period`: of an account, FROM..TO. `sent`: the printer that was given `copies` of it.
    """

    document: str
    at: int
    code: str
    lang: str = ""
    record: str = ""
    number: str = ""
    which: int = 0
    period: str = ""
    paper: str = ""
    commit: str = ""
    as_of: int = 0
    day: str = ""
    reprint: bool = False
    replaced: str = ""
    content: str = ""
    template: str = ""
    font: str = ""
    engine: str = ""
    tool: str = ""
    html: str = ""
    pdf: str = ""
    sent: str = ""
    copies: int = 1


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


def everything(root: Path) -> Iterator[tuple[str, Printing]]:
    """All that was printed here, with the record's ID, the latest IDs first."""
    for path in sorted((root / FOLDER).glob("*.json"), reverse=True):
        for one in kept(root, path.stem):
            yield path.stem, one


def told(data: bytes) -> tuple[Printing, ...]:
    """The copies that a manifest names; () where it is none."""
    with suppress(ValueError, AttributeError, TypeError, RecursionError):
        return tuple(_read(json.dumps(json.loads(data).get("printed")).encode()))
    return ()


def _path(root: Path, id: str) -> Path:
    return root / FOLDER / f"{id}.json"


def _read(data: bytes) -> Iterator[Printing]:
    with suppress(ValueError, TypeError, RecursionError):
        for one in json.loads(data):
            with suppress(ValidationError):
                yield convert(one, Printing)
