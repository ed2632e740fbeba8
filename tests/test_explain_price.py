"""`explain ID price`: one page on which every number of a price can be reckoned again by hand."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from repairctl.cli.cells import cells
from tests.clerk import Clerk, begun

HEAD = "kind,item,description,quantity,unit,unit_price,tax_category,note\n"
BURST = (
    "labour,labour.plumbing,,2.0,h,80.00,repair,\nlabour,labour.night,,2.0,h,40.00,repair,\n"
    "material,pipe.ppr,,3.0,m,18.50,repair,\nmaterial,valve.brass,,1,pc,46.80,repair,\n"
)
OVER = "outsourced,,挖开地面,1,项,1012.00,repair,\n"
CHEAPER = "labour,labour.plumbing,,2,h,70.00,repair,老客户\ndiscount,,优惠,1,项,10.00,repair,\n"
REPORT = "report --unit QH-5-802 --part private --description 漏水 --item pipe --urgency emergency --reporter P-0802 --by S-01"
SETTLE = "settle 1 --payer owner --payer-party P-0802 --payer-reason 专有部分 --by S-01 --lines {papers}/"
STORY = f"""
2026-03-07T22:40 {REPORT}
2026-03-07T22:44 triage 1 --priority P1 --complexity simple --by S-01
{{quote}}
2026-03-07T22:45 dispatch 0307-1 --technician S-11 --by S-01
2026-03-07T23:05 arrive 0307-1 --by S-11
{{consent}}
2026-03-08T00:50 finish 0307-1 --work-done 换管 --result repaired --hours 2 --by S-11
2026-03-08T00:50 accept 0307-1 --signed-by P-0802 --result pass --by S-11
2026-03-10T10:00 {SETTLE.replace(" 1 ", " 0307-1 ")}{{lines}} {{more}}
"""
QUOTE = (
    "2026-03-07T22:44 quote 0307-1 --total 860.00 --by S-01\n2026-03-07T22:44 approve 0307-1 --approved-by P-0802 --method phone --by S-01"
)
LATE = "2026-03-11T09:00"


def told(folder: Path, lines: str, quote: str = "", consent: str = "", more: str = "") -> Clerk:
    clerk = begun(folder)
    clerk.paper("lines.csv", HEAD + lines)
    story = STORY.format(quote=quote, consent=consent, more=more, lines="lines.csv", papers="{papers}")
    clerk.tell(story)
    return clerk


def page(clerk: Clerk, *more: str) -> Any:
    said = clerk.give(LATE, ["explain", "0307-1", "price", "--json", *more])
    assert said.code == 0, said.err
    return said.json


def texts(found: Any, part: str) -> list[str]:
    return [row["text"] for row in found["parts"].get(part, [])]


@pytest.fixture(scope="module")
def burst(tmp_path_factory: pytest.TempPathFactory) -> Clerk:
    clerk = told(tmp_path_factory.mktemp("burst"), BURST)
    clerk.tell("2026-03-10T10:05 pay 0307-1 300.00 --method wechat --reference wx-1 --by S-01")
    return clerk


def test_the_night_of_the_burst_pipe_is_told_to_the_fen(burst: Clerk) -> None:
    found = page(burst)
    assert [row["facts"]["amount"] for row in found["parts"]["lines"] if "item" in row["facts"] and "amount" in row["facts"]] == [
        "160.00", "80.00", "55.50", "46.80",
    ]  # fmt: skip
    assert "Sum of the lines: 342.30" in texts(found, "lines")
    assert "9 %: 342.30 / 1.09 = net 314.04, tax 28.26" in texts(found, "tax")
    assert texts(found, "total") == ["314.04 + 28.26 = 342.30", "in words: 人民币叁佰肆拾贰元叁角整"]
    assert [row["facts"]["balance"] for row in found["parts"]["account"]] == ["342.30", "42.30"]
    assert found["parts"]["owed"][0]["facts"] == {"who": "owner", "party": "P-0802", "owed": "42.30", "due": "2026-03-25"}


def test_a_supplement_says_which_hours_it_counts(burst: Clerk) -> None:
    said = " ".join(texts(page(burst), "lines"))
    assert "at work 03-07 Sat 23:05 to 03-08 Sun 00:50, of that 1 h 45 min between 22:00 and 06:00; 2.0 h of labour so 2.0 h count" in said


def test_the_book_is_named_by_version_file_and_commit(burst: Clerk) -> None:
    said = texts(page(burst), "book")[0]
    assert said.startswith("prices@2026-01, policies/prices/2026-01.yaml, commit ")
    assert "commit none" not in said


def test_the_payer_has_its_ground_in_the_order_of_the_table(burst: Clerk) -> None:
    said = texts(page(burst), "payer")
    assert said[0].startswith("owner P-0802 张静: 专有部分")
    assert said[1].startswith("asked in this order: 1 damaged by somebody, 2 within the warranty of the equipment")
    assert any("private part: owner, tenant, insurer pays; here owner does." in one for one in said)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_page_has_eighty_columns_and_says_the_same_in_a_file(burst: Clerk, language: str) -> None:
    topic = {"en": "price", "zh": "价格"}[language]
    shown = burst.give(LATE, ["explain", "0307-1", topic, "--lang", language])
    assert shown.code == 0
    assert max(map(cells, shown.out.splitlines())) <= 80
    path = burst.papers / f"{language}.txt"
    assert burst.give(LATE, ["explain", "0307-1", topic, "--lang", language, "-o", str(path)]).code == 0
    assert path.read_text(encoding="utf-8") == shown.out


def test_only_text_is_written_and_a_rule_into_no_file(burst: Clerk) -> None:
    assert burst.give(LATE, "explain 0307-1 price -o page.pdf").code == 2
    assert burst.give(LATE, "explain 0307-1 PAY-OVERDUE -o page.txt").code == 2
    assert burst.give(LATE, "explain S-01 price").code == 2
    assert burst.give(LATE, "explain 0307-1 prise").code == 3


def test_more_than_the_quote_is_told_with_the_arithmetic_of_the_limit(tmp_path: Path) -> None:
    clerk = begun(tmp_path)
    clerk.paper("lines.csv", HEAD + OVER)
    story = STORY.format(quote=QUOTE, consent="", more="", lines="lines.csv", papers="{papers}").strip().splitlines()
    clerk.tell("\n".join(story[:-1]))
    refused = clerk.give("2026-03-10T10:00", story[-1].partition(" ")[2].format(papers=clerk.papers))
    assert refused.code == 1 and "SETTLE-OVER-QUOTE" in refused.err
    assert page(clerk)["parts"]["quote"][0]["facts"]["at"] == "2026-03-07T22:44:00+08:00"


def test_consent_before_the_work_lifts_the_limit_and_is_told_with_its_moment(tmp_path: Path) -> None:
    consent = (
        "2026-03-07T23:10 consent 0307-1 --work 挖开 --amount 152.00 --owner-ok-at 23:08 --agreed-by P-0802 --method signature --by S-11"
    )
    found = page(told(tmp_path, OVER, QUOTE, consent))
    assert texts(found, "quote")[1] == "03-07 Sat 22:44 approved by P-0802 张静: telephone"
    assert texts(found, "extra")[:2] == [
        "挖开 152.00: consent 03-07 Sat 23:08 by P-0802 张静, signature",
        "before the work was finished (03-08 Sun 00:50)",
    ]
    assert "limit: 860.00 x 110 % + 152.00 = 1098.00" in texts(found, "limit")


def test_what_differs_from_the_book_has_its_reason_and_a_discount_its_approver(tmp_path: Path) -> None:
    found = page(told(tmp_path, CHEAPER, more="--discount-by S-01"))
    assert "posted 80.00, so -10.00; reason: 老客户" in texts(found, "lines")
    assert texts(found, "discount")[0] == "-10.00 approved by S-01 王敏"
    assert any("DISCOUNT-UNAPPROVED" in one for one in texts(found, "discount"))


def test_a_number_that_a_hand_changed_differs_from_what_is_computed_again(tmp_path: Path) -> None:
    clerk = told(tmp_path, BURST)
    assert texts(page(clerk), "again") == ["Net, tax, total, words, payable and due day come out as the statement has them."]
    path = clerk.office / "records/orders/2026/03/WO-20260307-001.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("total: 342.30", "total: 442.30"), encoding="utf-8")
    assert any("total with tax is 442.30" in one and "342.30" in one for one in texts(page(clerk), "again"))


def test_as_of_the_day_before_nothing_of_the_statement_is_told(burst: Clerk) -> None:
    found = page(burst, "--as-of", "2026-03-09")
    assert set(found["parts"]) <= {"lines", "quote"}


def test_a_dispute_and_late_interest_are_told_with_their_arithmetic(tmp_path: Path) -> None:
    clerk = told(tmp_path, BURST, more="--interest-agreed 合同第8条")
    clerk.tell("2026-03-11T09:00 dispute 0307-1 --why 收费高 --by S-01")
    found = page(clerk)
    assert [one for one in texts(found, "owed") if one.startswith("disputed")] == ["disputed since 03-11 Wed 09:00: 收费高"]
    (tmp_path / "calm").mkdir()
    calm = told(tmp_path / "calm", BURST, more="--interest-agreed 合同第8条")
    late = calm.give("2026-04-24T09:00", "explain 0307-1 price --json").json
    said = [row["text"] for row in late["parts"]["owed"] if row["text"].startswith("late interest")]
    assert said == ["late interest by 2026-04-24: 342.30 x 0.03 % x 30 days = 3.08"]
