"""The git repository: commits what it is told to and nothing else, by git's own command: hooks, signing and the index stay the person's."""

from __future__ import annotations

import os
import re
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct

from repairctl.edges import (
    history_changes,
    history_commits,
    history_hooks,
    history_index,
    history_lasting,
    history_past,
    history_reading,
)
from repairctl.edges.durable import OWN, write_scratch, write_whole
from repairctl.edges.history_commits import Told
from repairctl.edges.history_index import EMPTY_BLOBS, PATHS_AT_ONCE, Indexed, listed, must, zeros
from repairctl.edges.history_message import Message
from repairctl.edges.history_past import State
from repairctl.edges.history_reading import CommitInfo
from repairctl.edges.history_refusals import (
    BareRepository,
    GitLocked,
    GitTooOld,
    IgnoredByGit,
    NoIdentity,
    NotARepository,
    NothingToRecord,
    NotRecorded,
    SomebodyElses,
    Unfinished,
    Unmerged,
)
from repairctl.edges.history_run import POLL_SECONDS, POLLS, Ran, Where, branch, common_folder, git_folder, run, tip
from repairctl.errors import RepairError, Sentence, say
from repairctl.model import At, Minute

if TYPE_CHECKING:
    from repairctl.edges.history_quick import Quick

__all__ = ["CommitInfo", "History", "Message", "NotRecorded"]

OLDEST = (2, 25)
SHA1 = 40
MESSAGE = "journal/message"
UNFINISHED = (
    ("MERGE_HEAD", "merge", "git merge --abort"),
    ("rebase-merge", "rebase", "git rebase --abort"),
    ("rebase-apply", "rebase", "git rebase --abort"),
    ("CHERRY_PICK_HEAD", "cherry-pick", "git cherry-pick --abort"),
    ("REVERT_HEAD", "revert", "git revert --abort"),
    ("BISECT_LOG", "bisect", "git bisect reset"),
)
# The person's own choices. Every other GIT_ variable says where the repository, its index or its objects are,
# or how paths are to be read; a hook or another program may have set it for another repository.
OWN_CHOICE = re.compile(r"GIT_(AUTHOR_|COMMITTER_|CONFIG_(?!PARAMETERS)|SSH|SSL_|ASKPASS|TERMINAL_PROMPT|EXEC_PATH|TEMPLATE_DIR|CEILING_)")
OWN_COMMIT = "REPAIRCTL_COMMITS"
"""Tells our own hook that the commit is ours and was judged; the hook believes it only while a command is under way."""
TRIES = 20
FROM_INPUT = ("--pathspec-from-file=-", "--pathspec-file-nul")


