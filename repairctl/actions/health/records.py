"""What is wrong with the files of records, as files: torn, in conflict, misplaced, known to nobody, missing from a day's sequence."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import PurePosixPath

from msgspec import Struct
from msgspec.structs import replace

from repairctl.actions.commits import kind_of
from repairctl.actions.health.patient import RECORDS, SLACK, Patient, some, told
from repairctl.actions.strays import strays
from repairctl.actions.unreadable import unreadable
from repairctl.actions.working import Working
from repairctl.checks.gaps import gaps
from repairctl.checks.torn import CUT, EMPTY, ENDS_IN_ZEROS, ZEROS, conflict_line, id_inside, tear, torn_write
from repairctl.edges import history_health
from repairctl.edges.durable import write_whole
from repairctl.errors import RepairError, Sentence, say
from repairctl.kinds import KINDS
from repairctl.model import At, Finding, Says
from repairctl.office import FILE

TORN: dict[str, Callable[[], Sentence]] = {
    EMPTY: lambda: say("The file is empty; a power cut while it was written does that."),
    ZEROS: lambda: say("The file holds nothing but zero bytes; a power cut while it was written does that."),
    ENDS_IN_ZEROS: lambda: say("The file ends in zero bytes; a power cut while it was written does that."),
    CUT: lambda: say("The file breaks off within a line; a full disk or a power cut does that."),
}
RECENT_GAPS = 60
"""So many gaps are looked up in the history, the latest: each costs a walk through it."""


class Held(Struct, frozen=True):
    """What was seen of a file: how it is torn, the line of a conflict, the ID inside where it is another."""

    path: str
    torn: str = ""
    conflict: int = 0
    id: str = ""


def _odd(patient: Patient) -> list[Held]:
    """The files that look odd; every file is read once for all ailments."""
    if "odd" not in patient.seen:
        patient.seen["odd"] = [one for path in _paths(patient) if (one := _held(patient, path)) is not None]
    found: list[Held] = patient.seen["odd"]
    return found


def _paths(patient: Patient) -> Iterator[str]:
    store = patient.office.store
    yield from (path for path in (FILE, *store.policy_paths()) if store.exists(path))
    yield from (path for path in store.below(RECORDS) if path.endswith(".yaml"))


def _held(patient: Patient, path: str) -> Held | None:
    try:
        data = patient.office.store.bytes_of(path)
    except RepairError:
        return None  # check tells it; whether it may be read, the permissions do
    inside = id_inside(data) if path.startswith(f"{RECORDS}/") else ""
    other = inside if inside != PurePosixPath(path).stem else ""
    torn, conflict = tear(data), conflict_line(data)
    return Held(path, torn, conflict, other) if torn or conflict or other else None


def torn(patient: Patient) -> Iterable[Finding]:
    """Files that are empty, filled with zeros, or broken off. Editors may leave the last line without an end; that alone is nothing."""
    for one in _odd(patient):
        whole = _whole(patient, one.path) if one.torn else None
        if not one.torn or (one.torn == CUT and (whole is None or not torn_write(_bytes(patient, one.path), whole))):
            continue
        if whole is None:
            todo = say("git has no whole one; look for a copy: git log --all -- {path}", path=one.path)
        elif torn_write(_bytes(patient, one.path), whole):
            todo = say("git has the whole one, and this is its beginning: repairctl doctor --repair, or: git restore {path}", path=one.path)
        else:
            todo = say("git has another one; compare, then: git restore {path}", path=one.path)
        yield told("DOC-TORN", "error", one.path, TORN[one.torn](), todo, says=Says.UNDETERMINED)


def _bytes(patient: Patient, path: str) -> bytes:
    return patient.office.store.bytes_of(path)


def _whole(patient: Patient, path: str) -> bytes | None:
    try:
        return patient.office.history.show("HEAD", path) if patient.office.history.folder else None
    except RepairError:
        return None


def put_back(patient: Patient) -> Iterable[Sentence]:
    """The files that are the beginning of what HEAD has: nothing of them is lost with the whole. All others are left to a person."""
    for one in _odd(patient):
        whole = _whole(patient, one.path) if one.torn else None
        if whole is not None and torn_write(_bytes(patient, one.path), whole):
            write_whole(patient.office.root / one.path, whole, one.path)
            yield say("{path}: put back as last recorded; what was left of it was its beginning, so nothing is lost.", path=one.path)


def in_conflict(patient: Patient) -> Iterable[Finding]:
    """Files with git's marks of two versions in them."""
    for one in _odd(patient):
        if one.conflict:
            sentence = say("Line {line} holds git's mark of two versions; the file cannot be read.", line=one.conflict)
            todo = say("Keep what is right in an editor, or take the last recorded: git checkout HEAD -- {path}", path=one.path)
            yield told("DOC-CONFLICT", "error", one.path, sentence, todo, says=Says.UNDETERMINED)


