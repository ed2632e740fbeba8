"""What every kind has: new, show, print. Each reads, calls one action, shows."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from repairctl.actions.outcomes import Printed
from repairctl.cli import show_done, show_record
from repairctl.cli.desk import Desk, Given
from repairctl.cli.language import first_known, language_named
from repairctl.cli.list_verb import count
from repairctl.cli.said import NeedsOption, NoSuchLanguage
from repairctl.cli.step_verbs import Form
from repairctl.errors import Misuse, say
from repairctl.model import Kind, Label, Step

if TYPE_CHECKING:
    from repairctl.office import Office


class WhichDocument(Misuse):
    """No document was named."""

    def __init__(self, kind: Kind, known: Mapping[str, Label]) -> None:
        listed = [Label(f"{name} ({label.en})", f"{name} {label.zh}") for name, label in known.items()]
        super().__init__(say("Say which document: {known}.", known=listed), say("For example: {example}", example=_example(kind, known)))


def _example(kind: Kind, known: Mapping[str, Label]) -> str:
    return f"repairctl {kind.name} print 1 {next(iter(known))}"


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


def printed(kind: Kind, desk: Desk, given: Given) -> int:
    """Documents of a record."""
    from repairctl.actions import printing

    desk, office = desk.in_office()
    id = printing.named(office, kind.name, _id(kind, given, "print"))
    wanted = given.texts("documents") or _asked_documents(desk, office, kind, id)
    named = list(dict.fromkeys(printing.document_named(one, kind.name) for one in wanted))
    how = printing.How(
        document_language(given.text("document_lang"), office),
        desk.path(given.text("out")) if given.text("out") else None,
        pdf=given.on("pdf"),
        paper=given.text("paper"),
        which=_which(given.text("which")),
        replace_missing=given.text("replace_missing"),
    )
    done = [printing.printed(office, id, one, how) for one in named]
    return show_done.printed(desk, Printed(tuple(file for one in done for file in one.files), done[-1].engine, done[-1].code))


def _which(word: str) -> int:
    """Of which entry: its number; none is the last one, blank a form for the pen. Raises NotACount."""
    from repairctl.sheets.sheet import BLANK

    return BLANK if word in ("blank", "空白") else count("--which", word or "0")


def _asked_documents(desk: Desk, office: Office, kind: Kind, id: str) -> tuple[str, ...]:
    """Numbers or names of the sheets that the record has come to; the furthest is the default. Raises WhichDocument."""
    from repairctl import sheets
    from repairctl.actions import printing

    known = {name: one.label for name, one in sheets.of_kind(kind.name).items()}
    ready = printing.ready(office, id) if desk.asks else ()
    if not ready:
        raise WhichDocument(kind, known)
    listed = "  ".join(f"{number} {desk.tongue.label(known[name])}" for number, name in enumerate(ready, 1))
    answer = desk.ask(desk.tongue.say(say("Print which [{documents}] ({default})", documents=listed, default=len(ready)))).split()
    return tuple(ready[int(one) - 1] if one.isdecimal() and 0 < int(one) <= len(ready) else one for one in answer or [str(len(ready))])


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
