"""What a paper says of itself: the code on it, and as much of number, record and commit as was handed in. Looks nothing up in git."""

from __future__ import annotations

import re
from collections.abc import Iterator

from msgspec import Struct
from msgspec.structs import replace

from repairctl import sheets
from repairctl.actions.print_again import notes_in
from repairctl.actions.working import Working
from repairctl.edges.printings import Printing
from repairctl.errors import Misuse, RepairError, say
from repairctl.inputs.typed import plain
from repairctl.model import Kind
from repairctl.office import Office

CODE = re.compile(r"(?<![0-9a-z-])[0-9a-f]{4}-[0-9a-f]{4}(?![0-9a-z-])")
COMMIT = re.compile(r"[0-9a-f]{12,64}")
MARK = "repairctl"
LONGEST = 1 << 16


class NoPaper(Misuse):
    """Nothing in it says which document it is."""

    def __init__(self, typed: str) -> None:
        super().__init__(
            say("{typed} does not say which document it is.", typed=typed),
            say("Give the code beside the page number, with the number of the document: repairctl verify JS-20260307-001 3f9a-07c1"),
        )


class Claim(Struct, frozen=True):
    """What is to be verified: the code; '' and None where the paper, or as much of it as was handed in, does not say it.

    `which` entry, 0: not said. `note`: what a file of ours says of itself, `data` its bytes, where it holds the document itself, alone or
    with `others`.
    """

    code: str
    kind: Kind | None = None
    id: str = ""
    document: str = ""
    which: int = 0
    commit: str = ""
    note: Printing | None = None
    data: bytes = b""
    others: bool = False


def in_file(office: Office, name: str, data: bytes) -> tuple[Claim, ...]:
    """The documents that a file is or names: a PDF or HTML of ours, a manifest, the text of a QR code. Raises NoPaper."""
    notes = notes_in(data)
    if not notes:
        if data.lstrip().startswith((b"%PDF-", b"<")) or len(data) > LONGEST:  # what it shows is not what it says of itself
            raise NoPaper(name)
        try:
            return (in_text(office, data.decode("utf-8", "replace")),)
        except NoPaper:
            raise NoPaper(name) from None  # what stands in a stranger's file is not shown
    whole = b"" if data.lstrip().startswith(b"{") else data
    return tuple(replace(_claim(office, one, whole), others=len(notes) > 1) for one in notes)


def in_text(office: Office, text: str) -> Claim:
    """What a photographed QR code, a code, or a number and a code say, in any order, on one line or several. Raises NoPaper."""
    told = plain(text.replace("\n", " ")).casefold()
    found = CODE.search(told)
    if not found:
        raise NoPaper("".join(char if char.isprintable() else "?" for char in text.strip()[:60]))
    words = [word.strip(".,;:").upper() for word in (told[: found.start()] + " " + told[found.end() :]).split()]
    commit = next((word.lower() for word in words if COMMIT.fullmatch(word.lower())), "")
    for kind, id, document, which in (one for word in words for one in _named(office, word)):
        return Claim(found[0], kind, id, document, which, commit)
    return Claim(found[0], commit=commit)


def _claim(office: Office, note: Printing, data: bytes) -> Claim:
    sheet = sheets.ALL.get(note.document)
    kind, id = Working(office).full_id(None, note.record)
    return Claim(note.code, kind, id, sheet.name if sheet else "", note.which, note.commit, note, data)


def _named(office: Office, word: str) -> Iterator[tuple[Kind, str, str, int]]:
    """What a word is the number of: first a document, then a record."""
    working = Working(office)
    for sheet in sheets.SHEETS.values():
        if sheet.prefix and word.startswith(f"{sheet.prefix}-"):
            for id, which in _behind(word, sheet):
                yield from ((kind, full, sheet.name, which) for kind, full in _record(working, id) if kind.name == sheet.kind)
    if "-" in word and any(char.isdigit() for char in word):
        yield from ((kind, id, "", 0) for kind, id in _record(working, word))


def _behind(word: str, sheet: sheets.Sheet) -> Iterator[tuple[str, int]]:
    """The record that a document's number means: WO-20260307-001 is behind JS-20260307-001, and the second entry behind SJ-..-001-2."""
    from repairctl.kinds import KINDS

    kind, rest, which = KINDS[sheet.kind], word.removeprefix(f"{sheet.prefix}-"), ""
    if sheet.each:
        rest, _, which = rest.rpartition("-")
    yield (f"{kind.prefix}-{rest}" if kind.numbering == "dated" else rest), int(which) if which.isdecimal() else 0


def _record(working: Working, word: str) -> Iterator[tuple[Kind, str]]:
    try:
        yield working.full_id(None, word)
    except RepairError:
        return
