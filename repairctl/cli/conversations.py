"""Which steps are conversations at a terminal: their own options and work. A step that is not listed is taken as it is."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import click

from repairctl.cli import dispatch_verb, enter_verb, follow_up_verb, line_verbs, pay_verb, report_verb, slip_verb, step_verbs
from repairctl.cli.commands import Verb
from repairctl.cli.desk import Desk, Given
from repairctl.model import Kind, Label, Step

Take = Callable[[Kind, Step, Desk, Given], int]


@dataclass(frozen=True, slots=True)
class Own:
    """What a step has of its own on the command line."""

    take: Take = step_verbs.take
    options: Sequence[click.Parameter] = ()


def of(kind: Kind, step: Step) -> Own:
    """The conversation of a step, if it is one."""
    made = OWN.get((kind.name, step.name))
    return made() if made else Own()


OWN: Mapping[tuple[str, str], Callable[[], Own]] = {
    ("order", "report"): lambda: Own(report_verb.take, tuple(report_verb.options())),
    ("order", "dispatch"): lambda: Own(dispatch_verb.take, tuple(dispatch_verb.options())),
    ("order", "follow_up"): lambda: Own(follow_up_verb.take),
    ("order", "quote"): lambda: Own(line_verbs.quote, tuple(line_verbs.options("--line"))),
    ("order", "finish"): lambda: Own(line_verbs.finish, tuple(line_verbs.options("--used"))),
    ("order", "settle"): lambda: Own(line_verbs.settle, tuple(line_verbs.options("--line"))),
    ("order", "pay"): lambda: Own(pay_verb.take, tuple(pay_verb.options())),
}
MORE: Mapping[str, Callable[[], Verb]] = {"call": follow_up_verb.call_verb, "enter": enter_verb.enter_verb, "slip": slip_verb.slip_verb}
"""Commands of orders that are no step: they walk a list, take a whole sheet or tell the technician."""
LABELS: Mapping[str, Label] = {"call": follow_up_verb.CALL, "enter": enter_verb.LABEL, "slip": slip_verb.LABEL}
