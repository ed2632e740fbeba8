"""What a law, or a promise that was made in public, lets other policies say at most or at least. Compiles the text; compares nothing."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import TypeAlias

from msgspec import Struct

from repairctl.errors import say
from repairctl.model import Block, Label, Length, Rows, Tree
from repairctl.policies.rules import said
from repairctl.readings import lengths
from repairctl.readings.misfits import Misfit, Sink, block, line_of, only_keys, text

KEYS = ("value", "at_most", "at_least", "or_none", "title", "basis")
Amount: TypeAlias = Length | Decimal | None
"""A length of time, a number or fraction, or none at all."""


class Bound(Struct, frozen=True):
    """`value` names a cell (`service.priorities.P1.arrive`) or a parameter (`charges.RETENTION-OVER-3PCT.percent`).

    `most`: the cell may be at most so much, else at least. `or_none`: none is allowed too (kept for good).
    """

    value: str
    most: bool
    amount: Length | Decimal
    or_none: bool
    title: Label | str
    basis: str
    line: int


def bounds(tree: Block, sink: Sink) -> tuple[Bound, ...]:
    """The bounds of a version; what is wrong with one goes into the sink."""
    held = tree.get("bounds", Rows())
    found: list[Bound] = []
    with sink.catching(held):
        if not isinstance(held, Rows):
            raise Misfit(say("bounds must be a list, each beginning with a dash."), held)
        for item in held:
            with sink.catching(item):
                found.append(_bound(block(item, say("A bound"))))
    return tuple(found)


def _bound(held: Block) -> Bound:
    for misfit in only_keys(held, KEYS, say("a bound")):
        raise misfit
    sides = [name for name in ("at_most", "at_least") if name in held]
    if "value" not in held or len(sides) != 1:
        raise Misfit(say("A bound needs value and one of at_most and at_least."), held, "POL-MISSING")
    if len(parts(text(held["value"]))) not in (3, 4):
        sentence = say("{value} must name a cell as service.priorities.P1.arrive, or a parameter as charges.SETTLE-LATE.within.",
                       value=text(held["value"]))  # fmt: skip
        raise Misfit(sentence, held["value"])
    amount = read(held[sides[0]])
    if amount is None:
        raise Misfit(say("A bound of none binds nothing; leave it out."), held[sides[0]])
    or_none = held.get("or_none") == "true"
    return Bound(text(held["value"]), sides[0] == "at_most", amount, or_none, said(held.get("title", "")), str(held.get("basis", "")),
                 line_of(held["value"]))  # fmt: skip


def parts(value: str) -> Sequence[str]:
    """Policy, table, row and column; or policy, rule and parameter."""
    return value.split(".")


def read(held: Tree) -> Amount:
    """A length, a percentage, a number, or none. Raises Misfit."""
    said_there = text(held)
    if said_there == lengths.NONE:
        return None
    if said_there.endswith("%"):
        return lengths.percent(held)
    return lengths.number(held) if lengths.is_number(held) else lengths.length(held)
