"""`seal`: a seal on the records as they are, to be kept with the history and printed on the day sheet. Reads, calls one action, shows."""

from __future__ import annotations

from repairctl.cli.check_verb import FILE
from repairctl.cli.commands import Verb
from repairctl.cli.desk import Desk, Given
from repairctl.cli.said import Said
from repairctl.errors import say

SHORT = 7


def seal_verb() -> Verb:
    told = say("Seal the records as the last commit has them: a tag with their digest, and a short form to be printed or said.")
    options = [
        Said("--sign", say("sign the tag, with the key that git is set up with"), alias="签名"),
        Said("--text", say("show the whole seal, as it is printed"), alias="全文"),
        Said("-o --output", say("write the seal into this file too"), alias="输出", value=FILE, path="output"),
    ]
    return Verb("seal", told, seal, options, example="repairctl seal --text")


def seal(desk: Desk, given: Given) -> int:
    """The seal, made and shown."""
    from repairctl.actions import sealing
    from repairctl.actions.handing import handed

    desk, office = desk.in_office()
    made = sealing.sealed(office, sign=given.on("sign"))
    one = made.seal
    if given.text("output"):
        handed(desk.path(given.text("output")), one.text().encode())
    if desk.json:
        from repairctl.cli import json_forms

        held = {"name": made.name, "day": one.day, "short": one.short, "at": one.at, "by": one.by, "office": one.office}
        rest = {"commit": one.commit, "records": one.records, "kinds": dict(one.kinds), "digest": one.digest, "previous": one.previous}
        desk.out(json_forms.text(desk, {**held, **rest, "notes": [desk.tongue.say(note) for note in made.notes]}))
    elif given.on("text"):
        desk.out(one.text().rstrip("\n"))
    else:
        told = say("{name}: {n} records at {commit}", name=made.name, n=one.records, commit=one.commit[:SHORT])
        desk.out(desk.tongue.say(told))
        desk.out(f"{one.day} {one.short}")
        desk.hint(f"audit --since {made.name}")
    for note in made.notes if not desk.json else ():
        desk.aside(desk.tongue.say(note))
    return 0
