"""The git repository: the only place that knows git. Commits by git's own command, so hooks, signing and the person's index stay theirs."""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from repairctl.edges import durable
from repairctl.errors import RepairError, say

OLDEST = (2, 25)
ELSEWHERE = (
    "GIT_DIR",
    "GIT_WORK_TREE",
    "GIT_INDEX_FILE",
    "GIT_OBJECT_DIRECTORY",
    "GIT_ALTERNATE_OBJECT_DIRECTORIES",
    "GIT_COMMON_DIR",
    "GIT_NAMESPACE",
    "GIT_PREFIX",
    "GIT_CEILING_DIRECTORIES",
    "GIT_GLOB_PATHSPECS",
    "GIT_NOGLOB_PATHSPECS",
    "GIT_ICASE_PATHSPECS",
)
IN_PROGRESS = {
    "MERGE_HEAD": "merge",
    "rebase-merge": "rebase",
    "rebase-apply": "rebase",
    "CHERRY_PICK_HEAD": "cherry-pick",
    "REVERT_HEAD": "revert",
    "BISECT_LOG": "bisect",
}
AS_THEY_ARE = ("-c", "core.autocrlf=false", "-c", "core.safecrlf=false", "-c", "core.quotepath=off")


class NoRepository(RepairError):
    """The office's folder is no git repository."""

    exit_code = 4

    def __init__(self, root: Path) -> None:
        super().__init__(
            say("{root} is not a git repository, so nothing can be recorded.", root=str(root)), say("Make it one: git init, then git add -A, git commit.")
        )


class GitMissing(RepairError):
    """There is no git program."""

    exit_code = 4

    def __init__(self) -> None:
        super().__init__(say("git is not installed, and every change is recorded with it."), say("Install git {oldest} or newer.", oldest=_dotted(OLDEST)))


class GitTooOld(RepairError):
    """The git program is older than what the office needs."""

    exit_code = 4

    def __init__(self, version: str) -> None:
        super().__init__(say("git is {version}; {oldest} or newer is needed.", version=version, oldest=_dotted(OLDEST)))


class NoIdentity(RepairError):
    """git does not know who records."""

    exit_code = 4

    def __init__(self) -> None:
        super().__init__(
            say("git does not know who you are, so nothing was recorded."),
            say('Tell it once: git config --global user.name "王敏"   and   git config --global user.email wangmin@example.com'),
        )


class Busy(RepairError):
    """The repository is in the middle of something."""

    exit_code = 4

    def __init__(self, what: str) -> None:
        super().__init__(
            say("A {what} is in progress in this repository; nothing was recorded.", what=what),
            say("Finish it or call it off (git {what} --abort), then try again.", what=what),
        )


class IndexLocked(RepairError):
    """Another git holds the index, or one that died left its lock."""

    exit_code = 4

    def __init__(self, path: Path) -> None:
        super().__init__(
            say("{path} is there: another git is at work, or one was killed; nothing was recorded.", path=str(path)),
            say("If no git is running, delete that file and try again."),
        )


class NotRecorded(RepairError):
    """git refused; the files are as they were."""

    exit_code = 4

    def __init__(self, words: str) -> None:
        super().__init__(say("git refused to record it: {words}", words=words), say("Every file is as it was."))


@dataclass(frozen=True, slots=True)
class Message:
    """A commit message; values cannot forge a trailer, for each is flattened to one line."""

    subject: str
    body: str
    trailers: Sequence[tuple[str, str]]

    def text(self) -> str:
        lines = [flat(line) for line in self.body.splitlines()]
        body = "\n".join(f"  {line}" for line in lines if line)
        trailers = "\n".join(f"{name}: {flat(value)}" for name, value in self.trailers)
        return "\n\n".join(part for part in (_cut(flat(self.subject)), body, trailers) if part) + "\n"


