"""One field through time: each value, when it was recorded, by whom, in which step, why, in which commit. Knows no office's files."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from repairctl.actions.field_history import FieldHistory, Value, labels
from repairctl.cli import json_forms, show
from repairctl.cli.cells import wrapped
from repairctl.cli.desk import Desk
from repairctl.cli.language import Tongue
from repairctl.cli.show_done import step_name
from repairctl.errors import say
from repairctl.model import Label, Record

HEAD = tuple(
    Label(en, zh)
    for en, zh in (("value", "值"), ("recorded", "记录时刻"), ("by", "谁记的"), ("step", "步骤"), ("why", "理由"), ("commit", "提交"))
)
SOFT = (0, 2, 3, 4)


def shown(desk: Desk, record: Record, fields: Sequence[FieldHistory]) -> int:
    """Shows each field with all its values."""
    if desk.json:
        desk.out(json_forms.text(desk, [_form(desk.tongue, one) for one in fields]))
        return 0
    desk.page(line for number, one in enumerate(fields) for line in ([""] * bool(number) + list(_lines(desk, record, one))))
    return 0


def _lines(desk: Desk, record: Record, one: FieldHistory) -> Iterator[str]:
    tongue, width = desk.tongue, desk.terminal.width
    owner = " ".join(tongue.label(label) for label in labels(record.kind, one.path))
    words = (record.id, owner, _row(tongue, one), one.about, tongue.label(one.field.label), one.path)
    yield from wrapped(" ".join(word for word in words if word), width, rest="  ")
    right = one.field.type in show.NUMBERS
    columns = [show.Column(tongue.label(label), number in SOFT, number == 0 and right) for number, label in enumerate(HEAD)]
    yield from show.table(columns, [_cells(tongue, record, one, value) for value in one.values], width)
    for value in one.values:
        for out in value.printed:
            facts = {
                "value": _text(tongue, one, value),
                "document": out.label,
                "n": out.copies,
                "at": tongue.at(out.last),
                "code": out.code,
            }
            told = tongue.say(say("{value} was printed: {document}, {n} times, the last one {at}, code {code}", **facts))
            yield from wrapped(told, width, rest="  ")


def _row(tongue: Tongue, one: FieldHistory) -> str:
    number = next((part for part in one.path.split(".") if part.isdecimal()), "")
    return tongue.say(say("row {n}", n=number)) if number else ""


def _cells(tongue: Tongue, record: Record, one: FieldHistory, value: Value) -> list[str]:
    steps = tongue.listed([step_name(tongue, record.kind.name, step) for step in value.steps])
    return [_text(tongue, one, value), tongue.at(value.commit.at), value.recorder, steps, value.reason, value.commit.id[:7]]


def _text(tongue: Tongue, one: FieldHistory, value: Value) -> str:
    return show.value(tongue, one.field, value.held) or "-"


def _form(tongue: Tongue, one: FieldHistory) -> dict[str, object]:
    return {
        "path": one.path,
        "about": one.about,
        "values": [
            {
                "value": json_forms.cell(value.held, one.field.type == "moment", tongue.zone),
                "recorded_at": json_forms.cell(value.commit.at, True, tongue.zone),
                "recorder": value.recorder,
                "steps": list(value.steps),
                "reason": value.reason,
                "commit": value.commit.id,
                "printed": [out.code for out in value.printed],
            }
            for value in one.values
        ],
    }
