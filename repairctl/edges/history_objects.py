"""git's objects as loose files: read, and written so that they are on the disk before anything names them. Knows SHA-1 alone."""

from __future__ import annotations

import hashlib
import os
import zlib
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from msgspec import Struct

from repairctl.edges.durable import BINARY, OWN, remove, sync_folders
from repairctl.edges.history_run import Where, run

FAST = 1
"""How hard git presses a loose object."""
FOR_ALL = 0o444


class Unsuited(Exception):
    """The fast way does not know something that is here; git itself does. Nothing was changed."""


class Object(Struct, frozen=True):
    """An object: its sort (blob, tree, commit), its bytes, and its name."""

    sort: bytes
    data: bytes
    id: str


def named(sort: bytes, data: bytes) -> Object:
    """An object with the name that git gives it."""
    return Object(sort, data, hashlib.sha1(b"%s %d\0%s" % (sort, len(data), data), usedforsecurity=False).hexdigest())


def loose(objects: Path, id: str) -> Object | None:
    """An object that is a file of its own; None where it is not."""
    try:
        pressed = (objects / id[:2] / id[2:]).read_bytes()
    except FileNotFoundError:
        return None
    try:
        head, _, data = zlib.decompress(pressed).partition(b"\0")
    except zlib.error:
        raise Unsuited(f"object {id} is damaged") from None
    return Object(head.split(b" ")[0], data, id)


def asked(where: Where, names: Sequence[str]) -> Mapping[str, Object]:
    """What git has under these names, in one process; what it does not have is left out."""
    ran = run(where, "cat-file", "--batch", feed="".join(f"{name}\n" for name in names).encode("utf-8", "surrogateescape"))
    found, at = {}, 0
    for name in names:
        end = ran.out.find(b"\n", at)
        if end < 0:
            raise Unsuited("git does not give its objects")
        head = ran.out[at:end]
        at = end + 1
        if not head.endswith(b" missing"):
            id, sort, size = head.split()
            found[name] = Object(sort, ran.out[at : at + int(size)], id.decode())
            at += int(size) + 1
    return found


def write(objects: Path, wanted: Sequence[Object]) -> None:
    """Sees objects onto the disk, those first that others name. Another git may write the same ones at the same time."""
    fresh = {one.id: one for one in wanted if not (objects / one.id[:2] / one.id[2:]).exists()}
    made: list[tuple[Path, Path]] = []
    try:
        for one in fresh.values():
            made.append((_written(objects, one), objects / one.id[:2] / one.id[2:]))
        for beside, place in made:
            place.parent.mkdir(exist_ok=True)
            os.replace(beside, place)
    except BaseException:
        for beside, _ in made:
            remove(beside)
        raise
    sync_folders([objects, *(place.parent for _, place in made)])


def _written(objects: Path, one: Object) -> Path:
    beside = objects / f"tmp_obj_{OWN}_{one.id}"  # git's own housekeeping sweeps what is called so
    remove(beside)
    handle = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL | BINARY, FOR_ALL)
    try:
        with open(handle, "wb") as file:
            file.write(zlib.compress(b"%s %d\0%s" % (one.sort, len(one.data), one.data), FAST))
            file.flush()
            os.fsync(handle)
    except BaseException:
        with suppress(OSError):
            remove(beside)
        raise
    return beside
