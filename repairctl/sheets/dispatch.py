"""派工单, the slip that the technician takes along and writes on (form 2 of the manual)."""

from __future__ import annotations

from collections.abc import Mapping

from repairctl.model import At, Label, Plain, Record
from repairctl.sheets.around import ORIGIN, Around, View, of_order, part_used, rows, words
from repairctl.sheets.papers import A4, HALF_FORM, ROLL
from repairctl.sheets.sheet import Sheet

ROWS_TO_WRITE_ON = 4
CERTIFICATE_DIGITS = 4
STAMPS = (
    ("", "taken on", "接单"),
    ("arrive", "arrived", "到场"),
    ("", "begun", "开工"),
    ("contain", "contained", "止险"),
    ("restore", "restored", "恢复"),
    ("finish", "finished", "完工"),
    ("accept", "accepted", "验收"),
)
"""The moments of the work; what no step records is written by hand."""
RATINGS = {
    5: ("very satisfied", "很满意"),
    4: ("satisfied", "满意"),
    3: ("fair", "一般"),
    2: ("dissatisfied", "不满意"),
    1: ("very dissatisfied", "很不满意"),
}
PROTECTION = {
    "gloves": "手套",
    "insulating_gloves": "绝缘手套",
    "insulating_shoes": "绝缘鞋",
    "helmet": "安全帽",
    "harness": "安全带",
    "goggles": "护目镜",
    "mask": "口罩",
    "shoe_covers": "鞋套",
}


def view(record: Record, around: Around) -> View:
    """Whom to see, what for, by when, with what; then lines to write on, or what was written."""
    sent, finish, appointed = record.last("dispatch"), record.last("finish"), record.last("appoint")
    filled = sent.filled if sent else {}
    work = finish.filled if finish else {}
    limits = {one.code: At(one.limit, around.zone) for one in around.verdicts if one.limit is not None}
    return {
        **of_order(record, around),
        "sent": around.moment(sent),
        "sent_by": around.name(sent.by) if sent else "",
        "technician": around.name(filled.get("technician")),
        "certificates": _certificates(filled.get("technician"), around),
        "priority": _priority(record, around),
        "arrive_by": limits.get("SLA-ARRIVE-LATE"),
        "complete_by": limits.get("SLA-COMPLETE-LATE") or limits.get("SLA-RESTORE-LATE"),
        "appointment": around.at(appointed.filled.get("visit_at")) if appointed else None,
        "tools": around.joined(words(filled.get("tools")) or words(record.value("plan.tools"))),
        "ppe": around.joined(around.word(one.replace("_", " "), PROTECTION.get(one, one)) for one in words(filled.get("ppe"))),
        "permits": around.joined(words(filled.get("permits")) or words(record.value("plan.permits"))),
        "expedited": filled.get("expedited"),
        "impact": record.value("request.impact_scope"),
        "occurred": around.at(record.value("request.occurred_at")),
        "special_need": record.value("request.special_need"),
        "access_window": record.value("request.access_window"),
        "stamps": [(around.word(en, zh), around.moment(record.last(step)) if step else None) for step, en, zh in STAMPS],
        "hours": work.get("hours"),
        "done": finish is not None,
        "work_done": work.get("work_done"),
        **_materials(filled, work, record, around),
        "unfinished": _unfinished(record, around),
        "rating": _rating(record, around),
        "scale": around.word("□ 5　□ 4　□ 3　□ 2　□ 1", "□ 很满意　□ 满意　□ 一般　□ 不满意　□ 很不满意"),
    }


def _certificates(technician: Plain, around: Around) -> str:
    numbers = (str(row.get("number") or "") for row in around.certificates.get(str(technician), ()))
    return around.joined(number[-CERTIFICATE_DIGITS:] for number in numbers if number)


def _priority(record: Record, around: Around) -> str:
    triage = record.last("triage")
    if triage is None:
        return around.choice(record, "request.urgency")
    return around.option(record.kind, "triage.priority", triage.filled.get("priority"))


def _materials(sent: Mapping[str, Plain], work: Mapping[str, Plain], record: Record, around: Around) -> View:
    """What was planned, and rows for what was used: as recorded, else the planned materials and empty rows for the pen."""
    planned = words(sent.get("materials")) or words(record.value("plan.materials"))
    used = [part_used(row, around) for row in rows(work.get("parts"))]
    listed = used or ([] if work else [{"description": one, "quantity": None, "unit": "", "old_part": ""} for one in planned])
    return {"materials": around.joined(planned), "parts": listed, "blanks": 0 if work else max(2, ROWS_TO_WRITE_ON - len(listed))}


def _unfinished(record: Record, around: Around) -> str:
    """Why the work waits, where it does."""
    hold, resume = record.last("hold"), record.last("resume")
    waiting = hold is not None and record.last("finish") is None and (resume is None or resume.at < hold.at)
    return around.option(record.kind, "hold.reason", hold.filled.get("reason")) if hold and waiting else ""


def _rating(record: Record, around: Around) -> str:
    called = record.last("follow_up")
    rating = called.filled.get("rating") if called else None
    return f"{rating} {around.word(*RATINGS[rating])}" if isinstance(rating, int) and rating in RATINGS else ""


SHEET = Sheet(
    "order",
    "dispatch",
    Label("dispatch slip", "派工单"),
    "PG",
    view,
    boxes=("place", "request", "plan"),
    steps=(*ORIGIN, "triage", "appoint", "arrive", "contain", "restore", "hold", "resume", "accept", "follow_up"),
    after=("dispatch",),
    papers=(A4, HALF_FORM, ROLL),
)
