"""What is wrong with the index that commands keep for themselves: broken, or not what the files say. It is made anew at any time."""

from __future__ import annotations

from collections.abc import Iterable

from repairctl import __version__
from repairctl.actions import index_rows
from repairctl.actions.health.patient import RECORDS, Patient, give, some, told
from repairctl.actions.indexed import blob, in_step, looked_at
from repairctl.edges import index as indexes
from repairctl.edges import signs
from repairctl.edges.durable import OWN
from repairctl.errors import RepairError, Sentence, say
from repairctl.model import Finding


def broken(patient: Patient) -> Iterable[Finding]:
    """SQLite itself cannot read the index."""
    if words := _fault(patient):
        sentence = say("The index of the records is broken: {words}. Lists may be wrong; records are not.", words=words)
        yield told("DOC-CACHE-BROKEN", "warning", f".git/{OWN}", sentence, give("repairctl doctor --repair"))


def _fault(patient: Patient) -> str:
    if "fault" not in patient.seen:
        patient.seen["fault"] = indexes.fault(patient.office.history.own_folder, _form(patient))
    return str(patient.seen["fault"])


def _form(patient: Patient) -> str:
    return index_rows.form(__version__, str(patient.office.zone))


def differs(patient: Patient) -> Iterable[Finding]:
    """The index keeps of a file what is not in it, though by its sign it was not touched; or knows too many files, or too few."""
    wrong = set[str]() if _fault(patient) else set(_wrong(patient))
    if wrong and (wrong := wrong & set(_wrong(patient))):  # a step taken meanwhile is none the second time
        sentence = say(
            "The index of the records is out of step with {paths}. Lists may be wrong; records are not.", paths=some(sorted(wrong))
        )
        yield told("DOC-CACHE-DIFFERS", "warning", min(wrong), sentence, give("repairctl doctor --repair"))


def _wrong(patient: Patient) -> Iterable[str]:
    office = patient.office
    index = indexes.opened(office.history.own_folder, _form(patient), index_rows.shelves())
    if index is None:
        return
    index.close()
    there = {path for one in signs.folders(office.root, RECORDS) for path in signs.within(office.root, one)[0]}
    index = in_step(office)
    try:
        looked_at(index, office, sorted(there))  # what a hand changed in place lists show only then; that is no fault of the index
        kept = {path: known[1] for path in index.signs() if (known := index.sign(path)) is not None}
    finally:
        index.close()
    yield from kept.keys() ^ there
    for path in kept.keys() & there:
        try:
            if kept[path] and kept[path] != blob(office.store.bytes_of(path)):
                yield path
        except RepairError:
            continue  # that it cannot be read is another ailment


def made_anew(patient: Patient) -> Iterable[Sentence]:
    """The index deleted and made anew from the files."""
    indexes.removed(patient.office.history.own_folder)
    in_step(patient.office, patient.progress).close()
    yield say("The index of the records is made anew.")
