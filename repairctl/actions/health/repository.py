"""What is wrong with the repository: HEAD, branches, objects, an unfinished merge, a history that is not whole."""

from __future__ import annotations

from collections.abc import Iterable

from repairctl.actions.health.patient import FOLDERS, RECORDS, Patient, give, some, told
from repairctl.edges import history_health, history_upkeep
from repairctl.edges.history import UNFINISHED
from repairctl.edges.history_health import BRANCH
from repairctl.edges.history_upkeep import Fault
from repairctl.errors import Sentence, say
from repairctl.model import Finding

MAIN = f"{BRANCH}main"


def head(patient: Patient) -> Iterable[Finding]:
    """HEAD says nothing that git understands; told from files alone, for git itself then sees no repository."""
    git_dir = patient.office.history.folder
    if git_dir is None:
        return
    said = history_health.head_says(git_dir)
    if not history_health.points(said):
        sentence = say("HEAD says nothing that git understands, so git sees no repository here; a power cut does that.")
        todo = give(f"echo 'ref: refs/heads/{_likely(patient)}' > .git/HEAD")
        yield told("DOC-HEAD-BROKEN", "error", ".git/HEAD", sentence, todo)


def _likely(patient: Patient) -> str:
    """The branch on which the office most likely works: the only one there is, else main."""
    heads = patient.office.history.git_dir / "refs" / "heads"
    names = sorted(one.relative_to(heads).as_posix() for one in heads.rglob("*") if one.is_file())
    return names[0] if len(names) == 1 else "main"


def detached(patient: Patient) -> Iterable[Finding]:
    """HEAD is on no branch, or on one that has no commit though others have."""
    said = history_health.head_says(patient.office.history.git_dir)
    if not said.startswith("ref: "):
        sentence = say("HEAD is on no branch: what is recorded now belongs to none, and git forgets it in time.")
        yield told("DOC-HEAD-DETACHED", "warning", "HEAD", sentence, give("git switch -c office && git switch main && git merge office"))
        return
    branch = said.removeprefix("ref: ")
    if patient.office.history.head() or any(
        one.name == branch for one in history_health.broken(patient.where, patient.office.history.git_dir)
    ):
        return
    git_dir, others = patient.office.history.git_dir, history_health.branches(patient.where)
    good = "" if others and not history_health.logged(git_dir, branch) else history_health.last_good(patient.where, git_dir, branch)
    if good:
        todo = say("Its log knows the last commit: git update-ref {branch} {commit}", branch=branch, commit=good)
    elif others:
        todo = give(f"git symbolic-ref HEAD {MAIN if MAIN in others else others[0]}")
    else:
        return
    sentence = say("HEAD is on {branch}, which has no commit; the history is not lost.", branch=branch.removeprefix(BRANCH))
    yield told("DOC-HEAD-UNBORN", "error", "HEAD", sentence, todo)


def packed(patient: Patient) -> Iterable[Finding]:
    """The file of packed branches cannot be read; git then reads no branch at all."""
    git_dir = patient.office.history.folder
    if git_dir is not None and history_health.packed_unreadable(git_dir):
        sentence = say("git cannot read its list of branches and tags; a power cut does that.")
        todo = say("Set it aside, and ask the doctor again, who knows the last commits: mv .git/packed-refs .git/packed-refs.broken")
        yield told("DOC-REF-BROKEN", "error", ".git/packed-refs", sentence, todo)


def branches(patient: Patient) -> Iterable[Finding]:
    """Branches and tags whose file leads to no commit."""
    for one in history_health.broken(patient.where, patient.office.history.git_dir):
        path = patient.shown(one.path)
        sentence = say("{branch} leads to no commit; a power cut does that.", branch=one.name)
        if one.good:
            todo = say("Its own log knows the last good one: echo {commit} > {path}", commit=one.good, path=path)
        else:
            todo = say("No log knows where it stood; look for it: git fsck --lost-found, or git fetch")
        yield told("DOC-REF-BROKEN", "error", path, sentence, todo)


def unfinished(patient: Patient) -> Iterable[Finding]:
    """A merge, rebase, cherry-pick, revert or bisect that waits."""
    for name, what, way_out in UNFINISHED:
        if (patient.office.history.git_dir / name).exists():
            sentence = say("A git {what} is not finished here; until then nothing can be recorded.", what=what)
            yield told("DOC-UNFINISHED", "error", f".git/{name}", sentence, say("Finish it, or give it up: {command}", command=way_out))


