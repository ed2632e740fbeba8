"""What the history tells of the past: its commits, and files as they were. Changes nothing."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from msgspec import Struct

from repairctl.edges.history_index import must
from repairctl.edges.history_message import read
from repairctl.edges.history_refusals import GitMissing, NotInHistory, NotRecorded
from repairctl.edges.history_run import Where, run
from repairctl.model import Minute

FORMAT = "%x00".join(("%H", "%ct", "%an", "%B", "%ae", "%P", ""))
LOOK_BACK = 5000
"""Commits through which a request is sought: a month of a busy office; 25 ms, where 100,000 would take 400."""
LOG = ("git", "-c", "i18n.logOutputEncoding=UTF-8", "log", "--no-show-signature", "--no-color", f"--format={FORMAT}")


class CommitInfo(Struct, frozen=True):
    """One commit: when it was recorded, by whom, and what its message says."""

    id: str
    at: Minute
    author: str
    subject: str
    trailers: tuple[tuple[str, str], ...]
    email: str = ""
    parents: tuple[str, ...] = ()

    def said(self, key: str) -> tuple[str, ...]:
        """What its trailers of that name say."""
        return tuple(text for name, text in self.trailers if name == key)


def log(root: Path, paths: Sequence[str], limit: int, since: str = "") -> list[CommitInfo]:
    """The commits after `since` that touched one of the paths (none given: all), the newest first; 0 = no limit.

    The branch must have a commit.
    """
    try:
        from git import Git  # slow to import; only those who ask for the past pay it
        from git.exc import GitCommandError
    except ImportError:
        raise GitMissing from None
    count = [f"--max-count={limit}"] if limit else []
    where = ["--", *(f":(literal){path}" for path in paths)] if paths else []
    span = [f"{since}..HEAD"] if since else []
    try:
        told = Git(str(root)).execute([*LOG, *count, *span, *where], stdout_as_string=False)
    except GitCommandError as error:
        raise NotRecorded(str(error.stderr).strip(), 1) from None
    parts = told.decode("utf-8", "replace").split("\0")
    return [_commit(parts[start : start + 6]) for start in range(0, len(parts) - 6, 6)]


def plain_log(where: Where, since: str, folders: Sequence[str]) -> list[CommitInfo]:
    """The commits after one that touched these folders, merges left out, the newest first; read without GitPython, for quick commands."""
    ran = run(where, *LOG[1:], "--no-merges", f"{since}..HEAD", "--", *(f":(literal){one}" for one in folders))
    parts = must(ran).out.decode("utf-8", "replace").split("\0")
    return [_commit(parts[start : start + 6]) for start in range(0, len(parts) - 6, 6)]


def shown(where: Where, names: Sequence[str]) -> list[bytes | None]:
    """The bytes of files, each named `REV:./PATH`, read by one git; None where there is none."""
    told = must(run(where, "cat-file", "--batch", feed="".join(f"{name}\n" for name in names).encode("utf-8", "surrogateescape"))).out
    found: list[bytes | None] = []
    place = 0
    for _ in names:
        end = told.index(b"\n", place)
        words = told[place:end].split(b" ")
        size = int(words[2]) if len(words) == 3 and words[1] == b"blob" else -1
        found.append(None if size < 0 else told[end + 1 : end + 1 + size])
        place = end + 1 + (0 if size < 0 else size + 1)
    return found


def requested(where: Where, line: str) -> list[CommitInfo]:
    """The commits of late whose message has this line, the newest first; how far back is `LOOK_BACK`."""
    pattern = "^" + re.sub(r"([][.*^$\\+?(){}|])", r"\\\1", line) + "$"
    search = (*LOG[1:], "--extended-regexp", f"--grep={pattern}")
    ran = run(where, *search, f"HEAD~{LOOK_BACK}..HEAD", "--")
    if ran.code:  # there are not so many
        ran = run(where, *search, "HEAD", "--")
    parts = must(ran).out.decode("utf-8", "replace").split("\0")
    return [_commit(parts[start : start + 6]) for start in range(0, len(parts) - 6, 6)]


def _commit(told: list[str]) -> CommitInfo:
    subject, trailers = read(told[3])
    return CommitInfo(told[0].strip(), int(told[1]) // 60, told[2], subject, trailers, told[4], tuple(told[5].split()))


def touched(where: Where, commit: str) -> dict[str, str]:
    """The paths below the root that a commit changed, each with A (made), M (changed), D (taken out)."""
    ran = run(where, "diff-tree", "-r", "--root", "--no-commit-id", "--no-renames", "--name-status", "--relative", "-z", commit)
    words = must(ran).out.decode("utf-8", "surrogateescape").split("\0")
    return {path: sort[:1] for sort, path in zip(words[::2], words[1::2], strict=False)}


def author(where: Where) -> tuple[str, str]:
    """Name and e-mail of whoever records here; both empty where git knows nobody."""
    ran = run(where, "var", "GIT_AUTHOR_IDENT")
    found = re.match(r"(.*) <(.*)> \d+ [-+]\d+$", ran.out.decode("utf-8", "replace").strip())
    return (found[1], found[2]) if found else ("", "")


def show(where: Where, rev: str, path: str) -> bytes:
    """The bytes of a file in a version, as git has them. Raises NotInHistory."""
    ran = run(where, "cat-file", "blob", f"{rev}:./{path}") if not rev.startswith("-") else None
    if ran is None or ran.code:
        raise NotInHistory(rev, path)
    return ran.out
