"""Files of records in the wrong place, twice, or gone from the disk: check names each, and never says that all is well."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.clerk import Clerk, begun

NOW = "2026-03-08T09:00"
ID = "WO-20260307-001"
HOME = "records/orders/2026/03"


@pytest.fixture(scope="session")
def an_office(tmp_path_factory: pytest.TempPathFactory) -> Clerk:
    clerk = begun(tmp_path_factory.mktemp("strays"))
    clerk.tell("""
        2026-03-07T09:00 report --unit QH-5-802 --description 龙头滴水 --urgency routine --impact-scope 厨房 --part private --by S-01
        2026-03-07T09:05 triage 1 --priority P4 --no-survey-needed --by S-01
    """)
    return clerk


@pytest.fixture
def clerk(an_office: Clerk, tmp_path: Path) -> Clerk:
    shutil.copytree(an_office.office, tmp_path / "office", symlinks=True)
    return Clerk(tmp_path / "office")


def strays(clerk: Clerk) -> list[tuple[str, str]]:
    said = clerk.give(NOW, "check --json")
    found = [one for one in said.json["findings"] if one["code"] == "FILE-MISPLACED"]
    assert said.code == (5 if found else said.code)
    return [(one["file"], one["sentence"]) for one in found]


def test_an_office_as_it_should_be_has_none(clerk: Clerk) -> None:
    (clerk.office / HOME / ".gitkeep").touch()
    assert strays(clerk) == []


def moved(to: str) -> Callable[[Path], None]:
    def move(root: Path) -> None:
        (root / to).parent.mkdir(parents=True, exist_ok=True)
        (root / HOME / f"{ID}.yaml").rename(root / to)

    return move


def copied(to: str) -> Callable[[Path], None]:
    def copy(root: Path) -> None:
        (root / to).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(root / HOME / f"{ID}.yaml", root / to)

    return copy


def gone(root: Path) -> None:
    (root / HOME / f"{ID}.yaml").unlink()


def a_folder(root: Path) -> None:
    gone(root)
    (root / HOME / f"{ID}.yaml").mkdir()


MOVES: dict[str, tuple[Callable[[Path], None], str]] = {
    "another ending": (moved(f"{HOME}/{ID}.yml"), f"{ID} belongs in {HOME}/{ID}.yaml"),
    "another month": (moved(f"records/orders/2026/04/{ID}.yaml"), f"{ID} belongs in {HOME}/{ID}.yaml"),
    "another kind": (moved(f"records/units/{ID}.yaml"), ""),
    "above all kinds": (moved(f"records/{ID}.yaml"), f"{ID} belongs in {HOME}/{ID}.yaml"),
    "a copy": (copied(f"{HOME}/{ID} copy.yaml"), "no record"),
    "twice": (copied(f"records/orders/2026/04/{ID}.yaml"), f"{ID} lies here and in {HOME}/{ID}.yaml"),
    "a note": (copied(f"{HOME}/notes.txt"), "no record"),
    "gone from the disk": (gone, "it is not on the disk"),
    "a folder of that name": (a_folder, "This file is not read as a record here"),
}


@pytest.mark.parametrize("how", MOVES)
def test_a_file_that_nobody_would_judge_is_named(clerk: Clerk, how: str) -> None:
    move, wanted = MOVES[how]
    move(clerk.office)
    said = clerk.give(NOW, "check --json")
    codes = {one["code"]: one for one in said.json["findings"]}
    assert said.code == 5, said.out
    if wanted:
        assert wanted in codes["FILE-MISPLACED"]["sentence"] and codes["FILE-MISPLACED"]["todo"]
    else:
        assert codes.keys() & {"FILE-MISPLACED", "YML-UNREADABLE", "SCH-KIND", "SCH-MISFILED"}
