"""What every kind has: new, show. Each reads, calls one action, shows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from repairctl.cli import show_done, show_record
from repairctl.cli.desk import Desk, Given
from repairctl.cli.language import first_known, language_named
from repairctl.cli.said import NeedsOption, NoSuchLanguage
from repairctl.cli.step_verbs import Form
from repairctl.errors import say
from repairctl.model import Kind, Step

if TYPE_CHECKING:
    from repairctl.office import Office


def new(kind: Kind, desk: Desk, given: Given) -> int:
    """A new record of a kind without steps."""
    from repairctl.actions.given import all_fields
    from repairctl.actions.stepping import new_record

    desk, office = desk.in_office()
    form = Form(desk, office, all_fields(kind))
    name = given.text("id")
    if not name and kind.numbering == "given":
        name = _named(form, kind)
    typed = form.completed(Step("new", kind.label, {}), form.typed(given))
    done = new_record(office, kind.name, name, typed, dry_run=given.on("dry_run"))
    return show_done.done(desk, done)


def show(kind: Kind, desk: Desk, given: Given) -> int:
    """One record with all that is known of it."""
    from repairctl.actions.known_at import known_at
    from repairctl.actions.looking import shown

    desk, office = desk.in_office()
    with known_at(office, given.text("known_at")) as then:
        return show_record.shown(desk, shown(then, kind.name, _id(kind, given, "show")))


def document_language(word: str, office: Office) -> str:
    """The language of a document: the one that is said, else the office's first, whatever the desk speaks. Raises NoSuchLanguage."""
    if word and not language_named(word):
        raise NoSuchLanguage(word)
    said = office.settings.get("languages")
    return first_known([word, *(map(str, said) if isinstance(said, tuple) else ())])[:2]


def _id(kind: Kind, given: Given, command: str) -> str:
    if not given.text("id"):
        raise NeedsOption("ID", f"repairctl {kind.name} {command} 1")
    return given.text("id")


def _named(form: Form, kind: Kind) -> str:
    return form.asking.word(say("Which ID shall it have")) if form.desk.asks else ""