class History(Struct, frozen=True):
    """The repository in which an office lies; `folder` is None where none does. `lock` is a descriptor that git inherits."""

    root: Path
    folder: Path | None
    lock: int = -1

    @staticmethod
    def open(root: Path) -> History:
        """Finds the repository by reading files alone; where there is none, only what needs one refuses."""
        return History(root, git_folder(root))

    @staticmethod
    def init(root: Path) -> None:
        """Makes a repository with the branch `main`. Raises GitMissing, NotRecorded."""
        ran = run(Where(root, _environment()), "-c", "init.defaultBranch=main", "init", "--quiet")
        if ran.code:
            raise NotRecorded(ran.words(), ran.code)

    @property
    def git_dir(self) -> Path:
        """The repository's own folder. Raises NotARepository."""
        if self.folder is None:
            raise NotARepository(self.root)
        return self.folder

    @property
    def own_folder(self) -> Path:
        """The folder of ours in the repository's. Raises NotARepository."""
        return self.git_dir / OWN

    @property
    def where(self) -> Where:
        """Where git runs, for those who look at the repository itself."""
        return self._where()

    def check_usable(self) -> None:
        """Refuses where git cannot be used here at all: missing, too old, no repository, a bare one, or somebody else's."""
        told = self._git("--version").out.decode("ascii", "replace").strip()
        version = re.search(r"(\d+)\.(\d+)[.\d]*", told)
        if version and (int(version[1]), int(version[2])) < OLDEST:
            raise GitTooOld(version[0], ".".join(map(str, OLDEST)))
        self._check_repository()

    def check_ready(self) -> None:
        """Refuses, with what to type, if anything would keep a commit from being made."""
        self.check_usable()
        self.check_settled()
        unmerged = [path for path, entry in self.indexed().items() if entry.merging]
        if unmerged:
            raise Unmerged(unmerged)
        if any(self._git("var", name).code for name in ("GIT_AUTHOR_IDENT", "GIT_COMMITTER_IDENT")):
            raise NoIdentity
        self.wait_for_git()

    def check_settled(self) -> None:
        """Refuses in the middle of a merge, rebase, cherry-pick, revert or bisect. A few stats, no process."""
        for name, what, way_out in UNFINISHED:
            if (self.git_dir / name).exists():
                raise Unfinished(what, way_out)

    def wait_for_git(self) -> None:
        """Waits for another git to end, three seconds at most. Raises GitLocked; a lock of git's is not ours to delete."""
        locks = [self.git_dir / "index.lock", self.git_dir / "HEAD.lock", common_folder(self.git_dir) / f"{self.ref()}.lock"]
        for _ in range(POLLS):
            if not any(lock.exists() for lock in locks):
                return
            time.sleep(POLL_SECONDS)
        for lock in locks:
            with suppress(FileNotFoundError):
                raise GitLocked(lock, At(int(lock.stat().st_mtime) // 60))

    def commit(self, paths: Sequence[str], message: Message) -> str:
        """Commits these paths as they stand on the disk and nothing else; gives the commit's ID. Raises what git refuses."""
        known = self.indexed(paths)
        return self.record(paths, [path for path in paths if path not in known], message)

    def record(self, paths: Sequence[str], new: Sequence[str], message: Message) -> str:
        """As commit, when it is known which of the paths git's index does not have. On failure the index is as it was."""
        file = self.git_dir / OWN / MESSAGE
        write_scratch(file, message.text().encode("utf-8", "replace"))
        before = self.head()
        for _ in range(TRIES):
            self.wait_for_git()
            announced = self._announce(new)
            ran = announced if announced.code else self._commit(paths, file)
            if ran.code == 0:
                history_lasting.see_onto_disk(self.git_dir, self.ref(), file)
                return self.head()
            # another `git commit` reads the index before it locks it, and may have written back one that knows nothing of ours
            overwritten = not announced.code and len(self.indexed(new) if new else ()) < len(new)
            self.forget(new)
            if not overwritten and ".lock" not in ran.err and self.head() == before:  # else somebody was quicker, and we try again
                break
            before = self.head()
        raise self._reason(paths, ran)

    def mended(self) -> Sentence | None:
        """Makes git's index anew where a power cut took its bytes, and says so. Raises GitLocked, NotRecorded."""
        if not history_lasting.index_gone(self.git_dir):
            return None
        self.wait_for_git()
        history_lasting.index_anew(self._where(), self.git_dir)
        return say("git's index was lost, as by a power cut, and was made anew; what was only staged must be staged again: git add.")

    def _announce(self, new: Sequence[str]) -> Ran:
        outside = ["--sparse"] if (self.git_dir / "info" / "sparse-checkout").exists() else []
        return self._git("add", "--intent-to-add", *outside, *FROM_INPUT, feed=listed(new)) if new else Ran(0, b"", "")

    def _commit(self, paths: Sequence[str], file: Path) -> Ran:
        as_told = ("--only", "--quiet", "--no-edit", "--no-verbose", "--no-status", "--cleanup=verbatim")
        where = Where(self.root, {**_environment(), OWN_COMMIT: "1"}, self.lock)
        return run(where, "commit", *as_told, "-F", str(file.absolute()), *FROM_INPUT, feed=listed(paths))

    def quick(self, files: Mapping[str, bytes | None]) -> Quick | None:
        """The fast way of recording these files (None: it goes); None where git must do it itself. Raises GitMissing."""
        if self.git_dir.name != ".git" or len(str(self.tip(self.ref()))) != SHA1:
            return None
        from repairctl.edges.history_quick import Quick  # those who read never pay it
        from repairctl.edges.history_ways import Desk, plain, settings

        where = self._where()
        desk = Desk(where, self.git_dir, settings(where))
        return None if plain(desk, files) else Quick(desk)

    def forget(self, paths: Sequence[str]) -> None:
        """Takes paths out of the index again that were only announced to it. Raises GitLocked, NotRecorded."""
        ours = [path for path, entry in self.indexed(paths).items() if entry.blob in EMPTY_BLOBS]
        if ours:
            self._update_index("--force-remove", "-z", "--stdin", feed=zeros(ours))

    def take_up(self, commit: str, behind: Mapping[str, str]) -> None:
        """Brings the index up to a commit where it still has the blob from before ('' : none). Raises GitLocked, NotRecorded."""
        late = history_index.late(self._where(), commit, behind)
        if late:
            self._update_index("-z", "--index-info", feed=late)

    def _update_index(self, *options: str, feed: bytes) -> None:
        """Changes the index; another git may take its lock between our look and our grasp, so a lost race is run again."""
        for _ in range(TRIES):
            self.wait_for_git()
            ran = self._git("update-index", *options, feed=feed)
            if ran.code == 0 or ".lock" not in ran.err:
                break
        must(ran)

    def indexed(self, paths: Sequence[str] | None = None) -> Mapping[str, Indexed]:
        """What git's index has for these paths (None: for all)."""
        return history_index.indexed(self._where(), paths)

    def tracked(self, folder: str) -> set[str]:
        """The paths below a folder that git's index has."""
        return history_index.tracked(self._where(), folder)

    def untouched(self, old: str, new: str, paths: Sequence[str]) -> bool:
        """Whether a commit follows another in one line, in which none touched these paths."""
        return history_changes.untouched(self._where(), old, new, paths)

    def find(self, since: str, until: str, files: Mapping[str, bytes | None]) -> str:
        """The first commit after `since` ('' : from the beginning) that has exactly these bytes there (None: no file); '' if none has."""
        return history_index.find(self._where(), since, until, files)

    def holds(self, commit: str, files: Mapping[str, bytes | None]) -> bool:
        """Whether a commit has exactly these bytes at these paths (None: no file)."""
        return history_index.holds(self._where(), commit, files)

    def ref(self) -> str:
        """The branch that is checked out, as `refs/heads/main`; HEAD where none is."""
        return branch(self.git_dir)

    def tip(self, ref: str) -> str:
        """The commit of a branch; '' before its first."""
        found = tip(self.git_dir, ref)
        if found is None:
            name = "HEAD" if ref == "refs/heads/.invalid" else ref
            found = self._git("rev-parse", "--verify", "--quiet", name).out.decode().strip()
        return found

    def head(self) -> str:
        """The commit at HEAD; '' before the first."""
        return self.tip(self.ref())

    def log(self, path: str | None = None, limit: int = 0) -> list[CommitInfo]:
        """The commits that touched a path (None: all), the newest first; 0 = no limit."""
        with _no_other_repository():
            return history_reading.log(self.root, [path] if path else [], limit) if self.head() else []

    def later(self, commit: str, paths: Sequence[str]) -> list[CommitInfo]:
        """The commits after a commit that touched one of the paths, the newest first."""
        chunks = [paths[at : at + PATHS_AT_ONCE] for at in range(0, len(paths), PATHS_AT_ONCE)]
        with _no_other_repository():
            found = {one.id: one for chunk in chunks for one in history_reading.log(self.root, chunk, 0, commit)}
        return sorted(found.values(), key=lambda one: -one.at)

    def told(self, revs: Sequence[str], paths: Sequence[str] = (), *, just_these: bool = False) -> Iterator[Told]:
        """The commits that revisions mean (`just_these`: they alone), of paths those of `--full-history`, the newest first."""
        return history_commits.told(self._where(), revs, paths, just_these=just_these)

    def ids(self, *revs: str) -> list[str] | None:
        """The IDs of the commits that revisions mean, the newest first; None where one of them is not there any more."""
        return history_commits.ids(self._where(), *revs)

    def count(self, rev: str) -> int:
        """How many commits lead to a commit, itself with them."""
        return history_commits.count(self._where(), rev)

    def cut_off(self) -> str:
        """The commits at which a shallow clone ends; '' where all is there."""
        return history_commits.cut_off(self.git_dir)

    def touched(self, commit: str) -> Mapping[str, str]:
        """The paths below the root that a commit changed, each with A (made), M (changed), D (taken out)."""
        return history_reading.touched(self._where(), commit)

    def since(self, rev: str, folders: Sequence[str]) -> frozenset[str]:
        """The paths in these folders that differ on the disk from a version. Raises NoSuchVersion."""
        return history_changes.since(self._where(), rev, folders)

    def between(self, old: str, new: str, folder: str) -> set[str] | None:
        """The paths in a folder that differ between two commits; None where that cannot be told."""
        return history_changes.between(self._where(), old, new, folder) if old and new else None

    def compared(self, old: str, new: str, folder: str) -> Mapping[str, tuple[str, str | None]]:
        """The paths in a folder that differ between two commits, or from one to the disk (`new` is ''), with the names of their bytes."""
        return history_changes.compared(self._where(), old, new, folder)

    def last_by(self, minute: Minute) -> str:
        """The last commit that was made by the end of a minute; '' where none was."""
        return history_changes.last_by(self._where(), minute) if self.head() else ""

    def by_others(self, since: str, folders: Sequence[str]) -> list[CommitInfo]:
        """The commits after one that touched these folders, merges left out, the newest first. Raises NotRecorded."""
        return history_reading.plain_log(self._where(), since, folders)

    def requested(self, line: str) -> list[CommitInfo]:
        """The commits of late whose message has this line, the newest first."""
        return history_reading.requested(self._where(), line) if self.folder and self.head() else []

    def hook(self) -> tuple[Path, bool, str]:
        """Where git looks for a hook before each commit, whether that place is this repository's own, and the office as seen from there."""
        return *history_hooks.place(self._where(), self.git_dir), history_hooks.below_top(self._where())

    def staged(self) -> AbstractContextManager[Path]:
        """The office as the commit under way would have it, in a folder of its own."""
        return history_hooks.laid_out(self._where(), os.environ)

    def commit_named(self, rev: str) -> str:
        """The ID of the commit that is meant. Raises NoSuchVersion."""
        return history_changes.commit_named(self._where(), rev)

    def blobs(self, commit: str, folders: Sequence[str]) -> Mapping[str, str]:
        """What a commit holds in these folders: git's name for the bytes of each file, by path."""
        return history_changes.blobs(self._where(), commit, folders)

    def author(self) -> tuple[str, str]:
        """Name and e-mail of whoever records here, as git has them; both empty where it knows nobody."""
        return history_reading.author(self._where())

    def show(self, rev: str, path: str) -> bytes:
        """The bytes of a file in a version, as git has them. Raises NotInHistory."""
        return history_reading.show(self._where(), rev, path)

    def shown(self, names: Sequence[tuple[str, str]]) -> list[bytes | None]:
        """The bytes of many files, each in a version, read at once; None where a version has no such file."""
        return history_reading.shown(self._where(), [f"{rev}:./{path}" for rev, path in names]) if names else []

    def states(self, folder: str) -> Mapping[str, tuple[State, ...]]:
        """Every file that ever lay below a folder, each with its states, the oldest first."""
        return history_past.states(self._where(), folder) if self.head() else {}

    def bytes_of(self, blob: str) -> bytes:
        """The bytes that git has under a name of its own."""
        return history_past.bytes_of(self._where(), blob)

    def contents(self, blobs: Iterable[str]) -> Mapping[str, bytes]:
        """The bytes that git has under names of its own, all at once; what it does not have is left out."""
        return history_commits.contents(self._where(), sorted(set(blobs)))

    def laid_out(self, rev: str) -> AbstractContextManager[tuple[Path, Minute]]:
        """The office as it was in a version, in a folder of its own; and when that version was recorded. Raises NoSuchVersion."""
        return history_past.laid_out(self._where(), rev)

    def turn_to(self, rev: str) -> None:
        """Makes a folder that `laid_out` or `staged` gave another version. Raises NoSuchVersion."""
        history_past.turn(self._where(), rev)

    def config(self, key: str) -> str:
        """What git's configuration says of a key; '' where it says nothing."""
        return self._git("config", "--get", key).out.decode("utf-8", "replace").rstrip("\n")

    def set_local(self, key: str, value: str) -> None:
        """Writes a key into this repository's own configuration. Raises NotRecorded."""
        must(self._git("config", "--local", key, value))

    def local_note(self, name: str) -> str:
        """What was noted at this desk, beside the history; '' where nothing was."""
        try:
            return (self.git_dir / OWN / name).read_text(encoding="utf-8").strip() if self.folder else ""
        except (OSError, UnicodeDecodeError):
            return ""

    def set_local_note(self, name: str, value: str) -> None:
        """Notes something at this desk; it is never committed. Raises CannotWrite."""
        write_whole(self.git_dir / OWN / name, f"{value}\n".encode())

    def _check_repository(self) -> None:
        ran = self._git("rev-parse", "--is-bare-repository")
        if "safe.directory" in ran.err:
            raise SomebodyElses(self.root)
        if ran.code:
            raise NotARepository(self.root)
        if ran.out.strip() == b"true":
            raise BareRepository(self.root)

    def _reason(self, paths: Sequence[str], ran: Ran) -> RepairError:
        """Why git refused: what it can be asked for first, and only then its own words."""
        self.check_ready()
        ignores = history_index.ignored(self._where(), paths)
        if ignores:
            return IgnoredByGit(ignores)
        changed = self._git("status", "--porcelain", "-z", "--", *(f":(literal){path}" for path in paths[:PATHS_AT_ONCE]))
        return NotRecorded(ran.words(), ran.code) if changed.code or changed.out or ran.err.strip() else NothingToRecord()

    def _git(self, *command: str, feed: bytes = b"") -> Ran:
        return run(self._where(), *command, feed=feed)

    def _where(self) -> Where:
        return Where(self.root, _environment(), self.lock)


def _environment() -> Mapping[str, str]:
    return {name: value for name, value in os.environ.items() if not name.startswith("GIT_") or OWN_CHOICE.match(name)}


@contextmanager
def _no_other_repository() -> Iterator[None]:
    """GitPython can add to the environment of git, but takes nothing away; so what it must not see is set aside meanwhile."""
    aside = {name: value for name, value in os.environ.items() if name not in _environment()}
    for name in aside:
        del os.environ[name]
    try:
        yield
    finally:
        os.environ.update(aside)
