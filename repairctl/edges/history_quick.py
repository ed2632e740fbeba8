"""The fast way of recording: objects, branch and index written by ourselves, as git would leave them. Chooses nothing: see history_ways."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from msgspec import Struct

from repairctl.edges import history_entries, history_trees
from repairctl.edges.history_entries import MTIME, SIZE, Entries, Entry, Splice
from repairctl.edges.history_identity import people
from repairctl.edges.history_index import Indexed, ignored
from repairctl.edges.history_message import Message
from repairctl.edges.history_objects import Object, Unsuited, asked, loose, named, write
from repairctl.edges.history_run import branch, tip
from repairctl.edges.history_swap import Held, Move, held, swap
from repairctl.edges.history_trees import Changes, Put
from repairctl.edges.history_ways import Desk, maybe_ignored

Signature = tuple[int, int, int, int]
EXECUTABLE = 0o100
FILES = (0o100644, 0o100755)


class Changed(Struct, frozen=True):
    """A file of a commit: where it lies below the office, and its bytes afterwards (None: it goes)."""

    path: str
    data: bytes | None
    mode: int


class Base(Struct, frozen=True):
    """What a commit builds on: the branch, its commit, and every tree on the way to the files."""

    ref: str
    commit: str
    root: Object
    trees: Mapping[str, bytes]

    def read(self, id: str) -> bytes:
        """A tree by its name."""
        if id not in self.trees:
            raise Unsuited("a tree is missing")
        return self.trees[id]


class Made(Struct, frozen=True):
    """A commit whose objects are on the disk; the branch does not name it yet."""

    commit: str
    move: Move


class Quick(Struct, frozen=True):
    """The fast way at one desk; `read`: the index as it was last read, while its file is the same."""

    desk: Desk
    read: dict[Signature, Entries] = {}

    def indexed(self, paths: Sequence[str]) -> Mapping[str, Indexed] | None:
        """What git's index has for these paths; None where only git can tell."""
        try:
            whole = self.entries()
            found = {path: whole.named(self._name(path)) for path in paths}
        except Unsuited:
            return None
        return {path: Indexed(entries[0].blob, entries[0].merging) for path, entries in found.items() if entries}

    def ignores(self, paths: Sequence[str]) -> bool:
        """Whether git ignores one of these paths."""
        return bool(paths and maybe_ignored(self.desk, paths) and ignored(self.desk.where, paths))

    def blob(self, base: Base, path: str) -> str:
        """What stands at a path; '' where nothing does."""
        found = history_trees.found(base.root.data, _parts(self.desk.prefix + path), base.read)
        return found.blob if found else ""

    def entries(self) -> Entries:
        """git's index as it is now. Raises Unsuited."""
        try:
            with open(self.desk.git_dir / "index", "rb") as file:
                status = os.fstat(file.fileno())
                read = self.read.get(_signature(status))
                return read or self._read(file.read(), status)
        except FileNotFoundError:
            raise Unsuited("there is no index yet") from None

    def _read(self, data: bytes, status: os.stat_result) -> Entries:
        self.read.clear()
        self.read[_signature(status)] = history_entries.parsed(data, status)
        return self.read[_signature(status)]

    def base(self, paths: Sequence[str]) -> Base:
        """What stands now, read with one git process at most. Raises Unsuited."""
        git_dir, ref = self.desk.git_dir, branch(self.desk.git_dir)
        commit = tip(git_dir, ref) if ref.startswith("refs/heads/") else None
        if not commit:
            raise Unsuited("no branch is checked out, or it has no commit yet")
        folders = sorted({folder.as_posix() for path in paths for folder in Path(self.desk.prefix + path).parents if folder.parts})
        return self._loose(ref, commit, folders) or self._asked(ref, commit, folders)

    def _loose(self, ref: str, commit: str, folders: Sequence[str]) -> Base | None:
        objects = self.desk.git_dir / "objects"
        head = loose(objects, commit)
        root = loose(objects, _tree_of(head)) if head else None
        trees: dict[str, bytes] = {}
        below = {"": root.data} if root else {}
        for folder in folders:
            parent, _, name = folder.rpartition("/")
            mode, id = history_trees.entries(below.get(parent, b"")).get(_bytes(name), (b"", b""))
            if mode == history_trees.FOLDER:
                found = loose(objects, id.hex())
                if found is None:
                    return None
                trees[found.id] = below[folder] = found.data
        return Base(ref, commit, root, trees) if root else None

    def _asked(self, ref: str, commit: str, folders: Sequence[str]) -> Base:
        root = f"{commit}^{{tree}}"
        found = asked(self.desk.where, [root, *(f"{commit}:{folder}" for folder in folders)])
        if root not in found:
            raise Unsuited("the branch's commit is missing")
        return Base(ref, commit, found[root], {one.id: one.data for one in found.values() if one.sort == b"tree"})

    def made(self, base: Base, files: Sequence[Changed], message: Message) -> Made | None:
        """Sees the objects of a commit onto the disk; None where nothing would change. Raises Unsuited."""
        blobs = {one.path: named(b"blob", one.data) for one in files if one.data is not None}
        trees = history_trees.changed(base.root.data, self._changes(files, blobs), base.read)
        if trees[-1].id == base.root.id:
            return None
        who = people(self.desk.settings, self.desk.where.environment)
        text = message.text().encode("utf-8", "replace")
        head = f"tree {trees[-1].id}\nparent {base.commit}\n".encode()
        commit = named(b"commit", b"%sauthor %s\ncommitter %s\n\n%s" % (head, *who, text))
        write(self.desk.git_dir / "objects", [*blobs.values(), *trees, commit])
        why = b"commit: " + text.partition(b"\n")[0]
        return Made(commit.id, Move(base.ref, base.commit, commit.id, who[1], why))

    def _changes(self, files: Sequence[Changed], blobs: Mapping[str, Object]) -> Changes:
        puts = {one.path: Put(b"%o" % one.mode, blobs[one.path].id) if one.path in blobs else None for one in files}
        return {tuple(_parts(self.desk.prefix + path)): put for path, put in puts.items()}

    def swap(self, made: Made) -> None:
        """Moves the branch to the commit. Raises LostRace, GitLocked."""
        logged = self.desk.settings.get("core.logallrefupdates", "true").lower() not in ("false", "no", "off", "0")
        swap(self.desk.git_dir, made.move, logged=logged)

    @contextmanager
    def locked(self) -> Iterator[Held]:
        """Holds git's index, so that nobody else commits or stages meanwhile. Raises GitLocked, Unsuited."""
        with held(self.desk.git_dir, "index") as lock:
            yield lock

    def drafted(self, lock: Held, files: Sequence[Changed]) -> Draft:
        """Writes the index as it will be into its lock; only the times of the files are still to come. Raises Unsuited, CannotWrite."""
        whole = self.entries()
        ours = {self._name(one.path) for one in files}
        splices = [splice for one in files for splice in self._entry(whole, one)]
        splices += history_entries.without_cached_trees(whole, ours)
        splices += [
            Splice(one.at + SIZE, one.at + SIZE + 4, bytes(4)) for one in whole.racy() if one.name not in ours and self._untrue(whole, one)
        ]
        data, places = whole.spliced(splices)
        lock.lock.write_bytes(data)
        return Draft(lock, self.desk, data, places, any(whole.data[-history_entries.TRAILER :]))

    def _entry(self, whole: Entries, one: Changed) -> Iterator[Splice]:
        name = self._name(one.path)
        there = whole.named(name)
        odd = any(entry.flags & (history_entries.EXTENDED | history_entries.VALID | history_entries.STAGES) for entry in there)
        if odd or (not there and self._in_the_way(whole, name)):
            raise Unsuited("git's index has something else there")
        at = there[0].at if there else whole.place(name)
        end = there[0].end if there else at
        if one.data is not None:
            yield Splice(at, end, history_entries.made(name, one.mode, named(b"blob", one.data).id, None), one.path)
        elif there:
            yield Splice(at, end, b"", one.path)

    def _in_the_way(self, whole: Entries, name: bytes) -> bool:
        parts = name.split(b"/")
        after = whole.entry(whole.place(name + b"/"))
        return any(whole.named(b"/".join(parts[:depth])) for depth in range(1, len(parts))) or bool(
            after and after.name.startswith(name + b"/")
        )

    def _untrue(self, whole: Entries, one: Entry) -> bool:
        """Whether a file that was changed in a second in which the index was written is not what time and size would say."""
        place = self.desk.top / os.fsdecode(one.name)
        if one.mode not in FILES or one.merging or not place.is_file() or place.is_symlink():
            return False
        status = place.stat()
        as_it_says = history_entries.stat_part(status, one.mode)
        same = all(whole.data[one.at + part : one.at + part + 4] == as_it_says[part : part + 4] for part in (MTIME, SIZE))
        return same and named(b"blob", place.read_bytes()).id != one.blob

    def _name(self, path: str) -> bytes:
        return _bytes(self.desk.prefix + path)


