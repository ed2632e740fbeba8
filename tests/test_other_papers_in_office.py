"""The papers beside the money through the real command in a real office: what is offered, what lands in out/, what is refused."""

from __future__ import annotations

from pathlib import Path

import pypdfium2
import pytest
import zxingcpp

from repairctl import office as offices
from repairctl import sheets
from repairctl.actions import printing
from tests import paper
from tests.clerk import Clerk, Said, begun
from tests.reading import at
from tests.terminal import terminal

STORY = """
2026-03-01T08:00 asset new QH-2-P1 --name 低区给水泵 --model CDL16-60
2026-03-02T09:00 order report --asset QH-2-P1 --part common --description 阀门锈蚀 --urgency planned --by S-01
2026-03-02T09:30 order plan WO-20260302-001 --outage water --outage-at "2026-03-04 09:00" --outage-until "2026-03-04 15:00" --outage-scope 2幢低区 --outage-reason 更换阀门 --outage-instead 门岗旁可取水 --by S-01
2026-03-07T22:40 order report --unit QH-5-802 --reporter P-0802 --description 厨房漏水 --by S-01
2026-03-07T22:44 order triage 1 --priority P3 --by S-01
2026-03-07T22:45 order appoint 1 --visit-at "2026-03-08 09:00" --agreed-with owner --by S-01
2026-03-07T22:46 order dispatch 1 --technician S-11 --by S-01
2026-03-08T09:05 order absent 7-1 --notice-left --next-at "2026-03-08 18:00" --by S-11
2026-03-08T18:00 order arrive 7-1 --by S-11
2026-03-08T19:00 order finish 7-1 --work-done 换角阀 --result repaired --by S-11
2026-03-09T10:00 order follow-up 7-1 --method phone --fixed --rating 5 --comment 很好 --by S-02
2026-03-09T11:00 archive new --title 给水泵保养报告 --asset QH-2-P1 --retention-class common --location 柜2 --by S-02
2026-03-10T10:00 complaint receive --unit QH-5-802 --complainant P-0802 --order WO-20260307-001 --staff S-11 --about staff --description 李强迟到 --by S-02
2026-03-10T10:30 complaint acknowledge TS-20260310-001 --method phone --by S-02
2026-03-10T11:00 complaint assess TS-20260310-001 --level L1 --reason 一户 --by S-01
2026-03-11T10:00 complaint reply TS-20260310-001 --upheld upheld --reason 确实迟到五分钟 --remedy 已致歉 --method phone --by S-01
2026-03-12T09:00 complaint receive --anonymous --description 风机太吵 --about noise --by S-02
"""
NOW = "2026-03-12T10:00"
PAPERS = {
    "order print 7-1 follow_up": ("回访记录_HF-20260307-001-1", ["厨房漏水", "很好", "换角阀", "138****6621"]),
    "order print 2-1 notice": ("停用通知_TZ-20260302-001", ["停水通知", "2幢低区", "2026年3月4日（周三）09:00", "门岗旁可取水"]),
    "order print 7-1 visit": ("上门预约单_YY-20260307-001-1", ["2026年3月8日（周日）09:00", "李强", "清和苑5幢802"]),
    "order print 7-1 missed": ("未遇留言_LY-20260307-001-1", ["2026年3月8日（周日）18:00", "WO-20260307-001"]),
    "archive print 9-1 card": ("维修档案卡_DK-20260309-001", ["AR-20260309-001", "CDL16-60", "WO-20260302-001", "阀门锈蚀", "柜2", "周珺"]),
    "complaint print 10-1 complaint_sheet": ("投诉处理单_CL-20260310-001", ["张**138****6621", "李强迟到", "WO-20260307-001", "王敏"]),
    "complaint print TS-20260310-001 complaint_reply": ("投诉答复函_DF-20260310-001-1", ["尊敬的张静：", "李**迟到", "确实迟到五分钟"]),
    "unit print QH-5-802 card": ("房屋档案卡_FW-QH-5-802", ["清和苑5幢802", "WO-20260307-001", "换角阀"]),
    "asset print QH-2-P1 card": ("设备档案卡_SK-QH-2-P1", ["低区给水泵", "WO-20260302-001", "AR-20260309-001"]),
}


@pytest.fixture(scope="module")
def clerk(tmp_path_factory: pytest.TempPathFactory) -> Clerk:
    one = begun(tmp_path_factory.mktemp("papers"))
    one.tell(STORY)
    return one


def printed(clerk: Clerk, command: str, *more: str) -> tuple[Said, str]:
    """How a print ended, and the text of the PDF that it made."""
    said = clerk.give(NOW, [*command.split(), "--pdf", "--document-lang", "zh", *more])
    assert said.code == 0, said.err
    made = next(line for line in said.out.splitlines() if line.endswith(".pdf"))
    return said, "".join(paper.pages((clerk.office / made).read_bytes()))


@pytest.mark.parametrize("command", PAPERS)
def test_a_paper_lands_in_out_under_its_name_and_says_what_is_recorded(clerk: Clerk, command: str) -> None:
    name, wanted = PAPERS[command]
    said, told = printed(clerk, command)
    assert Path(said.out.splitlines()[-1]).stem == name
    assert [one for one in (*wanted, "清和苑物业") if one not in told] == []


def test_every_paper_beside_the_money_is_printed_here() -> None:
    others = {"follow_up", "notice", "visit", "missed", "card", "complaint_sheet", "complaint_reply", "unit_card", "asset_card"}
    assert {name.split("_")[0] for name in others} <= {command.split()[-1].split("_")[0] for command in PAPERS} | {"unit", "asset"}
    assert others <= set(sheets.SHEETS)


