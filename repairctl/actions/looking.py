"""Reading records: lists with filters, one record with what is judged of it, and the words behind its references. Writes nothing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from repairctl import lifecycle
from repairctl.actions.judged import Judge, references
from repairctl.actions.outcomes import Shown
from repairctl.actions.people import held_of
from repairctl.actions.unreadable import unreadable
from repairctl.actions.working import Loaded, Working
from repairctl.errors import RepairError
from repairctl.kinds import KINDS
from repairctl.model import Finding, Kind, Label, Plain, Record, Says
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


def shown(office: Office, kind: str | None, name: str) -> Shown:
    """One record with its findings, what is due, and the names and places behind its references."""
    working = Working(office)
    the_kind, id = working.full_id(KINDS[kind] if kind else None, name)
    loaded = working.load(the_kind, id)
    record = as_it_stood(loaded.record, office.as_of)
    judge = Judge(office, working)
    verdicts = judge.verdicts(record, office.as_of)
    due = sorted((v for v in verdicts if v.says is Says.OPEN and v.limit is not None), key=lambda v: v.limit or 0)
    steps = lifecycle.next_steps(record)
    findings = judge.findings(loaded.record, loaded.shape, office.as_of)
    return Shown(record, findings, tuple(due), verdicts, steps, people(office, working, record), places(working, record))


def rule_titles(office: Office) -> Mapping[str, Label | str]:
    """The codes of all rules in the office's policies, the latest version's title each."""
    book = Judge(office, Working(office)).book
    return {rule.code: rule.title for series in book.series.values() for version in series.versions for rule in version.rules}


def kind_named(office: Office, name: str) -> Kind:
    """The kind of the record that a name as typed means; without letters, an order. Raises Misuse where it is no name."""
    return Working(office).full_id(None, name)[0]


def people(office: Office, working: Working, record: Record) -> Mapping[str, Mapping[str, str]]:
    """Name and telephone of the staff and parties that a record names, as far as private/ knows them."""
    ids = {*references(record), *(entry.by for entry in record.log), record.id}
    found = {id: private_of(office, working, id) for id in ids}
    return {id: held for id, held in found.items() if held}


def private_of(office: Office, working: Working, id: str) -> Mapping[str, str]:
    """What private/ holds of one staff member or party."""
    return held_of(office, id)


def named_staff(office: Office, ids: Sequence[str]) -> tuple[str, ...]:
    """Staff as people choose among them: `李强 S-11`; the ID alone where private/ has no name."""
    working = Working(office)
    return tuple(" ".join(part for part in (private_of(office, working, id).get("name", ""), id) if part) for id in ids)


def places(working: Working, record: Record) -> Mapping[str, str]:
    """The words for the units and assets that a record names."""
    found: dict[str, str] = {}
    for id in references(record):
        linked = working.find(id)
        if linked is not None and linked.kind.name in ("unit", "asset"):
            found[id] = place_words(linked, working.office)
    return found


def place_words(place: Record, office: Office) -> str:
    """A unit or asset as people say it: 清和苑5幢802; of an estate with a Western name, Lakeside 5-802."""
    if place.kind.name == "asset":
        return str(place.value("asset.name") or place.id)
    estates = {str(row.get("code")): str(row.get("name")) for row in _rows(office.settings.get("estates"))}
    estate = str(place.value("unit.estate") or "")
    name = estates.get(estate, estate)
    building, entrance, room = (place.value(f"unit.{part}") for part in ("building", "entrance", "room"))
    if name and name.isascii():
        return f"{name} {'-'.join(str(part) for part in (building, entrance, room) if part)}"
    return f"{name}{building}幢{f'{entrance}单元' if entrance else ''}{room}"


def _rows(held: Plain) -> tuple[Mapping[str, Plain], ...]:
    return tuple(row for row in held if isinstance(row, Mapping)) if isinstance(held, tuple) else ()
