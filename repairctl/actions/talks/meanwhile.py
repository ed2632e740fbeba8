"""What somebody else recorded while one was typing: who, what, when. The typed answers go on; the rules judge again."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence

from msgspec import Struct, field
from msgspec.structs import replace

from repairctl.actions.people import private_of
from repairctl.actions.talks.orders import Orders
from repairctl.actions.talks.spelling import about, ago, dated
from repairctl.actions.working import Working
from repairctl.errors import RepairError, Sentence, say
from repairctl.kinds import KINDS
from repairctl.model import Entry, Label, Record
from repairctl.office import Office
from repairctl.story import BOOKKEEPING_LABELS


class Watch(Struct, frozen=True):
    """The records of a conversation as they stood when it began, and the orders that were then known at its place."""

    kind: str = "order"
    records: Mapping[str, Record] = field(default_factory=dict)
    place: str = ""
    known: frozenset[str] = frozenset()

    def of(self, ids: Collection[str]) -> Watch:
        """Only what the conversation came to."""
        return replace(self, records={id: held for id, held in self.records.items() if id in ids})


def watch(office: Office, kind: str, ids: Sequence[str]) -> Watch:
    """What the records are now."""
    working = Working(office)
    return Watch(kind, {id: working.load(KINDS[kind], id).record for id in ids})


def watch_open(office: Office) -> Watch:
    """What the open orders are now."""
    return Watch(records={one.id: one for one in Orders(office).open})


def happened(office: Office, before: Watch) -> Iterator[Sentence]:
    """A sentence for each thing that somebody did since; `office` is the one of now."""
    working = Working(office)
    for id, old in before.records.items():
        try:
            new = working.load(KINDS[before.kind], id).record
        except RepairError:
            yield say("{id} cannot be read any more.", id=id)
            continue
        yield from _entries(office, working, old, new)
    if before.place:
        yield from _others(office, working, before)


def _entries(office: Office, working: Working, old: Record, new: Record) -> Iterator[Sentence]:
    fresh = [entry for entry in new.log if entry not in old.log]
    id = dated(new.id, office.now, office.zone)
    for entry in fresh:
        facts = {
            "id": id,
            "step": _label(new, entry),
            "person": _person(office, working, entry.by),
            "ago": ago(max(office.now - entry.at, 0)),
        }
        yield say("{person} has just recorded on {id}: {step} ({ago}). Your answers stay as they are.", **facts)
    if not fresh and (old.sections, old.log) != (new.sections, new.log):
        yield say("{id} was changed by hand meanwhile. Your answers stay as they are.", id=id)


def _others(office: Office, working: Working, before: Watch) -> Iterator[Sentence]:
    for order in Orders(office, before.place).here:
        if order.id not in before.known and order.log:
            facts = {
                "id": dated(order.id, office.now, office.zone),
                "about": about(order),
                "person": _person(office, working, order.log[0].by),
            }
            yield say("{person} has just recorded {id} at the same place: {about}. If it is the same, merge them.", **facts)


def _label(record: Record, entry: Entry) -> Label:
    step = record.kind.step(entry.step)
    return step.label if step else BOOKKEEPING_LABELS.get(entry.step, Label(entry.step, entry.step))


def _person(office: Office, working: Working, id: str) -> str:
    return f"{private_of(office, id).get('name', '')} {id}".strip()
