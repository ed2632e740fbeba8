"""The form `price`: what is charged must stand in the price list."""

from __future__ import annotations

from decimal import Decimal

from repairctl.errors import say
from repairctl.forms.verdicts import IN_ORDER, NOTHING_TO_JUDGE, fails, passes
from repairctl.model import Judgement
from repairctl.money import half_up
from repairctl.readings import Amount, AsOf, Percent, TableRef, Value, Word

_NOTHING = Decimal(0)


def price(
    item: Value,
    unit_price: Amount,
    book: TableRef,
    column: Word = "price",
    unit: Value = None,
    tolerance: Percent = _NOTHING,
    approved: Value = None,
    *,
    as_of: AsOf,
) -> Judgement:
    """What is charged must stand in the price list, at most at the price that is posted there, in the same unit.

    `book` is a table by item, with a column `price` (or the one named by `column`), and perhaps `unit`. Less may be charged,
    and more by the `tolerance`. What stands in no price list may be charged only if it was `approved`: if that field is filled.

    Example:
        rule: {form: price, each: settlement.lines, item: .item, unit_price: .unit_price, book: prices.book}
        pass:
          settlement: {lines: [{kind: labour, item: labour.plumbing, quantity: 2.0, unit_price: 80.00}]}
          log: [{step: report, at: 2026-03-02T09:00, by: S-01}]
        fail:
          settlement: {lines: [{kind: labour, item: labour.plumbing, quantity: 2.0, unit_price: 80.01}]}
          log: [{step: report, at: 2026-03-02T09:00, by: S-01}]
    """
    if unit_price is None:
        return NOTHING_TO_JUDGE
    row = book.rows.get(str(item)) if item is not None else None
    if row is None and approved not in (None, False, "", ()):
        return passes(say("{item} stands in no price list in force, but was approved.", item=str(item or "-")), None, unit_price)
    if row is None:
        return fails(say("{item} stands in no price list in force.", item=str(item or "-")), None, unit_price)
    listed_unit, posted = row.get("unit"), row.get(column)
    if unit is not None and listed_unit is not None and unit != listed_unit:
        return fails(
            say("{item} is priced by {listed}, but charged by {unit}.", item=str(item), listed=str(listed_unit), unit=str(unit)),
            listed_unit,
            unit,
        )
    if not isinstance(posted, Decimal):
        return passes(say("The price list leaves the price of {item} open.", item=str(item)), None, unit_price)
    limit = half_up(posted * (1 + tolerance)) if tolerance else posted
    if unit_price <= limit and not as_of.telling:
        return IN_ORDER
    sentence = say("{item}: {price} is charged, {posted} is posted.", item=str(item), price=unit_price, posted=posted)
    return (passes if unit_price <= limit else fails)(sentence, posted, unit_price)
