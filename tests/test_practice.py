"""The practice office: every lesson can be learned by its own commands, is not learned without them, and its sheets say practice."""

from __future__ import annotations

from pathlib import Path

import pytest

from repairctl.practice import Seen
from repairctl.practice.lessons import LESSONS
from tests.clerk import Clerk, Said
from tests.terminal import terminal


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> tuple[Clerk, Said]:
    folder = tmp_path_factory.mktemp("practice")
    said = Clerk(folder).give("2026-11-20T09:00", "demo office --lang en")
    return Clerk(folder / "office"), said


def test_the_lessons_are_played_through_where_nobody_can_type(played: tuple[Clerk, Said]) -> None:
    clerk, said = played
    assert said.code == 0, said.err
    assert [line for line in said.out.splitlines() if line.startswith("== ")] == [
        f"== {number}. {lesson.title.en} ==" for number, lesson in enumerate(LESSONS, 1)
    ]
    assert clerk.codes("2026-10-02T14:00") == ["SLA-ACK-LATE", "SLA-ARRIVE-LATE", "TRIAGE-LATE"]
    assert "342.30" in said.out


def test_every_sheet_of_the_practice_office_says_so(played: tuple[Clerk, Said]) -> None:
    sheets = sorted((played[0].office / "out").glob("*.html"))
    assert len(sheets) == 3
    assert all("练习" in sheet.read_text(encoding="utf-8") for sheet in sheets)


@pytest.mark.parametrize("lesson", LESSONS, ids=[lesson.title.en for lesson in LESSONS])
def test_no_lesson_is_learned_before_it_is_done(lesson: object) -> None:
    found = next(one for one in LESSONS if one is lesson)
    assert found.missing(Seen(lambda id: None)) is not None


def test_the_story_is_not_told_twice_in_one_office(played: tuple[Clerk, Said]) -> None:
    clerk, _ = played
    before = sorted(clerk.office.rglob("*.yaml"))
    again = Clerk(clerk.office.parent).give("2026-11-20T09:00", "demo office --lang en")
    assert (again.code, "--fresh" in again.err, sorted(clerk.office.rglob("*.yaml"))) == (2, True, before)


def test_no_folder_but_a_practice_office_is_thrown_away(tmp_path: Path) -> None:
    clerk = Clerk(tmp_path)
    assert clerk.give("2026-01-02T08:00", "init real --name 清和苑").code == 0
    said = clerk.give("2026-01-02T08:00", "demo real --fresh --lang en")
    assert (said.code, "is not a practice office" in said.err) == (3, True)
    (tmp_path / "papers").mkdir()
    (tmp_path / "papers" / "a.txt").write_text("mine")
    assert clerk.give("2026-01-02T08:00", "demo papers --fresh --lang en").code == 3
    assert (tmp_path / "papers" / "a.txt").read_text() == "mine"


def test_fresh_begins_anew(played: tuple[Clerk, Said]) -> None:
    clerk, _ = played
    again = Clerk(clerk.office.parent).give("2026-11-20T09:00", "demo office --fresh --lang en")
    assert again.code == 0, again.err


def test_a_learner_is_told_what_is_missing_and_goes_on_later(tmp_path: Path) -> None:
    at = terminal(tmp_path, ["demo", "office"], "2026-11-20T09:00")
    at.answer(("练习 $", "?"), ("练习 $", "报修 --unit QH-1-303 --description 水管爆了"))
    at.answer(("来电人", ""), ("级别", ""), ("影响范围", ""), ("派给", "0"))
    at.answer(("练习 $", "amend 1 unit=QH-5-802 --why 听错 --no-input"), ("练习 $", "order list '"), ("练习 $", "skip"))
    at.until("对了", "第 3 课")
    at.until("练习 $")
    at.interrupt()
    assert at.end() == 130
    assert "工单记在 QH-1-303" in at.screen and "引号没有配对" in at.screen
    later = terminal(tmp_path, ["demo", "office"], "2026-11-20T09:00")
    later.until("第 1 课（共 8 课）：报修（学过了）")
    later.until("第 2 课（共 8 课）：派工到场（学过了）")
    later.until("练习 $")
    later.interrupt()
    assert later.end() == 130
