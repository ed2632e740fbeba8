"""`money reconcile FILE`: files as WeChat, Alipay and banks write them, against an office's books, recorded once and never twice."""

from __future__ import annotations

import csv
import io
import shutil
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from repairctl import office as offices
from repairctl.actions import reconciling
from repairctl.model import minute_of
from tests.clerk import Clerk, Said
from tests.money_story import earning
from tests.repository import commits
from tests.terminal import terminal

NOW = "2026-04-02T10:00"
ORDER = "WO-20260105-00"
WECHAT = f"""微信支付账单明细,,,,,,,,,,
微信昵称：[清和苑物业],,,,,,,,,,
起始时间：[2026-01-01 00:00:00] 终止时间：[2026-04-01 00:00:00],,,,,,,,,,
----------------------微信支付账单明细列表--------------------,,,,,,,,,,
交易时间,交易类型,交易对方,商品,收/支,金额(元),支付方式,当前状态,交易单号,商户单号,备注
2026-01-12 10:00:41,二维码收款,张*静,"收款方备注:二维码收款",收入,¥160.00,/,已存入零钱,"wx-001	","/","/"
2026-03-31 09:12:05,二维码收款,张静,"付款方留言:{ORDER}2 水管",收入,"¥562.40",/,已存入零钱,"`4200002","/","/"
2026-03-31 09:13:05,二维码收款,陈昇,"房租",收入,¥80.00,/,已存入零钱,4200003,/,/
2026-03-31 09:14:05,转账,王敏,"=HYPERLINK(""http://x"") |表",支出,¥12.00,零钱,支付成功,4200004,/,/
2026-03-31 09:15:05,零钱提现,工商银行,/,/,¥900.00,工商银行,提现已到账,4200005,/,/
"""
ALIPAY = f"""------------------------------------------------------------------------------------
导出信息：
姓名：清和苑
------------------------支付宝（中国）网络技术有限公司  电子客户回单------------------------
交易时间,交易分类,交易对方,对方账号,商品说明,收/支,金额,收/付款方式,交易状态,交易订单号,商家订单号,备注,
2026-03-30 08:00:00,转账红包,张静,138***,{ORDER}4 公共,收入,160.00,余额,交易成功,2026033022001\t,\t,,
2026-03-30 09:00:00,投资理财,余额宝,/,收益,不计收支,0.03,余额宝,交易成功,2026033022002\t,\t,,
------------------------------------------------------------------------------------
导出时间：[2026-04-01 10:00:00],,,,
"""
BANK = f"""账号,6222****0001
交易日期,借方发生额,贷方发生额,余额,对方户名,摘要,附言,流水号
20260201,,100.00,"1,100.00",张静,转账,,=cmd;|x
20260401,,50.00,"1,150.00",张静,转账,{ORDER}5 水工,B0002
20260401,"1,000.00",,150.00,供应商,货款,,B0003
合计,1000.00,150.00
"""


@pytest.fixture(scope="module")
def earned(tmp_path_factory: pytest.TempPathFactory) -> Path:
    clerk = earning(tmp_path_factory.mktemp("reconcile"))
    clerk.papers.joinpath("wechat.csv").write_bytes(("\ufeff" + WECHAT).encode())
    clerk.papers.joinpath("wechat-gbk.csv").write_bytes(WECHAT.encode("gb18030"))
    clerk.papers.joinpath("alipay.csv").write_bytes(ALIPAY.replace("\n", "\r\n").encode("gbk"))
    clerk.papers.joinpath("bank.csv").write_bytes(BANK.encode("gbk"))
    return clerk.office.parent


@pytest.fixture
def clerk(earned: Path, tmp_path: Path) -> Clerk:
    shutil.copytree(earned, tmp_path / "copy")
    return Clerk(tmp_path / "copy" / "office")


def give(clerk: Clerk, file: str, *more: str, now: str = NOW) -> Said:
    return clerk.give(now, ["money", "reconcile", str(clerk.papers / file), *more])


def seen(clerk: Clerk, file: str, *more: str) -> Any:
    said = give(clerk, file, "--json", *more)
    assert said.code in (0, 1), said.err
    return said.json


def classes(found: Any) -> list[tuple[str, str | None]]:
    return [(row["class"], row["reference"]) for row in found["rows"]]


@pytest.mark.parametrize("file", ["wechat.csv", "wechat-gbk.csv"])
def test_a_bill_of_wechat_is_read_with_what_stands_above_it(clerk: Clerk, file: str) -> None:
    found = seen(clerk, file)
    assert found["mapping"] == "wechat"
    assert classes(found) == [("matched", "wx-001"), ("recordable", "4200002"), ("unknown", "4200003"), ("unknown", "4200004")]
    assert found["total"] == {"n": 4, "amount": "790.40"}
    assert found["classes"]["recordable"] == {"n": 1, "amount": "562.40"}


