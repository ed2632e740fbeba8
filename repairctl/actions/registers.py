"""The registers of an office as the input language needs them: places, people, price book; each read when it is first asked for."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from functools import cached_property

from msgspec import Struct

from repairctl import inputs
from repairctl.actions.behind import place_words
from repairctl.actions.people import private_of
from repairctl.actions.working import COUNTED, NUMBERED, Working
from repairctl.errors import Misuse, RepairError, say
from repairctl.inputs import Estate, Item, NobodySo, NoSuchPlace, Person, Place, PriceBook
from repairctl.kinds import KINDS
from repairctl.model import NOTHING, Field, Plain, Record, Table, moment_of
from repairctl.office import Office

NEW = "n "
"""What stands before a place that the register does not have yet."""
_OPAQUE = re.compile(r"[A-Z]{1,4}-[\w.#-]{1,56}")
"""An ID that names nobody: it may stand in git although the register does not know it yet."""


class NotRegistered(Misuse):
    """A place that the register does not have; it can be recorded all the same."""

    def __init__(self, none: NoSuchPlace) -> None:
        self.near = none.near
        super().__init__(none.sentences[0], none.why, say("To record it all the same: {new}", new=f"{NEW}{none.value.strip()}"))


class Registers(Struct, dict=True):
    """Reads the office's files; writes nothing. A file that cannot be read is passed over: check names it.

    `strict`: a place must be in the register, or said to be new (`n 9-101`); else it is kept as typed and check says so.
    """

    office: Office
    strict: bool = False

    @cached_property
    def working(self) -> Working:
        return Working(self.office)

    @cached_property
    def places(self) -> tuple[Place, ...]:
        return tuple(_place(record, self.office) for kind in ("unit", "asset") for record in self._records(kind))

    @cached_property
    def estate(self) -> Estate:
        return Estate(self.places)

    @cached_property
    def staff(self) -> tuple[Person, ...]:
        """Those in service today."""
        everybody = (self._person(record, "person") for record in self._records("staff"))
        return tuple(one for one in everybody if one.until is None or one.until >= self.today)

    @cached_property
    def parties(self) -> tuple[Person, ...]:
        everybody = (self._person(record, "party") for record in self._records("party"))
        return tuple(one for one in everybody if one.until is None or one.until >= self.today)

    @property
    def today(self) -> date:
        return moment_of(self.office.now, self.office.zone).date()

    def id_of(self, one: Field, typed: str, unit: str = "") -> str:
        """The ID that a reference means as typed. An exact one is taken without looking into any register.

        A place that is not in the register is kept as typed unless `strict`; a person who is not must have an ID, lest a name enter git.
        """
        text = inputs.text(typed).strip()
        if self.working.known(one.refers_to, text) or not text:
            return text
        if one.refers_to in ("unit", "asset"):
            return self._place_of(one.refers_to, text)
        if one.refers_to == "staff":
            return self.person_of(text)
        if one.refers_to == "party":
            return self._party_of(text, unit)
        kind = KINDS[one.refers_to]
        return inputs.record_name(text, NUMBERED, self.today, bare=kind.prefix, counted=COUNTED)

    def person_of(self, typed: str) -> str:
        """The member of staff who is called so; an ID that nobody has is given back, to be refused by whoever needs the person."""
        try:
            return inputs.person(typed, self.staff)
        except NobodySo:
            if _OPAQUE.fullmatch(typed):
                return typed
            raise

    def _place_of(self, kind: str, typed: str) -> str:
        new = typed[len(NEW) :].strip() if typed.casefold().startswith(NEW) else ""
        try:
            found = inputs.place(new or typed, self.estate)
        except NoSuchPlace as none:
            if self.strict and not new:
                raise NotRegistered(none) from None
            return new or typed
        return found if self.working.known(kind, found) else typed

    def _party_of(self, typed: str, unit: str) -> str:
        if _OPAQUE.fullmatch(typed):
            return typed
        return inputs.party(typed, self.parties, unit)

    def _records(self, kind: str) -> Iterator[Record]:
        for id in self.office.store.ids(KINDS[kind]):
            try:
                yield self.working.load(KINDS[kind], id).record
            except RepairError:
                continue

    def _person(self, record: Record, box: str) -> Person:
        held = private_of(self.office, record.id)
        trades, until = record.value(f"{box}.trades"), record.value(f"{box}.left") or record.value(f"{box}.until")
        name = held.get("name", "")
        return Person(
            record.id,
            name,
            f"{name} {record.id}".strip(),
            tuple(map(str, trades)) if isinstance(trades, tuple) else (),
            until if isinstance(until, date) else None,
            held.get("phone", ""),
            str(record.value(f"{box}.unit") or ""),
            str(record.value(f"{box}.relation") or ""),
        )


def price_book(table: Table | None, words: Table | None = None, column: str = "price") -> PriceBook:
    """The table `prices.book` as the input language needs it, with the other names of `lines.items`; `column` is the price that counts."""
    if table is None:
        return PriceBook(())
    rows = words.rows if words else {}
    return PriceBook(_item(code, row, rows.get(code, NOTHING), column) for code, row in table.rows.items() if code != "unset")


def _item(code: str, row: Mapping[str, object], words: Mapping[str, object], column: str) -> Item:
    zh, en, unit, price = (row.get(name) for name in ("zh", "en", "unit", column))
    aliases = words.get("aliases")
    names = tuple(map(str, aliases)) if isinstance(aliases, tuple) else ()
    return Item(code, str(zh or code), str(en or code), str(unit or ""), price if isinstance(price, Decimal) else Decimal(0), names)


def _place(record: Record, office: Office) -> Place:
    if record.kind.name == "asset":
        return Place(record.id, say_as=_words(record.value("asset.say_as")), words=place_words(record, office))
    estate, building, entrance, room = (str(record.value(f"unit.{part}") or "") for part in ("estate", "building", "entrance", "room"))
    return Place(record.id, estate, building, entrance, room, _words(record.value("unit.say_as")), place_words(record, office))


def _words(held: Plain) -> tuple[str, ...]:
    return tuple(map(str, held)) if isinstance(held, tuple) else ()
