"""Records being worked on: read once, changed together, named as people type them. Reads through the office's store."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date

from msgspec import Struct, field

from repairctl import inputs
from repairctl.errors import Misuse, RepairError, Sentence, say
from repairctl.errors import near as nearest
from repairctl.kinds import KINDS
from repairctl.model import Change, Finding, Kind, Minute, Record, Says, Subject, moment_of
from repairctl.office import Office
from repairctl.records import read

PREFIXES: Mapping[str, str] = {kind.prefix: kind.name for kind in KINDS.values() if kind.prefix}
NUMBERED: Mapping[str, str] = {kind.prefix: kind.name for kind in KINDS.values() if kind.numbering != "given"}
COUNTED = frozenset(kind.prefix for kind in KINDS.values() if kind.numbering == "counted")

THERE_ASKED = "?"

_ROOM = re.compile(r"WO-[0-9]{6}([0-9]{2})-([0-9]{3,4})(?<!-00[0-9])(?<!-0[0-9][0-9])")
"""An ID that whoever knows an order by its room would get: 5-802 is the 802nd order of the fifth."""


class NoSuchRecord(RepairError):
    """No record has that ID."""

    def __init__(self, id: str, near: tuple[Sentence | str, ...]) -> None:
        sentences = [say("Near it: {near}.", near=near)] if near else []
        room = _ROOM.fullmatch(id)
        if room:
            sentences.append(say("If {place} is a room, name it with --unit {place}.", place=f"{int(room[1])}-{room[2]}"))
        super().__init__(say("There is no record {id}.", id=id), *sentences)


class WrongKind(Misuse):
    """The ID is of another kind than the command."""

    def __init__(self, id: str, kind: Kind, wanted: Kind) -> None:
        super().__init__(say("{id} belongs to {kind}, not to {wanted}.", id=id, kind=kind.label, wanted=wanted.label))


class NotWellFormed(RepairError):
    """The file has faults that would be carried along; it must be mended before anything is added."""

    def __init__(self, finding: Finding) -> None:
        path, line = finding.where or ("", 1)
        super().__init__(
            say("{path}:{line}: {sentence}", path=path, line=line, sentence=finding.sentence),
            say("Mend the file in an editor first (repairctl check shows everything); nothing was written."),
        )


class Loaded(Struct, frozen=True):
    """A record as its file stands: values, faults of shape, and the bytes they were read from."""

    record: Record
    shape: tuple[Finding, ...]
    data: bytes


class Working(Struct):
    """The records that one command reads and changes; a record changed twice has one change in the end."""

    office: Office
    loaded: dict[str, Loaded] = field(default_factory=dict)
    changes: dict[str, Change] = field(default_factory=dict)
    there: set[tuple[str, str]] = field(default_factory=set)
    asked: set[str] = field(default_factory=set)
    """What was looked for, found or not: an ID; `?` and an ID of which only was asked whether it is there."""
    digests: dict[str, str] = field(default_factory=dict)
    """The papers that were looked at, each with its digest; '' where there is none."""
    by_hand: dict[str, bytes] = field(default_factory=dict)
    """Files as a person edited them in the course of this command: what is changed is changed in these."""
    judge: object = None
    """Whoever judges these records, where it is wanted more than once: policies are read once."""

    def load(self, kind: Kind, id: str) -> Loaded:
        """The record as its file stands. Raises NoSuchRecord and what reading a file raises."""
        if id not in self.loaded:
            store = self.office.store
            path = store.path_of(kind, id)
            if not store.exists(path):
                raise NoSuchRecord(id, tuple(self._told(kind, one) for one in _near(kind, id, list(store.ids(kind)))))
            data = store.bytes_of(path)
            record, shape = read(kind, store.parsed(data, path), self.office.zone, path)
            misfiled = self._misfiled(record, id, path)
            self.loaded[id] = Loaded(record, (*shape, *misfiled), data)
        return self.loaded[id]

    def forget(self, ids: Iterable[str]) -> None:
        """Lets go of records that were read and not changed: of many, each is looked at once."""
        for id in ids:
            self.loaded.pop(id, None)

    def _told(self, kind: Kind, id: str) -> Sentence | str:
        """A record as one would choose it from a list: its short name, its place, how it stands."""
        name = inputs.short_name(id, self.today()) if kind.numbering == "dated" else id
        if not self.office.store.exists(self.office.store.path_of(kind, id)):
            return name  # it lies elsewhere; check says so
        try:
            record = self.load(kind, id).record
        except RepairError:
            return name
        about = next((str(held) for path in _ABOUT if (held := record.value(path))), "")
        if not kind.opens:
            return f"{name} {about}".rstrip()
        return say("{name} ({status})", name=f"{name} {about}".rstrip(), status=kind.status_label(record.status))

    def _misfiled(self, record: Record, id: str, path: str) -> tuple[Finding, ...]:
        if record.id == id:
            return ()
        sentence = say("The file is named {name}, but says id {id}.", name=id, id=record.id)
        return (Finding("SCH-MISFILED", "error", Subject("record", id), Says.FAIL, sentence, (path, record.line_of("id"))),)

    def current(self, kind: Kind, id: str) -> Record:
        """The record with what this command has changed in it so far; a malformed one is refused."""
        if id in self.changes:
            return self.changes[id].after
        loaded = self.load(kind, id)
        faults = [finding for finding in loaded.shape if finding.severity == "error"]
        if faults:
            raise NotWellFormed(faults[0])
        return loaded.record

    def find(self, id: str) -> Record | None:
        """A linked record of any kind by its full ID; None where there is none or it cannot be read."""
        self.asked.add(id)
        if id in self.changes:
            return None if self.changes[id].gone else self.changes[id].after
        for kind in (one for one in kinds_of(id) if self.known(one.name, id)):  # who is not there needs no list of whom else was meant
            try:
                return self.load(kind, id).record
            except RepairError:
                continue
        return None

    def known(self, kind_name: str, id: str) -> bool:
        """Whether a reference leads to a record of that kind."""
        self.asked.add(f"{THERE_ASKED}{id}")
        if id in self.changes:
            return not self.changes[id].gone
        if (kind_name, id) in self.there:
            return True
        try:
            kind = KINDS[kind_name]
            found = self.office.store.exists(self.office.store.path_of(kind, id))
        except RepairError:
            return False
        if found:
            self.there.add((kind_name, id))
        return found

    def put(self, change: Change) -> None:
        """Remember a change; with an earlier one of the same record it becomes one."""
        earlier = self.changes.get(change.after.id)
        if earlier:
            private = {**earlier.private, **change.private}
            change = Change(earlier.before, change.after, (*earlier.entries, *change.entries), private, change.gone)
        self.changes[change.after.id] = change

    def new_id(self, kind: Kind, at: Minute) -> str:
        """The next free ID of a numbered kind: highest + 1, of the day in which `at` lies."""
        day = moment_of(at, self.office.zone).date()
        desk = self.office.desk
        head = f"{kind.prefix}-{day:%Y%m%d}-{desk}" if kind.numbering == "dated" else f"{kind.prefix}-{desk}"
        taken = [int(id[len(head) :]) for id in self.changes if id.startswith(head) and id[len(head) :].isdigit()]
        number = max([0, *taken, *self.office.store.numbers(kind, day, desk)]) + 1
        return f"{head}{number:03d}" if kind.numbering == "dated" else f"{head}{number:02d}"

    def full_id(self, kind: Kind | None, name: str) -> tuple[Kind, str]:
        """The kind and full ID of a name as typed. Raises Misuse where it is none, WrongKind where it is another kind's."""
        typed = inputs.text(name).strip()
        given = [one for one in kinds_of(typed) if one.numbering != "dated" and self.known(one.name, typed)]
        if kind and kind.numbering == "given":
            return kind, typed
        if given and kind is None:
            return given[0], typed
        id = inputs.record_name(typed, NUMBERED, self.today(), bare=kind.prefix if kind else "WO", counted=COUNTED)
        found = KINDS[PREFIXES[id.partition("-")[0]]]
        if kind and found is not kind:
            raise WrongKind(id, found, kind)
        return found, id

    def today(self) -> date:
        return moment_of(self.office.now, self.office.zone).date()


_ABOUT = ("place.unit", "place.asset", "place.spot", "facts.unit", "entry.unit", "entry.title")


def _near(kind: Kind, id: str, there: Sequence[str]) -> list[str]:
    """The records that may have been meant: of the same number on the latest other days, of the same day, else of a similar name."""
    if kind.numbering != "dated":
        return nearest(id, there, n=3, cutoff=0.5)
    head, _, number = id.rpartition("-")
    same = sorted((one for one in there if one.rpartition("-")[2] == number), reverse=True)
    that_day = [one for one in there if one.rpartition("-")[0] == head]
    return list(dict.fromkeys([*same[:2], *nearest(id, that_day, n=2, cutoff=0.0), *nearest(id, there, n=3, cutoff=0.8)]))[:3]


def kinds_of(id: str) -> Iterator[Kind]:
    """The kinds that an ID may belong to: by its prefix, else those whose IDs the office gives."""
    prefix = id.partition("-")[0]
    if prefix in PREFIXES and KINDS[PREFIXES[prefix]].numbering != "given":
        yield KINDS[PREFIXES[prefix]]
    yield from (kind for kind in KINDS.values() if kind.numbering == "given")
