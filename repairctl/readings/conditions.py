"""`when` and `scope`: whether a rule applies to a record, by what stands at its paths. Says never which limit."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import tzinfo
from typing import Any

from msgspec import Struct

from repairctl.errors import say
from repairctl.model import Field, Judgement, Plain, Says, Tree
from repairctl.readings.case import Case, Getter, Need, Scope
from repairctl.readings.misfits import Misfit, block, text, texts, unknown
from repairctl.readings.paths import filled, path
from repairctl.texts import Misread, read_value

_PRESENCE: dict[str, Callable[[Any], bool]] = {"present": filled, "absent": lambda value: not filled(value)}


class Condition(Struct, frozen=True):
    """One line of `when`. `unmet` is the verdict where it does not hold."""

    unmet: Judgement
    get: Getter
    holds: Callable[[Any], bool]
    needs: tuple[Need, ...] = ()

    def met(self, case: Case) -> bool:
        return self.holds(self.get(case))


def conditions(held: Tree, scope: Scope) -> tuple[Condition, ...]:
    """All the lines of a `when`. Raises Misfit."""
    box = block(held, say("when"))
    return tuple(_condition(key, wanted, scope) for key, wanted in box.items())


def _condition(key: str, wanted: Tree, scope: Scope) -> Condition:
    said = f"{key}: {', '.join(texts(wanted))}"
    unmet = Judgement(Says.NOT_APPLICABLE, say("Only where {condition}.", condition=said))
    if key in scope.values:
        return Condition(unmet, scope.values[key].get, _presence(text(wanted)), scope.values[key].needs)
    found = path(key, scope)
    if isinstance(wanted, str) and wanted in _PRESENCE:
        return Condition(unmet, found.get, _PRESENCE[wanted], found.needs)
    return Condition(unmet, found.get, _among(found.field, texts(wanted), scope.zone), found.needs)


def _presence(wanted: str) -> Callable[[Any], bool]:
    if wanted not in _PRESENCE:
        raise unknown(wanted, say("condition on a named value (present or absent)"), _PRESENCE)
    return _PRESENCE[wanted]


def _among(field: Field, words: Sequence[str], zone: tzinfo) -> Callable[[Any], bool]:
    """Whether the value is one of the words, each read as the field's type reads it. Raises Misfit."""
    if field.type in ("rows", "words"):
        accepted = frozenset(words)
        return lambda value: isinstance(value, tuple) and not accepted.isdisjoint(one for one in value if isinstance(one, str))
    values = [_read(field, one, zone) for one in words]
    return lambda value: value is not None and value in values


def _read(field: Field, word: str, zone: tzinfo) -> Plain:
    try:
        return read_value(field, word, zone)
    except Misread as misread:
        if field.type == "choice":
            raise unknown(word, say("choice of {field}", field=field.label), [key for key, _ in field.choices]) from None
        raise Misfit(say("{value} must be {wanted}.", value=word, wanted=misread.wanted), word) from None