def unmerged(patient: Patient) -> Iterable[Finding]:
    """Files of which git holds two versions."""
    paths = [path for path, entry in patient.office.history.indexed().items() if entry.merging]
    for path in paths:
        sentence = say("git holds two versions of this file and could not bring them together.")
        yield told("DOC-UNMERGED", "error", path, sentence, say("Bring them together in an editor, then: git add {path}", path=path))


def objects(patient: Patient) -> Iterable[Finding]:
    """Objects that are not there, or not what they should be."""
    empty = {"".join(path.parts[-2:]): path for path in history_upkeep.empty(patient.office.history.git_dir)}
    found = {one.id: one for one in history_upkeep.checked(patient.where, deep=patient.deep, progress=patient.progress)}
    found = {**{id: Fault(id, "corrupt") for id in empty}, **found}
    places = history_upkeep.placed(patient.where, FOLDERS) if found else {}  # nothing where git's index cannot be read
    for one in found.values():
        yield _object(patient, one, places.get(one.id, ""), patient.shown(empty[one.id]) if one.id in empty else "")


def _object(patient: Patient, one: Fault, path: str, file: str) -> Finding:
    if one.id == "?":
        sentence = say("git's own check of its objects ended with: {words}.", words=one.what)
        return told("DOC-OBJECT", "error", ".git/objects", sentence, give("git fsck --full"))
    name = path or one.name.lstrip(":")
    facts = {"id": one.id[:12], "name": name or "?"}
    sentence = (
        say("git lacks the object {id} ({name}).", **facts)
        if one.what == "missing"
        else say("The object {id} ({name}) is broken.", **facts)
    )
    return told("DOC-OBJECT", "error", f".git/objects {one.id[:12]}", sentence, _bring_back(patient, one, path, file))


def _bring_back(patient: Patient, one: Fault, path: str, file: str) -> Sentence:
    """How an object comes back: from the file that still has its bytes, else from whoever has the history."""
    if path and (patient.office.root / path).is_file() and history_health.blob_names(patient.where, [path])[path] == one.id:
        if file:
            return say("The file still has its bytes: rm -f {file} && git hash-object -w {path}", file=file, path=path)
        return say("The file still has its bytes: git hash-object -w {path}", path=path)
    if file:
        return say("Fetch it from a desk that has it: rm -f {file} && git fetch --refetch; or put back a copy of .git.", file=file)
    return say("Fetch it from a desk that has it: git fetch --refetch; or put back a copy of .git.")


def not_whole(patient: Patient) -> Iterable[Finding]:
    """The history here is not the whole one."""
    way = history_health.cut_off(patient.where, patient.office.history.git_dir)
    if way == "shallow":
        sentence = say("This clone has only the latest part of the history; what is older cannot be proved here.")
        yield told("DOC-SHALLOW", "warning", ".git/shallow", sentence, give("git fetch --unshallow"))
    elif way:
        sentence = say("This clone left files out of the history and fetches them when asked; without the network it cannot.")
        yield told("DOC-SHALLOW", "warning", ".git/config", sentence, give("git fetch --refetch --no-filter"))


def one_number_twice(patient: Patient) -> Iterable[Finding]:
    """Two desks gave one number to two records, in branches that have not met yet."""
    here = history_health.head_says(patient.office.history.git_dir).removeprefix("ref: ")
    if not patient.office.history.head():
        return
    for branch in history_health.branches(patient.where):
        clash = history_health.twice(patient.where, branch, RECORDS) if branch != here else []
        if clash:
            facts = {"paths": some(clash), "branch": branch}
            sentence = say("Another record of the same number lies in {branch}: {paths}. Two desks have one letter.", **facts)
            todo = say("Give one desk another letter (desk: in office.yaml), and enter its record anew: git show {branch}:{path}",
                       branch=branch, path=clash[0])  # fmt: skip
            yield told("DOC-NUMBER-TWICE", "error", clash[0], sentence, todo)


def housekeeping(patient: Patient) -> Iterable[Finding]:
    """git would be quicker after a tidying."""
    from repairctl.actions.maintaining import would_help

    if (why := would_help(patient.office.history.git_dir)) is not None:
        yield told("DOC-MAINTAIN", "info", ".git/objects", why, give("repairctl maintain"))
