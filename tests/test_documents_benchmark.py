"""The benchmark of paper: a few statements, all contestants, and what the targets say of the shares that do not depend on the machine."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from benchmarks import documents
from tests import paper


def test_a_failure_is_not_the_fastest(tmp_path: Path) -> None:
    with pytest.raises(SystemExit, match="ended with 3"):
        documents.once([sys.executable, "-c", "raise SystemExit(3)"], tmp_path)


def test_memory_is_that_of_the_process(tmp_path: Path) -> None:
    lean, fat = (documents.once([sys.executable, "-c", code], tmp_path).peak for code in ("pass", "bytearray(100_000_000)"))
    assert lean < 60 < fat


def test_ours_makes_a_page_for_every_record(tmp_path: Path) -> None:
    documents.ours(5, tmp_path)
    read = paper.pages((tmp_path / "ours.pdf").read_bytes())
    assert ["第1页/共1页" in page for page in read] == [True] * 5
    assert [f"WO-202603{number + 1:02}-{number:03}" in page for number, page in enumerate(read, 1)] == [True] * 5


def test_a_table_says_how_many_times() -> None:
    _, *told = documents.table({"a": documents.Took(1.0, 0.5, 50.0), "b": documents.Took(5.0, 1.0, 60.0)}, "a")
    assert [line.split()[-2:] for line in told] == [["1.0", "1.0"], ["5.0", "2.0"]]


@pytest.mark.slow
def test_thirty_statements_are_five_times_faster_than_weasyprint_and_small(tmp_path: Path) -> None:
    pytest.importorskip("weasyprint")
    took = documents.many_into_one(30, 1, tmp_path)
    assert took["WeasyPrint, its HTML"].busy > 5 * took["ours, records to PDF"].busy
    assert took["ours, records to PDF"].peak < 500
