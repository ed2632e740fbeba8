"""What each code of an audit says: how grave it is, its sentence, what to do. A fault becomes a finding."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import tzinfo

from msgspec import Struct
from msgspec.structs import replace

from repairctl.checks.audit.values import Commit, Fault
from repairctl.errors import Sentence
from repairctl.model import At, Finding, Says, Severity, Subject


def _(text: str) -> str:
    """Marks a sentence for the catalogues; its holes are filled where a fault is told."""
    return text


class Told(Struct, frozen=True):
    """A code: how grave, what it says (its facts are filled in later), what to do."""

    severity: Severity
    sentence: str
    todo: str
    says: Says = Says.FAIL


LOOK = _("See it with: git show {commit}. Put it right with a command; who did it and why belongs into the day book.")
BACK = _("See it with: git show {commit}. The text as it was: git show {commit}^:./{path}")
REWRITTEN = _("Ask every desk for its clone and do not push; the lost commits may still be there: git reflog, git fsck --lost-found")
TOLD: Mapping[str, Told] = {
    "AUD-UNREADABLE": Told("error", _("Commit {commit} of {who} left the record in a form that nobody can read."), BACK),
    "AUD-DELETED": Told("error", _("Commit {commit} of {who} took the record out; nothing that was recorded is deleted."), BACK),
    "AUD-RENUMBERED": Told("error", _("Commit {commit} of {who} gave {id} another number or place; a record keeps both for ever."), BACK),
    "AUD-LOG-CUT": Told("error", _("Commit {commit} of {who} took an entry out of the log, which only grows."), BACK),
    "AUD-LOG-EDITED": Told("error", _("Commit {commit} of {who} changed an entry of the log, which only grows."), BACK),
    "AUD-LOG-ORDER": Told("error", _("Commit {commit} of {who} put the entries of the log in another order."), BACK),
    "AUD-FROZEN": Told("error", _("Commit {commit} of {who} changed {field}, which {step} has frozen."), BACK),
    "AUD-BOX": Told("error", _("Commit {commit} of {who} changed {field}, and no entry of the log says so."), BACK),
    "AUD-STEP": Told("error", _("In commit {commit} of {who} the step {step} does not follow, and no reason is given."), LOOK),
    "AUD-TRAILERS": Told("error", _("Commit {commit} of {who} does not hold the steps that it says were taken."), LOOK),
    "AUD-NOT-NAMED": Told("error", _("Commit {commit} of {who} changed a record that it does not name."), LOOK),
    "AUD-BEYOND": Told("error", _("Commit {commit} of {who} says that a command made it, but it changed {paths} too."), LOOK),
    "AUD-BY-HAND": Told("warning", _("Commit {commit} of {who} at {at} was made by hand; it changed {records}."), LOOK),
    "AUD-REMADE": Told("warning", _("Commit {commit} of {who} is not the one that the command made: it was made anew afterwards."), LOOK),
    "AUD-CLOCK-BACK": Told("warning", _("Commit {commit} of {who} says an earlier time than the one before it."), LOOK),
    "AUD-FUTURE": Told("error", _("{step} at {event} was recorded at {recorded}, before it happened (commit {commit} of {who})."), LOOK),
    "AUD-LATE": Told("warning", _("{step} at {event} was recorded only {late} later (commit {commit} of {who})."), LOOK),
    "AUD-NO-TOLERANCE": Told(
        "info",
        _("No policy in force says by when a step is to be recorded (recording.late), so nobody can say what was recorded late."),
        _("Add the policy: repairctl policy list shows what there is; recording comes with every new office."),
    ),
    "AUD-PRACTICE": Told(
        "warning", _("Commit {commit} of {who} turned practice on or off; in a practice office no times are judged."), LOOK
    ),
    "AUD-IDENTITY": Told("warning", _("Commit {commit} at {at} names {recorder} as recorder, but git knows its author as {actual}."), LOOK),
    "AUD-MERGE-DROPPED": Told("error", _("The merge {commit} of {who} lost what one side recorded: {what}."), LOOK),
    "AUD-MERGE-EVIL": Told("error", _("The merge {commit} of {who} holds what neither side recorded: {what}."), LOOK),
    "AUD-UNSIGNED": Told("error", _("Commit {commit} of {who} at {at} is not signed, but must be."), LOOK),
    "AUD-SIGNATURE-BAD": Told("error", _("The signature of commit {commit} of {who} at {at} does not fit what the commit holds."), LOOK),
    "AUD-SIGNATURE-KEY": Told(
        "error",
        _("Commit {commit} of {who} at {at} is signed with a key that allowed_signers did not hold then, or not for that day."),
        LOOK,
    ),
    "AUD-SIGNATURE-OTHER": Told("error", _("Commit {commit} of {who} at {at} is signed with the key of {signer}."), LOOK),
    "AUD-SIGNERS": Told(
        "error", _("Commit {commit} of {who} changed allowed_signers, and nobody who could sign before has signed it."), LOOK
    ),
    "AUD-NO-SIGNERS": Told(
        "error",
        _("Signatures are required, but there is no allowed_signers file, so none can be verified."),
        _("Write allowed_signers: one line for each desk, e-mail and public key, and commit it."),
        Says.UNDETERMINED,
    ),
    "AUD-REWRITTEN": Told("error", _("This history does not hold what {lost} seals: it was rolled back or rewritten."), REWRITTEN),
    "AUD-ROLLED-BACK": Told(
        "error", _("The last audit at this desk went up to commit {commit}, which this history does not hold any more."), REWRITTEN
    ),
    "AUD-SEAL-DIGEST": Told("error", _("The records of the sealed commit {commit} do not have the digest of the seal {seal}."), REWRITTEN),
    "AUD-SEAL-MOVED": Told("error", _("The tag {seal} is not at the commit that its text seals."), REWRITTEN),
    "AUD-SEAL-CHAIN": Told("error", _("{seal} follows {previous}, which is not there any more or reads otherwise."), REWRITTEN),
    "AUD-SEAL-SIGNATURE": Told("error", _("The signature of {seal} does not hold."), REWRITTEN),
    "AUD-REPLACED": Told(
        "error",
        _("refs/replace shows {commit} as something else; the audit looked at what it is."),
        _("Take it away: git replace -d {commit}"),
    ),
    "AUD-GRAFTED": Told(
        "error",
        _(".git/info/grafts gives {commit} other parents; the audit looked at its own."),
        _("Take the file .git/info/grafts away."),
    ),
    "AUD-SHALLOW": Told(
        "error",
        _("This clone is shallow: what came before {commit} is not here and was not audited."),
        _("Fetch it: git fetch --unshallow"),
        Says.UNDETERMINED,
    ),
}


def dressed(fault: Fault, commit: Commit) -> Fault:
    """A fault with what its sentence says of the commit, so that it can be told without it."""
    who = " / ".join([*commit.said("Recorder")[-1:], f"{commit.author[0]} <{commit.author[1]}>"])
    return replace(fault, facts={"who": who, "minute": str(commit.minute), **fault.facts})


def finding(fault: Fault, zone: tzinfo) -> Finding:
    """The finding of a fault that was dressed, or that speaks of no commit."""
    told = TOLD[fault.code]
    at = At(int(fault.facts["minute"]), zone) if "minute" in fault.facts else "-"
    facts = {"who": "-", **fault.facts, "commit": fault.commit[:12], "at": at, "path": fault.path, "actual": fault.actual}
    item = f"{fault.commit[:12]} {fault.item}".strip() if fault.about != fault.commit[:12] else fault.item
    subject = Subject("record", fault.about, item) if fault.path.startswith("records/") else Subject("file", fault.about, item)
    return Finding(
        fault.code,
        told.severity,
        subject,
        told.says,
        Sentence(told.sentence, facts),
        (fault.path, fault.line) if fault.path and fault.line else None,
        expected=fault.expected or None,
        actual=fault.actual or None,
        todo=Sentence(told.todo, facts),
    )
