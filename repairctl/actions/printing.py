"""Printing one record's sheet: the view is made by the rules side, the paper by the documents' door; files land whole or not at all."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

from repairctl import checks, records, sheets
from repairctl.actions.judged import Judge, references
from repairctl.actions.looking import people, places
from repairctl.actions.outcomes import Printed
from repairctl.actions.working import Working
from repairctl.edges import durable, glyphs, pack, printings
from repairctl.edges import pdf as paper
from repairctl.edges.documents import Documents
from repairctl.errors import Misuse, RepairError, say
from repairctl.kinds import KINDS
from repairctl.model import Finding, Label, Minute, Plain, Record, Says, moment_of
from repairctl.office import Office
from repairctl.policies import Book
from repairctl.refusals import verb

DOCUMENTS: Mapping[str, Mapping[str, Label]] = {
    "order": {
        "settlement": Label("statement of charges", "结算单"),
        "acceptance": Label("acceptance sheet", "验收单"),
        "dispatch": Label("dispatch slip", "派工单"),
    }
}
"""The sheets of each kind, with the names that people give them."""
MESSAGES: Mapping[str, Mapping[str, Label]] = {"order": {"slip": Label("message to the technician", "派工短信")}}
"""What goes out as plain text."""


class NoSuchDocument(Misuse):
    """The kind has no such sheet."""

    def __init__(self, name: str, kind: str) -> None:
        known = ", ".join(f"{key} {label.zh}" for key, label in DOCUMENTS.get(kind, {}).items())
        super().__init__(say("{name} is no sheet of {kind}; there are: {known}.", name=name, kind=kind, known=known or "-"))


class TooEarlyToPrint(RepairError):
    """The record has not come so far."""

    def __init__(self, record: Record, document: str, step: str) -> None:
        super().__init__(
            say("{id} is {status}; its {document} comes after {step}.", id=record.id, status=record.kind.status_label(record.status),
                document=document, step=verb(step)),
            say("Take that step first: repairctl {kind} {step} {id}", kind=record.kind.name, step=verb(step), id=record.id),
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


def printed(
    office: Office, name: str, document: str, *, lang: str, out: Path | None = None, pdf: bool = False, replace_missing: str = ""
) -> Printed:
    """Writes a sheet as HTML and, when asked, as PDF, into a folder (default: out/ in the office).

    Raises TooEarlyToPrint, NotAsComputed, NoGlyph …
    """
    working = Working(office)
    kind, id = working.full_id(None, name)
    sheet = document_named(document, kind.name)
    record = records.as_of(working.load(kind, id).record, office.as_of)
    if (step := sheets.SHEETS[sheet].after) not in record.of:
        raise TooEarlyToPrint(record, sheet, step)
    if wrong := _not_as_computed(office, working, record, sheet):
        raise NotAsComputed(id, sheet, wrong)
    view = sheets.view(sheet, record, around_of(office, working, record, sheet, lang))
    documents = Documents((office.root / "templates", pack.folder("templates")))
    html = documents.html(f"{kind.name}/{sheet}.html.j2", view, replace_missing=replace_missing)
    done = _written(html, view, _stem(office, out, sheet, view, lang), pdf)
    printings.keep(office.root, id, printings.Printing(sheet, office.now, done.code, lang))
    return done


def _not_as_computed(office: Office, working: Working, record: Record, sheet: str) -> Sequence[Finding]:
    """The computed values on this sheet that differ from what their steps compute."""
    told, values = sheets.ALL[sheet], Judge(office, working).values()
    places = {str(entry.place) for entry in record.log if entry.step in told.steps}
    differing = (one for one in checks.frozen(record, values) if one.says is Says.FAIL)
    return [
        one for one in differing if (owner := one.subject.item.split("."))[0] in told.boxes or (owner[0] == "log" and owner[1] in places)
    ]


def ready(office: Office, name: str) -> tuple[str, ...]:
    """The sheets that a record has come to, the one of its latest step last. Raises NoSuchRecord."""
    working = Working(office)
    kind, id = working.full_id(None, name)
    record = records.as_of(working.load(kind, id).record, office.as_of)
    reached = [one for one in DOCUMENTS.get(kind.name, {}) if sheets.SHEETS[one].after in record.of]
    return tuple(sorted(reached, key=lambda one: record.of[sheets.SHEETS[one].after][-1].at))


def document_named(name: str, kind: str) -> str:
    """The sheet that a name means: its key, or its label in either language."""
    for key, label in DOCUMENTS.get(kind, {}).items():
        if name.strip() in (key, label.en, label.zh, label.zh.removesuffix("单")):
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


def _stem(office: Office, out: Path | None, sheet: str, view: Mapping[str, object], lang: str) -> Path:
    label = DOCUMENTS["order"][sheet]
    name = label.zh if lang == "zh" else sheet
    return (out or office.root / "out") / f"{name}_{view['number']}"


def around_of(office: Office, working: Working, record: Record, sheet: str, lang: str) -> sheets.Around:
    judge = Judge(office, working)
    verdicts = judge.verdicts(record, office.as_of)
    settled = entry.at if (entry := record.last("settle")) else office.as_of
    priced = _tables(judge.book, settled) if "settle" in sheets.ALL[sheet].steps else set()
    return sheets.Around(
        office.settings,
        people(office, working, record),
        places(working, record),
        office.zone,
        lang,
        moment_of(office.now, office.zone).date(),
        office.history.head()[:12] if office.history.folder else "",
        policy=sorted({one.rule.split()[0] for one in verdicts if one.rule} | priced),
        verdicts=verdicts,
        certificates=_certificates(working, record),
        items=table.rows if (table := judge.book.table("prices.book", settled)) else {},
        taxes=table.rows if (table := judge.book.table("taxes.rates", settled)) else {},
    )


def _tables(book: Book, at: Minute) -> set[str]:
    """The versions of the price book and of the tax rates in force at a moment."""
    series = (book.series.get(name) for name in ("prices", "taxes"))
    return {version.name for one in series if one for version in one.in_force(at)}


def _certificates(working: Working, record: Record) -> Mapping[str, Sequence[Mapping[str, Plain]]]:
    staff = (one for one in map(working.find, references(record)) if one is not None and one.kind is KINDS["staff"])
    return {one.id: one.rows("certificates") for one in staff}
