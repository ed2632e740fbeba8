"""Lines of a statement: typed through every door by one parser, proposed from what was done, changed at a terminal, to the fen."""

from __future__ import annotations

import shutil
import sys
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from repairctl import office as offices
from repairctl.actions import proposing
from repairctl.actions.charging import Line, charging, charging_of
from repairctl.actions.judged import Judge
from repairctl.actions.talks import line_edits, settle
from repairctl.actions.working import Working
from repairctl.errors import Misuse
from repairctl.model import minute_of
from repairctl.office import Office
from tests.clerk import Clerk, begun
from tests.terminal import terminal

NOW = "2026-03-10T10:00"
STORY = """
2026-03-07T22:45 report --unit QH-5-802 --part private --reporter P-0802 --relation owner --item pipe_burst --description 支管爆裂 --at 22:40 --by S-02
2026-03-07T22:46 dispatch 1 --technician S-11 --by S-02
2026-03-07T23:06 arrive 1 --by S-11 --at 23:05
"""
FINISHED = ["finish", "7-1", "--by", "S-11", "--at", "00:50", "--used", "水工 2", "--used", "ppr 3m", "--used", "铜球 1个"]
ACCEPTED = "2026-03-08T01:00 accept 7-1 --signed-by P-0802 --by S-11 --at 00:50"


@pytest.fixture(scope="module")
def at_work(tmp_path_factory: pytest.TempPathFactory) -> Path:
    clerk = begun(tmp_path_factory.mktemp("lines"))
    clerk.tell(STORY)
    return clerk.office.parent


@pytest.fixture
def clerk(at_work: Path, tmp_path: Path) -> Clerk:
    """An order on which somebody is at work."""
    shutil.copytree(at_work, tmp_path / "copy")
    return Clerk(tmp_path / "copy" / "office")


@pytest.fixture
def accepted(clerk: Clerk) -> Clerk:
    assert clerk.give("2026-03-08T01:00", FINISHED).code == 0
    clerk.tell(ACCEPTED)
    return clerk


def opened(clerk: Clerk, now: str = NOW) -> Office:
    from datetime import datetime
    from zoneinfo import ZoneInfo

    return offices.find(clerk.office, minute_of(datetime.fromisoformat(now).replace(tzinfo=ZoneInfo("Asia/Shanghai"))))


def box(clerk: Clerk, name: str) -> str:
    """One box of the order's file."""
    text = clerk.file("WO-20260307-001").read_text(encoding="utf-8")
    return text[text.index(f"\n{name}:") : text.index("\nlog:")]


# ------------------------------------------------------------------ one parser


@pytest.mark.parametrize(
    ("typed", "row"),
    [
        ("水工 2", "labour labour.plumbing 2 h 80.00 repair"),
        ("labour.plumbing=2h", "labour labour.plumbing 2 h 80.00 repair"),
        ("ＰＰＲ　３米", "material pipe.ppr 3 m 18.50 repair"),
        ("铜球阀 1 45.00 # 旧款", "material valve.brass 1 pc 45.00 repair 旧款"),
        ("门锁（单独销售） 1", "material lock.door 1 pc 542.40 goods"),
        ("疏通 1次", "labour drain.clearing 1 次 120.00 service"),
        ("其他:密封圈 2个 3.5", "material 密封圈 2 个 3.50 repair"),
        ("外包:高空作业 1次 300 # 甲公司", "outsourced 高空作业 1 次 300.00 repair 甲公司"),
        ("优惠:抹零 1 2.30", "discount 抹零 1 项 2.30 repair"),
    ],
)
def test_a_line_takes_price_unit_and_tax_from_the_book(clerk: Clerk, typed: str, row: str) -> None:
    assert " ".join(charging_of(opened(clerk), "7-1").line(typed).row().values()) == row


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("金阀 1", "not in the price book"),
        ("水龙头 1", "tap.kitchen 1 / tap.basin 1"),
        ("水工 2个", "counted in h"),
        ("外包:水暖人工 1", "needs its price"),
        ("水工", "A line is an item"),
    ],
)
def test_a_line_that_is_not_understood_is_refused_with_the_way(clerk: Clerk, typed: str, said: str) -> None:
    with pytest.raises(Misuse, match=said):
        charging_of(opened(clerk), "7-1").line(typed)


