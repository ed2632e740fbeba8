"""Several payers, credit, refund, dispute, late interest and invoices, through the real commands."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest

from tests.clerk import Clerk, begun

DONE = """
2026-12-01T08:30 order report --unit QH-5-802 --part private --channel phone --reporter P-0802 --relation owner --occurred-at 2026-12-01T08:00 --impact-scope 本户 --description 排水立管更换 --urgency routine --item pipe --by S-01
2026-12-01T09:00 order triage 1 --priority P3 --no-survey-needed --complexity simple --by S-01
2026-12-01T09:10 order dispatch 1 --technician S-11 --tools 管钳 --materials PPR管 --ppe gloves --by S-01
2026-12-01T09:30 order arrive 1 --badge-shown --by S-11
2026-12-01T10:00 order finish 1 --work-done 更换 --result repaired --by S-11 --site-cleaned
2026-12-01T10:05 order accept 1 --signed-by P-0802 --sign-method signature --result pass --by S-11
"""
MORE = """
2026-12-01T08:00 party new P-0301 --name 罗敏 --phone 13700001234 --unit QH-1-303 --relation owner
2026-12-01T08:00 party new P-0302 --name 何青 --phone 13700005678 --unit QH-1-303 --relation owner
"""
LINE = '--line "外包:立管 1项 10000"'
SETTLE = "order settle 1-1 --payer owner --payer-party P-0802 --payer-reason 专有部分 --by S-01"
WO, ROOF = "WO-20261201-001", "WO-20261201-002"


@pytest.fixture(scope="session")
def done(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An office whose order of 1 December 2026 is accepted, made once; each test gets its own copy."""
    clerk = begun(tmp_path_factory.mktemp("paying"))
    clerk.tell(DONE + MORE)
    return clerk.office.parent


@pytest.fixture
def clerk(done: Path, tmp_path: Path) -> Clerk:
    shutil.copytree(done, tmp_path / "town", symlinks=True)
    return Clerk(tmp_path / "town" / "office")


def shown(clerk: Clerk, now: str, name: str = WO) -> Any:
    return clerk.give(now, f"{'complaint' if name.startswith('TS') else 'order'} show {name} --json").json


def owed(clerk: Clerk, now: str = "2026-12-05T09:00") -> list[str]:
    return [one["owed"] for one in shown(clerk, now)["account"]["shares"]]


def codes(clerk: Clerk, now: str, *, only: str) -> list[str]:
    return [one["code"] for one in clerk.give(now, "check --json").json["findings"] if one["code"].startswith(only)]


# ------------------------------------------------------------------ several payers


def test_c07_three_payers_bear_their_areas_to_the_fen(clerk: Clerk) -> None:
    clerk.tell(
        f'2026-12-02T09:00 {SETTLE} {LINE} --share "P-0802 89.51" --share "P-0301 102.37" --share "owner P-0302 76.12 # 按面积"\n'
        "2026-12-02T10:00 order pay 1-1 3819.78 --paid-by P-0301 --method wechat --by S-01"
    )
    held = shown(clerk, "2026-12-05T09:00")
    assert [one["amount"] for one in held["settlement"]["shares"]] == ["3339.92", "3819.78", "2840.30"]
    assert [(one["party"], one["owed"]) for one in held["account"]["shares"]] == [
        ("P-0802", "3339.92"), ("P-0301", "0.00"), ("P-0302", "2840.30"),
    ]  # fmt: skip
    assert held["settlement"]["payable"] == "10000.00"
    assert codes(clerk, "2026-12-05T09:00", only="SETTLE-SHARES") == []


def test_the_chinese_words_do_the_same(clerk: Clerk) -> None:
    clerk.tell(
        f'2026-12-02T09:00 工单 结算 1-1 --付款人 业主 --承担依据 约定 {LINE} --分摊 "业主 P-0802 60%" --分摊 "保险公司 40%" --by S-01'
    )
    assert [(one["payer"], one["amount"]) for one in shown(clerk, "2026-12-05T09:00")["settlement"]["shares"]] == [
        ("owner", "6000.00"), ("insurer", "4000.00"),
    ]  # fmt: skip


