"""Which files differ from a version of the history, or from the last commit. Asks git; changes nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from repairctl.edges.history_index import must
from repairctl.edges.history_refusals import NoSuchVersion
from repairctl.edges.history_run import Where, run
from repairctl.model import Minute


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


def compared(where: Where, old: str, new: str, folder: str) -> dict[str, tuple[str, str | None]]:
    """The paths in a folder that differ between two commits, or between one and the disk (`new` is ''), with the names of their bytes.

    '' : there is no file; None: what is on the disk has no name yet.
    """
    command = ("diff-tree", "-r", old, new) if new else ("diff", old)
    how = ("--raw", "-z", "--no-abbrev", "--no-renames", "--no-ext-diff", "--relative")
    told = must(run(where, command[0], *how, *command[1:], "--", f":(literal){folder}")).out.decode("utf-8", "surrogateescape")
    words = told.split("\0")
    raw = {path: one.split(" ") for one, path in zip(words[::2], words[1::2], strict=False)}
    found = {path: (_name(one[2]), _name(one[3]) if new else None) for path, one in raw.items()}
    unknown = b"" if new else must(run(where, "ls-files", "--others", "--exclude-standard", "-z", "--", f":(literal){folder}")).out
    return found | {path: ("", None) for path in unknown.decode("utf-8", "surrogateescape").split("\0") if path and path not in found}


def _name(blob: str) -> str:
    return "" if set(blob) == {"0"} else blob


def last_by(where: Where, minute: Minute) -> str:
    """The last commit that was made by the end of a minute; '' where none was."""
    return must(run(where, "rev-list", "--max-count=1", f"--min-age={minute * 60 + 59}", "HEAD")).out.decode().strip()


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
