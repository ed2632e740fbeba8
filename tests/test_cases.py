"""The worked cases through the command line: every deadline to the minute, every amount to the fen, every code that must fire and none other."""

from __future__ import annotations

import shutil
import subprocess
from decimal import Decimal
from pathlib import Path

import pytest

from tests.clerk import Clerk, begun

C01_LINES = """kind,item,description,quantity,unit,unit_price,tax_category
labour,labour.plumbing,水工人工,2.0,h,80.00,repair
labour,labour.night,夜间加收 50%,2.0,h,40.00,repair
material,pipe.ppr,PPR 管 DN20,3.0,m,18.50,repair
material,valve.brass,铜球阀 DN20,1,pc,46.80,repair
"""
C01 = """
2026-03-07T22:40 order report --unit QH-5-802 --part private --channel phone --reporter P-0802 --relation owner --description 厨房表后支管爆裂 --occurred-at 2026-03-07T22:35 --impact-scope 本户厨房、走廊 --urgency emergency --item pipe --by S-01
2026-03-07T22:44 order triage 1 --priority P1 --no-survey-needed --complexity simple --by S-01
2026-03-07T22:45 order dispatch 1 --technician S-11 --tools 管钳 --materials PPR管 --ppe gloves --expedited --by S-01
2026-03-07T23:05 order arrive 1 --badge-shown --by S-11
2026-03-07T23:20 order contain 1 --measure 关阀 --by S-11
2026-03-08T00:50 order restore 7-1 --by S-11
2026-03-08T00:50 order finish 7-1 --work-done 更换爆裂段，试压合格 --result repaired --equipment 热熔机 --photos 前 --photos 后 --site-cleaned --by S-11
2026-03-08T00:50 order accept 7-1 --signed-by P-0802 --sign-method signature --result pass --by S-11
"""
C01_PAID = """
2026-03-08T20:00 order follow-up 7-1 --method phone --fixed --rating 5 --by S-02
2026-03-10T10:00 order settle 7-1 --payer owner --payer-party P-0802 --payer-reason 专有部分 --prices with_tax --lines {papers}/lines.csv --by S-01
2026-03-10T10:05 order pay 7-1 --amount 342.30 --method wechat --by S-01
2026-03-10T11:00 order close 7-1 --by S-01
2026-03-12T09:00 order archive 7-1 --retention-class ordinary --by S-01
"""
CALLED = "2026-03-08T20:00 order follow-up 7-1 --method phone --fixed --rating 5 --by S-02"
WO1 = "WO-20260307-001"


