"""Names of records as typed after a command: one, several, a range, or the place whose only open order is meant. Writes nothing."""

from __future__ import annotations

from collections.abc import Sequence

from repairctl import inputs, lifecycle
from repairctl.actions.behind import place_words
from repairctl.actions.reading import open_records
from repairctl.actions.registers import Registers
from repairctl.actions.working import COUNTED, NUMBERED, Loaded, Working
from repairctl.errors import RepairError, say
from repairctl.kinds import KINDS
from repairctl.model import Kind, Record
from repairctl.office import Office
from repairctl.records import as_of

UNIT, ASSET = "place.unit", "place.asset"
_MOST_LISTED = 5


class NotOneThere(RepairError):
    """No order is open at the place, or several are; those are listed, ready to be named."""

    exit_code = 3

    def __init__(self, place: str, there: Sequence[str]) -> None:
        if there:
            super().__init__(
                say("{n} orders are open at {place}: {there}.", n=len(there), place=place, there=list(there[:_MOST_LISTED])),
                say("Name one of them."),
            )
        else:
            super().__init__(say("No order is open at {place}.", place=place), say("All of them: repairctl order list --all"))


def meant(office: Office, kind: Kind, names: Sequence[str]) -> tuple[str, ...]:
    """The names, each range (`7-1..7-4`) as the whole IDs in it. Raises NotARecordName."""
    return tuple(id for name in names for id in (_range(office, kind, name) if ".." in name else (name,)))


def _range(office: Office, kind: Kind, name: str) -> tuple[str, ...]:
    return inputs.record_names(name, NUMBERED, Working(office).today(), bare=kind.prefix, counted=COUNTED)


def open_at(office: Office, place: str, step: str = "") -> str:
    """The ID of the only open order at a place as typed; of several the only one that `step` may follow.

    Raises NoSuchPlace, Ambiguous, NotOneThere.
    """
    id = inputs.place(place, Registers(office).estate)
    read = (as_of(one.record, office.as_of) for one in open_records(office, KINDS["order"]) if isinstance(one, Loaded))
    there = [record for record in read if _open_at(record, id)]
    fitting = [record for record in there if step in (one.name for one in lifecycle.next_steps(record))]
    found = fitting or there
    if len(found) == 1:
        return found[0].id
    known = Working(office).find(id)
    raise NotOneThere(place_words(known, office) if known else id, [_told(record, office) for record in found])


def _open_at(record: Record, place: str) -> bool:
    return record.status not in record.kind.ended and place in (record.value(UNIT), record.value(ASSET))


def _told(record: Record, office: Office) -> str:
    name = inputs.short_name(record.id, Working(office).today())
    return f"{name} {record.value('request.description') or record.status}"
