"""`each`: the entries of a step or the rows of a box, for each of which a rule is judged once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import tzinfo

from repairctl.errors import say
from repairctl.model import Plain, Record, Tree, moment_of
from repairctl.readings.case import Each, Item, Scope
from repairctl.readings.misfits import Misfit, text
from repairctl.readings.paths import within
from repairctl.records import own_and_common


def each(held: Tree, scope: Scope) -> Each:
    """What a rule is judged once per. Raises Misfit."""
    said = text(held)
    step = scope.kind.step(said)
    if step is not None:
        return Each(said, own_and_common(step), lambda record: _entries(record, said), said)
    found = within(scope.kind, said)
    if found.field.type != "rows" or found.text != said:
        raise Misfit(say("{path} is neither a step nor a list of rows.", path=said), held)
    if found.step:
        return Each(said, found.field.rows, lambda record: _rows_of_entry(record, found.step, found.field.name))
    return Each(said, found.field.rows, lambda record: _numbered(found.find(record), said))


def label(item: Item, record: Record, zone: tzinfo) -> str:
    """How a finding names the item: `reject 2026-03-02T12:00 S-03`, `settlement.lines 3`."""
    if item.entry is None:
        return item.label
    return f"{item.entry.step} {moment_of(item.entry.at, zone):%Y-%m-%dT%H:%M} {item.entry.by}"


def _entries(record: Record, step: str) -> Sequence[Item]:
    return [Item(entry.filled, f"log.{entry.place}", entry) for entry in record.of.get(step, ())]


def _rows_of_entry(record: Record, step: str, name: str) -> Sequence[Item]:
    entry = record.last(step)
    return _numbered(entry.filled.get(name), f"log.{entry.place}.{name}", f"{step}.{name}") if entry else ()


def _numbered(rows: Plain, place: str, said: str = "") -> Sequence[Item]:
    held = rows if isinstance(rows, tuple) else ()
    return [Item(row, f"{place}.{n}", label=f"{said or place} {n + 1}") for n, row in enumerate(held) if isinstance(row, Mapping)]
