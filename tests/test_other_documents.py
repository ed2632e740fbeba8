"""The papers beside the money: follow-up record, outage notice, slips for the door. What they say, what they keep to themselves."""

from __future__ import annotations

from collections.abc import Mapping

import pypdfium2
import pytest
import zxingcpp
from msgspec.structs import replace

from repairctl import sheets
from repairctl.edges import pdf
from repairctl.model import Record
from tests import paper
from tests.reading import record

LANGUAGES = ("zh", "en")


def sample(id: str, kind: str = "order") -> Record:
    return next(one for one in paper.samples(kind) if one.id == id)


def view(sheet: str, one: Record, lang: str = "zh", which: int = 0) -> sheets.View:
    return sheets.view(sheet, one, replace(paper.around(lang), which=which))


def text(sheet: str, one: Record, lang: str = "zh") -> str:
    return "".join(paper.pages(paper.paper(sheet, one, lang)))


def without(one: Record, *steps: str) -> Record:
    """The record before these steps were taken."""
    story = tuple(entry for entry in one.story if entry.step not in steps)
    return replace(one, story=story, log=story, of={step: entries for step, entries in one.of.items() if step not in steps})


LEAK, WATER, POWER = sample("WO-20260602-001"), sample("WO-20260511-001"), sample("WO-20260715-001")

# ------------------------------------------------------------------ follow-up


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_follow_up_record_says_what_the_owner_says(lang: str) -> None:
    told = text("follow_up", LEAK, lang)
    wanted = [
        "HF-20260602-001-2",
        "2026-06-1816:20",
        "周珺",
        "138****6621",
        "湿印",
        "WO-20260618-001",
        "TS-20260618-001",
        "2026-06-0421:10",
    ]
    assert [one for one in wanted if one not in told] == []


def test_each_call_has_a_record_of_its_own() -> None:
    first, last = view("follow_up", LEAK, which=1), view("follow_up", LEAK)
    assert (first["number"], last["number"]) == ("HF-20260602-001-1", "HF-20260602-001-2")
    assert (first["fixed"], last["fixed"]) == ("■ 已修好　□ 未修好", "□ 已修好　■ 未修好")
    assert first["code"] != last["code"]


GRADES = {"总体": 4, "服务态度": 5, "响应及时": 3, "维修质量": 4, "收费": 4, "现场清洁": 5}


def test_of_each_row_of_the_scale_the_grade_that_was_given_is_full() -> None:
    grades = view("follow_up", LEAK, which=1)["grades"]
    assert isinstance(grades, list)
    assert {word: 5 - marks.index("■") for word, marks in grades} == GRADES
    assert all(marks.count("■") == 1 for _, marks in grades)


def test_before_the_call_it_is_a_form_for_the_pen() -> None:
    blank = view("follow_up", without(LEAK, "follow_up"))
    assert (blank["number"], blank["told"], blank["method"]) == ("HF-20260602-001", False, "□ 电话　□ 上门　□ 微信")
    assert "■" not in text("follow_up", without(LEAK, "follow_up"))
    assert not sheets.SHEETS["follow_up"].ready(without(LEAK, "follow_up", "finish"))


# ------------------------------------------------------------------ outage notice


@pytest.mark.parametrize(
    ("lang", "wanted"),
    [
        (
            "zh",
            [
                "停水通知",
                "2幢1至9层全部住户",
                "自2026年5月14日（周四）09:00",
                "至2026年5月14日（周四）15:00（预计）",
                "更换低区给水立管阀门",
            ],
        ),
        ("en", ["Watershut-off", "fromThu14May2026,09:00", "toThu14May2026,15:00(planned)", "停水：2026年5月14日（周四）09:00–15:00"]),
    ],
)
def test_a_notice_says_whom_it_concerns_from_when_to_when_why_and_what_to_do(lang: str, wanted: list[str]) -> None:
    told = text("notice", WATER, lang)
    assert [one for one in (*wanted, "0571-8800-0000", "应急取水点") if one not in told] == []


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_notice_holds_one_line_in_the_other_language(lang: str) -> None:
    told = text("notice", WATER, lang)
    assert ("停水通知" in told, "Watershut-off" in told) == (True, True)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_notice_names_nobody_no_flat_and_no_telephone_but_the_offices(lang: str) -> None:
    told = text("notice", POWER, lang)
    assert [one for one in ("张静", "P-0802", "138", "6621", "802", "冒烟", "李强", "S-11", "王敏") if one in told] == []


