"""维修档案卡, the card of an archive entry (form 11 of the manual): the place and its repairs, the papers, their term, who has them."""

from __future__ import annotations

from collections.abc import Mapping

from repairctl.model import Entry, Label, Plain, Record
from repairctl.sheets.around import Around, View
from repairctl.sheets.history import history, place_facts
from repairctl.sheets.sheet import Sheet

ATTACHED = "attachments"


def view(record: Record, around: Around) -> View:
    """What was filed, of which place, with which papers, and where they are."""
    new = record.first("new")
    value = {name: record.value(f"entry.{name}") for name in ("title", "order", "trade", "fonds_year", "total", "warranty_to", "location")}
    return {
        **value,
        "place_facts": place_facts(_place(record, around), around),
        "payer": around.choice(record, "entry.payer"),
        "retention": around.choice(record, "entry.retention_class"),
        "kept_to": record.value("entry.disposal_due"),
        "for_good": bool(record.value("entry.retention_class")) and record.value("entry.disposal_due") is None,
        "secrecy": around.choice(record, "entry.secrecy"),
        "status": _status(record, around),
        "filed": around.moment(new),
        "filed_by": around.name(new.by) if new else "",
        "attachments": [_paper(row, record, around) for row in record.rows(ATTACHED)],
        "history": history(around, record.id),
        "loans": [_loan(entry, record, around) for entry in record.of.get("lend", ())],
        "disposals": [_disposal(entry, around) for entry in record.of.get("dispose", ())],
    }


def _place(record: Record, around: Around) -> Record | None:
    """The equipment that it is of, else the flat."""
    there = {one.id: one for one in around.others}
    named = (there.get(str(record.value(f"entry.{name}"))) for name in ("asset", "unit"))
    return next((one for one in named if one is not None), None)


def _status(record: Record, around: Around) -> str:
    label = record.kind.status_label(record.status)
    return around.word(label.en, label.zh)


def _paper(row: Mapping[str, Plain], record: Record, around: Around) -> View:
    section = record.kind.section(ATTACHED)
    medium = around.label(section.field("medium") if section else None, row.get("medium"))
    return {"file": row.get("file"), "pages": row.get("pages"), "medium": medium, "sha256": row.get("sha256")}


def _loan(entry: Entry, record: Record, around: Around) -> View:
    """One loan, and when the papers came back: the first return after it."""
    back = next((one for one in record.of.get("return", ()) if one.at >= entry.at), None)
    return {
        "to": around.name(entry.filled.get("to")),
        "purpose": entry.filled.get("purpose"),
        "lent": around.moment(entry),
        "back_by": entry.filled.get("back_by"),
        "back": around.moment(back),
    }


def _disposal(entry: Entry, around: Around) -> View:
    return {"at": around.moment(entry), "reason": entry.filled.get("reason"), "by": around.name(entry.filled.get("approved_by"))}


SHEET = Sheet(
    "archive",
    "card",
    Label("archive card", "维修档案卡"),
    "DK",
    view,
    boxes=("entry", "attachments"),
    steps=("new", "lend", "return", "dispose"),
    others="place",
)
