"""`verify`: a printed document held against its record, or an attestation reckoned again. Reads, calls an action, shows."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from repairctl.cli.commands import Verb
from repairctl.cli.desk import Desk, Given
from repairctl.cli.said import NeedsOption, Word
from repairctl.errors import Misuse, say
from repairctl.model import Label

if TYPE_CHECKING:
    from repairctl.office import Office

EXAMPLE = "repairctl verify JS-20260307-001 3f9a-07c1"
PRINTED = (".pdf", ".html")
ATTESTATION, MANIFEST = b'"attestation"', b'"manifest"'
LARGEST = 1 << 26
MANY = 200
"""Records from which on a bar is worth its line."""


class NoSuchFile(Misuse):
    """It has the ending of a printed document, and is not there."""

    def __init__(self, name: str) -> None:
        super().__init__(say("There is no file {file}.", file=name), say("See what was printed: the folder out/ of the office."))


def verify_verb() -> Verb:
    told = say(
        "Hold a printed document against its record: its PDF, HTML or manifest, the text of its QR code, or its number and code. "
        "0: it says what the record says; 1: something was changed; 3: nobody knows it; 5: it cannot be judged here. "
        "Of a file of check --attest: judge again what it says was judged, and tell every difference."
    )
    return Verb("verify", told, verify, [Word("what", Label("FILE|CODE", "文件或校验码"), many=True)], example=EXAMPLE)


def verify(desk: Desk, given: Given) -> int:
    """0: the same; 1: something differs; 3: unknown; 5: it cannot be judged here."""
    words = given.texts("what")
    if not words:
        raise NeedsOption("FILE|CODE", EXAMPLE)
    path = desk.path(words[0])
    desk, office = desk.in_office()
    if len(words) == 1 and path.suffix.lower() in PRINTED and not path.is_file():
        raise NoSuchFile(words[0])
    if len(words) == 1 and _may_be_file(path, words[0]):
        data = path.read_bytes() if path.is_file() and path.stat().st_size <= LARGEST else b""
        return _attested(desk, office, path) if not data or _attests(data) else _paper(desk, office, words[0], data)
    return _paper(desk, office, "\n".join(words), b"")


def _may_be_file(path: Path, word: str) -> bool:
    """Whether a file is meant: it is there, or has the ending of one."""
    return "\n" not in word and (path.is_file() or path.suffix.lower() == ".json")


def _attests(data: bytes) -> bool:
    """Whether a file is, or should be, an attestation: JSON that is no manifest."""
    return ATTESTATION in data or (data.lstrip()[:1] in b"{[" and MANIFEST not in data)


def _paper(desk: Desk, office: Office, typed: str, data: bytes) -> int:
    from repairctl.actions import paper_claims
    from repairctl.actions.verifying_paper import verified
    from repairctl.cli import show_verified
    from repairctl.cli.progress import progress

    claims = paper_claims.in_file(office, typed, data) if data else (paper_claims.in_text(office, typed),)
    return show_verified.verified(desk, [verified(office, one, progress(desk, MANY)) for one in claims])


def _attested(desk: Desk, office: Office, path: Path) -> int:
    from repairctl.actions.attesting import in_words
    from repairctl.actions.verifying import verified

    one = verified(office, path)
    if desk.json:
        from repairctl.cli import json_forms

        rows = [{"item": held.item, "attested": held.attested, "found": held.found} for held in one.differences]
        desk.out(json_forms.text(desk, {"same": one.code == 0, "differences": rows, "commit": one.found["commit"]}))
        return one.code
    for held in one.differences:
        told = say("{item}: attested {attested}, found {found}", item=held.item, attested=held.attested, found=held.found)
        desk.out(desk.tongue.say(told))
    if one.other_tool:
        desk.aside(desk.tongue.say(say("Another version of repairctl attested; where only its result differs, ask for that version.")))
    if one.code == 0:
        desk.out(desk.tongue.say(say("The same. {what}", what=in_words(one.found))))
    return one.code
