"""房屋档案卡、设备档案卡, the card of a flat or of equipment (form 11 of the manual): all that was ever repaired there.

Its code covers what is recorded of the place; the repairs are those recorded when it was printed, at the commit that it names.
"""

from __future__ import annotations

from decimal import Decimal

from repairctl.model import Label, Record
from repairctl.sheets.around import Around, View, money
from repairctl.sheets.history import history, place_facts
from repairctl.sheets.sheet import Sheet


def view(record: Record, around: Around) -> View:
    """The place and its repairs, with how many and what they came to."""
    told = history(around)
    costs = [cost for row in told if isinstance(cost := row["cost"], Decimal)]
    return {
        "title": around.word("Record of repairs", SHEETS[record.kind.name].label.zh),
        "place": around.places.get(record.id, record.id),
        "place_facts": place_facts(record, around),
        "history": told,
        "count": len(told),
        "total": sum(map(money, costs), Decimal("0.00")) if costs else None,
    }


def _card(kind: str, prefix: str, zh: str) -> Sheet:
    return Sheet(kind, f"{kind}_card", Label("card", zh), prefix, view, boxes=(kind,), others="place")


SHEETS = {"unit": _card("unit", "FW", "房屋档案卡"), "asset": _card("asset", "SK", "设备档案卡")}
