"""Runs git, and finds its folder by reading files alone. Knows commands, not what they are for."""

from __future__ import annotations

import errno
import os
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import IO, TYPE_CHECKING

from msgspec import Struct

from repairctl.edges.durable import CannotWrite
from repairctl.edges.history_message import cut, flat
from repairctl.edges.history_refusals import GitMissing, NotARepository, NotRecorded

if TYPE_CHECKING:
    from subprocess import Popen

SETTINGS = (
    "-c", "core.fsync=committed",  # by default a power cut may lose the very objects that the branch names
    "-c", "core.safecrlf=false",  # else autocrlf refuses files that end their lines as we do
    "-c", "core.fsmonitor=",  # the daemon it starts would inherit the lock
    "-c", "user.useConfigOnly=true",  # a name made up from the machine's is no name
    "-c", "i18n.commitEncoding=UTF-8",
)  # fmt: skip
WORDS = 200
PIECE = 1 << 20
POLLS, POLL_SECONDS = 300, 0.01
"""How often and at what distance we look whether another git has ended: three seconds in all."""
MAY_NOT_GROW = 25
"""SIGXFSZ: how the system tells a program that its file may not grow."""
Files = tuple[IO[bytes], IO[bytes], IO[bytes]]


class Where(Struct, frozen=True):
    """Where git runs, with which environment, and the descriptor of the lock that it inherits, so that the lock outlives us (-1: none)."""

    root: Path
    environment: Mapping[str, str]
    lock: int = -1


class Ran(Struct, frozen=True):
    """What a git command answered: its code (0 = done), its output, and its complaints."""

    code: int
    out: bytes
    err: str

    def words(self) -> str:
        """The complaints, shortened to what a clerk can use."""
        lines = [re.sub(r"^(fatal|error|warning): ", "", flat(line)) for line in self.err.splitlines() if not line.startswith("hint:")]
        return cut(" / ".join([line for line in lines if line][-3:]), WORDS)


def run(where: Where, *command: str, feed: bytes = b"") -> Ran:
    """Runs git. Raises GitMissing, NotARepository, CannotWrite.

    Files, not pipes, take the output: a program that a hook leaves in the background must not keep us waiting.
    """
    try:
        with _scratch() as given, _scratch() as out, _scratch() as err:
            given.write(feed)
            given.seek(0)
            code = (_spawned if os.name != "nt" else _started)(where, command, (given, out, err))
            if code == -MAY_NOT_GROW:
                raise OSError(errno.EFBIG, os.strerror(errno.EFBIG))
            out.seek(0)
            err.seek(0)
            return Ran(code, out.read(), err.read().decode("utf-8", "replace"))
    except OSError as error:
        raise CannotWrite(str(error.filename or "TMPDIR"), error) from None


def streamed(where: Where, *command: str, feed: bytes = b"") -> Iterator[bytes]:
    """What git says, piece by piece, while it says it; only for what starts no hook. Raises as `run`, and NotRecorded where it fails."""
    import subprocess
    from tempfile import TemporaryFile

    with TemporaryFile() as given, TemporaryFile() as err:
        given.write(feed)
        given.seek(0)
        process = _piped(where, command, (given, subprocess.PIPE, err))
        assert process.stdout is not None
        try:
            while piece := process.stdout.read(PIECE):
                yield piece
        except GeneratorExit:  # whoever asked has heard enough
            process.kill()
            raise
        finally:
            process.stdout.close()
            code = process.wait()
        if code:
            err.seek(0)
            raise NotRecorded(Ran(code, b"", err.read().decode("utf-8", "replace")).words(), code)


def _scratch() -> IO[bytes]:
    if hasattr(os, "memfd_create"):
        return open(os.memfd_create("git"), "w+b", buffering=0)
    from tempfile import TemporaryFile

    return TemporaryFile(buffering=0)


def _spawned(where: Where, command: Sequence[str], files: Files) -> int:
    """What subprocess does, without its import, which costs as much as a short command."""
    import signal

    line = ["git", *SETTINGS, "-C", str(where.root), *command]
    streams = [(os.POSIX_SPAWN_DUP2, file.fileno(), number) for number, file in enumerate(files)]
    heard_again = [signal.SIGPIPE, signal.SIGXFSZ]
    _inherit(where, True)
    try:
        process = os.posix_spawnp("git", line, where.environment, file_actions=streams, setsigdef=heard_again)
    except (FileNotFoundError, PermissionError, NotADirectoryError):
        raise GitMissing from None
    finally:
        _inherit(where, False)
    return _ended(process, where)


def _inherit(where: Where, inherit: bool) -> None:
    if where.lock >= 0:
        os.set_inheritable(where.lock, inherit)


def _ended(process: int, where: Where) -> int:
    try:
        status = os.waitpid(process, 0)[1]
    except BaseException:  # Ctrl-C has reached git too
        os.waitpid(process, 0)
        raise
    code = os.waitstatus_to_exitcode(status)
    if code and not where.root.is_dir():
        raise NotARepository(where.root)
    return code


def _started(where: Where, command: Sequence[str], files: Files) -> int:
    with _piped(where, command, files) as process:
        return process.wait()


def _piped(where: Where, command: Sequence[str], files: tuple[IO[bytes], IO[bytes] | int, IO[bytes]]) -> Popen[bytes]:
    import subprocess

    given, out, err = files
    try:
        return subprocess.Popen(["git", *SETTINGS, *command], cwd=where.root, env=where.environment, stdin=given, stdout=out, stderr=err)
    except (FileNotFoundError, PermissionError, NotADirectoryError):
        raise (GitMissing() if where.root.is_dir() else NotARepository(where.root)) from None


def git_folder(root: Path) -> Path | None:
    """The repository's own folder, also where `.git` is a file that names it (worktree, submodule); None where there is none."""
    for folder in (root, *root.parents):
        found = folder / ".git"
        if found.is_dir():
            return found
        if found.is_file():
            named = re.match(r"gitdir: (.+)", found.read_text(encoding="utf-8", errors="surrogateescape"))
            return Path(os.path.normpath(folder / named[1].rstrip("\r\n"))) if named else None
    return None


def common_folder(git_dir: Path) -> Path:
    """The folder that all worktrees of a repository share; it holds the branches."""
    return git_dir / (_line(git_dir / "commondir") or ".")


def branch(git_dir: Path) -> str:
    """The branch that is checked out, as `refs/heads/main`; HEAD where none is."""
    text = _line(git_dir / "HEAD")
    return text.removeprefix("ref:").strip() if text.startswith("ref:") else "HEAD"


def tip(git_dir: Path, ref: str) -> str | None:
    """The commit of a branch, '' before its first; None where files cannot tell (another way of keeping refs)."""
    if ref == "HEAD":
        text = _line(git_dir / "HEAD")
        return tip(git_dir, branch(git_dir)) if text.startswith("ref:") else text
    if ref == "refs/heads/.invalid":
        return None
    common = common_folder(git_dir)
    loose = _line(common / ref)
    if loose.startswith("ref:"):
        return None
    return loose or _packed(common / "packed-refs", ref)


def _packed(path: Path, ref: str) -> str:
    try:
        with open(path, "rb") as file:
            return next((line.split()[0].decode() for line in file if line.rstrip().endswith(b" " + os.fsencode(ref))), "")
    except FileNotFoundError:
        return ""


def _line(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8", errors="surrogateescape").strip()
    except (FileNotFoundError, NotADirectoryError, IsADirectoryError):
        return ""
