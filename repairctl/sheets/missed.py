"""未遇留言, what is left at the door where nobody was at home (form 18 of the manual): when we came, when we come again, whom to call.

Once the technician is sent it is a form to take along, three on a page; afterwards it says what was recorded. Neighbours may read it: it
names no owner.
"""

from __future__ import annotations

from repairctl.model import Label, Record
from repairctl.sheets.around import Around, View, of_order
from repairctl.sheets.discreet import discreet
from repairctl.sheets.sheet import Sheet
from repairctl.sheets.spoken import spoken

ON_A_PAGE = 3


def view(record: Record, around: Around) -> View:
    """When we came and come again; blank for the pen until it is recorded."""
    missed, sent = SHEET.entry(record, around.which), record.last("dispatch")
    filled = missed.filled if missed else {}
    here = missed.by if missed else (sent.filled.get("technician") if sent else None)
    door, office = around.word("for the door", "贴门"), around.word("for the office", "物业留存")
    return {
        "place": of_order(record, around)["place"],
        "about": discreet(record.value("request.description"), around),
        "came": spoken(around.moment(missed), around),
        "technician": around.name(here),
        "again": spoken(around.at(filled.get("next_at")), around),
        "told": missed is not None,
        "copies": [door, office] if missed else [around.word("to be filled in at the door", "现场填写")] * ON_A_PAGE,
    }


SHEET = Sheet(
    "order",
    "missed",
    Label("note left at the door", "未遇留言"),
    "LY",
    view,
    boxes=("place", "request"),
    steps=("report", "dispatch", "absent"),
    after=("dispatch",),
    each="absent",
)