def test_names_and_telephones_in_what_the_plan_says_are_masked() -> None:
    loud = paper.changed(POWER, "plan", outage_reason="张静家冒烟，电话 13800006621", outage_instead="找李强", outage_scope="张静楼下")
    told = view("notice", loud)
    assert (told["reason"], told["instead"], told["scope"]) == ("张**家冒烟，电话 138****6621", "找李**", "张**楼下")


def test_of_what_is_shared_the_fault_is_the_reason_and_its_extent_the_scope() -> None:
    bare = paper.changed(WATER, "plan", outage_reason=None, outage_scope=None)
    told = view("notice", paper.changed(bare, "place", asset=None))
    assert (told["reason"], told["scope"]) == ("2 幢低区给水立管阀门锈蚀，关不严", "2 幢 1 至 9 层")
    assert view("notice", bare)["scope"] == "2幢低区给水泵"


def test_of_what_is_private_neither_fault_nor_extent_is_told() -> None:
    told = view("notice", paper.changed(POWER, "plan", outage_scope=None))
    assert (told["reason"], told["scope"]) == ("设施抢修", "")


def test_an_emergency_begins_when_the_danger_was_stopped_and_says_so() -> None:
    told = view("notice", POWER)
    assert (told["title"], told["start"], told["end"]) == ("紧急停电通知", "2026年7月15日（周三）19:40", "")
    assert "恢复时间另行告知" in text("notice", POWER)


OUTAGES = {"water": "停水通知", "power": "停电通知", "lift": "停梯通知", "gate": "门禁停用通知"}


@pytest.mark.parametrize("outage", OUTAGES)
def test_every_outage_has_its_notice(outage: str) -> None:
    choices = dict(WATER.kind.field_at("plan.outage").choices)  # type: ignore[union-attr]
    assert set(choices) == set(OUTAGES)
    assert view("notice", paper.changed(WATER, "plan", outage=outage))["title"] == OUTAGES[outage]


def test_without_an_outage_in_the_plan_there_is_no_notice() -> None:
    assert not sheets.SHEETS["notice"].ready(paper.changed(WATER, "plan", outage=None))
    assert not sheets.SHEETS["notice"].ready(paper.burst_pipe())


# ------------------------------------------------------------------ slips for the door


@pytest.mark.parametrize(
    ("sheet", "lang", "wanted"),
    [
        ("visit", "zh", ["2026年6月3日（周三）18:30", "清和苑5幢802", "窗边外墙渗水", "李强", "业主留存", "物业留存", "工牌"]),
        ("visit", "en", ["Wed3June2026,18:30", "2026-06-0209:10", "owner", "fortheoffice"]),
        ("missed", "zh", ["2026年6月3日（周三）18:35", "2026年6月4日（周四）19:00", "WO-20260602-001", "李强", "贴门"]),
        ("missed", "en", ["Wed3June2026,18:35", "Thu4June2026,19:00", "0571-8800-0000"]),
    ],
)
def test_a_slip_says_when_who_comes_and_whom_to_call(sheet: str, lang: str, wanted: list[str]) -> None:
    told = text(sheet, LEAK, lang)
    assert [one for one in (*wanted, "0571-8800-0000") if one not in told] == []


@pytest.mark.parametrize("sheet", ["visit", "missed"])
def test_a_slip_that_neighbours_may_read_names_no_owner(sheet: str) -> None:
    loud = paper.changed(LEAK, "request", description="张静家渗水，13800006621")
    told = text(sheet, loud)
    assert [one for one in ("张静", "6621渗", "13800006621", "P-0802") if one in told] == []
    assert "张**家渗水，138****6621" in told


def test_a_note_for_the_door_is_three_forms_to_take_along_until_it_is_recorded() -> None:
    blank = text("missed", without(LEAK, "absent"))
    assert (blank.count("现场填写"), blank.count("请来电约定"), blank.count("沿此线剪开")) == (3, 3, 2)
    assert (view("missed", without(LEAK, "absent"))["number"], view("missed", LEAK)["number"]) == ("LY-20260602-001", "LY-20260602-001-1")
    assert not sheets.SHEETS["visit"].ready(without(LEAK, "appoint"))


