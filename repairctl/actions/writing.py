"""One command, one commit: plan the changes under the lock, judge them, write them, or leave every byte as it was."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import PurePosixPath

from msgspec import Struct
from msgspec.structs import replace

from repairctl import written
from repairctl.actions import requests, schema_files
from repairctl.actions.judged import Judge
from repairctl.actions.me import me
from repairctl.actions.outcomes import Done
from repairctl.actions.working import Working
from repairctl.edges import yaml_text
from repairctl.edges.history import CommitInfo, Message
from repairctl.edges.transaction import Transaction, Write, pending, recover
from repairctl.errors import Misuse, RepairError, Sentence, say
from repairctl.model import Block, Change, Entry, Finding, Plain, Record, Says, Step
from repairctl.office import Office
from repairctl.refusals import AgainstPolicy, verb
from repairctl.texts import moment_text, write_value

LOCK_SECONDS = 30
Plan = Callable[[Working, Judge], str]
"""Puts its changes into the working set and returns the verb of the commit's subject."""


class AsksAndWrites(Misuse):
    """A question about another moment cannot be written down."""

    def __init__(self) -> None:
        super().__init__(
            say("--as-of asks about another moment; what is recorded is recorded now. Leave it out; --at says when it happened.")
        )


class Why(Struct, frozen=True):
    """What the commit says besides what was done: a reason in its text, further trailers; of many records, which they were."""

    words: str = ""
    trailers: tuple[tuple[str, str], ...] = ()
    chosen: str = ""


class RecordedAlready(RepairError):
    """Ctrl-C came after the commit: nobody should think that nothing happened."""

    exit_code = 130

    def __init__(self, commit: str) -> None:
        super().__init__(say("Interrupted, but it is recorded: {commit}.", commit=commit[:12]))


def changed(office: Office, plan: Plan, *, acts: Sequence[Step] = (), dry_run: bool = False, why: Why | None = None) -> Done:
    """Carries out a plan in one commit. Raises what the plan refuses, AgainstPolicy, and what the repository refuses."""
    if office.as_of != office.now:
        raise AsksAndWrites
    with _transaction(office, dry_run) as transaction:
        working = Working(office)
        judge = Judge(office, working)
        if known := requests.recorded(office):
            raise requests.RecordedBefore(_as_before(known, judge, office))
        title = plan(working, judge)
        changes = tuple(as_written(change) for change in working.changes.values())
        for act in acts:
            judge_act(act, changes, judge)
        writes = [write for change in changes for write in _writes(change, working, office)]
        commit = transaction.commit(writes, _message(title, changes, office, why or Why())) if transaction and writes else ""
        try:
            found, before = _found(changes, judge, office), _found_before(changes, judge, office)
            return Done(changes, found, _due(changes, judge, office), commit, dry_run, _notes(transaction), before)
        except KeyboardInterrupt:
            if commit:
                raise RecordedAlready(commit) from None
            raise


def recorded_before(office: Office) -> Done | None:
    """What the request came to when it came before; None where it did not. Raises OtherWords."""
    commit = requests.recorded(office)
    if commit is None:
        return None
    if pending(office.history.git_dir):  # it was killed after its commit
        recover(office.root, office.history.git_dir, LOCK_SECONDS)
    return _as_before(commit, Judge(office, Working(office)), office)


def _as_before(commit: CommitInfo, judge: Judge, office: Office) -> Done:
    """What a commit recorded, judged as it would be just after it."""
    changes = requests.did(office, commit)
    found, before = _found(changes, judge, office), _found_before(changes, judge, office)
    return Done(changes, found, _due(changes, judge, office), commit.id, notes=(requests.note(commit),), known=before, repeated=True)


@contextmanager
def _transaction(office: Office, dry_run: bool) -> Iterator[Transaction | None]:
    if dry_run:
        yield None
        return
    with Transaction(office.root, office.history.git_dir, LOCK_SECONDS) as transaction:
        yield transaction


def _notes(transaction: Transaction | None) -> tuple[Sentence, ...]:
    """What the clerk should know of the commit: what an interrupted one before it came to, and whose hand edits went along."""
    if transaction is None:
        return ()
    edited = [say("{path} had been edited by hand; the edit is recorded along with this.", path=path) for path in transaction.by_hand]
    return (*([transaction.recovered] if transaction.recovered else []), *edited)


def as_written(change: Change) -> Change:
    """The change, its record saying the status that will be written."""
    return replace(change, after=replace(change.after, stored_status=change.after.status))


def judge_act(act: Step, changes: Sequence[Change], judge: Judge) -> None:
    """Raises AgainstPolicy where rules stop the act on one of the records as they would be."""
    for change in changes:
        if any(entry.step == act.name for entry in change.entries):
            stops = judge.stops(act, change.after, judge.office.now)
            if stops:
                raise AgainstPolicy(act, change.after, stops)


