"""The words that name records after a command: IDs, ranges of them, `--unit` for the only open order there; made IDs before the work."""

from __future__ import annotations

from collections.abc import Callable

from repairctl.cli.desk import Desk, Given, Work
from repairctl.cli.said import Said
from repairctl.errors import Misuse, say
from repairctl.model import Kind, Label

PLACE, WHERE, SKIP = "in_place", "where", "bulk.skip"
Take = Callable[[Desk, Given], int]


class NamedTwice(Misuse):
    """An ID and a place."""

    def __init__(self, id: str, place: str) -> None:
        super().__init__(say("Give {id} or --unit {place}, not both: each names an order.", id=id, place=place))


def by_place() -> Said:
    """The option that names an order by its place."""
    said = say("instead of an ID: the only open order of this place")
    return Said("--unit", said, alias="房号", value=Label("PLACE", "地点"), path=PLACE, refers_to="unit")


def or_many(one: Work, many: Work) -> Work:
    """The work on what is named; on many records where a filter finds them, or some may be left out."""
    return lambda desk, given: many(desk, given) if given.texts(WHERE) or given.on(SKIP) else one(desk, given)


def named(kind: Kind, take: Take, step: str = "", *, word: str = "ids") -> Work:
    """The work, given whole IDs for ranges and for a place."""

    def work(desk: Desk, given: Given) -> int:
        typed, place = given.texts(word), given.text(PLACE)
        if not place and (word == "id" or not any(".." in name for name in typed)):
            return take(desk, given)
        from repairctl.actions import naming

        if typed and place:
            raise NamedTwice(typed[0], place)
        _, office = desk.in_office()
        ids = (naming.open_at(office, place, step),) if place else naming.meant(office, kind, typed)
        return take(desk, Given({**given.held, word: ids if word == "ids" else ids[0]}))

    return work
