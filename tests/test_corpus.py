"""The offices that benchmarks are run on: readable, in the house style, the same for the same seed."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from benchmarks.corpus import made, path_of
from benchmarks.corpus_orders import Order
from repairctl import records, written
from repairctl.edges import yaml_text
from repairctl.kinds import KINDS
from repairctl.model import Record
from tests.reading import ZONE
from tests.repository import git

ORDERS = 60


@pytest.fixture(scope="module", params=["plain", "full"])
def corpus(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[Order]]:
    root = tmp_path_factory.mktemp(request.param) / "office"
    return root, made(root, ORDERS, request.param)


def read(root: Path) -> Iterator[tuple[Record, str]]:
    """Every record with its text; none has a fault of shape."""
    for path in sorted((root / "records").rglob("*.yaml")):
        data = path.read_bytes()
        tree = yaml_text.read(data, path.name)
        record, faults = records.read(KINDS[str(tree["kind"])], tree, ZONE, path.name)
        assert not faults, (path, faults)
        yield record, data.decode()


def test_every_record_reads_without_a_fault_and_is_what_the_program_would_write(corpus: tuple[Path, list[Order]]) -> None:
    for record, text in read(corpus[0]):
        assert yaml_text.emit(written.tree_of(record, ZONE)) == text


def test_the_status_follows_from_the_story_and_every_step_from_the_one_before(corpus: tuple[Path, list[Order]]) -> None:
    orders = [record for record, _ in read(corpus[0]) if record.kind.name == "order"]
    assert len(orders) == ORDERS
    assert all(one.stored_status == one.status and not one.jumps for one in orders)
    assert sum(one.status not in one.kind.ended for one in orders) == ORDERS // 10


def test_ids_are_unique_and_counted_by_the_day(corpus: tuple[Path, list[Order]]) -> None:
    root, told = corpus
    days = Counter(one.id[:11] for one in told)
    assert {one.id for one in told} == {f"{day}-{number:03}" for day, last in days.items() for number in range(1, last + 1)}
    assert all((root / path_of(one.id)).exists() for one in told)


def test_each_order_has_three_commits_that_say_who_did_what(corpus: tuple[Path, list[Order]]) -> None:
    root, told = corpus
    said = git(root, "log", "--format=%B%x00", "--", path_of(told[0].id)).split("\0")[:-1]
    assert len(said) == 3
    assert all(f"\nRecord: {told[0].id}\nStep: " in one and one.endswith("Recorder: S-02\n") for one in said)
    log = re.findall("^- step: (.*)$", (root / path_of(told[0].id)).read_text(encoding="utf-8"), re.M)
    assert re.findall("^Step: (.*)$", "".join(reversed(said)), re.M) == log


def test_git_finds_nothing_wrong_and_nothing_to_commit(corpus: tuple[Path, list[Order]]) -> None:
    assert git(corpus[0], "fsck", "--strict", "--no-dangling") == ""
    assert git(corpus[0], "status", "--porcelain") == ""


def test_the_same_seed_gives_the_same_bytes_and_another_gives_others(corpus: tuple[Path, list[Order]], tmp_path: Path) -> None:
    root, told = corpus
    size = root.parent.name.rstrip("0123456789")
    assert made(tmp_path / "again", ORDERS, size) == told
    made(tmp_path / "other", ORDERS, size, seed=6)
    heads = [git(one, "rev-parse", "HEAD") for one in (root, tmp_path / "again", tmp_path / "other")]
    assert heads[0] == heads[1] != heads[2]
