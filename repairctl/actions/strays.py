"""Files below records/ that are not where a record may lie, and records that git has and the disk has not. Writes nothing."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import PurePosixPath

from repairctl.errors import RepairError, Sentence, say
from repairctl.kinds import KINDS
from repairctl.model import Finding, Kind, Says, Subject
from repairctl.office import Office

FOLDER = "records"
FOLDERS = {kind.folder: kind for kind in KINDS.values()}


def strays(office: Office) -> Iterator[Finding]:
    """What lies below records/ and is no record, and records that git has but the disk has not."""
    there, tracked = set(office.store.below(FOLDER)), _tracked(office)
    elsewhere = set[str]()
    for path in sorted(there):
        kind, id = _kind(path), PurePosixPath(path).stem
        wanted = _place(office, kind, id)
        if wanted == path:
            continue
        elsewhere.add(wanted)
        if wanted and wanted in there:
            yield _finding(path, say("{id} lies here and in {other}; only that one is read.", id=id, other=wanted),
                           say("Compare the two, keep what is right in {other}, and delete this one.", other=wanted))  # fmt: skip
        elif wanted:
            yield _finding(path, say("This file is not read as a record here; {id} belongs in {other}.", id=id, other=wanted),
                           say("Move it there: {move} {path} {other}", move="git mv" if path in tracked else "mv",
                               path=path, other=wanted))  # fmt: skip
        else:
            yield _finding(path, say("This is no record, and nothing reads it."), say("Move it out of {folder}/.", folder=FOLDER))
    for path in sorted(tracked - there - elsewhere):
        yield _finding(
            path,
            say("git has this record, but it is not on the disk: nobody judges it."),
            say("Bring it back: git checkout HEAD -- {path}", path=path),
        )


def _kind(path: str) -> Kind | None:
    parts = PurePosixPath(path).parts
    return FOLDERS.get(parts[1]) if len(parts) > 2 else None


def _place(office: Office, kind: Kind | None, id: str) -> str:
    """Where a record of that ID lies, of the kind of its folder or of the one that its letters name; '' where none may."""
    prefix = id.partition("-")[0]
    for one in (kind, *(each for each in KINDS.values() if each.prefix and each.prefix == prefix)):
        try:
            if one is not None:
                return office.store.path_of(one, id)
        except RepairError:
            continue
    return ""


def _tracked(office: Office) -> set[str]:
    try:
        return {path for path in office.history.indexed() if path.startswith(f"{FOLDER}/") and path.endswith(".yaml")}
    except RepairError:
        return set()


def _finding(path: str, sentence: Sentence, todo: Sentence) -> Finding:
    return Finding("FILE-MISPLACED", "error", Subject("file", path), Says.UNDETERMINED, sentence, (path, 1), todo=todo)
