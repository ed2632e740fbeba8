"""The sample office at the root of the project: clean by its own policies, and every file of it is exactly what the tool would write."""

from __future__ import annotations

from pathlib import Path

import pytest

from repairctl import records, written
from repairctl.edges import yaml_text
from repairctl.kinds import KINDS
from repairctl.model import Put
from tests.clerk import Clerk
from tests.reading import ZONE

ROOT = Path(__file__).resolve().parent.parent
FILES = sorted((ROOT / "records").rglob("*.yaml"))


def test_there_is_a_sample() -> None:
    assert len(FILES) >= 8


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_loading_and_saving_gives_the_same_bytes(path: Path) -> None:
    data = path.read_bytes()
    tree = yaml_text.read(data, path.name)
    record, faults = records.read(KINDS[str(tree["kind"])], tree, ZONE, path.name)
    assert not faults
    assert yaml_text.emit(written.tree_of(record, ZONE)).encode() == data
    assert yaml_text.edited(data, written.edits(record, record, ZONE), path.name) == data


@pytest.mark.parametrize("path", [path for path in FILES if path.stem.startswith("WO")], ids=lambda path: path.stem)
def test_an_edit_and_its_inverse_give_the_same_bytes(path: Path) -> None:
    data = path.read_bytes()
    there = yaml_text.edited(data, [Put(("request", "impact_scope"), "整栋: 0755 # 'a'")], path.name)
    assert there != data
    assert yaml_text.edited(there, [Put(("request", "impact_scope"), "本户厨房、走廊")], path.name) == data


def test_check_is_silent_and_clean() -> None:
    said = Clerk(ROOT).give("2026-03-12T10:00", "check")
    assert (said.code, said.out) == (0, "")


def test_the_policies_tests_hold() -> None:
    said = Clerk(ROOT).give("2026-03-12T10:00", "policy test")
    assert said.code == 0, said.out + said.err
