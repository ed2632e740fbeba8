"""The commands of a kind, made from what it declares: its steps, and what every kind has. Knows kinds; the work is done elsewhere."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial

import click

from repairctl.cli import conversations
from repairctl.cli.commands import Family, Makers, Verb
from repairctl.cli.desk import Desk, Given
from repairctl.cli.later import later
from repairctl.cli.options import (
    FILE,
    ID,
    NUMBER,
    TEXT,
    WORD,
    Where,
    bulk_options,
    by,
    dry_run,
    entry_options,
    example,
    field_options,
    fresh,
    known_at,
    why,
)
from repairctl.cli.record_words import by_place, named, or_many
from repairctl.cli.said import MOMENT, Said, Word
from repairctl.errors import Sentence, say
from repairctl.kinds import KINDS
from repairctl.model import Kind, Label, Step
from repairctl.refusals import option, verb
from repairctl.story import BOOKKEEPING_LABELS

LABELS = {
    "new": Label("new", "新建"),
    "list": Label("list", "列表"),
    "show": Label("show", "查看"),
    "log": Label("log", "经过"),
    "print": Label("print", "打印"),
    "edit": Label("edit", "编辑"),
    "import": Label("import", "导入"),
    **BOOKKEEPING_LABELS,
}
"""The words of the commands that every kind has."""
REGISTERS = ("unit", "party")
"""Kinds that come in from sheets."""
PRINTED = {"order": "settlement", "complaint": "complaint_reply", "archive": "card", "unit": "card", "asset": "card"}
"""Kinds for which there are documents, each with the one that its help shows."""


def family(kind: Kind) -> Family:
    """All commands of a kind."""
    words = {label.zh: name for name, label in LABELS.items()} | {step.label.zh: verb(step.name) for step in kind.steps}
    words |= {conversations.LABELS[name].zh: name for name in conversations.MORE.get(kind.name, ())}
    first = example(kind, kind.steps[0]) if kind.steps else f"repairctl {kind.name} list"
    made = Family(kind.name, kind.help or kind.label, makers(kind), example=first)
    if any(verb(step.name) == kind.name for step in KINDS["order"].steps):
        made.namesake = f"repairctl order {kind.name}"
    return made.knows(words)


def makers(kind: Kind) -> Makers:
    """How each command of a kind is made, by its name."""
    steps: dict[str, Callable[[], Verb | Family]] = {verb(step.name): partial(step_verb, kind, step) for step in kind.steps}
    return {**steps, **conversations.MORE.get(kind.name, {}), **{name: partial(make, kind) for name, make in _common(kind)}}


def _common(kind: Kind) -> Iterator[tuple[str, Callable[[Kind], Verb]]]:
    if not kind.opens:
        yield "new", new_verb
    if kind.name in REGISTERS:
        yield "import", bring_verb
    yield from (("list", list_verb), ("show", show_verb), ("log", log_verb), ("amend", amend_verb), ("edit", edit_file_verb))
    if kind.opens:
        yield from (("retract", retract_verb), ("correct", correct_verb))
    if kind.name in PRINTED:
        yield "print", print_verb


def step_verb(kind: Kind, step: Step) -> Verb:
    """The command of a step: the fields of the boxes it fills and of its own entry, and what every entry has."""
    ids = [] if step.name == kind.opens else [Word("ids", ID, many=True, kind=kind.name)]
    from repairctl.actions.given import step_fields

    own = conversations.of(kind, step)
    fields = step_fields(kind, step)
    places = [by_place()] if ids and kind.name == "order" and "--unit" not in map(option, fields) else []
    own_options = [*own.options()]
    many = [*bulk_options(kind, sure=all(one.name != "sure" for one in own_options))] if ids else []
    options = [*ids, *own_options, *field_options(fields), *places, *many, *entry_options(step)]
    work = named(kind, partial(own.take, kind, step), step.name)
    work = or_many(work, partial(later("bulk_verb.take"), kind, step)) if ids else work
    return Verb(verb(step.name), step.help or step.label, work, options, example=example(kind, step))


def new_verb(kind: Kind) -> Verb:
    """The command that makes a record of a kind without steps."""
    from repairctl.actions.given import all_fields

    options = [Word("id", ID, kind=kind.name), *field_options(all_fields(kind)), dry_run()]
    return _verb(kind, "new", say("Make a new {kind}.", kind=kind.label), later("kind_verbs.new"), options, f"new {kind.making}")


def bring_verb(kind: Kind) -> Verb:
    """The command that brings a register in from a sheet."""
    said = say("Bring each {kind} in from an Excel or CSV sheet; --dry-run shows what would come of it.", kind=kind.label)
    return _verb(kind, "import", said, later("import_verb.bring"), later("import_verb.options")(), "import 住户表.xlsx --dry-run")


def list_verb(kind: Kind) -> Verb:
    columns: Iterator[tuple[str, Label]] = later("list_verb.columns")(kind)
    filters = [
        Said(_option(name), say("only where {label} is this", label=label), alias=label.zh, value=TEXT, path=f"column.{name}")
        for name, label in columns
    ]
    options = [
        *filters,
        Where(kind, say("only where a column is this, as status=..; may be repeated: all must hold")),
        Said("--sort", say("order by this column; with - before it, backwards"), alias="排序", value=WORD),
        Said("--limit", say("at most so many rows (default 30; 0: all)"), alias="行数", value=NUMBER),
        Said("--all", say("also those in which nothing more is expected"), alias="全部"),
        fresh(),
        Said("--csv", say("comma-separated, with a header"), alias="表格"),
        Said("--out -o", say("write it to this .csv or .xlsx file"), alias="存为", value=FILE),
        known_at(),
    ]
    return _verb(
        kind, "list", say("List each {kind}, as many as fit.", kind=kind.label), later("list_verb.listed"), options, "list --limit 10"
    )


def show_verb(kind: Kind) -> Verb:
    said = say("Show one {kind}: its boxes, its story, what the rules say.", kind=kind.label)
    return _verb(kind, "show", said, _by_place(later("kind_verbs.show")), [*_one(kind), known_at()], f"show {kind.example}")


def amend_verb(kind: Kind) -> Verb:
    said = say(
        "Change fields of a {kind}; nothing after = empties one, LIST+=ROW adds, LIST-=2 takes out. What stood there stays in the log.",
        kind=kind.label,
    )
    shown = f"amend {kind.example} {kind.changing} --why 听错"
    moment = [Said("--at", say("when it happened (default: now)"), alias="时间", value=MOMENT)] if kind.opens else []
    options = [
        Word("id", ID, kind=kind.name),
        Word("changes", CHANGES, many=True),
        why(),
        *([by()] if kind.opens else []),
        *moment,
        dry_run(),
    ]
    return _verb(kind, "amend", said, later("amend_fields.amend"), options, shown)


def edit_file_verb(kind: Kind) -> Verb:
    said = say(
        "Edit the file of a {kind} in your editor, with what may stand there above each box; it is judged when you save.", kind=kind.label
    )
    options = [Word("id", ID, kind=kind.name), why(), *([by()] if kind.opens else []), dry_run()]
    return _verb(kind, "edit", said, later("edit_verb.edit"), options, f"edit {kind.example}")


def log_verb(kind: Kind) -> Verb:
    return log_of(kind, f"repairctl {kind.name} log {kind.example}")


def log_of(kind: Kind | None, shown: str) -> Verb:
    """The command that tells what was recorded: of a kind, or of all of them."""
    said = say("What was recorded, the newest first: of one record, or of all; when, by whom, in which commit, with what was taken back.")
    home = kind or KINDS["order"]
    options = [Word("id", Label("[ID]", "[编号]"), kind=home.name), *_one(home)[1:], *later("log_verb.options")()]
    work = named(home, later("log_verb.log", kind), word="id")
    return Verb("log", said, work, options, example=shown)


def retract_verb(kind: Kind) -> Verb:
    said = say("Take a step of a {kind} back: its last one, or that of a moment and person. It stays in the log.", kind=kind.label)
    options = [Word("id", ID, kind=kind.name), Word("step", STEP), *_which(), why(), by(), _anyway(), dry_run()]
    return _verb(kind, "retract", said, later("step_verbs.retract"), options, f"retract {kind.example} {_last(kind)} --why 记错 --by S-01")


def correct_verb(kind: Kind) -> Verb:
    said = say("Take a step of a {kind} back and enter it anew, in one commit; what is not given anew is kept.", kind=kind.label)
    options = [
        Word("id", ID, kind=kind.name), Word("step", STEP), Word("changes", CHANGES, many=True), *_which(),
        Said("--at", say("when it really happened"), alias="时间", value=MOMENT),
        Said("--step-by", say("who really did it"), alias="实际经手", value=ID),
        why(), by(), _anyway(), dry_run(),
    ]  # fmt: skip
    shown = f'correct {kind.example} {_last(kind)} --at "2026-03-07 23:05" --why 记错 --by S-01'
    return _verb(kind, "correct", said, later("step_verbs.correct"), options, shown)


def print_verb(kind: Kind) -> Verb:
    options = [
        Word("id", ID, kind=kind.name),
        Word("documents", Label("[DOCUMENT]", "[单据]"), many=True),
        Said("--pdf", say("as PDF too, not only as HTML"), alias="成品"),
        Said("--paper", say("the paper: a4, a4x2, 241x140, 241x93, roll80"), alias="纸张", value=Label("PAPER", "纸张")),
        Said(
            "--which",
            say("of which entry, where each has one (default: the last); blank: a form for the pen"),
            alias="第几次",
            value=NUMBER,
        ),
        Said("--out -o", say("the folder in which it is laid (default: out/ in the office)"), alias="存到", value=FILE),
        Said("--replace-missing", say("what is printed where the font lacks a character"), alias="缺字代以", value=Label("TEXT", "文字")),
        Said("--document-lang", say("the language of the document: zh or en"), alias="单据语言", value=Label("LANGUAGE", "语言")),
    ]
    said = say("Print documents of a {kind}; without a name it is asked which.", kind=kind.label)
    return _verb(kind, "print", said, later("kind_verbs.printed"), options, f"print {kind.example} {PRINTED[kind.name]} --pdf")


STEP = Label("STEP", "步骤")
CHANGES = Label("FIELD=VALUE", "栏目=值")


KindWork = Callable[[Kind, Desk, Given], int]


def _verb(kind: Kind, name: str, said: Sentence, work: KindWork, options: Sequence[click.Parameter], shown: str) -> Verb:
    return Verb(name, said, partial(work, kind), options, example=f"repairctl {kind.name} {shown}")


def _one(kind: Kind) -> list[click.Parameter]:
    """The one record of a command; of orders also by its place."""
    return [Word("id", ID, kind=kind.name), *([by_place()] if kind.name == "order" else [])]


def _by_place(work: KindWork) -> KindWork:
    return lambda kind, desk, given: named(kind, partial(work, kind), word="id")(desk, given)


def _which() -> Iterator[Said]:
    yield Said("--of", say("the moment under which it stands in the log"), alias="原时间", value=MOMENT)
    yield Said("--whose", say("the person under whom it stands in the log"), alias="原经手", value=ID)


def _anyway() -> Said:
    return Said("--anyway", say("even if the rest does not follow then, with the reason"), alias="仍记录", value=Label("WHY", "理由"))


def _option(name: str) -> str:
    return "--" + name.replace("_", "-")


def _last(kind: Kind) -> str:
    return verb(next(step.name for step in kind.steps if step.name != kind.opens and not step.act and not step.touches))
