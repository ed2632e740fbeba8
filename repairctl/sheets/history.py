"""What was repaired at a place, row by row: orders with what was done there, and archive entries that belong to no order. Pure.

A row tells when, what, at whose cost, how long it is under warranty, and by which digest its papers are known. It names nobody.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from repairctl.model import At, Plain, Record
from repairctl.sheets.around import Around, View, part_used, rows
from repairctl.sheets.discreet import discreet

NEVER_DONE = ("declined", "merged", "cancelled")
VOID = ("voided",)
DIGEST = 12
"""Signs of a SHA-256 that tell papers apart on a card; the entry holds all 64."""


class Row(NamedTuple):
    """A repair, and when it was."""

    at: int
    id: str
    view: View


def history(around: Around, but: str = "") -> list[View]:
    """The repairs of a place, the oldest first; `but`: the archive entry whose own card it is and whose papers stand there already."""
    orders = [one for one in around.others if one.kind.name == "order" and one.status not in NEVER_DONE]
    filed = [one for one in around.others if one.kind.name == "archive" and one.status not in VOID and one.id != but]
    known = {one.id for one in orders}
    papers = {str(one.value("entry.order")): one for one in filed}
    alone = [one for one in filed if str(one.value("entry.order")) not in known]
    made = [_order(one, papers.get(one.id), around) for one in orders] + [_filed(one, around) for one in alone]
    return [row.view for row in sorted(made, key=lambda row: (row.at, row.id))]


def _order(order: Record, filed: Record | None, around: Around) -> Row:
    finish, accept, report = (order.last(step) for step in ("finish", "accept", "report"))
    work = finish.filled if finish else {}
    when = finish or report
    warranty = accept.filled.get("warranty_to") if accept else None
    parts = [_part(part_used(row, around)) for row in rows(work.get("parts"))]
    status = order.kind.status_label(order.status)
    view: View = {
        "date": around.moment(when),
        "id": order.id,
        "archive": filed.id if filed else "",
        "fault": discreet(order.value("request.description"), around),
        "work": discreet(work.get("work_done"), around),
        "status": "" if finish else around.word(status.en, status.zh),
        "parts": around.joined(parts),
        "cost": order.value("settlement.total"),
        "payer": around.choice(order, "settlement.payer"),
        "warranty_to": warranty,
        "papers": digests(filed) if filed else [],
    }
    return Row(when.at if when else 0, order.id, view)


def _filed(entry: Record, around: Around) -> Row:
    """An entry that was filed without an order, as a report of a yearly inspection."""
    new = entry.first("new")
    view: View = {
        "date": around.moment(new),
        "id": str(entry.value("entry.order") or ""),
        "archive": entry.id,
        "fault": discreet(entry.value("entry.title"), around),
        **dict.fromkeys(("work", "status", "parts"), ""),
        "cost": entry.value("entry.total"),
        "payer": around.choice(entry, "entry.payer"),
        "warranty_to": entry.value("entry.warranty_to"),
        "papers": digests(entry),
    }
    return Row(new.at if new else 0, entry.id, view)


def digests(entry: Record) -> list[str]:
    """The beginning of the SHA-256 of each paper of an archive entry."""
    return [str(row.get("sha256"))[:DIGEST] for row in entry.rows("attachments") if row.get("sha256")]


def _part(part: View) -> str:
    return f"{part['description']} ×{part['quantity']} {part['unit']}".strip()


def place_facts(place: Record | None, around: Around) -> Sequence[tuple[str, Plain | At]]:
    """What is known of a unit or an asset, each with its label, what is not known left out."""
    if place is None:
        return []
    named = (around.word("Number", "编号"), place.id), (around.word("Name", "名称"), around.places.get(place.id))
    told = [*named, *(_fact(place, f"{place.kind.name}.{field}", around) for field in SHOWN[place.kind.name])]
    return [(label, value) for label, value in told if value not in (None, "")]


SHOWN = {
    "unit": ("floor_area", "part", "handover"),
    "asset": ("trade", "maker", "model", "installed", "design_life", "warranty_to", "inspection_due"),
}
"""What a card tells of a place; of a unit not whose it is."""


def _fact(place: Record, path: str, around: Around) -> tuple[str, Plain | At]:
    field, value = place.kind.field_at(path), place.value(path)
    label = around.word(_capital(field.label.en), field.label.zh) if field else path
    return label, around.label(field, value) if field and field.choices else value


def _capital(word: str) -> str:
    return word[:1].upper() + word[1:]
