"""The help of a command or a family, in the reader's language and in cells; it ends with one real example. Knows commands, no office."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import click

from repairctl.cli.cells import cells, padded, wrapped
from repairctl.cli.language import Tongue
from repairctl.errors import Sentence, say
from repairctl.model import Label

if TYPE_CHECKING:
    from repairctl.cli.commands import Family, Verb
    from repairctl.cli.said import Said

WIDTH = 80
COMMAND = Label("COMMAND", "命令")
OPTIONS = Label("OPTIONS", "选项")
LEFT = 28  # cells for an option and its value; longer ones have their line to themselves


def command_help(verb: Verb, ctx: click.Context) -> Iterator[str]:
    """Usage, what it is for, its options, those of every command, an example."""
    tongue = ctx.obj.tongue
    yield f"{ctx.command_path}{_words(verb, tongue)} [{tongue.label(OPTIONS)} ..]"
    yield ""
    yield from wrapped(said(tongue, verb.said), WIDTH)
    own = [one for one in options(verb) if not one.for_every_command]
    if own:
        yield ""
        yield from listed([(_option(one, tongue), _meaning(one, tongue)) for one in own])
    yield from _everywhere(verb, tongue)
    yield from _example(verb.example, tongue)


def root_help(root: Family, ctx: click.Context) -> Iterator[str]:
    """What the program is for, its commands by task, the options of every command, an example."""
    from repairctl.cli.help_verb import by_task

    tongue = ctx.obj.tongue
    yield f"{ctx.command_path} {tongue.label(COMMAND)} .."
    yield ""
    yield from wrapped(said(tongue, root.said), WIDTH)
    yield from by_task(root, tongue, WIDTH)
    yield ""
    yield from (line for sentence in root.more for line in wrapped(tongue.say(sentence), WIDTH))
    yield from _everywhere(root, tongue)
    yield from _example(root.example, tongue)


def family_help(family: Family, ctx: click.Context) -> Iterator[str]:
    """What the family is for, its commands with a line each, the options of every command, an example."""
    tongue = ctx.obj.tongue
    yield f"{ctx.command_path} {tongue.label(COMMAND)} .."
    yield ""
    yield from wrapped(said(tongue, family.said), WIDTH)
    yield ""
    yield from listed([(_name(one, tongue), said(tongue, one.said)) for one in _commands(family)])
    if family.more:
        yield ""
        yield from (line for sentence in family.more for line in wrapped(tongue.say(sentence), WIDTH))
    yield from _everywhere(family, tongue)
    yield from _example(family.example, tongue)


def options(command: click.Command) -> list[Said]:
    from repairctl.cli.said import Said

    return [one for one in command.params if isinstance(one, Said)]


def said(tongue: Tongue, held: Label | Sentence) -> str:
    return tongue.label(held) if isinstance(held, Label) else tongue.say(held)


def _commands(family: Family) -> Iterator[Verb | Family]:
    return (family.made(name) for name in family.shown)


def _name(command: Verb | Family, tongue: Tongue) -> str:
    return f"{command.name} {command.alias}" if tongue.language == "zh_CN" and command.alias else str(command.name)


def _words(verb: Verb, tongue: Tongue) -> str:
    from repairctl.cli.said import Word

    words = [one for one in verb.params if isinstance(one, Word)]
    return "".join(f" {tongue.label(one.said)}{' ..' if one.many else ''}" for one in words)


def _option(option: Said, tongue: Tongue) -> str:
    names = ", ".join(option.names)
    return f"{names} {tongue.label(option.value)}" if option.value else names


def _meaning(option: Said, tongue: Tongue) -> str:
    text = said(tongue, option.said)
    return tongue.say(say("{text} (needed)", text=text)) if option.needed else text


def listed(rows: Sequence[tuple[str, str]]) -> Iterator[str]:
    left = min(max((cells(name) for name, _ in rows), default=0), LEFT)
    for name, meaning in rows:
        indent = " " * (left + 4)
        if cells(name) > left:
            yield f"  {name}"
            yield from wrapped(meaning, WIDTH, first=indent, rest=indent)
        else:
            yield from wrapped(meaning, WIDTH, first=f"  {padded(name, left)}  ", rest=indent)


def _everywhere(command: Verb | Family, tongue: Tongue) -> Iterator[str]:
    shared = [one for one in options(command) if one.for_every_command]
    yield ""
    if command.name == "repairctl":
        yield tongue.say(say("After every command:"))
        yield from listed([(_option(one, tongue), _meaning(one, tongue)) for one in shared])
    else:
        names = " ".join(one.names[0] for one in shared)
        yield from wrapped(tongue.say(say("As after every command: {options}", options=names)), WIDTH, rest="  ")


def _example(example: str, tongue: Tongue) -> Iterator[str]:
    if example:
        yield ""
        yield tongue.say(say("Example:"))
        yield f"  {example}"
