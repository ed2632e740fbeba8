"""Thin stand-ins for what the package inputs will read (places, people, lines, short moments); deleted when it has landed."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta, tzinfo
from decimal import Decimal
from functools import cached_property

from repairctl import inputs
from repairctl.actions import looking
from repairctl.errors import say
from repairctl.kinds import KINDS
from repairctl.model import Minute, Record, minute_of, moment_of
from repairctl.office import Office
from repairctl.typed import Ambiguous, NotRead, plain


class NoSuchPlace(NotRead):
    def __init__(self, text: str, near: Sequence[str]) -> None:
        self.near = tuple(near)
        super().__init__(text, say("No such place; near it: {near}.", near=", ".join(near)), "5-802")


class NobodySo(NotRead):
    def __init__(self, text: str) -> None:
        super().__init__(text, say("Nobody is called that."), "S-11")


@dataclass(frozen=True, slots=True)
class Place:
    id: str
    estate: str
    building: str
    entrance: str
    room: str
    say_as: tuple[str, ...]
    words: str


@dataclass(frozen=True, slots=True)
class Person:
    id: str
    name: str
    words: str
    trades: tuple[str, ...] = ()
    until: object = None
    phone: str = ""
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Item:
    code: str
    zh: str
    en: str
    unit: str
    price: Decimal
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class LineTyped:
    item: Item | None
    title: str
    quantity: Decimal
    unit: str
    price: Decimal | None
    note: str


def place(text: str, known: Sequence[Place]) -> str:
    typed = plain(text)
    parts = [part.lstrip("0") for part in re.sub(r"[室房户]$", "", re.sub("[栋幢座号楼单元门#/]+", "-", typed)).split("-")]
    found = [
        one
        for one in known
        if typed == one.id or typed in one.say_as or parts in ([one.building, one.room], [one.building, one.entrance, one.room])
    ]
    if len(found) == 1:
        return found[0].id
    if found:
        raise Ambiguous(text, say("Which one is meant"), [(one.id, one.words) for one in found])
    raise NoSuchPlace(text, [one.id for one in known if one.room == parts[-1] or one.building == parts[0]][:3])


def person(text: str, staff: Sequence[Person]) -> str:
    typed = re.sub("(工|师傅)$", "", plain(text))
    found = [one for one in staff if typed in (one.id, one.id.removeprefix("S-"), one.name)]
    found = found or [one for one in staff if one.name.startswith(typed)]
    if len(found) == 1:
        return found[0].id
    if found:
        raise Ambiguous(text, say("Who is meant"), [(one.id, one.words) for one in found])
    raise NobodySo(text)


def moment(text: str, now: Minute, zone: tzinfo, *, tense: str = "any", last: Minute | None = None) -> Minute:
    typed = plain(text)
    clock = re.fullmatch(r"(昨天|今天)?([0-9]{1,2}):?([0-9]{2})", typed)
    if not clock:
        return inputs.moment(text, now, zone)
    day = moment_of(now, zone) - timedelta(days=clock[1] == "昨天")
    found = minute_of(day.replace(hour=int(clock[2]), minute=int(clock[3])))
    return found - 1440 if found > now and not clock[1] and tense == "past" else found


def line(text: str, items: Sequence[Item]) -> LineTyped:
    found = re.fullmatch(r"(.+?)[ *=]+([0-9.]+)(\S*)", plain(text))
    known = [one for one in items if found and found[1].casefold() in f"{one.code} {one.zh} {one.en}".casefold()]
    if not found or not known:
        raise NotRead(text, say("No line."), "PPR 3")
    if len(known) > 1:
        raise Ambiguous(text, say("Which item"), [(f"{one.code} {found[2]}", one.zh) for one in known[:5]])
    return LineTyped(known[0], known[0].zh, Decimal(found[2]), known[0].unit, None, "")


@dataclass
class Registers:
    office: Office

    def places(self) -> tuple[Place, ...]:
        return self._places

    def staff(self) -> tuple[Person, ...]:
        return self._staff

    @cached_property
    def _places(self) -> tuple[Place, ...]:
        return tuple(self._place(one) for kind in ("unit", "asset") for one in looking.records(self.office, KINDS[kind]))

    def _place(self, one: Record) -> Place:
        parts = [str(one.value(f"unit.{name}") or "") for name in ("estate", "building", "entrance", "room")]
        called = one.value("unit.say_as") or one.value("asset.say_as") or ()
        called = tuple(map(str, called)) if isinstance(called, tuple) else ()
        return Place(
            one.id,
            parts[0],
            parts[1],
            parts[2],
            parts[3],
            (*called, str(one.value("asset.name") or one.id)),
            looking.place_words(one, self.office),
        )

    @cached_property
    def _staff(self) -> tuple[Person, ...]:
        return tuple(self._person(one) for one in looking.records(self.office, KINDS["staff"]))

    def _person(self, one: Record) -> Person:
        from repairctl.actions.working import Working

        held = looking.private_of(self.office, Working(self.office), one.id)
        trades = one.value("person.trades")
        trades = tuple(map(str, trades)) if isinstance(trades, tuple) else ()
        return Person(one.id, held.get("name", one.id), held.get("name", one.id), trades, one.value("person.left"), held.get("phone", ""))

    def items(self, at: Minute) -> tuple[Item, ...]:
        from repairctl.actions.judged import Judge
        from repairctl.actions.working import Working

        table = Judge(self.office, Working(self.office)).book.table("prices.book", at)
        rows = table.rows if table else {}
        return tuple(Item(code, str(row["zh"]), str(row["en"]), str(row["unit"]), Decimal(str(row["price"]))) for code, row in rows.items())
