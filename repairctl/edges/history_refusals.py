"""What the repository refuses, and how it is said: exit code 4, what is wrong, what to type. Looks at nothing itself."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from repairctl.errors import RepairError, say
from repairctl.model import At


class Refused(RepairError):
    """The repository refused; nothing was recorded."""

    exit_code = 4


class GitMissing(Refused):
    """There is no git to be called."""

    def __init__(self) -> None:
        super().__init__(
            say("git is not installed, or not found; every change is recorded with it."), say("Install it, then look: git --version")
        )


class GitTooOld(Refused):
    """The git that is called is older than what we need."""

    def __init__(self, version: str, oldest: str) -> None:
        super().__init__(say("git is version {version}; {oldest} or newer is needed. Update git.", version=version, oldest=oldest))


class NotARepository(Refused):
    """No repository holds the office's folder."""

    def __init__(self, root: Path) -> None:
        super().__init__(
            say("{root} is not in a git repository, so nothing can be recorded.", root=str(root)), say("Make one there: git init")
        )


class BareRepository(Refused):
    """The repository has no files beside it."""

    def __init__(self, root: Path) -> None:
        super().__init__(
            say("{root} is a bare repository: it has a history, but no files to work on.", root=str(root)),
            say("Work in a clone of it: git clone {root} my-office", root=str(root)),
        )


class SomebodyElses(Refused):
    """git does not trust a repository that belongs to somebody else."""

    def __init__(self, root: Path) -> None:
        super().__init__(
            say("{root} belongs to another user, so git does nothing in it.", root=str(root)),
            say("If you trust it: git config --global --add safe.directory {root}", root=str(root)),
        )


class NoIdentity(Refused):
    """git does not know who records."""

    def __init__(self) -> None:
        super().__init__(
            say("git does not know who you are, and a history without names proves nothing; nothing was recorded."),
            say('Tell it once: git config --global user.name "王敏"'),
            say("and: git config --global user.email wangmin@example.com"),
        )


class Unfinished(Refused):
    """The repository is in the middle of a merge, rebase, cherry-pick, revert or bisect."""

    def __init__(self, what: str, way_out: str) -> None:
        super().__init__(
            say("A git {what} is not finished here; nothing was recorded.", what=what),
            say("Finish it, or give it up: {command}", command=way_out),
        )


class Unmerged(Refused):
    """Two versions of a file have not been brought together."""

    def __init__(self, paths: Sequence[str]) -> None:
        super().__init__(
            say("{paths} has two versions that git could not bring together; nothing was recorded.", paths=", ".join(paths)),
            say("Bring them together in an editor, then: git add {path}", path=paths[0]),
        )


class GitLocked(Refused):
    """Another git holds the index or the branch, or one was killed and left its lock. It is never ours to delete."""

    def __init__(self, path: Path, since: At) -> None:
        super().__init__(
            say("git is locked by {path} since {since}; nothing was recorded.", path=str(path), since=since),
            say("Wait for the other git program to end. If none is running, delete that file and give the command again."),
        )


class IgnoredByGit(Refused):
    """A .gitignore keeps the path out of git, so it can never be recorded."""

    def __init__(self, paths: Sequence[str]) -> None:
        super().__init__(
            say("{paths} is ignored by git, so it cannot be recorded; nothing was changed.", paths=", ".join(paths)),
            say("See which line does it: git check-ignore -v {path}", path=paths[0]),
        )


class PrivateInGit(Refused):
    """What must stay out of git is in it."""

    def __init__(self, path: str) -> None:
        super().__init__(
            say("{path} must stay out of git, but git keeps it; nothing was changed.", path=path),
            say("Take it out, and put private/ into .gitignore: git rm --cached {path}", path=path),
        )


class NotCheckedOut(Refused):
    """The file is in git, but not on this disk (sparse checkout, or deleted by hand)."""

    def __init__(self, path: str) -> None:
        super().__init__(
            say("{path} is in git already, though not on this disk; nothing was changed.", path=path),
            say("Bring it back: git sparse-checkout disable, or git restore {path}", path=path),
        )


class NothingToRecord(Refused):
    """The files are in git with these very bytes."""

    def __init__(self) -> None:
        super().__init__(say("There is nothing to record: git has these files exactly so."))


class NotRecorded(Refused):
    """git refused, in its own words: a hook, a signature, a full disk."""

    def __init__(self, words: str, code: int) -> None:
        if words:
            super().__init__(
                say("git refused to record it: {words}.", words=words.rstrip(".。")),
                say("Every file is as it was. Put that right, or ask who set up git, and give the command again."),
            )
        elif code < 0:
            super().__init__(
                say("git was ended by signal {number} before it recorded anything.", number=-code),
                say("Every file is as it was; give the command again."),
            )
        else:
            super().__init__(
                say("git refused to record it and gave no reason (code {code}); often a hook in .git/hooks does that.", code=code),
                say("Every file is as it was."),
            )


class NoSuchVersion(RepairError):
    """git knows no commit of that name."""

    def __init__(self, rev: str) -> None:
        super().__init__(
            say("git knows no version {rev}.", rev=rev),
            say("Name a commit, a tag, or a moment by which something was recorded; see: repairctl log"),
        )


class NotInHistory(RepairError):
    """There is no such file in that version."""

    def __init__(self, rev: str, path: str) -> None:
        super().__init__(say("{path} is not in version {rev}.", path=path, rev=rev), say("See its versions: git log -- {path}", path=path))
