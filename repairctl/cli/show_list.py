"""A list as a table for people, as tabs for programs, as CSV or JSON. Knows the outcome, no office."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from repairctl.actions.outcomes import Listing
from repairctl.cli import json_forms, show
from repairctl.cli.cells import cells
from repairctl.cli.desk import Desk
from repairctl.cli.language import Tongue
from repairctl.cli.sheet_files import csv_of, flat, write
from repairctl.cli.show_findings import left_out
from repairctl.errors import say
from repairctl.model import Label, Plain, moment_of

if TYPE_CHECKING:
    from repairctl.actions.spreadsheets import Value

ALWAYS = ("id", "status")


def listing(desk: Desk, one: Listing, *, as_csv: bool = False, out: str = "") -> int:
    """Shows the list in the way that was asked for, or that its reader can use."""
    if out:
        _to_file(desk, one, out)
        desk.aside(desk.tongue.say(say("{n} rows in {path}.", n=len(one.rows), path=out)))
    elif desk.json:
        desk.out(json_forms.text(desk, json_forms.listing(one, desk.tongue.zone)))
    elif as_csv:
        desk.out(csv_text(desk.tongue, one).rstrip("\r\n"))
    elif desk.terminal.shows:
        _for_people(desk, one)
    else:
        for row in one.rows:
            desk.out("\t".join(exact(desk.tongue, one, row)))
    for finding in one.unread:
        desk.aside(desk.tongue.say(left_out(finding)))
    return 0


def _to_file(desk: Desk, one: Listing, out: str) -> None:
    if not out.lower().endswith(".xlsx"):
        write(desk.path(out), "\ufeff" + csv_text(desk.tongue, one))
        return
    from repairctl.actions import spreadsheets

    head = [name for name, _ in one.columns]
    spreadsheets.write(desk.path(out), [head, *(list(_typed(desk.tongue, one, row)) for row in one.rows)], one.kind.label.zh)


def _typed(tongue: Tongue, one: Listing, row: Mapping[str, Plain]) -> Iterator[Value]:
    """The cells of a workbook: numbers, days and moments as such (in the office's zone), all else as in a CSV file."""
    for name, text in zip((name for name, _ in one.columns), exact(tongue, one, row), strict=True):
        held = row.get(name)
        if name in one.moments and isinstance(held, int):
            yield moment_of(held, tongue.zone).replace(tzinfo=None)
        elif isinstance(held, Decimal | date) or (isinstance(held, int) and not isinstance(held, bool)):
            yield held
        else:
            yield text


def _for_people(desk: Desk, one: Listing) -> None:
    if not one.rows:
        desk.aside(desk.tongue.say(say("No {kind} to show; --all shows those in which nothing more is expected.", kind=one.kind.label)))
        return
    desk.page(lines(desk.tongue, one, desk.terminal.width))
    if len(one.rows) < one.total:
        desk.aside(desk.tongue.say(say("{n} of {total}; --limit 0 shows all.", n=len(one.rows), total=one.total)))


def lines(tongue: Tongue, one: Listing, width: int) -> Iterator[str]:
    """The table, with as many columns as fit; those that are empty throughout are left out."""
    used = [(name, label) for name, label in one.columns if name in ALWAYS or any(row.get(name) not in (None, ()) for row in one.rows)]
    shown = _as_many(tongue, one, used, width)
    body = [[text(tongue, one, name, row.get(name)) for name, _ in shown] for row in one.rows]
    columns = [show.Column(tongue.label(label), _is_text(one, name), _is_number(one, name)) for name, label in shown]
    yield from show.table(columns, body, width)


def _as_many(tongue: Tongue, one: Listing, columns: Sequence[tuple[str, Label]], width: int) -> list[tuple[str, Label]]:
    """The first columns that fit; a text counts with what it can be cut to."""
    taken: list[tuple[str, Label]] = []
    room = width
    for name, label in columns:
        widest = max([cells(tongue.label(label)), *(cells(text(tongue, one, name, row.get(name))) for row in one.rows)])
        room -= min(widest, 20) if _is_text(one, name) else widest
        if room < 0:
            break
        taken.append((name, label))
        room -= show.GAP
    return taken


def text(tongue: Tongue, one: Listing, name: str, held: Plain) -> str:
    """One cell for people."""
    if name == "status":
        return tongue.label(one.kind.status_label(str(held or "")))
    if name in one.moments and isinstance(held, int):
        return tongue.at(held)
    return show.value(tongue, one.kind.field_at(one.kind.columns.get(name, "")), held)


def exact(tongue: Tongue, one: Listing, row: Mapping[str, Plain]) -> list[str]:
    """The cells for programs: keys, ISO moments, nothing cut."""
    held = (json_forms.cell(row.get(name), name in one.moments, tongue.zone) for name, _ in one.columns)
    return [" ".join(" ".join(map(str, cell)).split()) if isinstance(cell, list) else flat(cell) for cell in held]


def csv_text(tongue: Tongue, one: Listing) -> str:
    """The list as CSV with the columns' keys as header."""
    return csv_of([[name for name, _ in one.columns], *(exact(tongue, one, row) for row in one.rows)])


def _is_number(one: Listing, name: str) -> bool:
    field = one.kind.field_at(one.kind.columns.get(name, ""))
    return field is not None and field.type in show.NUMBERS


def _is_text(one: Listing, name: str) -> bool:
    field = one.kind.field_at(one.kind.columns.get(name, ""))
    return field is not None and field.type in ("text", "words")