def test_every_item_of_the_book_has_its_words_and_the_book_all_that_have(clerk: Clerk) -> None:
    office = opened(clerk)
    values = Judge(office, Working(office)).values()
    book, words = values.table("prices.book", office.now), values.table("lines.items", office.now)
    labour, supplements = values.table("lines.labour", office.now), values.table("lines.supplements", office.now)
    assert book and words and labour and supplements
    assert set(words.rows) - {"unset", "other"} == set(book.rows)
    assert {str(row["item"]) for row in labour.rows.values()} | set(supplements.rows) <= set(book.rows)
    for row in words.rows.values():
        assert row["kind"] in ("labour", "material", "visit", "machine")


def test_the_book_is_that_of_the_first_quote(clerk: Clerk) -> None:
    clerk.tell("2026-03-07T23:10 quote 7-1 --total 300 --by S-02")
    office = opened(clerk)
    working = Working(office)
    judge = Judge(office, working)
    record = working.find("WO-20260307-001")
    assert record is not None and charging(judge, record, office.now).version == "2026-01"
    entry = record.of["quote"][0]
    old = minute_of(__import__("datetime").datetime.fromisoformat("2025-12-31T23:59:00+08:00"))
    from msgspec.structs import replace

    quoted = replace(record, of={**record.of, "quote": (replace(entry, at=old),)})
    charge = charging(judge, quoted, office.now)
    assert (charge.version, charge.line("ppr 1").price) == ("2025-07", Decimal("16.00"))


# ------------------------------------------------------------------ the doors

LINES = "settlement.lines"
WANTED = ["labour.plumbing", "pipe.ppr", "valve.brass"]
SETTLE = ["settle", "7-1", "--payer", "owner", "--by", "S-01"]


def items(clerk: Clerk) -> list[str]:
    return [row["item"] for row in clerk.shown(NOW, "7-1")["boxes"]["settlement"]["lines"]]


@pytest.mark.parametrize(
    "block",
    ["水工 2\nppr 3\n铜球 1\n", "\ufeff水工\t2\r\nppr\t3\r\n\r\n# 材料\r\n铜球\t1\r\n"],
)
def test_a_pasted_block_is_read_line_by_line(accepted: Clerk, block: str) -> None:
    said = accepted.give(NOW, [*SETTLE, "--lines", "-"], stdin=block)
    assert said.code == 0, said.err
    assert "262.30" in said.out and "total: 262.30" in box(accepted, "settlement")


def test_lines_of_options_and_of_a_file_come_together(accepted: Clerk) -> None:
    accepted.paper("lines.csv", "类别,项目,数量,单位,单价,税目\n人工,labour.plumbing,2,h,80.00,repair\n")
    said = accepted.give(NOW, [*SETTLE, "--lines", str(accepted.papers / "lines.csv"), "--line", "ppr 3", "--line", "铜球 1"])
    assert said.code == 0, said.err
    assert "PPR pipe DN20  3 m  18.50  55.50" in said.out
    assert "total: 262.30" in box(accepted, "settlement") and "prices: with_tax" in box(accepted, "settlement")


def test_a_file_without_header_says_in_which_line_it_is_wrong(accepted: Clerk) -> None:
    accepted.paper("lines.txt", "水工 2\n金阀 1\n")
    said = accepted.give(NOW, [*SETTLE, "--lines", str(accepted.papers / "lines.txt")])
    assert said.code == 2 and "lines.txt:2:" in said.err and "金阀" in said.err


