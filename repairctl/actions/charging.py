"""What a line may be and what it costs: the price book and the office's words for it, at the moment by which prices are judged."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal

from msgspec import Struct
from msgspec.structs import replace

from repairctl import inputs
from repairctl.actions.judged import Judge
from repairctl.actions.registers import price_book
from repairctl.actions.working import Working
from repairctl.errors import say
from repairctl.inputs import NotALine, PriceBook
from repairctl.inputs.typed import plain
from repairctl.kinds import KINDS
from repairctl.kinds.lines import LINE_KINDS
from repairctl.kinds.order_money import amount_of
from repairctl.model import NOTHING, Label, Length, Minute, Plain, Record, Table, Values
from repairctl.office import Office
from repairctl.talk import Words

OTHER, UNSET = "other", "unset"
WITHOUT_TAX = "without_tax"
_NAMED_KIND = re.compile(rf"(?P<kind>{'|'.join(f'{key}|{label.zh}|{re.escape(label.en)}' for key, label in LINE_KINDS)}):(?P<rest>.+)")

_PRICE_NOTED = re.compile(r"(?P<name>.*\S) (?P<price>[0-9]+\.[0-9]{2})")
"""A part that is in no book has no column for its price; it stands behind its name until the statement is made."""
_NOT_IN_BOOK = re.compile("(?:其他|其它|other):")


class Line(Struct, frozen=True):
    """A line of a statement as it will stand there. `posted`: what the price book says; `why`: where it comes from, for whoever looks."""

    kind: str
    item: str
    name: Label
    quantity: Decimal
    unit: str
    price: Decimal
    tax_category: str = ""
    note: str = ""
    description: str = ""
    posted: Decimal | None = None
    why: Words = ""

    @property
    def amount(self) -> Decimal:
        return amount_of(self.values)

    @property
    def values(self) -> Mapping[str, Plain]:
        """The row as plain values."""
        return {"kind": self.kind, "quantity": self.quantity, "unit_price": self.price}

    @property
    def unexplained(self) -> bool:
        """Whether its price differs from the book's without a reason."""
        return self.posted is not None and self.price != self.posted and not self.note

    def row(self) -> dict[str, str]:
        """The row as texts, for the step that fills it."""
        held = {
            "kind": self.kind,
            "item": self.item,
            "description": self.description,
            "quantity": f"{self.quantity:f}",
            "unit": self.unit,
            "unit_price": f"{self.price:.2f}",
            "tax_category": self.tax_category,
            "note": self.note,
        }
        return {name: text for name, text in held.items() if text}

    def part(self) -> dict[str, str]:
        """The row as a part that was used."""
        held = self.row()
        if self.description and self.price:
            held["description"] = f"{self.description} {self.price:.2f}"
        return {name: held[name] for name in ("item", "description", "quantity", "unit") if name in held}


