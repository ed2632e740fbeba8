"""Whole orders judged by all the policies we ship at once: which version judges, and what is found."""

from __future__ import annotations

import pytest

from repairctl import checks
from repairctl.model import Record, Says
from tests.pack import BOOK
from tests.reading import at, record

# ------------------------------------------------------------------ which version judges


@pytest.mark.parametrize(
    ("reported", "version"),
    [
        ("2026-01-01T00:00", "service@2026-01"),
        ("2026-09-29T15:00", "service@2026-01"),
        ("2026-09-30T23:59", "service@2026-01"),
        ("2026-10-01T00:00", "service@2026-10"),
    ],
)
def test_an_order_is_judged_by_the_version_of_the_day_it_was_reported(reported: str, version: str) -> None:
    order = record(f"log: [{{step: report, at: {reported}, by: S-01}}]")
    assert version in _judging(order)


def test_the_plan_of_case_c11_is_late_by_the_old_version_and_not_by_a_day_more() -> None:
    late = _c11("2026-10-10T10:00")
    assert _plan_verdicts(late) == {("PLAN-LATE P4", Says.FAIL)}
    assert _plan_verdicts(_c11("2026-10-09T18:00")) == {("PLAN-LATE P4", Says.PASS)}


def test_an_order_before_the_pack_took_effect_is_not_guessed_at() -> None:
    order = record("log: [{step: report, at: 2025-12-31T23:59, by: S-01}]")
    codes = {one.code for one in checks.verdicts(order, BOOK, {}, at("2026-01-02T09:00"))}
    assert codes == {"POL-NONE-IN-FORCE"}


def _judging(order: Record) -> set[str]:
    return {version.name for _, version in BOOK.judging(order, at("2026-12-01T09:00")) if version}


def _c11(issued: str) -> Record:
    return record(f"""
        plan: {{start: 2026-10-12, end: 2026-10-16}}
        log:
        - {{step: report, at: 2026-09-29T15:00, by: S-01}}
        - {{step: triage, at: 2026-09-29T16:00, by: S-01, priority: P4, survey_needed: false}}
        - {{step: plan, at: {issued}, by: S-01}}
        """)


def _plan_verdicts(order: Record) -> set[tuple[str, Says]]:
    told = checks.verdicts(order, BOOK, {}, at("2026-10-10T12:00"))
    return {(one.rule.partition(" ")[2], one.says) for one in told if one.code == "PLAN-LATE" and one.says is not Says.NOT_APPLICABLE}


# ------------------------------------------------------------------ a whole order, by all policies at once

C01 = """
status: archived

place:
  unit: QH-5-802
  part: private

request:
  channel: phone
  reporter: P-0802
  relation: owner
  description: 厨房表后支管爆裂
  occurred_at: 2026-03-07T22:35:00+08:00
  impact_scope: 本户厨房、走廊
  urgency: emergency
  item: pipe

settlement:
  payer: owner
  payer_reason: 专有部分
  prices: with_tax
  lines:
  - {kind: labour, item: labour.plumbing, quantity: 2.0, unit: h, unit_price: 80.00, tax_category: repair}
  - {kind: labour, item: labour.night, quantity: 2.0, unit: h, unit_price: 40.00, tax_category: repair}
  - {kind: material, item: pipe.ppr, quantity: 3.0, unit: m, unit_price: 18.50, tax_category: repair}
  - {kind: material, item: valve.brass, quantity: 1, unit: pc, unit_price: 46.80, tax_category: repair}
  taxpayer: general
  tax_rounding: group
  net: 314.04
  tax: 28.26
  taxes:
  - {rate: 0.09, net: 314.04, tax: 28.26}
  total: 342.30
  in_words: 人民币叁佰肆拾贰元叁角整
  payable: 342.30
  due: 2026-03-25

log:
- {step: report, at: 2026-03-07T22:40, by: S-01}
- {step: triage, at: 2026-03-07T22:44, by: S-01, priority: P1, survey_needed: false, decision: accept}
- {step: dispatch, at: 2026-03-07T22:45, by: S-01, technician: S-11, tools: [管钳, 热熔机], materials: [PPR 管, 铜球阀], expedited: true}
- {step: arrive, at: 2026-03-07T23:05, by: S-11}
- {step: contain, at: 2026-03-07T23:20, by: S-11}
- {step: restore, at: 2026-03-08T00:50, by: S-11}
- {step: finish, at: 2026-03-08T00:50, by: S-11, work_done: 更换爆裂段，试压合格, result: repaired, photos: [a1f3, 77c0], site_cleaned: true}
- {step: accept, at: 2026-03-08T00:50, by: S-11, signed_by: P-0802, warranty_to: 2026-09-08}
- {step: follow_up, at: 2026-03-08T20:00, by: S-02, fixed: true, rating: 5}
- {step: settle, at: 2026-03-10T10:00, by: S-01}
- {step: pay, at: 2026-03-10T10:05, by: S-01, amount: 342.30, method: wechat}
- {step: close, at: 2026-03-10T11:00, by: S-01}
- {step: archive, at: 2026-03-12T09:00, by: S-01, entry: AR-20260312-001}
"""


def test_case_c01_has_no_findings_at_all() -> None:
    assert _findings(C01) == []


@pytest.mark.parametrize(
    ("was", "becomes", "codes"),
    [
        ("arrive, at: 2026-03-07T23:05", "arrive, at: 2026-03-07T23:11", ["SLA-ARRIVE-LATE"]),
        ("total: 342.30", "total: 342.31", ["FROZEN-DIFFERS", "SETTLE-ARITH"]),
        ("warranty_to: 2026-09-08", "warranty_to: 2026-09-07", ["FROZEN-DIFFERS"]),
        ("unit_price: 18.50", "unit_price: 18.51", ["FROZEN-DIFFERS", "PRICE-NOT-POSTED", "SETTLE-ARITH"]),
        ("by: S-02, fixed: true", "by: S-02, fixed: false", ["VISIT-BAD-NO-ACTION"]),
    ],
)
def test_a_slip_in_case_c01_is_found_and_nothing_else(was: str, becomes: str, codes: list[str]) -> None:
    assert was in C01
    assert _findings(C01.replace(was, becomes, 1)) == codes


def _findings(text: str) -> list[str]:
    moment = at("2026-03-12T10:00")
    filed = record("entry: {title: 爆管}\nlog: [{step: new, at: 2026-03-12T09:00, by: S-01}]", "archive", "AR-20260312-001")
    found = checks.findings(record(text), (), BOOK, {filed.id: filed}, moment, {"taxpayer": "general"})
    return sorted({one.code for one in found})
