"""Printing one record's sheet: the view is made by the rules side, the paper by the documents' door; files land whole or not at all."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from repairctl import checks, records, sheets
from repairctl.actions.judged import Judge, references
from repairctl.actions.looking import people
from repairctl.actions.others import named_places, others_of
from repairctl.actions.outcomes import Printed
from repairctl.actions.working import Working
from repairctl.edges import durable, glyphs, pack, printings
from repairctl.edges import pdf as paper
from repairctl.edges.documents import Documents
from repairctl.errors import Misuse, RepairError, say
from repairctl.kinds import KINDS
from repairctl.model import Finding, Minute, Plain, Record, Says, moment_of
from repairctl.office import Office
from repairctl.policies import Book
from repairctl.refusals import verb
from repairctl.sheets.papers import PAPERS, Paper
from repairctl.sheets.sheet import BLANK


class How(Struct, frozen=True):
    """How a document is printed: its language, the folder it is laid in (default: out/ in the office), whether as PDF too, on which paper
    (default: the usual one of the document), for which of its entries (0: the last; BLANK: a form for the pen), and what stands for a
    character the font lacks.
    """

    lang: str
    out: Path | None = None
    pdf: bool = False
    paper: str = ""
    which: int = 0
    replace_missing: str = ""


class NoSuchDocument(Misuse):
    """The kind has no such sheet."""

    def __init__(self, name: str, kind: str) -> None:
        known = ", ".join(f"{key} {one.label.zh}" for key, one in sheets.of_kind(kind).items())
        super().__init__(say("{name} is no sheet of {kind}; there are: {known}.", name=name, kind=kind, known=known or "-"))


class NoSuchPaper(Misuse):
    """The document is not made for that paper."""

    def __init__(self, sheet: sheets.Sheet, name: str) -> None:
        known = ", ".join(f"{one} {PAPERS[one].label.zh}" for one in sheet.papers)
        super().__init__(say("{document} is not printed on {paper}; there are: {known}.", document=sheet.label, paper=name, known=known))


class NoBlank(Misuse):
    """The sheet is no form for the pen."""

    def __init__(self, record: Record, sheet: sheets.Sheet) -> None:
        super().__init__(say("{document} of {id} is no form for the pen; leave --which blank out.", document=sheet.label, id=record.id))


class NoSuchEntry(RepairError):
    """There are not so many."""

    def __init__(self, record: Record, sheet: sheets.Sheet, which: int) -> None:
        many = len(record.of.get(sheet.each, ())) if sheet.each else 1
        super().__init__(
            say("{id} has {n} for which there is a {document}, and no number {which}.", id=record.id, n=many, document=sheet.label,
                which=which),
            say("See them: repairctl {kind} show {id}", kind=record.kind.name, id=record.id),
        )  # fmt: skip


class TooEarlyToPrint(RepairError):
    """The record has not come so far."""

    def __init__(self, record: Record, document: str) -> None:
        sheet = sheets.ALL[document]
        step = (*sheet.after, sheet.each)[0]
        super().__init__(
            say("{id} is {status}; its {document} comes after {step}.", id=record.id, status=record.kind.status_label(record.status),
                document=document, step=verb(step)),
            say("Take that step first: repairctl {kind} {step} {id}", kind=record.kind.name, step=verb(step), id=record.id),
        )  # fmt: skip


class NothingToTell(RepairError):
    """What the sheet is about was not filled in."""

    def __init__(self, record: Record, sheet: sheets.Sheet) -> None:
        path = sheet.lacking(record)
        field = record.kind.field_at(path)
        super().__init__(
            say("{id} has no {field}; its {document} tells of that.", id=record.id, field=field.label if field else path,
                document=sheet.label),
            say("Fill it in first: repairctl {kind} amend {id} {path}=.. --why ..", kind=record.kind.name, id=record.id, path=path),
        )  # fmt: skip


class NotAsComputed(RepairError):
    """What the sheet would say is not what its acts compute: it would be a paper that nobody can stand by."""

    exit_code = 1

    def __init__(self, id: str, document: str, findings: Sequence[Finding]) -> None:
        super().__init__(
            say("{document} of {id} is not printed: the record is not what its steps compute.", document=document, id=id),
            *(say("{path}:{line}: {sentence}", path=f.where[0], line=f.where[1], sentence=f.sentence) for f in findings if f.where),
            say("repairctl check {id} tells how to mend it; then print again.", id=id),
        )


def printed(office: Office, name: str, document: str, how: How) -> Printed:
    """Writes a sheet as HTML and, when asked, as PDF. Raises NoSuchDocument, NoSuchPaper, NoSuchEntry, TooEarlyToPrint, NotAsComputed …"""
    working = Working(office)
    kind, id = working.full_id(None, name)
    sheet = sheets.SHEETS[document_named(document, kind.name)]
    record = records.as_of(working.load(kind, id).record, office.as_of)
    view = view_of(office, working, record, sheet, how)
    documents = Documents((office.root / "templates", pack.folder("templates")))
    html = documents.html(sheet.template, view, replace_missing=how.replace_missing)
    done = _written(html, view, _stem(office, sheet, view, how), how.pdf)
    printings.keep(office.root, id, printings.Printing(sheet.name, office.now, done.code, how.lang))
    return done


def view_of(office: Office, working: Working, record: Record, sheet: sheets.Sheet, how: How) -> sheets.View:
    """What a sheet shows of a record. Raises NoSuchPaper, NoSuchEntry, TooEarlyToPrint, NothingToTell, NotAsComputed."""
    if not sheet.reached(record):
        raise TooEarlyToPrint(record, sheet.name)
    if sheet.lacking(record):
        raise NothingToTell(record, sheet)
    if how.which and not sheet.held(record, how.which):
        raise NoBlank(record, sheet) if how.which == BLANK else NoSuchEntry(record, sheet, how.which)
    if wrong := _not_as_computed(office, working, record, sheet.name):
        raise NotAsComputed(record.id, sheet.name, wrong)
    around = around_of(office, working, record, sheet.name, how.lang)
    return sheets.view(sheet.name, record, replace(around, which=how.which, paper=_paper(sheet, how.paper)))


def _paper(sheet: sheets.Sheet, name: str) -> Paper:
    named = name or sheet.papers[0]
    if named not in sheet.papers:
        raise NoSuchPaper(sheet, named)
    return PAPERS[named]


def _not_as_computed(office: Office, working: Working, record: Record, sheet: str) -> Sequence[Finding]:
    """The computed values on this sheet that differ from what their steps compute."""
    told, values = sheets.ALL[sheet], Judge(office, working).values()
    places = {str(entry.place) for entry in record.log if entry.step in told.steps}
    differing = (one for one in checks.frozen(record, values) if one.says is Says.FAIL)
    return [
        one for one in differing if (owner := one.subject.item.split("."))[0] in told.boxes or (owner[0] == "log" and owner[1] in places)
    ]


def named(office: Office, kind: str, name: str) -> str:
    """The full ID of a record of a kind as typed. Raises WrongKind, NoSuchRecord …"""
    working = Working(office)
    return working.load(*working.full_id(KINDS[kind], name)).record.id


def ready(office: Office, name: str) -> tuple[str, ...]:
    """The sheets that a record has come to, the one of its latest step last. Raises NoSuchRecord."""
    working = Working(office)
    kind, id = working.full_id(None, name)
    record = records.as_of(working.load(kind, id).record, office.as_of)
    reached = {name: one for name, one in sheets.of_kind(kind.name).items() if one.ready(record)}
    return tuple(sorted(reached, key=lambda name: _reached(reached[name], record)))


def _reached(sheet: sheets.Sheet, record: Record) -> tuple[Minute, bool]:
    """When the last of the steps was taken after which there is something to say; of one moment, forms for the pen come first."""
    return _since(sheet, record), not sheet.each or sheet.each in record.of


def _since(sheet: sheets.Sheet, record: Record) -> Minute:
    return max((entry.at for step in (sheet.each, *sheet.after) for entry in record.of.get(step, ())), default=0)


def document_named(name: str, kind: str) -> str:
    """The sheet that a name means: its key, or its label in either language."""
    for key, one in sheets.of_kind(kind).items():
        if name.strip() in (key, one.label.en, one.label.zh, one.label.zh.removesuffix("单")):
            return key
    raise NoSuchDocument(name, kind)


def _written(html: str, view: sheets.View, stem: Path, pdf: bool) -> Printed:
    page, made = stem.with_suffix(".html"), stem.with_suffix(".pdf")
    durable.write_whole(page, html.encode(), str(page))
    _lay_fonts(stem.parent / glyphs.BESIDE)
    if not pdf:
        return Printed((page,), "", str(view["code"]))
    engine = paper.engine()
    if not engine:
        raise paper.NoPdfEngine(str(page))
    printed_on = view["printed"]
    assert isinstance(printed_on, date)
    durable.write_whole(made, paper.pdf(html, printed_on, str(view["number"])), str(made))
    return Printed((page, made), engine, str(view["code"]))


def _lay_fonts(folder: Path) -> None:
    """The fonts that the HTML names, for whoever opens it in a browser; they are left alone where they lie already."""
    for name in glyphs.FILES:
        data, there = glyphs.FONTS / name, folder / name
        if not there.exists() or there.stat().st_size != data.stat().st_size:
            durable.write_whole(there, data.read_bytes(), str(there))


def _stem(office: Office, sheet: sheets.Sheet, view: Mapping[str, object], how: How) -> Path:
    name = sheet.label.zh if how.lang == "zh" else sheet.name
    return (how.out or office.root / "out") / f"{name}_{view['number']}"


def around_of(office: Office, working: Working, record: Record, sheet: str, lang: str) -> sheets.Around:
    judge = Judge(office, working)
    verdicts = judge.verdicts(record, office.as_of)
    settled = entry.at if (entry := record.last("settle")) else office.as_of
    others = others_of(working, record, sheets.ALL[sheet].others)
    known = {id: held for one in (*others, record) for id, held in people(office, working, one).items()}
    priced = _tables(judge.book, settled) if "settle" in sheets.ALL[sheet].steps else set()
    return sheets.Around(
        office.settings,
        known,
        named_places(working, record),
        office.zone,
        lang,
        moment_of(office.now, office.zone).date(),
        office.history.head()[:12] if office.history.folder else "",
        policy=sorted({one.rule.split()[0] for one in verdicts if one.rule} | priced),
        verdicts=verdicts,
        certificates=_certificates(working, record),
        items=table.rows if (table := judge.book.table("prices.book", settled)) else {},
        taxes=table.rows if (table := judge.book.table("taxes.rates", settled)) else {},
        others=others,
    )


def _tables(book: Book, at: Minute) -> set[str]:
    """The versions of the price book and of the tax rates in force at a moment."""
    series = (book.series.get(name) for name in ("prices", "taxes"))
    return {version.name for one in series if one for version in one.in_force(at)}


def _certificates(working: Working, record: Record) -> Mapping[str, Sequence[Mapping[str, Plain]]]:
    staff = (one for one in map(working.find, references(record)) if one is not None and one.kind is KINDS["staff"])
    return {one.id: one.rows("certificates") for one in staff}
