"""The history as its objects are, commit by commit, for whoever audits it: nothing that the repository says of itself bends the view."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from msgspec import Struct

from repairctl.edges.history_index import must
from repairctl.edges.history_message import read
from repairctl.edges.history_refusals import NotRecorded
from repairctl.edges.history_run import SETTINGS, Where, common_folder, run

FIELDS = ("commit", "%H", "%T", "%P", "%an", "%ae", "%at", "%cn", "%ce", "%ct", "%B")
PLAIN = ("-c", "core.commitGraph=false", "-c", "log.showRoot=true", "-c", "log.showSignature=false", "-c", "i18n.logOutputEncoding=UTF-8")
RAW = ("--raw", "-r", "-z", "--no-abbrev", "--no-renames", "--relative", f"-O{os.devnull}")
NOTHING = "0"
AT_ONCE = 1 << 20
FILES = ("100644", "100755")


class Row(Struct, frozen=True):
    """A path that differs: git's names of its bytes before and after, '' where there is no such file; `odd`: a link or a module."""

    path: str
    before: str
    after: str
    odd: bool = False


class Walked(Struct, frozen=True):
    """One commit as it is stored. Moments are seconds since 1970; of a merge `rows` are empty."""

    id: str
    tree: str
    parents: tuple[str, ...]
    author: tuple[str, str]
    authored: int
    committer: tuple[str, str]
    committed: int
    subject: str
    trailers: tuple[tuple[str, str], ...]
    rows: tuple[Row, ...]


def unmasked(where: Where) -> Where:
    """The same place, seen without replacements and grafts."""
    seen = {**where.environment, "GIT_NO_REPLACE_OBJECTS": "1", "GIT_GRAFT_FILE": os.devnull}
    return Where(where.root, seen, where.lock)


def walked(where: Where, since: Sequence[str], until: str) -> Iterator[Walked]:
    """The commits up to one, without the ancestors of others; each comes after its parents. Raises NotRecorded."""
    if not until:
        return
    span = [until, *(f"^{one}" for one in since)]
    form = "%x00".join(FIELDS) + "%x00"
    options = ("--reverse", "--topo-order", *RAW, f"--format={form}")
    yield from _commits(_words(unmasked(where), *PLAIN, "log", *options, *span, "--"))


def _words(where: Where, *command: str) -> Iterator[bytes]:
    """What git says, up to each zero byte, as it comes: a long history is never held as a whole. Raises NotRecorded."""
    import subprocess
    from tempfile import TemporaryFile

    line = ["git", *SETTINGS, *command]
    with TemporaryFile() as err:
        with subprocess.Popen(
            line, cwd=where.root, env=where.environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=err
        ) as process:
            assert process.stdout is not None
            rest = b""
            while part := process.stdout.read(AT_ONCE):
                *words, rest = (rest + part).split(b"\0")
                yield from words
        if process.returncode:
            err.seek(0)
            raise NotRecorded(err.read().decode("utf-8", "replace").strip(), process.returncode)


def _commits(words: Iterator[bytes]) -> Iterator[Walked]:
    head: list[str] = []
    rows: list[Row] = []
    for word in words:
        if word.lstrip(b"\n").startswith(b":"):
            rows.append(_row(word, next(words)))
        elif word == FIELDS[0].encode():
            if head:
                yield _walked(head, rows)
            head = [next(words).decode("utf-8", "replace") for _ in FIELDS[1:]]
            rows = []
    if head:
        yield _walked(head, rows)


def _row(word: bytes, path: bytes) -> Row:
    was_mode, mode, before, after, _ = word.strip().lstrip(b":").decode("ascii").split(" ")
    names = ["" if set(one) == {NOTHING} else one for one in (before, after)]
    odd = any(one.strip(NOTHING) and one not in FILES for one in (was_mode, mode))
    return Row(path.decode("utf-8", "surrogateescape"), names[0], names[1], odd)


def _walked(head: Sequence[str], rows: Sequence[Row]) -> Walked:
    subject, trailers = read(head[9])
    author, committer = (head[3], head[4]), (head[6], head[7])
    return Walked(head[0], head[1], tuple(head[2].split()), author, int(head[5]), committer, int(head[8]), subject, trailers, tuple(rows))


