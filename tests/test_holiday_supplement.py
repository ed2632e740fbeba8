"""The supplement for statutory holidays: proposed from the table, for the hours that lay on such a day, as far as the calendar knows."""

from __future__ import annotations

from decimal import Decimal

import pytest

from repairctl.actions import proposing
from repairctl.actions.charging import Charging
from repairctl.actions.registers import price_book
from tests.pack import BOOK
from tests.reading import at, record

DECEMBER = at("2026-12-01T09:00")
VALUES = BOOK.values({}, {})
CHARGE = Charging(
    price_book(VALUES.table("prices.book", DECEMBER), VALUES.table("lines.items", DECEMBER)), VALUES.table("lines.items", DECEMBER)
)


@pytest.mark.parametrize(
    ("arrived", "finished", "holiday", "night"),
    [
        ("2026-10-01T09:00", "2026-10-01T11:00", "2", None),
        ("2026-09-30T23:00", "2026-10-01T01:00", "1.0", "2"),
        ("2026-10-04T09:00", "2026-10-04T11:00", None, None),  # a day off, but no statutory holiday
        ("2028-10-01T09:00", "2028-10-01T11:00", None, None),  # no calendar knows that year yet
    ],
)
def test_the_hours_of_a_statutory_holiday_are_proposed(arrived: str, finished: str, holiday: str | None, night: str | None) -> None:
    order = record(f"""
log:
- {{step: report, at: 2026-09-30T09:00, by: S-01}}
- {{step: arrive, at: {arrived}, by: S-11}}
- {{step: finish, at: {finished}, by: S-11}}
""")
    labour = CHARGE.of_book("labour.plumbing", Decimal(2))
    found = proposing.supplements(order, [labour], CHARGE, VALUES.table("lines.supplements", DECEMBER), VALUES)
    held = {line.item: line.quantity for line in found}
    wanted = {"labour.holiday": holiday, "labour.night": night}
    assert held == {item: Decimal(hours) for item, hours in wanted.items() if hours}
