"""`slip ID..`: the message to the technician, for a chat."""

from __future__ import annotations

from repairctl.cli.commands import Verb
from repairctl.cli.desk import Desk, Given
from repairctl.cli.options import ID
from repairctl.cli.said import NeedsOption, Said, Word
from repairctl.errors import say
from repairctl.model import Label


def slip_verb() -> Verb:
    told = say("The message to the technician: place, problem, limit, needs, tools and the form of the reply, in eight lines for a chat.")
    options = [
        Word("ids", ID, many=True, kind="order"),
        Said("--text", say("print it (so it is anyway)"), alias="文字"),
        Said("--copy", say("copy it to the clipboard"), alias="复制"),
        Said("--document-lang", say("the language of the message: zh or en"), alias="单据语言", value=Label("LANGUAGE", "语言")),
    ]
    return Verb("slip", told, slip, options, example="repairctl slip 1 --copy")


def slip(desk: Desk, given: Given) -> int:
    """The messages, printed or copied."""
    from repairctl.actions import slips
    from repairctl.cli import json_forms
    from repairctl.cli.kind_verbs import document_language

    names = given.texts("ids")
    if not names:
        raise NeedsOption("ID", "repairctl slip 1 --copy")
    desk, office = desk.in_office()
    lang = document_language(given.text("document_lang"), office)
    made = tuple(slips.slip(office, name, lang) for name in names)
    if given.on("copy") and slips.copied(office, made, lang):
        desk.aside(desk.tongue.say(say("Copied: {ids}.", ids=[one.id for one in made])))
        if not given.on("text"):
            return 0
    elif given.on("copy"):
        told = say("There is no clipboard here (one of {programs} is needed); copy it by hand:", programs=list(slips.copiers()))
        desk.aside(desk.tongue.say(told))
    if desk.json:
        desk.out(json_forms.text(desk, [{"id": one.id, "text": one.text, "code": one.code} for one in made]))
    else:
        desk.out("\n\n".join(one.text for one in made))
    return 0
