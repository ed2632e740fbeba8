"""One record as a sheet: what it is, its boxes, its story with limits and verdicts, what is due, what is wrong. Reads no file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from repairctl.actions.outcomes import Shown
from repairctl.cli import json_forms, show, show_money
from repairctl.cli.cells import wrapped
from repairctl.cli.desk import Desk
from repairctl.cli.language import Tongue
from repairctl.cli.show_done import awaited, short, step_name
from repairctl.errors import say
from repairctl.model import At, Entry, Field, Finding, Label, Record, Says, Section
from repairctl.records import entry_fields
from repairctl.refusals import named

HEAD = tuple(
    Label(en, zh) for en, zh in (("step", "步骤"), ("moment", "时刻"), ("by", "经手"), ("after", "用时"), ("limit", "限"), ("", ""))
)
SOFT, RIGHT = (0, 2), (3,)
SAID = {
    Says.PASS: Label("in time", "按时"),
    Says.FAIL: Label("LATE", "超时"),
    Says.OPEN: Label("open", "待办"),
    Says.UNDETERMINED: Label("undetermined", "无法判断"),
    Says.WAIVED: Label("waived", "豁免"),
}


def shown(desk: Desk, one: Shown) -> int:
    """Shows a record."""
    if desk.json:
        desk.out(json_forms.text(desk, json_forms.shown(desk.tongue, one)))
        return 0
    desk.page(lines(desk, one))
    if one.findings:
        desk.hint(f"explain {show.short_id(desk.tongue, one.record.id)} {one.findings[0].code}")
    return 0


def lines(desk: Desk, one: Shown) -> Iterator[str]:
    """The sheet, line by line."""
    record, tongue = one.record, desk.tongue
    yield "  ".join(part for part in (record.id, show.status(tongue, record.kind, record.status), _place(one)) if part)
    for section in record.kind.sections:
        yield from _box(tongue, section, one, desk.terminal.width)
    if record.kind.opens:
        yield ""
        yield from story(desk, one)
        yield from _entries_rows(tongue, record, desk.terminal.width)
        yield from _money(tongue, one)
    if one.findings:
        yield ""
    for finding in one.findings:
        yield from short(tongue, finding, desk.terminal.width)
    if one.next_steps:
        yield ""
        told = tongue.say(say("What may follow: {steps}.", steps=tuple(map(named, one.next_steps))))
        yield from wrapped(told, desk.terminal.width, rest="  ")


def _place(one: Shown) -> str:
    return "  ".join(dict.fromkeys(one.places.values()))


def _box(tongue: Tongue, section: Section, one: Shown, width: int) -> Iterator[str]:
    held = one.record.sections.get(section.name)
    if section.many:
        field = Field(section.name, "rows", section.label, rows=section.fields)
        yield from _rows(tongue, field, one.record, section.name, width)
    elif isinstance(held, Mapping) and held:
        private = {field.name: text for field in section.fields if field.private and (text := _own(one).get(field.name))}
        yield ""
        pairs = show.pairs(tongue, section.fields, {**held, **private})
        yield from show.box(tongue.label(section.label), _with_names(pairs, one), width)
        for field in section.fields:
            if field.type == "rows":
                yield from _rows(tongue, field, one.record, f"{section.name}.{field.name}", width)


def _own(one: Shown) -> Mapping[str, str]:
    return one.people.get(one.record.id, {})


def _with_names(pairs: list[tuple[str, str]], one: Shown) -> list[tuple[str, str]]:
    return [(label, " ".join(part for part in (text, _name(one, text)) if part)) for label, text in pairs]


def _name(one: Shown, id: str) -> str:
    """Name and masked telephone behind a reference, as far as this desk knows them."""
    held = one.people.get(id, {})
    return " ".join(part for part in (held.get("name", ""), json_forms.masked(held.get("phone", ""))) if part)


def _rows(tongue: Tongue, field: Field, record: Record, path: str, width: int) -> Iterator[str]:
    rows = record.rows(path)
    if rows:
        yield ""
        yield tongue.label(field.label)
        yield from show.rows_table(tongue, field, rows, width)


def story(desk: Desk, one: Shown) -> Iterator[str]:
    """The story as a table, what is still awaited at its end."""
    rows = [_entry_row(desk.tongue, one, entry) for entry in one.record.story]
    awaited_rows = (tuple(_open_row(desk.tongue, one, verdict)) for verdict in _awaited(one))
    rows += map(list, dict.fromkeys(awaited_rows))  # two rules may want the same step by the same moment
    columns = [show.Column(desk.tongue.label(label), number in SOFT, number in RIGHT) for number, label in enumerate(HEAD)]
    yield from (_painted(desk, f"  {line}") for line in show.table(columns, rows, desk.terminal.width - 2))


def _painted(desk: Desk, line: str) -> str:
    late = desk.tongue.label(SAID[Says.FAIL])
    return desk.paint(line, "red") if late in line else line


def _entry_row(tongue: Tongue, one: Shown, entry: Entry) -> list[str]:
    begun = one.record.story[0].at
    after = tongue.span(entry.at - begun) if entry.at > begun else ""
    person = one.people.get(entry.by, {}).get("name") or entry.by
    first = [step_name(tongue, one.record.kind.name, entry.step), tongue.at(entry.at), person, after]
    verdict = _gravest([verdict for verdict in one.verdicts if _judges(verdict, entry, one.record)])
    return [*first, *([tongue.until(verdict.limit or 0), tongue.label(SAID[verdict.says])] if verdict else ["", ""])]


def _gravest(verdicts: list[Finding]) -> Finding | None:
    """Of several verdicts on one entry the one that fails, else the one whose limit came first."""
    return min(verdicts, key=lambda verdict: (verdict.says is Says.PASS, verdict.limit or 0), default=None)


def _judges(verdict: Finding, entry: Entry, record: Record) -> bool:
    """Whether the entry stopped the clock of a verdict: by the moment, and by its line where the verdict has one."""
    stopped = isinstance(verdict.actual, At) and verdict.actual.minute == entry.at
    if verdict.limit is None or verdict.waits_for or verdict.says not in SAID or not stopped:
        return False
    if verdict.where is not None:
        return verdict.where[1] == record.line_of(f"log.{entry.place}")
    return next(other for other in record.story if other.at == entry.at) is entry


def _awaited(one: Shown) -> list[Finding]:
    waiting = (verdict for verdict in one.verdicts if verdict.waits_for and verdict.says in (Says.OPEN, Says.FAIL, Says.WAIVED))
    return sorted((verdict for verdict in waiting if verdict.limit is not None), key=lambda verdict: verdict.limit or 0)


def _open_row(tongue: Tongue, one: Shown, verdict: Finding) -> list[str]:
    return [awaited(tongue, one.record.kind, verdict), "", "", "", tongue.until(verdict.limit or 0), tongue.label(SAID[verdict.says])]


def _entries_rows(tongue: Tongue, record: Record, width: int) -> Iterator[str]:
    """What the steps filled in besides moment and person, rows as tables."""
    for entry in record.story:
        fields = [one for one in entry_fields(record.kind, entry.step) or () if entry.filled.get(one.name) is not None]
        pairs = show.pairs(tongue, fields, entry.filled)
        tables = [(one, entry.filled[one.name]) for one in fields if one.type == "rows"]
        if pairs or tables:
            yield ""
            yield from show.box(f"{step_name(tongue, record.kind.name, entry.step)}  {tongue.at(entry.at)}", pairs, width)
        for field, held in tables:
            yield f"  {tongue.label(field.label)}"
            rows = [row for row in held if isinstance(row, Mapping)] if isinstance(held, tuple) else []
            yield from show.rows_table(tongue, field, rows, width)


def _money(tongue: Tongue, one: Shown) -> Iterator[str]:
    """What is to be paid, what was paid, what is owed."""
    told = [tongue.say(sentence) for sentence in show_money.account(tongue, one.record, one.as_of)]
    yield from ["", *told] if told else []
