"""Records judged one by one, and what can be kept of each: its verdicts, what they depend on, and when time could change them."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from typing import TypeAlias

from msgspec import Struct

from repairctl import records
from repairctl.actions import thorough
from repairctl.actions.indexed import blob
from repairctl.actions.judged import Judge
from repairctl.actions.reading import loaded_records
from repairctl.actions.shares import MANY, SIZE, Progress, Share, well_formed
from repairctl.actions.working import Working
from repairctl.checks import Groups
from repairctl.checks.groups import Gathering
from repairctl.checks.packed import packed
from repairctl.edges.processes import cores, spread
from repairctl.kinds import KINDS
from repairctl.model import Finding, Kind, Minute
from repairctl.office import Office
from repairctl.readings.case import Watch

Told: TypeAlias = "tuple[tuple[Finding, ...], tuple[Finding, ...], tuple[Finding, ...]]"
"""The findings of a record, what could not be told of its groups, and what it leaves open (for --strict)."""


class One(Struct, frozen=True):
    """What is kept of one record that was judged.

    `blob`: the name of the bytes that were judged, '' where it could not be read and nothing is kept; `handed`: what was looked for
    besides, as Working.asked, each in a line of its own; `papers`: the files it looked at with their digests; `told`: a packed Told, None
    where there is nothing; `parts`: packed, for each group by its name: where the group comes in the record, the version, the members.
    """

    blob: str
    told: bytes | None = None
    turns_at: Minute | None = None
    handed: str = ""
    papers: Mapping[str, str] = {}
    parts: Mapping[str, bytes] = {}


class Keeping(Struct, dict=True):
    """Judges shares, each record by itself. To another process it goes as the office, not as what has been read."""

    office: Office

    @cached_property
    def judge(self) -> Judge:
        return Judge(self.office, Working(self.office))

    @cached_property
    def groups(self) -> Groups:
        return self.judge.together()

    @cached_property
    def next_change(self) -> Minute | None:
        return self.judge.book.next_change(self.office.as_of)

    def __reduce__(self) -> tuple[object, ...]:
        return Keeping, (self.office,)

    def of(self, asked: Sequence[tuple[Kind, str]], progress: Progress | None = None) -> Iterator[One]:
        """What there is to keep of each record, in order, by as many processes as are worth it. Raises Unpackable."""
        done = 0
        shares = [share for kind in KINDS.values() for share in _shares(kind, [id for one, id in asked if one is kind])]
        for ones in spread(self, shares, cores() if len(asked) >= MANY else 1):
            done += len(ones)
            if progress:
                progress(done, len(asked))
            yield from ones

    def __call__(self, share: Share) -> tuple[One, ...]:
        kind, ids = KINDS[share[0]], share[1]
        self.judge.waivers(self.office.as_of)  # what is looked for to read them is nobody's
        found = tuple(self._one(kind, id) for id in ids)
        if kind.opens:
            self.judge.working.forget(ids)
        return found

    def _one(self, kind: Kind, id: str) -> One:
        working, as_of, watch = self.judge.working, self.office.as_of, Watch()
        working.asked.clear()
        working.digests.clear()
        loaded = next(loaded_records(self.office, kind, working, (id,)))
        if isinstance(loaded, Finding):
            return One("", packed(((loaded,), (), ())))
        findings = self.judge.told(loaded.record, loaded.shape, as_of, watch)
        gathered, open_ = Gathering((), ()), tuple[Finding, ...]()
        if well_formed(loaded):
            self.judge.gather(self.groups, loaded.record, watch)
            gathered = self.groups.drained()
            open_ = tuple(thorough.of_a_record(records.as_of(loaded.record, as_of), self.judge, watch))
        if watch.reads and self.next_change is not None:
            watch.turns(self.next_change)
        told = (findings, gathered.unsure, open_)
        papers, data = dict(working.digests), packed(told) if any(told) else None
        return One(blob(loaded.data), data, watch.turns_at, self._handed(id), papers, _parts(gathered))

    def _handed(self, id: str) -> str:
        return "\n".join(sorted({one.casefold() for one in (id, *self.judge.working.asked)}))


def _shares(kind: Kind, ids: Sequence[str]) -> Iterator[Share]:
    return ((kind.name, tuple(ids[at : at + SIZE])) for at in range(0, len(ids), SIZE))


def _parts(gathered: Gathering) -> Mapping[str, bytes]:
    found = enumerate(gathered.members)
    return {_name(version, rule, key): packed((place, version, members)) for place, (version, rule, key, members) in found}


def _name(version: str, rule: str, key: Sequence[str]) -> str:
    """The name of a group: the policy, the rule, and what its records share."""
    return json.dumps([version.partition("@")[0], rule, *key], ensure_ascii=False)


def named(name: str) -> tuple[str, tuple[str, ...]]:
    """The rule of a group, and what its records share."""
    _, rule, *key = json.loads(name)
    return rule, tuple(key)
