"""Where two states of one record differ: entries of the log, fields of the boxes, rows that came and went. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from msgspec import Struct

from repairctl.lifecycle import at_path, differing
from repairctl.model import Entry, Field, Label, Plain, Record


class Moved(Struct, frozen=True):
    """A field, or a row of a list, as it was and as it is; None where it was or is not there. `box`: in which box it stands."""

    path: str
    field: Field
    was: Plain
    now: Plain
    box: Label


class Difference(Struct, frozen=True):
    """What lies between two states: entries that came, entries that are not there any more, fields that differ."""

    new: tuple[Entry, ...] = ()
    lost: tuple[Entry, ...] = ()
    moved: tuple[Moved, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.new or self.lost or self.moved)


def between(before: Record | None, after: Record | None) -> Difference:
    """The difference of two states; of a record that is new or gone only its entries."""
    was, now = (one.log if one else () for one in (before, after))
    moved = tuple(_moved(before, after)) if before and after else ()
    return Difference(tuple(_without(now, was)), tuple(_without(was, now)), moved)


def _without(some: tuple[Entry, ...], others: tuple[Entry, ...]) -> Iterator[Entry]:
    """The entries that others lack, wherever they stand; what was said otherwise is another entry."""
    there = Counter(map(said, others))
    for entry in some:
        there[said(entry)] -= 1
        if there[said(entry)] < 0:
            yield entry


def said(entry: Entry) -> tuple[object, ...]:
    """What an entry says, wherever it stands."""
    return entry.step, entry.at, entry.by, repr(dict(entry.filled))


def _moved(before: Record, after: Record) -> Iterator[Moved]:
    for section in after.kind.sections:
        for path, field in differing(section, before, after):
            was, now = at_path(before, path), at_path(after, path)
            if field.type == "rows":
                yield from (Moved(path, field, *pair, section.label) for pair in _rows(was, now))
            else:
                yield Moved(path, field, was, now, section.label)


def _rows(was: Plain, now: Plain) -> Iterator[tuple[Plain, Plain]]:
    """The rows that are gone and those that came."""
    old, new = (one if isinstance(one, tuple) else () for one in (was, now))
    yield from ((row, None) for row in old if row not in new)
    yield from ((None, row) for row in new if row not in old)