def test_every_slip_of_a_page_has_its_code() -> None:
    page = pypdfium2.PdfDocument(paper.paper("missed", without(LEAK, "absent")))[0]
    assert len(zxingcpp.read_barcodes(page.render(scale=120 / 72).to_pil())) == 3


FORBIDDEN = ("最终解释权", "停止供水", "停止供电", "拒不", "法律责任", "后果自负", "legal action", "at your own risk")


def papers() -> Mapping[str, str]:
    return {path.name: path.read_text(encoding="utf-8") for path in paper.TEMPLATES.rglob("*.j2")}


@pytest.mark.parametrize("words", FORBIDDEN)
def test_no_paper_threatens_or_claims_the_last_word(words: str) -> None:
    assert [name for name, held in papers().items() if words in held] == []


def test_a_moment_is_said_with_its_weekday() -> None:
    one = record("""
    request: {description: 漏水}
    place: {spot: 大门}
    plan: {outage: gate, outage_at: 2026-03-08 00:05, outage_until: 2026-03-09 06:00}
    log:
    - {step: report, at: 2026-03-07 22:40, by: S-01}
    - {step: plan, at: 2026-03-07 22:45, by: S-01}
    """)
    told = view("notice", one, "en")
    assert (told["start"], told["other_span"]) == ("Sun 8 March 2026, 00:05", "2026年3月8日（周日）00:05 – 2026年3月9日（周一）06:00")


# ------------------------------------------------------------------ complaints

RUDE, ANONYMOUS = sample("TS-20260403-001", "complaint"), sample("TS-20260618-001", "complaint")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_complaint_sheet_tells_the_whole_handling(lang: str) -> None:
    told = text("complaint_sheet", RUDE, lang)
    wanted = [
        "CL-20260403-001", "TS-20260403-001", "2026-04-0310:00", "热线转办", "WO-20260307-001", "342.30", "希望以后先说清楚价格",
        "道歉；说明收费依据", "2026-04-0311:30", "一户，未涉及安全", "全体维修人员需改进", "赵军", "核对派工记录", "通话录音3分12秒",
        "2026-04-0816:00", "收费按公布的价目核对无误", "重新培训", "价目没有张贴", "2026-041", "这样可以了", "2026-04-1310:30",
        "价目张贴无人检查", "每月检查张贴", "最近一次维修先报了价",
    ]  # fmt: skip
    assert [one for one in wanted if one not in told] == []


def test_the_complaint_sheet_masks_who_complains_and_every_telephone() -> None:
    loud = paper.changed(RUDE, "facts", description="请打 13800006621 找我")
    told = text("complaint_sheet", loud)
    assert ("张**138****6621" in told, "请打138****6621找我" in told, "张静" in told, "13800006621" in told) == (True, True, False, False)


@pytest.mark.parametrize("sheet", ["complaint_sheet", "complaint_reply"])
def test_whoever_wants_to_stay_unknown_is_named_nowhere(sheet: str) -> None:
    hidden = paper.changed(RUDE, "facts", anonymous=True, description="张静投诉")
    told = text(sheet, hidden)
    assert [one for one in ("P-0802", "138****6621", "尊敬的张静") if one in told] == []
    assert ("匿名" in told) == (sheet == "complaint_sheet")
    assert view("complaint_reply", hidden)["addressee"] == ""


def test_a_fresh_complaint_is_a_form_for_the_pen() -> None:
    told = text("complaint_sheet", ANONYMOUS)
    assert [one for one in ("□L1一般", "□成立□部分成立□不成立", "□接受□不接受", "□满意□不满意", "（非当事人）") if one not in told] == []
    assert ("■" in told, "匿名" in told) == (False, True)
    assert not sheets.SHEETS["complaint_reply"].ready(ANONYMOUS)


@pytest.mark.parametrize(
    ("lang", "wanted"),
    [
        (
            "zh",
            ["尊敬的张静：", "2026年4月8日的答复", "您的投诉成立", "价目表被宣传海报遮住", "价目表已移到门厅", "2026年4月10日", "（盖章）"],
        ),
        ("en", ["Dear张静,", "ouranswerof8April2026", "Yourcomplaintisupheld.", "10April2026", "(seal)"]),
    ],
)
def test_the_letter_says_what_was_found_and_done_and_where_to_turn(lang: str, wanted: list[str]) -> None:
    told = text("complaint_reply", RUDE, lang)
    assert [
        one for one in (*wanted, "希望以后先说清楚价格", "示例街道办事处物业科0571-8800-0001", "DF-20260403-001-2") if one not in told
    ] == []


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("which", [1, 2])
def test_the_letter_names_nobody_but_the_one_it_is_written_to(lang: str, which: int) -> None:
    told = view("complaint_reply", RUDE, lang, which)
    said = "".join(str(value) for value in told.values())
    assert [one for one in ("李强", "赵军", "王敏", "周珺", "S-11", "13800006621", "138****6621") if one in said] == []
    assert ("李**" in said, told["addressee"]) == (True, "张静")


