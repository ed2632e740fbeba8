"""One step on every record that a filter finds: all of them in one commit, or none; or those that can take it, the others named."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from msgspec import Struct, field
from msgspec.structs import replace

from repairctl.actions import listing
from repairctl.actions.asked import asked_for
from repairctl.actions.given import Raw
from repairctl.actions.judged import Judge
from repairctl.actions.outcomes import Done, LeftOut
from repairctl.actions.stepping import kind_and_step, ready, taken, whose
from repairctl.actions.working import Working
from repairctl.actions.writing import AsksAndWrites, Why, as_written, changed, judge_act
from repairctl.errors import RepairError, Sentence, say
from repairctl.lifecycle import Asked
from repairctl.model import Change, Kind, Step
from repairctl.office import Office
from repairctl.refusals import AgainstPolicy

MOST_NAMED = 20


class Bulk(Struct, frozen=True):
    """A step on many records, as typed: those that all `filters` find, or those of these `names`.

    `skip`: those that cannot take it are left out.
    """

    kind: str
    step: str
    raw: Raw
    words: Mapping[str, str]
    filters: Mapping[str, str] = field(default_factory=dict)
    names: tuple[str, ...] = ()
    skip: bool = False

    @property
    def chosen(self) -> str:
        """Which records are meant, in a few words."""
        return " ".join([*(f"{name}={text}" for name, text in self.filters.items()), *self.names])


class Tried(Struct, frozen=True):
    """What a step on many records would do, and which of them would be left out."""

    ids: tuple[str, ...]
    changes: tuple[Change, ...]
    left: tuple[LeftOut, ...]


class NotAll(RepairError):
    """Some of the records cannot take the step, so none does; each is named with its reason."""

    def __init__(self, kind: Kind, step: Step, left: Sequence[LeftOut], total: int) -> None:
        self.left = tuple(left)
        self.exit_code = worst(left)
        self.findings = tuple(found for one in left for found in getattr(one.refusal, "findings", ()))
        facts = {"n": len(left), "total": total, "kind": kind.label, "step": step.label}
        told = say("{n} of {total} {kind} records cannot take {step}; nothing was written.", **facts)
        more = [say("and {n} more", n=len(left) - MOST_NAMED)] if len(left) > MOST_NAMED else []
        out = [say("Take those that can, and leave these out: --skip")] if len(left) < total else []
        super().__init__(told, *(reason(one) for one in left[:MOST_NAMED]), *more, *out)


class NoLongerSo(RepairError):
    """A record that was shown is not what the filter asks for any more."""

    def __init__(self, chosen: str) -> None:
        super().__init__(say("it was changed meanwhile and is no longer {chosen}.", chosen=chosen))


def reason(one: LeftOut) -> Sentence:
    """Why a record was left out, in one line: its refusal, or every rule that stops it."""
    said = one.refusal.sentences[1:] if isinstance(one.refusal, AgainstPolicy) else one.refusal.sentences[:1]
    if said and said[0].facts.get("id") == one.id:
        return say("  {reasons}", reasons=list(said))
    return say("  {id}: {reasons}", id=one.id, reasons=list(said))


def worst(left: Sequence[LeftOut]) -> int:
    """The exit code of several refusals: what could not be judged goes before what is not possible, that before what the rules say."""
    return max(one.refusal.exit_code for one in left)


def looked_at(office: Office, bulk: Bulk) -> Tried:
    """What the step would do, in memory. Raises NotAll and what concerns all of the records."""
    if office.as_of != office.now:
        raise AsksAndWrites
    working = Working(office)
    taking = _Taking(bulk, working, Judge(office, working))
    taking.all(chosen(office, bulk))
    changes = tuple(as_written(change) for change in working.changes.values())
    return Tried(taking.ids, changes, taking.left)


def carried_out(office: Office, bulk: Bulk, *, shown: Collection[str] | None = None, dry_run: bool = False) -> Done:
    """The step on all records in one commit, judged anew. Of those that were `shown` and are others by now, NoLongerSo is said."""
    left: tuple[LeftOut, ...] = ()

    def plan(working: Working, judge: Judge) -> str:
        nonlocal left
        taking = _Taking(bulk, working, judge)
        there = chosen(office, bulk)
        if shown is not None:
            now = frozenset(there)
            taking.refused |= {id: NoLongerSo(bulk.chosen) for id in shown if id not in now}
            there = tuple(shown)
        taking.all(there)
        left = taking.left
        return taking.step.name

    return replace(changed(office, plan, dry_run=dry_run, why=Why(chosen=bulk.chosen)), left=left)


def chosen(office: Office, bulk: Bulk) -> tuple[str, ...]:
    """The IDs of the records that are meant, by the filters of `list`."""
    if not bulk.filters:
        kind, working = kind_and_step(bulk.kind, bulk.step)[0], Working(office)
        return tuple(dict.fromkeys(working.full_id(kind, name)[1] for name in bulk.names))
    return tuple(str(row["id"]) for row in listing.listed(office, bulk.kind, listing.Asked(bulk.filters, limit=0, fresh=True)).rows)


class _Taking:
    """Takes the step on one record after another into a working set, and remembers who refused."""

    def __init__(self, bulk: Bulk, working: Working, judge: Judge) -> None:
        self.kind, self.step = kind_and_step(bulk.kind, bulk.step)
        self.bulk, self.working, self.judge = bulk, working, judge
        self.refused: dict[str, RepairError] = {}
        self.ids: tuple[str, ...] = ()

    @property
    def left(self) -> tuple[LeftOut, ...]:
        return tuple(LeftOut(id, refusal) for id, refusal in self.refused.items())

    def all(self, ids: Sequence[str]) -> None:
        """Raises NotAll where one refuses, and where none is left to take it.

        Whoever is left out may be what another one was judged by, so after each leaving out the rest begins anew.
        """
        asked = asked_for(self.working.office, self.kind, self.step, self.bulk.raw, self.bulk.words)
        ready(self.working, self.judge, self.kind, asked)
        while True:
            self.ids = tuple(id for id in ids if id not in self.refused)
            fresh = self._once(asked)
            self.refused |= fresh
            if self.refused and (not self.bulk.skip or len(self.refused) == len(ids)):
                raise NotAll(self.kind, self.step, self.left, len(ids))
            if not fresh:
                return

    def _once(self, asked: Asked) -> dict[str, RepairError]:
        """The step on all that are not refused yet; who refuses it now."""
        self.working.changes.clear()
        refused: dict[str, RepairError] = {}
        for id in self.ids:
            try:
                for change in self._one(asked, id):
                    self.working.put(change)
            except RepairError as refusal:
                refused[id] = refusal
        for id in self.ids if self.step.act else ():
            if id not in refused:
                try:
                    judge_act(self.step, [as_written(self.working.changes[id])], self.judge)
                except RepairError as refusal:
                    refused[id] = refusal
        return refused

    def _one(self, asked: Asked, id: str) -> tuple[Change, ...]:
        own = asked if self.bulk.words.get("by") else whose(asked, self.working.current(self.kind, id))
        return taken(self.working, self.judge, self.kind, own, id)
