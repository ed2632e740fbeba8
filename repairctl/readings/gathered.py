"""What a form reads from several places of one record: sums, texts, ticks, days, grounds, a linked record as such. Knows no form."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from functools import lru_cache

from repairctl.errors import Sentence, say
from repairctl.model import Block, Field, Label, Plain, Rows, Tree
from repairctl.money import half_up
from repairctl.readings.case import Case, Reading, Scope
from repairctl.readings.conditions import Condition, conditions
from repairctl.readings.misfits import Misfit, block, only_keys, part_of, text, texts, unknown
from repairctl.readings.paths import Path, filled, linked, path, within
from repairctl.readings.shapes import Ground, Instant, Link
from repairctl.records import own_and_common

Values = Callable[[Case], Sequence[Plain]]
_HOURS = re.compile(r"([01]\d|2[0-3]):([0-5]\d)-([01]\d|2[0-4]):([0-5]\d)")


def sum_of(held: Tree, scope: Scope) -> Reading:
    """`{rows: credit.lines, of: [quantity, unit_price], where: {kind: discount}}`; None where no row is there."""
    box = _box(held, ("rows", "of", "where"), ("rows", "of"), say("sum_of"))
    rows, fields = _rows(text(box["rows"]), scope)
    names = [_named(one, fields, ("money", "decimal", "int")).name for one in texts(box["of"])]
    where = _where(box, fields)

    def get(case: Case) -> Decimal | None:
        meant = [row for row in rows(case) if where(row)]
        return sum((_product(row, names) for row in meant), Decimal("0.00")) if meant else None

    return Reading(get, place=str(box["rows"]))


def _product(row: Mapping[str, Plain], names: Sequence[str]) -> Decimal:
    product = Decimal(1)
    for name in names:
        value = row.get(name)
        product *= Decimal(value) if isinstance(value, int | Decimal) else Decimal(0)
    return half_up(product)


def days(held: Tree, scope: Scope) -> Reading:
    """Every moment or day at a path: `trainings.date`, or `{of: trainings.date, where: {topic: safety}}` of some rows only."""
    if isinstance(held, Block):
        box = _box(held, ("of", "where"), ("of",), say("of"))
        owner, _, name = text(box["of"]).rpartition(".")
        rows, fields = _rows(part_of(text(box["of"]), owner), scope)
        field, where = _named(part_of(text(box["of"]), name), fields, ("date", "moment")), _where(box, fields)

        def get(case: Case) -> Sequence[Instant]:
            return [one for row in rows(case) if where(row) and isinstance(one := row.get(field.name), int | date)]

        return Reading(get, place=owner)
    found = path(text(held), scope)
    if found.field.type not in ("date", "moment"):
        raise Misfit(say("{path} is neither a moment nor a date ({type}).", path=text(held), type=found.field.type), held)
    return Reading(lambda case: [one for one in found.every(case.record) if isinstance(one, int | date)], steps=found.reading().steps)


def linked_record(held: Tree, scope: Scope) -> Reading:
    """The record to which a reference leads: its ID, whether it is there, its status; None where there is no reference."""
    found = path(text(held), scope)
    kind = scope.kinds.get(found.field.refers_to)
    if found.field.type != "ref" or kind is None:
        raise Misfit(say("{path} names no other record.", path=text(held)), held)
    labels = dict(kind.statuses)

    def get(case: Case) -> Link | None:
        id = found.get(case)
        if not isinstance(id, str) or not id:
            return None
        other = case.given.get(id)
        return Link(id, True, other.status, labels) if other else Link(id, False)

    return Reading(get, (*found.needs, linked(found, scope)), found.reading().steps, place=found.text)


def written(held: Tree, scope: Scope) -> Reading:
    """What is written in some fields, each with its label; width and case are evened out."""
    paths = [path(one, scope) for one in texts(held)]
    for one in (one for one in paths if one.field.type not in ("text", "words")):
        raise Misfit(say("{path} is no text ({type}).", path=one.text, type=one.field.type), held)

    def get(case: Case) -> Sequence[tuple[Label, str]]:
        return [(one.field.label, _even(word)) for one in paths for word in _words(one, case)]

    return Reading(get, steps=tuple(one.step for one in paths if one.step), place=paths[0].text if paths else "")


def ticked(held: Tree, scope: Scope) -> Reading:
    """All words that stand in some fields."""
    paths = [path(one, scope) for one in texts(held)]

    def get(case: Case) -> frozenset[str]:
        return frozenset(word for one in paths for word in _words(one, case))

    return Reading(get, steps=tuple(one.step for one in paths if one.step), place=paths[0].text if paths else "")


def hours(held: Tree, scope: Scope) -> Reading:
    """`[12:00-14:00, 18:00-08:00]` as minutes of the day, each with its text."""
    constant: list[tuple[int, int, str]] = []
    for one in texts(held):
        found = _HOURS.fullmatch(one)
        if found is None:
            raise Misfit(say("{value} is no stretch of the day; write it as 12:00-14:00.", value=one), one)
        constant.append((int(found[1]) * 60 + int(found[2]), int(found[3]) * 60 + int(found[4]), str(one)))
    return Reading(lambda case: constant)


def grounds(held: Tree, scope: Scope) -> Reading:
    """The grounds that hold for a record, the first step first."""
    if not isinstance(held, Rows):
        raise Misfit(say("grounds must be a list, each beginning with a dash."), held)
    every = sorted((_ground(one, scope) for one in held), key=lambda one: one[0].step)
    needs = tuple(need for _, when in every for condition in when for need in condition.needs)
    return Reading(lambda case: [one for one, when in every if all(condition.met(case) for condition in when)], needs)


def _ground(held: Tree, scope: Scope) -> tuple[Ground, tuple[Condition, ...]]:
    box = _box(held, ("step", "ground", "payer", "when"), ("step", "ground", "payer"), say("A ground"))
    if not text(box["step"]).isdigit():
        raise Misfit(say("step must be a whole number; the lowest is asked first."), box["step"])
    fields = (field for section in scope.kind.sections for field in section.fields)
    labels = dict(next((field.choices for field in fields if field.name == "payer"), ()))
    who = texts(box["payer"])
    for one in (one for one in who if labels and one not in labels):
        raise unknown(one, say("payer"), labels)
    ground = Ground(int(text(box["step"])), _label(box["ground"]), tuple(map(str, who)), labels)
    return ground, conditions(box["when"], scope) if "when" in box else ()


def _label(held: Tree) -> Label | str:
    """A text, or the same in both languages."""
    if not isinstance(held, Block):
        return str(text(held))
    return Label(str(held.get("en", held.get("zh", ""))), str(held.get("zh", held.get("en", ""))))


# ------------------------------------------------------------------ rows


def _rows(said: str, scope: Scope) -> tuple[Callable[[Case], Sequence[Mapping[str, Plain]]], Sequence[Field]]:
    """The rows of a box, the entries of a step, the rows in all of them; `.lines` those of the entry that is judged."""
    if said.startswith("."):
        own = path(said, scope)
        if own.field.type != "rows":
            raise Misfit(say("{path} is no list of rows.", path=said), said)
        return lambda case: _mappings(own.get(case)), own.field.rows
    step = scope.kind.step(said)
    if step is not None:
        return lambda case: [entry.filled for entry in case.record.of.get(said, ())], own_and_common(step)
    found = within(scope.kind, said)
    if found.field.type != "rows":
        raise Misfit(say("{path} is no list of rows.", path=said), said)
    if not found.step:
        return lambda case: _mappings(found.find(case.record)), found.field.rows
    return lambda case: [row for held in found.every(case.record) for row in _mappings(held)], found.field.rows


def _mappings(held: Plain) -> Sequence[Mapping[str, Plain]]:
    return [row for row in held if isinstance(row, Mapping)] if isinstance(held, tuple) else []


def _named(said: str, fields: Sequence[Field], types: Sequence[str]) -> Field:
    field = next((one for one in fields if one.name == said), None)
    if field is None:
        raise unknown(said, say("column"), [one.name for one in fields])
    if types and field.type not in types:
        raise Misfit(say("{path} is of type {type}; here it must be {wanted}.", path=said, type=field.type, wanted=" | ".join(types)), said)
    return field


def _where(box: Mapping[str, Tree], fields: Sequence[Field]) -> Callable[[Mapping[str, Plain]], bool]:
    """Whether a row holds these words."""
    wanted: dict[str, frozenset[str]] = {}
    for name, words in block(box.get("where", Block()), say("where")).items():
        field = _named(name, fields, ())
        for word in texts(words):
            if field.type == "choice" and not field.open_choice and word not in dict(field.choices):
                raise unknown(word, say("choice of {field}", field=field.label), [key for key, _ in field.choices])
        wanted[name] = frozenset(map(str, texts(words)))
    return lambda row: all(str(row.get(name)) in words for name, words in wanted.items())


# ------------------------------------------------------------------ texts


def _words(one: Path, case: Case) -> Sequence[str]:
    found = [one.get(case)] if one.text.startswith(".") else one.every(case.record)
    flat = [word for value in found for word in (value if isinstance(value, tuple) else (value,))]
    return [word for word in flat if isinstance(word, str) and filled(word)]


@lru_cache(maxsize=4096)  # the same few texts are read by rule after rule
def _even(word: str) -> str:
    return unicodedata.normalize("NFKC", word).casefold()


def _box(held: Tree, known: Sequence[str], needed: Sequence[str], what: Sentence) -> Mapping[str, Tree]:
    box = block(held, what)
    for misfit in only_keys(box, known, what):
        raise misfit
    for name in (name for name in needed if name not in box):
        raise Misfit(say("{what} needs {key}.", what=what, key=name), held, "POL-MISSING")
    return box
