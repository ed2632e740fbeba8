"""投诉答复函, the letter that answers a complaint: what it was about, what was found, what is done, where to turn if that is not enough.

It names nobody but the person it is written to, and not even them where they want to stay unknown. The outside bodies are those of
office.yaml; none are told where none stand there.
"""

from __future__ import annotations

from repairctl.model import Entry, Label, Record
from repairctl.sheets.around import Around, View, words
from repairctl.sheets.discreet import discreet
from repairctl.sheets.sheet import Sheet
from repairctl.sheets.spoken import plain_day


def view(record: Record, around: Around) -> View:
    """The letter of one answer."""
    reply, received = SHEET.entry(record, around.which), record.first("receive")
    filled, addressee = reply.filled if reply else {}, _addressee(record)
    step = record.kind.step("reply")
    return {
        "addressee": around.name(addressee) if around.people.get(addressee, {}).get("name") else "",
        "received": plain_day(at, around) if (at := around.moment(received)) else "",
        "channel": around.choice(record, "facts.channel"),
        "again": _answered_before(record, reply, around),
        "description": discreet(record.value("facts.description"), around, addressee),
        "remedy_sought": discreet(record.value("facts.remedy_sought"), around, addressee),
        "upheld": around.label(step.field("upheld") if step else None, filled.get("upheld")),
        "reason": discreet(filled.get("reason"), around, addressee),
        "remedy": discreet(filled.get("remedy"), around, addressee),
        "outside_bodies": list(words(around.office.get("outside_bodies"))),
        "dated": plain_day(at, around) if (at := around.moment(reply)) else "",
    }


def _addressee(record: Record) -> str:
    """Whose name may stand in the letter."""
    return "" if record.value("facts.anonymous") else str(record.value("facts.complainant") or "")


def _answered_before(record: Record, reply: Entry | None, around: Around) -> str:
    """The day of the answer that was refused before this one."""
    refused = [one for one in record.of.get("refuse", ()) if reply and one.at <= reply.at]
    earlier = [one for one in record.of.get("reply", ()) if refused and one.at <= refused[-1].at and one is not reply]
    at = around.moment(earlier[-1]) if earlier else None
    return plain_day(at, around) if at else ""


SHEET = Sheet(
    "complaint",
    "complaint_reply",
    Label("reply letter", "投诉答复函"),
    "DF",
    view,
    boxes=("facts",),
    steps=("receive", "refuse", "reply"),
    each="reply",
)
