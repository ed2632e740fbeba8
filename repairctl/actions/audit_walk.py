"""The walk of an audit: commits and the records they touch read from git a share at a time, and handed to the judgement. Writes nothing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from pathlib import PurePosixPath

from msgspec import Struct, field

from repairctl.actions.commits import FOLDERS, kind_of
from repairctl.checks.audit import commits, merges
from repairctl.checks.audit.commits import Clocks, People
from repairctl.checks.audit.values import NOWHERE, UNDOES, Commit, Fault, Pair, Side
from repairctl.edges import history_walk
from repairctl.edges.history_past import name_of
from repairctl.edges.history_walk import Row, Walked
from repairctl.errors import RepairError
from repairctl.model import Block
from repairctl.office import FILE, Office
from repairctl.records import read

AT_ONCE = 1000
KEPT = 1000
"""Records that are remembered: what one commit leaves, one soon after it begins with."""
PRACTICE = "practice"
SIGNERS = "allowed_signers"
RECORDS = "records/"


class State(Struct, frozen=True):
    """What of a commit bears on those after it: git's names of office.yaml and of allowed_signers ('' : none), and when it was made."""

    settings: str = ""
    signers: str = ""
    committed: int = 0


class Merged(Struct, frozen=True):
    """A merge: where its sides come from, and how each differs from it, by path."""

    base: str
    sides: tuple[Mapping[str, Row], ...]


class Seen(Struct, frozen=True):
    """A commit with what was found in it, and the states of its parents and of itself."""

    commit: Commit
    faults: tuple[Fault, ...]
    before: tuple[State, ...]
    state: State


