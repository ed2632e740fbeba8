"""The options and examples that follow from the fields of a step or a box. Knows kinds, no office."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import click
from click.shell_completion import CompletionItem

from repairctl.cli.said import MOMENT, Said, Yes
from repairctl.errors import Sentence, say
from repairctl.model import Field, FieldType, Kind, Label, Step
from repairctl.refusals import option, verb

TEXT = Label("TEXT", "文本")
ID = Label("ID", "编号")
WHY = Label("WHY", "理由")
WORD = Label("WORD", "选项")
FILE = Label("FILE", "文件")
NUMBER = Label("NUMBER", "整数")
VALUES: Mapping[FieldType, Label] = {
    "text": TEXT,
    "words": TEXT,
    "int": NUMBER,
    "decimal": Label("NUMBER", "数字"),
    "money": Label("AMOUNT", "金额"),
    "date": Label("DAY", "日期"),
    "moment": MOMENT,
    "choice": WORD,
    "ref": ID,
    "rows": FILE,
}
SAMPLES: Mapping[FieldType, str] = {
    "text": "'..'",
    "words": "'..'",
    "int": "5",
    "decimal": "2.5",
    "money": "342.30",
    "date": "2026-03-07",
    "moment": '"2026-03-07 22:40"',
    "rows": "lines.csv",
}
REFERENCES = {
    "staff": "S-11",
    "unit": "QH-5-802",
    "party": "P-0802",
    "order": "2",
    "asset": "QH-2-L1",
    "complaint": "TS-1",
    "archive": "AR-1",
}


def field_options(fields: Mapping[str, Field]) -> Iterator[Said]:
    """An option for each field that a person may give; rows come from a file."""
    for path, one in fields.items():
        if one.computed or path in (".note", ".anyway"):
            continue
        if one.type == "bool":
            yield Yes(option(path), meaning(one), alias=one.label.zh, path=path, needed=one.needed)
        else:
            made = Said(option(path), meaning(one), alias=one.label.zh, value=VALUES[one.type], path=path, needed=one.needed)
            made.choices, made.refers_to = one.choices, one.refers_to
            yield made


def meaning(field: Field) -> Sentence:
    """What help says of a field: its label, its choices, how it is given."""
    parts: dict[str, object] = {"label": field.help or field.label}
    if field.choices:
        listed = [Label(key if key == label.en else f"{key} ({label.en})", f"{key} {label.zh}") for key, label in field.choices]
        if field.open_choice:
            return say("{label}: {choices}, or another word", **parts, choices=listed)
        return say("{label}: {choices}", **parts, choices=listed)
    if field.type == "rows":
        return say("{label}: a CSV or YAML file with {columns}; - is standard input", **parts, columns=_columns(field))
    if field.type == "words":
        return say("{label}; may be repeated", **parts)
    return say("{label}", **parts)


def _columns(field: Field) -> list[Label]:
    return [Label(one.name, f"{one.name} {one.label.zh}") for one in field.rows if not one.computed]


def entry_options(step: Step) -> Iterator[Said]:
    """The options that every step has, and those that only events or stretches have."""
    yield Said(
        "--by", say("who answers for it (default: who sits at this desk, see repairctl me)"), alias="经手", value=ID, refers_to="staff"
    )
    yield Said("--at", say("when it happened (default: now)"), alias="时间", value=MOMENT)
    if step.until:
        told = say("when it ended, and {step} is recorded with it; or a day to come on which it is expected to end", step=verb(step.until))
        yield Said("--until", told, alias="至", value=MOMENT)
    yield Said("--note", say("a note to it"), alias="备注", value=TEXT)
    if not step.act:
        yield Said("--anyway", say("record it although it does not follow, with the reason"), alias="仍记录", value=WHY)
    yield dry_run()


class Where(Said):
    """A filter: a column of a kind and what stands there."""

    def __init__(self, kind: Kind, told: Sentence) -> None:
        super().__init__("--where", told, alias="筛选", value=Label("COLUMN=TEXT", "列=文本"))
        self.of = kind

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        from repairctl.cli.completing import filters

        return filters(ctx, self.of, incomplete)


def bulk_options(kind: Kind, *, sure: bool) -> Iterator[Said]:
    """The options that take a step on many records. `sure`: --yes too."""
    told = say("instead of an ID: every {kind} that list finds so, as status=..; may be repeated: all must hold", kind=kind.label)
    yield Where(kind, told)
    yield Said("--skip", say("leave out those that cannot take it, and name them"), alias="跳过", path="bulk.skip")
    if sure:
        yield Said("--yes -y", say("do it without asking"), alias="确认", path="sure")


def dry_run() -> Said:
    return Said("--dry-run -n", say("show what would be written and judged; write nothing"), alias="试运行")


def fresh() -> Said:
    told = say("look at every file, also at those of older months that somebody may have edited in place")
    return Said("--fresh", told, alias="逐一核对")


def why() -> Said:
    return Said("--why", say("the reason; it stays in the log"), alias="原由", value=WHY, needed=True)


def by() -> Said:
    return Said(
        "--by", say("who answers for it (default: who sits at this desk, see repairctl me)"), alias="经手", value=ID, refers_to="staff"
    )


def known_at() -> Said:
    told = say("what was recorded by then: a commit, a tag, or a moment (the last commit made by then)")
    return Said("--known-at", told, alias="当时所知", value=Label("VERSION", "版本"))


def example(kind: Kind, step: Step) -> str:
    """One real command: the declared one, else made of what the step needs."""
    if step.example:
        return step.example
    name = "" if step.name == kind.opens else " 1"
    needed = [f"{option(one.name)} {sample(one)}" for one in step.fields if one.needed]
    return " ".join([f"repairctl {kind.name} {verb(step.name)}{name}", *needed, "--by S-01"])


def sample(field: Field) -> str:
    """A value that the field takes."""
    if field.choices:
        return field.choices[0][0]
    if field.type == "ref":
        return REFERENCES.get(field.refers_to, "1")
    return SAMPLES.get(field.type, "'..'").replace("'..'", f'"{field.label.zh}"')
