"""What the history tells of the past: its commits, and files as they were. Changes nothing."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from repairctl.edges.history_message import read
from repairctl.edges.history_refusals import GitMissing, NotInHistory, NotRecorded
from repairctl.edges.history_run import Where, run
from repairctl.model import Minute

LOG = ("git", "-c", "i18n.logOutputEncoding=UTF-8", "log", "--no-show-signature", "--no-color", "--format=%H%x00%ct%x00%an%x00%B%x00")


@dataclass(frozen=True, slots=True)
class CommitInfo:
    """One commit: when it was recorded, by whom, and what its message says."""

    id: str
    at: Minute
    author: str
    subject: str
    trailers: tuple[tuple[str, str], ...]


def log(root: Path, path: str | None, limit: int) -> list[CommitInfo]:
    """The commits that touched a path (None: all), the newest first; 0 = no limit. The branch must have one."""
    try:
        from git import Git  # slow to import; only those who ask for the past pay it
        from git.exc import GitCommandError
    except ImportError:
        raise GitMissing from None
    count = [f"--max-count={limit}"] if limit else []
    where = ["--", f":(literal){path}"] if path else []
    try:
        told = Git(str(root)).execute([*LOG, *count, *where], stdout_as_string=False)
    except GitCommandError as error:
        raise NotRecorded(str(error.stderr).strip(), 1) from None
    parts = told.decode("utf-8", "replace").split("\0")
    return [_commit(parts[start : start + 4]) for start in range(0, len(parts) - 4, 4)]


def _commit(told: list[str]) -> CommitInfo:
    subject, trailers = read(told[3])
    return CommitInfo(told[0].strip(), int(told[1]) // 60, told[2], subject, trailers)


def show(where: Where, rev: str, path: str) -> bytes:
    """The bytes of a file in a version, as git has them. Raises NotInHistory."""
    ran = run(where, "cat-file", "blob", f"{rev}:./{path}") if not rev.startswith("-") else None
    if ran is None or ran.code:
        raise NotInHistory(rev, path)
    return ran.out
