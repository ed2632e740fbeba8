"""Options and words after a command that know both languages: each answers to its Chinese label too, and help shows it once."""

from __future__ import annotations

import re
from collections.abc import Callable

import click
from click.shell_completion import CompletionItem
from msgspec.structs import replace

from repairctl.cli.desk import Desk, Given, param
from repairctl.cli.language import LANGUAGES, language_named
from repairctl.errors import Misuse, Sentence, say
from repairctl.model import Label


class NoSuchLanguage(Misuse):
    """A language that nobody speaks here."""

    def __init__(self, word: str) -> None:
        super().__init__(say("{word} is no language here; there are {languages}.", word=word, languages=", ".join(LANGUAGES)))


CALLED = {
    "ID": "编号",
    "STEP": "步骤",
    "WORD": "词",
    "VERSION": "版本",
    "FILE": "文件",
    "FOLDER": "文件夹",
    "CODE": "代码",
    "KIND": "类别",
    "AMOUNT": "金额",
    "YEAR": "年份",
    "OLD": "旧版本",
    "NEW": "新版本",
    "FIELD=VALUE": "栏目=值",
}
"""What stands for a value, as help names it."""


class NeedsOption(Misuse):
    """What the command cannot do without was not given, and there is nobody to ask."""

    def __init__(self, option: str, example: str) -> None:
        called = Label(option, " ".join(CALLED.get(word, word) for word in option.split()))
        super().__init__(say("{option} is needed.", option=called), say("For example: {example}", example=example))


class Said(click.Option):
    """An option: its name, its Chinese label as a second one, and what help says of it. `path`: under which name the value is kept.

    Without `value` it is a switch. Texts may be repeated as far as click goes; `Given` minds which may not.
    """

    for_every_command = False
    choices: tuple[tuple[str, Label], ...] = ()
    refers_to = ""
    """The words and the kind of record that its value may be, for completion."""

    def __init__(
        self,
        names: str,
        said: Label | Sentence,
        *,
        alias: str = "",
        value: Label | None = None,
        path: str = "",
        needed: bool = False,
        refers_to: str = "",
    ) -> None:
        self.refers_to = refers_to
        self.names = names.split()
        self.said = said
        self.value = value
        self.alias = alias_of(alias)
        self.needed = needed
        typed = [*self.names, *([f"--{self.alias}"] if self.alias else [])]
        decls = [param(path or self.names[0].lstrip("-")), *map(self.either_way, typed)]
        if value is None:
            super().__init__(decls, is_flag=True, default=None)
        else:
            super().__init__(decls, multiple=True)

    def either_way(self, name: str) -> str:
        return name

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        from repairctl.cli.completing import choices, records

        return choices(ctx, self.choices, incomplete) if self.choices else records(ctx, self.refers_to, incomplete)


class Yes(Said):
    """A switch that can be said either way: `--survey-needed`, `--no-survey-needed`."""

    def either_way(self, name: str) -> str:
        return f"{name}/--no-{name[2:]}" if name.isascii() else f"{name}/--否-{name[2:]}"


class Everywhere(Said):
    """An option that every command takes: it changes the desk, not the command."""

    for_every_command = True

    def __init__(self, name: str, said: Sentence, change: Callable[[Desk, str], Desk], *, alias: str, value: Label | None = None) -> None:
        super().__init__(name, said, alias=alias, value=value)
        self.change = change
        self.expose_value = False

    def process_value(self, ctx: click.Context, value: object) -> object:
        typed: object = super().process_value(ctx, value)
        if typed not in (None, (), False):
            given = Given({param(self.names[0][2:]): typed if isinstance(typed, tuple) else str(typed)})
            ctx.obj = self.change(ctx.obj, given.text(self.names[0][2:]))
        return typed


class Help(Said):
    """Shows the help and ends. Not click's own: that one writes UTF-8 into a pipe that wants something else."""

    def __init__(self) -> None:
        super().__init__("--help -h", say("show this and end"), alias="帮助")
        self.is_eager = True
        self.for_every_command = True

    def process_value(self, ctx: click.Context, value: object) -> object:
        if super().process_value(ctx, value):
            ctx.obj.page([ctx.get_help()])
            ctx.exit(0)
        return None


class Word(click.Argument):
    """What stands after the command without an option: an ID, a code, a folder. Whether one is missing is the command's to say."""

    def __init__(self, name: str, said: Label, *, many: bool = False, kind: str = "") -> None:
        super().__init__([name], nargs=-1 if many else 1, required=False)
        self.said = said
        self.many = many
        self.kind = kind

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        from repairctl.cli.completing import records

        return records(ctx, self.kind, incomplete)


def alias_of(label: str) -> str:
    """A Chinese label as an option can be typed: without blanks, brackets and what stands in them."""
    return re.sub(r"[（(].*?[)）]|[\s,，、：:/]", "", label)


def _language(desk: Desk, word: str) -> Desk:
    language = language_named(word)
    if not language:
        raise NoSuchLanguage(word)
    return replace(desk, tongue=replace(desk.tongue, language=language))


def _no_pager(desk: Desk, _: str) -> Desk:
    return replace(desk, terminal=replace(desk.terminal, pages=0))


def _colour(desk: Desk, word: str) -> Desk:
    if word not in ("auto", "always", "never"):
        raise Misuse(say("--color is auto, always or never, not {word}.", word=word))
    wanted = desk.terminal.colour if word == "auto" else word == "always"
    return replace(desk, terminal=replace(desk.terminal, colour=wanted))


def everywhere() -> list[click.Parameter]:
    """The options that may stand after every command."""
    return [
        Everywhere("--json", say("a stable form for programs"), lambda desk, _: replace(desk, json=True), alias="数据"),
        Everywhere("--as-of", say("the moment for which the question is answered"), _as_of, alias="截至", value=MOMENT),
        Everywhere("--no-input", say("ask nothing"), lambda desk, _: replace(desk, no_input=True), alias="不问"),
        Everywhere("--office", say("the office's folder (default: upwards from here)"), _folder, alias="物业", value=FOLDER),
        Everywhere("--lang", say("zh or en"), _language, alias="界面语言", value=LANGUAGE),
        Everywhere("--no-pager", say("show all at once"), _no_pager, alias="不分页"),
        Everywhere("--color", say("auto, always or never"), _colour, alias="颜色", value=WHEN),
        Help(),
    ]


REQUEST = "request_id"


def request_id() -> Said:
    """The option of every command that writes by which it is known when it comes again."""
    told = say("a number of your own for it: the same command with it a second time writes nothing and answers as the first")
    return Said("--request-id", told, alias="请求号", value=Label("TEXT", "文本"), path=REQUEST)


def _as_of(desk: Desk, text: str) -> Desk:
    return replace(desk, as_of=text)


def _folder(desk: Desk, text: str) -> Desk:
    return replace(desk, folder=text)


MOMENT = Label("MOMENT", "时刻")
FOLDER = Label("FOLDER", "文件夹")
LANGUAGE = Label("LANGUAGE", "语言")
WHEN = Label("WHEN", "何时")
