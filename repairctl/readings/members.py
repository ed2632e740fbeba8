"""What a rule about several records reads of each: which group a record belongs to, and its own values. Knows no form."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from repairctl.errors import say
from repairctl.model import Plain, Tree
from repairctl.readings.case import Case, Getter, Need, Reading, Scope
from repairctl.readings.cells import column
from repairctl.readings.misfits import Misfit, block, only_keys, part_of, text, texts
from repairctl.readings.moments import moment
from repairctl.readings.paths import filled, path


class Group(Struct, frozen=True):
    """Which records, or items of them, are judged together: those that share the values of `by`, in the same month if one is named."""

    by: tuple[Getter, ...]
    month: Getter | None
    needs: tuple[Need, ...] = ()

    def key(self, case: Case) -> tuple[str, ...] | None:
        """The group of a record; None where something of it is not filled, for then it belongs to none."""
        held = [get(case) for get in self.by]
        if not all(filled(one) for one in held):
            return None
        words = tuple(str(one).lower() if isinstance(one, bool) else str(one) for one in held)
        if self.month is None:
            return words
        instant = self.month(case)
        return None if instant is None else (f"{case.as_of.day(instant):%Y-%m}", *words)


def group(held: Tree, scope: Scope) -> Group:
    """`{by: [place.unit, request.item], month: first close}`; `by: []` is one group of all. Raises Misfit."""
    box = block(held, say("group"))
    for misfit in only_keys(box, ("by", "month"), say("group")):
        raise misfit
    if "by" not in box:
        raise Misfit(say("A group needs by: the fields that its records share, as [place.unit, request.item]; [] for all."), held)
    by = [value(one, scope) for one in texts(box["by"])]
    month = moment(box["month"], scope) if "month" in box else None
    read = (*by, *([month] if month else ()))
    needs = tuple(need for one in read for need in one.needs)
    return Group(tuple(one.get for one in by), month.get if month else None, needs)


def value(held: Tree, scope: Scope) -> Reading:
    """What stands at a path, or in a cell of a table; of `a|b` the first that is filled."""
    parts = [_part(part_of(text(held), one), scope) for one in text(held).split("|")]
    if len(parts) == 1:
        return parts[0]
    getters = [one.get for one in parts]

    def get(case: Case) -> Plain:
        return next((found for one in getters if filled(found := one(case))), None)

    return Reading(get, tuple(need for one in parts for need in one.needs), tuple(step for one in parts for step in one.steps))


def _part(said: str, scope: Scope) -> Reading:
    cells = column(said, scope)
    return Reading(cells.get) if cells else path(said, scope).reading()


def ranks(held: Tree, scope: Scope) -> Reading:
    """Words in order, the first before all others; `P3|P4` are of one rank."""
    constant: Sequence[frozenset[str]] = [frozenset(one.split("|")) for one in texts(held)]
    return Reading(lambda case: constant)
