"""Answers that are not yet recorded, kept in private/drafts/ from the moment they are typed. Knows not what they mean."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

from msgspec import Struct
from msgspec.structs import asdict

from repairctl.edges.durable import bytes_at, remove, write_whole

FOLDER = "private/drafts"


class Draft(Struct, frozen=True):
    """A conversation that was begun: which command, with which words, when (minutes since 1970), and each answer by its name, as typed."""

    name: str
    command: tuple[str, ...]
    begun: int
    answers: tuple[tuple[str, str], ...] = ()


def kept(root: Path) -> Iterator[Draft]:
    """The drafts of an office, oldest first; a file that is none is passed over and stays where it is."""
    found = [draft for path in sorted((root / FOLDER).glob("*.json")) if (draft := _read(path)) is not None]
    yield from sorted(found, key=lambda draft: (draft.begun, draft.name))


def keep(root: Path, draft: Draft) -> Path:
    """Writes a draft at once and whole; where it lies. Raises CannotWrite."""
    path = root / FOLDER / f"{draft.name}.json"
    write_whole(path, json.dumps(asdict(draft), ensure_ascii=True, indent=1).encode(), f"{FOLDER}/{draft.name}.json")
    return path


def drop(root: Path, name: str) -> None:
    """The draft is recorded, or not wanted any more."""
    remove(root / FOLDER / f"{name}.json")


def keep_text(root: Path, name: str, data: bytes) -> Path:
    """Writes a text that is being edited, as it is; where it lies. Raises CannotWrite."""
    path = root / FOLDER / name
    write_whole(path, data, f"{FOLDER}/{name}")
    return path


def kept_text(root: Path, name: str) -> bytes | None:
    """The text as the person left it; None where there is none."""
    return bytes_at(root / FOLDER / name)


def drop_text(root: Path, name: str) -> None:
    """The text is recorded, or not wanted any more."""
    remove(root / FOLDER / name)


def _read(path: Path) -> Draft | None:
    try:
        held = json.loads(path.read_bytes())
        answers = tuple((str(name), str(text)) for name, text in held["answers"])
        return Draft(path.stem, tuple(map(str, held["command"])), int(held["begun"]), answers)
    except (OSError, ValueError, KeyError, TypeError):
        return None