class Walk(Struct):
    """An audit under way. `practice` offices are played through in minutes, so no times are judged in them."""

    office: Office
    clocks: Clocks
    people: People = field(default_factory=People)
    states: dict[str, State] = field(default_factory=dict)
    sides: dict[tuple[str, str], Side] = field(default_factory=dict)
    lost: dict[str, str] = field(default_factory=dict)
    """Of each record that is not there now, or that nobody can read, git's name of its last state."""
    data: dict[str, bytes] = field(default_factory=dict)
    settings: dict[str, Block] = field(default_factory=dict)

    def over(self, since: Sequence[str], until: str) -> Iterator[Seen]:
        """Every commit up to one, without the ancestors of others, each after its parents."""
        where = self.office.history.where
        stream = history_walk.walked(where, since, until)
        while share := list(islice(stream, AT_ONCE)):
            merged = self._merges([one for one in share if len(one.parents) > 1])
            self._states_of({parent for one in share for parent in one.parents} - {one.id for one in share})
            self._take_in(share, merged)
            for one in share:
                yield self._seen(one, merged.get(one.id))

    def setting(self, state: State, name: str) -> str:
        """What office.yaml said of a key then; '' where it said nothing."""
        if state.settings and state.settings not in self.settings:
            try:
                self.settings[state.settings] = self.office.store.parsed(self.data_of(state.settings), FILE)
            except RepairError:
                self.settings[state.settings] = Block()
        held = self.settings[state.settings].get(name, "") if state.settings else ""
        return str(held) if isinstance(held, str) else ""

    def data_of(self, blob: str) -> bytes:
        """The bytes that git has under a name of its own; none where it has them no more."""
        if blob not in self.data:
            found = history_walk.objects(self.office.history.where, [blob])
            self.data[blob] = found[blob][1] if blob in found else b""
        return self.data[blob]

    # -------------------------------------------------------------- one commit

    def _seen(self, one: Walked, merged: Merged | None) -> Seen:
        commit = Commit(one.id, one.parents, one.author, one.authored, one.committer, one.committed, one.subject, one.trailers)
        rows = one.rows if merged is None else tuple(merged.sides[0].values())
        before = tuple(self.states.get(parent, State()) for parent in one.parents)
        state = self.states[one.id] = _state(commit, before[0] if before else State(), rows)
        pairs = [] if merged else [self._pair(commit, row) for row in rows if _is_record(row.path)]
        faults = list(self._merge(commit, merged) if merged else self._plain(commit, pairs, rows))
        if before and {self.setting(one, PRACTICE) for one in (*before, state)} != {self.setting(state, PRACTICE)}:
            faults.append(Fault("AUD-PRACTICE", FILE, commit.id, path=FILE, line=1))
        if self.setting(state, PRACTICE) != "true":
            faults += commits.timed(commit, pairs, [one.committed for one in before], self.clocks)
        return Seen(commit, tuple(faults), before, state)

    def _plain(self, commit: Commit, pairs: Sequence[Pair], rows: Sequence[Row]) -> Iterator[Fault]:
        yield from commits.judged(commit, pairs, [row.path for row in rows if not _is_record(row.path)])
        yield from commits.met(commit, self.people)

    def _pair(self, commit: Commit, row: Row) -> Pair:
        """Of a record that was deleted, or that nobody could read for a while, the last state is remembered: it comes back as it was."""
        before, after = self._side(row.path, row.before), self._side(row.path, row.after, odd=row.odd)
        last = row.before if before.record else self.lost.pop(row.path, "")
        before = self._side(row.path, last) if last else before
        if before.record and before.record.kind.opens and not after.record:
            self.lost[row.path] = last
        undone = not row.after and any(self._made(one, row.path) for one in commit.said(UNDOES))
        return Pair(row.path, PurePosixPath(row.path).stem, kind_of(self.office, row.path), before, after, undone)

    def _made(self, id: str, path: str) -> bool:
        """Whether a commit made a file."""
        names = (f"{id}:./{path}", f"{id}^:./{path}")
        return list(history_walk.objects(self.office.history.where, names)) == [names[0]]

    def _side(self, path: str, blob: str, *, odd: bool = False) -> Side:
        if not blob:
            return NOWHERE
        if odd:
            return Side(unreadable="it is a link or a module, no file")
        known = self.sides.get((path, blob))
        if known is None:
            if len(self.sides) > KEPT:
                self.sides = dict(list(self.sides.items())[KEPT // 2 :])
            known = self.sides[path, blob] = self._read(path, blob)
        return known

    def _read(self, path: str, blob: str) -> Side:
        parts = PurePosixPath(path).parts
        kind = FOLDERS.get(parts[1]) if len(parts) > 2 else None
        if kind is None:
            return Side(unreadable="no record may lie there")
        try:
            data = self.data_of(blob)
            if name_of(data, blob) != blob:
                return Side(unreadable="git's object does not hold what its name says")
            record, faults = read(kind, self.office.store.parsed(data, path), self.office.zone, path)
        except RepairError as refusal:
            return Side(unreadable=str(refusal.sentences[0]))
        grave = next((one for one in faults if one.severity == "error" and one.code != "LOG-TWICE"), None)
        return Side(unreadable=str(grave.sentence)) if grave else Side(record)

    # -------------------------------------------------------------- merges

    def _merges(self, share: Sequence[Walked]) -> Mapping[str, Merged]:
        where = self.office.history.where
        trees = history_walk.trees(where, sorted({parent for one in share for parent in one.parents}))
        pairs = [(trees[parent], one.tree) for one in share for parent in one.parents if parent in trees]
        told = iter(history_walk.differences(where, pairs))
        found = {}
        for one in share:
            sides = tuple({row.path: row for row in (next(told) if parent in trees else ())} for parent in one.parents)
            found[one.id] = Merged(history_walk.merge_base(where, *one.parents[:2]), sides)
        return found

    def _merge(self, commit: Commit, merged: Merged) -> Iterator[Fault]:
        """What every side has alike is judged where it was made; the rest is compared with where the sides come from."""
        paths = sorted({path for side in merged.sides for path in side})
        before = history_walk.objects(self.office.history.where, [f"{merged.base}:./{path}" for path in paths] if merged.base else [])
        for path in paths:
            rows = [side.get(path) for side in merged.sides]
            after = next(row.after for row in rows if row)
            blobs = [row.before if row else after for row in rows]
            base = before.get(f"{merged.base}:./{path}", ("", b""))[0]
            if after in blobs and all(one in (after, base) for one in blobs) and not (after == base and set(blobs) != {base}):
                continue
            if _is_record(path):
                sides = [self._side(path, blob) for blob in blobs]
                name = PurePosixPath(path).stem
                yield from merges.judged(commit, path, name, self._side(path, base), sides, self._side(path, after))
            else:
                yield from merges.other(commit, path, base, blobs, after)

    # -------------------------------------------------------------- what is read

    def _take_in(self, share: Iterable[Walked], merged: Mapping[str, Merged]) -> None:
        """The bytes of everything that a share will be judged by, in one go."""
        rows = [row for one in share for row in one.rows] + [row for one in merged.values() for side in one.sides for row in side.values()]
        wanted = {blob for row in rows if _is_record(row.path) and not row.odd for blob in (row.before, row.after) if blob}
        wanted |= {blob for row in rows if row.path in (FILE, SIGNERS) for blob in (row.before, row.after) if blob}
        found = history_walk.objects(self.office.history.where, sorted(wanted - self.data.keys()))
        self.data = {name: data for name, data in self.data.items() if name in wanted} | {name: data for name, (_, data) in found.items()}

    def _states_of(self, outside: set[str]) -> None:
        """The states of commits that are not walked themselves."""
        ids = sorted(outside - self.states.keys())
        names = [f"{one}:./{path}" for one in ids for path in (FILE, SIGNERS)]
        blobs = history_walk.objects(self.office.history.where, names)
        moments = history_walk.moments(self.office.history.where, ids)
        for one in ids:
            held = [blobs.get(f"{one}:./{path}", ("", b""))[0] for path in (FILE, SIGNERS)]
            self.states[one] = State(held[0], held[1], moments.get(one, 0))


def _state(commit: Commit, before: State, rows: Sequence[Row]) -> State:
    now = {row.path: row.after for row in rows}
    return State(now.get(FILE, before.settings), now.get(SIGNERS, before.signers), commit.committed)


def _is_record(path: str) -> bool:
    return path.startswith(RECORDS) and path.endswith((".yaml", ".yml"))