def test_another_price_needs_its_reason_and_a_dearer_one_is_stopped(accepted: Clerk) -> None:
    bare = accepted.give(NOW, [*SETTLE, "--line", "铜球 1 45"])
    assert bare.code == 2 and "铜球 1 45 # ..." in bare.err
    dear = accepted.give(NOW, [*SETTLE, "--line", "铜球 1 46.81 # 新款"])
    assert dear.code == 1 and "PRICE-NOT-POSTED" in dear.err
    cheap = accepted.give(NOW, [*SETTLE, "--line", "铜球 1 45 # 旧款"])
    assert cheap.code == 0 and "note: 旧款" in box(accepted, "settlement")


def test_two_items_of_one_name_are_refused_with_both_written_out(accepted: Clerk) -> None:
    said = accepted.give(NOW, [*SETTLE, "--line", "水龙头 1"])
    assert said.code == 2 and "tap.kitchen 1 / tap.basin 1" in said.err


def test_the_editor_is_a_door_and_gives_back_what_was_wrong(accepted: Clerk) -> None:
    first = editor(accepted, "text += '水工 2\\n金阀 1\\n'")
    said = accepted.give(NOW, [*SETTLE, "-e"], EDITOR=first, VISUAL="")
    assert said.code == 2 and "line 2" in said.err and "private/drafts/" in said.err
    again = editor(accepted, "assert '金阀 1' in text; text = text.replace('金阀', '铜球')")
    said = accepted.give(NOW, [*SETTLE, "-e"], EDITOR=again, VISUAL="")
    assert said.code == 0, said.err
    assert "206.80" in said.out and not list((accepted.office / "private/drafts").glob("*"))


def editor(clerk: Clerk, change: str) -> str:
    """An editor that makes one change, in a program of its own."""
    path = clerk.paper("editor.py", f"import sys\nname = sys.argv[1]\ntext = open(name, encoding='utf-8').read()\n{change}\n"
                       "open(name, 'w', encoding='utf-8', newline='').write(text)\n")  # fmt: skip
    return f"{sys.executable} {path}"


def test_a_quote_takes_lines_too(clerk: Clerk) -> None:
    said = clerk.give("2026-03-07T23:10", ["quote", "7-1", "--line", "水工 2", "--line", "其他:密封圈 1个 35", "--by", "S-02"])
    assert said.code == 0, said.err
    assert "195.00" in said.out


def test_parts_used_need_no_price(clerk: Clerk) -> None:
    said = clerk.give("2026-03-08T01:00", [*FINISHED, "--used", "其他:生料带 1卷"])
    assert said.code == 0, said.err
    assert "plumbing labour  2 h" in said.out
    text = clerk.file("WO-20260307-001").read_text(encoding="utf-8")
    assert "  - description: 生料带\n    quantity: 1\n    unit: 卷\n" in text and "unit_price" not in text


def test_a_part_of_no_book_takes_its_price_along(clerk: Clerk) -> None:
    assert clerk.give("2026-03-08T01:00", [*FINISHED, "--used", "其他:密封圈 2个 3.50"]).code == 0
    clerk.tell(ACCEPTED)
    line = proposed(clerk)[1][3]
    assert (line.name.zh, line.row()["description"], line.price, line.amount) == ("密封圈", "密封圈", Decimal("3.50"), Decimal("7.00"))


# ------------------------------------------------------------------ what is proposed


def proposed(clerk: Clerk, now: str = NOW) -> tuple[settle.Statement, tuple[Line, ...]]:
    statement = settle.opened(opened(clerk, now), "7-1", settle.Known({}, by="S-01"))
    return statement, proposing.lines(statement.record, statement.charge, statement.values, statement.at)


def test_the_burst_pipe_is_proposed_to_the_fen(accepted: Clerk) -> None:
    statement, lines = proposed(accepted)
    assert [(line.item, str(line.quantity), str(line.amount)) for line in lines] == [
        ("labour.plumbing", "2", "160.00"),
        ("pipe.ppr", "3", "55.50"),
        ("valve.brass", "1", "46.80"),
        ("labour.night", "2", "80.00"),
    ]
    assert lines[-1].why == "23:05-00:50"
    after = statement.settled(lines)
    assert [str(after.value(f"settlement.{name}")) for name in ("net", "tax", "total", "payer")] == ["314.04", "28.26", "342.30", "owner"]
    assert statement.against(lines) == ()


