"""Priced lines as they stand on a sheet: a quote, a statement, a credit note."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from repairctl.kinds.lines import LINE_KINDS
from repairctl.kinds.order_money import amount_of
from repairctl.model import Plain
from repairctl.sheets.around import ZERO, Around, View, described, unit_of

KINDS = dict(LINE_KINDS)


def lines_of(lines: Sequence[Mapping[str, Plain]], around: Around) -> list[View]:
    """Each line in words; its tax category only where there are several."""
    mixed = len({row.get("tax_category") for row in lines}) > 1
    return [
        {
            "kind": around.word(label.en, label.zh) if (label := KINDS.get(str(row.get("kind")))) else "",
            "description": described(row, around),
            "note": row.get("note"),
            "tax": category(row.get("tax_category"), around) if mixed else "",
            "unit": unit_of(row, around),
            "quantity": row.get("quantity"),
            "unit_price": row.get("unit_price"),
            "amount": amount_of(row),
        }
        for row in lines
    ]


def category(code: Plain, around: Around) -> str:
    """The words of the table of rates for a tax category."""
    return str(around.taxes.get(str(code), {}).get(around.lang) or code or "")


def subtotals(lines: Sequence[Mapping[str, Plain]], around: Around) -> list[tuple[str, Decimal]]:
    """A sum for each kind of line, where there is more than one."""
    found: dict[str, Decimal] = {}
    for row in lines:
        found[str(row.get("kind"))] = found.get(str(row.get("kind")), ZERO) + amount_of(row)
    labels = [(KINDS[kind], amount) for kind, amount in found.items() if kind in KINDS]
    return [(around.word(f"{one.en.capitalize()} subtotal", f"{one.zh}小计"), amount) for one, amount in labels] if len(labels) > 1 else []
