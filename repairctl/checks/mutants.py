"""Versions of a policy with one thing wrong in each, to see whether its own tests would notice. Changes no file."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from functools import cached_property

from msgspec import Struct

from repairctl.checks.policy_tests import outcomes
from repairctl.errors import Sentence, say
from repairctl.model import Block, Finding, Rows, Says, Scalar, Subject, Tree
from repairctl.policies import Book
from repairctl.policies.rules import ATTRIBUTES
from repairctl.readings.misfits import key_line, line_of

WORDS = (*(name for name in ATTRIBUTES if name not in ("when", "on", "each")), "text", "name")
"""What of a rule does not judge."""
OTHER_SIDE = {"at_least": "at_most", "at_most": "at_least"}
DROPPED = ("pause", "agreed", "plus", "roll", "tolerance", "until")
"""What a rule may leave out: a clause that lets more, or less, count."""
HEADS = ("scope", "estates", "pack", "called_off_by")
_LENGTH = re.compile(r"(\d+) (min|h|office \w+|\D*(?:days?|months?|years?))")


class Mutant(Struct, frozen=True):
    """One thing changed: what, on which line, the tree that it makes, and the rules that it concerns."""

    what: Sentence
    line: int
    tree: Block
    rules: frozenset[str]


class Mutants(Struct, frozen=True, dict=True):
    """All the mutants of a version, from the tree of its file with its tests."""

    tree: Block

    @cached_property
    def all(self) -> tuple[Mutant, ...]:
        return (*self._limits(), *self._cells(), *self._dropped(), *self._turned(), *self._heads())

    @cached_property
    def _rules(self) -> Sequence[tuple[int, Block, str]]:
        held = self.tree.get("rules", Rows())
        found = [one for one in held if isinstance(one, Block)] if isinstance(held, Rows) else []
        return [(n, one, str(one.get("name") or one.get("code"))) for n, one in enumerate(found)]

    def _limits(self) -> Iterator[Mutant]:
        for n, rule, name in self._rules:
            for path, text in _scalars(rule):
                for changed in _shifted(text):
                    what = say("{rule}: {key} {was} becomes {now}", rule=name, key=".".join(path), was=text, now=changed)
                    yield Mutant(what, line_of(text), self._put(("rules", str(n), *path), changed), frozenset({name}))

    def _cells(self) -> Iterator[Mutant]:
        for table, row, column, text in _cells(self.tree):
            readers = frozenset(name for _, rule, name in self._rules if f"{table}.{column}" in _said(rule))
            for changed in _shifted(text) if readers else ():
                what = say("{key} {was} becomes {now}", key=f"{table}.{row}.{column}", was=text, now=changed)
                yield Mutant(what, line_of(text), self._put(("tables", table, "rows", row, column), changed), readers)

    def _dropped(self) -> Iterator[Mutant]:
        for n, rule, name in self._rules:
            when = rule.get("when")
            for key in when if isinstance(when, Block) else ():
                what = say("{rule}: the condition {key} is dropped", rule=name, key=str(key))
                path = ("rules", str(n), "when", str(key)) if isinstance(when, Block) and len(when) > 1 else ("rules", str(n), "when")
                yield Mutant(what, line_of(key), self._put(path, None), frozenset({name}))
            for key in (key for key in DROPPED if key in rule):
                what = say("{rule}: {key} is dropped", rule=name, key=key)
                yield Mutant(what, key_line(rule, key), self._put(("rules", str(n), key), None), frozenset({name}))

    def _turned(self) -> Iterator[Mutant]:
        for n, rule, name in self._rules:
            for key, other in OTHER_SIDE.items():
                if key in rule and other not in rule:
                    tree = _put(self._put(("rules", str(n), key), None), ("rules", str(n), other), rule[key])
                    what = say("{rule}: {key} becomes {other}", rule=name, key=key, other=other)
                    yield Mutant(what, key_line(rule, key), _block(tree), frozenset({name}))

    def _heads(self) -> Iterator[Mutant]:
        everyone = frozenset(name for _, _, name in self._rules)
        for key in (key for key in HEADS if key in self.tree):
            yield Mutant(say("{key} is dropped", key=key), key_line(self.tree, key), self._put((key,), None), everyone)

    def _put(self, path: Sequence[str], value: Tree | None) -> Block:
        return _block(_put(self.tree, path, value))


def noticed(mutant: Mutant, book: Book, policy: str, version: str) -> bool:
    """Whether a test of the version fails; `book` holds the mutant in its place. One that does not load is noticed.

    The tests that expect something of the rule are asked first; the others notice where it fails unexpectedly.
    """
    if book.misfits:
        return True
    series = book.series[policy]
    one = next(each for each in series.versions if each.version == version)
    asked = (mutant.rules, ()) if mutant.rules else ((),)
    return any(result.says is Says.FAIL for about in asked for result in outcomes(book, series, one, about))


def survived(mutant: Mutant, path: str, name: str) -> Finding:
    """No test would notice this change."""
    where = (path, mutant.line or 1)
    sentence = say("No test notices it: {what}.", what=mutant.what)
    todo = say("Add a test that passes with the rule as it is and fails with this change.")
    return Finding("POL-MUTANT", "warning", Subject("policy", name, str(mutant.what)), Says.FAIL, sentence, where, f"{name} tests", where,
                   todo=todo)  # fmt: skip


# ------------------------------------------------------------------ trees


def _scalars(held: Tree, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], str]]:
    if isinstance(held, str):
        yield path, held
    elif isinstance(held, Mapping):
        for key, inner in held.items():
            if path or key not in WORDS:
                yield from _scalars(inner, (*path, str(key)))


def _said(rule: Block) -> set[str]:
    return {text for _, text in _scalars(rule)}


def _cells(tree: Block) -> Iterator[tuple[str, str, str, str]]:
    tables = tree.get("tables")
    for name, table in tables.items() if isinstance(tables, Block) else ():
        rows = table.get("rows") if isinstance(table, Block) else None
        for row, cells in rows.items() if isinstance(rows, Block) else ():
            for column, text in cells.items() if isinstance(cells, Block) else ():
                if isinstance(text, str):
                    yield str(name), str(row), str(column), text


def _shifted(text: str) -> Iterator[str]:
    """The limit one unit later and earlier; an hour is shifted by a minute, a percentage by a hundredth."""
    length, percent = _LENGTH.fullmatch(text), re.fullmatch(r"(\d+(?:\.\d+)?) ?%", text)
    number = re.fullmatch(r"-?\d+(?:\.\d+)?", text)
    for by in (1, -1):
        if length:
            minutes = length[2] in ("min", "h")
            n = int(length[1]) * (60 if length[2] == "h" else 1) + by
            if n >= 0:
                yield Scalar(f"{n} min" if minutes else f"{n} {length[2]}", line_of(text))
        elif percent:
            yield Scalar(f"{Decimal(percent[1]) + by * Decimal('0.01')} %", line_of(text))
        elif number:
            yield Scalar(str(Decimal(text) + by * Decimal(1).scaleb(int(Decimal(text).as_tuple().exponent))), line_of(text))


def _put(held: Tree, path: Sequence[str], value: Tree | None) -> Tree:
    """A copy of the tree with a value put at a path, or taken away (None)."""
    if not path:
        return value if value is not None else ""
    head, rest = path[0], path[1:]
    if isinstance(held, Rows):
        return Rows([_put(one, rest, value) if str(n) == head else one for n, one in enumerate(held)], held.line)
    box = held if isinstance(held, Block) else Block()
    if not rest and value is None:
        return Block({key: one for key, one in box.items() if key != head}, box.line)
    if head in box:
        return Block({key: _put(one, rest, value) if key == head else one for key, one in box.items()}, box.line)
    return Block({**box, head: _put("", rest, value)}, box.line)


def _block(held: Tree) -> Block:
    assert isinstance(held, Block)
    return held
