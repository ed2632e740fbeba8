"""`verify FILE`: an attestation of `check --attest`, reckoned again. Reads, calls one action, shows."""

from __future__ import annotations

from repairctl.cli.commands import Verb
from repairctl.cli.desk import Desk, Given
from repairctl.cli.said import NeedsOption, Word
from repairctl.errors import say
from repairctl.model import Label

EXAMPLE = "repairctl verify attestation.json"


def verify_verb() -> Verb:
    told = say("Judge again what an attestation says was judged, from what git has of its commit, and tell every difference.")
    return Verb("verify", told, verify, [Word("file", Label("FILE", "文件"))], example=EXAMPLE)


def verify(desk: Desk, given: Given) -> int:
    """0: the same; 1: something differs; 5: it cannot be judged here."""
    from repairctl.actions.attesting import in_words
    from repairctl.actions.verifying import verified

    if not given.text("file"):
        raise NeedsOption("FILE", EXAMPLE)
    path = desk.path(given.text("file"))
    desk, office = desk.in_office()
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
