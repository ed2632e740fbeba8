"""What a shell offers to complete, and the command that prints the script for it. A fault here says nothing: somebody is typing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import click
from click.shell_completion import CompletionItem, get_completion_class

from repairctl.cli.commands import Verb
from repairctl.cli.said import Word
from repairctl.errors import Misuse, RepairError, say
from repairctl.model import Kind, Label

if TYPE_CHECKING:
    from repairctl.cli.desk import Desk, Given

PROGRAMS = ("repairctl", "wy")
VARIABLE = "_REPAIRCTL_COMPLETE"
SHELLS = {
    "bash": "repairctl completion bash >> ~/.bashrc",
    "zsh": "repairctl completion zsh >> ~/.zshrc",
    "fish": "repairctl completion fish > ~/.config/fish/completions/repairctl.fish",
    "powershell": "repairctl completion powershell >> $PROFILE",
}
"""Where the script goes, by shell; the Windows command prompt completes nothing, and has the numbered lists instead."""


class NoSuchShell(Misuse):
    """A shell that there is no script for."""

    def __init__(self, word: str) -> None:
        super().__init__(say("Say which shell: {shells}, not {word}.", shells=", ".join(SHELLS), word=word or "-"))


def choices(ctx: click.Context, words: Sequence[tuple[str, Label]], incomplete: str) -> list[CompletionItem]:
    """The keys that begin so, with their labels; the labels themselves where one was begun in Chinese."""
    tongue = ctx.obj.tongue
    if incomplete.isascii():
        return [CompletionItem(key, help=tongue.label(label)) for key, label in words if key.casefold().startswith(incomplete.casefold())]
    return [CompletionItem(label.zh, help=key) for key, label in words if incomplete in label.zh]


def records(ctx: click.Context, kind: str, incomplete: str) -> list[CompletionItem]:
    """The records of a kind that begin so, with place and description."""
    if not kind:
        return []
    from repairctl.actions.completing import names
    from repairctl.kinds import KINDS

    try:
        _, office = ctx.obj.in_office()
        return [CompletionItem(name, help=about) for name, about in names(office, KINDS[kind], incomplete)]
    except (RepairError, OSError):
        return []


def filters(ctx: click.Context, kind: Kind, incomplete: str) -> list[CompletionItem]:
    """The columns of a kind that begin so, with their labels; after the `=` the words or records that may stand there."""
    from repairctl.cli.list_verb import columns

    column, equals, begun = incomplete.partition("=")
    if not equals:
        told = choices(ctx, [*columns(kind)], column)
        return [CompletionItem(f"{one.value}=", help=one.help) for one in told]
    field = kind.field_at(kind.columns.get(column, ""))
    words = kind.statuses if column == "status" else field.choices if field else ()
    found = choices(ctx, words, begun) if words else records(ctx, field.refers_to if field else "", begun)
    return [CompletionItem(f"{column}={one.value}", help=one.help) for one in found]


def completion_verb() -> Verb:
    told = say("Print the script that lets a shell complete commands, options and open records.")
    return Verb("completion", told, completion, [Word("shell", Label("SHELL", "外壳"))], example="repairctl completion bash")


def completion(desk: Desk, given: Given) -> int:
    """The script, for both names of the program; where it goes is said aside."""
    shell = given.text("shell")
    made = get_completion_class(shell) if shell in SHELLS else None
    if made is None:
        raise NoSuchShell(shell)
    program = click.Command("repairctl")
    for name in PROGRAMS:
        desk.out(made(program, {}, name, VARIABLE).source())
    desk.aside(desk.tongue.say(say("Once and for all: {command}", command=SHELLS[shell])))
    return 0
