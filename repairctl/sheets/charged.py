"""Priced lines, sums and shares as statements, quotes and credit notes show them. Knows no single sheet."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from repairctl.kinds.lines import LINE_KINDS
from repairctl.kinds.order_money import Share, amount_of, shares
from repairctl.model import Entry, Plain, Record
from repairctl.money import in_words
from repairctl.sheets.around import ZERO, Around, View, described, money, unit_of

KINDS = dict(LINE_KINDS)


def lines_of(lines: Sequence[Mapping[str, Plain]], around: Around, sign: int = 1) -> list[View]:
    """The lines with their amounts; -1 as `sign` gives them back. The tax is named where there are several categories."""
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
            "amount": sign * amount_of(row),
        }
        for row in lines
    ]


def category(code: Plain, around: Around) -> str:
    """The name of a tax category in the table of rates; else its code."""
    return str(around.taxes.get(str(code), {}).get(around.lang) or code or "")


def subtotals(lines: Sequence[Mapping[str, Plain]], around: Around) -> list[tuple[str, Decimal]]:
    """A sum for each kind of line, where there is more than one."""
    found: dict[str, Decimal] = {}
    for row in lines:
        found[str(row.get("kind"))] = found.get(str(row.get("kind")), ZERO) + amount_of(row)
    labels = [(KINDS[kind], amount) for kind, amount in found.items() if kind in KINDS]
    return [(around.word(f"{one.en.capitalize()} subtotal", f"{one.zh}小计"), amount) for one, amount in labels] if len(labels) > 1 else []


def total_of(entries: Sequence[Entry]) -> Decimal:
    """The amounts of entries, added."""
    return sum((money(entry.filled.get("amount")) for entry in entries), ZERO)


def owed(record: Record) -> Decimal | None:
    """What all payers of the statement still owe; below nothing is what is given back; None where it cannot be known."""
    held = shares(record)
    return sum((one.owed for one in held), ZERO) if held else None


def words_of(amount: Decimal | None) -> str:
    """An amount in words; nothing for nothing."""
    return in_words(amount) if amount is not None else ""


def payers(record: Record, around: Around, every: bool = True) -> list[tuple[str, Decimal, Decimal, Decimal, Decimal]]:
    """Of each payer what he bears, has paid, was credited and owes; without `every` only of those who owe.

    They are told by their references, without name and telephone: each of them reads what the others owe.
    """
    field = record.kind.field_at("settlement.payer")
    return [
        (around.joined(word for word in (one.party, around.label(field, one.payer)) if word), one.amount, one.paid, one.credited, one.owed)
        for one in shares(record)
        if every or one.owed > 0
    ]


def share_of(record: Record, party: object) -> Share | None:
    """The share of a party, where several bear the statement; None where one bears it alone, or the party is none of them."""
    held = shares(record)
    return next((one for one in held if party and one.party == party), None) if len(held) > 1 else None


def extra_work(record: Record, around: Around) -> list[View]:
    """What was agreed beyond the quote: work, amount, when and by whom."""
    return [
        {
            "work": one.filled.get("work"),
            "amount": one.filled.get("amount"),
            "agreed": around.at(one.filled.get("owner_ok_at")),
            "by": around.name(one.filled.get("agreed_by")),
            "method": around.option(record.kind, "consent.method", one.filled.get("method")),
        }
        for one in record.of.get("consent", ())
    ]
