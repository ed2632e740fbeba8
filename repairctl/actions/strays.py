"""Files below records/ that are not where a record may lie, and records that git has and the disk has not. Writes nothing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Set
from pathlib import PurePosixPath

from repairctl.errors import RepairError, Sentence, say
from repairctl.kinds import KINDS
from repairctl.model import Finding, Kind, Says, Subject
from repairctl.office import Office

FOLDER = "records"
FOLDERS = {kind.folder: kind for kind in KINDS.values()}


def strays(office: Office) -> Iterator[Finding]:
    """What lies below records/ and is no record, and records that git has but the disk has not."""
    there = set(office.store.below(FOLDER))
    yield from beside(office, odd(office, there), there)


def odd(office: Office, paths: Iterable[str]) -> list[str]:
    """The paths of these at which no record may lie."""
    return [path for path in paths if _wanted(office, path) != path]


def beside(office: Office, misplaced: Iterable[str], there: Set[str]) -> Iterator[Finding]:
    """The same, where those that lie wrong are known among all that is there."""
    elsewhere, tracked = set[str](), _tracked(office)
    for path in sorted(misplaced):
        id, wanted = PurePosixPath(path).stem, _wanted(office, path)
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


def _wanted(office: Office, path: str) -> str:
    """Where the record lies that a path names; '' where it names none."""
    parts = path.rstrip("/").split("/")
    return _place(office, FOLDERS.get(parts[1]) if len(parts) > 2 else None, PurePosixPath(path).stem)


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
        return {path for path in office.history.tracked(FOLDER) if path.endswith(".yaml")}
    except RepairError:
        return set()


def _finding(path: str, sentence: Sentence, todo: Sentence) -> Finding:
    return Finding("FILE-MISPLACED", "error", Subject("file", path), Says.UNDETERMINED, sentence, (path, 1), todo=todo)
