"""What the register knows already of places and people, looked up by what a sheet says of them. Reads the office."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping

from repairctl.actions.people import private_of
from repairctl.actions.working import Working
from repairctl.errors import RepairError
from repairctl.inputs import place_parts
from repairctl.kinds import KINDS
from repairctl.model import Plain, Record
from repairctl.office import Office

Place = tuple[str, ...]
"""Estate, then building, entrance and room as far as there are."""


class Known:
    """The units and parties of an office, with the private side of the parties. A file that cannot be read is passed over."""

    def __init__(self, office: Office, working: Working) -> None:
        self.units: dict[Place, str] = {}
        self.people: dict[str, Mapping[str, str]] = {}
        self.living: dict[str, list[str]] = defaultdict(list)
        self.by_person: dict[tuple[str, str], str] = {}
        self.records: dict[str, Record] = {}
        for unit in _records(office, working, "unit"):
            self.records[unit.id] = unit
            self.units[self.place(unit)] = unit.id
        for party in _records(office, working, "party"):
            self._person(party, private_of(office, party.id))

    @staticmethod
    def place(unit: Record) -> Place:
        parts = (str(unit.value(f"unit.{name}") or "") for name in ("building", "entrance", "room"))
        return (str(unit.value("unit.estate") or ""), *(part for text in parts for part in place_parts(text)))

    def _person(self, party: Record, held: Mapping[str, str]) -> None:
        self.records[party.id] = party
        self.people[party.id] = held
        if not party.value("party.until"):
            self.living[str(party.value("party.unit") or "")].append(party.id)
        if held.get("name") and held.get("phone"):
            self.by_person.setdefault((held["name"], held["phone"]), party.id)

    def owner(self, unit: str) -> str:
        """The owner of a unit: as it says itself, else the one owner who lives there."""
        record = self.records.get(unit)
        said = str(record.value("unit.owner") or "") if record else ""
        owners = [id for id in self.living[unit] if self.relation(id) == "owner"]
        return said or (owners[0] if len(owners) == 1 else "")

    def relation(self, party: str) -> str:
        return str(self.records[party].value("party.relation") or "") if party in self.records else ""

    def held(self, id: str, path: str) -> Plain:
        """What the register has in a field, private ones included."""
        private = self.people.get(id, {})
        name = path.rpartition(".")[2]
        return private[name] if name in private else self.records[id].value(path) if id in self.records else None


def _records(office: Office, working: Working, kind: str) -> Iterator[Record]:
    for id in office.store.ids(KINDS[kind]):
        try:
            yield working.load(KINDS[kind], id).record
        except RepairError:
            continue
