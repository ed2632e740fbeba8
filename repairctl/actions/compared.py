"""What changed in the records from one version of the history to another, or to what lies on the disk now. Writes nothing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import PurePosixPath

from msgspec import Struct

from repairctl.actions import past
from repairctl.actions.commits import kind_of
from repairctl.actions.differences import Difference, between
from repairctl.actions.known_at import version
from repairctl.actions.recordings import recorder
from repairctl.actions.working import Working
from repairctl.edges.history import CommitInfo
from repairctl.errors import Misuse, RepairError, Sentence
from repairctl.model import Kind, Record
from repairctl.office import Office
from repairctl.records import read

RECORDS = "records"
TOGETHER = 500


class By(Struct, frozen=True):
    """A commit between the two versions that touched the record, and who recorded it."""

    commit: CommitInfo
    recorder: str


class Compared(Struct, frozen=True):
    """A record in two versions; None where there was none, or where it cannot be read (`unreadable` says why)."""

    id: str
    path: str
    before: Record | None
    after: Record | None
    difference: Difference
    by: tuple[By, ...] = ()
    edited: bool = False
    """Whether the file on the disk holds what nobody recorded."""
    unreadable: tuple[Sentence, ...] = ()


class Asked(Struct, frozen=True):
    """The versions that are compared ('' : what lies on the disk), and of which records (none given: of all)."""

    old: str
    new: str
    ids: tuple[str, ...] = ()


def asked(office: Office, first: str, rest: Sequence[str]) -> Asked:
    """What `REV [REV2] [ID ..]` means: after the first version another one, unless the word names a record; `REV..REV2` are two.

    Raises NoSuchVersion and what naming a record raises.
    """
    old, _, new = first.partition("..")
    if not new and rest and not _is_id(office, rest[0]):
        new, rest = rest[0], rest[1:]
    ids = tuple(_known(office, word) for word in rest)
    return Asked(version(office, old), version(office, new) if new else "", ids)


def _known(office: Office, word: str) -> str:
    """The ID of a record that there is, or was. Raises NoSuchRecord, and what naming a record raises."""
    kind, id = Working(office).full_id(None, word)
    path = office.store.path_of(kind, id)
    if not office.store.exists(path) and not any(True for _ in past.touches(office.history, path)):
        Working(office).load(kind, id)
    return id


def _is_id(office: Office, word: str) -> bool:
    try:
        Working(office).full_id(None, word)
    except Misuse:
        return False
    return True


def compared(office: Office, one: Asked, progress: past.Progress | None = None) -> Iterator[Compared]:
    """The records that differ, by their paths."""
    found = office.history.compared(one.old, one.new, RECORDS)
    kinds = {path: kind for path in sorted(found) if (kind := kind_of(office, path))}
    paths = [path for path in kinds if not one.ids or PurePosixPath(path).stem in one.ids]
    since = frozenset(office.history.ids(one.new or "HEAD", f"^{one.old}") or ()) if paths else frozenset()
    edited = frozenset[str]() if one.new or not paths else office.history.since("HEAD", [RECORDS])
    for start in range(0, len(paths), TOGETHER):
        some = paths[start : start + TOGETHER]
        data = office.history.contents(blob for path in some for blob in found[path] if blob)
        for path in some:
            sides = _Sides(office, kinds[path], path, data)
            yield sides.compared(found[path], _by(office, path, since), path in edited)
        if progress:
            progress(start + len(some), len(paths))


def _by(office: Office, path: str, since: frozenset[str]) -> tuple[By, ...]:
    touches = [one for one in past.touches(office.history, path) if one.own and one.commit.id in since] if since else []
    return tuple(By(one.commit, recorder(office, one.commit)) for one in touches)


class _Sides(Struct, frozen=True):
    """Reads a record as it was and as it is."""

    office: Office
    kind: Kind
    path: str
    data: Mapping[str, bytes]

    def compared(self, blobs: tuple[str, str | None], by: tuple[By, ...], edited: bool) -> Compared:
        wrong: list[Sentence] = []
        was, now = blobs
        before = self._record(self.data.get(was), wrong)
        after = self._record(self._on_disk(wrong) if now is None else self.data.get(now), wrong)
        difference = Difference() if wrong else between(before, after)
        return Compared(PurePosixPath(self.path).stem, self.path, before, after, difference, by, edited, tuple(wrong))

    def _on_disk(self, wrong: list[Sentence]) -> bytes | None:
        try:
            return self.office.store.bytes_of(self.path) if self.office.store.exists(self.path) else None
        except RepairError as refusal:
            wrong += refusal.sentences[:1]
            return None

    def _record(self, data: bytes | None, wrong: list[Sentence]) -> Record | None:
        if data is None:
            return None
        try:
            record, shape = read(self.kind, self.office.store.parsed(data, self.path), self.office.zone, self.path)
        except RepairError as refusal:
            wrong += refusal.sentences[:1]
            return None
        wrong += [one.sentence for one in shape if one.severity == "error"][:1]
        return record
