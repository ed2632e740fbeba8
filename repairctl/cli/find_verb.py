"""`find`: records of every kind in which words stand. Reads, calls one action, shows."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from repairctl.cli import show
from repairctl.cli.commands import Verb
from repairctl.cli.desk import Desk, Given
from repairctl.cli.list_verb import MANY, ROWS, count
from repairctl.cli.options import NUMBER, fresh
from repairctl.cli.progress import progress
from repairctl.cli.said import NeedsOption, Said, Word
from repairctl.errors import say
from repairctl.model import Label

if TYPE_CHECKING:
    from repairctl.actions.outcomes import Hit, Sought

WORDS = Label("WORD", "词")
EXAMPLE = "repairctl find 爆裂"
HEAD = (Label("number", "编号"), Label("status", "状态"), Label("place", "地点"), Label("about", "事由"), Label("says", "原文"))


def find_verb() -> Verb:
    told = say("The records of every kind in which all these words stand, the latest first; part of a Chinese word will do.")
    limit = Said("--limit", say("at most so many rows (default 30; 0: all)"), alias="行数", value=NUMBER)
    return Verb("find", told, find, [Word("words", WORDS, many=True), limit, fresh()], example=EXAMPLE)


def find(desk: Desk, given: Given) -> int:
    """Records that say the words."""
    from repairctl.actions.seeking import sought

    words = given.texts("words")
    if not words:
        raise NeedsOption("WORD", EXAMPLE)
    desk, office = desk.in_office()
    limit = count("--limit", given.text("limit") or str(ROWS))
    return shown(desk, sought(office, words, limit=limit, fresh=given.on("fresh"), progress=progress(desk, MANY)))


def shown(desk: Desk, one: Sought) -> int:
    """Shows what was found."""
    if desk.json:
        from repairctl.cli import json_forms

        desk.out(json_forms.text(desk, json_forms.sought(one)))
    elif desk.terminal.shows and one.hits:
        desk.page(_table(desk, one))
    else:
        for hit in one.hits:
            desk.out(
                "\t".join((hit.kind.name, hit.id, hit.status, hit.where, *(" ".join(text.split()) for text in (hit.about, *hit.said))))
            )
    for text in _beside(desk, one):
        desk.aside(text)
    return 0


def _table(desk: Desk, one: Sought) -> Iterator[str]:
    columns = [show.Column(desk.tongue.label(label), soft=number > 1) for number, label in enumerate(HEAD)]
    rows = [_row(desk, hit) for hit in one.hits]
    used = [number for number in range(len(HEAD)) if number < 2 or any(row[number] for row in rows)]
    yield from show.table([columns[n] for n in used], [[row[n] for n in used] for row in rows], desk.terminal.width)


def _row(desk: Desk, hit: Hit) -> list[str]:
    status = desk.tongue.label(hit.kind.status_label(hit.status)) if hit.kind.opens else desk.tongue.label(hit.kind.label)
    return [hit.id, status, hit.where, hit.about, " / ".join(" ".join(text.split()) for text in hit.said)]


def _beside(desk: Desk, one: Sought) -> Iterator[str]:
    tongue = desk.tongue
    if one.people and one.hits:
        yield tongue.say(say("No record says that; these name {people}, who are called so.", people=", ".join(one.people)))
    if not one.hits:
        yield tongue.say(say("Nothing found. A shorter part of the word may stand in more records."))
    elif len(one.hits) < one.total:
        yield tongue.say(say("{n} of {total}; --limit 0 shows all.", n=len(one.hits), total=one.total))
    if one.unread:
        from repairctl.cli.show_findings import left_out

        yield from (tongue.say(left_out(finding)) for finding in one.unread)
