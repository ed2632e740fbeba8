"""The boxes of a record: a value put at a path, and where two records differ. Pure; knows no steps."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from repairctl.model import Field, Plain, Record, Section


def put(sections: Mapping[str, Plain], path: str, value: Plain) -> dict[str, Plain]:
    """The sections with a value at `section`, `section.field`, `section.2.field` or `section.field.2.field` (rows from 1)."""
    section, _, rest = path.partition(".")
    return {**sections, section: _placed(sections.get(section), rest, value)}


def _placed(held: Plain, path: str, value: Plain) -> Plain:
    if not path:
        return value
    head, _, rest = path.partition(".")
    if isinstance(held, tuple) and head.isdigit():
        return _in_list(held, int(head) - 1, rest, value)
    box = dict(held) if isinstance(held, Mapping) else {}
    placed = _placed(box.get(head), rest, value)
    return {**{name: one for name, one in box.items() if name != head or placed is not None}, **({} if placed is None else {head: placed})}


def _in_list(held: tuple[Plain, ...], number: int, path: str, value: Plain) -> Plain:
    """The list with an item changed, added behind the last one, or with nothing in its place taken out."""
    if number == len(held) and not path and value is not None:
        return (*held, value)
    if not path and value is None:
        return (*held[:number], *held[number + 1 :]) or None
    return tuple(_placed(row, path, value) if place == number else row for place, row in enumerate(held))


def differing(section: Section, before: Record, after: Record) -> Iterator[tuple[str, Field]]:
    """The fields of a box that differ, with their paths; of rows that are as many as before, the cells."""
    if section.many:
        whole = Field(section.name, "rows", section.label, rows=section.fields)
        yield from _differs(whole, section.name, before.sections.get(section.name), after.sections.get(section.name))
        return
    for field in section.fields:
        path = f"{section.name}.{field.name}"
        yield from _differs(field, path, before.value(path), after.value(path))


def at_path(record: Record, path: str) -> Plain:
    """What stands at a path; rows are counted from 1."""
    found: Plain = record.sections.get(path.partition(".")[0])
    for part in path.split(".")[1:]:
        if isinstance(found, tuple):
            found = found[int(part) - 1] if part.isdecimal() and 0 < int(part) <= len(found) else None
        else:
            found = found.get(part) if isinstance(found, Mapping) else None
    return found


def _differs(field: Field, path: str, was: Plain, now: Plain) -> Iterator[tuple[str, Field]]:
    if was == now or (was in (None, ()) and now in (None, ())):
        return
    if field.type != "rows" or not isinstance(was, tuple) or not isinstance(now, tuple) or len(was) != len(now):
        yield path, field
        return
    for number, (old, new) in enumerate(zip(was, now, strict=True), 1):
        if isinstance(old, Mapping) and isinstance(new, Mapping):
            yield from ((f"{path}.{number}.{one.name}", one) for one in field.rows if old.get(one.name) != new.get(one.name))