@pytest.fixture(scope="session")
def fresh(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An office with people and places, made once; each test gets its own copy."""
    return begun(tmp_path_factory.mktemp("fresh")).office.parent


@pytest.fixture
def clerk(fresh: Path, tmp_path: Path) -> Clerk:
    shutil.copytree(fresh, tmp_path / "town", symlinks=True)
    return Clerk(tmp_path / "town" / "office")


def settle_file(clerk: Clerk, text: str = C01_LINES) -> None:
    clerk.paper("lines.csv", text)


# ------------------------------------------------------------------ C01


def test_c01_every_clock_is_in_time_and_nothing_is_found(clerk: Clerk) -> None:
    settle_file(clerk)
    clerk.tell(C01 + C01_PAID)
    assert clerk.codes("2026-03-12T09:00") == []
    limits = {
        "SLA-ACK-LATE": ("2026-03-07T22:50:00+08:00", "pass"),
        "SLA-ARRIVE-LATE": ("2026-03-07T23:10:00+08:00", "pass"),
        "SLA-CONTAIN-LATE": ("2026-03-08T00:40:00+08:00", "pass"),
        "VISIT-LATE": ("2026-03-09T00:50:00+08:00", "pass"),
        "SETTLE-LATE": ("2026-03-12T00:00:00+08:00", "pass"),
    }
    found = {code: clerk.explained("2026-03-12T09:00", WO1, code) for code in limits}
    assert {code: (one["limit"], one["verdict"]) for code, one in found.items()} == limits


def test_c01_the_statement_is_right_to_the_fen(clerk: Clerk) -> None:
    settle_file(clerk)
    clerk.tell(C01 + C01_PAID)
    text = clerk.file(WO1).read_text(encoding="utf-8")
    for line in (
        "net: 314.04",
        "tax: 28.26",
        "total: 342.30",
        "in_words: 人民币叁佰肆拾贰元叁角整",
        "payable: 342.30",
        "warranty_to: 2026-09-08",
    ):
        assert f"\n  {line}\n" in text, line


def test_c01_the_git_log_reads_like_the_story(clerk: Clerk) -> None:
    settle_file(clerk)
    clerk.tell(C01 + C01_PAID)
    log = subprocess.run(["git", "log", "--reverse", "--format=%s"], cwd=clerk.office, capture_output=True, encoding="utf-8", check=True)
    steps = [line.split(":")[0].removeprefix(f"{WO1} ").split(" ")[0] for line in log.stdout.splitlines() if line.startswith(WO1)]
    assert steps == [
        "report",
        "triage",
        "dispatch",
        "arrive",
        "contain",
        "restore",
        "finish",
        "accept",
        "follow-up",
        "settle",
        "pay",
        "close",
        "archive",
    ]
    status = subprocess.run(["git", "status", "--porcelain"], cwd=clerk.office, capture_output=True, encoding="utf-8", check=True)
    assert status.stdout == ""


def test_c01_the_follow_up_one_minute_late_is_found(clerk: Clerk) -> None:
    clerk.tell(C01)
    assert clerk.codes("2026-03-09T00:50") == []
    assert clerk.codes("2026-03-09T00:51") == ["VISIT-LATE"]


# ------------------------------------------------------------------ C05

TAP = """
2026-01-25T09:00 order report --unit QH-5-802 --part private --channel phone --reporter P-0802 --relation owner --description 龙头漏水 --occurred-at 2026-01-25T08:00 --impact-scope 本户 --urgency routine --item tap --by S-01
2026-01-25T09:10 order triage 1 --priority P3 --no-survey-needed --by S-01
2026-01-25T09:15 order dispatch 1 --technician S-11 --tools 扳手 --materials 龙头 --ppe gloves --by S-01
2026-01-25T10:00 order arrive 1 --by S-11
2026-01-28T10:30 order finish 25-1 --work-done 换龙头 --result replaced --equipment 扳手 --photos 前 --site-cleaned --by S-11
2026-01-31T15:00 order accept 25-1 --signed-by P-0802 --sign-method signature --result pass --by S-11
"""
AGAIN = """
{at} order report --unit QH-5-802 --part private --channel phone --reporter P-0802 --relation owner --description 龙头又漏 --occurred-at {at} --impact-scope 本户 --urgency routine --item tap --rework-of WO-20260125-001 --by S-01
{at} order triage {n} --priority P3 --no-survey-needed --by S-01
{at} order dispatch {n} --technician S-11 --tools 扳手 --materials 垫片 --ppe gloves --by S-01
{at} order arrive {n} --by S-11
{at} order finish {n} --work-done 换垫片 --result repaired --equipment 扳手 --photos 前 --site-cleaned --by S-11
{at} order accept {n} --signed-by P-0802 --sign-method signature --result pass --by S-11
"""
CHARGE = "kind,item,quantity,unit,unit_price,tax_category\nlabour,labour.plumbing,1,h,80.00,repair\n"


def test_c05a_a_callback_on_the_last_day_of_the_warranty_is_free(clerk: Clerk) -> None:
    clerk.tell(TAP + AGAIN.format(at="2026-04-30T20:00", n="WO-20260430-001"))
    assert "warranty_to: 2026-04-30" in clerk.file("WO-20260125-001").read_text(encoding="utf-8")
    settle_file(clerk, CHARGE)
    charged = clerk.give(
        "2026-04-30T21:00",
        f"order settle WO-20260430-001 --payer owner --payer-reason 专有 --prices with_tax --lines {clerk.papers}/lines.csv --by S-01",
    )
    assert (charged.code, "WARRANTY-CHARGE" in charged.err) == (1, True)
    clerk.tell("2026-04-30T21:00 order settle WO-20260430-001 --payer repairer --payer-reason 保修期内返修 --prices with_tax --by S-01")
    text = clerk.file("WO-20260430-001").read_text(encoding="utf-8")
    assert "total: 0.00" in text and "in_words: 人民币零元整" in text
    assert "WARRANTY-CHARGE" not in clerk.codes("2026-04-30T21:00", "WO-20260430-001")


def test_c05b_ten_minutes_into_the_next_day_it_may_be_charged(clerk: Clerk) -> None:
    clerk.tell(TAP + AGAIN.format(at="2026-05-01T00:10", n="WO-20260501-001"))
    settle_file(clerk, CHARGE)
    clerk.tell(
        "2026-05-01T09:00 order settle WO-20260501-001 --payer owner --payer-reason 专有 --prices with_tax --lines {papers}/lines.csv --by S-01"
    )
    assert "total: 80.00" in clerk.file("WO-20260501-001").read_text(encoding="utf-8")
    assert "WARRANTY-CHARGE" not in clerk.codes("2026-05-01T09:00", "WO-20260501-001")


# ------------------------------------------------------------------ C10

LAMP = """
2026-10-01T09:00 order report --unit QH-1-303 --part private --channel phone --reporter P-0303 --relation owner --description 客厅灯不亮 --occurred-at 2026-10-01T08:00 --impact-scope 本户客厅 --urgency routine --item lamp --by S-02
"""


@pytest.mark.parametrize(("at", "codes"), [("2026-10-02T09:00", []), ("2026-10-02T09:01", ["SLA-ACK-LATE", "TRIAGE-LATE"])])
def test_c10_twenty_four_hours_on_a_holiday(clerk: Clerk, at: str, codes: list[str]) -> None:
    clerk.tell(f"{LAMP}\n2026-10-01T12:00 order appoint 1 --visit-at 2026-10-03T09:00 --agreed-with owner --by S-02")
    clerk.tell(f"{at} order triage WO-20261001-001 --priority P3 --no-survey-needed --by S-02")
    assert clerk.codes(at) == codes


@pytest.mark.parametrize(("at", "codes"), [("2026-10-01T13:00", []), ("2026-10-01T13:01", ["SLA-ARRIVE-LATE"])])
def test_c10_four_hours_on_site(clerk: Clerk, at: str, codes: list[str]) -> None:
    clerk.tell(f"""{LAMP}
        2026-10-01T09:20 order triage 1 --priority P3 --no-survey-needed --by S-02
        2026-10-01T09:30 order dispatch 1 --technician S-12 --tools 梯 --materials 灯 --ppe gloves --by S-02
        {at} order arrive 1 --by S-12""")
    assert clerk.codes(at) == codes


def test_c10_an_appointment_agreed_in_time_replaces_the_limit(clerk: Clerk) -> None:
    clerk.tell(f"""{LAMP}
        2026-10-01T09:20 order triage 1 --priority P3 --no-survey-needed --by S-02
        2026-10-01T12:29 order appoint 1 --visit-at 2026-10-03T09:00 --agreed-with owner --by S-02
        2026-10-01T12:30 order dispatch 1 --technician S-12 --tools 梯 --materials 灯 --ppe gloves --by S-02""")
    assert clerk.explained("2026-10-02T09:00", "WO-20261001-001", "SLA-ARRIVE-LATE")["limit"] == "2026-10-03T09:15:00+08:00"


# ------------------------------------------------------------------ C11, C12

DRAIN = """
2026-09-29T15:50 order report --unit QH-5-802 --part common --channel patrol --relation staff --description 排水管改造 --occurred-at 2026-09-29T15:00 --impact-scope 整栋 --urgency planned --item drain --by S-01
2026-09-29T16:00 order triage 1 --priority P4 --survey-needed --complexity simple --by S-01
"""
PLAN = "order plan WO-20260929-001 --start 2026-10-12 --end 2026-10-16 --responsible S-11 --tools 疏通机 --materials PVC管 --notified 业主 --by S-01"


@pytest.mark.parametrize(("at", "late"), [("2026-10-09T23:59", False), ("2026-10-10T09:00", True)])
def test_c11_three_working_days_across_the_long_holiday_by_the_version_of_the_report(clerk: Clerk, at: str, late: bool) -> None:
    clerk.tell(f"{DRAIN}\n{at} {PLAN}")
    told = clerk.explained(at, "WO-20260929-001", "PLAN-LATE")
    assert told["limit"] == "2026-10-10T00:00:00+08:00"
    assert told["rule"].startswith("service@2026-01")
    assert ("PLAN-LATE" in clerk.codes(at)) is late


def test_c11_a_report_of_october_is_judged_by_the_october_version(clerk: Clerk) -> None:
    clerk.tell(DRAIN.replace("2026-09-29", "2026-10-12"))
    told = clerk.explained("2026-10-12T17:00", "WO-20261012-001", "PLAN-LATE")
    assert (told["limit"], told["rule"].split()[0]) == ("2026-10-15T00:00:00+08:00", "service@2026-10")


BOX = """
2026-06-08T20:15 order report --spot 6幢总配电箱 --part common --channel phone --relation staff --description 总配电箱缺相 --occurred-at 2026-06-08T20:10 --impact-scope 整栋 --urgency emergency --item switchgear --by S-01
2026-06-08T20:20 order triage 1 --priority P1 --complexity complex --no-survey-needed --by S-01
2026-06-08T20:21 order dispatch 1 --technician S-12 --tools 万用表 --materials 断路器 --ppe 绝缘手套 --ppe 绝缘鞋 --expedited --by S-01
2026-06-08T20:40 order arrive 1 --by S-12
2026-06-08T21:30 order contain 1 --measure 断电 --by S-12
2026-06-09T00:30 order note 8-1 --text 抢修中 --told-owner --by S-12
2026-06-09T03:40 order restore 8-1 --temporary --method 临时供电 --by S-12
"""


@pytest.mark.parametrize(("end", "codes"), [("2026-06-10", ["COMPLEX-DURATION-TOO-SHORT"]), ("2026-06-11", [])])
def test_c12_a_complex_fault_is_planned_for_two_days_at_least(clerk: Clerk, end: str, codes: list[str]) -> None:
    clerk.tell(f"""{BOX}
        2026-06-09T04:00 order plan 8-1 --start 2026-06-10 --end {end} --responsible S-12 --tools 万用表 --materials 断路器 --notified 业主 --by S-01""")
    assert clerk.codes("2026-06-09T04:05") == codes
    restore = clerk.explained("2026-06-09T04:05", "WO-20260608-001", "SLA-RESTORE-LATE")
    assert (restore["verdict"], restore["limit"]) == ("pass", "2026-06-09T20:15:00+08:00")


# ------------------------------------------------------------------ C18, C20

MIXED = """kind,item,description,quantity,unit,unit_price,tax_category
labour,waterproof.bathroom,卫生间防水整修,1,项,1250.00,repair
outsourced,cleaning.special,特约保洁,1,次,300.00,service
material,lock.door,门锁,1,pc,480.00,goods
"""


def settle(clerk: Clerk, more: str = "") -> str:
    return f"order settle 7-1 --payer owner --payer-party P-0802 --payer-reason 专有部分 --lines {clerk.papers}/lines.csv --by S-01 {more}"


def test_c18_three_rates_in_one_statement(clerk: Clerk) -> None:
    settle_file(clerk, MIXED)
    clerk.tell(C01 + CALLED)
    said = clerk.give("2026-03-10T10:00", settle(clerk, "--prices without_tax"))
    assert said.code == 0, said.err
    text = clerk.file(WO1).read_text(encoding="utf-8")
    for line in ("net: 2030.00", "tax: 192.90", "total: 2222.90", "in_words: 人民币贰仟贰佰贰拾贰元玖角整"):
        assert f"\n  {line}\n" in text, line
    for tax in ("112.50", "18.00", "62.40"):
        assert f"    tax: {tax}\n" in text
    assert clerk.codes("2026-03-10T10:00") == []


def test_a_table_of_lines_without_a_line_is_no_statement(clerk: Clerk) -> None:
    settle_file(clerk, MIXED.splitlines()[0] + "\n")
    clerk.tell(C01)
    said = clerk.give("2026-03-10T10:00", settle(clerk))
    assert (said.code, "there is no row below the header" in said.err) == (2, True), said.err


def test_a_statement_that_a_hand_has_changed_is_not_printed(clerk: Clerk) -> None:
    settle_file(clerk, MIXED)
    clerk.tell(C01 + CALLED)
    assert clerk.give("2026-03-10T10:00", settle(clerk, "--prices without_tax")).code == 0
    file = clerk.file(WO1)
    file.write_text(file.read_text(encoding="utf-8").replace("total: 2222.90", "total: 2122.90"), encoding="utf-8")
    said = clerk.give("2026-03-10T10:05", "order print 7-1 settlement")
    assert (said.code, "total with tax is 2122.90, but settle computes 2222.90" in said.err) == (1, True), said.err
    assert not (clerk.office / "out").exists()
    assert clerk.give("2026-03-10T10:06", "order print 7-1 dispatch").code == 0


def test_c18_lines_without_a_tax_category_stop_the_statement(clerk: Clerk) -> None:
    settle_file(clerk, MIXED.replace(",service", ","))
    clerk.tell(C01)
    before = clerk.file(WO1).read_bytes()
    said = clerk.give("2026-03-10T10:00", settle(clerk, "--prices without_tax"))
    assert (said.code, "TAX-MIXED-UNSPLIT" in said.err) == (5, True)
    assert clerk.file(WO1).read_bytes() == before


def test_c18_words_without_the_closing_character_are_accepted(clerk: Clerk) -> None:
    settle_file(clerk, MIXED)
    clerk.tell(C01 + CALLED)
    assert clerk.give("2026-03-10T10:00", settle(clerk, "--prices without_tax")).code == 0
    path = clerk.file(WO1)
    path.write_text(path.read_text(encoding="utf-8").replace("贰拾贰元玖角整", "贰拾贰元玖角"), encoding="utf-8")
    assert clerk.codes("2026-03-10T10:00") == []


OVER = """kind,item,description,quantity,unit,unit_price,tax_category
labour,labour.plumbing,水工人工,12.65,h,80.00,repair
"""


def quoted(clerk: Clerk) -> None:
    settle_file(clerk, OVER)
    first, rest = C01.strip().split("\n", 1)
    head = [first, "2026-03-07T22:41 order triage 1 --priority P3 --no-survey-needed --by S-01"]
    head += [
        "2026-03-07T22:42 order quote 1 --total 860.00 --by S-01",
        "2026-03-07T22:43 order approve 1 --approved-by P-0802 --method phone --by S-01",
    ]
    clerk.tell("\n".join([*head, *(line for line in rest.splitlines() if " order triage " not in line)]))


def test_c20_more_than_a_tenth_over_the_quote_is_stopped(clerk: Clerk) -> None:
    quoted(clerk)
    said = clerk.give("2026-03-10T10:00", settle(clerk, "--prices with_tax"))
    assert (said.code, "SETTLE-OVER-QUOTE" in said.err) == (1, True)
    assert "946" in said.err


def test_c20_with_the_owners_consent_before_the_work_it_passes(clerk: Clerk) -> None:
    quoted(clerk)
    clerk.tell(
        "2026-03-08T09:00 order consent 7-1 --work 加换一段 --amount 152.00 --owner-ok-at 2026-03-07T23:30 --agreed-by P-0802 --by S-01"
    )
    assert clerk.give("2026-03-10T10:00", settle(clerk, "--prices with_tax")).code == 0
    text = clerk.file(WO1).read_text(encoding="utf-8")
    assert "total: 1012.00" in text and "人民币壹仟零壹拾贰元整" in text
    assert not {"SETTLE-OVER-QUOTE", "EXTRA-WORK-UNAPPROVED"} & set(clerk.codes("2026-03-10T10:00"))


def test_c20_consent_after_the_work_is_found(clerk: Clerk) -> None:
    quoted(clerk)
    clerk.tell(
        "2026-03-08T09:00 order consent 7-1 --work 加换一段 --amount 152.00 --owner-ok-at 2026-03-08T08:00 --agreed-by P-0802 --by S-01"
    )
    assert "EXTRA-WORK-UNAPPROVED" in clerk.codes("2026-03-08T09:00")


def test_amounts_in_the_file_are_decimals_with_two_places(clerk: Clerk) -> None:
    settle_file(clerk)
    clerk.tell(C01 + C01_PAID)
    amounts = [
        line.split(": ")[1]
        for line in clerk.file(WO1).read_text(encoding="utf-8").splitlines()
        if line.strip().startswith(("total:", "net:", "tax:"))
    ]
    assert amounts and all(Decimal(one).as_tuple().exponent == -2 for one in amounts)
