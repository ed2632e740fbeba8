"""What was typed, field by field, into the values a step takes. Refuses what cannot be understood, naming the option."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from repairctl import inputs
from repairctl.errors import Misuse, say
from repairctl.errors import near as nearest
from repairctl.model import Field, Kind, Minute, Plain, Step
from repairctl.records import own_and_common
from repairctl.refusals import option

if TYPE_CHECKING:  # help asks for the fields of a step, and must not wait for the rules
    from repairctl.actions.registers import Registers
    from repairctl.office import Office

Row = Mapping[str, str]
Raw = Mapping[str, str | bool | Sequence[str] | Sequence[Row]]
"""Texts as typed, keyed by path: `place.unit`, or `.technician` for the step's own entry."""


class NoSuchField(Misuse):
    """The path names no field that can be given here."""

    def __init__(self, path: str, known: Sequence[str]) -> None:
        near = nearest(path, known, n=3, cutoff=0.5)
        super().__init__(
            say("{path} is no field that can be given here.", path=path), *([say("Near it: {near}.", near=", ".join(near))] if near else [])
        )


class BadValue(Misuse):
    """A value does not fit its field; the reason follows."""

    def __init__(self, path: str, reason: Misuse, row: int | None = None) -> None:
        where = say("{option}, row {row}:", option=option(path), row=row) if row else say("{option}:", option=option(path))
        super().__init__(where, *reason.sentences)


class BadRow(Misuse):
    """A row misses something or has a column that is none."""

    def __init__(self, path: str, row: int, sentence: object) -> None:
        super().__init__(say("{option}, row {row}: {sentence}", option=option(path), row=row, sentence=sentence))


class Typist(Struct, frozen=True):
    """Reads typed texts in an office, at its moment. `last` is the moment of the record's last step, `unit` the place it speaks of."""

    office: Office
    registers: Registers
    last: Minute | None = None
    unit: str = ""

    def values(self, fields: Mapping[str, Field], raw: Raw) -> dict[str, Plain]:
        """The typed values by path; an empty text is nothing. `fields` are those that may be given, by path."""
        for path in raw:
            if path not in fields or fields[path].computed:
                raise NoSuchField(path, [known for known, one in fields.items() if not one.computed])
        reader = replace(self, unit=self._unit(fields, raw) or self.unit)
        found = {path: reader.value(fields[path], path, held) for path, held in raw.items()}
        return {path: value for path, value in found.items() if value not in (None, ())}

    def _unit(self, fields: Mapping[str, Field], raw: Raw) -> str:
        """The unit that is given along, by which a person may be called (户主)."""
        unit = next((path for path, one in fields.items() if one.refers_to == "unit" and isinstance(raw.get(path), str)), "")
        return str(self.value(fields[unit], unit, raw[unit]) or "") if unit else ""

    def value(self, field: Field, path: str, held: object) -> Plain:
        """One value; '' and an empty list are nothing."""
        if isinstance(held, bool):
            return held
        if field.type == "rows":
            rows = held if isinstance(held, Sequence) and not isinstance(held, str) else ()
            return tuple(self._row(field, path, row, number) for number, row in enumerate(rows, 1) if isinstance(row, Mapping))
        if field.type == "words":
            words = (held,) if isinstance(held, str) else held if isinstance(held, Sequence) else ()
            return tuple(inputs.text(str(word)) for word in words if str(word).strip())
        return self._single(field, path, str(held)) if str(held).strip() else None

    def _single(self, field: Field, path: str, text: str, row: int | None = None) -> Plain:
        try:
            return self._read(field, text)
        except Misuse as reason:
            raise BadValue(path, reason, row) from None

    def _read(self, field: Field, text: str) -> Plain:
        match field.type:
            case "choice":
                return (
                    inputs.text(text).strip()
                    if field.open_choice and not _listed(field, text)
                    else inputs.choice(text, field.choices, field.name, dict(field.also))
                )
            case "bool":
                return inputs.yes_no(text)
            case "int":
                return _whole(text)
            case "decimal":
                return _above_zero(field, text, inputs.decimal(text))
            case "money":
                return _above_zero(field, text, inputs.money(text))
            case "date":
                return inputs.day(text, self.registers.today, field.tense)
            case "moment":
                return inputs.moment(text, self.office.now, self.office.zone, tense=field.tense, last=self.last)
            case "ref":
                return self.registers.id_of(field, text, self.unit)
            case _:
                return inputs.text(text).strip()

    def _row(self, field: Field, path: str, row: Row, number: int) -> Mapping[str, Plain]:
        columns = {name: one for one in field.rows for name in (one.name, one.label.en, one.label.zh)}
        found: dict[str, Plain] = {}
        for name, text in row.items():
            one = columns.get(name.strip())
            if one is None:
                raise BadRow(
                    path,
                    number,
                    say("{column} is no column; there are {columns}", column=name, columns=", ".join(f.name for f in field.rows)),
                )
            value = self._single(one, f"{path}.{one.name}", text, number) if text and text.strip() else None
            found |= {} if value is None else {one.name: value}
        missing = [one.name for one in field.rows if one.needed and one.name not in found]
        if missing:
            raise BadRow(path, number, say("{columns} is missing", columns=", ".join(missing)))
        return found


def _above_zero(field: Field, text: str, number: Decimal) -> Decimal:
    if field.positive and number <= 0:
        raise inputs.NotANumber(text, say("It must be above zero."))
    return number


def _whole(text: str) -> int:
    number = inputs.decimal(text)
    if number != number.to_integral_value():
        raise inputs.NotANumber(text, say("It is not a whole number."))
    return int(number)


def _listed(field: Field, text: str) -> bool:
    known = {word for key, label in field.choices for word in (key, label.en, label.zh)} | {word for word, _ in field.also}
    return text.strip() in known


def step_fields(kind: Kind, step: Step) -> dict[str, Field]:
    """What may be given with a step, by path: the fields of the boxes it fills and those of its own entry."""
    return {
        **{path: one for name in step.fills for path, one in box_fields(kind, name).items()},
        **{f".{one.name}": one for one in own_and_common(step)},
    }


def box_fields(kind: Kind, name: str) -> dict[str, Field]:
    """The fields of one box, by path; a box of rows is one field."""
    section = kind.section(name)
    if section is None:
        return {}
    if section.many:
        return {name: Field(name, "rows", section.label, rows=section.fields)}
    return {f"{name}.{one.name}": one for one in section.fields}


def all_fields(kind: Kind) -> dict[str, Field]:
    """The fields of all boxes of a kind, by path."""
    return {path: one for section in kind.sections for path, one in box_fields(kind, section.name).items()}
