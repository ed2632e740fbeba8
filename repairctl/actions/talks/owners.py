"""Who owns a place: as its own record says, else the one owner in the register who lives there now. Reads the office."""

from __future__ import annotations

from repairctl.actions.registers import Registers
from repairctl.model import Record
from repairctl.office import Office


def owner(office: Office, place: Record | None) -> str:
    """The ID of the owner; '' where nobody or more than one is known."""
    if place is None:
        return ""
    said = str(place.value("unit.owner") or "")
    if said:
        return said
    found = [one.id for one in Registers(office).parties if one.unit == place.id and one.relation == "owner"]
    return found[0] if len(found) == 1 else ""
