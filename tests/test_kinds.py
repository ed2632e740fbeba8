"""Every kind, parametrised: what it declares is coherent, survives the file and back, and refuses what does not fit."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal

import pytest

from repairctl import records, written
from repairctl.edges import yaml_text
from repairctl.kinds import KINDS
from repairctl.model import BACK, STAY, Block, Entry, Field, Kind, Plain, Record, Rows, Step
from repairctl.records import own_and_common
from repairctl.story import retold
from tests.reading import ZONE, at

EVERY = pytest.mark.parametrize("kind", list(KINDS.values()), ids=list(KINDS))
STEPS = [(kind, step) for kind in KINDS.values() for step in kind.steps]
FITTING: dict[str, Plain] = {
    "text": "0755: 'a' # 厨房",
    "words": ("管钳", "on", "12:30", "a, b"),
    "bool": False,
    "int": 5,
    "decimal": Decimal("2.50"),
    "money": Decimal("342.30"),
    "date": date(2026, 3, 7),
    "moment": at("2026-03-07 22:40"),
    "ref": "WO-20260307-001",
}
MISFITS = {
    "bool": "yes",
    "int": "1.5",
    "decimal": "2,5",
    "money": "1.005",
    "date": "2026-02-30",
    "moment": "2026-03-07",
    "choice": "no such",
}


def filled(field: Field) -> Plain:
    """A value of the field's type, every column of every row filled."""
    if field.type == "rows":
        return ({one.name: filled(one) for one in field.rows}, {one.name: filled(one) for one in field.rows})
    return field.choices[-1][0] if field.type == "choice" else FITTING[field.type]


def whole(kind: Kind) -> Record:
    """A record with every field of every box and every step filled; where it jumps it jumps."""
    sections: dict[str, Plain] = {}
    for section in kind.sections:
        row: dict[str, Plain] = {one.name: filled(one) for one in section.fields if not one.private}
        sections[section.name] = (row, row) if section.many else row
    entries = [Entry(step.name, at("2026-03-07 22:40") + place, "S-01", place, _said(step)) for place, step in enumerate(kind.steps)]
    return retold(Record(kind, "X-1", sections), entries)


def _said(step: Step) -> dict[str, Plain]:
    return {one.name: filled(one) for one in own_and_common(step)}


@EVERY
def test_everything_survives_the_file_and_back(kind: Kind) -> None:
    record = whole(kind)
    text = yaml_text.emit(written.tree_of(record, ZONE))
    read, faults = records.read(kind, yaml_text.read(text.encode(), "x.yaml"), ZONE, "x.yaml")
    assert not faults
    assert (read.sections, read.log, read.story, read.status) == (record.sections, record.log, record.story, record.status)
    assert yaml_text.emit(written.tree_of(read, ZONE)) == text


@EVERY
def test_a_change_of_any_field_is_written_and_nothing_else(kind: Kind) -> None:
    record = whole(kind)
    text = yaml_text.emit(written.tree_of(record, ZONE))
    for path, field in _boxes(kind):
        bare = dict(record.sections)
        section, _, name = path.partition(".")
        box = bare[section]
        assert isinstance(box, Mapping)
        bare[section] = {key: value for key, value in box.items() if key != name}
        without = Record(kind, record.id, bare, record.log, record.story, record.of, record.status, record.jumps)
        gone = yaml_text.edited(text.encode(), written.edits(_stored(record), without, ZONE), "x.yaml")
        read, faults = records.read(kind, yaml_text.read(gone, "x.yaml"), ZONE, "x.yaml")
        assert not [fault for fault in faults if fault.code != "SCH-MISSING"], (path, field)
        assert read.value(path) is None and read.log == record.log


def _stored(record: Record) -> Record:
    return Record(record.kind, record.id, record.sections, record.log, record.story, record.of, record.status, record.jumps, record.status)


def _boxes(kind: Kind) -> Iterator[tuple[str, Field]]:
    for section in (one for one in kind.sections if not one.many):
        yield from ((f"{section.name}.{one.name}", one) for one in section.fields if not one.private)


@EVERY
def test_a_value_of_another_type_is_named_with_its_line(kind: Kind) -> None:
    for path, field in _boxes(kind):
        if field.type in MISFITS and not field.open_choice:
            section, _, name = path.partition(".")
            _, faults = records.read(kind, _only(kind, section, name, MISFITS[field.type]), ZONE, "x.yaml")
            assert [(one.code, one.where) for one in faults if one.code == "SCH-TYPE"] == [("SCH-TYPE", ("x.yaml", 1))], path


@EVERY
def test_a_misspelt_key_is_named_with_the_near_one(kind: Kind) -> None:
    for path, field in _boxes(kind):
        section, _, name = path.partition(".")
        _, faults = records.read(kind, _only(kind, section, f"{name}x", "a"), ZONE, "x.yaml")
        told = [str(one.sentence) for one in faults if one.code == "SCH-UNKNOWN-KEY"]
        assert len(told) == 1 and f"{section}.{name}x" in told[0], field


@EVERY
def test_a_list_where_a_value_belongs_is_a_fault_not_a_crash(kind: Kind) -> None:
    for path, field in _boxes(kind):
        section, _, name = path.partition(".")
        for held in (Rows([Block([("a", "b")])]), Block([("a", "b")])):
            tree = _only(kind, section, name, "")
            box = tree[section]
            assert isinstance(box, Block)
            box[name] = held
            _, faults = records.read(kind, tree, ZONE, "x.yaml")
            assert faults, (path, field)


def _only(kind: Kind, section: str, name: str, value: str) -> Block:
    tree = Block([("kind", kind.name), ("id", "X-1"), (section, Block([(name, value)]))])
    if kind.opens:
        tree["status"], tree["log"] = "x", Rows()
    return tree


@EVERY
def test_a_file_of_nothing_but_rubbish_is_told_and_not_thrown(kind: Kind) -> None:
    for text in (
        "a: 1",
        "kind: order\nlog: 5",
        "log:\n- 1\n- [a]\n- {step: x}\n- {step: report}\n- {at: y}",
        f"{kind.sections[0].name}: 7",
    ):
        record, faults = records.read(kind, yaml_text.read(text.encode(), "x.yaml"), ZONE, "x.yaml")
        assert faults and record.kind is kind


@pytest.mark.parametrize(("kind", "step"), STEPS, ids=[f"{kind.name}-{step.name}" for kind, step in STEPS])
def test_a_step_moves_between_statuses_of_its_kind_and_has_words(kind: Kind, step: Step) -> None:
    known = {"", *(key for key, _ in kind.statuses)}
    assert step.moves and set(step.moves) <= known
    assert {end for end in step.moves.values() if end not in (STAY, BACK)} <= known
    assert step.label.en and step.label.zh and step.help and step.help.zh
    assert all(kind.section(name) for name in step.fills)
    assert not step.until or kind.step(step.until)


@EVERY
def test_every_reference_names_a_kind_and_every_field_both_languages(kind: Kind) -> None:
    fields = [one for section in kind.sections for one in section.fields] + [one for step in kind.steps for one in step.fields]
    fields += [row for one in fields for row in one.rows]
    for one in fields:
        assert one.label.en and one.label.zh, one.name
        assert (one.type == "ref") == (one.refers_to in KINDS), one.name
        assert (one.type == "choice") == bool(one.choices), one.name


@EVERY
def test_every_column_leads_to_a_field_or_a_moment_of_a_step(kind: Kind) -> None:
    for source in kind.columns.values():
        which, _, step = source.partition(" ")
        assert (which in ("first", "last") and kind.step(step)) if step else kind.field_at(source), source
