"""Who calls: the owner or tenant of the place, somebody known, or somebody new whose name and number go to private/. Writes nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from itertools import count

from msgspec import Struct

from repairctl import inputs
from repairctl.actions.people import masked, masked_name, private_of
from repairctl.actions.reading import loaded_records, naming
from repairctl.actions.sheet import Newcomer
from repairctl.actions.talks.owners import owner
from repairctl.actions.talks.places import Meant
from repairctl.actions.working import Loaded, Working
from repairctl.errors import Misuse, say
from repairctl.inputs.typed import plain
from repairctl.kinds import KINDS
from repairctl.kinds.order_sheet import RELATIONS
from repairctl.model import Record, moment_of
from repairctl.office import Office
from repairctl.talk import Ask, Words

ASKED = tuple(one for one in RELATIONS if one[0] != "staff")
PHONE = re.compile(r"(?<![0-9])(?:\+?86)?(1[0-9]{10}|0[0-9]{2,3}-?[0-9]{7,8}|[2-8][0-9]{6,7})(?![0-9])")
LIVING_HERE = ("owner", "tenant")


class NoSuchCaller(Misuse):
    """The answer names no relation, no name and no number."""

    def __init__(self, text: str) -> None:
        listed = "  ".join(f"{number} {label.zh}" for number, (_, label) in enumerate(ASKED, 1))
        super().__init__(
            say('"{text}" says not who calls: {listed}.', text=text, listed=listed),
            say("With name or number: {example}", example="4 李 13800001234"),
        )


class Caller(Struct, frozen=True):
    """Somebody who calls: the relation, their ID where they are in the register or go there now, and what is new of them."""

    relation: str
    id: str = ""
    newcomer: Newcomer | None = None
    shown: tuple[Words, ...] = ()


def which(office: Office, place: Meant, typed: str) -> Ask:
    """The question for the caller; its answer is a Caller."""
    return Ask(
        "request.relation",
        say("Caller"),
        read=lambda text: read(office, place, text),
        default="owner" if owner(office, place.record) else "",
        choices=ASKED,
        typed=typed,
        hint=say("A number or word; a name and a telephone number may follow it: {example}", example="4 李 13800001234"),
    )


def read(office: Office, place: Meant, text: str) -> Caller:
    """`4`, `邻居`, `13800001234`, `4 李 13800001234`. Raises NoSuchCaller."""
    typed = plain(inputs.text(text))
    found = PHONE.search(typed)
    phone = found[1] if found else ""
    rest = (typed[: found.start()] + " " + typed[found.end() :] if found else typed).split()
    relation = _relation(rest[0]) if rest else ""
    name = " ".join(rest[1:] if relation else rest)
    if not relation and not phone:
        raise NoSuchCaller(text)
    if re.search(r"[0-9]{3}", name):
        raise NoSuchCaller(text)
    known = _known(office, place, relation, name, phone)
    if known is not None:
        return known
    if not (phone or name):
        return Caller(relation)
    return _newcomer(office, place, relation or "other", name, phone)


def _relation(word: str) -> str:
    number = int(word) if word.isascii() and word.isdecimal() and len(word) < 3 else 0
    if 0 < number <= len(ASKED):
        return ASKED[number - 1][0]
    fits = [key for key, label in ASKED if word.casefold() in (key, label.en.casefold(), label.zh)]
    return fits[0] if fits else ""


def _known(office: Office, place: Meant, relation: str, name: str, phone: str) -> Caller | None:
    """The owner or tenant of the place, or whoever has that number."""
    for party in _candidates(office, place, relation, phone):
        held = private_of(office, party.id)
        if phone and held.get("phone", "").replace("-", "") != phone.replace("-", ""):
            continue
        if not phone and name and held.get("name") != name:
            continue
        said = (masked_name(held.get("name", "")), masked(held.get("phone", "")), party.id) if phone or name else ()
        return Caller(relation or str(party.value("party.relation") or "other"), party.id, shown=said)
    return None


def _candidates(office: Office, place: Meant, relation: str, phone: str) -> Iterator[Record]:
    owning = owner(office, place.record)
    if relation == "owner" and owning and (party := Working(office).find(owning)):
        yield party
    if relation in LIVING_HERE or phone:
        today = moment_of(office.now, office.zone).date()
        everybody = None if phone else naming(office, KINDS["party"], place.value)
        for party in (one.record for one in loaded_records(office, KINDS["party"], ids=everybody) if isinstance(one, Loaded)):
            gone = party.value("party.until")
            lives = party.value("party.unit") == place.value and party.value("party.relation") == relation
            if not (isinstance(gone, date) and gone < today) and (phone or lives):
                yield party


def _newcomer(office: Office, place: Meant, relation: str, name: str, phone: str) -> Caller:
    """Somebody the register does not have: a party with an opaque ID; name and number go to private/."""
    raw = {"party.name": name, "party.phone": phone, "party.relation": relation}
    if place.path == "place.unit" and place.record and relation in (*LIVING_HERE, "family"):
        raw["party.unit"] = place.value
    id = new_id(office)
    newcomer = Newcomer("party", id, {key: value for key, value in raw.items() if value})
    said = say("goes to private/ as {id}", id=id)
    return Caller(relation, id, newcomer, (masked_name(name), masked(phone), said))


def new_id(office: Office) -> str:
    """A free ID that tells nothing: the day and a number."""
    return next(new_ids(office))


def new_ids(office: Office) -> Iterator[str]:
    """One free ID after the other."""
    head = f"P-{moment_of(office.now, office.zone):%y%m%d}-{office.desk}"
    taken = {id for id in office.store.ids(KINDS["party"]) if id.startswith(head)}
    return (id for number in count(1) if (id := f"{head}{number}") not in taken)
