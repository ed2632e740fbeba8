"""JSON Schemas as files, and the line of a new file by which an editor finds its own. Knows where they lie, not what they say."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

from repairctl.actions.handing import NotHanded, handed
from repairctl.kinds import KINDS
from repairctl.office import Office

FOLDER = ".schemas"
MARK = "# yaml-language-server: $schema="


def text(name: str) -> str:
    """The schema of a kind or of policy files, as a file holds it."""
    from repairctl.schemas import schema

    return json.dumps(schema(name), ensure_ascii=False, indent=1) + "\n"


def written(folder: Path) -> tuple[Path, ...]:
    """Every schema in a folder, each by its name. Raises NotHanded."""
    from repairctl.schemas import NAMES

    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise NotHanded(folder, error) from None
    paths = {name: folder / f"{name}.json" for name in NAMES}
    for name, path in paths.items():
        handed(path, text(name).encode())
    return tuple(paths.values())


def line(office: Office, name: str, path: str) -> str:
    """The comment at the head of a new file of the office, where the office keeps schemas; `path` is the file's."""
    if not office.store.exists(f"{FOLDER}/{name}.json"):
        return ""
    return f"{MARK}{'../' * path.count('/')}{FOLDER}/{name}.json\n"


def names() -> Mapping[str, str]:
    """What may be asked for, by either name."""
    from repairctl.schemas import NAMES

    known = {name: name for name in NAMES}
    return {**{kind.label.zh: name for name, kind in KINDS.items()}, "规定": "policy", **known}
