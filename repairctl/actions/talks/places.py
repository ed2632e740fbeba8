"""Which place is meant: one of the register, or one that is not in it yet. Water runs while the register is incomplete."""

from __future__ import annotations

import re

from msgspec import Struct

from repairctl import inputs
from repairctl.actions.registers import NEW, NotRegistered, Registers
from repairctl.actions.working import Working
from repairctl.errors import say
from repairctl.inputs.typed import plain
from repairctl.model import Record
from repairctl.office import Office
from repairctl.talk import Ask

ROOM = re.compile(r"[0-9]+[栋幢座号楼#/-].*[0-9]+.*|.*-[0-9]+-[0-9]+.*")


class Meant(Struct, frozen=True):
    """A place as it goes into an order: the field that names it, what stands there, and its record in the register (None: none)."""

    path: str
    value: str
    record: Record | None = None


def which(office: Office, registers: Registers, typed: str) -> Ask:
    """The question for a place; its answer is a Meant."""
    return Ask(
        "place.unit",
        say("Place"),
        read=lambda text: _read_or_told(office, registers, text),
        needed=True,
        typed=typed,
        hint=say("A room as 5-802, a lift or common place by its name; n 9-101 records a room that the register does not have yet."),
    )


def read(office: Office, registers: Registers, text: str) -> Meant:
    """A place of the register, or after `n ` whatever is typed. Raises NoSuchPlace, Ambiguous."""
    typed = plain(text)
    if typed.casefold().startswith(NEW):
        return unknown(text.strip()[len(NEW) :].strip())
    return known(office, inputs.place(text, registers.estate))


def _read_or_told(office: Office, registers: Registers, text: str) -> Meant:
    """The same, with the way to record a place that is not in the register."""
    try:
        return read(office, registers, text)
    except inputs.NoSuchPlace as none:
        raise NotRegistered(none) from None


def read_or_new(office: Office, registers: Registers, text: str) -> Meant:
    """The same where nobody can be asked: what is not in the register is recorded as it was typed. Raises Ambiguous."""
    try:
        return read(office, registers, text)
    except inputs.NoSuchPlace:
        return unknown(text)


def known(office: Office, id: str) -> Meant:
    """The place of an ID."""
    record = Working(office).find(id)
    kind = record.kind.name if record and record.kind.name == "asset" else "unit"
    return Meant(f"place.{kind}", id, record)


def unknown(text: str) -> Meant:
    """A place that the register does not have: a room where it reads like one, else a spot in words."""
    typed = plain(inputs.text(text))
    return Meant("place.unit" if ROOM.fullmatch(typed) and " " not in typed else "place.spot", typed)
