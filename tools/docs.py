"""Writes the pages of docs/ that follow from the code, and what the commands of the READMEs say: python tools/docs.py

Commands, kinds and forms come from their own declarations, the coverage from the shipped policies; tests/test_docs.py compares.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal
from importlib import import_module
from inspect import Parameter, cleandoc, signature
from pathlib import Path
from zoneinfo import ZoneInfo

import click

from repairctl import policies
from repairctl.cli.commands import Family, Verb
from repairctl.cli.desk import Desk
from repairctl.cli.language import Tongue
from repairctl.cli.program import program
from repairctl.edges import yaml_text
from repairctl.forms import FORMS, VALUE_FORMS
from repairctl.kinds import KINDS
from repairctl.model import BACK, STAY, Block, Field, Kind, Label, Rows, Step
from repairctl.policies import Version
from repairctl.policies.rules import Rule, schema
from repairctl.story import BOOKKEEPING, BOOKKEEPING_LABELS, EVERY_ENTRY

ROOT = Path(__file__).resolve().parent.parent
ZONE = ZoneInfo("Asia/Shanghai")
BAR = r"\|"  # how a table of Markdown takes a bar inside a cell
WRITTEN = "Written by `make docs` from the code; change it there. 本页由程序生成，请勿手改。"

NOT_YET: Mapping[str, Sequence[tuple[str, str]]] = {
    "needs rules that judge pairs or groups of records": (
        ("P1-QUEUE-JUMP", "2.1"), ("DUPLICATE-OPEN", "2.1"), ("PRIORITY-INVERSION", "2.2"), ("CREW-CONFLICT", "2.2"),
    ),
    "needs a form that is still to come": (
        ("ARCHIVE-HASH", "2.4"), ("TAX-RATE-EXPIRED", "2.5"), ("FUND-EXCLUDED", "2.5"), ("DUNNING-FORBIDDEN", "2.5"), ("NOISE-HOURS", "3.1"),
    ),
    "needs the history of the repository, or the private data": (("ARCHIVE-ALTERED", "2.4"), ("RETENTION-OVER-PII", "2.4")),
    "no record or field holds it yet": (
        ("PROMISE-LOOSENED", "1.3"), ("PROMISE-NOT-PUBLISHED", "1.3"), ("FEEDBACK-NO-REPLY", "1.3"), ("FEEDBACK-NOT-ANALYSED", "1.3"),
        ("CONTRACTOR-UNQUALIFIED", "2.2"), ("INVOICE-MISMATCH", "2.5"), ("VISIT-RAIN", "3.1"), ("ATTITUDE-COMPLAINT", "3.1"),
    ),
}  # fmt: skip
"""What sections 1.2, 1.3, 2.1 to 2.5 and 3.1 of the manual ask for and no rule judges yet, with the section, by the reason."""


def pages() -> Mapping[str, str]:
    """Every generated page, by its path from the root."""
    made: Mapping[str, Callable[[], Iterator[str]]] = {"commands": commands, "kinds": kinds, "forms": forms, "coverage": coverage}
    return {f"docs/{name}.md": "\n".join([*page(), ""]) for name, page in made.items()}


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> Iterator[str]:
    """A table of Markdown; nothing for no rows."""
    if rows:
        yield from ("", _row(head), _row(["---"] * len(head)), *map(_row, rows))


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cell.replace('|', BAR) for cell in cells)} |"


def _code(text: str) -> str:
    return f"`{text}`" if text else ""


# ------------------------------------------------------------------ commands


def commands() -> Iterator[str]:
    yield from ("# Commands 命令", "", WRITTEN, "")
    yield "A step of an order may be said without `order`: `repairctl arrive 1`. What may follow every command stands in the first help."
    for words, context in _every(program(), None, "repairctl"):
        yield from ("", f"## {words}")
        for language in ("en", "zh_CN"):
            context.find_root().obj = Desk(0, ROOT, Tongue(language, ZONE))
            context.obj = context.find_root().obj
            yield from ("", "```text", context.get_help(), "```")


def _every(command: Verb | Family, parent: click.Context | None, name: str) -> Iterator[tuple[str, click.Context]]:
    """The command and all under it that help lists, each with the words that call it."""
    context = click.Context(command, parent, name)
    yield context.command_path, context
    if isinstance(command, Family):
        for word in command.shown:
            yield from _every(command.makers[word](), context, word)


# ------------------------------------------------------------------ kinds

NUMBERING = {
    "dated": "`{prefix}-20260307-001`, numbered by day",
    "counted": "`{prefix}-01`, numbered through",
    "given": "named by the office",
}
LEADS = {STAY: "no change", BACK: "back to where it was held"}
FIELD_HEAD = ("field", "type", "English", "中文", "notes")


def kinds() -> Iterator[str]:
    yield from ("# Kinds of record 记录的种类", "", WRITTEN, "")
    yield "What every entry of a log has besides its own fields: `step`, `at` (when it happened), `by` (who answers for it), and"
    yield from table(FIELD_HEAD, list(_fields(EVERY_ENTRY)))
    yield from ("", "Entries that every log may hold, and that are no steps of the story:")
    for name, fields in BOOKKEEPING.items():
        yield from ("", f"`{name}` {BOOKKEEPING_LABELS[name].zh}")
        yield from table(FIELD_HEAD, list(_fields(fields)))
    for kind in KINDS.values():
        yield from _kind(kind)


def _kind(kind: Kind) -> Iterator[str]:
    yield from ("", f"## {kind.name} {kind.label.zh}", "", cleandoc(import_module(f"repairctl.kinds.{kind.name}").__doc__ or ""), "")
    yield f"ID: {NUMBERING[kind.numbering].format(prefix=kind.prefix)}. Folder: `records/{kind.folder}/`."
    for section in kind.sections:
        many = ", a list of rows" if section.many else ""
        yield from ("", f"### `{section.name}` {section.label.zh}", "", f"A box of the sheet: {section.label.en}{many}.")
        yield from table(FIELD_HEAD, list(_fields(section.fields)))
    if kind.statuses:
        yield from ("", f"### Statuses of {kind.label.en}")
        rows = [(_code(name), label.en, label.zh, "nothing more is expected" if name in kind.ended else "") for name, label in kind.statuses]
        yield from table(("status", "English", "中文", ""), rows)
    if kind.steps:
        yield from ("", f"### Steps of {kind.label.en}", "", f"It begins with `{kind.opens}`. An event happened in the world; an act is the office's.")
    for step in kind.steps:
        yield from _step(kind, step)


def _step(kind: Kind, step: Step) -> Iterator[str]:
    facts = ["act" if step.act else "event", _moves(kind, step)]
    facts += [f"fills {', '.join(map(_code, step.fills))}"] if step.fills else []
    facts += [f"until `{step.until}`"] if step.until else []
    facts += [f"needs one of {', '.join(map(_code, group))}" for group in step.one_of]
    yield from ("", f"#### `{step.name}` {step.label.zh}", "", _both(step.help or step.label), "", f"{'; '.join(facts)}.")
    yield from table(FIELD_HEAD, list(_fields(step.fields)))


def _moves(kind: Kind, step: Step) -> str:
    """Where the step leads from where: each end once, with the statuses that it is reached from."""
    ends: dict[str, list[str]] = {}
    for start, end in step.moves.items():
        ends.setdefault(LEADS.get(end, f"to `{end}`"), []).append(_code(start) or "the beginning")
    told = {end: "any status" if len(starts) == len(kind.statuses) else ", ".join(starts) for end, starts in ends.items()}
    return "; ".join(f"{end} from {starts}" for end, starts in told.items())


def _fields(fields: Sequence[Field]) -> Iterator[tuple[str, ...]]:
    """A row for each field; the fields of rows follow it."""
    for one in fields:
        yield _code(one.name), _type(one), one.label.en, one.label.zh, _notes(one)
        for column in one.rows:
            yield f"… `{column.name}`", _type(column), column.label.en, column.label.zh, _notes(column)


def _type(field: Field) -> str:
    return f"ref to {field.refers_to}" if field.type == "ref" else field.type


def _notes(field: Field) -> str:
    marks = ("needed", field.needed), ("computed", field.computed), ("private", field.private)
    said = [word for word, holds in marks if holds]
    said += [", ".join(f"`{key}` {_both(label)}" for key, label in field.choices)] if field.choices else []
    said += ["or another word"] if field.open_choice else []
    return "; ".join(said)


def _both(label: Label) -> str:
    return label.en if label.en == label.zh else f"{label.en} {label.zh}"


# ------------------------------------------------------------------ forms


def forms() -> Iterator[str]:
    yield from ("# Forms of rules 规则的形式", "", WRITTEN, "")
    yield "How the values of a parameter are written stands in [policies.md](policies.md). Every example here is run by a test."
    for form in (*FORMS.values(), *VALUE_FORMS.values()):
        yield from _form(form)


def _form(form: Callable[..., object]) -> Iterator[str]:
    told, _, example = cleandoc(form.__doc__ or "").partition("\nExample:\n")
    yield from ("", f"## {form.__name__}{' (gives a named value)' if form.__name__ in VALUE_FORMS else ''}", "", told.rstrip())
    own = [one for one in signature(form).parameters.values() if one.kind is not Parameter.KEYWORD_ONLY]
    reads = schema(form).reads
    yield from table(("parameter", "takes", ""), [(_code(one.name.rstrip("_")), reads[one.name.rstrip("_")].name, _default(one)) for one in own])
    if example:
        yield from ("", "```yaml", cleandoc("\n" + example), "```")


def _default(parameter: Parameter) -> str:
    """Whether it must be given, and what holds where it is not."""
    if parameter.default is Parameter.empty:
        return "needed"
    if isinstance(parameter.default, Decimal):
        return f"default {parameter.default * 100:.0f} %" if parameter.annotation == "Percent" else ""
    return f"default `{parameter.default}`" if isinstance(parameter.default, str) else ""


# ------------------------------------------------------------------ coverage


RULE_HEAD = ("code", "rule", "form", "severity", "blocks", "basis", "tests that pass", "that fail")


def coverage() -> Iterator[str]:
    yield from ("# What the shipped policies cover 自带规定的覆盖", "", WRITTEN, "")
    yield "Basis: [S] the manual · [L] law · [P] another source · [M] from memory, to be checked · [F] custom of the trade. The last two"
    yield "columns count the examples in the policy file that expect the rule to pass, and to fail. What is checked without any rule stands in"
    yield "[policies.md](policies.md#what-is-checked-without-any-rule)."
    for version in shipped().versions():
        if version.rules:
            yield from ("", f"## {version.name} {_both(version.head.title)}", "", f"In force from {version.head.starts}: `{version.path}`.")
            yield from table(RULE_HEAD, [_rule(version, one) for one in version.rules])
    yield from ("", "## Not yet 尚未覆盖", "", "What sections 1.2, 1.3, 2.1 to 2.5 and 3.1 of the manual ask for and no rule judges yet.")
    rows = [(code, section, why) for why, codes in NOT_YET.items() for code, section in codes]
    yield from table(("code", "section", "why not yet"), sorted(rows, key=lambda row: (row[1], row[0])))


def shipped() -> policies.Book:
    """The policies of this checkout, with their tests."""
    paths = sorted((ROOT / "policies").rglob("*.yaml"))
    sources = {path.relative_to(ROOT).as_posix(): yaml_text.read(path.read_bytes(), path.name) for path in paths}
    return policies.insist(policies.load(sources, KINDS, ZONE))


def _rule(version: Version, rule: Rule) -> tuple[str, ...]:
    title = _both(rule.title) if isinstance(rule.title, Label) else rule.title
    part = rule.name.removeprefix(rule.code).strip()
    named = f"{title} ({part})" if part else title
    expected = [str(expect[rule.name]) for expect in _expectations(version) if rule.name in expect]
    counts = [str(expected.count(word)) for word in ("pass", "fail")]
    return rule.code, named, _code(rule.form), rule.severity, ", ".join(sorted(rule.blocks)), rule.basis, *counts


def _expectations(version: Version) -> Iterator[Block]:
    tests = version.tree.get("tests", Rows())
    for test in tests if isinstance(tests, Rows) else ():
        expect = test.get("expect") if isinstance(test, Block) else None
        if isinstance(expect, Block):
            yield expect


# ------------------------------------------------------------------ writing


def write(path: Path, text: str) -> None:
    """The text into the file, unless it stands there already."""
    if not path.exists() or path.read_text(encoding="utf-8") != text:
        path.write_text(text, encoding="utf-8", newline="\n")
        print(path.relative_to(ROOT))


def main() -> None:
    for path, text in pages().items():
        write(ROOT / path, text)
    sys.path.insert(0, str(ROOT))
    from tests import tutorial

    for page, language in tutorial.READMES.items():
        write(ROOT / page, tutorial.refreshed((ROOT / page).read_text(encoding="utf-8"), language))


if __name__ == "__main__":
    main()
