"""What is due: as a table, as tabs for programs, as lines for a chat. Knows outcomes, no office's files."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from repairctl.actions.outcomes import DueRow
from repairctl.cli import json_forms, show
from repairctl.cli.desk import Desk
from repairctl.cli.language import Tongue
from repairctl.cli.show_done import awaited
from repairctl.errors import say
from repairctl.inputs import without_phones
from repairctl.model import Label

COLUMNS = tuple(
    (Label(en, zh), soft)
    for en, zh, soft in (
        ("number", "单号", False),
        ("place", "地点", True),
        ("about", "问题", True),
        ("to do", "该做", False),
        ("limit", "限", False),
        ("", "", False),
    )
)


def due(desk: Desk, rows: Sequence[DueRow]) -> int:
    """Shows what must happen next, overdue first."""
    if desk.json:
        desk.out(json_forms.text(desk, json_forms.due(desk.tongue, rows)))
    elif not desk.terminal.shows:
        for row in rows:
            limit = json_forms.minute(row.finding.limit, desk.tongue.zone) or ""
            desk.out("\t".join([row.record.id, row.finding.waits_for, limit, str(row.late), row.finding.code]))
    elif rows:
        _due_table(desk, rows)
    else:
        desk.aside(desk.tongue.say(say("Nothing is due.")))
    return late(rows)


def late(rows: Sequence[DueRow]) -> int:
    """1 where something is late, so that a task that runs by itself can tell."""
    return int(any(row.late > 0 and not row.waived for row in rows))


def chat(tongue: Tongue, name: str, as_of: int, rows: Sequence[DueRow]) -> Iterator[str]:
    """Lines for the office's chat group: no names, no telephone numbers, overdue first."""
    yield f"{name} {tongue.at(as_of)}"
    if not rows:
        yield tongue.say(say("Nothing is due."))
    for number, row in enumerate(rows, 1):
        facts: dict[str, object] = {
            "number": number,
            "id": row.record.id,
            "place": show.first_filled(row.record, show.WHERE),
            "about": without_phones(show.first_filled(row.record, show.ABOUT)),
            "what": awaited(tongue, row.record.kind, row.finding),
            "limit": tongue.until(row.finding.limit or 0),
            "span": tongue.span(abs(row.late)),
        }
        if row.waived:
            yield tongue.say(
                say("{number}. {id} {place} {about}: {what}, by {limit}, waived ({waiver})", waiver=row.finding.waiver, **facts)
            )
        elif row.late > 0:
            yield tongue.say(say("{number}. LATE {id} {place} {about}: {what}, by {limit}, {span} late", **facts))
        else:
            yield tongue.say(say("{number}. {id} {place} {about}: {what}, by {limit}, {span} left", **facts))


def _due_table(desk: Desk, rows: Sequence[DueRow]) -> None:
    columns = [show.Column(desk.tongue.label(label), soft) for label, soft in COLUMNS]
    lines = list(show.table(columns, [_due_row(desk.tongue, row) for row in rows], desk.terminal.width))
    for line in lines[:2]:
        desk.out(line)
    for line, row in zip(lines[2:], rows, strict=True):
        desk.out(desk.paint(line, "red") if row.late > 0 and not row.waived else line)


def _due_row(tongue: Tongue, row: DueRow) -> list[str]:
    record, finding = row.record, row.finding
    left = say("{span} late", span=tongue.span(row.late)) if row.late > 0 else say("{span} left", span=tongue.span(-row.late))
    return [
        record.id,
        show.first_filled(record, show.WHERE),
        show.first_filled(record, show.ABOUT),
        awaited(tongue, record.kind, finding),
        tongue.until(finding.limit or 0),
        tongue.say(say("waived")) if row.waived else tongue.say(left),
    ]
