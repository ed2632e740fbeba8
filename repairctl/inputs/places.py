"""Places as people say them: 5-802, 5栋802室, 5号楼802, 3幢2单元1704, QH-5-802, 2幢1号梯; compared with the register that is handed in."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

from msgspec import Struct

from repairctl.errors import say
from repairctl.inputs.typed import Ambiguous, NotRead, plain

_PARTS = re.compile(r"号楼|单元|号门|[栋幢座楼门#/_]")
_ENDS = re.compile(r"(?<=[0-9A-Za-z])(?:室|房|户|号)$")
_BLANKS = re.compile(r"\s+")
_MOST_NEAR = 3


class Place(Struct, frozen=True):
    """A unit or asset of the register. `words` is how it is shown; `say_as` are other names of it."""

    id: str
    estate: str = ""
    building: str = ""
    entrance: str = ""
    room: str = ""
    say_as: tuple[str, ...] = ()
    words: str = ""


class NoSuchPlace(NotRead):
    """No place of the register is called so; `near` are those that are nearly so."""

    def __init__(self, value: str, near: Sequence[Place]) -> None:
        self.near = near
        listed = [f"{one.id} ({one.words})" if one.words and one.words != one.id else one.id for one in near]
        why = say("It is not in the register.") if not near else say("It is not in the register. Near it: {near}.", near=", ".join(listed))
        super().__init__(value, why, near[0].id if near else "5-802, 5幢802室, QH-5-802")


class Estate:
    """The places of a register, made ready once to be looked up by ID, by name, and by building, entrance and room."""

    def __init__(self, known: Iterable[Place]) -> None:
        self.by_id: dict[str, list[Place]] = {}
        self.by_name: dict[str, list[Place]] = {}
        self.by_key: dict[tuple[str, ...], list[Place]] = {}
        self.without_entrance: dict[tuple[str, ...], list[Place]] = {}
        self.keyed: list[tuple[tuple[str, ...], Place]] = []
        for one in known:
            self._add(one)

    def _add(self, one: Place) -> None:
        key = tuple(_bare(part) for part in (one.building, one.entrance, one.room) if part)
        self.by_id.setdefault(one.id.casefold(), []).append(one)
        for name in {plain(name).casefold() for name in (*one.say_as, one.words) if name}:
            self.by_name.setdefault(name, []).append(one)
        if len(key) < 2:
            return
        self.keyed.append((key, one))
        for spelled in (key, (_bare(one.estate), *key)):
            self.by_key.setdefault(spelled, []).append(one)
        if len(key) == 3:
            self.without_entrance.setdefault((key[0], key[2]), []).append(one)

    def near(self, key: tuple[str, ...]) -> Iterator[Place]:
        """First the same building with one digit different, then the same room elsewhere."""
        building, room = (key[0], key[-1]) if len(key) > 1 else ("", "")
        yield from (one for known, one in self.keyed if known[0] == building and _one_sign_off(known[-1], room))
        yield from (one for known, one in self.keyed if known[0] != building and known[-1] == room)


def place(text: str, estate: Estate) -> str:
    """The ID of the one place that is called so. Raises NoSuchPlace, and Ambiguous where several are."""
    typed = plain(text).casefold()
    key = _key(typed)
    found = estate.by_id.get(typed) or estate.by_name.get(typed) or estate.by_key.get(key) or estate.without_entrance.get(key) or []
    if len(found) == 1:
        return found[0].id
    if not found:
        raise NoSuchPlace(text, tuple(islice(estate.near(key), _MOST_NEAR)))
    raise Ambiguous(text, say("Several places are called so; which is it?"), [(one.id, one.words or one.id) for one in found])


def _key(typed: str) -> tuple[str, ...]:
    """`3幢2单元1704` -> ('3', '2', '1704'); an estate's code in front stays, in its own part."""
    return tuple(_bare(part) for part in _PARTS.sub("-", _ENDS.sub("", _BLANKS.sub("", typed))).split("-") if part)


def place_parts(text: str) -> tuple[str, ...]:
    """`3幢2单元0704室` -> ('3', '2', '704'): the parts of a place as a register writes them."""
    typed = _ENDS.sub("", _BLANKS.sub("", plain(text)))
    return tuple(part.lstrip("0") or "0" for part in _PARTS.sub("-", typed).split("-") if part)


def _bare(part: str) -> str:
    return plain(part).casefold().lstrip("0") or "0"


def _one_sign_off(a: str, b: str) -> bool:
    return len(a) == len(b) and sum(x != y for x, y in zip(a, b, strict=True)) == 1
