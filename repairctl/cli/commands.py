"""Commands and families of commands that know both languages, and how a misuse of them is told. Knows no kind."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import pairwise

import click
from click.shell_completion import CompletionItem

from repairctl.cli.dashes import as_options
from repairctl.cli.desk import Given, Work
from repairctl.cli.later import later
from repairctl.cli.said import MOMENT, REQUEST, Said, Word, alias_of, everywhere, request_id
from repairctl.errors import Misuse, RepairError, Sentence, say
from repairctl.errors import near as nearest
from repairctl.model import Label

once: Callable[[Work, click.Context, Given], int] = later("requesting.once")


class NobodyReads(Exception):
    """Whoever read our output has gone."""


class NoSuchWord(Misuse):
    """A command that is none."""

    def __init__(self, word: str, known: Sequence[str], path: str, instead: str = "") -> None:
        near = nearest(word, known, n=3, cutoff=0.5)
        sentences = [say("There is no command {word}.", word=word)]
        if instead:
            sentences.append(say("Perhaps you mean {command}", command=f"{instead} {word}"))
        elif near:
            sentences.append(say("Did you mean {near}?", near=", ".join(near)))
        super().__init__(*sentences, say("All of them: {path} --help", path=path))


class TooMany(Misuse):
    """Words that the command does not ask for."""

    def __init__(self, words: Sequence[str], path: str) -> None:
        super().__init__(
            say('{words} is too much here. A value with blanks stands in quotes, as in: --at "2026-03-07 22:40"', words=" ".join(words)),
            say("See {path} --help", path=path),
        )


class TornOff(Misuse):
    """A blank tore a moment in two."""

    def __init__(self, word: str, whole: str) -> None:
        super().__init__(
            say("{word} is left over.", word=word),
            say("A moment with a blank stands in quotes, or is written in one: {whole}", whole=whole),
        )


@contextmanager
def _of(ctx: click.Context) -> Iterator[None]:
    """A misuse inside is one of this command; click's parser does not always say so."""
    try:
        yield
    except click.UsageError as error:
        error.ctx = error.ctx or ctx
        raise


class Verb(click.Command):
    """A command: what it says of itself, its arguments and options, and the work it does. `alias` is its Chinese name in its family."""

    def __init__(self, name: str, said: Label | Sentence, work: Work, options: Sequence[click.Parameter], *, example: str = "") -> None:
        tried = any(one.name == "dry_run" for one in options)  # what can be tried out is what writes
        params = [*options, *([request_id()] if tried else []), *everywhere()]
        super().__init__(name, params=params, add_help_option=False, context_settings={"allow_extra_args": True})
        self.said = said
        self.work = work
        self.alias = ""
        self.example = example

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        args = _dashed(self, args)
        if not ctx.resilient_parsing:
            self._values_there(ctx, args)
        with _of(ctx):
            return super().parse_args(ctx, args)

    def _values_there(self, ctx: click.Context, args: Sequence[str]) -> None:
        """`--technician --by S-01` lacks a technician; click would take `--by` for one. Whoever means it writes `--note=--by`."""
        known = {name: one for one in self.params if isinstance(one, Said) for name in (*one.opts, *one.secondary_opts)}
        for word, after in pairwise(args):
            if word in known and known[word].value is not None and after in known:
                raise click.BadOptionUsage(word, "", ctx)

    def _moments_whole(self, ctx: click.Context) -> None:
        """`--at 昨天 22:40` is said to be one moment. Raises TornOff."""
        given = Given(ctx.params)
        moments = [text for one in self.params if isinstance(one, Said) and one.value is MOMENT for text in given.texts(one.name or "")]
        if moments:
            from repairctl.inputs import torn_off

            words = [*ctx.args, *(text for one in self.params if isinstance(one, Word) for text in given.texts(one.name or ""))]
            for moment in moments:
                if torn := torn_off(moment, words):
                    raise TornOff(torn[0], torn[1])

    def invoke(self, ctx: click.Context) -> int:
        self._moments_whole(ctx)
        if ctx.args:
            raise TooMany(ctx.args, ctx.command_path)
        given = Given(ctx.params)
        try:
            if given.text(REQUEST):
                return once(self.work, ctx, given)
            return self.work(ctx.obj, given)
        except BrokenPipeError:
            raise NobodyReads from None  # click would end with 1, which means that the rules say no

    def get_help(self, ctx: click.Context) -> str:
        from repairctl.cli import helping

        return "\n".join(helping.command_help(self, ctx))


