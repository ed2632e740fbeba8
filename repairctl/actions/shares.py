"""Records judged in shares, one share after another or by several processes side by side. Writes nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import cached_property
from typing import TypeAlias

from msgspec import Struct

from repairctl import records
from repairctl.actions import thorough
from repairctl.actions.judged import Judge
from repairctl.actions.reading import loaded_records
from repairctl.actions.working import Loaded, Working
from repairctl.checks.groups import Gathering
from repairctl.edges.processes import cores, spread
from repairctl.kinds import KINDS
from repairctl.model import Finding
from repairctl.office import Office

Share: TypeAlias = tuple[str, tuple[str, ...]]
"""The name of a kind and some IDs of it."""
Progress: TypeAlias = Callable[[int, int], None]
SIZE = 50
"""Records in a share: a fifth of a second."""
MANY = 400
"""Records from which on another process is worth its beginning."""


class Told(Struct, frozen=True):
    """What is worth telling of the records of a share, and what rules about several records read of them."""

    count: int
    findings: tuple[Finding, ...]
    gathered: Gathering | None = None


class Judging(Struct, dict=True):
    """Judges shares. To another process it goes as what was asked, not as what has been read."""

    office: Office
    with_tests: bool = False
    with_waivers: bool = True
    strict: bool = False
    together: bool = False

    @cached_property
    def judge(self) -> Judge:
        return Judge(self.office, Working(self.office), self.with_tests, self.with_waivers)

    def __reduce__(self) -> tuple[object, ...]:
        return Judging, (self.office, self.with_tests, self.with_waivers, self.strict, self.together)

    def __call__(self, share: Share) -> Told:
        kind, ids = KINDS[share[0]], share[1]
        groups = self.judge.together() if self.together else None
        told: list[Finding] = []
        for loaded in loaded_records(self.office, kind, self.judge.working, ids):
            if isinstance(loaded, Finding):
                told.append(loaded)
                continue
            told += self.judge.told(loaded.record, loaded.shape, self.office.as_of)
            if well_formed(loaded):
                if groups:
                    self.judge.gather(groups, loaded.record)
                if self.strict:
                    told += thorough.of_a_record(records.as_of(loaded.record, self.office.as_of), self.judge)
        if kind.opens:
            self.judge.working.forget(ids)
        return Told(len(ids), tuple(told), groups.gathering() if groups else None)

    def of_all(self, progress: Progress | None = None) -> Iterator[Told]:
        """Every record of the office, kind by kind, by as many processes as are worth it."""
        shares = [share for kind in KINDS.values() for share in _shares(kind.name, list(self.office.store.ids(kind)))]
        count = sum(len(ids) for _, ids in shares)
        done = 0
        for told in spread(self, shares, cores() if count >= MANY else 1):
            done += told.count
            if progress:
                progress(done, count)
            yield told


def well_formed(loaded: Loaded) -> bool:
    """Whether rules may be judged on it."""
    return not any(one.severity == "error" for one in loaded.shape)


def _shares(kind: str, ids: Sequence[str]) -> Iterator[Share]:
    return ((kind, tuple(ids[at : at + SIZE])) for at in range(0, len(ids), SIZE))
