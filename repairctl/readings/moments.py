"""Moments, in the words of the log: `first arrive`, `last finish`, `this`, `next accept|reject`, `plan.end`. Knows no limits."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal

from repairctl.errors import say
from repairctl.model import Entry, Minute, Rows, Tree
from repairctl.readings.case import Case, Getter, Reading, Scope
from repairctl.readings.misfits import Misfit, part_of, text, texts, unknown
from repairctl.readings.paths import Path, filled, path
from repairctl.readings.shapes import Instant, Payment

_PHRASE = re.compile(r"(first|last|next) ([a-z_|]+)(?: by (\S+))?(?: after ((?:first|last) [a-z_|]+))?")
AS_OF = "as_of"
_INSTANTS = ("moment", "date")


def moment(held: Tree, scope: Scope) -> Reading:
    """A moment or a day of the record; the getter gives None where it has not come. Raises Misfit."""
    said = text(held)
    found = _PHRASE.fullmatch(said)
    if found:
        names = steps(said, found[2], scope)
        return _after(said, found[1], names, found[4], scope) if found[4] else _phrase(said, found[1], names, found[3], scope)
    if said in _WORDS:
        return _WORDS[said](said, scope)
    if said in scope.values:
        return scope.values[said]
    return _first_filled([_instant(part, scope) for part in _parts(said)])


def moments(held: Tree, scope: Scope) -> Reading:
    """A list of moments, each with the words that name it."""
    items = held if isinstance(held, Rows) else Rows([held])
    readings = [(text(item), moment(item, scope)) for item in items]

    def get(case: Case) -> Sequence[tuple[str, Instant | None]]:
        return [(said, reading.get(case)) for said, reading in readings]

    return _joined(get, [reading for _, reading in readings])


def events(held: Tree, scope: Scope) -> Reading:
    """Every moment at which one of the named steps was taken, in order; of `note.told_owner` no entry whose field says no."""
    plain = [item for item in texts(held) if "." not in item]
    names = tuple(name for item in plain for name in steps(item, item, scope))
    ticked = [_ticked(item, scope) for item in texts(held) if "." in item]

    def get(case: Case) -> Sequence[Minute]:
        of = case.record.of
        said = [entry.at for name in names for entry in of.get(name, ())]
        said += [entry.at for name, field in ticked for entry in of.get(name, ()) if entry.filled.get(field) is not False]
        return sorted(said)

    return Reading(get, steps=(*names, *(name for name, _ in ticked)))


def _ticked(item: str, scope: Scope) -> tuple[str, str]:
    found = path(item, scope)
    if found.field.type != "bool" or not found.step:
        raise Misfit(say("{path} must be a yes or no in the entries of a step, as note.told_owner.", path=item), item)
    return found.step, found.field.name


def payments(held: Tree, scope: Scope) -> Reading:
    """The amounts of one or several `step.field`, each with the moment of its entry, in order."""
    paths = [_amount_of_step(item, scope) for item in texts(held)]

    def get(case: Case) -> Sequence[Payment]:
        found = [_payment(entry, one) for one in paths for entry in case.record.of.get(one.step, ())]
        return sorted((one for one in found if one), key=lambda one: one.at)

    return Reading(get, steps=tuple(one.step for one in paths))


def steps(held: str, names: str, scope: Scope) -> tuple[str, ...]:
    """The steps of `a|b`, each known to the kind. Raises Misfit."""
    found = tuple(names.split("|"))
    for name in (name for name in found if scope.kind.step(name) is None):
        known = [step.name for step in scope.kind.steps]
        misfit = unknown(name, say("step of {kind}", kind=scope.kind.label), known)
        raise Misfit(misfit.sentence, held, misfit.code)
    return found


def _phrase(said: str, which: str, names: tuple[str, ...], by: str | None, scope: Scope) -> Reading:
    if which == "next":
        return Reading(_next(said, names, by, scope), steps=names)
    if by:
        raise Misfit(say("Only next can be followed by a person."), said)
    return Reading(_first(names) if which == "first" else _last(names), steps=names)


def _after(said: str, which: str, names: tuple[str, ...], since: str, scope: Scope) -> Reading:
    """The first of the entries that are not older than another moment."""
    if which != "first":
        raise Misfit(say("Only first can be counted after another moment."), said)
    begin = moment(part_of(said, since), scope)

    def get(case: Case) -> Minute | None:
        least = begin.get(case)
        if not isinstance(least, int):
            return None
        return min((entry.at for name in names for entry in case.record.of.get(name, ()) if entry.at >= least), default=None)

    return Reading(get, steps=names)


def _first(names: tuple[str, ...]) -> Getter:
    if len(names) == 1:
        name = names[0]

        def one(case: Case) -> Minute | None:
            entries = case.record.of.get(name)
            return entries[0].at if entries else None

        return one
    return lambda case: min((case.record.of[name][0].at for name in names if case.record.of.get(name)), default=None)


def _last(names: tuple[str, ...]) -> Getter:
    return lambda case: max((case.record.of[name][-1].at for name in names if case.record.of.get(name)), default=None)


def _next(said: str, names: tuple[str, ...], by: str | None, scope: Scope) -> Getter:
    """The next entry of the story after the one that is judged; `by`: the next that this person answers for."""
    if scope.each is None or not scope.each.step:
        raise Misfit(say("'{phrase}' counts from the entry of each, but the rule has no each of a step.", phrase=said), said)
    person = path(by, scope).get if by else None

    def get(case: Case) -> Minute | None:
        here = case.item.entry if case.item else None
        if here is None:
            return None
        whom = person(case) if person else None
        later = (e for name in names for e in case.record.of.get(name, ()) if (e.at, e.place) > (here.at, here.place))
        return min((e.at for e in later if whom is None or e.by == whom), default=None)

    return get


def _this(said: str, scope: Scope) -> Reading:
    if scope.each is None or not scope.each.step:
        raise Misfit(say("'this' is the entry of each, but the rule has no each of a step."), said)
    return Reading(lambda case: case.item.entry.at if case.item and case.item.entry else None, steps=(scope.each.step,))


def _as_of(said: str, scope: Scope) -> Reading:
    return Reading(lambda case: case.as_of.minute, moves=True)


_WORDS = {"this": _this, AS_OF: _as_of}


def _instant(said: str, scope: Scope) -> Path:
    found = path(said, scope)
    if found.field.type not in _INSTANTS:
        sentence = say("{path} is neither a moment nor a date ({type}).", path=said, type=found.field.type)
        raise Misfit(sentence, said)
    return found


def _first_filled(paths: Sequence[Path]) -> Reading:
    if len(paths) == 1:
        return paths[0].reading()
    getters = [one.get for one in paths]
    return _joined(lambda case: next((value for get in getters if filled(value := get(case))), None), [one.reading() for one in paths])


def _joined(get: Getter, parts: Sequence[Reading]) -> Reading:
    needs = tuple(need for part in parts for need in part.needs)
    names = tuple(dict.fromkeys(step for part in parts for step in part.steps))
    return Reading(get, needs, names, any(part.moves for part in parts), next((part.place for part in parts if part.place), ""))


def _parts(said: str) -> list[str]:
    """`a|b`, each with the line of the whole."""
    return [part_of(said, part) for part in said.split("|")]


def _amount_of_step(item: str, scope: Scope) -> Path:
    found = path(item, scope)
    if found.field.type not in ("money", "decimal") or not found.step:
        raise Misfit(say("{path} must be an amount in the entries of a step, as pay.amount.", path=item), item)
    return found


def _payment(entry: Entry, one: Path) -> Payment | None:
    amount = entry.filled.get(one.field.name)
    return Payment(entry.at, amount) if isinstance(amount, Decimal) else None
