"""The doctor: looks for every ailment of an office, each by itself, and mends what is derived or left over. It never guesses."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from zoneinfo import ZoneInfo

from msgspec import Struct
from msgspec.structs import replace

from repairctl.actions.health import leavings, own_index, records, repository, staging, surroundings
from repairctl.actions.health.patient import Ailment, Patient, give, told
from repairctl.actions.writing import LOCK_SECONDS
from repairctl.edges.durable import Busy, Lock
from repairctl.edges.history import History
from repairctl.edges.history_run import git_folder
from repairctl.edges.journal import BrokenJournal
from repairctl.edges.leftovers import Free
from repairctl.edges.store import Store
from repairctl.edges.transaction import Transaction
from repairctl.errors import RepairError, Sentence, say
from repairctl.model import Finding, Minute, Says
from repairctl.office import FILE, NotAnOffice, Office, find, root_of

AILMENTS: tuple[Ailment, ...] = (
    Ailment("git", surroundings.git),
    Ailment("head", repository.head),
    Ailment("packed-branches", repository.packed),
    Ailment("settings", surroundings.settings),
    Ailment("room", surroundings.room),
    Ailment("permissions", surroundings.permissions),
    Ailment("open-to-all", surroundings.open_to_all),
    Ailment("drafts", leavings.old_drafts),
    Ailment("torn", records.torn, "", records.put_back),
    Ailment("conflict", records.in_conflict),
    Ailment("other-id", records.other_id),
    Ailment("misplaced", records.misplaced),
    Ailment("case-clash", records.case_clash),
    Ailment("late-files", records.newest_entry),
    Ailment("identity", surroundings.identity, "git"),
    Ailment("clock", surroundings.clock, "git"),
    Ailment("line-ends", surroundings.line_ends, "git"),
    Ailment("lock", leavings.held, "git"),
    Ailment("journal", leavings.interrupted, "git", leavings.settled),
    Ailment("temporary", leavings.temporary, "git", leavings.swept),
    Ailment("git-locks", leavings.git_locks, "git"),
    Ailment("detached", repository.detached, "git"),
    Ailment("branches", repository.branches, "git"),
    Ailment("unfinished", repository.unfinished, "git"),
    Ailment("not-whole", repository.not_whole, "git"),
    Ailment("unread", records.unread, "git"),
    Ailment("numbers", records.missing_numbers, "git"),
    Ailment("one-number-twice", repository.one_number_twice, "git"),
    Ailment("cache-broken", own_index.broken, "git", own_index.made_anew, locked=False),
    Ailment("cache-differs", own_index.differs, "git", own_index.made_anew, locked=False),
    Ailment("housekeeping", repository.housekeeping, "git"),
    Ailment("objects", repository.objects, "git"),
    Ailment("index-broken", staging.broken, "git", staging.made_anew),
    Ailment("unmerged", repository.unmerged, "index"),
    Ailment("index-behind", staging.behind, "index", staging.brought_up),
    Ailment("private-in-git", surroundings.private_in_git, "index"),
    Ailment("unrecorded", records.unknown_to_git, "index"),
    Ailment("ignored", surroundings.ignored, "index"),
)
GROUND = ("DOC-GIT-MISSING", "DOC-GIT-OLD", "DOC-NO-REPOSITORY", "DOC-NOT-TRUSTED")
WITHOUT = {**dict.fromkeys(GROUND, ("git", "index")), "DOC-INDEX-BROKEN": ("index",)}
"""What does not work then: what needs it is not looked for, so that one sentence says so, and not thirty."""
STOPS = frozenset({
    *GROUND, "DOC-HEAD-BROKEN", "DOC-IDENTITY", "DOC-JOURNAL-BROKEN", "DOC-GIT-LOCK", "DOC-HEAD-UNBORN", "DOC-REF-BROKEN",
    "DOC-UNFINISHED", "DOC-UNMERGED", "DOC-INDEX-BROKEN", "DOC-OBJECT",
    "DOC-NOT-MENDED",
})  # fmt: skip
"""With these the repository refuses to record anything, or might."""
MOVING = frozenset({"DOC-UNRECORDED", "DOC-INDEX-BEHIND", "DOC-LEFTOVER", "DOC-JOURNAL", "DOC-GIT-LOCK", "FILE-MISPLACED"})
"""What a command under way may look like; it is looked at again while none can write."""
GRAVITY = {"error": 0, "warning": 1, "info": 2}


class Examined(Struct, frozen=True):
    """How many things were looked at, what was found, the gravest first, and what was mended."""

    looked: int
    findings: tuple[Finding, ...]
    mended: tuple[Sentence, ...] = ()

    @property
    def code(self) -> int:
        """4: nothing can be recorded; 5: something could not be looked at or judged; 1: something is wrong."""
        if any(one.code in STOPS for one in self.findings):
            return 4
        if any(one.says is Says.UNDETERMINED for one in self.findings):
            return 5
        return int(any(one.severity != "info" for one in self.findings))


def patient(start: Path, now: Minute, *, clock_runs: bool, deep: bool) -> Patient:
    """The office at or above a folder, even where its settings cannot be used or are gone. Raises NotAnOffice."""
    try:
        root = root_of(start)
    except NotAnOffice:
        folder = git_folder(start)
        if folder is None or not (folder.parent / "records").is_dir():
            raise
        root = folder.parent
    try:
        return Patient(find(root, now), None, clock_runs, deep)
    except RepairError as refusal:
        zone = ZoneInfo("Asia/Shanghai")
        bare = Office(root, {"name": ""}, zone, Store(root), History.open(root), now, now)
        return Patient(bare, _gone(root, refusal), clock_runs, deep)


def _gone(root: Path, refusal: RepairError) -> RepairError:
    if (root / FILE).exists():
        return refusal
    return RepairError(say("{path} is not there, so this is no office.", path=FILE), give(f"git restore {FILE}"))


def examined(one: Patient) -> Examined:
    """Looks for every ailment. One never hides another, and what cannot be looked at is a finding."""
    looked = list(_each(one))
    moving = [ailment for ailment, found in looked if any(each.code in MOVING for each in found)]
    still = _still(one, moving) if moving and one.office.history.folder else {}
    found = [each for ailment, findings in looked for each in still.get(ailment.name, findings)]
    return Examined(len(looked), tuple(sorted(found, key=_order)))


def _still(one: Patient, ailments: Sequence[Ailment]) -> Mapping[str, Sequence[Finding]]:
    """What is found of these while no command can write; nothing of them where one goes on writing."""
    lock = Lock(one.office.history.git_dir, LOCK_SECONDS)
    try:
        lock.take()
    except Busy:
        return {ailment.name: () for ailment in ailments}
    except RepairError:
        return {}  # where nobody can write, nothing moves
    try:
        return {ailment.name: _looked(ailment, replace(one, seen={"lock": Free(True)})) for ailment in ailments}
    finally:
        lock.let_go()


def mended(one: Patient) -> Examined:
    """Mends what is derived or left over, under the office's lock, and looks again. What cannot be mended is one more finding."""
    ill = [ailment for ailment, findings in _each(one) if findings and ailment.mend is not None]
    done, failed = _under_lock(one, [ailment for ailment in ill if ailment.locked])
    for ailment in (each for each in ill if not each.locked):
        _mend(ailment, one, done, failed)
    after = examined(replace(one, seen={}))
    return Examined(after.looked, tuple(sorted((*after.findings, *failed), key=_order)), tuple(done))


