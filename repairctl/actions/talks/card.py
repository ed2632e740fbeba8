"""The caller's card: what the desk should know of a place before the first question. Reads the office, judges nothing."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from repairctl.actions.behind import place_words
from repairctl.actions.people import masked, masked_name, private_of
from repairctl.actions.talks.orders import Orders, owed
from repairctl.actions.talks.owners import owner
from repairctl.actions.talks.spelling import about, dated
from repairctl.errors import say
from repairctl.model import Record, moment_of
from repairctl.office import Office
from repairctl.talk import Words

YEAR = 365


def card(office: Office, place: Record | None, named: str, orders: Orders) -> Iterator[Words]:
    """The lines of the card: the place and its owner, what is open and owed, warranties that run, what is special here."""
    where = place_words(place, office) if place else named
    here = orders.here
    waiting = [one for one in here if one in orders.open]
    yield (where, _part(place), *(_owner(office, place) if place else ()), _counts(office, here, waiting))
    noted = (*_warranties(office, here), *_needs(place))
    if noted:
        yield ("", *noted)
    for one in waiting:
        yield open_already(office, one)


def open_already(office: Office, order: Record) -> Words:
    """An order that may be the same trouble."""
    id = dated(order.id, office.now, office.zone)
    status = order.kind.status_label(order.status)
    return say(
        "Open already: {id} {about} ({status}). If it is the same: Ctrl-C, then {command}",
        id=id, about=about(order), status=status, command=f"repairctl note {id} --text ..",
    )  # fmt: skip


def _part(place: Record | None) -> Words:
    field = place.kind.field_at("unit.part") if place else None
    held = place.value("unit.part") if place else None
    return dict(field.choices).get(str(held), "") if field else ""


def _owner(office: Office, place: Record) -> Iterator[Words]:
    id = owner(office, place)
    held = private_of(office, id) if id else {}
    if id:
        yield say("owner {name}", name=masked_name(held.get("name", "")) or id)
        yield masked(held.get("phone", ""))


def _counts(office: Office, here: tuple[Record, ...], waiting: list[Record]) -> Words:
    year = [one for one in here if one.story and one.story[0].at > office.now - YEAR * 1440]
    arrears = sum((owed(one) for one in here), Decimal("0.00"))
    facts = {"open": len(waiting), "year": len(year), "owed": f"{arrears:.2f}"}
    if arrears > 0:
        return say("open {open}, {year} in a year, owed {owed} yuan", **facts)
    return say("open {open}, {year} in a year, nothing owed", **facts)


def _warranties(office: Office, here: tuple[Record, ...]) -> Iterator[Words]:
    """The repairs whose warranty still runs: what comes back within it is not charged."""
    today = moment_of(office.now, office.zone).date()
    for one in here:
        accept = one.last("accept")
        until = accept.filled.get("warranty_to") if accept else None
        if accept and isinstance(until, date) and until >= today:
            day = moment_of(accept.at, office.zone)
            yield say("Warranty: {day} {about}, to {until}", day=f"{day:%m-%d}", about=about(one), until=f"{until:%Y-%m-%d}")


def _needs(place: Record | None) -> Iterator[Words]:
    need = place.value("unit.special_need") if place else None
    if need:
        yield say("Special need: {need}", need=str(need))
