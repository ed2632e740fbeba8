"""The audit of a history: from the last one at this desk, from a seal, or from the beginning. Writes only where it got to."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path

import msgspec
from msgspec import Struct, field

from repairctl import __version__
from repairctl.actions import sealing
from repairctl.actions.audit_seals import against, chained
from repairctl.actions.audit_signed import Signing
from repairctl.actions.audit_walk import Walk
from repairctl.actions.judged import Judge
from repairctl.actions.outcomes import Checked
from repairctl.actions.policy_history import misused
from repairctl.actions.shares import Progress
from repairctl.actions.working import Working
from repairctl.calendars import NotCovered
from repairctl.checks.audit.commits import Clocks, People
from repairctl.checks.audit.telling import dressed, finding
from repairctl.checks.audit.values import Fault
from repairctl.edges import history_walk
from repairctl.edges.history_refusals import NotARepository
from repairctl.errors import RepairError
from repairctl.model import At, Finding, Length, Minute
from repairctl.office import Office

NOTE = "audit.json"
TOLD_EVERY = 50
ROLLED_BACK = "AUD-ROLLED-BACK"
LATE, CLOCKS = "recording.late", "recording.clocks"


class Reached(Struct, frozen=True):
    """Where an audit got to, and what it found until then; `people`: who recorded under which e-mail; `lost`: as Walk has it."""

    tool: str
    commit: str
    people: dict[str, list[str]]
    faults: list[Fault]
    lost: dict[str, str] = {}


class Asked(Struct, frozen=True):
    """What is to be audited: everything, what came after a seal (as typed, and the file it may be), or what came after the last audit."""

    whole: bool = False
    since: str = ""
    file: Path = field(default_factory=Path)


def audited(office: Office, asked: Asked, progress: Progress = lambda n, total: None) -> Checked:
    """Everything that is wrong with the history. `records` of the answer counts commits. Raises NoSuchSeal and what git refuses."""
    if office.history.folder is None:
        raise NotARepository(office.root)
    head, judge = office.history.head(), Judge(office, Working(office))
    told: list[Fault] = [*_masked(office), *chained(office, head), *_untimed(judge, office)]
    if asked.since:
        start, apart = against(office, sealing.named(office, asked.since, asked.file), head)
        n, found = _walked(office, Walk(office, _clocks(office, judge)), start, head, progress)
        told += apart
    else:
        n, found = _gone_on(office, judge, asked, head, progress)
    return Checked((*(finding(one, office.zone) for one in (*told, *found)), *_elsewhere(office, judge)), n, office.as_of)


def _gone_on(office: Office, judge: Judge, asked: Asked, head: str, progress: Progress) -> tuple[int, list[Fault]]:
    """What the audits at this desk found until now and this one finds; where they got to is noted, also if it is lost."""
    before = _reached(office)
    lost = _lost(office, before, head)
    known = before and before.tool == __version__ and before.commit not in [one.commit for one in lost] and not asked.whole
    reached = before if before and known else Reached(__version__, "", {}, [])
    walk = Walk(office, _clocks(office, judge), People(dict(reached.people)), lost=dict(reached.lost))
    n, news = _walked(office, walk, reached.commit, head, progress)
    found = [*lost, *(one for one in reached.faults if one.code != ROLLED_BACK), *news]
    if head:
        with suppress(RepairError):  # an audit may be read where nothing may be written
            office.history.set_local_note(
                NOTE, msgspec.json.encode(Reached(__version__, head, walk.people.known, found, walk.lost)).decode()
            )
    return n, found


def _walked(office: Office, walk: Walk, start: str, head: str, progress: Progress) -> tuple[int, list[Fault]]:
    signing = Signing(office, walk)
    signing.begins(start)
    since = [start] if start else []
    total = history_walk.count(office.history.where, since, head)
    found: list[Fault] = []
    n = 0
    for n, seen in enumerate(walk.over(since, head), 1):
        found += [dressed(one, seen.commit) for one in seen.faults]
        signing.see(seen)
        if n % TOLD_EVERY == 0 or n == total:
            progress(n, total)
    found += [dressed(fault, commit) for fault, commit in signing.faults()]
    return n, found


def _elsewhere(office: Office, judge: Judge) -> Iterator[Finding]:
    """What check finds of the history: policies that were changed in force, commits that passed the hook by."""
    yield from misused(office, judge)
    if office.settings.get("hook_since"):
        from repairctl.actions.hooking import passed_by  # slow to import

        yield from passed_by(office)


def _masked(office: Office) -> Iterator[Fault]:
    codes = {"replaced": "AUD-REPLACED", "grafted": "AUD-GRAFTED", "shallow": "AUD-SHALLOW"}
    for what, commits in history_walk.masks(office.history.where, office.history.git_dir).items():
        yield from (Fault(codes[what], one[:12], one) for one in commits)


# ------------------------------------------------------------------ times


def _clocks(office: Office, judge: Judge) -> Clocks:
    apart = judge.book.table(CLOCKS, office.now)
    length = apart.row("unset").get("apart") if apart else None

    def late(step: str, at: Minute) -> Minute | None:
        table = judge.book.table(LATE, at)
        within = table.row(step).get("within") if table else None
        try:
            return judge.book.calendar.due(at, within) if isinstance(within, Length) else None
        except NotCovered:
            return None

    return Clocks(late, length.n if isinstance(length, Length) else 0, lambda minute: At(minute, office.zone))


def _untimed(judge: Judge, office: Office) -> Sequence[Fault]:
    return () if judge.book.table(LATE, office.as_of) else (Fault("AUD-NO-TOLERANCE", "policies", ""),)


# ------------------------------------------------------------------ where the last audit got to


def _reached(office: Office) -> Reached | None:
    try:
        return msgspec.json.decode(office.history.local_note(NOTE).encode(), type=Reached)
    except msgspec.DecodeError:
        return None


def _lost(office: Office, reached: Reached | None, head: str) -> list[Fault]:
    """Where earlier audits got to, as far as this history does not hold it any more."""
    known = [one.commit for one in reached.faults if one.code == ROLLED_BACK] if reached else []
    ends = dict.fromkeys([*known, *([reached.commit] if reached else [])])
    where = office.history.where
    return [Fault(ROLLED_BACK, one[:12], one) for one in ends if not head or not history_walk.comes_before(where, one, head)]