def _under_lock(one: Patient, ill: Sequence[Ailment]) -> tuple[list[Sentence], list[Finding]]:
    """Mends these while no command can write. Whoever takes the lock settles what was interrupted."""
    done, failed = list[Sentence](), list[Finding]()
    if not ill:
        return done, failed
    try:
        with Transaction(one.office.root, one.office.history.git_dir, LOCK_SECONDS) as transaction:
            done += [transaction.recovered] if transaction.recovered else []
            for ailment in ill:
                _mend(ailment, one, done, failed)
    except BrokenJournal:
        pass  # it was found, and is nothing that may be guessed at
    except RepairError as refusal:
        failed.append(_not_mended(ill[0], refusal.sentences))
    return done, failed


def _mend(ailment: Ailment, one: Patient, done: list[Sentence], failed: list[Finding]) -> None:
    try:
        done.extend(ailment.mend(replace(one, seen={})) if ailment.mend else ())
    except RepairError as refusal:
        failed.append(_not_mended(ailment, refusal.sentences))
    except Exception as error:  # noqa: BLE001  # what else is to be mended must not wait for it
        failed.append(_not_mended(ailment, [say("{reason}", reason=f"{type(error).__name__}: {error}")]))


def _not_mended(ailment: Ailment, why: Sequence[Sentence]) -> Finding:
    sentence = say("This could not be mended: {why}", why=why[0])
    return told("DOC-NOT-MENDED", "error", ailment.name, sentence, next(iter(why[1:]), None))


def _each(one: Patient) -> Iterator[tuple[Ailment, Sequence[Finding]]]:
    """Each ailment with what was found of it, but for those of which what they need does not work."""
    out: set[str] = set()
    for ailment in AILMENTS:
        if ailment.needs in out:
            continue
        findings = _looked(ailment, one)
        for finding in findings:
            out.update(WITHOUT.get(finding.code, ()))
        yield ailment, findings


def _looked(ailment: Ailment, one: Patient) -> Sequence[Finding]:
    """What is found of an ailment; where it cannot be looked for, that is what is found."""
    found: list[Finding] = []
    try:
        found.extend(ailment.look(one))
    except RepairError as refusal:
        found.append(_cannot(ailment, refusal.sentences[0], next(iter(refusal.sentences[1:]), None)))
    except Exception as error:  # noqa: BLE001  # in a broken office anything may be broken; what else is wrong must still be told
        words = f"{type(error).__name__}: {error}"
        found.append(_cannot(ailment, say("{reason}", reason=words), None))
    return found


def _cannot(ailment: Ailment, why: Sentence, todo: Sentence | None) -> Finding:
    sentence = say("This could not be looked at: {why}", why=why)
    return told("DOC-CANNOT-LOOK", "error", ailment.name, sentence, todo, says=Says.UNDETERMINED)


def _order(one: Finding) -> tuple[int, str, str]:
    return GRAVITY[one.severity], one.code, one.subject.id
