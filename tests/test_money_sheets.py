"""The sheets of the money side: what stands on the printed page is what the record says, to the fen and to the word."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from repairctl import sheets
from repairctl.edges import pdf
from repairctl.kinds import order_money
from repairctl.model import Record
from repairctl.money import in_words
from tests import paper
from tests.clerk import begun
from tests.reading import record

REPAIR, ROOF = "WO-20260318-002", "WO-20260608-003"
DOCUMENTS = ("register", "quote", "payment_notice", "credit_note")
THREATS = ("停水", "停电", "停暖", "断水", "断电", "cut off", "最终解释权", "罚款")


def order(id: str) -> Record:
    return next(one for one in paper.samples("order") if one.id == id)


def told(sheet: str, one: Record, lang: str = "zh", day: date = date(2026, 4, 10), which: int = 0) -> str:
    around = replace(paper.around(lang), day=day, which=which)
    html = paper.DOCUMENTS.html(sheets.SHEETS[sheet].template, sheets.view(sheet, one, around))
    return "".join(paper.pages(pdf.pdf(html, day, one.id)))


def shown(amount: Decimal) -> str:
    return f"{amount:,.2f}".replace("-", "−")


# ------------------------------------------------------------------ what was reported


def test_the_register_tells_the_whole_request_and_what_is_done() -> None:
    text = told("register", order(REPAIR))
    wanted = [
        "2026-03-1808:10",
        "微信",
        "陈昇139****1234",
        "业主",
        "清和苑1幢303",
        "卫生间角阀漏水",
        "2026-03-1807:30",
        "本户卫生间",
        "■紧急",
    ]
    wanted += ["工作日18:00以后", "家有独居老人", "周珺", "■P2紧急", "持续漏水，已让住户关小阀门", "■需要", "■派工", "2026-03-1918:30"]
    assert [one for one in wanted if one not in text] == []
    assert "13900001234" not in text


def test_a_refused_request_says_why_and_whom_to_call() -> None:
    one = record("""
    place: {spot: 楼道}
    request: {description: 楼外燃气管异味}
    log:
    - {step: report, at: 2026-03-07 22:40, by: S-01}
    - {step: decline, at: 2026-03-07 22:50, by: S-01, reason: 属燃气公司设施, refer_to: 燃气公司 96777}
    """)
    text = told("register", one)
    assert [word for word in ("■不予受理", "属燃气公司设施", "燃气公司96777", "□派工") if word not in text] == []


# ------------------------------------------------------------------ what it will cost


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_quote_tells_its_lines_total_words_and_who_agreed(lang: str) -> None:
    text = told("quote", order(REPAIR), lang)
    wanted = [
        "水暖人工",
        "240.00",
        "角阀",
        "28.00",
        "面盆龙头",
        "148.00",
        "¥416.00",
        "人民币肆佰壹拾陆元整",
        "2026-03-31",
        "2026-03-1819:15",
        "陈昇",
    ]
    assert [one for one in wanted if one not in text] == []


def test_a_quote_without_lines_or_answer_leaves_room_for_the_pen() -> None:
    text = told("quote", order(ROOF))
    assert [one for one in ("总价报价", "¥10,000.00", "人民币壹万元整", "□同意") if one not in text] == []


def test_of_two_quotes_each_has_its_own_sheet_number_and_code() -> None:
    one = order(ROOF)
    entry = one.of["quote"][0]
    second = replace(entry, at=entry.at + 60, place=len(one.log), filled={**entry.filled, "total": Decimal("9000.00")})
    story = tuple(sorted((*one.story, second), key=lambda held: held.at))
    both = replace(one, log=(*one.log, second), story=story, of={**one.of, "quote": (entry, second)})
    first, last = (told("quote", both, which=which) for which in (1, 2))
    assert ("BJ-20260608-003-1" in first, "¥10,000.00" in first) == (True, True)
    assert ("BJ-20260608-003-2" in last, "¥9,000.00" in last, "¥10,000.00" in last) == (True, True, False)
    assert sheets.code_of("quote", both, 1) == sheets.code_of("quote", one, 1) != sheets.code_of("quote", both, 2)


# ------------------------------------------------------------------ what is still to be paid


def test_the_notice_tells_what_each_payer_bears_paid_and_owes() -> None:
    one = order(ROOF)
    text = told("payment_notice", one)
    for share in order_money.shares(one):
        assert shown(share.amount) in text
        assert shown(share.paid) in text
        assert shown(max(share.owed, Decimal(0))) in text
        assert share.party in text
    assert [name for name in ("陈昇", "张静", "138****") if name in text] == []  # whoever shares with others is not told their names
    assert [word for word in ("¥5,660.08", in_words(Decimal("5660.08")), "2026-07-09", "6222000001") if word not in text] == []


@pytest.mark.parametrize(
    ("day", "said"), [(date(2026, 7, 9), "请在付款期限内付清"), (date(2026, 7, 10), "已过1日"), (date(2026, 8, 1), "已过23日")]
)
def test_it_is_overdue_from_the_day_after_the_last_one(day: date, said: str) -> None:
    assert said in told("payment_notice", order(ROOF), day=day)


def test_what_is_disputed_is_not_asked_for() -> None:
    one = order(ROOF)
    entry = replace(one.story[-1], step="dispute", filled={"why": "面积不对"}, place=len(one.log))
    disputed = replace(one, story=(*one.story, entry), of={**one.of, "dispute": (entry,)})
    text = told("payment_notice", disputed, day=date(2026, 8, 1))
    assert ("暂不催收" in text, "付款期限已过" in text) == (True, False)
    ended = replace(
        disputed, story=(*disputed.story, replace(entry, step="resolve", filled={"outcome": "withdrawn"}, place=len(one.log) + 1))
    )
    assert "已过23日" in told("payment_notice", ended, day=date(2026, 8, 1))


def test_what_is_paid_is_thanked_for() -> None:
    assert "感谢您的支持" in told("payment_notice", order(REPAIR))


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("sheet", DOCUMENTS)
def test_no_sheet_threatens(sheet: str, lang: str) -> None:
    text = told(sheet, order(REPAIR), lang, day=date(2027, 1, 1))
    assert [one for one in THREATS if one in text] == []


# ------------------------------------------------------------------ what is taken back


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_credit_note_is_negative_and_points_at_its_statement(lang: str) -> None:
    text = told("credit_note", order(REPAIR), lang)
    wanted = [
        "HC-20260318-002-1",
        "JS-20260318-002",
        "2026-03-2309:30",
        "−73.39",
        "−6.61",
        "¥−80.00",
        "人民币负捌拾元整",
        "444.00",
        "364.00",
        "36.00",
    ]
    assert [one for one in wanted if one not in text] == []


@given(st.decimals("0.01", "444.00", places=2))
def test_statement_notes_and_what_is_left_add_up(amount: Decimal) -> None:
    one = order(REPAIR)
    note = replace(one.of["credit"][0], filled={"amount": amount, "reason": "核减"})
    story = tuple(note if held.step == "credit" else held for held in one.story)
    view = sheets.view("credit_note", replace(one, story=story, log=story, of={**one.of, "credit": (note,)}), paper.around())
    assert (view["total"], view["until"], view["left"]) == (-amount, amount, Decimal("444.00") - amount)
    assert view["in_words"] == in_words(-amount)


# ------------------------------------------------------------------ many lines, long words


@pytest.mark.parametrize("count", [0, 1, 6, 34, 200])
def test_a_quote_of_many_lines_breaks_well(count: int) -> None:
    one, name = (
        order(REPAIR),
        "给水立管检修口周边墙体开凿修补及防水层恢复含闭水试验二十四小时与垃圾清运至小区指定堆放点并保护电梯轿厢地面墙面共计六十个汉字",
    )
    line = {
        "kind": "material",
        "description": name,
        "quantity": Decimal(1),
        "unit": "pc",
        "unit_price": Decimal("1234567.89"),
        "tax_category": "repair",
    }
    total = Decimal("1234567.89") * count
    quote = replace(one.of["quote"][0], filled={"lines": (line,) * count, "total": total})
    story = tuple(quote if held.step == "quote" else held for held in one.story)
    long = replace(one, story=story, log=story, of={**one.of, "quote": (quote,)})
    around = paper.around()
    data = pdf.pdf(paper.DOCUMENTS.html("order/quote.html.j2", sheets.view("quote", long, around)), paper.PRINTED, one.id)
    pages = paper.pages(data)
    assert len(data) < 150_000 * len(pages)
    assert "".join(pages).count("1,234,567.89") >= count
    assert ("付款人确认" in pages[-1], in_words(total) in pages[-1]) == (True, True)
    assert [bool(re.search(rf"第{n}页/共{len(pages)}页", page)) for n, page in enumerate(pages, 1)] == [True] * len(pages)


# ------------------------------------------------------------------ in an office


STORY = """
2026-03-07T22:40+08:00 report --unit QH-5-802 --description 厨房支管爆裂 --urgency emergency --channel phone --reporter P-0802 --item pipe --by S-01
2026-03-07T22:44+08:00 triage 7-1 --priority P1 --no-survey-needed --by S-01
2026-03-07T22:45+08:00 quote 7-1 --total 342.30 --by S-01
2026-03-07T22:46+08:00 approve 7-1 --approved-by P-0802 --method phone --by S-01
2026-03-07T22:47+08:00 dispatch 7-1 --technician S-11 --tools 管钳 --materials PPR管 --by S-01
2026-03-07T23:05+08:00 arrive 7-1 --by S-11
2026-03-08T00:50+08:00 finish 7-1 --work-done 换管 --result repaired --hours 2 --by S-11
2026-03-08T00:51+08:00 accept 7-1 --signed-by P-0802 --result pass --by S-01
2026-03-10T10:00+08:00 settle 7-1 --payer owner --payer-party P-0802 --payer-reason 专有部分 --line "水工 2" --by S-01
2026-03-10T10:05+08:00 pay 7-1 100 --method wechat --by S-01
2026-03-12T10:05+08:00 credit 7-1 --amount 10.00 --reason 核减 --by S-01
"""


def test_each_is_printed_in_an_office_once_its_step_was_taken(tmp_path: Path) -> None:
    clerk = begun(tmp_path)
    clerk.tell("\n".join(STORY.strip().splitlines()[:1]))
    early = clerk.give("2026-03-07T22:41+08:00", "order print 7-1 credit_note")
    assert (early.code, "comes after credit" in early.err) == (3, True)
    clerk.tell("\n".join(STORY.strip().splitlines()[1:]))
    said = clerk.give("2026-03-12T10:06+08:00", f"order print 7-1 {' '.join(DOCUMENTS)} --pdf --document-lang zh")
    assert said.code == 0, said.err
    texts = {path.name.partition("_")[0]: "".join(paper.pages(path.read_bytes())) for path in (clerk.office / "out").glob("*.pdf")}
    assert set(texts) == {"报修登记表", "报价单", "付款通知", "红字结算单"}
    assert "¥342.30" in texts["报价单"] and "张静" in texts["报价单"]
    assert [one for one in ("¥50.00", "人民币伍拾元整", "100.00", "10.00") if one not in texts["付款通知"]] == []
    assert "人民币负壹拾元整" in texts["红字结算单"]
