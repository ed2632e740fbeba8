"""The papers of an order's money: what a reader finds on them is what the record says, to the fen."""

from __future__ import annotations

import io
from collections.abc import Mapping
from datetime import date
from decimal import Decimal

import pypdfium2
import pytest
import zxingcpp
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace
from pypdf import PdfReader

from repairctl import money, sheets
from repairctl.actions import printing
from repairctl.edges import pdf
from repairctl.edges.documents import money as written
from repairctl.model import Plain, Record
from repairctl.sheets.papers import A4, HALF_FORM, PAPERS
from tests import paper
from tests.clerk import Clerk
from tests.reading import record
from tests.test_documents import HOSTILE, LONG, folded

ORDERS = paper.SAMPLES / "order"
EXTRA = (ORDERS / "WO-20260309-002.yaml").read_text(encoding="utf-8")
ROOF = (ORDERS / "WO-20260312-001.yaml").read_text(encoding="utf-8")
SHEETS = ("register", "quote", "receipt", "payment_notice", "credit_note")
AMOUNTS = st.decimals(min_value="0.01", max_value="999999999.99", places=2)


def extra(text: str = EXTRA) -> Record:
    return record(text, id="WO-20260309-002")


def told(sheet: str, one: Record, lang: str = "zh", which: int = 0) -> str:
    view = sheets.view(sheet, one, replace(paper.around(lang), which=which))
    return "".join(paper.pages(pdf.pdf(paper.DOCUMENTS.html(sheets.SHEETS[sheet].template, view), paper.PRINTED, "x")))


def lacking(text: str, *wanted: str) -> list[str]:
    return [one for one in wanted if folded(one) not in text]


def test_the_samples_are_whole_and_their_sums_are_right() -> None:
    for one in (extra(), record(ROOF, id="WO-20260312-001")):
        total = one.value("settlement.total")
        assert isinstance(total, Decimal)
        assert one.value("settlement.in_words") == money.in_words(total)
        net, tax = one.value("settlement.net"), one.value("settlement.tax")
        assert isinstance(net, Decimal)
        assert isinstance(tax, Decimal)
        assert net + tax == total
    view = sheets.view("settlement", extra(), paper.around())
    assert sum(amount for _, amount in pairs(view, "subtotals")) == Decimal("1300.00")


@pytest.mark.parametrize("sheet", sheets.of_kind("order"))
def test_every_document_of_an_order_has_a_sample(sheet: str) -> None:
    assert sheets.SHEETS[sheet].ready(paper.sample(sheet))


# ------------------------------------------------------------------ what stands on them


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_quote_tells_its_lines_total_words_limit_and_what_was_added(lang: str) -> None:
    text = told("quote", extra(), lang)
    amounts = ["640.00", "336.00", "279.00", "30.00", "−80.00", "¥1,205.00", "95.00", "1,300.00"]
    names = ["聚合物水泥防水涂料 JS-II 型", "18 kg/桶", "更换地漏", "张静", "2026-03-23", "2026-03-11 10:15", "BJ-20260309-002-1"]
    assert lacking(text, *amounts, *names, "人民币壹仟贰佰零伍元整", "拆除面层，重做防水，闭水试验", "2026-03-10 10:00") == []


def test_a_quote_given_as_one_sum_has_no_lines_and_says_so() -> None:
    start, end = EXTRA.index("  lines:\n", EXTRA.index("step: quote")), EXTRA.index("  total: 1205.00")
    text = told("quote", extra(EXTRA[:start] + EXTRA[end:]))
    assert lacking(text, "按总价报价", "¥1,205.00", "人民币壹仟贰佰零伍元整") == []


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_receipt_tells_payer_amount_words_way_reference_and_statement(lang: str) -> None:
    first, second = told("receipt", extra(), lang, 1), told("receipt", extra(), lang, 2)
    assert lacking(first, "SJ-20260309-002-1", "¥300.00", "人民币叁佰元整", "4200001987202603101234567890", "张静", "王敏") == []
    assert lacking(second, "SJ-20260309-002-2", "¥500.00", "人民币伍佰元整", "网银 0317-0088", "JS-20260309-002", "1,300.00") == []
    assert ("JS-20260309" in first, "不作为发票" in first or "notaninvoice" in first) == (False, True)


def test_a_later_statement_does_not_change_the_receipt_of_an_advance() -> None:
    before = extra(EXTRA[: EXTRA.index("settlement:")] + EXTRA[EXTRA.index("log:") : EXTRA.index("- {step: settle")])
    assert sheets.code_of("receipt", before, 1) == sheets.code_of("receipt", extra(), 1)
    views = [sheets.view("receipt", one, replace(paper.around(), which=1)) for one in (before, extra())]
    assert views[0] == views[1]