@dataclass(frozen=True, slots=True)
class Commit:
    """One commit, as the history tells it; `at` is seconds since the epoch."""

    id: str
    at: int
    author: str
    subject: str
    trailers: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class History:
    """The repository of one office. `git_dir` '' where the folder is none: reading works all the same."""

    root: Path
    folder: Path | None

    @staticmethod
    def open(root: Path) -> History:
        """Finds the git folder by reading files only."""
        return History(root, _git_folder(root))

    @staticmethod
    def init(root: Path) -> None:
        """A new repository with the branch `main`."""
        _checked_version(root)
        done = _run(root, "init", "--quiet", "--initial-branch=main") if _version(root) >= (2, 28) else _run(root, "init", "--quiet")
        if done.returncode:
            raise NotRecorded(_words(done.stderr))

    @property
    def git_dir(self) -> Path:
        """The git folder. Raises NoRepository."""
        if self.folder is None:
            raise NoRepository(self.root)
        return self.folder

    def check_ready(self) -> None:
        """Refuses while something else is going on in the repository."""
        for name, what in IN_PROGRESS.items():
            if (self.git_dir / name).exists():
                raise Busy(what)
        if (self.git_dir / "index.lock").exists():
            raise IndexLocked(self.git_dir / "index.lock")

    def commit(self, paths: Sequence[str], new: Sequence[str], message: Message) -> str:
        """Commits exactly these paths as they stand in the work tree; `new` are those git does not know yet. Raises NotRecorded …"""
        if new:
            self._must(_run(self.root, *AS_THEY_ARE, "add", "--intent-to-add", "--", *new))
        command = ("commit", "--only", "--quiet", "--no-verbose", "--cleanup=verbatim", "--file=-", "--", *paths)
        self._must(_run(self.root, *AS_THEY_ARE, *command, stdin=message.text()))
        return self.head()

    def forget(self, paths: Sequence[str]) -> None:
        """Takes paths that never were committed out of the index again."""
        if paths:
            _run(self.root, "rm", "--cached", "--quiet", "--ignore-unmatch", "--force", "--", *paths)

    def head(self) -> str:
        """The commit at HEAD; '' before the first one."""
        done = _run(self.root, "rev-parse", "--verify", "--quiet", "HEAD")
        return done.stdout.decode().strip() if done.returncode == 0 else ""

    def holds(self, path: str, data: bytes) -> bool:
        """Whether HEAD has these bytes at that path."""
        done = _run(self.root, "cat-file", "blob", f"HEAD:{path}")
        return done.returncode == 0 and done.stdout == data

    def log(self, path: str = "", limit: int = 0) -> Iterator[Commit]:
        """The commits that touched a path, the newest first; all commits for ''."""
        import git

        repository = git.Repo(self.root)
        if not self.head():
            return
        for one in repository.iter_commits(paths=path, max_count=limit or -1):
            trailers = tuple((str(key), str(value)) for key, values in one.trailers_dict.items() for value in values)
            yield Commit(one.hexsha, one.committed_date, str(one.author.name or ""), str(one.summary), trailers)

    def local_note(self, name: str) -> str:
        """What was noted at this desk, beside the repository; '' where nothing was."""
        path = (self.folder or self.root) / "repairctl" / name
        try:
            return path.read_text(encoding="utf-8").strip() if self.folder else ""
        except OSError:
            return ""

    def set_local_note(self, name: str, value: str) -> None:
        """Notes something at this desk; it is never committed."""
        path = self.git_dir / "repairctl" / name
        durable.write_whole(path, f"{value}\n".encode(), str(path))

    def _must(self, done: subprocess.CompletedProcess[bytes]) -> None:
        if done.returncode == 0:
            return
        said = done.stderr.decode("utf-8", "replace") + done.stdout.decode("utf-8", "replace")
        if re.search(r"tell me who you are|empty ident|no email was given|unable to auto-detect email|auto-detection is disabled", said, re.IGNORECASE):
            raise NoIdentity
        if "index.lock" in said:
            raise IndexLocked(self.git_dir / "index.lock")
        _checked_version(self.root)
        raise NotRecorded(_words(said.encode()))


def flat(text: str) -> str:
    """Text in one line, without control characters."""
    return " ".join("".join(char if char.isprintable() else " " for char in text).split())


def _cut(text: str, cells: int = 72) -> str:
    width = 0
    kept: list[str] = []
    for char in text:
        width += 1 if ord(char) < 0x1100 else 2
        if width > cells:
            return "".join(kept).rstrip() + ".."
        kept.append(char)
    return text


def _git_folder(root: Path) -> Path | None:
    for folder in (root, *root.parents):
        found = folder / ".git"
        if found.is_dir():
            return found
        if found.is_file():
            try:
                target = found.read_text(encoding="utf-8").partition("gitdir:")[2].strip()
            except (OSError, UnicodeDecodeError):
                return None
            return (folder / target).resolve() if target else None
    return None


def _run(root: Path, *arguments: str, stdin: str = "") -> subprocess.CompletedProcess[bytes]:
    try:
        return subprocess.run(["git", *arguments], cwd=root, env=_environment(), input=stdin.encode("utf-8", "replace"), capture_output=True)
    except FileNotFoundError:
        raise GitMissing from None


def _environment() -> Mapping[str, str]:
    kept = {name: value for name, value in os.environ.items() if name not in ELSEWHERE}
    return {**kept, "LC_ALL": "C", "GIT_TERMINAL_PROMPT": "0", "GIT_LITERAL_PATHSPECS": "1", "GIT_OPTIONAL_LOCKS": "0"}


def _version(root: Path) -> tuple[int, ...]:
    found = re.search(rb"(\d+)\.(\d+)", _run(root, "--version").stdout)
    return (int(found[1]), int(found[2])) if found else (0, 0)


def _checked_version(root: Path) -> None:
    version = _version(root)
    if version < OLDEST:
        raise GitTooOld(_dotted(version))


def _dotted(version: tuple[int, ...]) -> str:
    return ".".join(map(str, version))


def _words(said: bytes) -> str:
    lines = [flat(line) for line in said.decode("utf-8", "replace").splitlines() if line.strip() and not line.startswith("hint:")]
    return " / ".join(lines)[:400] or "no reason given"
