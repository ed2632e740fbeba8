"""An attestation: which records were judged by which policies, and what came of it, so that a stranger can reckon it again."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import PurePosixPath
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from repairctl import __version__
from repairctl.actions.hooking import with_bypassed
from repairctl.actions.judging import book, checked
from repairctl.actions.outcomes import Checked
from repairctl.actions.results import SEVERITY, fingerprint, verdict
from repairctl.actions.thorough import JUDGED
from repairctl.errors import RepairError, Sentence, say
from repairctl.kinds import KINDS
from repairctl.model import Says
from repairctl.office import FILE, Office, find
from repairctl.texts import moment_text

SORT = "repairctl check 1"
SEAL = "seal"
NAMED = 3
CALENDAR = "policies/calendar/"
WAIVERS = f"records/{KINDS['waiver'].folder}/"

Attestation = Mapping[str, Any]


class Unrecorded(RepairError):
    """What was judged would not be what git has."""

    def __init__(self, paths: Sequence[str]) -> None:
        more = say(" and {n} more", n=len(paths) - NAMED) if len(paths) > NAMED else ""
        named = ", ".join(paths[:NAMED])
        super().__init__(
            say("{paths}{more}: changed and not recorded, so nobody else could come to the same result.", paths=named, more=more),
            say("Record or put back what git status shows, then attest."),
        )


class NothingToAttest(RepairError):
    """There is no commit yet."""

    def __init__(self) -> None:
        super().__init__(say("Nothing is recorded in git yet, so there is nothing that a stranger could judge."))


class How(Struct, frozen=True):
    """What was asked: as of when (ISO 8601), from which severity on it fails, whether waivers count."""

    as_of: str
    fail_on: str
    with_waivers: bool


def attested(office: Office, fail_on: str, *, with_waivers: bool) -> Attestation:
    """The attestation of the last commit. Raises Unrecorded, NothingToAttest."""
    if not office.history.head():
        raise NothingToAttest
    changed = sorted(office.history.since("HEAD", JUDGED))
    if changed:
        raise Unrecorded(changed)
    return made(office, office.history.commit_named("HEAD"), How(moment_text(office.as_of, office.zone), fail_on, with_waivers))


def made(office: Office, commit: str, how: How) -> Attestation:
    """The attestation of a commit, from nothing but what git has of it: neither the disk nor the clock has a part in it."""
    with office.history.laid_out(commit) as (root, _):
        as_of = _minute(how.as_of, office)
        then = replace(find(root, as_of), as_of=as_of)
        found = with_bypassed(then, checked(then, with_waivers=how.with_waivers))
        return sealed({**_made_of(then, commit, how), **_came_to(found, how)})


def sealed(held: Mapping[str, object]) -> Attestation:
    """The same with the digest of all that it says."""
    bare = {key: value for key, value in held.items() if key != SEAL}
    return {**bare, SEAL: digest([json.dumps(bare, sort_keys=True, ensure_ascii=False)])}


def text(one: Attestation) -> str:
    """As a file holds it: keys in their order, one item to a line."""
    return json.dumps(one, sort_keys=True, ensure_ascii=False, indent=1) + "\n"


def digest(lines: Iterable[str]) -> str:
    """The SHA-256 of lines, each with its end: `sort | sha256sum` gives the same."""
    return hashlib.sha256("".join(f"{line}\n" for line in lines).encode("utf-8", "surrogateescape")).hexdigest()


def _made_of(office: Office, commit: str, how: How) -> Mapping[str, object]:
    blobs = office.history.blobs(commit, JUDGED)
    records = sorted(f"{PurePosixPath(path).stem} {blob}" for path, blob in blobs.items() if path.startswith("records/"))
    calendar = sorted(f"{path} {blob}" for path, blob in blobs.items() if path.startswith(CALENDAR))
    waivers = {PurePosixPath(path).stem: blob for path, blob in blobs.items() if path.startswith(WAIVERS)}
    policies = {
        one.name: {"digest": one.digest, "blob": blobs.get(one.path, "")}
        for one in book(office).versions()
        if not one.path.startswith(CALENDAR)
    }
    return {
        "attestation": SORT,
        "tool": {"name": "repairctl", "version": __version__},
        "office": str(office.settings.get("name")),
        "settings": blobs.get(FILE, ""),
        "commit": commit,
        "as_of": how.as_of,
        "fail_on": how.fail_on,
        "waivers_counted": how.with_waivers,
        "records": {"count": len(records), "digest": digest(records)},
        "policies": policies,
        "calendar": digest(calendar),
        "waivers": waivers,
    }


def _came_to(found: Checked, how: How) -> Mapping[str, object]:
    told = (*found.findings, *found.waived)
    verdicts = Counter(str(one.says) for one in told)
    severities = Counter(str(one.severity) for one in found.findings)
    return {
        "judged": found.records,
        "severities": {name: severities[name] for name in SEVERITY},
        "verdicts": {name: verdicts[name] for name in map(str, (Says.FAIL, Says.UNDETERMINED, Says.WAIVED))},
        "findings": digest(sorted(f"{fingerprint(one)} {one.says} {one.severity}" for one in told)),
        "result": verdict(found.findings, how.fail_on),
    }


def _minute(text: str, office: Office) -> int:
    from repairctl.texts import moment

    return moment(text, office.zone)


def in_words(one: Attestation) -> Sentence:
    """What an attestation comes to."""
    counts = one["severities"]
    return say(
        "Commit {commit}: {n} records, {errors} errors, {warnings} warnings, {infos} notes, {waived} waived; result {result}.",
        commit=one["commit"][:7],
        n=one["judged"],
        errors=counts["error"],
        warnings=counts["warning"],
        infos=counts["info"],
        waived=one["verdicts"]["waived"],
        result=one["result"],
    )
