"""What stands on the sheets: values and decisions, without template or paper."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from repairctl import sheets
from repairctl.model import Plain, Record
from tests import paper
from tests.reading import at, record

SENT = """
place: {unit: QH-5-802}
request: {description: 漏水}
log:
- {step: report, at: 2026-03-07 22:40, by: S-01}
- {step: dispatch, at: 2026-03-07 22:45, by: S-01, technician: S-11}
"""
FINISHED = SENT + "- {step: arrive, at: 2026-03-07 22:50, by: S-11}\n- {step: finish, at: 2026-03-07 23:00, by: S-11}\n"
AMOUNTS = st.decimals(min_value=-10_000_000, max_value=10_000_000, places=2)
ABOVE_ZERO = st.decimals(min_value="0.01", max_value=10_000_000, places=2)


def view(sheet: str, one: Record, lang: str = "zh", office: Mapping[str, Plain] | None = None) -> sheets.View:
    return sheets.view(sheet, one, paper.around(lang, office))


# ------------------------------------------------------------------ the code


@pytest.mark.parametrize("sheet", sheets.SHEETS)
def test_the_code_is_the_same_on_every_day_in_every_language_and_without_private_names(sheet: str) -> None:
    one, here = paper.sample(sheet), paper.around()
    elsewhere = replace(
        here, lang="en", day=date(2031, 1, 1), commit="", people={}, places={}, office={"name": "another"}, items={}, policy=()
    )
    codes = {sheets.view(sheet, one, around)["code"] for around in (here, elsewhere)}
    assert codes == {sheets.code_of(sheet, one, account=here.account)}
    assert len(str(codes.pop())) == len("3f9a-07c1")


def test_each_sheet_of_a_record_has_its_own_code() -> None:
    assert len({sheets.code_of(sheet, paper.sample(sheet)) for sheet in sheets.SHEETS}) == len(sheets.SHEETS)


CHANGES = {
    "an amount": ("total: 342.30", "total: 342.31"),
    "digits of a quantity": ("quantity: 3.0", "quantity: 3.00"),
    "the words": ("叁角整", "肆角整"),
    "the payer": ("payer_party: P-0802", "payer_party: P-0303"),
    "a minute": ("at: 2026-03-10 10:00", "at: 2026-03-10 10:01"),
    "a payment": ("amount: 342.30", "amount: 300.00"),
    "who settled": ("10:00, by: S-01", "10:00, by: S-02"),
}


@pytest.mark.parametrize("change", CHANGES)
def test_the_code_changes_with(change: str) -> None:
    old, new = CHANGES[change]
    assert old in paper.BURST_PIPE
    other = record(paper.BURST_PIPE.replace(old, new))
    assert sheets.code_of("settlement", other) != sheets.code_of("settlement", paper.burst_pipe())


def test_what_a_sheet_does_not_tell_leaves_its_code_alone() -> None:
    later = record(f"{paper.BURST_PIPE}- {{step: close, at: 2026-03-11 09:00, by: S-01}}\n")
    assert later.status == "closed"
    assert sheets.code_of("settlement", later) == sheets.code_of("settlement", paper.burst_pipe())


@given(AMOUNTS, AMOUNTS)
def test_two_amounts_have_two_codes(one: Decimal, other: Decimal) -> None:
    codes = {sheets.code_of("settlement", paper.with_lines(1, unit_price=amount)) for amount in (one, other)}
    assert len(codes) == len({str(one), str(other)})


# ------------------------------------------------------------------ what all sheets share


def test_a_telephone_number_is_masked_and_an_unknown_person_stays_a_reference() -> None:
    around = paper.around()
    assert around.person("P-0802") == "张静　138****6621"
    assert (around.person("P-9999"), around.person(None), around.name("S-11")) == ("P-9999", "", "李强")


def test_a_place_is_told_in_words_with_its_spot() -> None:
    spot = record(SENT.replace("unit: QH-5-802", "unit: QH-5-802, spot: 厨房"))
    assert view("dispatch", spot)["place"] == "清和苑5幢802　厨房"


@pytest.mark.parametrize("sheet", sheets.SHEETS)
def test_a_sheet_is_known_by_its_own_number(sheet: str) -> None:
    until = "-20260312" if sheets.SHEETS[sheet].account else ""
    assert view(sheet, paper.sample(sheet))["number"] == f"{sheets.SHEETS[sheet].number(paper.sample(sheet), 0)}{until}"


# ------------------------------------------------------------------ settlement


@given(AMOUNTS, ABOVE_ZERO, ABOVE_ZERO)
def test_what_is_left_to_pay_is_what_is_payable_less_payments_and_credits(payable: Decimal, paid: Decimal, credit: Decimal) -> None:
    entries = f"- {{step: pay, at: 2026-03-10 11:00, by: S-01, amount: {paid}}}\n"
    entries += f"- {{step: credit, at: 2026-03-10 12:00, by: S-01, amount: {credit}, reason: 多收}}\n"
    told = view("settlement", record(paper.BURST_PIPE.replace("payable: 342.30", f"payable: {payable}") + entries))
    assert told["balance"] == payable - paid - credit - Decimal("342.30")


def test_what_is_taken_off_carries_its_sign_and_what_is_nothing_is_left_out() -> None:
    told = view("settlement", paper.changed(paper.burst_pipe(), "settlement", deposit=Decimal("100.00"), retention=Decimal("0.00")))
    assert told["taken_off"] == [("已收押金", Decimal("-100.00")), ("已付", Decimal("-342.30"))]


def test_where_a_rate_is_missing_nothing_is_claimed_to_be_payable() -> None:
    told = view("settlement", paper.changed(paper.burst_pipe(), "settlement", total=None, payable=None))
    assert (told["total"], told["balance"], told["quote_difference"]) == (None, None, None)


def test_one_tax_category_is_named_beside_the_tax_and_several_beside_each_line() -> None:
    one = view("settlement", paper.with_lines(2))
    lines = (*paper.with_lines(1).rows("settlement.lines"), {"kind": "material", "item": "lock", "tax_category": "goods"})
    several = view("settlement", paper.changed(paper.burst_pipe(), "settlement", lines=lines))
    assert ([row["category"] for row in rows(one, "taxes")], [row["tax"] for row in rows(one, "lines")]) == (["建筑修缮"], ["", ""])
    assert ([row["category"] for row in rows(several, "taxes")], [row["tax"] for row in rows(several, "lines")]) == (
        [""],
        ["建筑修缮", "货物"],
    )


def test_a_line_without_words_has_those_of_the_price_book_in_the_language_of_the_sheet() -> None:
    found = [rows(view("settlement", paper.burst_pipe(), lang), "lines")[1]["description"] for lang in ("zh", "en")]
    assert found == ["夜间加收（22 时至 6 时）", "night supplement"]


def test_units_are_written_in_the_language_of_the_sheet_and_unknown_ones_as_they_were() -> None:
    units = [
        rows(view("settlement", paper.with_lines(1, unit=unit), lang), "lines")[0]["unit"] for unit in ("m2", "桶") for lang in ("zh", "en")
    ]
    assert units == ["㎡", "m²", "桶", "桶"]


def test_kinds_of_lines_are_summed_where_there_are_several() -> None:
    assert view("settlement", paper.burst_pipe())["subtotals"] == [("人工小计", Decimal("240.00")), ("材料小计", Decimal("102.30"))]
    assert view("settlement", paper.with_lines(6))["subtotals"] == []


def test_the_difference_from_the_quote_is_told() -> None:
    log = "- {step: quote, at: 2026-03-07 22:44, by: S-01, total: 300.00}\n- {step: approve, at: 2026-03-07 22:45, by: S-01}\n- {step: dispatch,"
    quoted = view("settlement", record(paper.BURST_PIPE.replace("- {step: dispatch,", log)))
    assert (quoted["quote_total"], quoted["quote_difference"]) == (Decimal("300.00"), Decimal("42.30"))


# ------------------------------------------------------------------ acceptance

LIMITS = [({"at_least": 0.6}, "≥ 0.6"), ({"at_most": 4}, "≤ 4"), ({"at_least": 1, "at_most": 2}, "1 – 2"), ({}, "")]


@pytest.mark.parametrize(("bounds", "shown"), LIMITS)
def test_the_limit_of_a_check_is_shown_as_people_write_it(bounds: Mapping[str, object], shown: str) -> None:
    held = "".join(f", {name}: {value}" for name, value in bounds.items())
    text = paper.BURST_PIPE.replace("method: 目测, passed: true", f"method: 目测{held}, passed: true")
    assert rows(view("acceptance", record(text)), "checks")[1]["limit"] == shown


def test_before_the_acceptance_there_are_rows_to_write_on_and_after_it_none() -> None:
    before, after = view("acceptance", record(FINISHED)), view("acceptance", paper.burst_pipe())
    assert (before["blanks"], before["verdict"], before["judged"]) == (6, "", False)
    assert (after["blanks"], after["verdict"], after["judged"]) == (0, "合格", True)


def test_a_rejection_is_told_with_its_reason_also_when_the_work_was_accepted_later() -> None:
    reject = "- {step: reject, at: 2026-03-07 23:10, by: S-01, reason: 渗水, rework_due: 2026-03-09}\n"
    told = view("acceptance", record(FINISHED + reject))
    assert (told["verdict"], told["blanks"], rows(told, "rejections")[0]["reason"]) == ("不合格，返工", 0, "渗水")


@pytest.mark.parametrize(("part", "signs"), [("private", "业主（使用人）"), ("common", "业主委员会"), ("limited_common", "业主委员会")])
def test_the_owners_committee_signs_for_what_is_shared(part: str, signs: str) -> None:
    assert view("acceptance", paper.changed(paper.burst_pipe(), "place", part=part))["owner"] == signs


def test_the_warranty_is_told_from_its_first_day_to_its_last() -> None:
    told = view("acceptance", paper.burst_pipe())
    assert (told["warranty_from"], told["warranty_to"]) == (date(2026, 3, 8), date(2026, 9, 8))


# ------------------------------------------------------------------ dispatch


def test_planned_materials_are_listed_for_the_pen_until_what_was_used_is_known() -> None:
    sent = view("dispatch", record(SENT.replace("technician: S-11", "technician: S-11, materials: [PPR 管, 球阀]")))
    assert ([row["description"] for row in rows(sent, "parts")], sent["blanks"]) == (["PPR 管", "球阀"], 2)
    used = view("dispatch", paper.burst_pipe())
    assert ([row["old_part"] for row in rows(used, "parts")], used["blanks"]) == (["", "交还业主"], 0)


def test_the_limits_come_from_the_verdicts_and_certificates_show_their_last_digits() -> None:
    told = view("dispatch", paper.burst_pipe())
    assert (getattr(told["arrive_by"], "minute", None), told["certificates"]) == (at("2026-03-07 23:10"), "1990")


def test_work_that_waits_says_why_until_it_goes_on() -> None:
    hold = SENT + "- {step: hold, at: 2026-03-07 23:00, by: S-01, reason: waiting_parts}\n"
    resumed = hold + "- {step: resume, at: 2026-03-08 09:00, by: S-01}\n"
    assert [view("dispatch", record(text))["unfinished"] for text in (SENT, hold, resumed)] == ["", "待料", ""]


def test_the_rating_of_the_follow_up_is_told_in_words() -> None:
    assert [view("dispatch", paper.burst_pipe(), lang)["rating"] for lang in ("zh", "en")] == ["5 很满意", "5 very satisfied"]


def rows(told: Mapping[str, object], name: str) -> list[Mapping[str, object]]:
    held = told[name]
    assert isinstance(held, list)
    return held


def test_every_kind_that_has_documents_can_be_printed_by_its_name() -> None:
    from repairctl.cli import generated

    assert set(generated.PRINTED) == {one.kind for one in sheets.SHEETS.values()}
    assert all(one.name == name for name, one in sheets.ALL.items())