def test_a_stated_amount_and_the_rest_and_the_first_stands_for_the_statement(clerk: Clerk) -> None:
    settle = f'order settle 1-1 {LINE} --interest-agreed 合同 --share "owner P-0802 2500.50元 # 约定" --share "insurer 1" --by S-01'
    clerk.tell(f"2026-12-02T09:00 {settle}")
    held = shown(clerk, "2026-12-05T09:00")["settlement"]
    assert [one["amount"] for one in held["shares"]] == ["2500.50", "7499.50"]
    assert (held["payer"], held["payer_reason"], held["payer_party"]) == ("owner", "约定", "P-0802")
    assert held["interest_rate"] == "0.0003"
    assert codes(clerk, "2026-12-05T09:00", only="") == []


@pytest.mark.parametrize(
    ("shares", "told"),
    [
        ('--share "P-0802 60%" --share "P-0301 39%"', "The shares of the payers come to 60% + 39%, not to 10000.00."),
        ('--share "P-0802 1000元" --share "P-0301 8999.99元"', "The shares of the payers come to 9999.99, not to 10000.00."),
        ('--share "P-0802 x"', "x is neither a part nor an amount."),
        ('--share "P-0802"', "P-0802 is neither a part nor an amount."),
        ('--share "P-0802 张静 1"', "Wanted: who, and which part"),
        ('--share "P-0802 1/0"', "Row 1 of the payers: 1/0 is no part."),
    ],
)
def test_shares_that_do_not_add_up_are_refused(clerk: Clerk, shares: str, told: str) -> None:
    said = clerk.give("2026-12-02T09:00", f"{SETTLE} {LINE} {shares}")
    assert said.code == 2 and told in " ".join(said.err.split())


def test_a_share_that_a_hand_changed_is_found(clerk: Clerk) -> None:
    clerk.tell(f'2026-12-02T09:00 {SETTLE} {LINE} --share "P-0802 1/3" --share "P-0301 2/3"')
    path = clerk.office / f"records/orders/2026/12/{WO}.yaml"
    path.write_text(path.read_text().replace("amount: 3333.33", "amount: 3333.34"))
    assert sorted(set(codes(clerk, "2026-12-05T09:00", only=""))) == ["FROZEN-DIFFERS", "SETTLE-SHARES"]


def test_c07_the_roof_its_retention_and_one_flat(clerk: Clerk) -> None:
    roof = 'order settle 1-2 --payer fund --payer-reason 共用部位大修 --line "外包:屋面防水大修 1项 186000" --by S-01'
    clerk.tell(DONE.replace("--unit QH-5-802 --part private", "--spot 清和苑3幢屋面 --part common").replace(" 1 --", " 2 --"))
    clerk.tell(f'2026-12-02T09:00 {roof} --share "P-0301 104.00" --share "company 6136.00"')
    held = shown(clerk, "2026-12-05T09:00", ROOF)["settlement"]
    assert (held["net"], held["tax"], held["in_words"]) == ("170642.20", "15357.80", "人民币壹拾捌万陆仟元整")
    assert [one["amount"] for one in held["shares"]] == ["3100.00", "182900.00"]
    clerk.tell(f"2026-12-05T09:00 order retract {ROOF} settle --why 扣质保金 --by S-01")
    clerk.tell(f"2026-12-05T09:01 {roof.replace('1-2', ROOF)} --retention 5580")
    held = shown(clerk, "2026-12-05T09:05", ROOF)["settlement"]
    assert (held["total"], held["payable"]) == ("186000.00", "180420.00")


def test_a_payment_says_its_receipt_number_and_what_each_owes(clerk: Clerk) -> None:
    clerk.tell(f'2026-12-02T09:00 {SETTLE} {LINE} --share "P-0802 60%" --share "P-0301 40%"')
    said = clerk.give("2026-12-02T10:00", "order pay 1-1 4000 --paid-by P-0301 --receipt 0004711 --method cash --by S-01")
    assert "Receipt number SJ-20261201-001-1." in said.out
    assert "P-0802 (owner): bears 6000.00, owes 6000.00." in said.out and "P-0301 (owner): bears 4000.00, owes 0.00." in said.out


# ------------------------------------------------------------------ frozen versions


def test_price_list_and_rates_are_frozen_with_the_statement(clerk: Clerk) -> None:
    clerk.tell(f"2026-12-02T09:00 {SETTLE} {LINE}")
    held = shown(clerk, "2026-12-05T09:00")["settlement"]
    assert (held["price_version"], held["tax_version"]) == ("prices@2026-12", "taxes@2026-12")


def test_a_statement_of_before_stays_valid_without_them(clerk: Clerk) -> None:
    clerk.tell(f"2026-12-02T09:00 {SETTLE} {LINE}")
    path = clerk.office / f"records/orders/2026/12/{WO}.yaml"
    kept = [line for line in path.read_text().splitlines(keepends=True) if "_version:" not in line]
    path.write_text("".join(kept))
    assert codes(clerk, "2026-12-05T09:00", only="") == []


