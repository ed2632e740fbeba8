"""No limit of the policies we ship can move by a minute or a day without a test of their files noticing it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

import pytest
from msgspec import Struct

from repairctl import checks, policies
from repairctl.kinds import KINDS
from repairctl.model import Block, Rows, Says, Scalar, Tree
from repairctl.policies import Version
from tests.pack import JUDGING, TREES, box, examples, rows
from tests.reading import ZONE


def _at(held: Tree | None, path: Sequence[str]) -> str | None:
    for name in path:
        held = held.get(name) if isinstance(held, Block) else None
    return str(held) if isinstance(held, str) else None


def _put(held: Tree, path: Sequence[str | int], value: Tree) -> Tree:
    """A copy of the tree with a value put at a path."""
    if not path:
        return value
    if isinstance(held, Rows):
        return Rows([_put(one, path[1:], value) if number == path[0] else one for number, one in enumerate(held)], held.line)
    inner = box(held)
    return Block({key: _put(one, path[1:], value) if key == path[0] else one for key, one in inner.items()}, inner.line)


class Limit(Struct, frozen=True):
    """A length or percentage that a rule judges by: where it stands, and which rules read it."""

    version: Version
    path: tuple[str | int, ...]
    text: str
    rules: frozenset[str]

    def __str__(self) -> str:
        return f"{self.version.name} {'.'.join(map(str, self.path))} {self.text}"


def _limits(version: Version) -> Iterator[Limit]:
    listed = [(number, box(rule), version.rules[number].name) for number, rule in enumerate(rows(version.tree["rules"]))]
    for number, rule, name in listed:
        for path in (("within",), ("at_least",), ("at_most",), ("percent",), ("agreed", "grace")):
            held = _at(rule, path)
            drawn = (
                path == ("percent",) and rule.get("form") == "sample"
            )  # so many are drawn, rounded up: a hundredth of a percent draws nobody
            if held is not None and _shifted(held, 1) and not drawn:
                yield Limit(version, ("rules", number, *path), held, frozenset({name}))
    for table, grid in version.tables.items():
        for column in grid.types:
            readers = frozenset(name for _, rule, name in listed if f"{table}.{column}" in _within(rule))
            for row in grid.table.rows if readers else ():
                held = _at(version.tree, ("tables", table, "rows", row, column)) or ""
                if _shifted(held, 1):
                    yield Limit(version, ("tables", table, "rows", row, column), held, readers)


def _within(rule: Mapping[str, Tree]) -> Iterator[Tree]:
    """What a rule says, also inside its clauses."""
    for held in rule.values():
        yield from _within(held) if isinstance(held, Mapping) else [held]


def _shifted(text: str, by: int) -> str:
    """The limit one minute, day, working day, month or hundredth of a percent later or earlier; '' for what is no limit."""
    found = re.fullmatch(r"(\d+) (min|h|\D*(?:days?|months?|years?))", text)
    if found and found[2] in ("min", "h"):
        return f"{int(found[1]) * (60 if found[2] == 'h' else 1) + by} min"
    if found:
        return f"{int(found[1]) + by} {found[2]}"
    percent = re.fullmatch(r"(\d+) %", text)
    return f"{int(percent[1]) + by * Decimal('0.01')} %" if percent else ""


LIMITS = [limit for version in JUDGING for limit in _limits(version)]


@pytest.mark.parametrize("by", [1, -1])
@pytest.mark.parametrize("limit", [pytest.param(one, id=str(one)) for one in LIMITS])
def test_a_limit_that_moves_is_noticed(limit: Limit, by: int) -> None:
    tree = _put(limit.version.tree, limit.path, Scalar(_shifted(limit.text, by)))
    tree = _put(tree, ("tests",), Rows(list(_telling(limit))))
    around = {name: held for name, held in TREES.items() if not box(held).get("rules")}
    book = policies.load({**around, limit.version.path: box(tree)}, KINDS, ZONE)
    assert not book.misfits
    assert any(result.says is Says.FAIL for result in checks.policy_tests(book))


def _telling(limit: Limit) -> Iterator[Tree]:
    """The tests that expect something of the limit's rules, and those that these are like."""
    tests = {str(test["name"]): test for test in examples(limit.version.tree)}
    wanted = [name for name, test in tests.items() if limit.rules & {str(key) for key in box(test["expect"])}]
    for name in wanted:
        like = tests[name].get("like")
        if isinstance(like, str) and like not in wanted:
            wanted.append(str(like))
    return (tests[name] for name in tests if name in wanted)


def test_the_limits_are_all_there() -> None:
    """A guard for the test above: it must not run on nothing."""
    counted = Counter(limit.version.name for limit in LIMITS)
    assert counted == {
        "service@2026-01": 56, "service@2026-10": 56, "charges@2026-01": 5, "charges@2026-12": 5, "archiving@2026-01": 1, "disposal@2026-01": 1,
        "queues@2026-01": 3, "cn@2026-01": 1, "hangzhou@2026-01": 1, "hangzhou_complaints@2026-01": 1, "complaints@2026-01": 6,
        "sampling@2026-01": 2,
    }  # fmt: skip