HOURS = [
    # arrival, finish, noted hours -> labour, at night
    ("21:00", "22:00", "1", ("1", None)),
    ("21:00", "22:30", "1.5", ("1.5", "0.5")),
    ("21:00", "22:14", "1.5", ("1.5", None)),
    ("21:00", "22:15", "1.5", ("1.5", "0.5")),
    ("22:00", "23:00", "1", ("1", "1")),
    ("21:30", "23:50", "1", ("1", "1")),
    ("21:00", "22:40", "", ("1.5", "0.5")),
]


@pytest.mark.parametrize(("arrived", "finished", "hours", "wanted"), HOURS)
def test_night_is_counted_by_the_clock(
    tmp_path: Path, at_work: Path, arrived: str, finished: str, hours: str, wanted: tuple[str, str | None]
) -> None:
    shutil.copytree(at_work, tmp_path / "copy")
    clerk = Clerk(tmp_path / "copy" / "office")
    clerk.tell(f"""
        2026-03-08T20:30 report --unit QH-5-802 --item pipe_burst --description 又漏 --by S-02
        2026-03-08T20:40 dispatch 8-1 --technician S-11 --by S-02
        2026-03-09T02:00 arrive 8-1 --by S-11 --at 2026-03-08T{arrived}
        2026-03-09T02:00 finish 8-1 --by S-11 --at 2026-03-08T{finished} {f"--hours {hours}" if hours else ""}
        2026-03-09T02:00 accept 8-1 --by S-11 --at 2026-03-09T01:00
    """)
    statement = settle.opened(opened(clerk), "8-1", settle.Known({}, by="S-01"))
    lines = proposing.lines(statement.record, statement.charge, statement.values, statement.at)
    held = {line.item: str(line.quantity) for line in lines}
    assert (Decimal(held["labour.plumbing"]), held.get("labour.night")) == (
        Decimal(wanted[0]),
        wanted[1] and next((text for text in (held.get("labour.night"),) if text and Decimal(text) == Decimal(wanted[1])), "wrong"),
    )


PAYERS = [
    ("--unit QH-5-802 --part private", "owner"),
    ("--unit QH-5-802", "owner"),
    ("--spot 大堂 --part common", "company"),
    ("--spot 大堂 --part limited_common", ""),
    ("--spot 大堂", ""),
    ("--asset QH-2-L1 --part common", "developer"),
    ("--asset QH-2-L2 --part common", "company"),
    ("--unit QH-5-802 --part private --rework-of 7-1", "repairer"),
]


def test_the_payer_is_the_first_ground_that_holds(accepted: Clerk) -> None:
    accepted.tell("""
        2026-03-09T08:00 asset new QH-2-L1 --name 1号梯 --warranty-to 2026-03-09
        2026-03-09T08:00 asset new QH-2-L2 --name 2号梯 --warranty-to 2026-03-08
    """)
    for number, (where, payer) in enumerate(PAYERS, 1):
        accepted.tell(f"2026-03-09T09:{number:02d} report {where} --item pipe_burst --description x --by S-02")
        office = opened(accepted)
        working = Working(office)
        record = working.find(f"WO-20260309-{number:03d}")
        assert record is not None
        found = proposing.payer(record, Judge(office, working).values(record), office.now)
        assert found.payer == payer, where


# ------------------------------------------------------------------ the table


class Begun(NamedTuple):
    """A statement with its proposed lines; says nothing of its price book where a test fails."""

    statement: settle.Statement
    lines: tuple[Line, ...]

    def __repr__(self) -> str:
        return f"{len(self.lines)} lines"


@pytest.fixture(scope="module")
def begun_statement(at_work: Path, tmp_path_factory: pytest.TempPathFactory) -> Begun:
    folder = tmp_path_factory.mktemp("statement") / "copy"
    shutil.copytree(at_work, folder)
    clerk = Clerk(folder / "office")
    assert clerk.give("2026-03-08T01:00", FINISHED).code == 0
    clerk.tell(ACCEPTED)
    return Begun(*proposed(clerk))


