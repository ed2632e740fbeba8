"""What is wrong with git's own index: broken, or behind what is recorded, so that the next commit by hand would take records back."""

from __future__ import annotations

from collections.abc import Iterable

from repairctl.actions.health.patient import FOLDERS, Patient, some, told
from repairctl.edges import history_health, history_lasting
from repairctl.errors import Sentence, say
from repairctl.model import Finding


def broken(patient: Patient) -> Iterable[Finding]:
    """git's index is not there, or cannot be read."""
    fault = history_health.index_fault(patient.where, patient.office.history.git_dir)
    if fault == "missing":
        sentence = say("git's index is not there: a commit by hand would take every file out.")
    elif fault:
        sentence = say("git's index cannot be read: {words}.", words=fault)
    else:
        return
    yield told("DOC-INDEX-BROKEN", "error", ".git/index", sentence, say("repairctl doctor --repair, or: rm -f .git/index && git reset"))


def made_anew(patient: Patient) -> Iterable[Sentence]:
    """git's index made of HEAD; files stay as they are. What was staged in it nobody could read any more."""
    git_dir = patient.office.history.git_dir
    if not history_health.index_fault(patient.where, git_dir):
        return  # whoever took the lock saw to it
    patient.office.history.wait_for_git()
    aside = history_lasting.index_anew(patient.where, git_dir)
    if aside is None:
        yield say("git's index is made anew from the last commit; no file was touched.")
    else:
        yield say(
            "git's index is made anew from the last commit; no file was touched; the broken one is kept: {path}.", path=patient.shown(aside)
        )


def behind(patient: Patient) -> Iterable[Finding]:
    """git's index holds older bytes of a record than HEAD has, while the file has HEAD's."""
    stale = _behind(patient)
    if stale:
        sentence = say("git's index is behind: the next commit by hand would take back {paths}.", paths=some(stale))
        todo = say("repairctl doctor --repair, or: git add {path}", path=" ".join(stale[:3]) + (" .." if len(stale) > 3 else ""))
        yield told("DOC-INDEX-BEHIND", "error", stale[0], sentence, todo)


def _behind(patient: Patient) -> list[str]:
    """The paths whose file is what HEAD has, though git's index is not: nobody staged that. What a person staged differs in the file."""
    if not patient.office.history.head():
        return []
    differing = history_health.behind(patient.where, FOLDERS)
    there = [path for path, blob in differing.items() if blob and (patient.office.root / path).is_file()]
    names = history_health.blob_names(patient.where, there) if there else {}
    return [path for path in there if names[path] == differing[path]]


def brought_up(patient: Patient) -> Iterable[Sentence]:
    """The entries of those files as HEAD has them, which is what the files are."""
    stale = _behind(patient)
    patient.office.history.wait_for_git()
    history_health.entries_anew(patient.where, stale)
    yield say("git's index holds again what was last recorded of {paths}.", paths=some(stale))
