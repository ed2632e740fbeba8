"""Pages into files: each as it was asked for, whole or not at all, with a manifest beside it that says what it was made of."""

from __future__ import annotations

import hashlib
import json
import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

from msgspec.structs import asdict, replace

from repairctl import __version__
from repairctl.actions.print_pages import Page, keywords
from repairctl.actions.printing import AUTO, How, TwoEngines
from repairctl.edges import durable, glyphs, html_many, html_parts, pdf, pictures, plain_text, word_file
from repairctl.edges.printings import Printing
from repairctl.errors import Misuse, say

FORMATS = ("html", "pdf", "png", "docx", "text")
LONGEST = 60
MANIFEST = ".manifest.json"
Files = dict[Path, bytes]


class NoSuchFormat(Misuse):
    """It is printed as none of these."""

    def __init__(self, name: str) -> None:
        super().__init__(say("Nothing is printed as {name}; there are: {known}.", name=name, known=", ".join(FORMATS)))


def stem(folder: Path, name: str) -> Path:
    """A path without its ending that every system takes: no folder in it, no sign that Windows refuses, at most 60 characters."""
    safe = "".join("-" if char in '<>:"/\\|?*' or unicodedata.category(char).startswith("C") else char for char in name)
    return folder / (re.sub(r"\s+", "_", safe).strip("._ ")[:LONGEST].rstrip("._ ") or "-")


def alone(page: Page, base: Path, how: How) -> tuple[Files, Printing]:
    """The files of one page, not written yet, and the note with their digests. Raises NoPdfEngine, NoPictures and what engines raise."""
    by = _maker(page.html, base, how)
    made = pdf.pdf(page.html, page.day, page.note.number, by) if by else b""
    files = dict(_made(page.html, made, base, how.formats))
    engine = str(by or "")
    digests = {"html": _digest(page.html.encode()), "pdf": _digest(made) if made else ""}
    return files, replace(page.note, engine=engine, **digests)


def together(pages: Sequence[Page], base: Path, how: How) -> tuple[Files, tuple[Printing, ...]]:
    """The files of many pages in one, not written yet, and their notes."""
    told_of = keywords([one.note for one in pages])
    html = html_many.many([one.html for one in pages], told_of)
    by = _maker(html, base, how)
    made = pdf.book((one.html for one in pages), pages[-1].day, base.name, by, told_of) if by else b""
    files = dict(_made(html, made, base, how.formats))
    engine = str(by or "")
    digests = {"html": _digest(html.encode()), "pdf": _digest(made) if made else ""}
    return files, tuple(replace(one.note, engine=engine, **digests) for one in pages)


def written(files: Files, base: Path, notes: Sequence[Printing]) -> Path:
    """Writes them, the manifest last; where that lies. Raises CannotWrite."""
    for path, data in files.items():
        laid(path, data)
    path = base.with_name(base.name + MANIFEST)
    durable.write_whole(path, manifest(files, notes), str(path))
    return path


def laid(path: Path, data: bytes) -> None:
    """One file, and beside HTML the fonts that it names. Raises CannotWrite."""
    durable.write_whole(path, data, str(path))
    if path.suffix == ".html":
        lay_fonts(path.parent / glyphs.BESIDE)


def manifest(files: Mapping[Path, bytes], notes: Sequence[Printing]) -> bytes:
    """JSON with sorted keys: `files`, each with its SHA-256; `printed`, a row for each document as `edges.printings.Printing` says.

    `manifest` names this form, 1; keys are only ever added to it. The same print makes the same bytes.
    """
    held = {
        "manifest": "repairctl print 1",
        "tool": f"repairctl {__version__}",
        "files": {path.name: _digest(data) for path, data in files.items()},
        "printed": [asdict(one) for one in notes],
    }
    return (json.dumps(held, ensure_ascii=False, sort_keys=True, indent=1) + "\n").encode()


def maker(how: How) -> pdf.Engine:
    """What makes the PDF. Raises NoSuchEngine, EngineMissing, TwoEngines, NoPdfEngine."""
    if how.archive and how.engine not in (AUTO, "weasyprint"):
        raise TwoEngines(how.engine)
    return pdf.archivist() if how.archive else pdf.chosen(how.engine)


def _maker(html: str, base: Path, how: How) -> pdf.Engine | None:
    """What makes the PDF, where it or pictures of it are wanted; where nothing does, the HTML is laid down before that is said."""
    if not {"pdf", "png"} & {*how.formats}:
        return None
    try:
        return maker(how)
    except pdf.NoPdfEngine:
        path = base.with_name(base.name + ".html")
        laid(path, html.encode())
        raise pdf.NoPdfEngine(str(path)) from None


def _made(html: str, made: bytes, base: Path, formats: Sequence[str]) -> Iterator[tuple[Path, bytes]]:
    for name in formats:
        if name == "png":
            yield from _pictures(made, base)
        else:
            ending = "txt" if name == "text" else name
            yield base.with_name(f"{base.name}.{ending}"), made if name == "pdf" else MAKERS[name](html)


def _pictures(made: bytes, base: Path) -> Iterator[tuple[Path, bytes]]:
    """One file a page, numbered where there are several."""
    pages = list(pictures.pictures(made))
    for number, data in enumerate(pages, 1):
        yield base.with_name(f"{base.name}-{number}.png" if len(pages) > 1 else f"{base.name}.png"), data


def _text(html: str) -> bytes:
    return plain_text.text(html_parts.blocks(html)).encode()


def _word(html: str) -> bytes:
    return word_file.document(html_parts.blocks(html))


MAKERS: Mapping[str, Callable[[str], bytes]] = {"html": str.encode, "text": _text, "docx": _word}


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def lay_fonts(folder: Path) -> None:
    """The fonts that the HTML names, for whoever opens it in a browser; they are left alone where they lie already."""
    for name in glyphs.FILES:
        data, there = glyphs.FONTS / name, folder / name
        if not there.exists() or there.stat().st_size != data.stat().st_size:
            durable.write_whole(there, data.read_bytes(), str(there))
