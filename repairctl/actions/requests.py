"""Commands that may come twice: one is known by the number that its sender gave it, which stands in its commit. Judges nothing.

The commits are what is asked, under the lock: a note beside them could be lost, or left by a command that never came so far.
"""

from __future__ import annotations

from repairctl.actions import commits
from repairctl.actions.outcomes import Done
from repairctl.edges.history import CommitInfo
from repairctl.errors import RepairError, Sentence, say
from repairctl.model import Change
from repairctl.office import Office

ID, WORDS = "Request-Id", "Request-Words"


class OtherWords(RepairError):
    """The number belongs to another command."""

    def __init__(self, id: str, commit: CommitInfo) -> None:
        facts = {"id": id, "commit": commit.id[:12], "subject": commit.subject}
        super().__init__(
            say("Request {id} was recorded with other words: {commit} ({subject}). Nothing was written.", **facts),
            say("Give the same words again, or another number; see it with: git show {commit}", commit=commit.id[:12]),
        )


class RecordedBefore(Exception):
    """The command was recorded when it came before; `done` tells what it came to. No refusal: whoever asked gets that answer."""

    def __init__(self, done: Done) -> None:
        super().__init__(done.commit)
        self.done = done


def recorded(office: Office) -> CommitInfo | None:
    """The commit of the request under way, where it has come before. Raises OtherWords."""
    wanted = office.request
    if wanted is None:
        return None
    found = [one for one in office.history.requested(f"{ID}: {wanted.id}") if wanted.id in one.said(ID)]
    if found and wanted.words not in found[0].said(WORDS):
        raise OtherWords(wanted.id, found[0])
    return found[0] if found else None


def new(office: Office) -> None:
    """Raises RecordedBefore, with what has no records to tell of, where the request has come before; and OtherWords."""
    commit = recorded(office)
    if commit:
        raise RecordedBefore(Done((), commit=commit.id, notes=(note(commit),), repeated=True))


def note(commit: CommitInfo) -> Sentence:
    """That nothing was written, and where it stands."""
    return say("This request is recorded already ({commit}); nothing was written.", commit=commit.id[:12])


def did(office: Office, commit: CommitInfo) -> tuple[Change, ...]:
    """What the commit of a request did to records; nothing where it holds something else."""
    try:
        return tuple(commits.did(office, commit, commits.paths(office, commit)).values())
    except commits.NotOfACommand:
        return ()


def trailers(office: Office) -> tuple[tuple[str, str], ...]:
    """What the commit says, so that the request is known again."""
    return ((ID, office.request.id), (WORDS, office.request.words)) if office.request else ()
