"""Which steps are conversations at a terminal: their own options and work. A step that is not listed is taken as it is."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

import click
from msgspec import Struct

from repairctl.cli.commands import Makers
from repairctl.cli.desk import Desk, Given
from repairctl.cli.later import later
from repairctl.model import Kind, Label, Step

Take = Callable[[Kind, Step, Desk, Given], int]


class Own(Struct, frozen=True):
    """What a step has of its own on the command line."""

    take: Take = later("step_verbs.take")
    options: Callable[[], Iterable[click.Parameter]] = tuple


def of(kind: Kind, step: Step) -> Own:
    """The conversation of a step, if it is one."""
    return OWN.get((kind.name, step.name), Own())


OWN: Mapping[tuple[str, str], Own] = {
    ("order", "report"): Own(later("report_verb.take"), later("report_verb.options")),
    ("order", "dispatch"): Own(later("dispatch_verb.take"), later("dispatch_verb.options")),
    ("order", "follow_up"): Own(later("follow_up_verb.take")),
    ("order", "quote"): Own(later("line_verbs.quote"), later("line_verbs.options", "--line")),
    ("order", "finish"): Own(later("line_verbs.finish"), later("line_verbs.options", "--used")),
    ("order", "settle"): Own(later("line_verbs.settle"), later("line_verbs.settle_options")),
    ("order", "pay"): Own(later("pay_verb.take"), later("pay_verb.options")),
}
MORE: Mapping[str, Makers] = {
    "order": {
        "call": later("follow_up_verb.call_verb"),
        "enter": later("enter_verb.enter_verb"),
        "slip": later("slip_verb.slip_verb"),
    },
    "waiver": {"lint": later("waiver_verb.lint_verb")},
}
"""Commands of a kind that are no step: they walk a list, take a whole sheet, tell the technician, look them all through."""
LABELS: Mapping[str, Label] = {
    "call": Label("call", "打回访"),
    "enter": Label("enter", "补录"),
    "slip": Label("slip", "派工短信"),
    "lint": Label("lint", "清查"),
}