def test_each_answer_is_a_letter_of_its_own_and_the_second_says_that_the_first_was_not_enough() -> None:
    first, second = view("complaint_reply", RUDE, which=1), view("complaint_reply", RUDE, which=2)
    assert (first["number"], first["again"], first["upheld"], first["dated"]) == ("DF-20260403-001-1", "", "部分成立", "2026年4月8日")
    assert (second["number"], second["again"], second["upheld"]) == ("DF-20260403-001-2", "2026年4月8日", "成立")


def test_outside_bodies_are_those_of_the_office_and_none_are_invented() -> None:
    none = "".join(paper.pages(paper.paper("complaint_reply", RUDE, "zh", {"outside_bodies": None})))
    assert ("下列机构" in none, "街道" in none, "0571-8800-0000" in none) == (False, False, True)


LONG = "".join(f"第{number}句，说明当时的情况和经过。" for number in range(1, 143))


def test_a_long_complaint_begins_on_the_first_page_and_no_heading_stands_alone_at_its_end() -> None:
    found = {
        sheet: paper.pages(paper.paper(sheet, paper.changed(RUDE, "facts", description=LONG)))
        for sheet in ("complaint_sheet", "complaint_reply")
    }
    assert all("第1句" in pages[0] and "第60句" in pages[0] for pages in found.values())
    heads = ["一、您反映的事项", "二、调查结果", "三、处理与改进", "四、如果您仍不满意"]
    assert [one for page in found["complaint_reply"] for one in heads if page.partition("清和苑物业服务中心·")[0].endswith(one)] == []


@pytest.mark.parametrize("sheet", ["complaint_sheet", "complaint_reply"])
@pytest.mark.parametrize("lang", LANGUAGES)
def test_two_thousand_characters_break_over_pages_with_their_numbers_and_nothing_lost(sheet: str, lang: str) -> None:
    assert len(LONG) > 2000
    data = paper.paper(sheet, paper.changed(RUDE, "facts", description=LONG), lang)
    found = paper.pages(data)
    number = "第{}页/共{}页" if lang == "zh" else "page{}of{}"
    assert all(number.format(place, len(found)) in page for place, page in enumerate(found, 1))
    told = "".join(page[: page.rindex("清和苑物业服务中心" if lang == "zh" else "QingheyuanPropertyServices·")] for page in found)
    assert [one for one in range(1, 143) if f"第{one}句" not in told] == []
    assert ("签字" in found[-1] or "盖章" in found[-1]) if lang == "zh" else ("Signed" in found[-1] or "seal" in found[-1])
    assert len(data) < 150_000 * len(found)


BOXES = {
    "follow_up": ("request.description", "清和苑物业服务中心"),
    "notice": ("plan.outage_reason", "清和苑物业服务中心"),
    "visit": ("request.description", "我们为您改期"),
    "missed": ("request.description", "并告知工单号"),
}


@pytest.mark.parametrize("sheet", BOXES)
def test_a_long_text_of_an_order_is_whole_on_its_paper_and_what_follows_is_there(sheet: str) -> None:
    path, follows = BOXES[sheet]
    box, name = path.split(".")
    found = paper.pages(paper.paper(sheet, paper.changed(WATER if sheet == "notice" else LEAK, box, **{name: LONG})))
    assert "".join(found).count("句") == LONG.count("句") * (2 if sheet in ("visit", "missed") else 1)
    assert follows in found[-1]
    assert all(f"第{number}页/共{len(found)}页" in page for number, page in enumerate(found, 1))


# ------------------------------------------------------------------ cards

PIPE_FILE, PUMP_FILE = sample("AR-20260320-001", "archive"), sample("AR-20260520-001", "archive")
FLAT, PUMP = sample("QH-5-802", "unit"), sample("QH-2-P1", "asset")


