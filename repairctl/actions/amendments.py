"""One change of a field as typed: a value put, a row added or taken out; read by the field, with what stood there. Changes nothing."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import tzinfo
from typing import Literal

from msgspec import Struct

from repairctl import inputs
from repairctl.actions.charging import charging
from repairctl.actions.given import NoSuchField, Typist, all_fields
from repairctl.actions.judged import Judge
from repairctl.actions.working import Working
from repairctl.errors import Misuse, say
from repairctl.model import Field, Kind, Plain, Record, Step
from repairctl.office import Office
from repairctl.refusals import Frozen, verb
from repairctl.texts import write_value

Op = Literal["=", "+=", "-="]
_PAIR = re.compile(r"(?:^|[\s,，;]+)([^\s,，;=]+)=")


class InTheLog(Misuse):
    """A field of a step: the log only grows."""

    def __init__(self, kind: Kind, name: str, step: Step, path: str) -> None:
        column = path.partition(".")[2] or (step.fields[0].name if step.fields else "note")
        shown = f"repairctl {kind.name} correct {name} {verb(step.name)} {column}=.. --why .."
        super().__init__(
            say("{path} stands in the log, which only grows: {step} is taken back and entered anew.", path=path, step=step.label),
            say("For example: {example}", example=shown),
        )


class NotAList(Misuse):
    """Rows are added to lists and taken out of them, of nothing else."""

    def __init__(self, path: str, op: Op) -> None:
        super().__init__(say("{path} is no list; {op} adds to a list or takes from it. Write {path}=VALUE.", path=path, op=op))


class NoSuchRow(Misuse):
    """No row has that number."""

    def __init__(self, path: str, text: str, there: int) -> None:
        super().__init__(say("{path} has {n} rows; {row} is none of them.", path=path, n=there, row=text))


class Typed(Struct, frozen=True):
    """One change as typed: `房号=5-703`, `certificates+=..`, `certificates-=2`; the path is already the field's own."""

    path: str
    op: Op
    text: str


class Amended(Struct, frozen=True):
    """One field after the other: where, what stood there, what stands there now; `follows`: from the change of another field."""

    path: str
    field: Field
    value: Plain
    was: str
    now: str
    follows: bool = False


class Reader(Struct, frozen=True):
    """Reads the changes of one record."""

    office: Office
    working: Working
    record: Record
    typist: Typist

    def field(self, path: str) -> Field:
        """The field that a path names; rows are counted from 1. Raises InTheLog, NoSuchField and Frozen."""
        kind = self.record.kind
        fields = all_fields(kind)
        if path in fields:
            return fields[path]
        for known in (name for name in fields if path.startswith(f"{name}.") and fields[name].type == "rows"):
            number, _, column = path[len(known) + 1 :].partition(".")
            found = fields[known].row_field(column)
            if number.isdecimal() and found:
                there = len(_rows(held(self.record, known)))
                if not 0 < int(number) <= there:
                    raise NoSuchRow(known, number, there)
                if found.computed:
                    raise Frozen(self.record, path, "")
                return found
        step = _step_named(kind, path.partition(".")[0])
        if step:
            raise InTheLog(kind, self.record.id, step, path)
        raise NoSuchField(path, [*fields, *(known.rpartition(".")[2] for known in fields)])

    def value(self, one: Typed) -> Plain:
        """The value that is put."""
        return self.typist.value(self.field(one.path), one.path, _list(one.text) if self.field(one.path).type == "words" else one.text)

    def amended(self, one: Typed, record: Record) -> Amended:
        """The change, on the record as the changes before it leave it. Raises what cannot be understood."""
        found = self.field(one.path)
        if one.op != "=" and found.type not in ("rows", "words"):
            raise NotAList(one.path, one.op)
        if one.op == "+=":
            return self._added(one, found, record)
        if one.op == "-=":
            return _taken_out(one, found, record, self.office.zone)
        if found.type == "rows" and one.text.strip():
            raise Misuse(say("{path} is a list: write {path}+=ROW, {path}-=N or {path}.1.COLUMN=VALUE.", path=one.path))
        value = self.value(one)
        value = None if value == () else value
        return Amended(
            one.path, found, value, text_of(found, held(record, one.path), self.office.zone), text_of(found, value, self.office.zone)
        )

    def _added(self, one: Typed, found: Field, record: Record) -> Amended:
        there = _rows(held(record, one.path))
        value = inputs.text(one.text).strip() if found.type == "words" else self._row(one, found)
        if not value:
            raise NoSuchRow(one.path, one.text, len(there))
        item = Field(found.name, "rows" if found.type == "rows" else "text", found.label, rows=found.rows)
        if there:
            return Amended(f"{one.path}.{len(there) + 1}", item, value, "", _item_text(item, value, self.office.zone))
        return Amended(one.path, found, (value,), "", _item_text(item, value, self.office.zone))

    def _row(self, one: Typed, found: Field) -> Plain:
        if found.row_field("unit_price") and not _PAIR.search(one.text):
            line = charging(Judge(self.office, self.working), self.record, self.office.now).line(one.text)
            made: object = [line.row()]
        else:
            made = [_pairs(one.text, found)]
        rows = self.typist.value(found, one.path, made)
        return rows[0] if isinstance(rows, tuple) and rows else None


