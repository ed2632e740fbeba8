"""The commands that follow from the kinds: each has its help in both languages, and no word means two things."""

from __future__ import annotations

import shlex
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from msgspec.structs import replace

from repairctl.actions.given import all_fields, step_fields
from repairctl.cli import across, generated
from repairctl.cli.cells import cells
from repairctl.cli.commands import Family, Verb
from repairctl.cli.desk import Desk
from repairctl.cli.language import LANGUAGES, Tongue
from repairctl.cli.program import program
from repairctl.cli.said import Said, alias_of
from repairctl.kinds import KINDS
from repairctl.refusals import verb

DESK = Desk(0, Path("/nowhere"))
RESERVED = (
    "by",
    "at",
    "note",
    "anyway",
    "until",
    "json",
    "as-of",
    "lang",
    "office",
    "no-input",
    "color",
    "version",
    "help",
    "dry-run",
)


def contexts(family: Family, parent: click.Context | None = None) -> Iterator[click.Context]:
    """Every command with its context, the family's own first."""
    ctx = click.Context(family, info_name=family.name, parent=parent, obj=DESK)
    yield ctx
    for name in family.makers:
        made = family.made(name)
        if isinstance(made, Family):
            yield from contexts(made, ctx)
        else:
            yield click.Context(made, info_name=name, parent=ctx, obj=DESK)


ALL = list(contexts(program()))
VERBS = [ctx for ctx in ALL if isinstance(ctx.command, Verb)]


def paths(found: list[click.Context]) -> list[str]:
    return [ctx.command_path for ctx in found]


def test_every_step_of_every_kind_has_a_command() -> None:
    for kind in KINDS.values():
        assert {verb(step.name) for step in kind.steps} <= set(generated.makers(kind))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("ctx", ALL, ids=paths(ALL))
def test_help_fits_and_ends_with_an_example(ctx: click.Context, language: str) -> None:
    ctx.obj = replace(DESK, tongue=Tongue(language))
    lines = ctx.get_help().splitlines()
    assert lines[2].strip()
    assert lines[-1].startswith("  repairctl ") and lines[-2].endswith((":", "："))
    assert [line for line in lines[1:-1] if cells(line) > 80] == []
    if language == "zh_CN":
        assert not lines[2].isascii()


@pytest.mark.parametrize("ctx", VERBS, ids=paths(VERBS))
def test_every_example_is_understood(ctx: click.Context) -> None:
    assert isinstance(ctx.command, Verb)
    words = shlex.split(ctx.command.example)[1:]
    family, parent = program(), None
    while isinstance(found := family.get_command(click.Context(family), words.pop(0)), Family):
        family = found
    assert isinstance(found, Verb) and found.said == ctx.command.said
    made = found.make_context(str(found.name), words, parent, obj=DESK)
    assert made.args == []


@pytest.mark.parametrize("ctx", ALL, ids=paths(ALL))
def test_no_option_of_a_command_has_the_name_of_another(ctx: click.Context) -> None:
    names = [name for param in ctx.command.params for name in (*param.opts, *param.secondary_opts)]
    assert [name for name, count in Counter(names).items() if count > 1] == []
    keys = [param.name for param in ctx.command.params]
    assert len(keys) == len(set(keys))


def test_no_field_takes_the_name_of_an_option_that_every_step_has() -> None:
    taken = [
        f"{kind.name}.{path}"
        for kind in KINDS.values()
        for step in kind.steps
        for path in step_fields(kind, step)
        if path.rpartition(".")[2].replace("_", "-") in RESERVED and path not in (".note", ".anyway")
    ]
    assert taken == []


def test_a_step_of_two_kinds_is_the_same_idea() -> None:
    labels = defaultdict(set)
    for kind in KINDS.values():
        for step in kind.steps:
            labels[step.name].add(step.label.en)
    assert {name: said for name, said in labels.items() if len(said) > 1} == {}


SAME_IDEA = {"archive"}
"""Said of two things that nobody confuses: `order archive` puts an order into the `archive`."""


def test_no_word_is_a_kind_a_step_and_a_command() -> None:
    steps = {verb(step.name) for kind in KINDS.values() for step in kind.steps}
    commons = set(generated.LABELS) - {"new"}  # an archive entry is opened by its step `new`
    roles = [set(KINDS), steps, set(across.LABELS) - {"show"}, commons]
    counted = Counter(word for role in roles for word in role)
    assert {word for word, count in counted.items() if count > 1} == SAME_IDEA


def test_no_chinese_label_of_a_step_means_another_step() -> None:
    meant = defaultdict(set)
    for kind in KINDS.values():
        for step in kind.steps:
            meant[alias_of(step.label.zh)].add(step.name)
    for name, label in {**across.LABELS, **generated.LABELS}.items():
        meant[alias_of(label.zh)].add(name)
    for kind in KINDS.values():
        meant[alias_of(kind.label.zh)].add(f"kind {kind.name}")
    assert {label: names for label, names in meant.items() if len(names) > 1} == {}


def test_every_choice_says_itself_once() -> None:
    """A choice can be typed by key or by either label, so none may be a name of another."""
    for kind in KINDS.values():
        fields = [field for path, field in all_fields(kind).items()]
        fields += [field for step in kind.steps for field in step.fields]
        for field in fields:
            names = [{key.casefold(), label.en.casefold(), label.zh} for key, label in field.choices]
            for one, other in ((a, b) for number, a in enumerate(names) for b in names[number + 1 :]):
                assert not one & other, f"{kind.name}.{field.name}"


def test_an_option_is_shown_once_but_answers_to_its_label() -> None:
    made = generated.step_verb(KINDS["order"], next(step for step in KINDS["order"].steps if step.name == "dispatch"))
    option = next(param for param in made.params if isinstance(param, Said) and param.names == ["--technician"])
    assert option.opts == ["--technician", "--维修人"]
    assert click.Context(made, info_name="dispatch", obj=DESK).get_help().count("--维修人") == 0
