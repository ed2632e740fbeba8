"""A record's log as its story: without what was taken back, by moment; where it walks and where it jumps. Knows no values but steps."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from msgspec import Struct
from msgspec.structs import replace

from repairctl.model import BACK, STAY, Entry, Field, Kind, Label, Minute, Plain, Record

RETRACT = (
    Field("what", "text", Label("step taken back", "退回的步骤"), needed=True),
    Field("of", "moment", Label("its moment", "其时刻"), needed=True),
    Field("whose", "text", Label("its person", "其经手人"), needed=True),
    Field("note", "text", Label("reason", "理由")),
)
AMEND = (
    Field("field", "text", Label("field", "栏目"), needed=True),
    Field("was", "text", Label("was", "原值")),
    Field("note", "text", Label("reason", "理由")),
)
EVERY_ENTRY = (
    Field("note", "text", Label("note", "备注")),
    Field("anyway", "text", Label("recorded although it does not follow, because", "不合次序仍记录的理由")),
)
BOOKKEEPING: Mapping[str, tuple[Field, ...]] = {"retract": RETRACT, "amend": AMEND}
"""Entries of the log that are not steps of the story, in every kind that has one."""
BOOKKEEPING_LABELS: Mapping[str, Label] = {
    "retract": Label("retract", "退回"),
    "correct": Label("correct", "更正"),
    "amend": Label("amend", "修改"),
}


class Story(Struct, frozen=True):
    """What a log tells: the entries in order, by step, the status after each, the entries that do not follow."""

    entries: tuple[Entry, ...]
    of: Mapping[str, tuple[Entry, ...]]
    statuses: tuple[str, ...]
    jumps: tuple[Entry, ...]

    @property
    def status(self) -> str:
        return self.statuses[-1] if self.statuses else ""


def tell(kind: Kind, log: Sequence[Entry]) -> Story:
    """The story of a log. Entries of one minute keep their order in the file."""
    dead = taken_back(log)
    entries = tuple(sorted((e for e in log if e.place not in dead and e.step not in BOOKKEEPING), key=lambda e: (e.at, e.place)))
    of: dict[str, tuple[Entry, ...]] = {}
    for entry in entries:
        of[entry.step] = (*of.get(entry.step, ()), entry)
    statuses, jumps = walk(kind, entries)
    return Story(entries, of, statuses, jumps)


def taken_back(log: Sequence[Entry]) -> frozenset[int]:
    """The places of the entries that a live `retract` names; a retract can itself be taken back."""
    dead: set[int] = set()
    for retract in reversed([entry for entry in log if entry.step == "retract"]):
        target = None if retract.place in dead else named(log, retract, dead)
        if target is not None:
            dead.add(target.place)
    return frozenset(dead)


def named(log: Sequence[Entry], retract: Entry, dead: set[int] | frozenset[int] = frozenset()) -> Entry | None:
    """The latest entry before the retract that has the step, moment and person it names."""
    wanted = (retract.filled.get("what"), retract.filled.get("of"), retract.filled.get("whose"))
    earlier = [e for e in log if e.place < retract.place and e.place not in dead and (e.step, e.at, e.by) == wanted]
    return earlier[-1] if earlier else None


def walk(kind: Kind, entries: Sequence[Entry]) -> tuple[tuple[str, ...], tuple[Entry, ...]]:
    """The status after each entry, and the entries that could not be taken where they stand."""
    status, held_from = "", ""
    statuses: list[str] = []
    jumps: list[Entry] = []
    for entry in entries:
        step = kind.step(entry.step)
        if step is None:
            statuses.append(status)
            continue
        if status not in step.moves:
            jumps.append(entry)
        end = step.moves.get(status, step.landing or STAY)
        if step.until and end not in (STAY, BACK):
            held_from = status
        status = status if end == STAY else held_from or status if end == BACK else end
        statuses.append(status)
    return tuple(statuses), tuple(jumps)


def retold(record: Record, log: Sequence[Entry], sections: Mapping[str, Plain] | None = None) -> Record:
    """The record with another log, told anew, and other boxes where they are given."""
    told = tell(record.kind, log)
    return replace(
        record,
        sections=record.sections if sections is None else sections,
        log=tuple(log),
        story=told.entries,
        of=told.of,
        status=told.status,
        jumps=told.jumps,
    )


def as_of(record: Record, moment: Minute) -> Record:
    """The record as its story stood at a moment: later entries, and the boxes that they filled, are not there."""
    log = tuple(entry for entry in record.log if entry.at <= moment)
    if len(log) == len(record.log):
        return record
    told = retold(record, log)
    fills = {name: step.name for step in record.kind.steps for name in step.fills}
    return replace(told, sections={name: held for name, held in record.sections.items() if name not in fills or fills[name] in told.of})
