"""The whole program: kinds, commands across kinds, and the steps of an order said without their kind. Reads nothing of its surroundings."""

from __future__ import annotations

from functools import partial

import click

from repairctl import __version__
from repairctl.cli import across, any_kind, conversations, generated
from repairctl.cli.commands import Family, Makers
from repairctl.cli.desk import Given
from repairctl.cli.later import later
from repairctl.cli.said import Said
from repairctl.errors import say
from repairctl.kinds import KINDS
from repairctl.refusals import verb

LOOK = "look"
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


class Root(Family):
    """The program: without a command it shows today, and a record's name alone shows the record."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        self.no_args_is_help = False
        self.invoke_without_command = True
        return super().parse_args(ctx, args)

    def invoke(self, ctx: click.Context) -> object:
        self.callback = partial(alone, ctx)
        return super().invoke(ctx)

    def get_help(self, ctx: click.Context) -> str:
        return "\n".join(later("helping.root_help")(self, ctx))

    def resolve_command(self, ctx: click.Context, args: list[str]) -> tuple[str | None, click.Command | None, list[str]]:
        if self.get_command(ctx, args[0]) is None and later("today.is_name")(args[0], ctx.obj):
            args = [LOOK, *args]
        return super().resolve_command(ctx, args)


def alone(ctx: click.Context, **_: object) -> int | None:
    """What the program does before a command, and where none follows: today's screen at a terminal, the help elsewhere."""
    if ctx.invoked_subcommand is not None:
        return None
    if not ctx.obj.terminal.shows:
        raise click.exceptions.NoArgsIsHelpError(ctx)
    told: int = later("today.today")(ctx.obj, Given({}))
    return told


def program() -> Family:
    """The group of all commands."""
    told = say("Repair orders, promises and proofs of a property office, kept as plain files in git.")
    root = Root("repairctl", told, all_makers(), example='repairctl order report --unit QH-5-802 --description "厨房漏水" --by S-01')
    root.params.append(Version("--version", say("show the version and end"), alias="版本"))
    root.more = (
        say("What a word means, in either language: repairctl help WORD."),
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
    return {**steps, **conversations.MORE["order"], **kinds, **any_kind.makers(), **across.makers(), LOOK: later("today.look_verb")}


def words() -> dict[str, str]:
    """Every Chinese label that may stand first, with the name that it stands for."""
    steps = {step.label.zh: verb(step.name) for step in SHORT.steps}
    kinds = {kind.label.zh: name for name, kind in KINDS.items()}
    more = {name: conversations.LABELS[name] for name in conversations.MORE["order"]}
    across_kinds = {**more, **any_kind.LABELS, **across.LABELS}
    return {**steps, **kinds, **{label.zh: name for name, label in across_kinds.items()}}
