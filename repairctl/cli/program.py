"""The whole program: kinds, commands across kinds, and the steps of an order said without their kind. Reads nothing of its surroundings."""

from __future__ import annotations

from functools import partial

import click

from repairctl import __version__
from repairctl.cli import across, any_kind, conversations, generated
from repairctl.cli.commands import Family, Makers
from repairctl.cli.said import Said
from repairctl.errors import say
from repairctl.kinds import KINDS
from repairctl.refusals import verb

SHORT = KINDS["order"]
"""The kind whose steps may be said without it."""


class Version(Said):
    """Prints the version and ends."""

    for_every_command = True

    def process_value(self, ctx: click.Context, value: object) -> object:
        if super().process_value(ctx, value):
            ctx.obj.out(f"repairctl {__version__}")
            ctx.exit(0)
        return None


def program() -> Family:
    """The group of all commands."""
    told = say("Repair orders, promises and proofs of a property office, kept as plain files in git.")
    root = Family("repairctl", told, all_makers(), example='repairctl order report --unit QH-5-802 --description "厨房漏水" --by S-01')
    root.params.append(Version("--version", say("show the version and end"), alias="版本"))
    root.shown = [*KINDS, *any_kind.makers(), *across.makers()]
    root.more = (
        say("A step of an order may be said without its kind: repairctl arrive 1."),
        say('Kinds, commands and options may be said in Chinese too: repairctl 工单 到场 1 --时间 "2026-03-07 22:40".'),
        say(
            "REPAIRCTL_NOW (2026-03-07T22:40) sets the clock for demonstrations and tests; REPAIRCTL_LANG the language; NO_COLOR is heeded."
        ),
    )
    return root.knows(words())


def all_makers() -> Makers:
    """How every command of the first word is made; a kind or a command across kinds goes before a step of the same name."""
    steps = {verb(step.name): partial(generated.step_verb, SHORT, step) for step in SHORT.steps}
    kinds = {name: partial(generated.family, kind) for name, kind in KINDS.items()}
    return {**steps, **conversations.MORE, **kinds, **any_kind.makers(), **across.makers()}


def words() -> dict[str, str]:
    """Every Chinese label that may stand first, with the name that it stands for."""
    steps = {step.label.zh: verb(step.name) for step in SHORT.steps}
    kinds = {kind.label.zh: name for name, kind in KINDS.items()}
    across_kinds = {**conversations.LABELS, **any_kind.LABELS, **across.LABELS}
    return {**steps, **kinds, **{label.zh: name for name, label in across_kinds.items()}}
