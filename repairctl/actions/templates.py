"""The office's templates: which there are and in what state, one begun from the shipped one, one recorded after it was edited."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import Literal

from msgspec import Struct

from repairctl import sheets
from repairctl.actions import requests
from repairctl.actions.me import me, who
from repairctl.actions.writing import LOCK_SECONDS
from repairctl.edges import pack, printings
from repairctl.edges.documents import Documents
from repairctl.edges.history import Message
from repairctl.edges.transaction import Transaction, Write
from repairctl.errors import Misuse, RepairError, Sentence, say
from repairctl.model import Label, Minute
from repairctl.office import Office

FOLDER = "templates"
State = Literal["shipped", "copy", "own", "broken"]


class NoSuchTemplate(Misuse):
    """A word that is no document."""

    def __init__(self, word: str) -> None:
        known = ", ".join(f"{one.name} {one.label.zh}" for one in sheets.ALL.values())
        super().__init__(say("{word} is no document; there are: {known}.", word=word or "''", known=known))


class OwnIsThere(RepairError):
    """The office has such a template already."""

    def __init__(self, path: str, name: str) -> None:
        super().__init__(say("{path} is there already.", path=path), say("Change it: repairctl template edit {name}", name=name))


class NoOwn(RepairError):
    """The office has no copy of its own, and what is shipped is not changed."""

    def __init__(self, sheet: sheets.Sheet) -> None:
        super().__init__(
            say("The office has no {document} template of its own; the shipped one is used.", document=sheet.label),
            say("Make a copy first: repairctl template new {kind} {name}", kind=sheet.kind, name=sheet.name),
        )


class Template(Struct, frozen=True):
    """The template of a document: `state` says whether it is the shipped one, a copy of it, the office's own, or one that cannot be
    printed and why; `last` when the document was last printed here.
    """

    name: str
    kind: str
    label: Label
    path: str
    state: State
    papers: tuple[str, ...]
    problem: Sentence | None = None
    last: Minute | None = None


def listed(office: Office) -> Iterator[Template]:
    """One for every document, in the order of their kinds."""
    last: dict[str, Minute] = {}
    for one in printings.every(office.root):
        last[one.document] = max(one.at, last.get(one.document, one.at))
    for sheet in sheets.ALL.values():
        state, problem = _state(office, sheet)
        yield Template(
            sheet.name, sheet.kind, sheet.label, path_of(sheet), state, () if sheet.message else sheet.papers, problem, last.get(sheet.name)
        )


def _state(office: Office, sheet: sheets.Sheet) -> tuple[State, Sentence | None]:
    if documents_of(office).shipped(sheet.template):
        return ("copy" if office.store.exists(path_of(sheet)) else "shipped"), None
    from repairctl.actions.template_trials import rendered

    try:
        for _ in rendered(office, sheet, documents_of(office)):
            pass
    except RepairError as refusal:
        return "broken", refusal.sentences[0]
    return "own", None


def named(word: str) -> sheets.Sheet:
    """The document that a word means: its name, its path below templates/, or its label in either language. Raises NoSuchTemplate."""
    for one in sheets.ALL.values():
        if word.strip().removeprefix(f"{FOLDER}/") in (one.name, one.template, f"{one.kind}/{one.name}", one.label.en, one.label.zh):
            return one
    raise NoSuchTemplate(word)


def path_of(sheet: sheets.Sheet) -> str:
    return f"{FOLDER}/{sheet.template}"


def documents_of(office: Office) -> Documents:
    """The office's templates before the shipped ones."""
    return Documents((office.root / FOLDER, pack.folder(FOLDER)))


def text_of(office: Office, sheet: sheets.Sheet) -> str:
    """The text by which a document is printed now: the office's own, else the shipped one."""
    if office.store.exists(path_of(sheet)):
        return office.store.bytes_of(path_of(sheet)).decode("utf-8", "replace").replace("\r\n", "\n")
    return (pack.folder(FOLDER) / sheet.template).read_text(encoding="utf-8")


def own(office: Office, sheet: sheets.Sheet) -> tuple[str, bytes]:
    """The office's own template, as text and as its bytes. Raises NoOwn."""
    if not office.store.exists(path_of(sheet)):
        raise NoOwn(sheet)
    return text_of(office, sheet), office.store.bytes_of(path_of(sheet))


def begun(office: Office, sheet: sheets.Sheet, like: sheets.Sheet, by: str) -> str:
    """Copies the template that prints `like` into the office as the one of `sheet`, in one commit; gives its ID. Raises OwnIsThere."""
    if office.store.exists(path_of(sheet)):
        raise OwnIsThere(path_of(sheet), sheet.name)
    return _written(office, sheet, text_of(office, like), None, f"template {sheet.name}: copied from {like.name}", by)


def recorded(office: Office, sheet: sheets.Sheet, was: bytes, text: str, by: str) -> str:
    """The edited text of a template in one commit; gives its ID. Raises ChangedMeanwhile where the file is no more what it was."""
    return _written(office, sheet, text, was, f"template {sheet.name}: edited", by)


def _written(office: Office, sheet: sheets.Sheet, text: str, was: bytes | None, said: str, by: str) -> str:
    trailers = [("By", who(office, by)), *([("Recorder", recorder)] if (recorder := me(office)) else []), *requests.trailers(office)]
    with Transaction(office.root, office.history.git_dir, LOCK_SECONDS) as transaction:
        requests.new(office)
        return transaction.commit([Write(PurePosixPath(path_of(sheet)), text.encode(), was)], Message(said, "", tuple(trailers)))
