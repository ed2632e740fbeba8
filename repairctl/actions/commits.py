"""What a command did to each record, read from its commit: the files as they stood before and after. Changes nothing."""

from __future__ import annotations

from pathlib import PurePosixPath

from repairctl.actions.own_commands import RECORD
from repairctl.edges.history import CommitInfo
from repairctl.errors import RepairError, say
from repairctl.kinds import KINDS
from repairctl.model import Change, Kind, Record
from repairctl.office import Office
from repairctl.records import read

FOLDERS = {kind.folder: kind for kind in KINDS.values()}


class NotOfACommand(RepairError):
    """The commit does not hold what a command records: another tool made it, or changed it."""

    def __init__(self, commit: CommitInfo, path: str) -> None:
        super().__init__(
            say(
                "{commit} ({subject}) holds what no command records: {path}. It is not undone.",
                commit=commit.id[:7],
                subject=commit.subject,
                path=path,
            ),
            say("See it with: git show {commit}", commit=commit.id[:7]),
        )


def paths(office: Office, commit: CommitInfo) -> dict[str, str]:
    """The records that a command changed, each with A, M or D, in the order in which it names them. Raises NotOfACommand."""
    if len(commit.parents) > 1:
        raise NotOfACommand(commit, "merge")
    touched = office.history.touched(commit.id)
    named = list(dict.fromkeys(commit.said(RECORD)))
    odd = next((path for path in touched if kind_of(office, path) is None or PurePosixPath(path).stem not in named), None)
    if odd or not touched:
        raise NotOfACommand(commit, odd or "-")
    return dict(sorted(touched.items(), key=lambda one: named.index(PurePosixPath(one[0]).stem)))


def kind_of(office: Office, path: str) -> Kind | None:
    """The kind of the record that lies at a path; None where no record may lie there."""
    parts = PurePosixPath(path).parts
    kind = FOLDERS.get(parts[1]) if len(parts) > 2 and parts[0] == "records" else None
    try:
        return kind if kind and office.store.path_of(kind, PurePosixPath(path).stem) == path else None
    except RepairError:
        return None


def did(office: Office, commit: CommitInfo, path: str, sort: str) -> Change:
    """What a command did to the record at a path. Raises NotOfACommand where that cannot be understood."""
    before = None if sort == "A" else _as_of(office, f"{commit.id}^", path, commit)
    after = before if sort == "D" else _as_of(office, commit.id, path, commit)
    if after is None:
        raise NotOfACommand(commit, path)
    return Change(before, after, after.log[len(before.log) if before else 0 :], gone=sort == "D")


def bytes_before(office: Office, commit: CommitInfo, path: str) -> bytes:
    """The file as it was before the commit took it out."""
    return office.history.show(f"{commit.id}^", path)


def _as_of(office: Office, rev: str, path: str, commit: CommitInfo) -> Record:
    kind = kind_of(office, path)
    assert kind is not None, path
    try:
        record, faults = read(kind, office.store.parsed(office.history.show(rev, path), path), office.zone, path)
    except RepairError:
        raise NotOfACommand(commit, path) from None
    if any(fault.severity == "error" for fault in faults):
        raise NotOfACommand(commit, path)
    return record
