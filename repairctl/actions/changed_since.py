"""The findings of what has changed since a version of the history, hand edits with it. Writes nothing."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import PurePosixPath

from msgspec.structs import replace

from repairctl.actions.commits import kind_of
from repairctl.actions.judging import book, checked
from repairctl.actions.outcomes import Checked
from repairctl.actions.strays import strays
from repairctl.actions.thorough import JUDGED
from repairctl.kinds import KINDS
from repairctl.model import Finding
from repairctl.office import FILE, Office

WAIVERS = f"records/{KINDS['waiver'].folder}/"


def checked_since(office: Office, rev: str, *, with_waivers: bool = True, strict: bool = False) -> Checked:
    """What `checked` says of the records that differ from a version. Raises NoSuchVersion."""
    return checked_of(office, office.history.since(rev, JUDGED), with_waivers=with_waivers, strict=strict)


def checked_of(office: Office, paths: frozenset[str], *, with_waivers: bool = True, strict: bool = False) -> Checked:
    """What `checked` says of the records at these paths; where a policy is among them, of all records that it judges.

    Rules about several records are judged only where a policy, a waiver or the settings are, for only then is everything read.
    """
    kinds = {path: kind for path in sorted(paths) if (kind := kind_of(office, path)) and office.store.exists(path)}
    some = [(kind, PurePosixPath(path).stem) for path, kind in kinds.items()]
    if not any(path.startswith(("policies/", WAIVERS)) or path == FILE for path in paths):
        found = checked(office, with_waivers=with_waivers, strict=strict, only=some) if some else Checked((), 0, office.as_of)
        return replace(found, findings=(*found.findings, *(one for one in strays(office) if _place(one) in paths)))
    whole = checked(office, with_waivers=with_waivers, strict=strict)
    concerned = _concerned(office, paths, frozenset(id for _, id in some))
    return replace(whole, findings=tuple(filter(concerned, whole.findings)), waived=tuple(filter(concerned, whole.waived)))


def _concerned(office: Office, paths: frozenset[str], ids: frozenset[str]) -> Callable[[Finding], bool]:
    """Whether a finding is about something that changed, or about a kind of record that a changed policy judges."""
    versions = {one.path: one.head.judges for one in book(office).versions()}
    kinds = [versions.get(path) for path in paths if path.startswith("policies/")]
    everything = None in kinds or any(path == FILE or path.startswith(WAIVERS) for path in paths)
    folders = tuple(f"records/{kind.folder}/" for kind in kinds if kind)

    def concerned(one: Finding) -> bool:
        place = _place(one)
        return everything or place in paths or one.subject.id in ids or (bool(folders) and place.startswith(folders))

    return concerned


def _place(one: Finding) -> str:
    return one.where[0] if one.where else ""