def card(sheet: str, one: Record, lang: str = "zh") -> sheets.View:
    return sheets.view(sheet, one, replace(paper.around(lang), others=paper.others(sheets.SHEETS[sheet], one)))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_archive_card_holds_place_papers_repairs_and_loans(lang: str) -> None:
    told = text("card", PIPE_FILE, lang)
    wanted = [
        "AR-20260320-001", "WO-20260307-001", "2026-03-2010:00", "周珺", "2号柜07格", "342.30", "2026-09-08", "2029-03-20", "89.50",
        "2019-06-30", "验收单_YS-20260307-001_签字.pdf", "更换爆裂段，试压合格", "铜球阀DN20×1", "WO-20260602-001", "2026-12-04",
        "核对投诉TS-20260403-001", "2026-04-10", "2026-04-0817:00", "李强", "2026-06-26",
        "60303ae22b998861bce3b28f33eec1be758a213c86c93c076dbe9f558c11c752",
    ]  # fmt: skip
    assert [one for one in wanted if one not in told] == []


def test_what_has_no_last_day_is_kept_for_good() -> None:
    assert (card("card", PUMP_FILE)["for_good"], card("card", PIPE_FILE)["for_good"]) == (True, False)
    bare = paper.changed(PUMP_FILE, "entry", retention_class=None)
    assert card("card", bare)["for_good"] is False


def test_the_papers_of_a_loan_are_back_with_the_first_return_after_it() -> None:
    loans = card("card", PIPE_FILE)["loans"]
    assert isinstance(loans, list)
    assert [str(loan["back"]) for loan in loans] == ["2026-04-08 17:00", "None"]


def test_the_card_of_a_flat_tells_every_repair_once_with_its_papers() -> None:
    told = card("unit_card", FLAT)
    found = told["history"]
    assert isinstance(found, list)
    assert [(row["id"], row["archive"], row["status"]) for row in found] == [
        ("WO-20260307-001", "AR-20260320-001", ""),
        ("WO-20260309-002", "", ""),
        ("WO-20260602-001", "", ""),
        ("WO-20260715-001", "", "维修中"),
    ]
    assert found[0]["papers"] == ["9f86d081884c", "60303ae22b99"]
    assert (told["count"], str(told["total"])) == (4, "1642.30")


def test_what_was_filed_without_an_order_stands_on_the_card_of_the_equipment() -> None:
    told = card("asset_card", PUMP)["history"]
    assert isinstance(told, list)
    assert [(row["id"], row["archive"], str(row["cost"])) for row in told] == [
        ("WO-20260511-001", "", "None"),
        ("", "AR-20260520-001", "1200.00"),
    ]


def test_a_repair_that_came_to_nothing_is_no_repair() -> None:
    called_off = [
        replace(one, status="cancelled") if one.kind.name == "order" else one for one in paper.others(sheets.SHEETS["unit_card"], FLAT)
    ]
    told = sheets.view("unit_card", FLAT, replace(paper.around(), others=called_off))
    assert [row["archive"] for row in told["history"]] == ["AR-20260320-001"]  # type: ignore[attr-defined]


@pytest.mark.parametrize(("sheet", "one"), [("unit_card", FLAT), ("asset_card", PUMP), ("card", PIPE_FILE)])
def test_no_card_names_an_owner(sheet: str, one: Record) -> None:
    told = text(sheet, one)
    assert [word for word in ("张静", "P-0802", "13800006621") if word in told] == []


def test_a_place_without_repairs_says_so() -> None:
    told = sheets.view("unit_card", FLAT, paper.around())
    html = paper.DOCUMENTS.html("unit/unit_card.html.j2", told)
    assert (told["count"], told["total"], "无维修记录" in html) == (0, None, True)


def test_a_long_history_repeats_its_head_on_every_page() -> None:
    many = [replace(LEAK, id=f"WO-20260602-{number:03d}") for number in range(1, 81)]
    told = sheets.view("unit_card", FLAT, replace(paper.around(), others=many))
    data = pdf.pdf(paper.DOCUMENTS.html("unit/unit_card.html.j2", told), paper.PRINTED, "x")
    found = paper.pages(data)
    assert len(found) > 2
    assert all("日期/工单故障与处理更换件" in page and f"第{number}页/共{len(found)}页" in page for number, page in enumerate(found, 1))
    assert all(f"WO-20260602-{number:03d}" in "".join(found) for number in range(1, 81))
    assert len(data) < 150_000 * len(found)