def unread(patient: Patient) -> Iterable[Finding]:
    """Records that cannot be read: of those that differ from the last commit, deep: of all. What is torn or in conflict is told as such."""
    office = patient.office
    paths = sorted(_paths(patient) if patient.deep else _touched(patient))
    odd = {one.path for one in _odd(patient) if one.torn or one.conflict}
    for path in paths:
        kind = kind_of(office, path)
        if kind is None or path in odd or not office.store.exists(path):
            continue
        id = PurePosixPath(path).stem
        try:
            Working(office).load(kind, id)
        except RepairError as refusal:
            found, whole = unreadable(office, kind, id, refusal), _whole(patient, path)
            todo = say("git has another one; compare, then: git restore {path}", path=path)
            yield found if whole is None or whole == _bytes(patient, path) else replace(found, todo=todo)


def _touched(patient: Patient) -> Iterable[str]:
    """The files that differ from the last commit; all, where there is none to compare with."""
    try:
        return patient.office.history.since("HEAD", [RECORDS])
    except RepairError:
        return _paths(patient)


def other_id(patient: Patient) -> Iterable[Finding]:
    """Records that say another ID than their file's name."""
    for one in _odd(patient):
        if one.id and not one.conflict:
            sentence = say("The file says that it is {id}.", id=one.id)
            todo = say("Write id: {name} into it, or put it back: git restore {path}", name=PurePosixPath(one.path).stem, path=one.path)
            yield told("DOC-OTHER-ID", "error", one.path, sentence, todo)


def misplaced(patient: Patient) -> Iterable[Finding]:
    """What lies where no record may lie, and records that git has and the disk has not."""
    return strays(patient.office)


def case_clash(patient: Patient) -> Iterable[Finding]:
    """Files whose names differ by small and capital letters only: on Windows and macOS one of them is lost."""
    first: dict[str, str] = {}
    for path in sorted(_paths(patient)):
        other = first.setdefault(path.casefold(), path)
        if other != path:
            sentence = say(
                "Differs from {other} by small and capital letters only; on Windows and macOS only one of them can exist.", other=other
            )
            todo = say("If they are one, keep the right one: git rm {path}; if they are two, enter one under another ID.", path=path)
            yield told("DOC-CASE-CLASH", "warning", path, sentence, todo)


def unknown_to_git(patient: Patient) -> Iterable[Finding]:
    """Records that were never recorded."""
    found = [path for path in history_health.untracked(patient.where, (RECORDS, "policies"), ignored=False) if path.endswith(".yaml")]
    if found:
        sentence = say("On the disk, but not in git: {paths}.", paths=some(found))
        todo = say("Record them: git add {folders} && git commit", folders=" ".join(sorted({path.split("/")[0] for path in found})))
        yield told("DOC-UNRECORDED", "warning", found[0], sentence, todo)


def missing_numbers(patient: Patient) -> Iterable[Finding]:
    """Numbers that are missing in a day's sequence; whether the history ever had them, and who took them out."""
    store = patient.office.store
    dated = [kind for kind in KINDS.values() if kind.numbering == "dated"]
    paths = {store.path_of(kind, id): id for kind in dated for id in sorted(gaps(store.ids(kind)))[-RECENT_GAPS:]}
    out = history_health.taken_out(patient.where, list(paths)) if paths and patient.office.history.head() else {}
    for path, id in paths.items():
        if path in out:
            commit, who, at = out[path]
            facts = {"who": who, "at": At(at, patient.office.zone), "commit": commit[:12]}
            sentence = say("This number is missing; {who} took the record out at {at}.", **facts)
            todo = say("See why: git show {commit}; bring it back: git restore --source={commit}~ -- {path}", commit=commit[:12], path=path)
        else:
            sentence = say("This number is missing in the day's sequence, and the history never had it.")
            todo = say("Nothing is lost here; another desk may have it: git fetch")
        yield told("DOC-NUMBER-MISSING", "info", id, sentence, todo)


def newest_entry(patient: Patient) -> Iterable[Finding]:
    """Record files that were changed later than now: the clock was set back, or was wrong then."""
    from repairctl.edges.signs import sign_of

    if not patient.clock_runs:
        return
    limit = (patient.office.now + SLACK) * 60 * 1_000_000_000
    late = [path for path in _paths(patient) if (sign := sign_of(patient.office.root / path)) is not None and sign.changed > limit]
    if late:
        sentence = say("Changed later than now, by the disk's own clock: {paths}.", paths=some(late))
        yield told("DOC-CLOCK-BACK", "error", late[0], sentence, say("Set the clock by the network: timedatectl set-ntp true"))
