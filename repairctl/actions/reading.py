"""Records of a kind, one after the other: all, the open ones, those that name a place. One bad file never hides the others."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial

from repairctl.actions import indexed
from repairctl.actions.unreadable import unreadable
from repairctl.actions.working import Loaded, Working
from repairctl.edges.index import Index
from repairctl.edges.index_layout import Test
from repairctl.errors import RepairError
from repairctl.model import Finding, Kind, Record
from repairctl.office import Office
from repairctl.records import as_of as as_it_stood


def records(office: Office, kind: Kind) -> Iterator[Record]:
    """All readable records of a kind as of the moment asked for; one bad file never hides the rest (check names it)."""
    for loaded in loaded_records(office, kind):
        if isinstance(loaded, Loaded):
            yield as_it_stood(loaded.record, office.as_of)


def loaded_records(
    office: Office, kind: Kind, working: Working | None = None, ids: Sequence[str] | None = None
) -> Iterator[Loaded | Finding]:
    """All records of a kind, or those of these IDs; a file that cannot be read is a finding."""
    working = working or Working(office)
    for id in office.store.ids(kind) if ids is None else ids:
        try:
            yield working.load(kind, id)
        except RepairError as refusal:
            yield unreadable(office, kind, id, refusal)


OPEN = (Test("ended", same=0),)
LOOKS = 3
"""So often the index is asked anew because a file that it names was being changed; then it is believed."""


def open_records(office: Office, kind: Kind, working: Working | None = None) -> Iterator[Loaded | Finding]:
    """The records of a kind in which something is still expected, each read anew; also, as findings, those that cannot be read."""
    yield from loaded_records(office, kind, working, indexed.asked(office, partial(_open, office, kind)))


def _open(office: Office, kind: Kind, index: Index) -> list[str]:
    indexed.turned_back(index, kind, office)
    for _ in range(LOOKS):
        found = index.rows(kind.name, OPEN)
        if not indexed.looked_at(index, office, [path for path, *_ in found]):
            break
    return sorted({*(id for _, id, *_ in found), *index.unread(kind.name)})


def naming(office: Office, kind: Kind, words: str) -> list[str]:
    """The IDs of the records of a kind that may name something, in order: each says these words somewhere."""
    found = indexed.asked(office, lambda index: index.found([words])) if words else []
    return sorted(one.id for one in found if one.shelf == kind.name)
