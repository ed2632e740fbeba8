"""报修登记表, what was reported and what the office does about it, with a receipt for whoever called (form 1 of the manual)."""

from __future__ import annotations

from repairctl.model import Entry, Label, Record
from repairctl.sheets.around import Around, View, of_order
from repairctl.sheets.boxes import choices, yes_no
from repairctl.sheets.sheet import Sheet


def view(record: Record, around: Around) -> View:
    """The call, the office's assessment, and what is done; what is not known yet stays for the pen."""
    report, triage, sent, appointed = (record.last(step) for step in ("report", "triage", "dispatch", "appoint"))
    filled = triage.filled if triage else {}
    kind = record.kind
    return {
        **of_order(record, around),
        "channel": around.choice(record, "request.channel"),
        "occurred": around.at(record.value("request.occurred_at")),
        "impact": record.value("request.impact_scope"),
        "urgency": choices(kind.field_at("request.urgency"), record.value("request.urgency"), around),
        "access_window": record.value("request.access_window"),
        "appointment": around.at(appointed.filled.get("visit_at")) if appointed else None,
        "special_need": record.value("request.special_need"),
        "taken_by": around.name(report.by) if report else "",
        "triaged": around.moment(triage),
        "triaged_by": around.name(triage.by) if triage else "",
        "priority": choices(kind.field_at("triage.priority"), filled.get("priority"), around),
        "priority_reason": filled.get("reason"),
        "survey": yes_no(filled.get("survey_needed"), around, ("needed", "需要"), ("not needed", "不需要")),
        **_decision(record, triage, sent, around),
    }


def _decision(record: Record, triage: Entry | None, sent: Entry | None, around: Around) -> View:
    """What the office does: it sends somebody, says who else is to be called, or does not take it on."""
    refused, referred = record.last("decline"), triage and triage.filled.get("decision") == "refer"
    pairs = [
        (bool(sent), around.word("sent a technician", "派工")),
        (bool(referred), around.word("referred to others", "转办")),
        (bool(refused), around.word("not taken on", "不予受理")),
    ]
    reason = refused.filled.get("reason") if refused else None
    whom = (refused.filled.get("refer_to") if refused else None) or (triage.filled.get("refer_to") if triage else None)
    return {
        "decision": "　".join(f"{'■' if chosen else '□'} {word}" for chosen, word in pairs),
        "refused": reason,
        "refer_to": whom,
        "sent": around.moment(sent),
    }


SHEET = Sheet(
    "order",
    "register",
    Label("request register", "报修登记表"),
    "BX",
    view,
    boxes=("place", "request"),
    steps=("report", "triage", "appoint", "dispatch", "decline"),
    after=("report",),
)