@pytest.mark.parametrize(
    "command",
    [
        "投诉 打印 TS-20260310-001 投诉答复函",
        "投诉 打印 10-1 投诉处理",
        "工单 打印 7-1 回访记录",
        "设备 打印 QH-2-P1 设备档案卡",
        "房屋 打印 QH-5-802 card",
    ],
)
def test_a_paper_is_printed_in_chinese_words_too(clerk: Clerk, command: str) -> None:
    assert clerk.give(NOW, command, REPAIRCTL_LANG="zh").code == 0


def test_a_short_number_is_one_of_the_kind_that_is_printed(clerk: Clerk) -> None:
    said = clerk.give(NOW, "complaint print 1 complaint_sheet --document-lang en")
    assert (said.code, Path(said.out.splitlines()[0]).name) == (0, "complaint_sheet_CL-20260312-001.html"), said.err
    assert clerk.give(NOW, "complaint print WO-20260307-001 complaint_sheet").code == 2


REFUSED = {
    "complaint print 1 complaint_reply": "comes after reply",
    "order print 2-1 follow_up": "comes after finish",
    "order print 2-1 missed": "comes after dispatch",
    "order print 2-1 visit": "comes after appoint",
    "order print 7-1 notice": "comes after plan",
    "order print 7-1 follow_up --which 2": "no number 2",
    "unit print QH-5-802 settlement": "no sheet of unit",
    "unit print QH-9-999 card": "no record QH-9-999",
}


@pytest.mark.parametrize("command", REFUSED)
def test_what_has_nothing_to_say_yet_is_refused_with_the_step_that_is_missing(clerk: Clerk, command: str) -> None:
    said = clerk.give(NOW, command)
    assert (said.code in (2, 3), REFUSED[command] in " ".join(said.err.split())) == (True, True), said.err


def test_a_form_for_the_pen_is_printed_once_more_where_it_is_asked_for(clerk: Clerk) -> None:
    said, told = printed(clerk, "order print 7-1 missed", "--which", "blank")
    assert (Path(said.out.splitlines()[0]).stem, told.count("现场填写")) == ("未遇留言_LY-20260307-001", 3)
    assert clerk.give(NOW, "order print 7-1 missed --which 空白").code == 0
    said = clerk.give(NOW, "order print 7-1 visit --which blank")
    assert (said.code, "no form for the pen" in said.err) == (2, True)


def test_of_one_moment_the_paper_of_the_step_comes_last_and_is_the_default(clerk: Clerk) -> None:
    clerk.tell("""
    2026-03-10T15:00 order report --unit QH-1-303 --description 门坏 --by S-01
    2026-03-10T15:10 order dispatch WO-20260310-001 --technician S-11 --by S-01
    """)
    office = offices.find(clerk.office, at(NOW))
    assert printing.ready(office, "WO-20260310-001") == ("register", "missed", "dispatch")


def test_a_plan_without_an_outage_is_named_as_what_the_notice_lacks(clerk: Clerk) -> None:
    clerk.tell(
        "2026-03-11T09:00 order report --unit QH-1-303 --description 灯坏 --by S-01\n2026-03-11T09:10 order plan 1 --method 换灯 --by S-01"
    )
    said = clerk.give(NOW, "order print 11-1 notice")
    assert (said.code, "no outage" in said.err, "amend WO-20260311-001 plan.outage=.." in said.err) == (3, True, True), said.err


def test_on_a_terminal_what_the_record_has_come_to_is_offered(clerk: Clerk) -> None:
    shown = terminal(clerk.office, ["complaint", "print", "TS-20260310-001"], NOW)
    shown.answer(("打哪一种", "2"))
    assert shown.end() == 0, shown.screen
    assert (
        "1 投诉处理单" in shown.screen,
        "2 投诉答复函" in shown.screen,
        "投诉答复函_DF-20260310-001-1.html" in shown.screen.replace("\n", ""),
    ) == (
        True,
        True,
        True,
    )
    fresh = terminal(clerk.office, ["complaint", "print", "TS-20260312-001"], NOW)
    fresh.answer(("打哪一种", ""))
    assert (fresh.end(), "答复函" in fresh.screen) == (0, False)


def test_the_code_of_a_paper_reads_back_what_it_is_of(clerk: Clerk) -> None:
    said, _ = printed(clerk, "complaint print TS-20260310-001 complaint_reply")
    page = pypdfium2.PdfDocument((clerk.office / said.out.splitlines()[-1]).read_bytes())[0]
    (found,) = zxingcpp.read_barcodes(page.render(scale=120 / 72).to_pil())
    assert found.text.splitlines()[:3] == ["repairctl", "DF-20260310-001-1", "TS-20260310-001"]


def test_the_letter_in_the_office_names_no_other_and_tells_the_bodies_of_its_settings(clerk: Clerk) -> None:
    settings = clerk.office / "office.yaml"
    before = settings.read_text(encoding="utf-8")
    settings.write_text(f"{before}outside_bodies: [示例街道办 0571-8800-0001]\n", encoding="utf-8")
    _, told = printed(clerk, "complaint print TS-20260310-001 complaint_reply")
    settings.write_text(before, encoding="utf-8")
    assert ("示例街道办0571-8800-0001" in told, "李强" in told, "138" in told) == (True, False, False)


def test_names_of_people_in_the_repairs_of_a_card_are_masked(clerk: Clerk) -> None:
    clerk.tell("2026-03-11T12:00 order report --unit QH-5-802 --reporter P-0802 --description 张静家灯坏 --by S-01")
    _, told = printed(clerk, "unit print QH-5-802 card")
    assert ("张**家灯坏" in told, "张静" in told) == (True, False)
