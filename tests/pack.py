"""The policies we ship, loaded once for the tests of them, and short ways to look at their trees."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from repairctl import policies
from repairctl.edges import yaml_text
from repairctl.kinds import KINDS
from repairctl.model import Block, Rows, Tree
from tests.reading import ZONE

ROOT = Path(__file__).resolve().parent.parent
PATHS = {path.relative_to(ROOT).as_posix(): path for path in sorted((ROOT / "policies").rglob("*.yaml"))}
TREES = {name: yaml_text.read(path.read_bytes(), name) for name, path in PATHS.items()}
BOOK = policies.load(TREES, KINDS, ZONE)
VERSIONS = {version.name: version for version in BOOK.versions()}
JUDGING = [version for version in VERSIONS.values() if version.rules]


def box(held: Tree) -> Block:
    assert isinstance(held, Block)
    return held


def rows(held: Tree) -> Rows:
    assert isinstance(held, Rows)
    return held


def rule(version: str, code: str) -> Block:
    """The first rule with a code, as its file writes it."""
    return next(box(one) for one in rows(VERSIONS[version].tree["rules"]) if box(one)["code"] == code)


def examples(tree: Tree) -> Sequence[Block]:
    """The tests that stand in a policy file."""
    return [box(test) for test in rows(box(tree)["tests"])]


def table(version: str, name: str) -> dict[str, dict[str, object]]:
    """The rows of a table, as they were read."""
    return {key: dict(row) for key, row in VERSIONS[version].tables[name].table.rows.items()}
