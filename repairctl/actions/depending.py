"""Whether others built on what a command did: later commits by somebody else, and records that name one which it made. Reads only."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from pathlib import PurePosixPath

from repairctl.actions.commits import kind_of
from repairctl.actions.own_commands import RECORDER, UNDOES, Person, live
from repairctl.actions.people import private_of
from repairctl.actions.working import Working
from repairctl.edges.history import CommitInfo
from repairctl.errors import RepairError, say
from repairctl.kinds import KINDS
from repairctl.model import At, Kind, Plain, Record
from repairctl.office import Office
from repairctl.refusals import verb

MOST = 3


class BuiltOn(RepairError):
    """Somebody else recorded something on the same record since."""

    def __init__(self, since: CommitInfo, who: str, id: str, at: At, instead: str) -> None:
        super().__init__(
            say(
                "{who} recorded on {id} since: {what} ({at}). Nothing is undone over their head, and nothing was written.",
                who=who,
                id=id,
                what=since.subject,
                at=at,
            ),
            say("What is wrong is put right by itself: {command}", command=instead),
        )


class Named(RepairError):
    """A record that the command made is named by others."""

    def __init__(self, id: str, by: Sequence[str]) -> None:
        super().__init__(
            say("{id} is named by {records}; while it is, it cannot be taken out.", id=id, records=", ".join(by[:MOST])),
            say("Put right what is wrong in it: repairctl amend {id} FIELD=VALUE --why ..", id=id),
        )


def not_built_on(office: Office, commit: CommitInfo, paths: Collection[str], person: Person) -> None:
    """Raises BuiltOn where a commit of somebody else counts that came later and touched one of the records."""
    later = office.history.later(commit.id, list(paths))
    ids = {one.id for one in later}
    for one in live(later):
        if person.recorded(one) or ids & set(one.said(UNDOES)):
            continue
        touched = office.history.touched(one.id)
        path = next(path for path in paths if path in touched)
        kind = kind_of(office, path)
        assert kind is not None
        id = PurePosixPath(path).stem
        raise BuiltOn(one, _who(office, one), id, At(one.at, office.zone), _instead(kind, id, commit.said("Step")))


def named_by(office: Office, ids: Collection[str], *, but: Collection[str], counting: bool) -> Mapping[str, list[str]]:
    """The records that name one of these, but those left out: in a box or an entry (`counting`: only in entries that count)."""
    found: dict[str, list[str]] = {}
    if not ids:
        return found
    working = Working(office)
    sought = re.compile(b"|".join(re.escape(id.encode()) for id in ids))
    for kind in KINDS.values():
        for id in office.store.ids(kind):
            if id in but:
                continue
            try:
                if not sought.search(office.store.bytes_of(office.store.path_of(kind, id))):
                    continue
                names = set(_texts(working.load(kind, id).record, counting))
            except RepairError:
                continue
            for one in names & set(ids):
                found.setdefault(one, []).append(id)
    return found


def _texts(record: Record, counting: bool) -> Iterator[str]:
    for entry in record.story if counting else record.log:
        yield entry.by
        yield from _leaves(dict(entry.filled))
    yield from _leaves(dict(record.sections))


def _leaves(held: Plain) -> Iterator[str]:
    if isinstance(held, str):
        yield held
    elif isinstance(held, Mapping):
        for one in held.values():
            yield from _leaves(one)
    elif isinstance(held, tuple):
        for one in held:
            yield from _leaves(one)


def _who(office: Office, commit: CommitInfo) -> str:
    staff = (commit.said(RECORDER) or ("",))[-1]
    name = private_of(office, staff).get("name", "") if staff else commit.author
    return f"{name} {staff}".strip()


def _instead(kind: Kind, id: str, steps: Sequence[str]) -> str:
    """The command that puts one step right without undoing what came after it."""
    step = next((name for name in steps if kind.step(name)), "")
    if not kind.opens or not step:
        return f"repairctl {kind.name} amend {id} FIELD=VALUE --why .."
    if step == kind.opens:
        return f"repairctl {kind.name} {verb(kind.calls_off) or 'note'} {id} .."
    return f"repairctl {kind.name} retract {id} {verb(step)} --why .."
