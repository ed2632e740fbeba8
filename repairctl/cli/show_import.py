"""What a sheet would bring into the register, and what it brought: columns, counts, rows that cannot go in. Knows outcomes, no files."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import groupby

from repairctl.actions.bringing.cells import Fault
from repairctl.actions.bringing.columns import WHOLE, Column
from repairctl.actions.bringing.importing import Looked, Wanted
from repairctl.actions.bringing.plan import Difference
from repairctl.actions.outcomes import Done
from repairctl.actions.people import masked, masked_name
from repairctl.cli import json_forms, show
from repairctl.cli.cells import cells, cut, padded, wrapped
from repairctl.cli.desk import Desk
from repairctl.errors import say
from repairctl.model import Label, Plain

COLUMNS = tuple(Label(en, zh) for en, zh in (("in the sheet", "表里的列"), ("goes to", "记到"), ("example", "例"), ("kept in", "存哪")))
FAULTS = tuple(Label(en, zh) for en, zh in (("row", "行"), ("column", "列"), ("value", "值"), ("why", "为什么")))
DIFFERENCES = tuple(
    Label(en, zh) for en, zh in (("row", "行"), ("record", "档案"), ("field", "栏目"), ("register", "档案里"), ("sheet", "表里"))
)
LEFT_OUT = Label("(left out)", "（不要）")
RECORD, PRIVATE = Label("record", "档案"), Label("private/ not in git", "private/ 不进 git")
EMPTY = Label("empty", "空")
MOST = 40  # rows shown; the file that is given back has all


def looked(desk: Desk, wanted: Wanted, found: Looked) -> None:
    """The columns, the counts, the rows that cannot go in, what differs."""
    if desk.json:
        desk.out(json_forms.text(desk, _form(desk, found)))
        return
    for line in _head(desk, wanted, found):
        desk.out(line)
    for line in _columns(desk, found):
        desk.out(line)
    for line in _counts(desk, found):
        desk.out(line)
    for line in _faults(desk, found.plan.faults):
        desk.out(line)
    for line in _differences(desk, wanted, found):
        desk.out(line)


def _head(desk: Desk, wanted: Wanted, found: Looked) -> Iterator[str]:
    table, used = found.table, [one for one in found.columns if one.path]
    facts = {"file": wanted.name, "rows": len(table.rows), "row": table.head_row, "columns": len(used)}
    if table.name:
        told = say('{file} "{sheet}": {rows} rows, head in row {row}, {columns} columns recognised:', sheet=table.name, **facts)
    else:
        told = say("{file}: {rows} rows, head in row {row}, {columns} columns recognised:", **facts)
    yield from wrapped(desk.tongue.say(told), desk.terminal.width, rest="  ")


def _columns(desk: Desk, found: Looked) -> Iterator[str]:
    shown = [one for one in found.columns if one.head]
    heads = [show.Column(desk.tongue.label(one), number in (0, 2)) for number, one in enumerate(COLUMNS)]
    rows = [[one.head, *_goes(desk, one, found.examples.get(one.place, ("", "")))] for one in shown]
    yield from (f"  {line}" for line in show.table(heads, rows, desk.terminal.width - 2))


def _goes(desk: Desk, column: Column, example: tuple[str, str]) -> list[str]:
    if not column.path:
        return [desk.tongue.label(LEFT_OUT), "", ""]
    stood, kept = example
    path = "unit.*" if column.path == WHOLE else column.path
    return [path, f"{stood} -> {kept}" if stood and stood != kept else kept, desk.tongue.label(PRIVATE if column.private else RECORD)]


def _counts(desk: Desk, found: Looked) -> Iterator[str]:
    plan = found.plan
    parts = [say("{n} new homes", n=plan.made("unit")), say("{n} new people", n=plan.made("party"))]
    parts += [say("{n} of the register get more", n=plan.filled)] if plan.filled else []
    parts += [say("{n} in already", n=plan.same)] if plan.same else []
    yield from wrapped(desk.tongue.say(say("{rows} rows can go in: {parts}.", rows=plan.rows, parts=parts)), desk.terminal.width, rest="  ")
    if plan.bad:
        yield desk.tongue.say(say("{n} rows cannot:", n=len(plan.bad)))


def _faults(desk: Desk, faults: Sequence[Fault]) -> Iterator[str]:
    """The rows that cannot go in; neighbours with the same reason in one line."""
    if not faults:
        return
    heads = [show.Column(desk.tongue.label(one), number == 1) for number, one in enumerate(FAULTS)]
    rows = [_fault(desk, run) for run in _runs(faults)]
    table = list(show.table(heads[:3], [one[:3] for one in rows[:MOST]], desk.terminal.width))
    left = max(cells(line) for line in table) + show.GAP + 2
    for line, why in zip(table, [heads[3].head, "-" * cells(heads[3].head), *(one[3] for one in rows[:MOST])], strict=True):
        yield from _beside(line, why, left, desk.terminal.width)
    if len(rows) > MOST:
        yield desk.tongue.say(say("and {n} more.", n=len(rows) - MOST))


def _beside(line: str, text: str, left: int, width: int) -> Iterator[str]:
    pieces = list(wrapped(text, max(width - left, 20))) or [""]
    yield (padded(f"  {line}", left) + pieces[0]).rstrip()
    yield from (" " * left + piece for piece in pieces[1:])


def _runs(faults: Sequence[Fault]) -> Iterator[list[Fault]]:
    for _, same in groupby(enumerate(faults), key=lambda pair: (pair[1].row - pair[0], pair[1].column, pair[1].value, str(pair[1].why))):
        yield [one for _, one in same]


def _fault(desk: Desk, run: Sequence[Fault]) -> list[str]:
    first, last = run[0], run[-1]
    rows = str(first.row) if len(run) == 1 else f"{first.row}-{last.row}"
    value = _masked(first.value) if first.private else first.value
    return [rows, first.column, cut(value, 16) or desk.tongue.label(EMPTY), desk.tongue.say(first.why)]


def _differences(desk: Desk, wanted: Wanted, found: Looked) -> Iterator[str]:
    differences = found.plan.differences
    if not differences:
        return
    if wanted.update:
        yield desk.tongue.say(say("{n} values are taken over from the sheet:", n=len(differences)))
    else:
        yield desk.tongue.say(say("{n} values differ and stay as they are; --update takes those of the sheet:", n=len(differences)))
    heads = [show.Column(desk.tongue.label(one), number in (3, 4)) for number, one in enumerate(DIFFERENCES)]
    rows = [
        [str(one.row), one.id, desk.tongue.label(one.field.label), *(_value(desk, one, held) for held in (one.was, one.now))]
        for one in differences[:MOST]
    ]
    yield from (f"  {line}" for line in show.table(heads, rows, desk.terminal.width - 2))
    if len(differences) > MOST:
        yield desk.tongue.say(say("and {n} more.", n=len(differences) - MOST))


def _value(desk: Desk, one: Difference, held: Plain) -> str:
    text = show.value(desk.tongue, one.field, held)
    return _masked(text) if one.field.private else text


def _masked(text: str) -> str:
    """Enough of a name or of numbers to find them in the sheet."""
    if not any(sign.isdigit() for sign in text):
        return masked_name(text)
    return re.sub("[0-9]{8,}", lambda found: masked(found[0]), text)


def nothing(desk: Desk, found: Looked) -> None:
    """The end of a look."""
    desk.aside(desk.tongue.say(say("Nothing was written.")))


def in_already(desk: Desk, found: Looked) -> None:
    """There is nothing to write."""
    desk.aside(desk.tongue.say(say("Nothing has changed; there was nothing to commit.")))


def written(desk: Desk, found: Looked, done: Done) -> None:
    """What was recorded."""
    facts = {"units": found.plan.made("unit"), "parties": found.plan.made("party"), "more": found.plan.filled, "commit": done.commit[:7]}
    desk.aside(desk.tongue.say(say("Recorded: {units} homes, {parties} people new, {more} with more than before ({commit}).", **facts)))
    for note in done.notes:
        desk.aside(desk.tongue.say(note))


def _form(desk: Desk, found: Looked) -> dict[str, object]:
    plan = found.plan
    return {
        "sheet": found.table.name,
        "head_row": found.table.head_row,
        "columns": [{"head": one.head, "field": one.path, "private": one.private} for one in found.columns if one.head],
        "rows": len(found.table.rows),
        "good": plan.rows,
        "new_units": plan.made("unit"),
        "new_parties": plan.made("party"),
        "filled": plan.filled,
        "same": plan.same,
        "bad": [{"row": one.row, "column": one.column, "why": desk.tongue.say(one.why)} for one in plan.faults],
        "differences": [{"row": one.row, "id": one.id, "field": one.field.name} for one in plan.differences],
    }
