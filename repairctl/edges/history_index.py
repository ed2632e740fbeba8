"""What git's index and its commits hold for paths, read from what git prints. Changes nothing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from repairctl.edges.history_refusals import NotRecorded
from repairctl.edges.history_run import Ran, Where, run

EMPTY_BLOBS = ("e69de29bb2d1d6434b8b29ae775ad8c2e48c5391", "473a0f4c3be8a93681a267e3b1e9a7dcda1185436fe141f7749120a303721813")
"""What `git add --intent-to-add` enters: the blob of nothing, as SHA-1 and as SHA-256."""
PATHS_AT_ONCE = 200  # Windows allows some 32,000 characters in a command


class Indexed(NamedTuple):
    """A path in git's index; `merging` = one of several versions."""

    blob: str
    merging: bool


def indexed(where: Where, paths: Sequence[str] | None) -> Mapping[str, Indexed]:
    """What git's index has for these paths (None: for all)."""
    found: dict[str, Indexed] = {}
    chunks = [[]] if paths is None else [paths[at : at + PATHS_AT_ONCE] for at in range(0, len(paths), PATHS_AT_ONCE)]
    for chunk in chunks:
        ran = must(run(where, "ls-files", "--stage", "-z", "--", *(f":(literal){path}" for path in chunk)))
        for path, row in _rows(ran.out):
            _, blob, stage = row.decode().split()
            found[path] = Indexed(blob, stage != "0")
    return found


def tracked(where: Where, folder: str) -> set[str]:
    """The paths below a folder that git's index has."""
    told = must(run(where, "ls-files", "-z", "--", f":(literal){folder}")).out.decode("utf-8", "surrogateescape")
    return set(told.split("\0")) - {""}


def late(where: Where, commit: str, behind: Mapping[str, str]) -> bytes:
    """What `git update-index --index-info` needs for the paths whose blob is still the one from before, or only announced.

    It wants them as seen from the top of the repository, wherever the office lies.
    """
    entries = indexed(where, list(behind))
    held = {path: entries[path].blob if path in entries else "" for path in behind}
    paths = [path for path, blob in held.items() if blob == behind[path] or blob in EMPTY_BLOBS]
    if not paths:
        return b""
    there = dict(_rows(run(where, "ls-tree", "-z", commit, "--", *paths).out))
    gone = {path: f"0 {'0' * len(held[path])}" for path in paths if path not in there and held[path]}
    if not gone and all(row.split()[2].decode() == held[path] for path, row in there.items()):
        return b""
    above = must(run(where, "rev-parse", "--show-prefix")).out.decode("utf-8", "surrogateescape").strip("\n")
    rows = {**gone, **{path: row.decode() for path, row in there.items()}}
    return zeros([f"{row}\t{above}{path}" for path, row in rows.items()])


def find(where: Where, since: str, until: str, files: Mapping[str, bytes | None]) -> str:
    """The first commit after `since` ('' : from the beginning) that has exactly these bytes at these paths (None: no file); '' if none."""
    span = [until, f"^{since}"] if since else [until]
    told = must(run(where, "rev-list", "--reverse", *span, "--", *(f":(literal){path}" for path in files)))
    wanted = _names(where, files)
    return next((commit for commit in told.out.decode().split() if _blobs(where, commit, list(files)) == wanted), "")


def holds(where: Where, commit: str, files: Mapping[str, bytes | None]) -> bool:
    """Whether a commit has exactly these bytes at these paths (None: no file)."""
    return _blobs(where, commit, list(files)) == _names(where, files)


def _names(where: Where, files: Mapping[str, bytes | None]) -> Mapping[str, bytes]:
    """What git would call these bytes."""
    held = {path: data for path, data in files.items() if data is not None}
    return {path: run(where, "hash-object", "--stdin", f"--path={path}", feed=data).out.strip() for path, data in held.items()}


def _blobs(where: Where, commit: str, paths: Sequence[str]) -> Mapping[str, bytes]:
    return {path: row.split()[2] for path, row in _rows(run(where, "ls-tree", "-z", commit, "--", *paths).out)}


def ignored(where: Where, paths: Sequence[str]) -> list[str]:
    """Those of the paths that git ignores."""
    told = run(where, "check-ignore", "-z", "--stdin", feed=zeros(paths)).out
    return [path.decode("utf-8", "replace") for path in told.split(b"\0") if path]


def must(ran: Ran) -> Ran:
    """The answer of a command that does not fail unless something is wrong. Raises NotRecorded."""
    if ran.code:
        raise NotRecorded(ran.words(), ran.code)
    return ran


def listed(paths: Sequence[str]) -> bytes:
    """Paths for `--pathspec-from-file`, none of them a pattern."""
    return zeros([f":(literal){path}" for path in paths])


def zeros(paths: Sequence[str]) -> bytes:
    """Paths, each ended by a zero byte."""
    return b"".join(path.encode("utf-8", "surrogateescape") + b"\0" for path in paths)


def _rows(told: bytes) -> Iterator[tuple[str, bytes]]:
    """The rows of `ls-files -z --stage` and `ls-tree -z`: what stands before the tab, by path."""
    for line in told.split(b"\0"):
        row, tab, path = line.partition(b"\t")
        if tab:
            yield path.decode("utf-8", "surrogateescape"), row
