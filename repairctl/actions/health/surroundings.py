"""What is wrong around an office: git, settings, clock, disk, permissions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from repairctl.actions.health.patient import FOLDERS, SLACK, Patient, give, refusal, some, told
from repairctl.checks.scarce import scarce
from repairctl.edges import disk, history_health
from repairctl.edges.history_refusals import BareRepository, GitMissing, GitTooOld, NotARepository, SomebodyElses
from repairctl.errors import RepairError, say
from repairctl.kinds import KINDS
from repairctl.model import At, Finding, Says
from repairctl.office import FILE

PRIVATE = "private"
CODES: dict[type[RepairError], str] = {
    GitMissing: "DOC-GIT-MISSING",
    GitTooOld: "DOC-GIT-OLD",
    NotARepository: "DOC-NO-REPOSITORY",
    BareRepository: "DOC-NO-REPOSITORY",
    SomebodyElses: "DOC-NOT-TRUSTED",
}


def git(patient: Patient) -> Iterable[Finding]:
    """git is missing, too old, or does nothing here."""
    try:
        patient.office.history.check_usable()
    except tuple(CODES) as one:
        yield refusal(CODES[type(one)], "git", one)


def settings(patient: Patient) -> Iterable[Finding]:
    """office.yaml cannot be used."""
    if patient.unusable is not None:
        todo = next(iter(patient.unusable.sentences[1:]), None) or say(
            "Mend that line, or put the file back: git restore {path}", path=FILE
        )
        yield told("DOC-SETTINGS", "error", FILE, patient.unusable.sentences[0], todo, says=Says.UNDETERMINED)


def identity(patient: Patient) -> Iterable[Finding]:
    """git does not know who records."""
    if not history_health.knows_author(patient.where):
        sentence = say("git does not know who you are, so nothing can be recorded.")
        todo = give('git config --global user.name "王敏" && git config --global user.email wangmin@example.com')
        yield told("DOC-IDENTITY", "error", "git", sentence, todo)


def clock(patient: Patient) -> Iterable[Finding]:
    """The clock is held by REPAIRCTL_NOW, or stands before what was recorded already."""
    now = At(patient.office.now, patient.office.zone)
    if not patient.clock_runs:
        sentence = say("REPAIRCTL_NOW is set: every command believes that it is {now}.", now=now)
        yield told("DOC-CLOCK-HELD", "warning", "REPAIRCTL_NOW", sentence, give("unset REPAIRCTL_NOW"))
        return
    made = history_health.head_time(patient.where)
    if made is not None and made > patient.office.now + SLACK:
        sentence = say("The last commit was made at {made}, and now it is {now}: the clock was set back, or was wrong then.",
                       made=At(made, patient.office.zone), now=now)  # fmt: skip
        yield told("DOC-CLOCK-BACK", "error", "HEAD", sentence, say("Set the clock by the network: timedatectl set-ntp true"))


def room(patient: Patient) -> Iterable[Finding]:
    """The disk is nearly full."""
    for place in dict.fromkeys((patient.office.root, patient.office.history.folder or patient.office.root)):
        left = disk.room(place)
        todo = say("Make room before the next command: df -h {folder}", folder=str(place))
        if grave := scarce(left.free >> 20, left.total >> 20, 100, 1024):
            sentence = say("Only {free} MB of {total} are left on the disk.", free=left.free >> 20, total=left.total >> 20)
            yield told("DOC-DISK-FULL", grave, str(place), sentence, todo)
        if left.files and (grave := scarce(left.files_free, left.files, 1000, 10_000)):
            sentence = say("The disk has room for only {free} more files.", free=left.files_free)
            yield told("DOC-DISK-FULL", grave, str(place), sentence, todo)


def permissions(patient: Patient) -> Iterable[Finding]:
    """What may not be written, or belongs to somebody else."""
    root = patient.office.root
    shut = [path for place in (*FOLDERS, PRIVATE, ".git") for path in disk.shut(root, place) if not path.startswith(".git/objects/")]
    if shut:
        sentence = say("Not to be written by you: {paths}.", paths=some(shut))
        yield told("DOC-NOT-WRITABLE", "error", shut[0], sentence, say("Give yourself the right: chmod -R u+rwX {path}", path=shut[0]))
    strange = [pair for place in (*FOLDERS, PRIVATE, ".git") for pair in disk.strangers(root, place)]
    if strange:
        paths = [path for path, _ in strange]
        owners = sorted({owner for _, owner in strange})
        sentence = say("Belongs to other users ({owners}) than the office does: {paths}.", owners=owners, paths=some(paths))
        yield told("DOC-OWNER", "warning", paths[0], sentence, give(f"sudo chown -R --reference=. {paths[0].split('/')[0]}"))


def private_in_git(patient: Patient) -> Iterable[Finding]:
    """Names and telephone numbers that git keeps."""
    kept = history_health.tracked(patient.where, PRIVATE)
    if kept:
        sentence = say("git keeps names or telephone numbers for ever: {paths}.", paths=some(kept))
        todo = say(
            "Take them out of what comes: git rm -r --cached {folder} && git commit; what was recorded stays in the history.",
            folder=PRIVATE,
        )
        yield told("DOC-PRIVATE-IN-GIT", "error", kept[0], sentence, todo)


def open_to_all(patient: Patient) -> Iterable[Finding]:
    """Names and telephone numbers that everybody on this machine can read."""
    if disk.open_to_all(patient.office.root, PRIVATE):
        sentence = say("Every user of this computer can read the names and telephone numbers in {folder}/.", folder=PRIVATE)
        yield told("DOC-PRIVATE-OPEN", "warning", PRIVATE, sentence, give(f"chmod -R o= {PRIVATE}"))


def ignored(patient: Patient) -> Iterable[Finding]:
    """Records that git ignores, and places where it would ignore those to come."""
    there = history_health.untracked(patient.where, FOLDERS, ignored=True)
    if there:
        sentence = say("git ignores what must be recorded: {paths}.", paths=some(there))
        yield told("DOC-IGNORED", "error", there[0], sentence, say("See which line does it: git check-ignore -v {path}", path=there[0]))
        return
    to_come = history_health.would_ignore(patient.where, [one for one in _to_come(patient) if not patient.office.store.exists(one)])
    if to_come:
        sentence = say("git would ignore new records: {paths}.", paths=some(to_come))
        todo = say("See which line does it: git check-ignore -v --no-index {path}", path=to_come[0])
        yield told("DOC-IGNORED", "error", to_come[0], sentence, todo)


def line_ends(patient: Patient) -> Iterable[Finding]:
    """git may change the line ends of records, and a digest of one would not be the other's."""
    path = next(iter(_to_come(patient)))
    if history_health.converts(patient.where, path):
        sentence = say("git may change the line ends of records on their way in and out; their bytes are evidence.")
        yield told("DOC-LINE-ENDS", "warning", ".gitattributes", sentence, say("Put this line into .gitattributes: records/** -text"))


def _to_come(patient: Patient) -> Iterator[str]:
    """The path that a record of each kind might have."""
    for kind in KINDS.values():
        yield patient.office.store.path_of(kind, f"{kind.prefix}-20991231-999" if kind.numbering == "dated" else "X-999")
