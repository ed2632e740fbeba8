"""Places as people say them: 5-802, 5栋802室, 5号楼802, 3幢2单元1704, QH-5-802, 2幢1号梯; compared with the register that is handed in."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from repairctl.errors import say
from repairctl.inputs.typed import Ambiguous, NotRead, plain

_PARTS = re.compile(r"号楼|单元|号门|[栋幢座楼门#/_]")
_ENDS = re.compile(r"(?<=[0-9a-z])(?:室|房|户|号)$")
_BLANKS = re.compile(r"\s+")
_MOST_NEAR = 3


@dataclass(frozen=True, slots=True)
class Place:
    """A unit or asset of the register. `words` is how it is shown; `say_as` are other names of it."""

    id: str
    estate: str = ""
    building: str = ""
    entrance: str = ""
    room: str = ""
    say_as: tuple[str, ...] = ()
    words: str = ""

    @property
    def key(self) -> tuple[str, ...]:
        """Building, entrance and room without leading zeroes; without an entrance, two parts."""
        return tuple(_bare(part) for part in (self.building, self.entrance, self.room) if part)


class NoSuchPlace(NotRead):
    """No place of the register is called so; `near` are those that are nearly so."""

    def __init__(self, value: str, near: Sequence[Place]) -> None:
        self.near = near
        listed = [f"{one.id} ({one.words})" if one.words and one.words != one.id else one.id for one in near]
        why = say("It is not in the register.") if not near else say("It is not in the register. Near it: {near}.", near=", ".join(listed))
        super().__init__(value, why, near[0].id if near else "5-802, 5幢802室, QH-5-802")


def place(text: str, known: Sequence[Place]) -> str:
    """The ID of the one place that is called so. Raises NoSuchPlace, and Ambiguous where several are."""
    typed = plain(text).casefold()
    exact = [one for one in known if one.id.casefold() == typed] or [one for one in known if typed in _names(one)]
    found = exact or _matching(_key(typed), known)
    if len(found) == 1:
        return found[0].id
    if not found:
        raise NoSuchPlace(text, tuple(_near(_key(typed), known))[:_MOST_NEAR])
    raise Ambiguous(text, say("Several places are called so; which is it?"), [(one.id, one.words or one.id) for one in found])


def _names(one: Place) -> tuple[str, ...]:
    return tuple(plain(name).casefold() for name in (*one.say_as, one.words) if name)


def _key(typed: str) -> tuple[str, ...]:
    """`3幢2单元1704` -> ('3', '2', '1704'); an estate's code in front stays, in its own part."""
    return tuple(_bare(part) for part in _PARTS.sub("-", _ENDS.sub("", _BLANKS.sub("", typed))).split("-") if part)


def _bare(part: str) -> str:
    return plain(part).casefold().lstrip("0") or "0"


def _matching(key: tuple[str, ...], known: Sequence[Place]) -> list[Place]:
    """Those with this building and room; the entrance may be left out, the estate put in front."""
    if len(key) < 2:
        return []
    found = [one for one in known if one.key == key or (_bare(one.estate), *one.key) == key]
    return found or [one for one in known if len(one.key) == 3 and len(key) == 2 and (one.key[0], one.key[2]) == key]


def _near(key: tuple[str, ...], known: Sequence[Place]) -> Iterator[Place]:
    """First the same building with one digit different, then the same room elsewhere."""
    if len(key) < 2:
        return
    building, room = key[-2] if len(key) == 2 else key[0], key[-1]
    yield from (one for one in known if one.key and one.key[0] == building and _one_sign_off(one.key[-1], room))
    yield from (one for one in known if one.key and one.key[0] != building and one.key[-1] == room)


def _one_sign_off(a: str, b: str) -> bool:
    return len(a) == len(b) and sum(x != y for x, y in zip(a, b, strict=True)) == 1
