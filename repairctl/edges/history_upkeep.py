"""The objects of the repository: whether all are there and whole, how many there are, and git's own housekeeping. Prunes nothing."""

from __future__ import annotations

import os
import re
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import IO

from msgspec import Struct, structs

from repairctl.edges.history_run import SETTINGS, Ran, Where, common_folder, run

Progress = Callable[[int, int], None]
COUNTED = re.compile(r"\((\d+)/(\d+)\)")
NAMED = re.compile(r"(?:missing|broken link from|.*to) +(?P<sort>blob|tree|commit|tag) (?P<id>[0-9a-f]{40,64})(?: \((?P<name>[^)]*)\))?")
CORRUPT = re.compile(r"error: (?:object file (?P<file>\S+) is empty|(?P<id>[0-9a-f]{40,64}): )")
LOOK_SECONDS = 0.1
SAMPLE, SAMPLES = "17", 256
"""git itself reckons the number of loose objects from this one of its 256 folders."""
TASKS_SINCE = (2, 30)


class Fault(Struct, frozen=True):
    """An object that is not as it should be: `missing` or `corrupt`, its sort, and where it belongs as far as git can tell."""

    id: str
    what: str
    sort: str = ""
    name: str = ""


class Kept(Struct, frozen=True):
    """How much git keeps: objects each in a file of its own, packs, bytes of both."""

    loose: int
    packs: int
    size: int
    packed: int


def checked(where: Where, *, deep: bool, progress: Progress | None) -> list[Fault]:
    """What git's own check of its objects finds: whether all are there, or with `deep` whether each is what its name says.

    git's index is left out of it: a broken one must not keep the rest from being looked at.
    """
    where = structs.replace(where, environment={**where.environment, "GIT_INDEX_FILE": str(where.root / ".no-such-index")})
    way = ("--full",) if deep else ("--connectivity-only",)
    ran = _watched(where, ("fsck", *way, "--name-objects", "--no-dangling", "--progress"), progress)
    found: dict[str, Fault] = {}
    for line in ran.out.decode("utf-8", "replace").splitlines():
        if line.startswith("missing ") and (match := NAMED.match(line)):
            found[match["id"]] = Fault(match["id"], "missing", match["sort"], match["name"] or "")
    for match in CORRUPT.finditer(ran.err):
        id = match["id"] or "".join(Path(match["file"]).parts[-2:])
        old = found.get(id)
        found[id] = Fault(id, "corrupt", old.sort if old else "", old.name if old else "")
    if ran.code and not found and not _only_refs(ran.err):
        found["?"] = Fault("?", ran.words())
    return list(found.values())


def _only_refs(told: str) -> bool:
    """Whether git complains only of branches, which are looked at elsewhere."""
    lines = [line for line in told.splitlines() if line.startswith("error:")]
    return bool(lines) and all(re.search(r"invalid (sha1 pointer|HEAD)|bad ref|invalid reflog", line) for line in lines)


def _watched(where: Where, command: Sequence[str], progress: Progress | None) -> Ran:
    """Runs git and tells how far it is, as it says itself."""
    from tempfile import TemporaryFile

    with TemporaryFile() as out, TemporaryFile() as err:
        line = ["git", *SETTINGS, *command]
        with subprocess.Popen(line, cwd=where.root, env=where.environment, stdin=subprocess.DEVNULL, stdout=out, stderr=err) as process:
            while process.poll() is None:
                time.sleep(LOOK_SECONDS if progress else LOOK_SECONDS / 10)
                if progress:
                    _tell(err, progress)
            code = process.wait()
        out.seek(0)
        err.seek(0)
        return Ran(code, out.read(), err.read().decode("utf-8", "replace"))


def _tell(err: IO[bytes], progress: Progress) -> None:
    size = os.fstat(err.fileno()).st_size
    tail = os.pread(err.fileno(), 200, max(size - 200, 0)) if hasattr(os, "pread") else b""
    if counts := COUNTED.findall(tail.decode("utf-8", "replace")):
        progress(int(counts[-1][0]), int(counts[-1][1]))


def empty(git_dir: Path) -> Iterator[Path]:
    """Object files without a byte, as a power cut leaves them; git's quick check does not see them."""
    objects = common_folder(git_dir) / "objects"
    for folder in sorted(objects.glob("[0-9a-f][0-9a-f]")):
        yield from (Path(one.path) for one in os.scandir(folder) if len(one.name) in (38, 62) and not one.stat().st_size)


def placed(where: Where, folders: Sequence[str]) -> Mapping[str, str]:
    """The file in git's index for each blob: where the bytes of a lost one may still lie."""
    told = run(where, "ls-files", "--stage", "-z", "--", *folders).out.decode("utf-8", "surrogateescape")
    rows = (line.partition("\t") for line in told.split("\0") if line)
    return {row.split()[1]: path for row, _, path in rows}


def counted(where: Where) -> Kept:
    """How much git keeps now."""
    told = run(where, "count-objects", "-v").out.decode()
    held = {name: int(number) for name, _, number in (line.partition(": ") for line in told.splitlines()) if number.isdigit()}
    loose, packed = held.get("size", 0) << 10, held.get("size-pack", 0) << 10
    return Kept(held.get("count", 0), held.get("packs", 0), loose + packed, packed)


def reckoned(git_dir: Path) -> tuple[int, int, bool]:
    """About how many loose objects there are, how many packs, and whether there is a commit-graph. Two folders are read."""
    objects = common_folder(git_dir) / "objects"
    loose = sum(1 for _ in _names(objects / SAMPLE)) * SAMPLES
    packs = sum(1 for name in _names(objects / "pack") if name.endswith(".pack"))
    info = objects / "info"
    return loose, packs, (info / "commit-graph").exists() or (info / "commit-graphs").exists()


def _names(folder: Path) -> list[str]:
    try:
        return os.listdir(folder)
    except OSError:
        return []


def tasks(version: tuple[int, int]) -> Iterator[tuple[str, Sequence[Sequence[str]]]]:
    """What this git can do for itself, each with its commands. None of them prunes, waits for a lock, or stands in a step's way."""
    yield "commit-graph", [("commit-graph", "write", "--reachable", "--split", "--changed-paths")]
    if version >= TASKS_SINCE:
        yield "loose-objects", [("maintenance", "run", "--quiet", "--task=loose-objects"), ("prune-packed", "--quiet")]
        yield "incremental-repack", [("maintenance", "run", "--quiet", "--task=incremental-repack")]
    else:
        kept = ("-c", "gc.reflogExpire=never", "-c", "gc.reflogExpireUnreachable=never", "-c", "gc.writeCommitGraph=false")
        yield "gc", [(*kept, "gc", "--quiet", "--no-prune")]
    yield "pack-refs", [("pack-refs", "--all")]


def done(where: Where, commands: Sequence[Sequence[str]]) -> str:
    """Runs the commands of a task; '' where all went well, else git's words."""
    for command in commands:
        ran = run(where, *command)
        if ran.code:
            return ran.words() or str(ran.code)
    return ""
