"""Commits as git tells them, one after the other: what each says and what it did to which files. Changes nothing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from repairctl.edges.history_index import must
from repairctl.edges.history_message import read
from repairctl.edges.history_reading import CommitInfo
from repairctl.edges.history_run import Where, common_folder, run, streamed

BEGIN = b"\x01"
FORMAT = "--format=%x01" + "".join(f"{one}%x00" for one in ("%H", "%ct", "%an", "%ae", "%P", "%B"))
FIELDS = 6
FEW_WINDOWS = ("-c", "core.packedGitLimit=32m", "-c", "core.packedGitWindowSize=1m")
"""Walking through a large history git would map all of it into memory."""
AS_TOLD = (*FEW_WINDOWS, "-c", "i18n.logOutputEncoding=UTF-8", "-c", "log.showRoot=true", "-c", "log.diffMerges=separate")
HOW = ("-m", "--raw", "-z", "--no-abbrev", "--no-renames", "--no-ext-diff", "--relative", "--no-show-signature", "--no-color", FORMAT)
ZERO = b"0"


class Told(NamedTuple):
    """A commit, its texts as bytes; of each file that differs from a parent's: what it was in those parents, and what it is.

    A name of bytes stands for them; '' = there was no file. Of a merge all files are told that differ from any parent.
    """

    id: str
    at: int
    author: bytes
    email: bytes
    parents: str
    message: bytes
    touched: dict[bytes, tuple[tuple[str, ...], str]]

    def info(self) -> CommitInfo:
        """The commit as everybody else reads it."""
        subject, trailers = read(self.message.decode("utf-8", "replace"))
        author, email = self.author.decode("utf-8", "replace"), self.email.decode("utf-8", "replace")
        return CommitInfo(self.id, self.at // 60, author, subject, trailers, email, tuple(self.parents.split()))


def told(where: Where, revs: Sequence[str], paths: Sequence[str] = (), *, just_these: bool = False) -> Iterator[Told]:
    """The commits that revisions mean (`just_these`: they alone), the newest first; of paths, as `git log --full-history` has them.

    Raises NotRecorded.
    """
    walk = ("--no-walk=unsorted",) if just_these else ("--full-history",)
    feed = "".join(f"{one}\n" for one in revs).encode()
    places = ("--", *(f":(literal){one}" for one in paths)) if paths else ()
    return _commits(_words(streamed(where, *AS_TOLD, "log", *walk, *HOW, "--stdin", *places, feed=feed)))


def _words(pieces: Iterator[bytes]) -> Iterator[bytes]:
    rest = b""
    for piece in pieces:
        words = (rest + piece).split(b"\0")
        rest = words.pop()
        yield from words


def _commits(words: Iterator[bytes]) -> Iterator[Told]:
    """git tells a merge once for each parent from which it differs."""
    now: Told | None = None
    for word in words:
        if word[:1] == BEGIN:
            head = [word[1:], *(next(words) for _ in range(FIELDS - 1))]
            id = head[0].decode()
            if now is None or now.id != id:
                if now is not None:
                    yield now
                now = Told(id, int(head[1]), head[2], head[3], head[4].decode(), head[5], {})
        elif word and now is not None:
            _, _, was, is_, _ = word.split(b" ")
            path = next(words)
            earlier = now.touched[path][0] if path in now.touched else ()
            now.touched[path] = ((*earlier, _name(was)), _name(is_))
    if now is not None:
        yield now


def _name(blob: bytes) -> str:
    return "" if blob.strip(ZERO) == b"" else blob.decode()


def ids(where: Where, *revs: str) -> list[str] | None:
    """The IDs of the commits that revisions mean, the newest first; None where one of them is not there any more."""
    ran = run(where, "rev-list", "--stdin", feed="".join(f"{one}\n" for one in revs).encode())
    return None if ran.code else ran.out.decode().split()


def count(where: Where, rev: str) -> int:
    """How many commits lead to a commit."""
    return int(must(run(where, "rev-list", "--count", rev)).out)


def cut_off(git_dir: Path) -> str:
    """The commits at which a shallow clone ends; '' where all is there."""
    try:
        return (common_folder(git_dir) / "shallow").read_text(encoding="ascii", errors="replace").strip()
    except OSError:
        return ""


def contents(where: Where, blobs: Sequence[str]) -> Mapping[str, bytes]:
    """The bytes that git has under names of its own; what it does not have is left out."""
    ran = must(run(where, "cat-file", "--batch", feed="".join(f"{one}\n" for one in blobs).encode())) if blobs else None
    found: dict[str, bytes] = {}
    place = 0
    while ran and place < len(ran.out):
        end = ran.out.index(b"\n", place)
        name, *sort = ran.out[place:end].decode().split()
        size = int(sort[1]) if len(sort) == 2 else -1
        if size >= 0:
            found[name] = ran.out[end + 1 : end + 1 + size]
        place = end + 1 + (size + 1 if size >= 0 else 0)
    return found
