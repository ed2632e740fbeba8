"""One record with what is judged of it, and the words behind its references. Writes nothing."""

from __future__ import annotations

from collections.abc import Mapping

from repairctl import lifecycle
from repairctl.actions.behind import place_words
from repairctl.actions.judged import Judge, references
from repairctl.actions.outcomes import Shown
from repairctl.actions.people import private_of
from repairctl.actions.working import Working
from repairctl.kinds import KINDS
from repairctl.model import Kind, Label, Record, Says
from repairctl.office import Office
from repairctl.records import as_of as as_it_stood


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
    around = people(office, working, record), places(working, record)
    return Shown(record, findings, tuple(due), verdicts, steps, *around, office.as_of)


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
    found = {id: private_of(office, id) for id in ids}
    return {id: held for id, held in found.items() if held}


def places(working: Working, record: Record) -> Mapping[str, str]:
    """The words for the units and assets that a record names."""
    found: dict[str, str] = {}
    for id in references(record):
        linked = working.find(id)
        if linked is not None and linked.kind.name in ("unit", "asset"):
            found[id] = place_words(linked, working.office)
    return found
