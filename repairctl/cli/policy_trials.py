"""`policy test --mutate`, `policy test --coverage`, `policy coverage`, `policy explain`: whether policies are tried, and what they say."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from repairctl.checks.policy_tests import examples
from repairctl.checks.sections import SECTIONS, lacking, sections_of
from repairctl.cli import show, show_findings
from repairctl.cli.cells import wrapped
from repairctl.cli.desk import Desk, Given
from repairctl.cli.excerpts import excerpts
from repairctl.cli.named import NoSuchName
from repairctl.cli.progress import progress
from repairctl.errors import say
from repairctl.model import Block, Label, Rows, moment_of

if TYPE_CHECKING:
    from repairctl.policies import Book, Version

SAYS = ("pass", "fail", "n/a")
ROW_HEAD = (Label("version", "版本"), Label("row", "行"), Label("tests", "试验"))
RULE_HEAD = (Label("version", "版本"), Label("rule", "规则"), *(Label(one, one) for one in SAYS))
SECTION_WORDS = (("section", "节"), ("", ""), ("rules", "规则"), ("tests", "试验"), ("records", "记录"), ("not yet", "尚缺"))
SECTION_HEAD = tuple(Label(en, zh) for en, zh in SECTION_WORDS)


def mutate(desk: Desk, given: Given) -> int:
    """One change at a time: whether a test notices it. 1: some are not noticed."""
    from repairctl.actions.policy_trials import mutated

    desk, office = desk.in_office()
    found = mutated(office, given.texts("names"), None if desk.json else progress(desk))
    if desk.json:
        from repairctl.cli import json_forms

        survivors = [json_forms.finding(desk.tongue, one) for one in found.survivors]
        desk.out(json_forms.text(desk, {"tried": found.tried, "survivors": survivors}))
    else:
        desk.page([line for one in found.survivors for line in show_findings.told(desk, one, excerpts(office))])
        told = say("{tried} changes tried, {survived} not noticed by any test.", tried=found.tried, survived=len(found.survivors))
        desk.aside(desk.tongue.say(told))
    return int(bool(found.survivors))


def covered(desk: Desk, given: Given) -> int:
    """How often the tests expect each rule to pass, to fail and not to apply, and come to each row of a table.

    1: a rule is never expected to pass, or to fail; or no test comes to a row.
    """
    from repairctl.actions.judging import rows_tried, tried

    desk, office = desk.in_office()
    rows = [
        (version.name, rule.name, *(expected.count(one) for one in SAYS))
        for version in tried(office, given.texts("names"))
        for rule in version.rules
        for expected in [_expected(version, rule.name, rule.code)]
    ]
    reached = [(version.name, row, count) for version, row, count in rows_tried(office, given.texts("names"))]
    if desk.json:
        from repairctl.cli import json_forms

        rules = [dict(zip(("version", "rule", *SAYS), row, strict=True)) for row in rows]
        cells = [dict(zip(("version", "row", "tests"), row, strict=True)) for row in reached]
        desk.out(json_forms.text(desk, {"rules": rules, "rows": cells}))
    else:
        lines = _table(desk, RULE_HEAD, rows)
        desk.page([*lines, "", *_table(desk, ROW_HEAD, reached)] if reached else lines)
    return int(any(not row[2] or not row[3] for row in rows) or not all(row[2] for row in reached))


def _table(desk: Desk, head: Sequence[Label], rows: Sequence[Sequence[object]]) -> list[str]:
    columns = [show.Column(desk.tongue.label(one), number == 1) for number, one in enumerate(head)]
    return list(show.table(columns, [[str(one) for one in row] for row in rows], desk.terminal.width))


def _expected(version: Version, name: str, code: str) -> Sequence[str]:
    """What the tests of a version expect of a rule, by its own name; by its code only where no other rule carries it."""
    names = {name} | ({code} if [one.code for one in version.rules].count(code) == 1 else set())
    found = [test.get("expect") for test in examples(version) if isinstance(test, Block)]
    return [str(word) for expect in found if isinstance(expect, Block) for key, word in expect.items() if key in names]


# ------------------------------------------------------------------ sections of the manual


def coverage(desk: Desk, given: Given) -> int:
    """The sections of the manual: rules, tests of them, records in which they said something."""
    from repairctl.actions.judging import judged_by_rule, tried

    desk, office = desk.in_office()
    versions, judged = tried(office), judged_by_rule(office)
    rows = [_section(number, label, desk, versions, judged) for number, label in SECTIONS.items()]
    if desk.json:
        from repairctl.cli import json_forms

        names = ("section", "title", "rules", "tests", "records", "not_yet")
        desk.out(json_forms.text(desk, [dict(zip(names, row, strict=True)) for row in rows]))
    else:
        desk.page(_table(desk, SECTION_HEAD, rows))
        empty = sum(1 for row in rows if not row[2])
        desk.aside(desk.tongue.say(say("{n} sections of {all} have no rule yet.", n=empty, all=len(rows))))
    return 0


def _section(number: str, label: Label, desk: Desk, versions: Sequence[Version], judged: Mapping[str, int]) -> list[object]:
    mine = [(version, rule) for version in versions for rule in version.rules if number in sections_of(version, rule)]
    codes = {rule.code for _, rule in mine}
    tests = sum(len(_expected(version, rule.name, rule.code)) for version, rule in mine)
    every = {rule.code for version in versions for rule in version.rules}
    said = sum(judged.get(code, 0) for code in codes)
    return [number, desk.tongue.label(label), len(codes), tests, said, len(lacking(number, every))]


# ------------------------------------------------------------------ in words


def explain(desk: Desk, given: Given) -> int:
    """What a policy or a code says: which version is in force, its rules with their limits and basis, the notes, the other versions."""
    from repairctl.actions.judging import book

    desk, office = desk.in_office()
    held, typed = book(office), given.text("name").strip()
    found = [one for one in held.versions() if typed in (one.policy, one.name) or typed.upper() in {rule.code for rule in one.rules}]
    if not found:
        raise NoSuchName(typed or "''", [*held.series, *sorted({rule.code for one in held.versions() for rule in one.rules})])
    desk.page([line for one in found for line in ("", *_told(desk, held, one, typed.upper(), office.as_of))][1:])
    return 0


def _told(desk: Desk, held: Book, one: Version, code: str, as_of: int) -> Iterator[str]:
    tongue, width = desk.tongue, desk.terminal.width
    series = held.series[one.policy]
    state = say("in force") if one in series.in_force(as_of) else say("not in force")
    spans = [span for span in sorted(series.spans) if one in span[2]]
    later = next((span[0] for span in sorted(series.spans) if spans and span[0] > spans[0][0]), None)
    ends = [moment for moment in (spans[0][1] if spans else None, later) if moment is not None]
    until = f"{moment_of(min(ends) - 1, tongue.zone):%Y-%m-%d}" if ends else ""
    yield f"{one.name}  {tongue.label(one.head.title)}  ({tongue.say(state)}: {one.head.starts}..{until})  {one.path}"
    if one.head.selected_by:
        yield "  " + tongue.say(say("A record is judged by the version in force at: {moment}.", moment=one.head.selected_by))
    for rule in one.rules:
        if code in {each.code for each in one.rules} and rule.code != code:
            continue
        title = tongue.say(say("{text}", text=rule.title)) if rule.title else ""
        yield f"  {rule.name}  {title}".rstrip()
        for name, text in _values(one.tree, rule.name):
            yield from wrapped(f"{name.strip()}: {text}", width, first=" " * (6 + name.count(" ")), rest="        ")
        if rule.basis:
            yield from wrapped(tongue.say(say("basis: {basis}", basis=rule.basis)), width, first="      ", rest="        ")
    notes = one.tree.get("notes")
    for note in notes if isinstance(notes, Rows) and code in (one.policy.upper(), one.name.upper()) else ():
        yield from wrapped(str(note), width, first="  * ", rest="    ")


QUIET = ("code", "name", "title", "todo", "basis", "severity", "waivable")


def _values(tree: Block, name: str) -> Iterator[tuple[str, str]]:
    """What a rule says, and the rows of a table that one of its values names."""
    rules = tree.get("rules")
    for rule in rules if isinstance(rules, Rows) else ():
        if isinstance(rule, Block) and name in (rule.get("name"), rule.get("code")):
            for key, held in rule.items():
                if key not in QUIET:
                    yield str(key), _flat(held)
                    yield from _rows(tree, str(held)) if isinstance(held, str) else ()
            return


def _rows(tree: Block, said: str) -> Iterator[tuple[str, str]]:
    table, _, column = said.partition(".")
    tables = tree.get("tables")
    held = tables.get(table) if isinstance(tables, Block) else None
    rows = held.get("rows") if isinstance(held, Block) else None
    for row, cells in rows.items() if isinstance(rows, Block) else ():
        if isinstance(cells, Block) and column in cells:
            yield f"  {row}", str(cells[column])


def _flat(held: object) -> str:
    if isinstance(held, Rows):
        return ", ".join(_flat(one) for one in held)
    if isinstance(held, Block):
        return "; ".join(f"{key} {_flat(one)}" for key, one in held.items())
    return str(held)