TYPED = st.one_of(
    st.sampled_from(["水工 2", "ppr 3.333", "铜球=1", "其他:垫片 7个 0.33", "优惠:抹零 1 0.37", "门锁 1", "疏通 1", "保洁 2", "夜间 0.5"]),
    st.builds(lambda n: f"-{n}", st.integers(0, 6)),
    st.builds(lambda n, q: f"{n} {q}", st.integers(0, 6), st.decimals("0.001", 999, places=3)),
    st.builds(lambda n, q, p: f"{n} {q} {p} # x", st.integers(0, 6), st.integers(1, 99), st.decimals(0, 500, places=2)),
    st.text(max_size=20),
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(st.lists(TYPED, max_size=12))
def test_whatever_is_typed_the_table_adds_up_to_what_the_act_freezes(begun_statement: Begun, typed: list[str]) -> None:
    one, lines = begun_statement
    for text in typed:
        try:
            lines = line_edits.edited(lines, line_edits.read(text, lines, one.charge.line))
        except Misuse as refusal:
            assert refusal.sentences
    after = one.settled(lines)
    assert after.value("settlement.total") == sum((line.amount for line in lines), Decimal("0.00"))
    taxes = after.rows("settlement.taxes")
    net, tax = (sum((Decimal(str(row[name])) for row in taxes), Decimal("0.00")) for name in ("net", "tax"))
    assert (after.value("settlement.net"), after.value("settlement.tax")) == (net, tax)
    assert net + tax == after.value("settlement.total")


# ------------------------------------------------------------------ at a terminal


ASKED = "Change (empty = done): "


def test_a_statement_is_proposed_changed_and_made_in_one_commit(accepted: Clerk) -> None:
    before = commits(accepted)
    at = terminal(accepted.office, ["settle", "7-1", "--by", "S-01"], NOW, REPAIRCTL_LANG="en")
    for total, typed in (("342.30", "3 2.5"), ("412.50", "-4"), ("332.50", "水龙头 1")):
        at.until(total)
        at.answer((ASKED, typed))
    at.answer(("148.00/pc]: ", "1"))
    at.until("500.50")
    at.answer((ASKED, "3 1 45"), ("why: ", "旧款"), (ASKED, "9 1"), (ASKED, "-4"))
    at.until("260.50")
    at.answer((ASKED, ""), ("payable by 2026-03-25 (y): ", "n"), (ASKED, ""), ("payable by 2026-03-25 (y): ", ""))
    assert at.end() == 0, at.screen
    assert [line for line in at.screen.splitlines() if cells(line) > 80 and "is it?" not in line] == []
    held = box(accepted, "settlement")
    assert "total: 260.50" in held and "note: 旧款" in held and "payer_reason: 专有部分" in held and "payer_party: P-0802" in held
    assert commits(accepted) == before + 1 and not list((accepted.office / "private/drafts").glob("*"))


def test_what_the_rules_stop_is_said_before_it_is_asked(accepted: Clerk) -> None:
    at = terminal(accepted.office, ["settle", "7-1", "--by", "S-01", "--line", "铜球 1 50 # 新款"], NOW, REPAIRCTL_LANG="en")
    at.answer((ASKED, ""))
    at.until("[PRICE-NOT-POSTED]")
    at.answer((ASKED, "1 1 46.80"), (ASKED, ""), ("(y): ", "y"))
    assert at.end() == 0, at.screen


def test_a_statement_left_in_the_middle_goes_on_with_its_answers(accepted: Clerk) -> None:
    at = terminal(accepted.office, ["settle", "7-1", "--by", "S-01"], NOW, REPAIRCTL_LANG="en")
    at.answer((ASKED, "-4"))
    at.until("262.30")
    at.until(ASKED)
    at.interrupt()
    assert at.end() == 130 and "private/drafts/settle-1.json" in at.screen
    at = terminal(accepted.office, ["settle", "7-1", "--by", "S-01"], NOW, REPAIRCTL_LANG="en")
    at.answer(("[Y/n]: ", ""), (ASKED, ""), ("262.30, payable by 2026-03-25 (y): ", ""))
    assert at.end() == 0, at.screen


def test_lines_are_asked_for_with_their_total_so_far(clerk: Clerk) -> None:
    at = terminal(clerk.office, ["quote", "7-1", "--lines", "-", "--by", "S-02"], "2026-03-07T23:10", REPAIRCTL_LANG="en")
    at.answer(("(empty = done): ", "水工 2"))
    at.until("So far 160.00")
    at.answer((ASKED, "铜球 1"))
    at.until("So far 206.80")
    at.answer((ASKED, ""))
    assert at.end() == 0, at.screen


def commits(clerk: Clerk) -> int:
    import subprocess

    return int(subprocess.run(["git", "rev-list", "--count", "HEAD"], cwd=clerk.office, capture_output=True, check=True).stdout)


def cells(line: str) -> int:
    from repairctl.cli.cells import cells as counted

    return counted(line)


# ------------------------------------------------------------------ payment


def settled(clerk: Clerk) -> Clerk:
    said = clerk.give(NOW, [*SETTLE, "--line", "水工 2", "--line", "ppr 3", "--line", "铜球 1", "--line", "夜间 2"])
    assert said.code == 0, said.err
    return clerk


def test_a_payment_says_what_was_paid_and_what_is_owed(accepted: Clerk) -> None:
    clerk = settled(accepted)
    part = clerk.give("2026-03-10T10:05", "pay 7-1 200 --method 微信 --by S-01")
    assert part.code == 0 and "Paid so far 200.00, owed 142.30, due 2026-03-25 24:00." in part.out
    more = clerk.give("2026-03-10T10:06", "pay 7-1 142.31 --method 微信 --by S-01")
    assert more.code == 2 and "142.31 is more than WO-20260307-001 owes: 142.30." in more.err and "--yes" in more.err
    rest = clerk.give("2026-03-10T10:06", "pay 7-1 --amount 142.30 --method 微信 --by S-01")
    assert rest.code == 0 and "Paid so far 342.30: all is paid." in rest.out
    over = clerk.give("2026-03-10T10:07", "pay 7-1 1 --yes --by S-01")
    assert over.code == 0 and "1.00 too much" in over.out


def test_an_unusual_payment_is_confirmed(clerk: Clerk) -> None:
    clerk.tell("2026-03-07T23:10 quote 7-1 --total 20 --by S-02\n2026-03-07T23:10 approve 7-1 --by S-02")
    assert clerk.give("2026-03-07T23:11", "pay 7-1 200 --by S-02").code == 0
    far = clerk.give("2026-03-07T23:12", "pay 7-1 200.01 --by S-02")
    assert far.code == 2 and "more than 10 times the quote" in far.err
    settings_file = clerk.office / "office.yaml"
    settings_file.write_text(settings_file.read_text(encoding="utf-8") + "confirm_above: 50\n", encoding="utf-8")
    above = clerk.give("2026-03-07T23:12", "pay 7-1 50.01 --by S-02")
    assert above.code == 2 and "50" in above.err
    at = terminal(clerk.office, ["pay", "7-1", "50.01", "--by", "S-02"], "2026-03-07T23:12", REPAIRCTL_LANG="en")
    at.answer(("[y/N]: ", ""))
    assert at.end() == 130 and "Nothing was recorded" in at.screen


@pytest.mark.parametrize("line", ["labour,labour.plumbing,0,h,80.00,repair", "labour,labour.plumbing,-2,h,80.00,repair"])
def test_nothing_and_less_than_nothing_are_no_quantity(clerk: Clerk, line: str) -> None:
    clerk.paper("odd.csv", f"kind,item,quantity,unit,unit_price,tax_category\n{line}\n")
    said = clerk.give("2026-03-10T10:00", f"settle 7-1 --payer owner --lines {clerk.papers}/odd.csv --no-input --dry-run")
    assert said.code == 2 and "quantity" in said.err, said.err