def test_a_receipt_that_was_taken_back_keeps_its_number_and_so_do_those_after_it() -> None:
    back = "- {step: retract, at: 2026-03-19 09:00, by: S-01, what: pay, of: 2026-03-10 10:05, whose: S-01, note: 重复}\n"
    one = extra(EXTRA.rstrip() + "\n" + back)
    assert len(one.of["pay"]) == 1
    assert sheets.view("receipt", one, paper.around())["number"] == "SJ-20260309-002-2"


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_payment_notice_tells_what_is_owed_until_when_and_how_to_pay(lang: str) -> None:
    text = told("payment_notice", extra(), lang)
    assert lacking(text, "1,300.00", "−300.00", "−65.00", "−62.00", "−500.00", "¥373.00", "人民币叁佰柒拾叁元整") == []
    assert lacking(text, "2026-03-31", "JS-20260309-002", "1202 0000 0000 0000", "0571-8800-0000") == []


FORBIDDEN = ("停水", "停电", "停气", "停暖", "断水", "断电", "cut off", "disconnect")


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_payment_notice_threatens_with_nothing(lang: str) -> None:
    text = told("payment_notice", extra(), lang)
    assert [word for word in FORBIDDEN if folded(word) in text] == []


@pytest.mark.parametrize(("day", "overdue"), [("2026-03-30", 0), ("2026-03-31", 0), ("2026-04-01", 1), ("2026-04-10", 10)])
def test_days_overdue_are_counted_from_the_day_after_the_last_one(day: str, overdue: int) -> None:
    around = replace(paper.around(), day=date.fromisoformat(day))
    view = sheets.view("payment_notice", extra(), around)
    html = paper.DOCUMENTS.html("order/payment_notice.html.j2", view)
    assert (view["overdue"], f"已逾期 {overdue} 天" in html) == (overdue, overdue > 0)


def test_where_nothing_is_owed_or_it_is_disputed_no_notice_is_wanted() -> None:
    sheet = sheets.SHEETS["payment_notice"]
    paid = extra(EXTRA.rstrip() + "\n- {step: pay, at: 2026-03-19 09:00, by: S-01, amount: 373.00, method: cash}\n")
    disputed = extra(EXTRA.rstrip() + "\n- {step: dispute, at: 2026-03-19 09:00, by: S-01, why: 单价不对}\n")
    assert [sheet.ready(one) for one in (extra(), paid, disputed)] == [True, False, False]
    assert [sheet.reached(one) for one in (extra(), paid, disputed)] == [True, True, True]
    refused = printing.NotWanted(paid, sheet)
    assert (refused.exit_code, "WO-20260309-002" in str(refused)) == (1, True)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_credit_note_is_below_nothing_and_names_its_statement(lang: str) -> None:
    text = told("credit_note", extra(), lang)
    assert lacking(text, "HC-20260309-002-1", "JS-20260309-002", "2026-03-16", "¥−62.00", "−62.00", "人民币负陆拾贰元整") == []
    assert lacking(text, "1,300.00", "1,238.00", "地砖实际用量 3.5 ㎡，多计 1 ㎡", "防滑地砖 300×300") == []


def test_a_second_credit_note_tells_what_was_credited_before() -> None:
    one = extra(EXTRA.rstrip() + "\n- {step: credit, at: 2026-03-19 09:00, by: S-02, amount: 38.00, reason: 优惠}\n")
    first, second = (sheets.view("credit_note", one, replace(paper.around(), which=which)) for which in (1, 2))
    assert [(view["total"], view["credited"], view["left"]) for view in (first, second)] == [
        (Decimal("-62.00"), Decimal("-62.00"), Decimal("1238.00")),
        (Decimal("-38.00"), Decimal("-100.00"), Decimal("1200.00")),
    ]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_register_tells_caller_place_fault_priority_and_what_becomes_of_it(lang: str) -> None:
    text = told("register", extra(), lang)
    assert lacking(text, "DJ-20260309-002", "张静", "138****6621", "卫生间地面渗水，楼下顶板返潮", "2026-03-08 20:00", "李强") == []
    assert lacking(text, "周二至周五 9:00–17:00", "家有老人，请先电话联系", "不影响安全，可约定时间", "本户卫生间、702 室顶板") == []


DECISIONS = [
    ("- {step: decline, at: 2026-03-07 23:00, by: S-01, reason: 供水总管, refer_to: 自来水公司}", "不予受理　供水总管　自来水公司"),
    ("- {step: triage, at: 2026-03-07 23:00, by: S-01, decision: refer, refer_to: 建设单位}", "转办　建设单位"),
    ("- {step: triage, at: 2026-03-07 23:00, by: S-01, decision: accept}", "受理"),
    ("", ""),
]


