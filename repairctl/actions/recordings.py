"""What was recorded: of which records, which steps, who answers, who recorded them, as the commits say. Opens no record; writes nothing."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import PurePosixPath

from msgspec import Struct

from repairctl.actions import past
from repairctl.actions.own_commands import RECORD, RECORDER
from repairctl.actions.people import private_of
from repairctl.edges.history import CommitInfo
from repairctl.edges.index_history import Asked, Recorded
from repairctl.kinds import KINDS
from repairctl.model import Kind, Minute
from repairctl.office import Office
from repairctl.texts import Misread, moment

FOLDERS = {kind.folder: kind for kind in KINDS.values()}


class Act(Struct, frozen=True):
    """A step as a commit tells it."""

    record: str
    step: str
    at: Minute
    by: str


class Wanted(Struct, frozen=True):
    """Which recordings are asked for; '' and None: any. Moments are those of recording, both inclusive."""

    low: Minute | None = None
    high: Minute | None = None
    by: str = ""
    recorder: str = ""
    step: str = ""
    kind: Kind | None = None

    @property
    def of_acts(self) -> bool:
        """Whether it is asked for steps and not for commits."""
        return bool(self.by or self.step)


class Recording(Struct, frozen=True):
    """One commit: who recorded it, the steps in it that are wanted, the IDs of the records and the other files that it touched."""

    commit: CommitInfo
    recorder: str
    acts: tuple[Act, ...]
    records: tuple[str, ...]
    others: tuple[str, ...]


def recordings(office: Office, wanted: Wanted, progress: past.Progress | None = None) -> Iterator[Recording]:
    """What was recorded and is wanted, the newest first."""
    lines = [f"{key}: {word}" for key, word in (("By", wanted.by), ("Step", wanted.step)) if word]
    for one in past.commits(office.history, Asked(wanted.low, wanted.high, tuple(lines), wanted.recorder), progress):
        acts = tuple(act for act in acts_of(one.commit, office) if fits(act, wanted))
        if records_it(one.commit, wanted) and (acts or not wanted.of_acts or _answered(one.commit, wanted)):
            told = _told(office, one, acts)
            if wanted.kind is None or told.records:
                yield told if wanted.kind is None else _of_kind(told, one, wanted.kind)


def acts_of(commit: CommitInfo, office: Office) -> Iterator[Act]:
    """The steps that a commit tells: after each `Record:` those of that record, with their moments and persons."""
    record, step, at = "", "", 0
    for key, text in commit.trailers:
        if key == RECORD:
            record, step = text, ""
        elif key == "Step":
            step = text
        elif key == "At":
            try:
                at = moment(text, office.zone)
            except Misread:
                step = ""
        elif key == "By" and step and record:
            yield Act(record, step, at, text)
            step = ""


def fits(act: Act, wanted: Wanted) -> bool:
    """Whether a step is one of those asked for."""
    return wanted.by in ("", act.by) and wanted.step in ("", act.step)


def records_it(commit: CommitInfo, wanted: Wanted) -> bool:
    """Whether a commit was recorded by the person and in the time asked for."""
    in_time = (wanted.low is None or commit.at >= wanted.low) and (wanted.high is None or commit.at <= wanted.high)
    said = commit.said(RECORDER)[-1:]
    return in_time and (not wanted.recorder or wanted.recorder in (said or (commit.author, commit.email)))


def _answered(commit: CommitInfo, wanted: Wanted) -> bool:
    """Whether somebody answers for a commit that tells no steps, as for a policy."""
    return bool(wanted.by and not wanted.step and not commit.said("Step") and wanted.by in commit.said("By"))


def _told(office: Office, one: Recorded, acts: tuple[Act, ...]) -> Recording:
    ids = {path: PurePosixPath(path).stem for path in one.paths if kind_at(path)}
    named = {id: number for number, id in enumerate(one.commit.said(RECORD))}
    records = sorted(ids.values(), key=lambda id: (named.get(id, len(named)), id))
    return Recording(one.commit, recorder(office, one.commit), acts, tuple(records), tuple(path for path in one.paths if path not in ids))


def _of_kind(told: Recording, one: Recorded, kind: Kind) -> Recording:
    ids = tuple(id for id in told.records if any(kind_at(path) is kind and PurePosixPath(path).stem == id for path in one.paths))
    return Recording(told.commit, told.recorder, tuple(act for act in told.acts if act.record in ids), ids, ())


def kind_at(path: str) -> Kind | None:
    """The kind of record that lies in a path's folder."""
    parts = path.split("/")
    return FOLDERS.get(parts[1]) if len(parts) > 2 and parts[0] == "records" and path.endswith(".yaml") else None


def recorder(office: Office, commit: CommitInfo) -> str:
    """Who recorded a commit, by name and number; without a number whom git names."""
    staff = (commit.said(RECORDER) or ("",))[-1]
    name = private_of(office, staff).get("name", "") if staff else commit.author
    return f"{name} {staff}".strip()
