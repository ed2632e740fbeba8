"""Cases made from a policy's own tests: each limit reached exactly and missed by a minute; and which rows of tables tests come to."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from msgspec.structs import replace

from repairctl import records, story
from repairctl.checks.policy_tests import judged_cases
from repairctl.checks.verdicts import of_version
from repairctl.errors import say
from repairctl.model import At, Block, Entry, Finding, Kind, Minute, Record, Rows, Says, Subject, Tree
from repairctl.policies import Book, Series, Version
from repairctl.policies.rules import Rule
from repairctl.readings.case import Case
from repairctl.readings.misfits import Misfit
from repairctl.readings.paths import filled, within

AT_LIMIT = ((0, Says.PASS), (1, Says.FAIL))
UNSET = "unset"


def boundaries(book: Book, series: Series, version: Version) -> Iterator[Finding | None]:
    """For each limit that a test of the version meets: what is wrong at its last minute and at the one after it; None where nothing is.

    Only limits that one entry ends and that stay where they are when it is moved; each rule and limit once.
    """
    seen: set[tuple[str, Minute]] = set()
    for case, at in judged_cases(book, series, version):
        if not case.record.of.get("hold"):
            for one in of_version(version, at, case, telling=False):
                limit, entry = one.judgement.limit, _ends(one.rule, case.record)
                if limit is None or entry is None or one.rule.each or (one.rule.name, limit) in seen:
                    continue
                seen.add((one.rule.name, limit))
                yield from _tried(book, version, at, case, one.rule, entry, limit)


def _ends(rule: Rule, record: Record) -> Entry | None:
    """The one entry that ends the rule's clock; None where several could."""
    stops = [step for step in rule.steps if step in rule.clock]
    entries = record.of.get(stops[0], ()) if len(rule.steps) == 1 and stops else ()
    return entries[0] if len(entries) == 1 else None


def _tried(book: Book, version: Version, at: Minute, case: Case, rule: Rule, entry: Entry, limit: Minute) -> Iterator[Finding | None]:
    found: list[Finding] = []
    for later, wanted in AT_LIMIT:
        log = tuple(replace(one, at=limit + later) if one.place == entry.place else one for one in case.record.log)
        record = story.retold(case.record, log)
        as_of = max(case.as_of.cut, limit + later)
        moved = book.case(records.as_of(record, as_of), as_of, case.given)
        (judgement,) = [one.judgement for one in of_version(version, at, moved, telling=False) if one.rule is rule]
        if judgement.limit != limit:
            return  # the limit follows the entry: a row of another priority, an appointment
        if judgement.says is not wanted:
            found.append(_broken(version, rule, At(limit + later, book.calendar.zone), judgement.says, wanted))
    yield found[0] if found else None


def _broken(version: Version, rule: Rule, minute: At, says: Says, wanted: Says) -> Finding:
    actual, expected = says.value, wanted.value
    sentence = say("{rule} at {minute}: {actual}, expected {expected}.", rule=rule.name, minute=minute, actual=actual, expected=expected)
    where = (version.path, rule.line)
    return Finding("POL-BOUNDARY", "error", Subject("policy", version.name, rule.name), Says.FAIL, sentence, where, version.name, where)


# ------------------------------------------------------------------ rows of tables


def rows(book: Book, series: Series, version: Version) -> Mapping[str, int]:
    """How many tests come to each row, as `table.row`, of the tables that the version's own rules name and that fields choose a row of."""
    kind = version.head.judges
    named = {word.partition(".")[0] for part in ("rules", "values") for word in _words(version.tree.get(part))}
    grids = {name: one.table for name, one in version.tables.items() if kind and name in named and all("." in key for key in one.table.by)}
    found = Counter({f"{name}.{row}": 0 for name, table in grids.items() for row in table.rows})
    for case, _ in judged_cases(book, series, version):
        for name, table in grids.items():
            row = _row(kind, table.by, case.record) if kind else UNSET
            found[f"{name}.{row if row in table.rows else UNSET}"] += 1
    return found


def _words(tree: Tree | None) -> Iterator[str]:
    if isinstance(tree, Block):
        yield from (word for held in tree.values() for word in _words(held))
    elif isinstance(tree, Rows):
        yield from (word for held in tree for word in _words(held))
    elif tree is not None:
        yield str(tree)


def _row(kind: Kind, by: Sequence[str], record: Record) -> str:
    for one in by:
        try:
            value = within(kind, one).find(record)
        except Misfit:
            continue
        if filled(value):
            return str(value).lower() if isinstance(value, bool) else str(value)
    return UNSET