def _found(changes: Sequence[Change], judge: Judge, office: Office) -> tuple[Finding, ...]:
    return tuple(finding for change in changes if not change.gone for finding in judge.findings(change.after, (), office.now))


def _found_before(changes: Sequence[Change], judge: Judge, office: Office) -> tuple[Finding, ...]:
    return tuple(finding for change in changes if change.before for finding in judge.findings(change.before, (), office.now))


def _due(changes: Sequence[Change], judge: Judge, office: Office) -> tuple[Finding, ...]:
    verdicts = [one for change in changes if change.after.kind.opens for one in judge.verdicts(change.after, office.now)]
    waiting = [one for one in verdicts if one.says is Says.OPEN and one.limit is not None]
    return tuple(sorted(waiting, key=lambda one: one.limit or 0))


def _writes(change: Change, working: Working, office: Office) -> Iterator[Write]:
    after, kind = change.after, change.after.kind
    path = office.store.path_of(kind, after.id)
    if change.gone:
        yield Write(PurePosixPath(path), None, working.loaded[after.id].data)
    elif change.before is None:
        fresh = working.by_hand.get(after.id) or _fresh(after, path, office)
        yield Write(PurePosixPath(path), fresh, None)
    else:
        data = working.loaded[after.id].data
        text = working.by_hand.get(after.id, data)
        edited = yaml_text.edited(text, written.edits(change.before, after, office.zone), path)
        if edited != data:
            yield Write(PurePosixPath(path), edited, data)
    if change.private:
        yield _private(change, office)


def _fresh(record: Record, path: str, office: Office) -> bytes:
    return (schema_files.line(office, record.kind.name, path) + yaml_text.emit(written.tree_of(record, office.zone))).encode()


def _private(change: Change, office: Office) -> Write:
    kind = change.after.kind
    path = office.store.private_path(kind, change.after.id)
    old = office.store.bytes_of(path) if office.store.exists(path) else None
    held = office.store.parsed(old, path) if old else Block()
    fields = {one.name: one for section in kind.sections for one in section.fields if one.private}
    new = {name: write_value(fields[name], value, office.zone) for name, value in change.private.items() if value is not None}
    gone = {name for name, value in change.private.items() if value is None}
    tree = Block([(str(name), held_) for name, held_ in {**held, **new}.items() if name not in gone])
    return Write(PurePosixPath(path), yaml_text.emit(tree).encode(), old, tracked=False)


def _message(title: str, changes: Sequence[Change], office: Office, why: Why) -> Message:
    trailers: list[tuple[str, str]] = []
    for change in changes:
        trailers.append(("Record", change.after.id))
        trailers += [pair for entry in change.entries for pair in _entry_trailers(entry, office)]
    recorder = me(office)
    if recorder:
        trailers.append(("Recorder", recorder))
    trailers += requests.trailers(office)
    if why.chosen:  # each of them stands in the trailers
        return Message(_subject_of_many(title, changes, why.chosen), why.words or why.chosen, (*trailers, *why.trailers))
    body = "\n".join(filter(None, (why.words, _body(changes))))
    return Message(_subject(title, changes), body, (*trailers, *why.trailers))


def _subject_of_many(title: str, changes: Sequence[Change], chosen: str) -> str:
    kinds = [change.after.kind.name for change in changes if any(entry.step == title for entry in change.entries)]
    return f"{verb(title)} {len(kinds)} {kinds[0]}{'s' if len(kinds) > 1 else ''}: {chosen}" if kinds else title


def _entry_trailers(entry: Entry, office: Office) -> Iterator[tuple[str, str]]:
    yield "Step", entry.step
    yield "At", moment_text(entry.at, office.zone)
    yield "By", entry.by


def _subject(title: str, changes: Sequence[Change]) -> str:
    main = changes[0].after if changes else None
    if main is None:
        return title
    said = summary(changes[0])
    others = f" (+{len(changes) - 1})" if len(changes) > 1 else ""
    return f"{main.id} {verb(title)}{others}{': ' + said if said else ''}"


def _body(changes: Sequence[Change]) -> str:
    return "\n".join(f"{change.after.id} {verb(entry.step)}" for change in changes[1:] for entry in change.entries)


def summary(change: Change) -> str:
    """What the subject of a commit says of a change: the words of the step where it has some, else what the record is about."""
    entry = change.entries[-1] if change.entries else None
    words: list[Plain] = (
        [entry.filled.get(name) for name in ("work_done", "reason", "text", "technician", "amount", "why")] if entry else []
    )
    first = next((str(word) for word in words if word), "")
    about = next((str(change.after.value(path)) for path in ABOUT if change.after.value(path)), "")
    return first or about


ABOUT = ("request.description", "facts.description", "entry.title", "unit.room", "asset.name")
