"""People as they are called: S-11, 11, 李强, 李工, 李师傅; 户主, P-0802, the end of a telephone number. The registers are handed in."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from datetime import date

from msgspec import Struct

from repairctl.errors import say
from repairctl.inputs.typed import Ambiguous, NotRead, plain

_TITLES = ("师傅", "经理", "主管", "先生", "女士", "工", "姐", "哥")
_OWNER = ("户主", "业主", "owner")
_PHONE_END = re.compile(r"[0-9]{4}")
PHONE = re.compile(r"(?:\+?86)?(1[3-9][0-9]{9})|0[0-9]{2,3}-?[0-9]{7,8}")
"""A telephone number as it is typed in China: a mobile one, or an area code with seven or eight digits."""


_IN_TEXT = re.compile(r"(?<![0-9A-Za-z.-])(?:1[3-9][0-9][ -]?[0-9]{4}[ -]?[0-9]{4}|0[0-9]{2,3}-?[0-9]{7,8})(?![0-9A-Za-z.])")


class Person(Struct, frozen=True):
    """Somebody of a register. `words` is how they are shown; `until` the day on which they left; `unit` and `relation` for parties."""

    id: str
    name: str = ""
    words: str = ""
    trades: tuple[str, ...] = ()
    until: date | None = None
    phone: str = ""
    unit: str = ""
    relation: str = ""


class NobodySo(NotRead):
    """Nobody of the register is called so."""

    def __init__(self, value: str, known: Sequence[Person]) -> None:
        self.known = known
        listed = [f"{one.id} {one.name}".strip() for one in known[:8]]
        why = say("Nobody is called so; there are: {known}.", known=", ".join(listed)) if listed else say("Nobody is called so.")
        super().__init__(value, why, known[0].id if known else "S-11")


def person(text: str, staff: Sequence[Person]) -> str:
    """The ID of the one member of staff who is called so: ID, its number, full name, surname with or without a title."""
    typed = plain(text)
    by_id = [one for one in staff if one.id.casefold() == typed.casefold() or _number(one.id) == typed.lstrip("0")]
    by_name = [one for one in staff if one.name and one.name.casefold() == typed.casefold()]
    return _one(text, by_id or by_name or _by_surname(typed, staff), staff)


def _by_surname(typed: str, staff: Sequence[Person]) -> list[Person]:
    """`李`, `李工`, `李强师傅`; in English any word of the name."""
    title = next((title for title in _TITLES if typed.endswith(title) and len(typed) > len(title)), "")
    short = typed.removesuffix(title) if title else typed
    if not short:
        return []
    if short.isascii():
        return [one for one in staff if short.casefold() in one.name.casefold().split()]
    return [one for one in staff if one.name.startswith(short)]


def party(text: str, parties: Sequence[Person], unit: str = "") -> str:
    """The ID of the one party who is called so: ID, 户主 of the unit, full name, the last four digits or all of a telephone number."""
    typed = plain(text)
    found = next((many for way in _ways(typed, phone(text), unit) if (many := [one for one in parties if way(one)])), [])
    at_home = [one for one in found if unit and one.unit == unit]
    return _one(text, at_home or found, [one for one in parties if one.unit == unit] if unit else [])


def _ways(typed: str, number: str, unit: str) -> Iterator[Callable[[Person], bool]]:
    """How a party may be called so, the surest first; only those that fit the text, for a register may hold thousands."""
    folded, capitals = typed.casefold(), typed.upper()
    yield lambda one: one.id in (typed, capitals)
    if unit and folded in _OWNER:
        yield lambda one: one.unit == unit and one.relation in ("owner", "")
    if typed and not typed.isdecimal():
        yield lambda one: one.name == typed or (typed.isascii() and one.name.casefold() == folded)
    if _PHONE_END.fullmatch(typed):
        yield lambda one: one.phone.endswith(typed)
    if number:
        yield lambda one: one.phone[-4:] == number[-4:] and phone(one.phone) == number


def phone(text: str) -> str:
    """The telephone number that a text is, without +86 and dashes; '' where it is none."""
    typed = plain(text).replace(" ", "").replace("-", "")
    found = PHONE.fullmatch(typed)
    return "" if not found else found[1] or found[0]


def without_phones(text: str) -> str:
    """The text, each telephone number in it masked: 138****6621."""
    return _IN_TEXT.sub(lambda found: f"{found[0][:3]}****{found[0][-4:]}", text)


def _number(id: str) -> str:
    return id.rpartition("-")[2].lstrip("0")


def _one(text: str, found: Sequence[Person], known: Sequence[Person]) -> str:
    if len(found) == 1:
        return found[0].id
    if not found:
        raise NobodySo(text, known)
    raise Ambiguous(text, say("Several people are called so; who is it?"), [(one.id, one.words or f"{one.id} {one.name}") for one in found])
