"""A printed file held against the same document made again: whether it is that one to the byte, or in what its text differs."""

from __future__ import annotations

import hashlib
from difflib import ndiff

from msgspec import Struct

from repairctl.actions import print_again
from repairctl.actions.paper_claims import Claim
from repairctl.edges import html_parts, pdf, pdf_reading, printings
from repairctl.errors import RepairError, Sentence, say
from repairctl.office import Office

AS_PRINTED, SAME_TEXT, ALTERED, NOT_COMPARED = "as printed", "same text", "altered", "not compared"


class Compared(Struct, frozen=True):
    """`result`: it is the file that was printed, byte for byte; its text is the same; it says something else; or `why` nobody can tell.

    `gone` are the lines that it should have and has not, `new` those that it has instead.
    """

    result: str
    gone: tuple[str, ...] = ()
    new: tuple[str, ...] = ()
    why: Sentence | None = None


def compared(office: Office, claim: Claim) -> Compared | None:
    """The file of a claim, with what was noted of it when it was printed here, else made again. None where no file was handed in."""
    if not claim.data or claim.note is None:
        return None
    if _digest(claim.data) in _noted(office, claim):
        return Compared(AS_PRINTED)
    if claim.others:
        return Compared(NOT_COMPARED, why=say("it holds several documents, and is not the file that was printed here"))
    try:
        page = print_again.made_again(office, claim.note)
        is_pdf = claim.data.startswith(b"%PDF-")
        again = pdf.pdf(page.html, page.day, page.note.number) if is_pdf else page.html.encode()
    except RepairError as refusal:
        return Compared(NOT_COMPARED, why=refusal.sentences[0])
    if again == claim.data:
        return Compared(AS_PRINTED)
    if page.note.code != claim.code:
        return Compared(NOT_COMPARED, why=say("it was printed from what was not recorded then"))
    if page.note.template != claim.note.template:
        return Compared(NOT_COMPARED, why=say("it was made by a template that is not here any more"))
    found = _by_text(claim.data, again)
    return Compared(ALTERED) if found.result == SAME_TEXT and not is_pdf else found


def _by_text(given: bytes, again: bytes) -> Compared:
    """Line by line, as a reader would copy the two."""
    texts = [pdf_reading.text(one) if one.startswith(b"%PDF-") else html_parts.words(html_parts.blocks(one.decode("utf-8", "replace")))
             for one in (again, given)]  # fmt: skip
    if None in texts:
        return Compared(NOT_COMPARED, why=say("its bytes are others, and without pypdf its text cannot be read"))
    first, second = (str(text).splitlines() for text in texts)
    lines = list(ndiff(first, second))
    gone, new = (tuple(line[2:] for line in lines if line.startswith(sign)) for sign in ("- ", "+ "))
    return Compared(ALTERED, gone, new) if gone or new else Compared(SAME_TEXT)


def _noted(office: Office, claim: Claim) -> set[str]:
    """The digests of the files that were printed here with this code."""
    return {digest for one in printings.kept(office.root, claim.id) if one.code == claim.code for digest in (one.html, one.pdf) if digest}


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
