"""The lines of a price: by which book, what differs from it and why, which hours a supplement counts, who approved a discount."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal

from repairctl.actions import proposing
from repairctl.actions.charging import WITHOUT_TAX, priced_at
from repairctl.actions.price_about import About
from repairctl.errors import Sentence, say
from repairctl.kinds.order_money import amount_of
from repairctl.kinds.order_shares import ZERO
from repairctl.model import Label, Length, Plain, Span, Table
from repairctl.sheets.around import UNITS

DISCOUNT = "discount"
Row = Mapping[str, Plain]


def book(about: About) -> Iterator[Sentence]:
    """The version by which the prices are judged, and of which moment."""
    if not about.lines:
        return
    at = priced_at(about.record, about.at)
    source = about.source("prices", at)
    what = say("with tax") if not _net(about) else say("without tax")
    if source:
        yield say("{source}; in force at {at}; prices {basis}", source=source, at=about.when(at), basis=what)
    else:
        yield say("No price book was in force at {at}.", at=about.when(at))


def lines(about: About) -> Iterator[Sentence]:
    """Each line with its arithmetic, and what the book says of it; their sum."""
    if not about.lines:
        yield say("No lines are recorded.")
        return
    table = about.values.table("prices.book", priced_at(about.record, about.at))
    for number, row in enumerate(about.lines, 1):
        yield _line(number, row, table)
        yield from _posted(row, table, "net" if _net(about) else "price")
        yield from _hours(row, about)
    yield say("Sum of the lines: {sum}", sum=sum((amount_of(row) for row in about.lines), ZERO))


def discount(about: About) -> Iterator[Sentence]:
    """What was let off, and who approved it."""
    off = sum((amount_of(row) for row in about.lines if row.get("kind") == DISCOUNT), ZERO)
    if not off:
        return
    who = about.person(about.record.value("settlement.discount_by"))
    yield say("{amount} approved by {who}", amount=off, who=who) if who else say("{amount} approved by nobody", amount=off)
    yield from about.said("DISCOUNT-UNAPPROVED")


def _net(about: About) -> bool:
    return about.record.value("settlement.prices") == WITHOUT_TAX


def _line(number: int, row: Row, table: Table | None) -> Sentence:
    item = str(row.get("item") or "")
    held = _held(item, table)
    named = Label(str(held.get("en") or item), str(held.get("zh") or item)) if item else ""
    name = str(row.get("description") or "") or named
    facts = {key: row.get(key) for key in ("quantity", "unit_price")}
    return say(
        "{number}. {name}: {quantity} {unit} x {unit_price} = {amount}",
        number=number,
        name=name,
        unit=_unit(str(row.get("unit") or "")),
        amount=amount_of(row),
        item=item,
        kind=str(row.get("kind") or ""),
        tax_category=str(row.get("tax_category") or ""),
        **facts,
    )


def _unit(unit: str) -> Label:
    """The unit in both languages; one that is not known stays as it was written."""
    words = UNITS.get(unit, {})
    return Label(words.get("en", unit), words.get("zh", unit))


def _posted(row: Row, table: Table | None, column: str) -> Iterator[Sentence]:
    """What the book says of the item where it differs, with the reason that was noted."""
    item, note = str(row.get("item") or ""), str(row.get("note") or "")
    posted, price = _held(item, table).get(column), row.get("unit_price")
    if row.get("kind") == DISCOUNT or not isinstance(price, Decimal):
        return
    if not isinstance(posted, Decimal):
        yield say("   not in the price book; reason: {why}", why=note or say("none was noted"))
    elif posted != price:
        yield say(
            "   posted {posted}, so {more}; reason: {why}", posted=posted, more=f"{price - posted:+f}", why=note or say("none was noted")
        )
    else:
        yield say("   {item}, as posted: {posted}", item=item, posted=posted)


def _held(item: str, table: Table | None) -> Mapping[str, Plain | Length]:
    return table.rows.get(item, {}) if table and item else {}


def _hours(row: Row, about: About) -> Iterator[Sentence]:
    """The hours that a supplement counts, from the moments of the record."""
    table = about.values.table("lines.supplements", about.at)
    rule = table.rows.get(str(row.get("item"))) if table else None
    stretches = proposing.worked(about.record)
    if rule is None or not stretches:
        return
    of = rule.get("of")
    hours = sum((_quantity(one) for one in about.lines if isinstance(of, tuple) and one.get("item") in of), Decimal(0))
    facts: dict[str, object] = {"first": about.when(stretches[0][0]), "last": about.when(stretches[-1][1])}
    within = Span(proposing.inside(stretches, rule, about.values))
    facts |= {"from_": str(rule.get("from")), "to": str(rule.get("to")), "within": within, "labour": hours}
    many = proposing.counted(stretches, hours, rule, about.values)
    yield say("   at work {first} to {last}, of that {within} between {from_} and {to}; {labour} h of labour", **facts)
    if many == _quantity(row):
        yield say("   so {counted} h count", counted=many)
    else:
        yield say("   so {counted} h would count; {charged} are charged", counted=many, charged=_quantity(row))


def _quantity(row: Row) -> Decimal:
    held = row.get("quantity")
    return held if isinstance(held, Decimal) else Decimal(0)