class Draft(Struct, frozen=True):
    """The index as it will be, in its lock."""

    lock: Held
    desk: Desk
    data: bytearray
    places: Mapping[str, int]
    summed: bool

    def put(self, files: Sequence[Changed]) -> None:
        """Makes it git's index, now that the files are in their places. It is as old as its lock: what changed since our look is newer."""
        with open(self.lock.lock, "r+b") as file:
            for one in files:
                if one.data is not None:
                    at = self.places[one.path]
                    self.data[at : at + 40] = history_entries.stat_part((self.desk.where.root / one.path).lstat(), one.mode)
                    file.seek(at)
                    file.write(self.data[at : at + 40])
            if self.summed:
                file.seek(len(self.data) - history_entries.TRAILER)
                file.write(hashlib.sha1(memoryview(self.data)[: -history_entries.TRAILER], usedforsecurity=False).digest())
        os.utime(self.lock.lock, ns=(self.lock.since, self.lock.since))
        self.lock.put(self.desk.git_dir / "index")


def mode_of(place: Path) -> int:
    """The mode that git gives to a file: it may be run, or not."""
    try:
        return 0o100755 if place.stat().st_mode & EXECUTABLE else 0o100644
    except FileNotFoundError:
        return 0o100644


def _signature(status: os.stat_result) -> Signature:
    return status.st_ino, status.st_size, status.st_mtime_ns, status.st_ctime_ns


def _tree_of(commit: Object) -> str:
    return commit.data[5:45].decode("ascii", "replace")


def _parts(path: str) -> list[bytes]:
    return _bytes(path).split(b"/")


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogateescape")
