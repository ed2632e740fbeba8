"""git's trees as bytes: what a folder holds, and what it is after some paths below it changed. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from itertools import groupby

from msgspec import Struct

from repairctl.edges.history_objects import Object, Unsuited, named

ENTRY = re.compile(rb"([0-7]+) ([^\0]+)\0(.{20})", re.DOTALL)
FOLDER = b"40000"
FILES = (b"100644", b"100755")


class Put(Struct, frozen=True):
    """A file in a tree: its mode and its blob."""

    mode: bytes
    blob: str


Changes = Mapping[tuple[bytes, ...], Put | None]
"""By the parts of their paths: what stands there afterwards (None: nothing)."""
Read = Callable[[str], bytes]


def entries(tree: bytes) -> dict[bytes, tuple[bytes, bytes]]:
    """What a tree holds: by name its mode and its object."""
    return {name: (mode, id) for mode, name, id in ENTRY.findall(tree)}


def found(tree: bytes, parts: Sequence[bytes], read: Read) -> Put | None:
    """The file at a path below a tree."""
    mode, id = entries(tree).get(parts[0], (b"", b""))
    if len(parts) == 1:
        return Put(mode, id.hex()) if mode and mode != FOLDER else None
    return found(read(id.hex()), parts[1:], read) if mode == FOLDER else None


def changed(tree: bytes, changes: Changes, read: Read) -> list[Object]:
    """The trees that are new when these paths change, the inner ones first: the last one is the whole."""
    held, new = entries(tree), []
    for name, group in groupby(sorted(changes.items()), key=lambda one: one[0][0]):
        below = {parts[1:]: put for parts, put in group}
        mode, id = held.get(name, (b"", b""))
        if () in below:
            _put(held, name, below[()], mode)
            continue
        if mode not in (b"", FOLDER):
            raise Unsuited("a folder takes the place of a file")
        inner = changed(read(id.hex()) if mode else b"", below, read)
        new += [one for one in inner if one.data]
        _put(held, name, Put(FOLDER, inner[-1].id) if inner[-1].data else None, FOLDER)
    return [*new, named(b"tree", _bytes(held))]


def _put(held: dict[bytes, tuple[bytes, bytes]], name: bytes, put: Put | None, mode: bytes) -> None:
    if mode not in (b"", *FILES) and not (mode == FOLDER and (put is None or put.mode == FOLDER)):
        raise Unsuited("a file takes the place of something else")
    if put is None:
        held.pop(name, None)
    else:
        held[name] = (put.mode, bytes.fromhex(put.blob))


def _bytes(held: Mapping[bytes, tuple[bytes, bytes]]) -> bytes:
    rows = sorted(held.items(), key=lambda row: row[0] + b"/" if row[1][0] == FOLDER else row[0])
    return b"".join(b"%s %s\0%s" % (mode, name, id) for name, (mode, id) in rows)
