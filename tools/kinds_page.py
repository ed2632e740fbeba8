"""The page docs/kinds.md, and how all generated pages write a table. Reads what the kinds declare, no files."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from importlib import import_module
from inspect import cleandoc

from repairctl.kinds import KINDS
from repairctl.model import BACK, STAY, Field, Kind, Label, Step
from repairctl.story import BOOKKEEPING, BOOKKEEPING_LABELS, EVERY_ENTRY

WRITTEN = "Written by `make docs` from the code; change it there. 本页由程序生成，请勿手改。"
BAR = r"\|"  # how a table of Markdown takes a bar inside a cell
NUMBERING = {
    "dated": "`{prefix}-20260307-001`, numbered by day",
    "counted": "`{prefix}-01`, numbered through",
    "given": "named by the office",
}
LEADS = {STAY: "no change", BACK: "back to where it was held"}
FIELD_HEAD = ("field", "type", "English", "中文", "notes")


def page() -> Iterator[str]:
    """The page."""
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
        rows = [(code(name), label.en, label.zh, "the end" if name in kind.ended else "") for name, label in kind.statuses]
        yield from table(("status", "English", "中文", ""), rows)
    if kind.steps:
        yield from ("", f"### Steps of {kind.label.en}", "")
        yield f"It begins with `{kind.opens}`. An event happened in the world; an act is the office's."
    for step in kind.steps:
        yield from _step(kind, step)


def _step(kind: Kind, step: Step) -> Iterator[str]:
    facts = ["act" if step.act else "event", _moves(kind, step)]
    facts += [f"fills {', '.join(map(code, step.fills))}"] if step.fills else []
    facts += [f"until `{step.until}`"] if step.until else []
    facts += [f"needs one of {', '.join(map(code, group))}" for group in step.one_of]
    yield from ("", f"#### `{step.name}` {step.label.zh}", "", both(step.help or step.label), "", f"{'; '.join(facts)}.")
    yield from table(FIELD_HEAD, list(_fields(step.fields)))


def _moves(kind: Kind, step: Step) -> str:
    """Where the step leads from where: each end once, with the statuses that it is reached from."""
    ends: dict[str, list[str]] = {}
    for start, end in step.moves.items():
        ends.setdefault(LEADS.get(end, f"to `{end}`"), []).append(code(start) or "the beginning")
    told = {end: "any status" if len(starts) == len(kind.statuses) else ", ".join(starts) for end, starts in ends.items()}
    return "; ".join(f"{end} from {starts}" for end, starts in told.items())


def _fields(fields: Sequence[Field]) -> Iterator[tuple[str, ...]]:
    """A row for each field; the fields of rows follow it."""
    for one in fields:
        yield code(one.name), _type(one), one.label.en, one.label.zh, _notes(one)
        for column in one.rows:
            yield f"… `{column.name}`", _type(column), column.label.en, column.label.zh, _notes(column)


def _type(field: Field) -> str:
    return f"ref to {field.refers_to}" if field.type == "ref" else field.type


def _notes(field: Field) -> str:
    marks = ("needed", field.needed), ("computed", field.computed), ("private", field.private)
    said = [word for word, holds in marks if holds]
    said += [", ".join(f"`{key}` {both(label)}" for key, label in field.choices)] if field.choices else []
    said += ["or another word"] if field.open_choice else []
    return "; ".join(said)


# ------------------------------------------------------------------ Markdown


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> Iterator[str]:
    """A table of Markdown; nothing for no rows."""
    if rows:
        yield from ("", _row(head), _row(["---"] * len(head)), *map(_row, rows))


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cell.replace('|', BAR) for cell in cells)} |"


def code(text: str) -> str:
    """A name as code; nothing for none."""
    return f"`{text}`" if text else ""


def both(label: Label) -> str:
    """A label in both languages."""
    return label.en if label.en == label.zh else f"{label.en} {label.zh}"
