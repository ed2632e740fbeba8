"""A paper held against the record: whether it says what the record says, what was changed since, when and by whom. Changes nothing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from msgspec import Struct
from msgspec.structs import replace

from repairctl import sheets
from repairctl.actions import paper_files, past
from repairctl.actions.differences import Difference, between
from repairctl.actions.paper_claims import Claim
from repairctl.actions.paper_search import Progress, codes, found
from repairctl.actions.print_pages import folders
from repairctl.actions.record_log import states
from repairctl.actions.recordings import recorder
from repairctl.actions.working import NoSuchRecord, Working
from repairctl.edges import documents_hash, printings
from repairctl.edges.history import CommitInfo
from repairctl.edges.index_history import Touch
from repairctl.errors import RepairError, Sentence, say
from repairctl.model import Record
from repairctl.office import Office

UNCHANGED, CHANGED, UNKNOWN, GONE, ELSEWHERE = "unchanged", "changed", "unknown", "gone", "elsewhere"
FILE_CODES = {paper_files.AS_PRINTED: 0, paper_files.ALTERED: 1, paper_files.SAME_TEXT: 5, paper_files.NOT_COMPARED: 5}
"""What comes of the file itself: a picture laid over a page leaves its text as it was, so the same text is not the same file."""
CODES = {UNCHANGED: 0, CHANGED: 1, UNKNOWN: 3, GONE: 3, ELSEWHERE: 5}


class Since(Struct, frozen=True):
    """One commit that changed what the paper says: None: it is not recorded yet."""

    commit: CommitInfo | None
    recorder: str
    difference: Difference


class Verified(Struct, frozen=True):
    """What came of it: `result` is one of CODES; `then` the last commit with what the paper says; `since` what changed it, oldest first.

    `file` is what was compared of the file itself. `template`: whether the template is another one now, and the commits that changed it.
    """

    claim: Claim
    result: str
    record: Record | None = None
    then: CommitInfo | None = None
    since: tuple[Since, ...] = ()
    file: paper_files.Compared | None = None
    other_template: bool = False
    templates: tuple[CommitInfo, ...] = ()
    notes: tuple[Sentence, ...] = ()

    @property
    def code(self) -> int:
        """0: it says what the record says; 1: the record or the file says something else; 3: nobody knows it; 5: it cannot be judged."""
        return max(CODES[self.result], FILE_CODES[self.file.result] if self.file else 0)


def verified(office: Office, claim: Claim, progress: Progress = lambda n, total: None) -> Verified:
    """One document held against its record as it is now."""
    known = claim if claim.id else found(office, claim, progress)
    if known is None or known.kind is None:
        where = say("No record says so now, and nothing with this code was printed here. With the number of its record, earlier states are "
                    "looked at too: repairctl verify NUMBER {code}", code=claim.code)  # fmt: skip
        return Verified(claim, UNKNOWN, notes=(where,))
    known = _with_note(office, known)
    told = _held_against(office, known)
    return replace(told, file=paper_files.compared(office, known), **_template(office, told.claim))


def _with_note(office: Office, claim: Claim) -> Claim:
    """With what was noted when it was printed here, where the paper says less of itself."""
    if claim.note:
        return claim
    noted = next((one for one in reversed(printings.kept(office.root, claim.id)) if one.code == claim.code), None)
    return replace(claim, note=noted, commit=claim.commit or noted.commit) if noted else claim


def _held_against(office: Office, claim: Claim) -> Verified:
    assert claim.kind is not None
    path = office.store.path_of(claim.kind, claim.id)
    touches = past.touches(office.history, path)
    try:
        now: Record | None = Working(office).load(claim.kind, claim.id).record
    except NoSuchRecord:
        now = None
    if now is not None and (own := _own(claim, now)):
        return Verified(own, UNCHANGED, now)
    walked = list(_walked(office, claim, touches, now))
    return _since(office, claim, now, walked)


def _own(claim: Claim, record: Record) -> Claim | None:
    """The claim with the document that has its code in this state of the record."""
    for code, document, which in codes(record, claim.document):
        if code == claim.code:
            return replace(claim, document=document, which=which)
    return None


def _walked(
    office: Office, claim: Claim, touches: Sequence[Touch], now: Record | None
) -> Iterator[tuple[CommitInfo | None, Record | None]]:
    """Each state of the record with the commit that made it, the oldest first; last what is not recorded yet."""
    assert claim.kind is not None
    own = [one for one in reversed(touches) if one.own]
    read = states(office, claim.kind, [one.now for one in own])
    yield from ((one.commit, read.get(one.now)) for one in own)
    yield None, now


def _since(office: Office, claim: Claim, now: Record | None, walked: Sequence[tuple[CommitInfo | None, Record | None]]) -> Verified:
    """The last state that says what the paper says, and the commits after it that changed that."""
    last = next((n for n in range(len(walked) - 1, -1, -1) if (one := walked[n][1]) is not None and _own(claim, one)), None)
    if last is None:
        return _unknown(office, claim, now, recorded=any(commit for commit, _ in walked))
    commit, then = walked[last]
    assert then is not None
    own = _own(claim, then) or claim
    since = []
    before = then
    for later, record in walked[last + 1 :]:
        if record is not None and (difference := _about(own, between(before, record))):
            since.append(Since(later, recorder(office, later) if later else "", difference))
        before = record or before
    result = GONE if now is None else CHANGED
    return Verified(own, result, now or then, commit, tuple(since))


def _about(claim: Claim, one: Difference) -> Difference:
    """What of a difference the paper tells."""
    told = sheets.ALL[claim.document]
    new, lost = ([entry for entry in some if entry.step in told.steps] for some in (one.new, one.lost))
    return Difference(tuple(new), tuple(lost), tuple(moved for moved in one.moved if moved.path.partition(".")[0] in told.boxes))


def _unknown(office: Office, claim: Claim, now: Record | None, *, recorded: bool) -> Verified:
    """Nobody knows that code; where the paper names a commit that is not here, it may be of another clone."""
    if claim.commit and not _has(office, claim.commit):
        told = say("It was printed from commit {commit}, which is not here: fetch it (git fetch) and ask again.",
                   commit=claim.commit)  # fmt: skip
        return Verified(claim, ELSEWHERE, now, notes=(told,))
    if now is None and not recorded:
        return Verified(claim, UNKNOWN, notes=(say("There is no record {id}, and there never was.", id=claim.id),))
    return Verified(claim, UNKNOWN, now, notes=(say("No state of {id} that was ever recorded here has this code.", id=claim.id),))


def _has(office: Office, commit: str) -> bool:
    try:
        return bool(office.history.commit_named(commit))
    except RepairError:
        return False


def _template(office: Office, claim: Claim) -> dict[str, object]:
    """Whether the document would be made of another template now, and which commits changed the office's own since."""
    if claim.note is None or not claim.note.template or claim.document not in sheets.ALL:
        return {}
    now = documents_hash.template(folders(office.root), sheets.ALL[claim.document].template)
    if now == claim.note.template:
        return {}
    known = bool(claim.commit) and _has(office, claim.commit)
    return {"other_template": True, "templates": tuple(office.history.later(claim.commit, ["templates"])) if known else ()}
