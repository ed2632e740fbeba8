"""All records of a kind, one after the other; one bad file never hides the others. Reads the store; judges nothing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from repairctl.actions.unreadable import unreadable
from repairctl.actions.working import Loaded, Working
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