def test_a_bill_of_alipay_is_read_without_its_foot(clerk: Clerk) -> None:
    found = seen(clerk, "alipay.csv", "--mapping", "alipay")
    assert classes(found) == [("recordable", "2026033022001")]
    assert found["rows"][0]["orders"] == f"{ORDER}4"


def test_a_bank_has_a_column_for_each_direction_and_says_what_it_lacks(clerk: Clerk) -> None:
    clerk.tell("2026-03-05T10:00 pay 0105-2 10.00 --method transfer --reference B-lost --by S-01")
    found = seen(clerk, "bank.csv")
    assert classes(found) == [("matched", "=cmd;|x"), ("recordable", "B0002"), ("unknown", "B0003"), ("missing", "B-lost")]
    assert [row["amount"] for row in found["rows"]] == ["100.00", "50.00", "-1000.00", "10.00"]


def test_what_is_beyond_doubt_is_recorded_in_one_commit_and_not_a_second_time(clerk: Clerk) -> None:
    before = commits(clerk.office)
    said = give(clerk, "wechat.csv", "--record", "--yes", "--by", "S-01")
    assert said.code == 1 and f"{ORDER}2 paid 562.40, 4200002" in said.out, said.err
    assert commits(clerk.office) == before + 1
    entry = clerk.shown(NOW, f"{ORDER}2")["log"][-1]
    assert (entry["at"], entry["amount"], entry["method"], entry["reference"], entry["paid_by"]) == (
        "2026-03-31T09:12:00+08:00", "562.40", "wechat", "4200002", "P-0802",
    )  # fmt: skip
    assert classes(seen(clerk, "wechat.csv"))[1] == ("matched", "4200002")
    again = give(clerk, "wechat.csv", "--record", "--yes", "--by", "S-01")
    assert "Nothing in the file can be recorded" in again.out and commits(clerk.office) == before + 1


def test_a_day_without_a_time_is_recorded_at_its_end_but_not_in_the_time_to_come(clerk: Clerk) -> None:
    assert give(clerk, "bank.csv", "--record", "--yes", "--by", "S-01", now="2026-04-01T12:00").code == 1
    assert clerk.shown(NOW, f"{ORDER}5")["log"][-1]["at"] == "2026-04-01T12:00:00+08:00"


def test_an_amount_in_the_books_that_differs_is_told(clerk: Clerk) -> None:
    clerk.tell("2026-03-31T10:00 pay 0105-2 560.00 --method wechat --reference 4200002 --by S-01")
    found = seen(clerk, "wechat.csv")
    assert found["rows"][1]["class"] == "different"
    assert found["rows"][1]["in_the_books"] == f"{ORDER}2 560.00"


def test_nothing_is_written_without_a_yes_nor_on_a_dry_run(clerk: Clerk) -> None:
    before = commits(clerk.office)
    assert give(clerk, "wechat.csv", "--record", "--by", "S-01").code == 2
    dry = give(clerk, "wechat.csv", "--record", "--by", "S-01", "--dry-run")
    assert "1 payments would be recorded; nothing was written." in dry.out
    assert give(clerk, "wechat.csv", "--record", "--yes").code != 0  # nobody sits at the desk
    assert commits(clerk.office) == before


def test_at_a_terminal_it_shows_and_asks(clerk: Clerk) -> None:
    before = commits(clerk.office)
    command = ["money", "reconcile", str(clerk.papers / "wechat.csv"), "--record", "--by", "S-01"]
    at = terminal(clerk.office, command, NOW, REPAIRCTL_LANG="en")
    at.until("562.40")
    at.answer(("Record 1 payments? [y/N]: ", "n"))
    assert at.end() == 130 and commits(clerk.office) == before
    at = terminal(clerk.office, command, NOW, REPAIRCTL_LANG="en")
    at.answer(("Record 1 payments? [y/N]: ", "y"))
    assert at.end() == 1 and commits(clerk.office) == before + 1


def test_the_report_is_a_sheet_in_which_text_stays_text(clerk: Clerk) -> None:
    path = clerk.papers / "report.csv"
    assert give(clerk, "wechat.csv", "-o", str(path)).code == 1
    rows = list(csv.reader(io.StringIO(path.read_text(encoding="utf-8-sig"))))
    assert rows[0][:4] == ["class", "row", "date", "amount"] and len(rows) == 5
    assert rows[4][6].startswith("'=HYPERLINK") and rows[4][3] == "-12.00"
    assert give(clerk, "wechat.csv", "-o", str(clerk.papers / "report.xlsx")).code == 1


