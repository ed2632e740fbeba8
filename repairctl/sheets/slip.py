"""The slip as a message: what a technician must know, in eight lines for a chat, with the form of the reply. No number in full."""

from __future__ import annotations

from collections.abc import Mapping

from repairctl.inputs import without_phones
from repairctl.model import At, Label, Plain, Record
from repairctl.sheets.around import Around, View, words
from repairctl.sheets.discreet import masked
from repairctl.sheets.dispatch import PROTECTION
from repairctl.sheets.sheet import Sheet


def view(record: Record, around: Around) -> View:
    """Where, what, how urgent, by when, whom to see, what to mind, what to take."""
    sent, triage, appointed = record.last("dispatch"), record.last("triage"), record.last("appoint")
    filled: Mapping[str, Plain] = sent.filled if sent else {}
    limits = {one.code: At(one.limit, around.zone) for one in around.verdicts if one.limit is not None}
    priority = around.option(record.kind, "triage.priority", triage.filled.get("priority")) if triage else ""
    return {
        "lang": around.lang,
        "record": record.id,
        "practice": around.office.get("practice"),
        "priority": priority or around.choice(record, "request.urgency"),
        "technician": around.name(filled.get("technician")),
        "place": around.place(record),
        "part": around.choice(record, "place.part"),
        "description": without_phones(str(record.value("request.description") or "")),
        "impact": without_phones(str(record.value("request.impact_scope") or "")),
        "arrive_by": limits.get("SLA-ARRIVE-LATE"),
        "complete_by": limits.get("SLA-COMPLETE-LATE") or limits.get("SLA-RESTORE-LATE"),
        "appointment": around.at(appointed.filled.get("visit_at")) if appointed else None,
        "access_window": record.value("request.access_window"),
        "relation": around.choice(record, "request.relation"),
        "contact": masked(record.value("request.reporter"), around),
        "special_need": without_phones(str(record.value("request.special_need") or "")),
        "tools": around.joined(words(filled.get("tools")) or words(record.value("plan.tools"))),
        "materials": around.joined(words(filled.get("materials")) or words(record.value("plan.materials"))),
        "ppe": around.joined(around.word(one.replace("_", " "), PROTECTION.get(one, one)) for one in words(filled.get("ppe"))),
        "permits": around.joined(words(filled.get("permits")) or words(record.value("plan.permits"))),
    }


SHEET = Sheet(
    "order",
    "slip",
    Label("message to the technician", "派工短信"),
    "",
    view,
    boxes=("place", "request"),
    steps=("report", "triage", "dispatch", "appoint"),
    after=("dispatch",),
    message=True,
)
