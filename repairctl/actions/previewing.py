"""A document made of a sample record, marked as such on every page: to be looked at, and taken for no paper of the office."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from msgspec import Struct

from repairctl import sheets
from repairctl.actions import samples
from repairctl.actions.print_files import lay_fonts
from repairctl.actions.printing import NoSuchPaper
from repairctl.actions.template_trials import page_of
from repairctl.actions.templates import documents_of
from repairctl.edges import durable, glyphs
from repairctl.edges import pdf as paper
from repairctl.errors import Misuse, RepairError, say
from repairctl.model import Record
from repairctl.office import Office

MARK = (
    '<div style="position: fixed; top: 40%; left: 0; width: 100%; text-align: center; font-size: 48pt; color: #e3e6ea; z-index: -1">'
    "样张 SAMPLE</div>"
)
TEXT_MARK = "【样张 SAMPLE】"


class NoSuchSample(RepairError):
    """There is no such sample of which the document says something."""

    def __init__(self, sheet: sheets.Sheet, name: str, known: tuple[str, ...]) -> None:
        super().__init__(
            say(
                "{name} is no sample for {document}; there are: {known}.",
                name=name or "-",
                document=sheet.label,
                known=", ".join(known) or "-",
            )
        )


class NoSuchForm(Misuse):
    """A preview is a page or a PDF."""

    def __init__(self, file: str) -> None:
        super().__init__(say("{file} ends neither in .html nor in .pdf.", file=file))


class Wanted(Struct, frozen=True):
    """Which sample ('' the first), in which language, on which paper ('' the usual one), by which engine, into which file (None: out/)."""

    sample: str = ""
    lang: str = "zh"
    paper: str = ""
    engine: str = "auto"
    out: Path | None = None


class Previewed(Struct, frozen=True):
    """A file that was written (None: a message, which is only shown), the text of a message, and the engine that made a PDF."""

    file: Path | None = None
    text: str = ""
    engine: str = ""


def previewed(office: Office, sheet: sheets.Sheet, wanted: Wanted) -> Previewed:
    """The preview of a document. Raises NoSuchSample, NoSuchPaper, NoSuchForm and what printing raises."""
    if wanted.paper and wanted.paper not in sheet.papers:
        raise NoSuchPaper(sheet, wanted.paper)
    view = samples.view(office, sheet, _sample(office, sheet, wanted.sample), wanted.lang, wanted.paper)
    page = page_of(sheet, documents_of(office), view)
    if sheet.message:
        return Previewed(text=f"{TEXT_MARK}\n{page}")
    file = wanted.out or office.root / "out" / f"sample_{sheet.name}.html"
    return _written(file, page.replace("</body>", f"{MARK}</body>", 1) if "</body>" in page else page + MARK, view, wanted)


def _sample(office: Office, sheet: sheets.Sheet, name: str) -> Record:
    known = {one.id: one for one in samples.of_sheet(office, sheet)}
    found = known.get(name) if name else next(iter(known.values()), None)
    if found is None:
        raise NoSuchSample(sheet, name, tuple(known))
    return found


def _written(file: Path, page: str, view: sheets.View, wanted: Wanted) -> Previewed:
    if file.suffix == ".html":
        durable.write_whole(file, page.encode(), str(file))
        lay_fonts(file.parent / glyphs.BESIDE)
        return Previewed(file)
    if file.suffix != ".pdf":
        raise NoSuchForm(file.name)
    engine, day = paper.chosen(wanted.engine), view["printed"]
    assert isinstance(day, date)
    durable.write_whole(file, paper.pdf(page, day, "SAMPLE", engine), str(file))
    return Previewed(file, engine=str(engine))
