"""Two versions of a policy compared: what they say differently, and which verdicts over real records would be others. Opens nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from decimal import Decimal

from msgspec import Struct, field

from repairctl.checks.verdicts import of_version
from repairctl.model import Block, Minute, Record, Rows, Says, Tree
from repairctl.policies import Book, Series, Version

MOST_EXAMPLES = 3
SAYING = ("rules", "tables", "values", "scope", "estates", "pack", "selected_by", "called_off_by", "bounds")


class Flip(Struct, frozen=True):
    """A verdict of one rule for one record (or one of its items) that the two versions give otherwise."""

    rule: str
    record: Record
    item: str
    was: str
    now: str


class Compared(Struct):
    """What comes of judging by one version and by the other: counted by rule, with examples and the money of the orders concerned."""

    old: Version
    new: Version
    records: int = 0
    counts: Counter[tuple[str, str, str]] = field(default_factory=Counter)
    examples: dict[str, list[Flip]] = field(default_factory=dict)
    concerned: dict[str, Decimal] = field(default_factory=dict)

    @property
    def money(self) -> Decimal:
        """The totals of the statements of all records of which a verdict flips, each counted once."""
        return sum(self.concerned.values(), Decimal("0.00"))

    def take(self, flip: Flip) -> None:
        self.counts[flip.rule, flip.was, flip.now] += 1
        kept = self.examples.setdefault(flip.rule, [])
        if len(kept) < MOST_EXAMPLES and flip.record.id not in [one.record.id for one in kept]:
            kept.append(flip)
        total = flip.record.value("settlement.total") if flip.record.kind.section("settlement") else None
        self.concerned[flip.record.id] = total if isinstance(total, Decimal) else Decimal("0.00")


def flips(old: Version, new: Version, book: Book, record: Record, given: Mapping[str, Record], as_of: Minute) -> Iterator[Flip]:
    """The verdicts that differ for a record. Neither version need be in force; groups of records are not compared."""
    before, after = _verdicts(old, book, record, given, as_of), _verdicts(new, book, record, given, as_of)
    for key in {**before, **after}:
        was, now = before.get(key, ABSENT), after.get(key, ABSENT)
        if was != now and {was, now} - QUIET:
            yield Flip(key[0], record, key[1], was, now)


ABSENT = "-"
QUIET = {ABSENT, Says.NOT_APPLICABLE.value, Says.PASS.value}
"""From one of these to another nothing is felt by anybody."""


def _verdicts(version: Version, book: Book, record: Record, given: Mapping[str, Record], as_of: Minute) -> dict[tuple[str, str], str]:
    case = book.case(record, as_of, given)
    found: dict[tuple[str, str], str] = {}
    for one in of_version(version, as_of, case, telling=False):
        item = one.case.item.place if one.case.item else ""
        found[one.rule.name, item] = one.judgement.says.value
    return found


def selecting(series: Series, book: Book, record: Record, as_of: Minute) -> Minute | None:
    """The moment by which a version of the policy is chosen for a record; None where it has not come."""
    return series.chosen(book.case(record, as_of))


def told_differently(old: Version, new: Version) -> Iterator[tuple[str, str, str]]:
    """Every place where the texts differ: its path, what stood there, what stands there now ('' for nothing)."""
    for key in SAYING:
        yield from _differences(_by_name(old.tree.get(key)), _by_name(new.tree.get(key)), key)


def _differences(was: Tree | None, now: Tree | None, path: str) -> Iterator[tuple[str, str, str]]:
    if isinstance(was, Block) and isinstance(now, Block):
        for key in {**was, **now}:
            yield from _differences(was.get(key), now.get(key), f"{path}.{key}")
    elif was != now:
        yield path, _flat(was), _flat(now)


def _by_name(held: Tree | None) -> Tree | None:
    """A list of rules as a box by their names, so that one that is put between others changes no other."""
    if not isinstance(held, Rows) or not all(isinstance(one, Block) for one in held):
        return held
    named = [(str(one.get("name") or one.get("code") or one.get("value")), one) for one in held if isinstance(one, Block)]
    return Block(dict(named), held.line)


def _flat(held: Tree | None) -> str:
    if held is None:
        return ""
    if isinstance(held, str):
        return held
    if isinstance(held, Rows):
        return f"[{', '.join(_flat(one) for one in held)}]"
    return f"{{{', '.join(f'{key}: {_flat(one)}' for key, one in held.items())}}}"
