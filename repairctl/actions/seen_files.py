"""Which files of an office are other than when they were last judged: by their signs, and by their bytes where signs do not tell."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import PurePosixPath

from msgspec import Struct

from repairctl.actions.attachments import digest_of
from repairctl.actions.indexed import blob
from repairctl.actions.strays import FOLDER
from repairctl.actions.working import THERE_ASKED
from repairctl.edges import signs
from repairctl.edges.signs import Sign
from repairctl.errors import RepairError
from repairctl.kinds import KINDS
from repairctl.model import Kind
from repairctl.office import Office

Files = dict[str, tuple[Sign, str]]
KINDS_BY_FOLDER = {kind.folder: kind for kind in KINDS.values()}
NO_SIGN = Sign(0, signs.UNSURE, 0)
PAPER = "@"
"""Before the path of a paper, to tell it from a record."""


class Seen(Struct, frozen=True):
    """What lies there, and how it differs from what was there when it was last judged.

    `files`: the record files with their signs, in the order of their paths; `others`: what else lies there; `papers`: of the papers
    that were looked at those with other bytes. `changed`: made anew, or with other bytes; `signed`: the same bytes under another sign.
    """

    clock: int
    files: Mapping[str, Sign]
    others: tuple[str, ...]
    papers: Files
    changed: frozenset[str]
    signed: Files
    gone: frozenset[str]
    names: frozenset[str]
    """The paths that came or went."""

    def words(self) -> set[str]:
        """What must have been handed to a rule for its verdict to be touched."""
        found = {id_of(path) for path in (*self.changed, *self.gone)}
        found |= {f"{THERE_ASKED}{id_of(path)}" for path in self.names}
        return found | self.papers.keys()

    def there(self) -> set[str]:
        """What is looked at for strays: all but what is hidden, and of folders only those that are named like a file."""
        folders = {path for path in self.others if path.endswith("/")}
        files = (path for path in (*self.files, *self.others) if path not in folders and f"{path}/" not in folders)
        named = (path for path in folders if path.endswith((".yaml/", ".yml/")))
        return {path for path in (*files, *named) if "/." not in path}

    def units(self) -> Iterator[tuple[str, Kind]]:
        """The record files, kind by kind, as they are judged."""
        by_kind: dict[str, list[str]] = {kind.folder: [] for kind in KINDS.values()}
        for path in self.files:
            folder, _, rest = path[len(FOLDER) + 1 :].partition("/")
            if rest and folder in by_kind:
                by_kind[folder].append(path)
        return ((path, kind) for kind in KINDS.values() for path in by_kind[kind.folder])


def seen(office: Office, kept: Mapping[str, tuple[Sign, str]]) -> Seen:
    """What lies there now, beside the files as they were when they were last judged."""
    clock = signs.clock(office.history.own_folder)
    files, others = signs.seen(office.root, FOLDER)
    in_the_way = {path for path in others if path.endswith(f"{signs.ENDING}/")}  # folders where a record could lie
    unlike = [path for path, sign in files.items() if not _as_kept(sign, kept.get(path))]
    signed = {path: (files[path], kept[path][1]) for path in unlike if path in kept and _same(office, path, kept[path][1])}
    old = {path for path in kept if path.startswith(PAPER)}
    gone = kept.keys() - old - files.keys() - in_the_way
    new = {path for path in (*unlike, *in_the_way) if path not in kept}
    papers = Files()
    for path in old:
        _paper(office, path, kept[path], papers, signed)
    changed = frozenset(path for path in (*unlike, *new) if path not in signed)
    return Seen(clock, files, tuple(others), papers, changed, signed, frozenset(gone), frozenset(gone | new))


def _as_kept(sign: Sign, was: tuple[Sign, str] | None) -> bool:
    """Whether a file is by its sign the one that was read; one that could not be read is looked at again."""
    return was is not None and was[0] == sign and was[1] != "" and sign.changed != signs.UNSURE


def id_of(path: str) -> str:
    """The ID for which a record lies at a path, as it is compared."""
    return PurePosixPath(path).stem.casefold()


def _paper(office: Office, path: str, was: tuple[Sign, str], papers: Files, signed: Files) -> None:
    """Puts a paper among those that have changed, or that have another sign."""
    sign = signs.sign_of(office.root / path[len(PAPER) :]) or NO_SIGN
    if sign != was[0] or not sign.sure:
        digest = digest_of(office, path[len(PAPER) :])
        (signed if digest == was[1] else papers)[path] = sign, digest


def moved(office: Office, paths: Iterable[str], files: Mapping[str, Sign]) -> set[str]:
    """The record files that are not any more as they were seen."""
    return {path for path in paths if (signs.sign_of(office.root / path) or NO_SIGN) != files.get(path, NO_SIGN)}


def _same(office: Office, path: str, digest: str) -> bool:
    try:
        return bool(digest) and blob(office.store.bytes_of(path)) == digest
    except RepairError:
        return False


def digest(office: Office, path: str) -> str:
    """The name of the bytes of a file that is no record; '' where it cannot be read."""
    try:
        return blob(office.store.bytes_of(path))
    except RepairError:
        return ""


def paper(office: Office, path: str) -> tuple[Sign, str]:
    """A paper as it is now: its sign, and the digest of its bytes."""
    path = path.removeprefix(PAPER)
    sign = signs.sign_of(office.root / path) or NO_SIGN
    return sign, digest_of(office, path)