def _taken_out(one: Typed, found: Field, record: Record, zone: tzinfo) -> Amended:
    there = _rows(held(record, one.path))
    texts = [str(row) for row in there]
    typed = one.text.strip()
    number = int(typed) if typed.isdecimal() and typed.isascii() else texts.index(typed) + 1 if typed in texts else 0
    if not 0 < number <= len(there):
        raise NoSuchRow(one.path, typed or "-", len(there))
    item = Field(found.name, "rows" if found.type == "rows" else "text", found.label, rows=found.rows)
    return Amended(f"{one.path}.{number}", item, None, _item_text(item, there[number - 1], zone), "")


def _pairs(text: str, found: Field) -> dict[str, str]:
    """`kind=低压电工证, valid_to=2029-05-01`; a text without = fills the first column."""
    marks = list(_PAIR.finditer(text))
    if not marks:
        return {found.rows[0].name: text.strip()}
    ends = [*(mark.start() for mark in marks[1:]), len(text)]
    return {mark[1]: text[mark.end() : end].strip().strip('"') for mark, end in zip(marks, ends, strict=True)}


def _list(text: str) -> list[str]:
    return [word.strip() for word in re.split("[,，、]", text) if word.strip()]


def _step_named(kind: Kind, word: str) -> Step | None:
    return next((step for step in kind.steps if word.replace("-", "_") in (step.name, step.label.zh, step.label.en)), None)


def held(record: Record, path: str) -> Plain:
    """What stands at a path; rows are counted from 1."""
    found: Plain = record.sections.get(path.partition(".")[0])
    for part in path.split(".")[1:]:
        if isinstance(found, tuple):
            found = found[int(part) - 1] if part.isdecimal() and 0 < int(part) <= len(found) else None
        else:
            found = found.get(part) if isinstance(found, Mapping) else None
    return found


def _rows(value: Plain) -> tuple[Plain, ...]:
    return value if isinstance(value, tuple) else ()


def text_of(found: Field, value: Plain, zone: tzinfo) -> str:
    """A value as it stands in a file, in one line; '' where there is none."""
    if value is None:
        return ""
    if found.type == "rows":
        return "; ".join(_item_text(found, row, zone) for row in _rows(value))
    if found.type == "words":
        return ", ".join(map(str, _rows(value)))
    return str(write_value(found, value, zone))


def _item_text(item: Field, value: Plain, zone: tzinfo) -> str:
    """A row as its cells one after the other."""
    if not isinstance(value, Mapping):
        return "" if value is None else str(value)
    return ", ".join(text_of(one, value[one.name], zone) for one in item.rows if value.get(one.name) is not None)
