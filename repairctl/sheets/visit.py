"""上门预约, the agreed call (form 18 of the manual): a slip for the owner and one for the office, to be cut apart. Names no owner."""

from __future__ import annotations

from repairctl.model import Label, Record
from repairctl.sheets.around import Around, View, of_order
from repairctl.sheets.discreet import discreet
from repairctl.sheets.sheet import Sheet
from repairctl.sheets.spoken import spoken


def view(record: Record, around: Around) -> View:
    """When who comes, where and what for."""
    agreed = SHEET.entry(record, around.which)
    filled = agreed.filled if agreed else {}
    told = of_order(record, around)
    return {
        **{name: told[name] for name in ("place", "technicians")},
        "about": discreet(record.value("request.description"), around),
        "visit": spoken(around.at(filled.get("visit_at")), around),
        "agreed": around.moment(agreed),
        "agreed_with": around.option(record.kind, "appoint.agreed_with", filled.get("agreed_with")),
        "copies": [around.word("for the owner", "业主留存"), around.word("for the office", "物业留存")],
    }


SHEET = Sheet(
    "order",
    "visit",
    Label("appointment slip", "上门预约单"),
    "YY",
    view,
    boxes=("place", "request"),
    steps=("report", "dispatch", "appoint"),
    each="appoint",
)
