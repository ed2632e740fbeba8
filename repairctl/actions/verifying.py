"""An attestation reckoned again: the commit that it names, judged as it says, compared item by item. Changes nothing."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from msgspec import Struct

from repairctl.actions.attesting import SEAL, SORT, Attestation, How, made, sealed
from repairctl.actions.results import SEVERITY
from repairctl.errors import Misuse, RepairError, Sentence, say
from repairctl.office import Office
from repairctl.texts import Misread, moment

LARGEST = 1 << 26
OF_THE_TOOL = ("judged", "severities", "verdicts", "findings", "result")
"""What another version of the tool may come to otherwise."""


class NoAttestation(Misuse):
    """The file is none."""

    def __init__(self, path: Path, why: Sentence) -> None:
        super().__init__(
            say("{file} is no attestation: {why}", file=str(path), why=why), say("One is made by: repairctl check --attest -o FILE")
        )


class NotHere(RepairError):
    """The history does not hold what was attested."""

    exit_code = 5

    def __init__(self, commit: str) -> None:
        super().__init__(
            say("This history has no commit {commit}, so what was judged cannot be judged again.", commit=commit),
            say("Fetch it, or ask whoever attested for a clone that has it. A commit that is nowhere any more was rewritten."),
        )


class Difference(Struct, frozen=True):
    """An item that is not as attested; '-' where one side has none."""

    item: str
    attested: str
    found: str


class Verified(Struct, frozen=True):
    """What was compared, what differs, and whether another version of the tool attested."""

    attested: Attestation
    found: Attestation
    differences: tuple[Difference, ...]

    @property
    def other_tool(self) -> bool:
        return bool(self.attested["tool"] != self.found["tool"])

    @property
    def code(self) -> int:
        """0 the same; 1 something differs; 5 where only another version of the tool came to another result."""
        ours = [one for one in self.differences if one.item.partition(".")[0] != "tool"]
        theirs = self.other_tool and all(one.item.partition(".")[0] in OF_THE_TOOL for one in ours)
        return 0 if not ours else 5 if theirs else 1


def verified(office: Office, path: Path) -> Verified:
    """Raises NoAttestation, NotHere."""
    try:
        return _compared(office, path, _read(path))
    except RecursionError:
        raise NoAttestation(path, say("its boxes lie too deep in each other.")) from None


def _compared(office: Office, path: Path, told: Attestation) -> Verified:
    commit = str(told["commit"])
    try:
        if office.history.commit_named(commit) != commit:
            raise NotHere(commit)
    except RepairError:
        raise NotHere(commit) from None
    how = How(str(told["as_of"]), str(told["fail_on"]), told["waivers_counted"] is True)
    if how.fail_on not in SEVERITY:
        raise NoAttestation(path, say("{value} is no severity.", value=repr(how.fail_on)))
    try:
        moment(how.as_of, office.zone)
    except Misread as misread:
        raise NoAttestation(path, say("{value} must be {wanted}.", value=repr(how.as_of), wanted=misread.wanted)) from None
    found = made(office, commit, how)
    own_seal = sealed(told)[SEAL]
    forged = () if own_seal == told[SEAL] else (Difference(SEAL, str(told[SEAL]), own_seal),)
    return Verified(told, found, (*forged, *_differing("", told, found)))


def _read(path: Path) -> Attestation:
    try:
        if path.stat().st_size > LARGEST:
            raise NoAttestation(path, say("it is larger than {limit} MB.", limit=LARGEST >> 20))
        held = json.loads(path.read_bytes().decode("utf-8-sig"))
    except OSError as error:
        raise NoAttestation(path, say("{why}.", why=(error.strerror or type(error).__name__).lower())) from None
    except (ValueError, RecursionError):
        raise NoAttestation(path, say("it is no JSON.")) from None
    if not isinstance(held, dict) or held.get("attestation") != SORT:
        raise NoAttestation(path, say('it does not begin with "attestation": "{sort}".', sort=SORT))
    for key in (key for key in ("commit", "as_of", "fail_on", "waivers_counted", "tool", SEAL) if key not in held):
        raise NoAttestation(path, say("it has no {key}.", key=key))
    return held


def _differing(at: str, told: Mapping[str, Any], found: Mapping[str, Any]) -> Iterator[Difference]:
    for key in sorted({*told, *found} - {SEAL}):
        item = f"{at}.{key}" if at else str(key)
        one, other = told.get(key), found.get(key)
        if isinstance(one, dict) and isinstance(other, dict):
            yield from _differing(item, one, other)
        elif one != other or type(one) is not type(other):
            yield Difference(item, _shown(one), _shown(other))


def _shown(held: object) -> str:
    return "-" if held is None else json.dumps(held, ensure_ascii=False, sort_keys=True)
