"""Files as they were: every state of those below a folder, and the whole office as a commit has it. Changes nothing in the repository."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from msgspec import Struct

from repairctl.edges.history_changes import commit_named
from repairctl.edges.history_index import must
from repairctl.edges.history_run import Where, run
from repairctl.model import Minute

ASIDE = "repairctl-"
SHA256 = 64
AS_IT_IS = ("-c", "core.autocrlf=false", "-c", "core.hooksPath=/dev/null", "-c", "advice.detachedHead=false")


class State(Struct, frozen=True):
    """What a commit made of a file: when, and its bytes by their name in git; '' where it took the file away."""

    commit: str
    at: Minute
    blob: str


def states(where: Where, folder: str) -> Mapping[str, tuple[State, ...]]:
    """Every file that ever lay below a folder (or at a path), each with its states, the oldest first."""
    options = ("--reverse", "--topo-order", "--raw", "--no-abbrev", "--no-renames", "--relative", "-z", "--no-show-signature")
    ran = run(where, "log", *options, "--format=commit %H %ct", "--", f":(literal){folder}")
    found: dict[str, tuple[State, ...]] = {}
    words = iter(must(ran).out.decode("utf-8", "surrogateescape").split("\0"))
    commit, at = "", 0
    for word in words:
        told = word.strip().split(" ")
        if told[0] == "commit":
            commit, at = told[1], int(told[2]) // 60
        elif told[0].startswith(":"):
            path, blob = next(words), told[3]
            state = State(commit, at, "" if set(blob) == {"0"} else blob)
            found[path] = (*found.get(path, ()), state)
    return found


def name_of(data: bytes, like: str) -> str:
    """The name that git gives to these bytes, by the hash with which a name `like` was made."""
    import hashlib

    hashed = hashlib.sha256 if len(like) == SHA256 else hashlib.sha1
    return hashed(b"blob %d\0%b" % (len(data), data), usedforsecurity=False).hexdigest()


def bytes_of(where: Where, blob: str) -> bytes:
    """The bytes that git has under a name of its own."""
    return must(run(where, "cat-file", "blob", blob)).out


@contextmanager
def laid_out(where: Where, rev: str) -> Iterator[tuple[Path, Minute]]:
    """The office as it was in a version, with its history until then, in a folder of its own; and when that version was recorded.

    The folder is thrown away afterwards. Raises NoSuchVersion.
    """
    commit = commit_named(where, rev)
    inside = must(run(where, "rev-parse", "--show-prefix")).out.decode("utf-8", "surrogateescape").strip()
    top = must(run(where, "rev-parse", "--show-toplevel")).out.decode("utf-8", "surrogateescape").rstrip("\n")
    at = int(must(run(where, "show", "--no-patch", "--no-show-signature", "--format=%ct", commit)).out) // 60
    from tempfile import TemporaryDirectory

    with TemporaryDirectory(prefix=ASIDE, ignore_cleanup_errors=True) as aside:
        folder = Path(aside) / "office"
        must(run(where, *AS_IT_IS, "clone", "--quiet", "--shared", "--no-checkout", "--", top, str(folder)))
        must(run(Where(folder, where.environment), *AS_IT_IS, "checkout", "--quiet", "--detach", commit))
        yield folder / inside, at


def turn(where: Where, rev: str) -> None:
    """Makes such a folder another version, with its history until then; only the files that differ are written."""
    if not any(part.startswith(ASIDE) for part in where.root.parts):
        raise ValueError(f"{where.root} is no folder that may be turned")
    commit = commit_named(where, rev)
    must(run(where, *AS_IT_IS, "update-ref", "--no-deref", "HEAD", commit))
    must(run(where, *AS_IT_IS, "read-tree", "-u", "--reset", commit))