def differences(where: Where, pairs: Sequence[tuple[str, str]]) -> list[tuple[Row, ...]]:
    """For each pair of trees the paths that differ. One process for all of them."""
    feed = "".join(f"{old} {new}\n" for old, new in pairs).encode()
    told = must(run(unmasked(where), "diff-tree", "--stdin", *RAW, feed=feed)).out if pairs else b""
    found: list[list[Row]] = []
    words = iter(told.split(b"\0"))
    for word in words:
        lines = word.split(b"\n")  # each pair is told in a line of its own, before its first row
        found.extend([] for line in lines if line and not line.startswith(b":"))
        if lines[-1].startswith(b":"):
            found[-1].append(_row(lines[-1], next(words)))
    return [tuple(one) for one in found]


def objects(where: Where, names: Sequence[str]) -> Mapping[str, tuple[str, bytes]]:
    """What git has under these names (`HEAD:./path` will do): its own name of it, and the bytes; what is not there is left out.

    One process for all of them.
    """
    feed = "".join(f"{one}\n" for one in names if "\n" not in one).encode("utf-8", "surrogateescape")
    told = must(run(unmasked(where), "cat-file", "--batch", "--buffer", feed=feed)).out if names else b""
    found: dict[str, tuple[str, bytes]] = {}
    at = 0
    for name in (one for one in names if "\n" not in one):
        end = told.index(b"\n", at)
        words = told[at:end].split(b" ")
        at = end + 1
        if len(words) == 3 and words[2].isdigit() and words[0].isalnum():
            size = int(words[2])
            found[name] = words[0].decode(), told[at : at + size]
            at += size + 1
    return found


def trees(where: Where, commits: Sequence[str]) -> Mapping[str, str]:
    """The tree of each commit that is there."""
    return {one: told[5:].split(b"\n", 1)[0].decode() for one, (_, told) in objects(where, commits).items() if told.startswith(b"tree ")}


def merge_base(where: Where, one: str, other: str) -> str:
    """A commit from which both come; '' where none is."""
    return run(unmasked(where), *PLAIN, "merge-base", one, other).out.decode("ascii", "replace").split("\n", 1)[0]


def comes_before(where: Where, old: str, new: str) -> bool:
    """Whether a commit is another's ancestor, or that one itself."""
    return run(unmasked(where), *PLAIN, "merge-base", "--is-ancestor", old, new).code == 0


def masks(where: Where, git_dir: Path) -> Mapping[str, Sequence[str]]:
    """What would bend the view for others: the objects `replaced`, the commits `grafted`, and where the history is `shallow`."""
    refs = must(run(where, "for-each-ref", "--format=%(refname)", "refs/replace/")).out.decode("utf-8", "replace").split()
    common = common_folder(git_dir)
    return {
        "replaced": [one.removeprefix("refs/replace/") for one in refs],
        "grafted": _lines(common / "info" / "grafts"),
        "shallow": _lines(common / "shallow"),
    }


def _lines(path: Path) -> list[str]:
    try:
        return [line.split()[0] for line in path.read_text("utf-8", "replace").splitlines() if line.strip() and not line.startswith("#")]
    except (FileNotFoundError, NotADirectoryError):
        return []


def contents(where: Where, commit: str, folder: str) -> Mapping[str, str]:
    """What a commit holds in a folder or so named: git's name of the bytes of each file, by path."""
    told = must(run(unmasked(where), "ls-tree", "-r", "-z", commit, "--", folder)).out.decode("utf-8", "surrogateescape")
    rows = (line.partition("\t") for line in told.split("\0") if line)
    return {path: row.split()[2] for row, _, path in rows}


def moments(where: Where, commits: Sequence[str]) -> Mapping[str, int]:
    """When each commit was committed, in seconds since 1970."""
    found = {}
    for one, (_, told) in objects(where, commits).items():
        line = next((line for line in told.split(b"\n\n", 1)[0].split(b"\n") if line.startswith(b"committer ")), b"")
        found[one] = int(line.split()[-2]) if len(line.split()) > 2 else 0
    return found


def ids(where: Where, until: str) -> Sequence[str]:
    """All commits up to one, the newest first."""
    return must(run(unmasked(where), *PLAIN, "rev-list", until, "--")).out.decode("ascii").split() if until else []


def count(where: Where, since: Sequence[str], until: str) -> int:
    """How many commits `walked` gives."""
    if not until:
        return 0
    span = [until, *(f"^{one}" for one in since)]
    return int(must(run(unmasked(where), *PLAIN, "rev-list", "--count", *span, "--")).out)
