"""Somebody else than the owner pays: what shows it is asked for, kept, judged and told, and a person answers for it."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.clerk import Clerk, begun
from tests.terminal import terminal

NOW = "2026-03-10T10:00"
CODES = ("PAYER-NO-EVIDENCE", "PAYER-UNCONFIRMED")
STORY = """
2026-03-07T22:40 report --unit QH-5-802 --part private --reporter P-0802 --item pipe_burst --description 门被撞坏 --damaged-by P-0303 --by S-01
2026-03-07T22:46 dispatch 1 --technician S-11 --by S-01
2026-03-07T23:06 arrive 1 --by S-11 --at 23:05
2026-03-08T00:50 finish 7-1 --by S-11 --used "水工 2"
2026-03-08T01:00 accept 7-1 --signed-by P-0802 --by S-11
"""
SETTLE = ["settle", "7-1", "--by", "S-01", "--payer", "person_liable", "--payer-reason", "人为损坏"]
EVIDENCE, CONFIRMED = "test report, agreement: ", "that they pay (S-01): "


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Path:
    clerk = begun(tmp_path_factory.mktemp("evidence"))
    clerk.tell(STORY)
    return clerk.office.parent


@pytest.fixture
def clerk(told: Path, tmp_path: Path) -> Clerk:
    shutil.copytree(told, tmp_path / "copy")
    return Clerk(tmp_path / "copy" / "office")


def found(clerk: Clerk) -> list[str]:
    said = clerk.give("2026-03-11T09:00", "check 7-1 --json")
    return [one["code"] for one in said.json["findings"] if one["code"] in CODES]


def test_settling_at_a_terminal_shows_the_grounds_and_asks_for_evidence_and_who_confirms(clerk: Clerk) -> None:
    at = terminal(clerk.office, SETTLE, NOW, REPAIRCTL_LANG="en")
    at.until("Asked in this order: 1 damaged by somebody")
    at.answer((EVIDENCE, "照片、物业监控"), (CONFIRMED, ""), ("Change (empty = done): ", ""), ("(y): ", ""))
    assert at.end() == 0, at.screen
    box = clerk.shown(NOW, "7-1")["settlement"]
    assert (box["payer_evidence"], box["payer_by"]) == (["照片", "物业监控"], "S-01")
    assert found(clerk) == []


def test_both_may_be_left_empty_and_are_judged(clerk: Clerk) -> None:
    at = terminal(clerk.office, SETTLE, NOW, REPAIRCTL_LANG="en")
    at.answer((EVIDENCE, ""), (CONFIRMED, "-"), ("Change (empty = done): ", ""), ("(y): ", ""))
    assert at.end() == 0, at.screen
    assert found(clerk) == list(CODES)


def test_who_is_nobody_here_is_asked_again(clerk: Clerk) -> None:
    at = terminal(clerk.office, SETTLE, NOW, REPAIRCTL_LANG="en")
    at.answer((EVIDENCE, "照片"), (CONFIRMED, "钱七"))
    at.until("钱七")
    at.answer((CONFIRMED, "王敏"), ("Change (empty = done): ", ""), ("(y): ", ""))
    assert at.end() == 0, at.screen
    assert clerk.shown(NOW, "7-1")["settlement"]["payer_by"] == "S-01"


def test_the_owner_of_a_private_part_is_asked_nothing_more(clerk: Clerk) -> None:
    at = terminal(clerk.office, [*SETTLE[:4], "--payer", "owner", "--payer-reason", "专有部分"], NOW, REPAIRCTL_LANG="en")
    at.answer(("Change (empty = done): ", ""), ("(y): ", ""))
    assert at.end() == 0 and EVIDENCE not in at.screen


def test_off_a_terminal_both_are_options_and_the_page_of_the_price_tells_them(clerk: Clerk) -> None:
    said = clerk.give(NOW, [*SETTLE, "--line", "水工 2", "--payer-evidence", "照片", "--payer-by", "S-02"])
    assert said.code == 0, said.err
    page = clerk.give(NOW, "explain 7-1 price --json").json["parts"]["payer"]
    texts = [row["text"] for row in page]
    assert "evidence: 照片" in texts and "confirmed by S-02 周珺" in texts
    assert any("damaged by somebody: person who damaged it, insurer pays; here person who damaged it does." in one for one in texts)
