"""Which files differ from a version of the history, or from the last commit. Asks git; changes nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from repairctl.edges.history_index import must
from repairctl.edges.history_refusals import NoSuchVersion
from repairctl.edges.history_run import Where, run


def commit_named(where: Where, rev: str) -> str:
    """The ID of the commit that is meant. Raises NoSuchVersion."""
    ran = run(where, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{rev}^{{commit}}")
    commit = ran.out.decode("ascii", "replace").strip()
    if ran.code or not commit:
        raise NoSuchVersion(rev)
    return commit


def since(where: Where, rev: str, folders: Sequence[str]) -> frozenset[str]:
    """The paths below the root, in these folders or so named, that differ on the disk from a version. Raises NoSuchVersion."""
    commit = commit_named(where, rev)
    places = [f":(literal){one}" for one in folders]
    differing = must(run(where, "diff", "--name-only", "--no-renames", "--no-ext-diff", "--relative", "-z", commit, "--", *places)).out
    unknown = must(run(where, "ls-files", "--others", "--exclude-standard", "-z", "--", *places)).out
    return frozenset(path.decode("utf-8", "surrogateescape") for path in (differing + unknown).split(b"\0") if path)


def between(where: Where, old: str, new: str, folder: str) -> set[str] | None:
    """The paths in a folder that differ between two commits; None where one of them is not there any more."""
    ran = run(where, "diff-tree", "-r", "--name-only", "--no-renames", "--relative", "-z", old, new, "--", f":(literal){folder}")
    return None if ran.code else {path.decode("utf-8", "surrogateescape") for path in ran.out.split(b"\0") if path}


def untouched(where: Where, old: str, new: str, paths: Sequence[str]) -> bool:
    """Whether a commit follows another in one line, in which none touched these paths."""
    line = run(where, "rev-list", "--parents", f"{old}..{new}", "--")
    commits = [one.split() for one in line.out.decode("ascii", "replace").splitlines()]
    if line.code or any(len(one) != 2 for one in commits) or (commits[-1][1] if commits else new) != old:
        return False
    ran = run(where, "rev-list", "--max-count=1", f"{old}..{new}", "--", *(f":(literal){one}" for one in paths))
    return not ran.code and not ran.out.strip()


def blobs(where: Where, commit: str, folders: Sequence[str]) -> Mapping[str, str]:
    """What a commit holds in these folders or so named: the name that git gives to the bytes of each file, by path."""
    told = must(run(where, "ls-tree", "-r", "-z", commit, "--", *folders)).out.decode("utf-8", "surrogateescape")
    rows = (line.partition("\t") for line in told.split("\0") if line)
    return {path: row.split()[2] for row, _, path in rows}