Makers = Mapping[str, Callable[[], "Verb | Family"]]


class Family(click.Group):
    """Commands under one word; each is made when it is asked for. `words` gives for each label the name it stands for.

    `shown` are those that help lists; `more` are further sentences of help.
    """

    more: Sequence[Sentence] = ()
    namesake: str = ""
    """A command of the same name that takes an ID, to be suggested where one stands after this one."""

    def __init__(self, name: str, said: Label | Sentence, makers: Makers, *, example: str = "") -> None:
        super().__init__(name, params=everywhere(), add_help_option=False, no_args_is_help=True)
        self.said = said
        self.makers = makers
        self.shown: Sequence[str] = tuple(makers)
        self.words: Mapping[str, str] = {}
        self._made: dict[str, Verb | Family] = {}
        self.alias = ""
        self.example = example

    def knows(self, words: Mapping[str, str]) -> Family:
        """The family, answering to these labels too."""
        self.words = {alias_of(word): stands_for for word, stands_for in words.items()}
        return self

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        with _of(ctx):
            return super().parse_args(ctx, _dashed(self, args))

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(self.makers)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        name = self.words.get(cmd_name, cmd_name).replace("_", "-")
        return self.made(name) if name in self.makers else None

    def made(self, name: str) -> Verb | Family:
        """The command of a name, knowing its Chinese one. Raises KeyError."""
        if name not in self._made:
            one = self._made[name] = self.makers[name]()
            one.alias = next((word for word, stands_for in self.words.items() if stands_for == name), "")
        return self._made[name]

    def resolve_command(self, ctx: click.Context, args: list[str]) -> tuple[str | None, click.Command | None, list[str]]:
        if self.get_command(ctx, args[0]) is None and not args[0].startswith("-") and not ctx.resilient_parsing:
            instead = self.namesake if any(sign.isdigit() for sign in args[0]) else ""
            raise NoSuchWord(args[0], [*self.makers, *self.words], ctx.command_path, instead)
        return super().resolve_command(ctx, args)

    def get_help(self, ctx: click.Context) -> str:
        from repairctl.cli import helping

        return "\n".join(helping.family_help(self, ctx))

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        """Commands by name, or by label where one was begun; the other one beside it. Nothing is made for it, so it is quick."""
        if incomplete.startswith("-"):
            return click.Command.shell_complete(self, ctx, incomplete)
        labels = {name: word for word, name in self.words.items()}
        if incomplete.isascii():
            return [CompletionItem(name, help=labels.get(name)) for name in self.makers if name.startswith(incomplete)]
        return [CompletionItem(word, help=name) for word, name in self.words.items() if word.startswith(incomplete)]


def _dashed(command: click.Command, args: Sequence[str]) -> list[str]:
    """The words after a command, its options spelled with any dash."""
    options = [one for one in command.params if isinstance(one, click.Option)]
    names = {name for one in options for name in (*one.opts, *one.secondary_opts)}
    return as_options(args, names, {name for one in options if not one.is_flag for name in one.opts})


def misuse(error: click.UsageError) -> RepairError:
    """What click could not understand, as a refusal of ours."""
    if isinstance(error, click.NoSuchOption):
        near = error.possibilities or ()
        next_ = say("Did you mean {near}?", near=", ".join(near)) if near else _help(error)
        return Misuse(say("There is no option {option} here.", option=error.option_name), next_)
    if isinstance(error, click.BadOptionUsage):
        return Misuse(_value(error), _help(error))
    return Misuse(say("{reason}", reason=error.format_message()), _help(error))


def _value(error: click.BadOptionUsage) -> Sentence:
    params = error.ctx.command.params if error.ctx else []
    switch = any(isinstance(one, Said) and one.is_flag and error.option_name in (*one.opts, *one.secondary_opts) for one in params)
    if switch:
        return say("{option} stands alone; it takes no value.", option=error.option_name)
    return say("{option} needs a value after it.", option=error.option_name)


def _help(error: click.UsageError) -> Sentence:
    return say("See {path} --help", path=error.ctx.command_path if error.ctx else "repairctl")
