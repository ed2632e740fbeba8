"""报修登记表, the register of a request (form 1 of the manual); for the caller it is the receipt of the request."""

from __future__ import annotations

from repairctl.model import Label, Record
from repairctl.sheets.around import Around, View, of_order, words
from repairctl.sheets.papers import A4, ROLL, TWICE
from repairctl.sheets.sheet import Sheet

DECISIONS = ("decline", "merge", "dispatch")


def view(record: Record, around: Around) -> View:
    """Who reports what and where, how urgent it is and why, and what becomes of it; what is not known yet is left for the pen."""
    report, triage, known = record.first("report"), record.last("triage"), record.first("acknowledge")
    held = triage.filled if triage else {}
    return {
        **of_order(record, around),
        "channel": around.choice(record, "request.channel"),
        "received_by": around.name(report.by) if report else "",
        "acknowledged": around.moment(known),
        "occurred": around.at(record.value("request.occurred_at")),
        "impact": record.value("request.impact_scope"),
        "urgency": around.choice(record, "request.urgency"),
        "access_window": record.value("request.access_window"),
        "special_need": record.value("request.special_need"),
        "photos": list(words(record.value("request.photos"))),
        "triaged": around.moment(triage),
        "triaged_by": around.name(triage.by) if triage else "",
        "priority": around.option(record.kind, "triage.priority", held.get("priority")),
        "priority_reason": held.get("reason"),
        "survey_needed": held.get("survey_needed"),
        "decision": _decision(record, around),
    }


def _decision(record: Record, around: Around) -> str:
    """What became of the request: declined and why, handed on and to whom, or done by the office."""
    decline, merge, triage, sent = (record.last(step) for step in ("decline", "merge", "triage", "dispatch"))
    if decline:
        told = (around.word("declined", "不予受理"), decline.filled.get("reason"), decline.filled.get("refer_to"))
    elif merge:
        told = (around.word("merged into", "并入"), merge.filled.get("into"), merge.filled.get("reason"))
    elif triage and triage.filled.get("decision") == "refer":
        told = (around.word("referred to", "转办"), triage.filled.get("refer_to"), None)
    elif sent:
        told = (around.word("technician sent", "派工"), around.name(sent.filled.get("technician")), None)
    else:
        told = (around.option(record.kind, "triage.decision", triage.filled.get("decision")) if triage else "", None, None)
    return "　".join(str(one) for one in told if one)


SHEET = Sheet(
    "order",
    "register",
    Label("request register", "报修登记表"),
    "DJ",
    view,
    boxes=("place", "request"),
    steps=("report", "acknowledge", "triage", *DECISIONS),
    papers=(A4, TWICE, ROLL),
)