def test_a_rate_that_was_not_in_force_is_found(clerk: Clerk) -> None:
    clerk.tell(f"2026-12-02T09:00 {SETTLE} {LINE}")
    path = clerk.office / f"records/orders/2026/12/{WO}.yaml"
    path.write_text(path.read_text().replace("rate: 0.09", "rate: 0.11"))
    assert "TAX-RATE-EXPIRED" in codes(clerk, "2026-12-05T09:00", only="")


# ------------------------------------------------------------------ credit and refund


def test_settled_paid_credited_and_refunded_leaves_nothing(clerk: Clerk) -> None:
    clerk.tell(f"""
2026-12-02T09:00 {SETTLE} --line "外包:立管 3项 114.10"
2026-12-02T09:30 order pay 1-1 342.30 --method wechat --by S-01
2026-12-03T09:00 order credit 1-1 --amount 100.00 --reason 少做 --by S-01
2026-12-03T09:10 order credit 1-1 --amount 242.30 --reason 全退 --by S-01
2026-12-03T09:30 order refund 1-1 --amount 342.30 --method wechat --paid-to P-0802 --by S-01
""")
    held = shown(clerk, "2026-12-05T09:00")
    notes = [one for one in held["log"] if one["step"] == "credit"]
    assert [(one["net"], one["tax"], one["total"]) for one in notes] == [("-91.74", "-8.26", "-100.00"), ("-222.30", "-20.00", "-242.30")]
    assert [one["in_words"] for one in notes] == ["人民币负壹佰元整", "人民币负贰佰肆拾贰元叁角整"]
    assert (held["settlement"]["net"], held["settlement"]["tax"], held["settlement"]["total"]) == ("314.04", "28.26", "342.30")
    assert owed(clerk) == ["0.00"]
    assert codes(clerk, "2026-12-05T09:00", only="") == []
    assert "paid 342.30 less 342.30 paid back, owed 0.00 yuan" in clerk.give("2026-12-05T09:00", f"order show {WO}").out


def test_a_refund_of_more_than_was_paid_too_much_is_found(clerk: Clerk) -> None:
    clerk.tell(f"""
2026-12-02T09:00 {SETTLE} --line "外包:立管 1项 342.30"
2026-12-02T09:30 order pay 1-1 342.30 --method wechat --by S-01
2026-12-03T09:30 order refund 1-1 --amount 0.01 --by S-01
""")
    assert codes(clerk, "2026-12-05T09:00", only="REFUND") == ["REFUND-TOO-HIGH"]


def test_the_retention_becomes_payable_when_it_is_released(clerk: Clerk) -> None:
    clerk.tell(f"""
2026-12-02T09:00 {SETTLE} {LINE} --retention 300
2026-12-02T09:30 order pay 1-1 9700 --method transfer --by S-01
2026-12-03T09:30 order release 1-1 --amount 300 --reason 质保期满 --by S-01
""")
    assert owed(clerk) == ["300.00"]


# ------------------------------------------------------------------ dispute, reminders, late interest


DISPUTED = f"""
2026-12-02T09:00 {SETTLE} {LINE} --interest-agreed 维修协议第七条
2026-12-20T09:00 order dispute 1-1 --why 工时不对 --by S-02
"""


def test_a_dispute_opens_its_complaint_and_stops_interest_until_it_is_resolved(clerk: Clerk) -> None:
    clerk.tell(DISPUTED)
    held = shown(clerk, "2026-12-30T09:00")
    complaint = next(one for one in held["log"] if one["step"] == "dispute")["complaint"]
    facts = shown(clerk, "2026-12-30T09:00", complaint)["facts"]
    assert (facts["about"], facts["order"], facts["complainant"]) == ("fee", WO, "P-0802")
    assert held["settlement"]["due"] == "2026-12-17" and held["settlement"]["interest_rate"] == "0.0003"
    assert (held["account"]["disputed"], held["account"]["interest"]) == (True, "6.00")  # 18 and 19 December
    clerk.tell("2026-12-22T09:00 order resolve 1220-1 --outcome not_upheld --by S-02".replace("1220-1", WO))
    assert shown(clerk, "2026-12-24T09:00")["account"] | {"shares": []} == {"shares": [], "disputed": False, "interest": "12.00"}
    assert "Late interest up to" in clerk.give("2026-12-24T09:00", f"order show {WO}").out


