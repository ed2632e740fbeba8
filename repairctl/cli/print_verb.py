"""`print`: documents of one record, of several, or of all that a filter or a month finds. Reads, calls one action, shows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from repairctl.cli.desk import Desk, Given
from repairctl.cli.kind_verbs import document_language
from repairctl.cli.list_verb import WhereTwice, count, filters_of, wanted
from repairctl.cli.print_options import WORDS
from repairctl.cli.record_words import WHERE
from repairctl.cli.said import NeedsOption
from repairctl.errors import Misuse, say
from repairctl.model import Kind, Label

if TYPE_CHECKING:
    from repairctl.actions.print_jobs import Job
    from repairctl.actions.printing import How
    from repairctl.office import Office

MANY = 10
"""Documents from which on a bar is worth its line."""
CHOOSES = ("status", "month")


class WhichDocument(Misuse):
    """No document was named."""

    def __init__(self, kind: Kind, known: Mapping[str, Label]) -> None:
        listed = [Label(f"{name} ({label.en})", f"{name} {label.zh}") for name, label in known.items()]
        super().__init__(say("Say which document: {known}.", known=listed), say("For example: {example}", example=_example(kind, known)))


class NamedAndFiltered(Misuse):
    """IDs, and a filter."""

    def __init__(self, name: str) -> None:
        super().__init__(say("Give {word} or a filter, not both: a filter finds the records.", word=name))


class NoWindows(Misuse):
    """Nothing can be shown here."""

    exit_code = 4

    def __init__(self) -> None:
        super().__init__(
            say("There is no screen here on which a window could be opened."), say("Leave --open away, and open the file elsewhere.")
        )


def _example(kind: Kind, known: Mapping[str, Label]) -> str:
    return f"repairctl {kind.name} print {kind.example} {next(iter(known))}"


def printed(kind: Kind, desk: Desk, given: Given) -> int:
    """Documents; 0: all were printed, else what the gravest of those left out says."""
    from repairctl.actions import print_jobs, print_sending
    from repairctl.cli import show_printed
    from repairctl.cli.progress import progress

    if given.on("open") and not desk.terminal.windows:
        raise NoWindows
    desk, office = desk.in_office()
    if again := given.text("as_printed"):
        done = print_jobs.as_printed(office, *_again(desk, again), how(desk, office, given))
    else:
        done = print_jobs.carried_out(office, job(desk, office, kind, given), how(desk, office, given), progress(desk, MANY))
    code = show_printed.printed(desk, done, kind)
    if given.on("open") and done.files:
        print_sending.opened(done.files)
    return code


def job(desk: Desk, office: Office, kind: Kind, given: Given) -> Job:
    """What is to be printed, as typed."""
    from repairctl.actions.print_choice import Wanted, chosen
    from repairctl.actions.print_jobs import Job

    names, documents = _words(kind, office, given)
    filters, month = _filters(office, kind, given), given.text("month")
    if names and (filters or month):
        raise NamedAndFiltered(names[0])
    if filters or month:
        ids = chosen(office, kind, Wanted(documents, filters, month))
        return Job(kind.name, ids, documents, _merged(office, documents, month or "_".join(filters.values()), given), skip=True)
    if not names:
        raise NeedsOption("ID", f"repairctl {kind.name} print 1")
    documents = documents or _asked_documents(desk, office, kind, names)
    several = len(names) > 1
    return Job(kind.name, names, documents, _merged(office, documents, f"{names[0]}_{len(names)}", given), skip=several)


def how(desk: Desk, office: Office, given: Given) -> How:
    """How it is printed, as typed. Raises NoSuchFormat, NotACount, NoSuchLanguage."""
    from repairctl.actions.print_files import FORMATS, NoSuchFormat
    from repairctl.actions.printing import AUTO, How

    for name in given.texts("to"):
        if name not in FORMATS:
            raise NoSuchFormat(name)
    return How(
        document_language(given.text("document_lang"), office),
        desk.path(given.text("out")) if given.text("out") else None,
        pdf=given.on("pdf"),
        paper=given.text("paper"),
        which=_which(given.text("which")),
        replace_missing=given.text("replace_missing"),
        to=given.texts("to"),
        send_to=given.text("send_to"),
        copies=count("--copies", given.text("copies") or "1"),
        really=given.on("sure"),
        engine=given.text("engine") or AUTO,
        archive=given.on("archive"),
    )


def _which(word: str) -> int:
    """Of which entry: its number; none is the last one, blank a form for the pen. Raises NotACount."""
    from repairctl.sheets.sheet import BLANK

    return BLANK if word in ("blank", "空白") else count("--which", word or "0")


def _words(kind: Kind, office: Office, given: Given) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The IDs, whole, and the documents among the words; a word without a figure is no ID of a record that is numbered."""
    from repairctl.actions import naming, printing
    from repairctl.actions.working import Working

    names: list[str] = []
    documents = [printing.document_named(one, kind.name) for one in given.texts("document")]
    for word in given.texts(WORDS):
        if printing.is_document(word, kind.name) or (names and not any(char.isdigit() for char in word)):
            documents.append(printing.document_named(word, kind.name))
        else:
            names.append(word)
    working = Working(office)
    ids = (working.full_id(kind, name)[1] for name in naming.meant(office, kind, names))
    return tuple(dict.fromkeys(ids)), tuple(dict.fromkeys(documents))


def _filters(office: Office, kind: Kind, given: Given) -> Mapping[str, str]:
    """What is asked of the columns: --status and every --where."""
    found = dict(filters_of(office, kind, given.texts(WHERE)))
    if text := given.text("status"):
        if "status" in found:
            raise WhereTwice("status", (found["status"], text))
        found["status"] = wanted(office, kind, "status", text)
    return found


def _merged(office: Office, documents: Sequence[str], what: str, given: Given) -> str:
    """The name of the one file; '' where each document has its own."""
    from repairctl import sheets

    if not given.on("merge"):
        return ""
    label = sheets.SHEETS[documents[0]].label if len(documents) == 1 else Label("documents", "单据")
    zh = document_language(given.text("document_lang"), office) == "zh"
    return f"{label.zh if zh else documents[0] if len(documents) == 1 else label.en}_{what}"


def _asked_documents(desk: Desk, office: Office, kind: Kind, ids: Sequence[str]) -> tuple[str, ...]:
    """Numbers or names of the sheets that the record has come to; the furthest is the default. Of several records each has its own.

    Raises WhichDocument.
    """
    from repairctl import sheets
    from repairctl.actions import printing

    if len(ids) > 1:
        return ()
    known = {name: one.label for name, one in sheets.of_kind(kind.name).items()}
    ready = printing.ready(office, ids[0]) if desk.asks else ()
    if not ready:
        raise WhichDocument(kind, known)
    listed = "  ".join(f"{number} {desk.tongue.label(known[name])}" for number, name in enumerate(ready, 1))
    answer = desk.ask(desk.tongue.say(say("Print which [{documents}] ({default})", documents=listed, default=len(ready)))).split()
    words = [ready[int(one) - 1] if one.isdecimal() and 0 < int(one) <= len(ready) else one for one in answer or [str(len(ready))]]
    return tuple(dict.fromkeys(printing.document_named(one, kind.name) for one in words))


def _again(desk: Desk, typed: str) -> tuple[str, bytes]:
    """What stands after --as-printed, and the bytes where it is a file."""
    path = desk.path(typed)
    return typed, path.read_bytes() if path.is_file() else b""
