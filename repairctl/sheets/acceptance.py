"""维修验收单, the acceptance sheet (form 4 of the manual); what is not known yet stays blank for the pen."""

from __future__ import annotations

from collections.abc import Mapping

from repairctl.kinds.lines import CHECK
from repairctl.model import Entry, Label, Plain, Record, moment_of
from repairctl.sheets import quote as quotation
from repairctl.sheets.around import ORIGIN, Around, View, of_order, part_used, rows, words
from repairctl.sheets.sheet import Sheet

SHARED = ("common", "limited_common")
ROWS_TO_WRITE_ON = 6
HIDDEN = "Y"
"""What the number of a concealed work begins with, after that of its acceptance sheet."""
HEADS = {one.name: one.label for one in CHECK}


def view(record: Record, around: Around) -> View:
    """What was done, checked and found, and who signs for it."""
    accept, finish, reject, quote = (record.last(step) for step in ("accept", "finish", "reject", "quote"))
    told = accept or reject
    filled = told.filled if told else {}
    work = finish.filled if finish else {}
    hidden = rows(work.get("hidden_works"))
    return {
        **of_order(record, around),
        "owner": _owner(record, around),
        "work_done": work.get("work_done"),
        "result": around.option(record.kind, "finish.result", work.get("result")),
        "photos": _photos(record, "finish"),
        "photos_before": _photos(record, "survey", "arrive"),
        "photos_during": [str(row["photo"]) for row in hidden if row.get("photo")],
        "hidden_works": [_hidden(row, number, around) for number, row in enumerate(hidden, 1)],
        "site_cleaned": work.get("site_cleaned"),
        "parts": [part_used(row, around) for row in rows(work.get("parts"))],
        "quote_number": quotation.SHEET.number(record, 0),
        "quote_total": quote.filled.get("total") if quote else None,
        "checks": [_check(row) for row in rows(filled.get("checks"))],
        "check_heads": {name: around.word(label.en, label.zh) for name, label in HEADS.items()},
        "blanks": 0 if told else max(0, ROWS_TO_WRITE_ON - len(rows(work.get("parts")))),
        "defects": [_defect(row, around) for row in rows(filled.get("defects"))],
        "rejections": [_rejection(entry, around) for entry in record.of.get("reject", ())],
        "accepted": around.moment(accept),
        "judged": told is not None,
        "verdict": _verdict(record, accept, reject, around),
        "inspector": around.name(filled.get("inspector")),
        "signed_by": around.name(filled.get("signed_by")),
        "sign_method": around.option(record.kind, "accept.sign_method", filled.get("sign_method")),
        **_warranty(accept, around),
    }


def _owner(record: Record, around: Around) -> str:
    """Who signs for the owners: of what is shared, their committee."""
    if record.value("place.part") in SHARED:
        return around.word("Owners' committee", "业主委员会")
    return around.word("Owner or user", "业主（使用人）")


def _photos(record: Record, *steps: str) -> list[str]:
    return [photo for step in steps for entry in record.of.get(step, ()) for photo in words(entry.filled.get("photos"))]


def _hidden(row: Mapping[str, Plain], number: int, around: Around) -> View:
    return {
        "number": f"{HIDDEN}{number}",
        "photo": row.get("photo"),
        "description": row.get("description"),
        "checked_by": around.name(row.get("checked_by")),
        "checked": around.at(row.get("checked_at")),
        "covered": around.at(row.get("covered_at")),
    }


def _check(row: Mapping[str, Plain]) -> View:
    unit = str(row.get("unit") or "")
    limit = _limit(row.get("at_least"), row.get("at_most"))
    return {
        "item": row.get("item"),
        "method": row.get("method"),
        "limit": f"{limit} {unit}".strip() if limit else "",
        "measured": f"{row.get('measured')} {unit}".strip() if row.get("measured") is not None else "",
        "passed": row.get("passed"),
    }


def _limit(least: Plain, most: Plain) -> str:
    if least is not None and most is not None:
        return f"{least} – {most}"
    return f"≥ {least}" if least is not None else f"≤ {most}" if most is not None else ""


def _defect(row: Mapping[str, Plain], around: Around) -> View:
    return {"description": row.get("description"), "due": row.get("due"), "fixed": around.at(row.get("fixed_at"))}


def _rejection(entry: Entry, around: Around) -> View:
    return {"at": around.moment(entry), "reason": entry.filled.get("reason"), "due": entry.filled.get("rework_due")}


def _verdict(record: Record, accept: Entry | None, reject: Entry | None, around: Around) -> str:
    if accept:
        return around.option(record.kind, "accept.result", accept.filled.get("result")) or around.word("passed", "合格")
    return around.word("not accepted: rework", "不合格，返工") if reject else ""


def _warranty(accept: Entry | None, around: Around) -> View:
    last = accept.filled.get("warranty_to") if accept else None
    first = moment_of(accept.at, around.zone).date() if accept and last else None
    return {"warranty_from": first, "warranty_to": last}


SHEET = Sheet(
    "order",
    "acceptance",
    Label("acceptance sheet", "验收单"),
    "YS",
    view,
    boxes=("place", "request"),
    steps=(*ORIGIN, "survey", "arrive", "quote", "accept", "reject"),
    after=("finish",),
)
