"""Which commits must be signed, by whom, and whether they are. Writes nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from fnmatch import fnmatch

from msgspec import Struct, field

from repairctl.actions.audit_walk import Seen, State, Walk
from repairctl.checks.audit.values import Commit, Fault
from repairctl.edges import history_signatures, history_walk
from repairctl.edges.history_signatures import Signature
from repairctl.model import moment_of
from repairctl.office import Office

SETTING = "signed_from"
DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
GOOD, NONE, BAD = "G", "N", "B"


class Signing(Struct):
    """What is to be verified, gathered while the history is walked: by the list of keys that counts: commits that may change it."""

    office: Office
    walk: Walk
    after: set[str] = field(default_factory=set)
    """The commit that the settings name today, and those that come after it."""
    wanted: dict[str, list[tuple[Commit, bool]]] = field(default_factory=dict)

    @property
    def setting(self) -> str:
        """From when on commits are signed, as the settings say today: a day, a commit, or nothing."""
        return str(self.office.settings.get(SETTING) or "")

    def begins(self, since: str) -> None:
        """The walk leaves out a commit and what comes before it."""
        named = self.setting
        if since and named and not DAY.fullmatch(named) and history_walk.comes_before(self.office.history.where, named, since):
            self.after.add(since)

    def see(self, seen: Seen) -> None:
        """A commit that was walked."""
        commit = seen.commit
        if (self.setting and commit.id.startswith(self.setting)) or self.after.intersection(commit.parents):
            self.after.add(commit.id)
        before = seen.before[0].signers if seen.before else ""
        changes = bool(before) and seen.state.signers != before
        if changes or self._must(seen):
            self.wanted.setdefault(before or seen.state.signers, []).append((commit, changes))

    def _must(self, seen: Seen) -> bool:
        """What the settings said before it counts, and what they say today: neither taking the setting out nor a false date helps."""
        if self.after.intersection(seen.commit.parents):
            return True
        said = {self.walk.setting(one, SETTING) for one in seen.before} | {self.setting if DAY.fullmatch(self.setting) else ""}
        day = self._day(seen.commit, seen.before)
        return any(one and (not DAY.fullmatch(one) or one <= day) for one in said)

    def _day(self, commit: Commit, before: tuple[State, ...]) -> str:
        latest = max(commit.committed, *(one.committed for one in before), 0)
        found: date = moment_of(latest // 60, self.office.zone).date()
        return found.isoformat()

    def faults(self) -> Iterator[tuple[Fault, Commit]]:
        """What does not hold."""
        for signers, commits in self.wanted.items():
            if not signers:
                yield Fault("AUD-NO-SIGNERS", "allowed_signers", commits[0][0].id), commits[0][0]
                continue
            found = history_signatures.commits(self.office.history.where, [one.id for one, _ in commits], self.walk.data_of(signers))
            for commit, changes in commits:
                fault = _judged(commit, found.get(commit.id, Signature(NONE)), changes)
                if fault:
                    yield fault, commit


def _judged(commit: Commit, signature: Signature, changes: bool) -> Fault | None:
    """A key counts for the e-mail beside which it stands, for no other."""
    own = any(fnmatch(commit.committer[1].lower(), one.strip().lower()) for one in signature.signer.split(","))
    good = signature.letter == GOOD and signature.key.startswith("SHA256:")
    if good and own:
        return None
    if changes:
        return Fault("AUD-SIGNERS", "allowed_signers", commit.id, path="allowed_signers", line=1, actual=signature.signer)
    if signature.letter == NONE:
        return Fault("AUD-UNSIGNED", commit.id[:12], commit.id)
    if good:
        facts = {"signer": signature.signer}
        return Fault("AUD-SIGNATURE-OTHER", commit.id[:12], commit.id, expected=commit.committer[1], actual=signature.signer, facts=facts)
    return Fault("AUD-SIGNATURE-BAD" if signature.letter == BAD else "AUD-SIGNATURE-KEY", commit.id[:12], commit.id, actual=signature.key)
