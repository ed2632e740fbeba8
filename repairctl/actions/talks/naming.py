"""The names behind the references of what was recorded: places as they are called over the telephone, people with their ID."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from repairctl.actions.judged import references
from repairctl.actions.people import private_of
from repairctl.actions.working import Working
from repairctl.model import Change, Record
from repairctl.office import Office


def names(office: Office, changes: Sequence[Change]) -> Mapping[str, str]:
    """For each reference how it is said."""
    working = Working(office)
    return {id: said for change in changes for id in _ids(change) if (said := _said(office, working, id))}


def _ids(change: Change) -> Iterator[str]:
    yield from references(change.after)
    yield from (entry.by for entry in change.entries)


def _said(office: Office, working: Working, id: str) -> str:
    record = working.find(id)
    if record is None:
        return ""
    if record.kind.name == "unit":
        return room(record)
    if record.kind.name == "asset":
        return str(record.value("asset.name") or id)
    return f"{private_of(office, id).get('name', '')} {id}".strip() if record.kind.name == "staff" else ""


def room(unit: Record) -> str:
    """`5-702`, `2-1-304`."""
    parts = (unit.value(f"unit.{part}") for part in ("building", "entrance", "room"))
    return "-".join(str(part) for part in parts if part)


def person(office: Office, id: str) -> str:
    """`王敏 S-02`."""
    return _said(office, Working(office), id) or id


def called(office: Office, order: Record) -> str:
    """Where an order is, as said over the telephone."""
    working = Working(office)
    for path in ("place.unit", "place.asset", "place.spot"):
        held = order.value(path)
        if held:
            return _said(office, working, str(held)) or str(held)
    return ""
