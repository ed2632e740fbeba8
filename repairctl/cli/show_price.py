"""How a price came about: a page of text for the owner, or its parts for programs. Knows outcomes, no files."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from repairctl.actions.price_about import Page, Part
from repairctl.cli import json_forms, sheet_files, show
from repairctl.cli.cells import wrapped
from repairctl.cli.desk import Desk
from repairctl.cli.language import Tongue
from repairctl.errors import Misuse, Sentence, say
from repairctl.model import At, Label

WIDTH = 80


class OnlyText(Misuse):
    """A file of another sort than can be written."""

    def __init__(self, file: str) -> None:
        super().__init__(say("{file}: this page is written as .txt.", file=file), say("For example: -o price.txt"))


def insist(out: str) -> None:
    """Raises OnlyText where a file is named that is no text."""
    if out and not out.lower().endswith(".txt"):
        raise OnlyText(out)


def page(desk: Desk, one: Page, out: str = "") -> int:
    """Shows the page in the way that was asked for."""
    if out:
        lines = "\n".join(_lines(desk.tongue, one, WIDTH))
        sheet_files.write(desk.path(out), f"{lines}\n")
    elif desk.json:
        desk.out(json_forms.text(desk, _form(desk.tongue, one)))
    else:
        desk.page(_lines(desk.tongue, one, min(desk.terminal.width, WIDTH)))
    return 0


def _lines(tongue: Tongue, one: Page, width: int) -> Iterator[str]:
    record = one.record
    head = (record.id, one.place, show.status(tongue, record.kind, record.status))
    yield from wrapped("  ".join(part for part in head if part), width, rest="  ")
    for part in one.parts:
        yield from _part(tongue, part, width)


def _part(tongue: Tongue, part: Part, width: int) -> Iterator[str]:
    yield ""
    yield tongue.fact(part.label)
    for row in part.rows:
        said = " ".join(tongue.say(row).split("\n"))
        inner = "  " + " " * (len(said) - len(said.lstrip(" ")))
        yield from wrapped(" ".join(said.split()), width, first=inner, rest=f"{inner}  ")


def _form(tongue: Tongue, one: Page) -> json_forms.Form:
    parts = {part.name: [_row(tongue, row) for row in part.rows] for part in one.parts}
    return {"id": one.record.id, "status": one.record.status, "place": one.place, "parts": parts}


def _row(tongue: Tongue, row: Sentence) -> json_forms.Form:
    facts = {name: _plain(tongue, fact) for name, fact in row.facts.items()}
    return {"text": " ".join(tongue.say(row).split()), "facts": facts}


def _plain(tongue: Tongue, fact: object) -> object:
    """A fact as programs read it; words are said in the language of the command."""
    if isinstance(fact, Decimal):
        return f"{fact:f}"
    if isinstance(fact, At):
        return json_forms.minute(fact.minute, tongue.zone)
    if isinstance(fact, date):
        return fact.isoformat()
    if isinstance(fact, Sentence | Label):
        return tongue.fact(fact)
    if isinstance(fact, list | tuple):
        return [_plain(tongue, one) for one in fact]
    return fact if isinstance(fact, int | str) or fact is None else tongue.fact(fact)
