"""The benchmark of the store: who answers wrongly is out, and a row says what it compares."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from benchmarks.store_rows import Row, fastest, memory
from benchmarks.store_runs import Contestant, Took, always, once, raced

TWO = "print('WO-20260307-001 and WO-20260307-002, and WO-20260307-001 again')"


def one(name: str, code: str, at: Path, named: int | None = 0) -> Contestant:
    return Contestant(name, always(sys.executable, "-c", code), at, named)


@pytest.mark.parametrize(
    ("code", "named", "why"),
    [
        (TWO, 2, ""),
        (TWO, 3, "names 2 orders instead of 3"),
        ("", 0, "says nothing"),
        ("", None, ""),
        ("raise SystemExit('There is no command find.')", 0, "not there"),
        ("raise SystemExit('the disk is full')", 0, "ended with 1: the disk is full"),
    ],
)
def test_a_wrong_answer_does_not_count_however_quick(code: str, named: int | None, why: str, tmp_path: Path) -> None:
    took = raced([one("it", code, tmp_path, named), one("other", TWO, tmp_path, 2)], rounds=1)
    assert took["it"].why == why
    assert took["other"].wall > 0


def test_memory_is_that_of_the_command_and_not_of_who_starts_it(tmp_path: Path) -> None:
    held = bytearray(150_000_000)
    assert once([sys.executable, "-c", "pass"], tmp_path).peak < 60 < once([sys.executable, "-c", "bytearray(100_000_000)"], tmp_path).peak
    assert held


def test_the_rounds_take_turns(tmp_path: Path) -> None:
    said: list[str] = []

    def begins(name: str) -> Contestant:
        return one(name, TWO, tmp_path)._replace(before=lambda turn: said.append(f"{name}{turn}"))

    raced([begins("a"), begins("b")], rounds=2)
    assert said == ["a0", "b0", "a1", "b1", "a2", "b2"]


def test_a_row_says_whether_its_target_is_met() -> None:
    assert [Row("list", Took(ours), "peer", Took(100.0), 0.25).met for ours in (25.0, 26.0)] == [True, False]
    row = Row("find", Took(why="not there"), "peer", Took(100.0), 0.25)
    assert row.met is None
    assert "ours: not there" in row.text()


def test_the_fastest_is_among_those_that_answered() -> None:
    assert fastest({"a": Took(5.0, 1, 1), "b": Took(3.0, 1, 1), "c": Took(why="not there")})[0] == "b"
    assert memory([Row("list", Took(1, 1, 299), "peer", Took()), Row("x", Took(1, 1, 301), "peer", Took())]).met is False
