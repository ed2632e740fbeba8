"""Printing one record's sheet: the view is made by the rules side, the paper by the documents' door; files land whole or not at all."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from repairctl import sheets, story
from repairctl.actions.judged import Judge, references
from repairctl.actions.looking import people, places
from repairctl.actions.outcomes import Printed
from repairctl.actions.working import Working
from repairctl.edges import durable, pack
from repairctl.edges.documents import Documents, NoPdfEngine
from repairctl.errors import Misuse, RepairError, say
from repairctl.kinds import KINDS
from repairctl.model import Label, Plain, Record, moment_of
from repairctl.office import Office
from repairctl.refusals import verb

DOCUMENTS: Mapping[str, Mapping[str, Label]] = {
    "order": {
        "settlement": Label("statement of charges", "结算单"),
        "acceptance": Label("acceptance sheet", "验收单"),
        "dispatch": Label("dispatch slip", "派工单"),
    }
}
"""The sheets of each kind, with the names that people give them."""


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


def printed(
    office: Office, name: str, document: str, *, lang: str, out: Path | None = None, pdf: bool = False, replace_missing: str = ""
) -> Printed:
    """Writes a sheet as HTML and, when asked, as PDF, into a folder (default: out/ in the office). Raises TooEarlyToPrint, NoGlyph …"""
    working = Working(office)
    kind, id = working.full_id(None, name)
    sheet = document_named(document, kind.name)
    record = story.as_of(working.load(kind, id).record, office.as_of)
    if sheets.NEEDS[sheet] not in record.of:
        raise TooEarlyToPrint(record, sheet, sheets.NEEDS[sheet])
    around = _around(office, working, record, lang)
    view = sheets.SHEETS[sheet](record, around)
    view["code"] = sheets.code_of(view)
    documents = Documents((office.root / "templates", pack.folder("templates")))
    html = documents.html(f"{kind.name}/{sheet}.html.j2", view, replace_missing=replace_missing)
    return _written(documents, html, view, _stem(office, out, sheet, view, lang), pdf)


def document_named(name: str, kind: str) -> str:
    """The sheet that a name means: its key, or its label in either language."""
    for key, label in DOCUMENTS.get(kind, {}).items():
        if name.strip() in (key, label.en, label.zh, label.zh.removesuffix("单")):
            return key
    raise NoSuchDocument(name, kind)


def _written(documents: Documents, html: str, view: Mapping[str, object], stem: Path, pdf: bool) -> Printed:
    files = [stem.with_suffix(".html")]
    durable.write_whole(files[0], html.encode(), str(files[0]))
    if pdf:
        engine = documents.engine()
        if not engine:
            raise NoPdfEngine(str(files[0]))
        stamp = view["stamp"] if "stamp" in view else view["printed"]
        files.append(stem.with_suffix(".pdf"))
        durable.write_whole(files[1], documents.pdf(html, stamp, f"{view['number']}"), str(files[1]))  # type: ignore[arg-type]
        return Printed(tuple(files), engine, str(view["code"]))
    return Printed(tuple(files), "", str(view["code"]))


def _stem(office: Office, out: Path | None, sheet: str, view: Mapping[str, object], lang: str) -> Path:
    label = DOCUMENTS["order"][sheet]
    name = label.zh if lang == "zh" else sheet
    return (out or office.root / "out") / f"{name}_{view['number']}"


def _around(office: Office, working: Working, record: Record, lang: str) -> sheets.Around:
    judge = Judge(office, working)
    return sheets.Around(
        office.settings,
        people(office, working, record),
        places(working, record),
        office.zone,
        lang,
        moment_of(office.now, office.zone).date(),
        office.history.head()[:12] if office.history.folder else "",
        verdicts=judge.verdicts(record, office.as_of),
        certificates=_certificates(working, record),
        items=book.rows if (book := judge.book.table("prices.book", settled.at if (settled := record.last("settle")) else office.as_of)) else {},
    )


def _certificates(working: Working, record: Record) -> Mapping[str, Sequence[Mapping[str, Plain]]]:
    staff = (one for one in map(working.find, references(record)) if one is not None and one.kind is KINDS["staff"])
    return {one.id: one.rows("certificates") for one in staff}
