"""The grounds on which somebody pays, in the order in which the policy in force asks them."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from repairctl.actions.judged import Judge
from repairctl.model import Block, Label, Minute, Record, Rows

PAYER_FORM = "payer"


class Asked(Struct, frozen=True):
    """One ground: the lower `step` is asked first."""

    step: int
    label: Label


def grounds(judge: Judge, record: Record, as_of: Minute) -> tuple[Asked, ...]:
    """The grounds of the first rule of the form `payer` that is in force for a record, each once; none where there is no such rule."""
    for _, version in judge.book.judging(record, as_of):
        held = version.tree.get("rules") if version else None
        for rule in held if isinstance(held, Rows) else ():
            if isinstance(rule, Block) and rule.get("form") == PAYER_FORM:
                return tuple(dict.fromkeys(_asked(rule)))
    return ()


def _asked(rule: Block) -> Iterator[Asked]:
    held = rule.get("grounds")
    for one in held if isinstance(held, Rows) else ():
        if isinstance(one, Block):
            yield Asked(int(str(one.get("step") or 0)), _label(one.get("ground")))


def _label(held: object) -> Label:
    if isinstance(held, Block):
        return Label(str(held.get("en") or ""), str(held.get("zh") or ""))
    return Label(str(held or ""), str(held or ""))