@pytest.mark.parametrize(("step", "decision"), DECISIONS)
def test_the_register_says_what_became_of_a_request(step: str, decision: str) -> None:
    text = f"place: {{unit: QH-5-802}}\nrequest: {{description: 漏水}}\nlog:\n- {{step: report, at: 2026-03-07 22:40, by: S-01}}\n{step}\n"
    assert sheets.view("register", record(text), paper.around())["decision"] == decision


def test_the_statement_tells_deposit_retention_quote_invoice_and_until_when_to_object() -> None:
    text = told("settlement", extra())
    assert lacking(text, "已收押金−300.00", "质保金−65.00", "红字冲减−62.00", "已付−500.00", "本次应付373.00") == []
    assert lacking(text, "报价1,205.00，差额95.00：地漏锈蚀，增项更换", "普通发票 26330000000001234567", "于 2026-03-31 前") == []
    assert lacking(text, "本单不作为发票使用", "优惠批准人周珺", "质保金65.00于质保期满后支付") == []


def test_the_acceptance_sheet_tells_photos_before_during_and_after_and_numbers_concealed_work() -> None:
    text = told("acceptance", extra())
    assert lacking(text, "照片（前）前-1、前-2", "照片（中）中-防水层", "后-1、后-2", "Y1", "BJ-20260309-002-1", "1,205.00") == []
    assert lacking(text, "门口两块地砖空鼓", "整改期限2026-03-14", "复验2026-03-14 11:00", "≥20mm", "25mm", "整改后合格") == []


def test_the_statement_of_a_common_part_is_for_the_fund() -> None:
    text = told("settlement", record(ROOF, id="WO-20260312-001"))
    assert (
        lacking(
            text, "维修资金，共用部位，业主大会表决同意使用维修资金", "¥186,000.00", "−5,580.00", "180,420.00", "人民币壹拾捌万陆仟元整"
        )
        == []
    )


SHARES = [("张静、业主", "123.20", "100.00", "0.00", "23.20"), ("物业公司", "219.10", "0.00", "0.00", "219.10")]


@pytest.mark.parametrize(("name", "lang"), [(name, lang) for name in (A4, HALF_FORM) for lang in ("zh", "en")])
@pytest.mark.parametrize("sheet", ["settlement", "payment_notice"])
def test_several_payers_stand_in_a_table_with_what_each_bears_and_owes(sheet: str, name: str, lang: str) -> None:
    one = paper.burst_pipe() if sheet == "settlement" else extra()
    shares = [(who, *map(Decimal, amounts)) for who, *amounts in SHARES]
    view = {**sheets.view(sheet, one, replace(paper.around(lang), paper=PAPERS[name])), "shares": shares}
    found = paper.pages(pdf.pdf(paper.DOCUMENTS.html(sheets.SHEETS[sheet].template, view), paper.PRINTED, "x"))
    assert [lacking("".join(found), "".join(row)) for row in SHARES] == [[], []]
    assert name != A4 or len(found) == 1


def test_one_payer_needs_no_table() -> None:
    assert [sheets.view(sheet, extra(), paper.around())["shares"] for sheet in ("settlement", "payment_notice")] == [[], []]


# ------------------------------------------------------------------ laws


@settings(max_examples=25, deadline=None)
@given(AMOUNTS)
def test_figures_and_words_of_a_receipt_agree_for_every_amount(amount: Decimal) -> None:
    one = extra(EXTRA.replace("amount: 500.00", f"amount: {amount}"))
    view = sheets.view("receipt", one, paper.around())
    html = paper.DOCUMENTS.html("order/receipt.html.j2", view)
    assert f"¥ {written(amount)}" in html
    assert f">{money.in_words(amount)}<" in html


@settings(max_examples=25, deadline=None)
@given(AMOUNTS, AMOUNTS)
def test_what_is_left_of_a_statement_is_its_total_less_all_credits(first: Decimal, second: Decimal) -> None:
    more = f"\n- {{step: credit, at: 2026-03-19 09:00, by: S-02, amount: {second}, reason: 优惠}}\n"
    one = extra(EXTRA.replace("amount: 62.00", f"amount: {first}").rstrip() + more)
    assert sheets.view("credit_note", one, paper.around())["left"] == Decimal("1300.00") - first - second


# ------------------------------------------------------------------ many lines, long words, hostile text


def quoted(count: int, **line: Plain) -> Record:
    row = {"kind": "material", "quantity": Decimal(1), "unit": "pc", "unit_price": Decimal("10.00"), "tax_category": "repair", **line}
    lines = tuple({"description": f"第{number}项", **row} for number in range(1, count + 1))
    return with_filled(extra(), "quote", lines=lines, total=Decimal("10.00") * count)