def test_the_end_of_the_complaint_ends_the_dispute(clerk: Clerk) -> None:
    clerk.tell(DISPUTED)
    name = next(one for one in shown(clerk, "2026-12-20T10:00")["log"] if one["step"] == "dispute")["complaint"]
    clerk.tell(f"""
2026-12-20T10:00 complaint assess {name} --level L1 --by S-01
2026-12-21T10:00 complaint reply {name} --upheld partly --method phone --by S-01
2026-12-21T11:00 complaint agree {name} --by S-01
2026-12-22T09:00 complaint close {name} --by S-01
""")
    last = shown(clerk, "2026-12-23T09:00")["log"][-1]
    assert (last["step"], last["outcome"], last["reason"]) == ("resolve", "partly", name)
    clerk.tell(f"2026-12-22T10:00 complaint retract {name} close --why 误关 --by S-01")


def test_a_named_complaint_is_not_opened_again(clerk: Clerk) -> None:
    clerk.tell(f"""
2026-12-02T09:00 {SETTLE} {LINE}
2026-12-03T09:00 complaint receive --unit QH-5-802 --description 收费太高 --about fee --by S-02
2026-12-03T09:10 order dispute 1-1 --why 收费太高 --complaint TS-20261203-001 --by S-02
""")
    assert clerk.give("2026-12-03T10:00", "complaint list --json").json["total"] == 1


def test_reminders_while_disputed_and_threats_are_found(clerk: Clerk) -> None:
    clerk.tell(DISPUTED + f"2026-12-21T09:00 order remind {WO} --channel phone --text 再不交就停水 --by S-02")
    assert codes(clerk, "2026-12-22T09:00", only="DUNNING") == ["DUNNING-DISPUTED", "DUNNING-FORBIDDEN"]


def test_without_an_agreement_no_interest_runs(clerk: Clerk) -> None:
    clerk.tell(f"2026-12-02T09:00 {SETTLE} {LINE}")
    held = shown(clerk, "2026-12-30T09:00")
    assert held["account"]["interest"] is None and "interest_rate" not in held["settlement"]


def test_a_dispute_keeps_the_payment_from_being_overdue(clerk: Clerk) -> None:
    clerk.tell(f"""
2026-12-02T09:00 {SETTLE} {LINE}
2026-12-10T09:00 order dispute {WO} --why 工时不对 --by S-02
""")
    assert codes(clerk, "2026-12-30T09:00", only="PAY") == []
    clerk.tell(f"2026-12-11T09:00 order resolve {WO} --outcome withdrawn --by S-02")
    assert codes(clerk, "2026-12-30T09:00", only="PAY") == ["PAY-OVERDUE"]


# ------------------------------------------------------------------ invoices


def test_invoices_that_do_not_fit_are_found(clerk: Clerk) -> None:
    clerk.tell(f"""
2026-12-02T09:00 {SETTLE} {LINE}
2026-12-02T10:00 order invoice 1-1 --amount 10000 --number 31 --sort ordinary --buyer P-0802 --by S-01
""")
    assert codes(clerk, "2026-12-03T09:00", only="INVOICE") == []
    clerk.tell(f"2026-12-03T10:00 order credit {WO} --amount 100 --reason 少做 --by S-01")
    assert codes(clerk, "2026-12-04T09:00", only="INVOICE") == ["INVOICE-MISMATCH"]
    clerk.tell(f"2026-12-04T10:00 order invoice {WO} --amount 100 --number 32 --sort red --credit-of 31 --by S-01")
    assert codes(clerk, "2026-12-05T09:00", only="INVOICE") == []


def test_an_exempt_line_needs_its_ground(clerk: Clerk) -> None:
    head = "kind,description,quantity,unit_price,tax_category,note\noutsourced,代办,1,100.00,exempt,"
    clerk.paper("free.csv", head + "\n")
    said = clerk.give("2026-12-02T09:00", f"{SETTLE} --lines {clerk.papers}/free.csv")
    assert said.code == 1 and "TAX-EXEMPT-REASON" in said.err
    clerk.paper("free.csv", head + "增值税法 24\n")
    clerk.tell(f"2026-12-02T09:00 {SETTLE} --lines {{papers}}/free.csv")
    held = shown(clerk, "2026-12-05T09:00")["settlement"]
    assert (held["net"], held["tax"], held["total"]) == ("100.00", "0.00", "100.00")
