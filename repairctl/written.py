"""A Record becomes text again: the whole file of a new one, or only what changed. Knows trees and edits, no files."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import tzinfo

from repairctl.model import Append, Bare, Block, Drop, Edit, Entry, Field, Kind, Plain, Put, Record, Rows, Section, Tree
from repairctl.records import entry_fields
from repairctl.texts import moment_text, write_row, write_value


def tree_of(record: Record, zone: tzinfo) -> Block:
    """The whole file of a new record, in the order of its kind."""
    tree = Block([("kind", record.kind.name), ("id", record.id)])
    if record.kind.opens:
        tree["status"] = record.status
    for section in record.kind.sections:
        held = record.sections.get(section.name)
        if held:
            tree[section.name] = _section_tree(section, held, zone)
    if record.kind.opens:
        tree["log"] = Rows([entry_tree(record.kind, entry, zone) for entry in record.log])
    return tree


def edits(before: Record, after: Record, zone: tzinfo) -> tuple[Edit, ...]:
    """What must change in the file of `before` so that it reads as `after`: fields that differ, new entries, the status."""
    found: list[Edit] = []
    for section in after.kind.sections:
        found += _section_edits(section, before.sections.get(section.name), after.sections.get(section.name), zone)
    found += _entry_edits(before, after, zone)
    found += [Append(("log",), entry_tree(after.kind, entry, zone)) for entry in after.log[len(before.log) :]]
    if after.kind.opens and after.status != before.stored_status:
        found.append(Put(("status",), after.status))
    return tuple(found)


def entry_tree(kind: Kind, entry: Entry, zone: tzinfo) -> Block:
    """One entry of the log: step, at, by, then its fields in their order."""
    fields = entry_fields(kind, entry.step) or ()
    filled = [(one.name, write_value(one, entry.filled[one.name], zone)) for one in fields if entry.filled.get(one.name) is not None]
    return Block([("step", entry.step), ("at", Bare(moment_text(entry.at, zone))), ("by", entry.by), *filled])


def _section_tree(section: Section, held: Plain, zone: tzinfo) -> Tree:
    if section.many:
        return write_value(Field(section.name, "rows", section.label, rows=section.fields), held, zone)
    return write_row(Field(section.name, "rows", section.label, rows=section.fields), held, zone)


def _section_edits(section: Section, before: Plain, after: Plain, zone: tzinfo) -> list[Edit]:
    if before == after:
        return []
    if section.many or not isinstance(before, Mapping) or not before or not isinstance(after, Mapping):
        return [Put((section.name,), _section_tree(section, after, zone))] if after else [Drop((section.name,))]
    found: list[Edit] = []
    for one in section.fields:
        was, now = before.get(one.name), after.get(one.name)
        if was != now:
            path = (section.name, one.name)
            found.append(Drop(path) if now is None else Put(path, write_value(one, now, zone)))
    return found


def _entry_edits(before: Record, after: Record, zone: tzinfo) -> list[Edit]:
    """Fields of an entry that was there already: only an amendment changes these."""
    found: list[Edit] = []
    for was, now in zip(before.log, after.log, strict=False):
        for one in entry_fields(after.kind, now.step) or ():
            if was.filled.get(one.name) != now.filled.get(one.name):
                value = now.filled.get(one.name)
                path = ("log", now.place, one.name)
                found.append(Drop(path) if value is None else Put(path, write_value(one, value, zone)))
    return found