def with_filled(one: Record, step: str, **values: Plain) -> Record:
    """The record with other values in every entry of a step."""
    of = {key: tuple(replace(e, filled={**e.filled, **values}) if key == step else e for e in held) for key, held in one.of.items()}
    return replace(one, of=of)


@pytest.mark.parametrize("count", [0, 1, 6, 34, 200])
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_quote_of_many_lines_repeats_its_head_and_its_signature_stands_with_its_total(count: int, lang: str) -> None:
    html = paper.html("quote", quoted(count), lang)
    data = pdf.pdf(html, paper.PRINTED, "x")
    found = paper.pages(data)
    signed, head, summed = ("签字：", "序类别项目与说明", "报价合计") if lang == "zh" else ("Signed:", "#KindItem", "Quoteinwords")
    assert [page for page in found if signed in page] == found[-1:]
    assert summed in found[-1]
    rows = [page for page in found if any(f"第{number}项" in page for number in range(1, count + 1))]
    assert all(head in page for page in rows)
    assert all(f"第{number}项" in "".join(found) for number in range(1, count + 1))
    assert len(data) < 150_000 * len(found)
    assert all((f"第{n}页/共{len(found)}页" if lang == "zh" else f"page{n}of{len(found)}") in page for n, page in enumerate(found, 1))


def test_long_names_and_nine_digits_stay_inside_the_page() -> None:
    one = quoted(2, description=LONG, unit_price=Decimal("123456789.01"))
    data = paper.paper("quote", with_filled(one, "quote", total=Decimal("246913578.02")))
    text = "".join(paper.pages(data))
    assert lacking(text, LONG, "123,456,789.01", "¥246,913,578.02", money.in_words(Decimal("246913578.02"))) == []
    page = pypdfium2.PdfDocument(data)[0]
    white = page.render(scale=1, grayscale=True).to_pil().crop((595 - 36, 0, 595, 841))
    assert white.getextrema() == (255, 255)


def hostile(text: str) -> Record:
    one = with_filled(with_filled(extra(), "pay", reference=text), "credit", reason=text, lines=())
    one = with_filled(one, "quote", lines=({"kind": "labour", "description": text, "note": text, "unit": text},))
    one = with_filled(with_filled(one, "consent", work=text), "triage", reason=text)
    return paper.changed(paper.changed(one, "place", spot=text), "request", description=text, special_need=text, access_window=text)


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize("sheet", SHEETS)
def test_hostile_text_is_printed_as_it_was_written(sheet: str, text: str) -> None:
    html = paper.html(sheet, hostile(text), office=dict.fromkeys(paper.OFFICE, text))
    assert ("<script" in html, html.count("</style>"), html.count("</body>")) == (False, 1, 1)
    data = told(sheet, hostile(text))
    assert folded(text) in data


@pytest.mark.parametrize("sheet", SHEETS)
def test_the_qr_code_reads_from_a_raster_of_120_dpi(sheet: str) -> None:
    one = paper.sample(sheet)
    page = pypdfium2.PdfDocument(paper.paper(sheet, one))[0]
    (found,) = zxingcpp.read_barcodes(page.render(scale=120 / 72).to_pil())
    assert found.text.splitlines()[1:4] == [sheets.SHEETS[sheet].number(one, 0), one.id, sheets.code_of(sheet, one)]


@pytest.mark.parametrize("sheet", SHEETS)
def test_fonts_are_embedded_and_only_what_is_used_of_them(sheet: str) -> None:
    fonts = PdfReader(io.BytesIO(paper.paper(sheet, paper.sample(sheet)))).pages[0]["/Resources"]["/Font"]  # type: ignore[index]
    names = {str(one.get_object()["/BaseFont"]).partition("+") for one in fonts.values()}
    assert {name for _, _, name in names} == {"RepairctlSansSC-Regular", "RepairctlSansSC-Bold"}


def test_a_receipt_is_printed_in_an_office(clerk: Clerk) -> None:
    said = clerk.give("2026-03-07T22:50", "order print 1 register --document-lang zh")
    assert (said.code, "报修登记表_DJ-20260307-001.html" in said.out) == (0, True), said.err


@pytest.fixture(scope="module")
def clerk(tmp_path_factory: pytest.TempPathFactory) -> Clerk:
    from tests.clerk import begun

    one = begun(tmp_path_factory.mktemp("town"))
    one.tell("2026-03-07T22:40 order report --unit QH-5-802 --channel phone --description 漏水 --urgency emergency --by S-01\n")
    return one


def pairs(view: Mapping[str, object], name: str) -> list[tuple[str, Decimal]]:
    held = view[name]
    assert isinstance(held, list)
    return held