def test_people_see_a_table_in_eighty_columns(clerk: Clerk) -> None:
    at = terminal(clerk.office, ["money", "reconcile", str(clerk.papers / "wechat.csv")], NOW, REPAIRCTL_LANG="en")
    assert at.end() == 1
    assert "can be recorded" in at.screen and "in the file (4)" in at.screen and "790.40" in at.screen


REFUSED = [
    ("¥160.00", "一百六", "row 6, column 金额(元): 一百六"),
    ("2026-01-12 10:00:41", "12/01/2026", "row 6, column 交易时间: 12/01/2026"),
    ("收入,¥160.00", "退回,¥160.00", "row 6, column 收/支: 退回"),
]


@pytest.mark.parametrize(("old", "new", "told"), REFUSED, ids=["amount", "day", "direction"])
def test_what_cannot_be_read_is_refused_with_its_place(clerk: Clerk, old: str, new: str, told: str) -> None:
    clerk.paper("bad.csv", WECHAT.replace(old, new))
    said = give(clerk, "bad.csv", "--mapping", "wechat")
    assert said.code == 3 and told in said.err


def test_a_file_that_fits_no_mapping_or_is_none_is_refused(clerk: Clerk) -> None:
    clerk.paper("other.csv", "日期,金额\n2026-03-10,1\n")
    assert "--mapping alipay|bank|wechat" in give(clerk, "other.csv").err
    assert "no row has the columns" in give(clerk, "other.csv", "--mapping", "bank").err
    assert give(clerk, "other.csv", "--mapping", "nobody").code == 2
    assert give(clerk, "there-is-none.csv").code == 3
    clerk.papers.joinpath("bytes.csv").write_bytes(b"\xff\x00\xfe\x81\x00")
    assert give(clerk, "bytes.csv").code in (2, 3)


def test_an_office_has_mappings_of_its_own_and_a_misspelt_one_is_refused_by_line(clerk: Clerk) -> None:
    own = clerk.office / "mappings"
    own.mkdir()
    text = "title: 农商行\nmethods: [transfer]\nhead: [日期, 金额]\ncolumns: {at: 日期, amount: 金额, reference: 号, memo: 摘要}\n"
    own.joinpath("rural.yaml").write_text(text, encoding="utf-8")
    clerk.paper("rural.csv", f"日期,金额,号,摘要\n2026-04-01,50.00,N1,{ORDER}5\n2026-04-01,-3.00,N2,手续费\n")
    found = seen(clerk, "rural.csv", "--mapping", "rural")
    assert classes(found) == [("recordable", "N1"), ("unknown", "N2")]
    own.joinpath("rural.yaml").write_text(text.replace("amount:", "betrag:"), encoding="utf-8")
    said = give(clerk, "rural.csv", "--mapping", "rural")
    assert said.code == 5 and "mappings/rural.yaml:4" in said.err and "betrag" in said.err


def test_a_record_that_cannot_be_read_stops_the_recording(clerk: Clerk) -> None:
    before = commits(clerk.office)
    path = clerk.office / f"records/orders/2026/01/{ORDER}3.yaml"
    path.write_text("kind: [", encoding="utf-8")
    said = give(clerk, "wechat.csv", "--record", "--yes", "--by", "S-01")
    assert said.code == 5 and commits(clerk.office) == before, said.err
    assert give(clerk, "wechat.csv").code == 5


def test_what_was_shown_is_not_recorded_where_the_books_moved_meanwhile(clerk: Clerk) -> None:
    moment = minute_of(datetime(2026, 4, 2, 10, tzinfo=ZoneInfo("Asia/Shanghai")))
    office = offices.find(clerk.office, moment)
    shown = reconciling.looked(office, reconciling.Wanted(clerk.papers / "wechat.csv", "wechat.csv"))
    clerk.tell("2026-04-02T09:00 pay 0105-2 562.40 --method cash --by S-02")
    with pytest.raises(reconciling.BooksMoved):
        reconciling.recorded(office, shown, "S-01")


def test_a_payment_that_its_order_cannot_take_is_left_out_and_named(clerk: Clerk) -> None:
    before = commits(clerk.office)
    clerk.papers.joinpath("early.csv").write_bytes(BANK.replace("20260401,,50.00", "20260104,,50.00").encode("gbk"))
    said = give(clerk, "early.csv", "--record", "--yes", "--by", "S-01")
    assert said.code == 1 and "Left out: 1" in said.out and f"{ORDER}5" in said.out, said.out + said.err
    assert commits(clerk.office) == before
