"""`help`: the commands by task, the help of one, or a search by a word for commands, fields and codes in both languages."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import click
from msgspec import Struct

from repairctl.cli.cells import wrapped
from repairctl.cli.commands import Family, Verb
from repairctl.cli.desk import Desk, Given
from repairctl.cli.helping import listed, said
from repairctl.cli.language import Tongue
from repairctl.cli.said import Word, alias_of
from repairctl.errors import RepairError, say
from repairctl.model import Field, Kind, Label, Section, Step

WORD = Label("[WORD ..]", "[词 ..]")
MOST = 12
EXACT, BEGINS, HOLDS, TOLD = range(4)

GROUPS: Sequence[tuple[Label, Sequence[str]]] = (
    (Label("The day", "一天"), ("today", "due", "look", "show", "call", "log", "find")),
    (Label("A repair", "报修"), ("report", "enter", "dispatch", "slip", "arrive", "hold", "finish", "accept")),
    (Label("Money and paper", "钱和纸"), ("quote", "consent", "settle", "pay", "credit", "money", "print", "archive")),
    (Label("Putting right", "改错"), ("undo", "redo", "correct", "retract", "amend", "edit", "merge", "cancel")),
    (Label("Promises and proofs", "规定和凭据"), ("check", "explain", "rule", "policy", "calendar", "waiver", "schema")),
    (Label("Files and history", "文件和历史"), ("diff", "audit", "seal", "verify", "doctor", "maintain", "hook")),
    (Label("The office", "办公室"), ("init", "demo", "me", "unit", "party", "staff", "asset", "complaint")),
)
"""What help shows first, by task; what is not there yet is left out, and everything else is named below."""


class NothingFound(RepairError):
    """No command, field or code is called so."""

    def __init__(self, words: str) -> None:
        super().__init__(say("Nothing is called {words}.", words=words), say("All commands: repairctl help"))


class Hit(Struct, frozen=True):
    """Something that a word may mean: how well it fits, what to type, what it is."""

    rank: int
    typed: str
    meaning: str


def help_verb() -> Verb:
    told = say("The commands by task; with a word, what it means: commands, fields and codes are searched in both languages.")
    return Verb("help", told, help_, [Word("words", WORD, many=True)], example="repairctl help 退一步")


def help_(desk: Desk, given: Given) -> int:
    """All commands, one command, or what a word may mean."""
    from repairctl.cli.program import program

    root = program()
    words = given.texts("words")
    context = click.Context(root, info_name="repairctl", obj=desk)
    if not words:
        desk.page([root.get_help(context)])
        return 0
    command = _command(root, words, context)
    if command is not None:
        desk.page([command])
        return 0
    hits = sorted(found(desk, root, " ".join(words)), key=lambda hit: hit.rank)
    if not hits:
        raise NothingFound(" ".join(words))
    desk.page(listed([(hit.typed, hit.meaning) for hit in hits[:MOST]]))
    if len(hits) > MOST:
        desk.aside(desk.tongue.say(say("and {n} more; say a longer word.", n=len(hits) - MOST)))
    return 0


def _command(root: Family, words: Sequence[str], context: click.Context) -> str | None:
    """The help of the command that the words name, if they name one."""
    command: click.Command | None = root
    for word in words:
        command = command.get_command(context, alias_of(word)) if isinstance(command, Family) else None
        if command is None:
            return None
        context = click.Context(command, parent=context, info_name=command.name, obj=context.obj)
    return command.get_help(context) if command else None


def found(desk: Desk, root: Family, word: str) -> Iterator[Hit]:
    """Everything that a word may mean."""
    yield from _commands(desk.tongue, root, word)
    yield from _fields(desk.tongue, word)
    yield from _codes(desk, word)


def _commands(tongue: Tongue, root: Family, word: str) -> Iterator[Hit]:
    for name in root.makers:
        one = root.made(name)
        rank = _rank(word, (name, one.alias), said(tongue, one.said))
        if rank is not None:
            yield Hit(rank, f"repairctl {name}", _meaning(one.alias, said(tongue, one.said)))


def _fields(tongue: Tongue, word: str) -> Iterator[Hit]:
    from repairctl.kinds import KINDS

    for kind in KINDS.values():
        for path, owner, field in _all_fields(kind):
            rank = _rank(word, (path, field.name, field.label.en, field.label.zh), "")
            if rank is not None:
                where = f"{tongue.label(kind.label)} {tongue.label(owner)}"
                yield Hit(rank, path, tongue.say(say("field of {where}: {label}", where=where, label=field.label)))


def _all_fields(kind: Kind) -> Iterator[tuple[str, Label, Field]]:
    owners: Sequence[Section | Step] = (*kind.sections, *kind.steps)
    for owner in owners:
        for one in owner.fields:
            yield f"{owner.name}.{one.name}", owner.label, one
            yield from ((f"{owner.name}.{one.name}.{column.name}", one.label, column) for column in one.rows)


def _codes(desk: Desk, word: str) -> Iterator[Hit]:
    for code, title in codes(desk).items():
        shown = title if isinstance(title, str) else desk.tongue.label(title)
        both = (code,) if isinstance(title, str) else (code, title.en, title.zh)
        rank = _rank(word, both, "")
        if rank is not None:
            yield Hit(rank, code, shown)


def codes(desk: Desk) -> Mapping[str, Label | str]:
    """The codes of the rules that this office has, with their titles; none outside an office."""
    from repairctl.actions.looking import rule_titles

    try:
        _, office = desk.in_office()
    except RepairError:
        return {}
    return rule_titles(office)


def _rank(word: str, names: Sequence[str], told: str) -> int | None:
    """How well a word fits; None where it does not."""
    sought = word.casefold()
    held = [name.casefold() for name in names if name]
    if sought in held:
        return EXACT
    if any(name.startswith(sought) for name in held):
        return BEGINS
    if any(sought in name for name in held):
        return HOLDS
    return TOLD if sought in told.casefold() else None


def _meaning(alias: str, told: str) -> str:
    return f"{alias}  {told}" if alias else told


def by_task(root: Family, tongue: Tongue, width: int) -> Iterator[str]:
    """The groups, and the names of all other commands."""
    shown = set[str]()
    for label, names in GROUPS:
        there = [name for name in names if name in root.makers]
        shown |= set(there)
        yield ""
        yield tongue.label(label)
        yield from (line for name in there for line in _row(root, name, tongue, width))
    others = [_both(root, name, tongue) for name in root.makers if name not in shown]
    yield ""
    yield from wrapped(tongue.say(say("Further: {names}.", names=tongue.listed(others))), width, rest="  ")


def _both(root: Family, name: str, tongue: Tongue) -> str:
    alias = root.made(name).alias
    return f"{name} {alias}" if tongue.language == "zh_CN" and alias else name


NAME = 18


def _row(root: Family, name: str, tongue: Tongue, width: int) -> Iterator[str]:
    """One command in one line: its words, and the first sentence of what it is for."""
    from repairctl.cli.cells import cut, padded

    one = root.made(name)
    words = f"{name} {one.alias}" if tongue.language == "zh_CN" and one.alias else name
    told = said(tongue, one.said)
    first = told.split("。")[0].split("; ")[0].split(". ")[0].rstrip(".")
    yield cut(f"  {padded(words, NAME)}  {first}", width)
