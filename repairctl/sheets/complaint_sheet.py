"""投诉处理单, how a complaint was handled from its arrival to its end (form 9 of the manual). It stays in the office; people are masked.

What has not happened yet is blank for the pen.
"""

from __future__ import annotations

from collections.abc import Mapping

from repairctl.inputs import without_phones
from repairctl.model import Entry, Label, Plain, Record
from repairctl.sheets.around import WIDE_GAP, Around, View, words
from repairctl.sheets.boxes import choices, yes_no
from repairctl.sheets.discreet import masked
from repairctl.sheets.sheet import Sheet

AFTERWARDS = {
    "inform": ("Told", "决定告知"),
    "agree": ("Agrees", "投诉者接受"),
    "refuse": ("Does not agree", "投诉者不接受"),
    "refer": ("Outside body", "转外部"),
    "reopen": ("Reopened", "重开"),
}
ENDS = ("agree", "refuse")
SAID = ("words", "why", "reason", "body", "reference")
NOTHING: Mapping[str, Plain] = {}


def view(record: Record, around: Around) -> View:
    """Who complains of what and wants what; what was found, decided, told and learnt."""
    return {
        **_facts(record, around),
        **_judged(record, around),
        **_ended(record, around),
        "investigations": [_investigation(entry, around) for entry in record.of.get("investigate", ())],
        "replies": [_reply(entry, record, around) for entry in record.of.get("reply", ())],
        "afterwards": [_afterwards(entry, record, around) for entry in record.story if entry.step in AFTERWARDS],
        "open_ends": not any(step in record.of for step in ENDS),
        "escalations": [_escalation(entry, record, around) for entry in record.of.get("escalate", ())],
        "signs": [around.name(one.by) if one else "" for one in (record.last("assess"), record.last("reply"), record.last("close"))],
    }


def _facts(record: Record, around: Around) -> View:
    unit, order = record.value("facts.unit"), record.value("facts.order")
    concerned = [around.choice(record, "facts.about"), str(order or ""), around.name(record.value("facts.staff"))]
    return {
        "received": around.moment(record.first("receive")),
        "received_by": _who(record.first("receive"), around),
        "channel": around.choice(record, "facts.channel"),
        "complainant": complainant(record, around),
        "unit": around.places.get(str(unit), str(unit or "")),
        "about": WIDE_GAP.join(one for one in concerned if one),
        "description": _free(record.value("facts.description")),
        "remedy_sought": _free(record.value("facts.remedy_sought")),
        "cause": record.value("facts.cause"),
        "households": record.value("facts.households"),
        "amount": record.value("facts.amount"),
        "external_ref": record.value("facts.external_ref"),
        "reopened_of": record.value("facts.reopened_of"),
    }


def complainant(record: Record, around: Around) -> str:
    """Masked; of whoever wants to stay unknown nothing, whatever the record holds."""
    if record.value("facts.anonymous"):
        return around.word("anonymous", "匿名")
    return masked(record.value("facts.complainant"), around)


def _judged(record: Record, around: Around) -> View:
    told, assessed = record.first("acknowledge"), record.last("assess")
    filled = assessed.filled if assessed else NOTHING
    safety = around.word("safety at stake", "涉及安全") if filled.get("safety") else ""
    return {
        "acknowledged": _stamp(told, around, _option(record, "acknowledge.method", told, around)),
        "assessed": _stamp(assessed, around, _who(assessed, around)),
        "level": choices(record.kind.field_at("assess.level"), filled.get("level"), around),
        "level_reason": WIDE_GAP.join(one for one in (_free(filled.get("reason")), safety) if one),
    }


def _investigation(entry: Entry, around: Around) -> View:
    return {
        "at": around.moment(entry),
        "investigator": around.name(entry.filled.get("investigator")),
        "findings": _free(entry.filled.get("findings")),
        "evidence": around.joined(words(entry.filled.get("evidence"))),
    }


def _reply(entry: Entry, record: Record, around: Around) -> View:
    field = record.kind.field_at("reply.upheld")
    return {
        "at": _stamp(entry, around, _option(record, "reply.method", entry, around)),
        "upheld": choices(field, entry.filled.get("upheld"), around),
        "reason": _free(entry.filled.get("reason")),
        "remedy": _free(entry.filled.get("remedy")),
    }


def _afterwards(entry: Entry, record: Record, around: Around) -> View:
    """What came of the answer: when it was told, what the complainant said, which outside body has it."""
    said = [around.option(record.kind, f"{entry.step}.method", entry.filled.get("method"))]
    said += [_free(entry.filled.get(name)) for name in SAID]
    return {"what": around.word(*AFTERWARDS[entry.step]), "told": _stamp(entry, around, WIDE_GAP.join(one for one in said if one))}


def _escalation(entry: Entry, record: Record, around: Around) -> View:
    level = around.option(record.kind, "escalate.level", entry.filled.get("level"))
    return {
        "at": around.moment(entry),
        "level": level,
        "reason": _free(entry.filled.get("reason")),
        "to": around.name(entry.filled.get("to")),
    }


def _ended(record: Record, around: Around) -> View:
    close, called = record.last("close"), record.last("follow_up")
    ended, asked = close.filled if close else NOTHING, called.filled if called else NOTHING
    return {
        "closed": _stamp(close, around, _who(close, around)),
        "root_cause": _free(ended.get("root_cause")),
        "outcome": _free(ended.get("outcome")),
        "called": _stamp(called, around, _who(called, around)),
        "satisfied": yes_no(asked.get("satisfied"), around, ("satisfied", "满意"), ("not satisfied", "不满意")),
        "comment": _free(asked.get("comment")),
    }


def _stamp(entry: Entry | None, around: Around, more: str) -> str:
    return WIDE_GAP.join(part for part in (str(around.moment(entry) or ""), more) if part)


def _who(entry: Entry | None, around: Around) -> str:
    return around.name(entry.by) if entry else ""


def _option(record: Record, path: str, entry: Entry | None, around: Around) -> str:
    return around.option(record.kind, path, entry.filled.get("method")) if entry else ""


def _free(text: Plain) -> str:
    """What a person wrote, its telephones masked."""
    return without_phones(str(text or ""))


SHEET = Sheet(
    "complaint",
    "complaint_sheet",
    Label("complaint sheet", "投诉处理单"),
    "CL",
    view,
    boxes=("facts",),
    steps=(
        "receive", "acknowledge", "assess", "investigate", "reply", "inform", "agree", "refuse", "escalate", "refer", "follow_up",
        "close", "reopen",
    ),
)  # fmt: skip
