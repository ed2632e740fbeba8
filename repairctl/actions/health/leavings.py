"""What interrupted commands left: temporary files, a journal, locks, drafts."""

from __future__ import annotations

from collections.abc import Iterable

from repairctl.actions.health.patient import Patient, give, refusal, some, told
from repairctl.edges import drafts, history_health, journal, leftovers
from repairctl.edges.durable import OWN
from repairctl.edges.journal import BrokenJournal
from repairctl.edges.transaction import pending
from repairctl.errors import Sentence, say
from repairctl.model import At, Finding

OLD_DRAFT = 30 * 24 * 60
"""Minutes after which nobody is likely to go on with a draft."""
GIT_AT_WORK = 1
"""Minutes for which a lock of git's is nothing strange while a git runs."""


def held(patient: Patient) -> Iterable[Finding]:
    """A command holds the office's lock."""
    one = patient.lock()
    if one.free:
        return
    if one.holder:
        facts = {"command": one.holder.command, "pid": one.holder.pid, "since": At(one.holder.since.minute, patient.office.zone)}
        sentence = say("{command} (process {pid}) has been writing to this office since {since}.", **facts)
        todo = say("Wait for it; if it hangs: kill {pid}", pid=one.holder.pid)
    else:
        sentence, todo = say("Another program is writing to this office."), say("Wait for it.")
    yield told("DOC-LOCK-HELD", "info", f".git/{OWN}.lock", sentence, todo)


def interrupted(patient: Patient) -> Iterable[Finding]:
    """A command was interrupted, and waits to be finished or undone; or nobody can tell what it was."""
    git_dir = patient.office.history.git_dir
    if not pending(git_dir) or not patient.lock().free:
        return
    try:
        planned = journal.read(git_dir)
    except BrokenJournal as broken:
        yield refusal("DOC-JOURNAL-BROKEN", f".git/{OWN}/{journal.FILE}", broken)
        return
    if planned is not None:
        paths = some([item.path for item in planned.items])
        sentence = say("A command was interrupted in the middle; the next one that writes finishes or undoes it: {paths}.", paths=paths)
        yield told("DOC-JOURNAL", "warning", f".git/{OWN}/{journal.FILE}", sentence, give("repairctl doctor --repair"))


def settled(patient: Patient) -> Iterable[Sentence]:
    """Nothing more: whoever takes the lock finishes or undoes the interrupted command."""
    return ()


def temporary(patient: Patient) -> Iterable[Finding]:
    """Temporary files of ours that belong to no running command. Those of an interrupted one are the journal's affair."""
    folder = patient.office.history.git_dir
    found = [] if pending(folder) or not patient.lock().free else list(leftovers.temporary(patient.office.root, folder))
    if found:
        names = some([patient.shown(path) for path in found])
        sentence = say("Temporary files of interrupted commands are left over: {paths}.", paths=names)
        yield told("DOC-LEFTOVER", "info", patient.shown(found[0]), sentence, give("repairctl doctor --repair"))


def swept(patient: Patient) -> Iterable[Sentence]:
    """The temporary files deleted: what they held was written in its place, or never was. The lock is held."""
    for path in leftovers.temporary(patient.office.root, patient.office.history.git_dir):
        leftovers.removed(path)
        yield say("{path}: deleted.", path=patient.shown(path))


def git_locks(patient: Patient) -> Iterable[Finding]:
    """Lock files of git's; they are never ours to delete."""
    runs = leftovers.running("git", patient.office.root)
    for one in history_health.locks(patient.office.history.git_dir):
        since = At(one.since, patient.office.zone)
        if runs and patient.office.now - one.since <= GIT_AT_WORK:
            continue
        texts = {
            True: say("git is locked by this file since {since}, and a git program is running here.", since=since),
            False: say("git is locked by this file since {since}, and no git program is running here: one was killed.", since=since),
            None: say("git is locked by this file since {since}; whether a git program is running cannot be told here.", since=since),
        }
        todo = say("Wait for it to end.") if runs else say("When no git program is running: rm {path}", path=patient.shown(one.path))
        yield told("DOC-GIT-LOCK", "error", patient.shown(one.path), texts[runs], todo)


def old_drafts(patient: Patient) -> Iterable[Finding]:
    """Answers that were begun and never recorded."""
    for draft in drafts.kept(patient.office.root):
        if patient.office.now - draft.begun > OLD_DRAFT:
            path = f"{drafts.FOLDER}/{draft.name}.json"
            sentence = say("Begun at {since} and never recorded: {command}.", since=At(draft.begun, patient.office.zone),
                           command=" ".join(draft.command))  # fmt: skip
            todo = say("Go on with it: repairctl {command} --continue, or delete it: rm {path}", command=draft.command[0], path=path)
            yield told("DOC-DRAFT-OLD", "info", path, sentence, todo)
