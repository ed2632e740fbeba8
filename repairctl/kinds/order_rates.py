"""What a line comes to and at which rate it is taxed. Knows no statement."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from repairctl import money
from repairctl.model import Plain, Table


def amount_of(line: Mapping[str, Plain]) -> Decimal:
    """Quantity x unit price, half up to 0.01; a discount line counts against the total whatever its sign."""
    amount = money.line_amount(_amount(line.get("quantity")), _amount(line.get("unit_price")))
    return -abs(amount) if line.get("kind") == "discount" else amount


def rate_of(line: Mapping[str, Plain], rates: Table | None, taxpayer: str) -> Decimal | None:
    """The rate of a line's tax category for that kind of taxpayer; None where the table does not know it."""
    category = line.get("tax_category")
    if rates is None or not isinstance(category, str) or category not in rates.rows:
        return None
    rate = rates.rows[category].get(taxpayer)
    return rate if isinstance(rate, Decimal) else None


def _amount(value: Plain) -> Decimal:
    return value if isinstance(value, Decimal) else Decimal("0.00")
