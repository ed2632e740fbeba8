"""What a command did to each record, read from its commit: the files as they stood before and after. Changes nothing."""

from __future__ import annotations

from collections.abc import Mapping
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
    named = {id: place for place, id in enumerate(dict.fromkeys(commit.said(RECORD)))}
    odd = next((path for path in touched if kind_of(office, path) is None or PurePosixPath(path).stem not in named), None)
    if odd or not touched:
        raise NotOfACommand(commit, odd or "-")
    return dict(sorted(touched.items(), key=lambda one: named[PurePosixPath(one[0]).stem]))


def kind_of(office: Office, path: str) -> Kind | None:
    """The kind of the record that lies at a path; None where no record may lie there."""
    parts = PurePosixPath(path).parts
    kind = FOLDERS.get(parts[1]) if len(parts) > 2 and parts[0] == "records" else None
    try:
        return kind if kind and office.store.path_of(kind, PurePosixPath(path).stem) == path else None
    except RepairError:
        return None


def did(office: Office, commit: CommitInfo, paths: Mapping[str, str]) -> dict[str, Change]:
    """What a command did to each of its records, by their paths. Raises NotOfACommand where that cannot be understood."""
    wanted = [(f"{commit.id}^", path) for path, sort in paths.items() if sort != "A"]
    wanted += [(commit.id, path) for path, sort in paths.items() if sort != "D"]
    held = dict(zip(wanted, office.history.shown(wanted), strict=True))
    return {path: _change(office, commit, path, held) for path in paths}


def _change(office: Office, commit: CommitInfo, path: str, held: Mapping[tuple[str, str], bytes | None]) -> Change:
    before, after = (_read(office, commit, path, held[rev, path]) if (rev, path) in held else None for rev in (f"{commit.id}^", commit.id))
    there = after or before
    if there is None:
        raise NotOfACommand(commit, path)
    return Change(before, there, there.log[len(before.log) if before else 0 :], gone=after is None)


def bytes_before(office: Office, commit: CommitInfo, path: str) -> bytes:
    """The file as it was before the commit took it out."""
    return office.history.show(f"{commit.id}^", path)


def _read(office: Office, commit: CommitInfo, path: str, data: bytes | None) -> Record:
    kind = kind_of(office, path)
    assert kind is not None, path
    if data is None:
        raise NotOfACommand(commit, path)
    try:
        record, faults = read(kind, office.store.parsed(data, path), office.zone, path)
    except RepairError:
        raise NotOfACommand(commit, path) from None
    if any(fault.severity == "error" for fault in faults):
        raise NotOfACommand(commit, path)
    return record