class Charging(Struct, frozen=True):
    """The price book with the office's words, and which tax category the order's service item has. `version` names the price list."""

    book: PriceBook
    items: Table | None = None
    tax_category: str = ""
    version: str = ""

    def line(self, text: str) -> Line:
        """A line as typed: `水工 2`, `铜球阀 1 45.00 # 旧款`, `其他:密封圈 1个 35`, `外包:清洗 1次 300`. Raises NotALine and Ambiguous."""
        kind, rest = _kind_named(text)
        typed = inputs.line(rest, self.book)
        if typed.item is None:
            assert typed.price is not None  # what is not in the book is refused without its price
            row = self._row(OTHER)
            sort, tax = kind or str(row.get("kind") or "material"), str(row.get("tax_category") or self.tax_category)
            name = Label(typed.title, typed.title)
            return Line(sort, "", name, typed.quantity, typed.unit, typed.price, tax, typed.note, typed.title)
        if kind:
            raise NotALine(text, say("{item} is in the price book; write it without {kind}:.", item=typed.item.zh, kind=kind))
        made = self.of_book(typed.item.code, typed.quantity)
        return (
            replace(made, price=typed.price or made.price, note=typed.note) if typed.price is not None else replace(made, note=typed.note)
        )

    def part(self, text: str) -> Line:
        """A part as typed; what is not in the book needs no price here. Raises NotALine and Ambiguous."""
        try:
            return self.line(text)
        except NotALine:
            head, mark, note = text.partition("#")
            if not _NOT_IN_BOOK.match(plain(head)):
                raise
            return self.line(f"{head.rstrip()} 0.00 {mark}{note}")

    def of_book(self, code: str, quantity: Decimal, why: Words = "") -> Line:
        """The line of an item of the price book. Raises KeyError where it is not there."""
        item = next((one for one in self.book.items if one.code == code), None)
        if item is None:
            raise KeyError(code)
        row = self._row(code)
        tax = str(row.get("tax_category") or self.tax_category)
        told = why or (say("price list {version}", version=self.version) if self.version else "")
        kind = str(row.get("kind") or "material")
        return Line(kind, code, Label(item.en, item.zh), quantity, item.unit, item.price, tax, posted=item.price, why=told)

    def of_row(self, row: Mapping[str, Plain], why: Words = "") -> Line:
        """A row of a box or a file; what it does not say, the book says of its item, and the office of what is in no book."""
        code, name = str(row.get("item") or ""), str(row.get("description") or "")
        price = row.get("unit_price")
        if not code and price is None and (noted := _PRICE_NOTED.fullmatch(name)):
            name, price = noted["name"], Decimal(noted["price"])
        told = {key: str(row.get(key) or "") for key in ("kind", "unit", "tax_category", "note")}
        quantity = row.get("quantity")
        many = quantity if isinstance(quantity, Decimal) else Decimal(1)
        base = self.of_book(code, many, why) if self.knows(code) else self._other(code or name, many, why)
        return replace(
            base,
            item=code,
            description=name,
            kind=told["kind"] or base.kind,
            unit=told["unit"] or base.unit,
            tax_category=told["tax_category"] or base.tax_category,
            note=told["note"],
            price=price if isinstance(price, Decimal) else base.price,
        )

    def _other(self, name: str, quantity: Decimal, why: Words) -> Line:
        row = self._row(OTHER)
        tax = str(row.get("tax_category") or self.tax_category)
        return Line(
            str(row.get("kind") or "material"), "", Label(name, name), quantity, "", Decimal("0.00"), tax, why=why or say("no price yet")
        )

    def knows(self, code: str) -> bool:
        return any(one.code == code for one in self.book.items)

    def _row(self, code: str) -> Mapping[str, Plain | Length]:
        return self.items.rows.get(code) or self.items.rows.get(UNSET, NOTHING) if self.items else NOTHING


def charging(judge: Judge, record: Record | None, at: Minute, prices: str = "") -> Charging:
    """What may be charged on an order by a step of that moment; `record` None: by the book of that moment."""
    values = judge.values(record)
    judged = priced_at(record, at) if record else at
    column = "net" if prices == WITHOUT_TAX else "price"
    words = values.table("lines.items", judged)
    book = price_book(values.table("prices.book", judged), words, column)
    service = str(record.value("request.item") or UNSET) if record else UNSET
    catalogue = values.table("catalogue.items", judged)
    tax = catalogue.row(service).get("tax_category") if catalogue else None
    return Charging(book, words, str(tax or ""), version_of(judge, "prices", judged))


def charging_of(office: Office, name: str, at: str = "", prices: str = "") -> Charging:
    """What may be charged on the order of that name, as typed; `name` '' where there is none yet."""
    working = Working(office)
    judge = Judge(office, working)
    record = working.current(KINDS["order"], working.full_id(KINDS["order"], name)[1]) if name else None
    last = record.story[-1].at if record and record.story else None
    moment = inputs.moment(at, office.now, office.zone, tense="past", last=last) if at else office.now
    return charging(judge, record, moment, prices or basis(judge.values(), moment))


def priced_at(record: Record, at: Minute) -> Minute:
    """The moment by which PRICE-NOT-POSTED judges: that of the first quote, else of the statement."""
    entry = record.first("quote")
    return min(entry.at, at) if entry else at


def basis(values: Values, at: Minute) -> str:
    """Whether this office's prices hold the tax: `lines.prices`, by the kind of taxpayer."""
    table = values.table("lines.prices", at)
    held = table.row(str(values.office.get("taxpayer") or "general")).get("prices") if table else None
    return str(held or "with_tax")


def basis_of(office: Office, at: str = "") -> str:
    """The same for a moment as typed."""
    moment = inputs.moment(at, office.now, office.zone, tense="past") if at else office.now
    return basis(Judge(office, Working(office)).values(), moment)


def version_of(judge: Judge, policy: str, at: Minute) -> str:
    """The name of the one version of a policy in force; '' where none is."""
    series = judge.book.series.get(policy)
    found = series.in_force(at) if series else ()
    return found[0].version if len(found) == 1 else ""


def _kind_named(text: str) -> tuple[str, str]:
    """The sort of line that is named before it (`外包:`, `discount:`) and the rest, which then is not in the book."""
    head, mark, note = text.partition("#")
    found = _NAMED_KIND.fullmatch(plain(head))
    if not found:
        return "", text
    return next(key for key, label in LINE_KINDS if found["kind"] in (key, label.en, label.zh)), f"{OTHER}:{found['rest']} {mark}{note}"
