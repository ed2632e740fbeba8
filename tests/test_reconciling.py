"""A file of movements against the books, as a pure function: every row is in one class, nothing is guessed, all sums agree."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from repairctl.figures.bank_files import Mapped, NoHeadRow, Row, Unread, movements
from repairctl.figures.reconciling import (
    AMBIGUOUS,
    DIFFERENT,
    MATCHED,
    MISSING,
    RECORDABLE,
    SORTS,
    UNKNOWN,
    Booked,
    Item,
    Open,
    names_it,
    reconciled,
    totals,
)

DAY = date(2026, 3, 10)
ORDERS = tuple(f"WO-20260301-{number:03d}" for number in range(1, 5))


def row(reference: str = "r1", amount: str = "80.00", memo: str = "", line: int = 1, day: date = DAY) -> Row:
    return Row(line, day, Decimal(amount), None, "张静", reference, memo)


def claim(number: int = 1, owed: str = "80.00", *names: str) -> Open:
    return Open(ORDERS[number - 1], Decimal(owed), names=names)


def booked(number: int = 1, amount: str = "80.00", reference: str = "r1", method: str = "wechat", day: date = DAY) -> Booked:
    return Booked(ORDERS[number - 1], day, Decimal(amount), method, reference)


CASES: Sequence[tuple[str, Sequence[Row], Sequence[Booked], Sequence[Open], Sequence[str]]] = [
    ("a payment has its reference and amount", [row()], [booked()], [], [MATCHED]),
    ("one transfer paid two orders", [row(amount="160.00")], [booked(1), booked(2)], [], [MATCHED]),
    ("two rows of one reference made one payment", [row(amount="30.00"), row(amount="50.00")], [booked()], [], [MATCHED, MATCHED]),
    ("the books have another amount", [row(amount="80.01")], [booked()], [], [DIFFERENT]),
    ("what is in the books is not recorded again", [row(memo=ORDERS[0])], [booked(2)], [claim()], [MATCHED]),
    ("money given back", [row(amount="-80.00")], [booked(amount="-80.00")], [], [MATCHED]),
    ("money out that nobody knows", [row(amount="-80.00", memo=ORDERS[0])], [], [claim()], [UNKNOWN]),
    ("the memo names the order and it owes this", [row(memo=f"付{ORDERS[0]}")], [], [claim(), claim(2)], [RECORDABLE]),
    ("the memo names the unit", [row(memo="5-802 维修费")], [], [claim(1, "80.00", "5-802")], [RECORDABLE]),
    ("the amount tells which of the unit's orders", [row(memo="5-802")], [], [claim(1, "80.00", "5-802"), claim(2, "9.00", "5-802")], [RECORDABLE]),
    ("two of the unit owe as much", [row(memo="5-802")], [], [claim(1, "80.00", "5-802"), claim(2, "80.00", "5-802")], [AMBIGUOUS]),
    ("a number goes before a unit", [row(memo=f"5-802 {ORDERS[1]}")], [], [claim(1, "80.00", "5-802"), claim(2, "80.00", "5-802")], [RECORDABLE]),
    ("the number of an order that owes nothing is no other of the unit", [row(memo=f"5-802 {ORDERS[2]}")], [], [claim(1, "80.00", "5-802")], [UNKNOWN]),
    ("nor the number of its statement", [row(memo="5-802 js20260301-003")], [], [claim(1, "80.00", "5-802")], [UNKNOWN]),
    ("the memo gives the number of the statement", [row(memo="JS-20260301-001")], [], [claim()], [RECORDABLE]),
    ("it owes another amount", [row(amount="79.99", memo=ORDERS[0])], [], [claim()], [UNKNOWN]),
    ("the amount alone is no reason", [row(memo="维修费")], [], [claim()], [UNKNOWN]),
    ("without a reference it would be recorded twice", [row("", memo=ORDERS[0])], [], [claim()], [UNKNOWN]),
    ("an empty reference matches no payment without one", [row("")], [booked(reference="")], [], [UNKNOWN, MISSING]),
    ("two rows are about one order", [row("a", memo=ORDERS[0]), row("b", memo=ORDERS[0])], [], [claim()], [AMBIGUOUS] * 2),
    ("two rows have one reference", [row(memo=ORDERS[0]), row(memo=ORDERS[1])], [], [claim(1), claim(2)], [AMBIGUOUS] * 2),
    ("the file lacks a payment", [row()], [booked(), booked(2, reference="r2")], [], [MATCHED, MISSING]),
    ("a payment without a reference is lacking too", [row()], [booked(), booked(2, reference="")], [], [MATCHED, MISSING]),
    ("it was paid another way", [row()], [booked(), booked(2, reference="r2", method="cash")], [], [MATCHED]),
    ("it was paid on another day", [row()], [booked(), booked(2, reference="r2", day=date(2026, 3, 11))], [], [MATCHED]),
    ("an empty file lacks nothing", [], [booked()], [], []),
]  # fmt: skip


@pytest.mark.parametrize(("rows", "books", "owing", "wanted"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_each_row_has_its_class(rows: Sequence[Row], books: Sequence[Booked], owing: Sequence[Open], wanted: Sequence[str]) -> None:
    assert [item.sort for item in reconciled(rows, books, owing, ["wechat"])] == wanted


def test_of_what_is_ambiguous_all_are_listed() -> None:
    found = reconciled([row(memo="5-802")], [], [claim(1, "80.00", "5-802"), claim(2, "80.00", "5-802")], [])
    assert [one.order for one in found[0].fitting] == list(ORDERS[:2])


@pytest.mark.parametrize(
    ("memo", "named"),
    [("5-802", True), ("缴５－８０２维修", True), ("QH-5-802", False), ("15-802", False), ("5-8021", False), ("5-802-1", False), ("5-802,谢谢", True)],
)  # fmt: skip
def test_a_place_is_named_only_by_itself(memo: str, named: bool) -> None:
    assert names_it(memo, "5-802") is named


# ------------------------------------------------------------------ laws

AMOUNTS = st.sampled_from([Decimal(text) for text in ("80.00", "160.00", "0.01", "-80.00", "342.30")])
REFERENCES = st.sampled_from(["", "r1", "r2", "r3", "r4", "r5"])
MEMOS = st.sampled_from(["", *ORDERS, "5-802", f"5-802 {ORDERS[2]}", "=cmd|x"])
DAYS = st.dates(date(2026, 3, 1), date(2026, 3, 31))
ROWS = st.lists(st.builds(Row, st.integers(1, 99), DAYS, AMOUNTS, st.none(), st.just(""), REFERENCES, MEMOS), max_size=8)
BOOKS = st.lists(st.builds(Booked, st.sampled_from(ORDERS), DAYS, AMOUNTS, st.sampled_from(["wechat", "cash"]), REFERENCES), max_size=5)
OWING = st.lists(
    st.builds(Open, st.sampled_from(ORDERS), AMOUNTS.filter(lambda one: one > 0), names=st.sampled_from([(), ("5-802",)])),
    max_size=4,
    unique_by=lambda one: one.order,
)


@given(ROWS, BOOKS, OWING)
def test_each_row_is_in_exactly_one_class_and_the_sums_of_the_classes_are_those_of_the_file(
    rows: list[Row], books: list[Booked], owing: list[Open]
) -> None:
    items = reconciled(rows, books, owing, ["wechat"])
    assert [item.row for item in items if item.row] == rows
    assert all((item.row is None) == (item.sort == MISSING) and item.sort in SORTS for item in items)
    counted = totals(items)
    assert sum(held for sort, (_, held) in counted.items() if sort != MISSING) == sum(one.amount for one in rows)
    assert sum(n for n, _ in counted.values()) == len(items)


@given(ROWS, BOOKS, OWING)
def test_what_was_recorded_is_matched_the_second_time_and_nothing_is_left_to_record(
    rows: list[Row], books: list[Booked], owing: list[Open]
) -> None:
    first = reconciled(rows, books, owing, ["wechat"])
    taken = [item for item in first if item.sort == RECORDABLE]
    paid = {item.fitting[0].order for item in taken}
    after = [*books, *(_paid(item) for item in taken)]
    again = reconciled(rows, after, [one for one in owing if one.order not in paid], ["wechat"])
    assert [item.sort for item in again if item.row in [one.row for one in taken]] == [MATCHED] * len(taken)
    assert not [item for item in again if item.sort == RECORDABLE and item.fitting[0].order in paid]


@given(ROWS, BOOKS, OWING)
def test_no_order_is_recorded_twice_and_never_more_than_it_owes(rows: list[Row], books: list[Booked], owing: list[Open]) -> None:
    taken = [item for item in reconciled(rows, books, owing, ["wechat"]) if item.sort == RECORDABLE]
    assert len({item.fitting[0].order for item in taken}) == len(taken)
    assert all(item.row and item.row.amount == item.fitting[0].owed for item in taken)


def _paid(item: Item) -> Booked:
    assert item.row is not None
    return Booked(item.fitting[0].order, item.row.day, item.row.amount, "wechat", item.row.reference)


# ------------------------------------------------------------------ reading

MAPPED = Mapped(
    "m", ("wechat",), ("时间", "金额"),
    {"at": ("时间",), "amount": ("金额",), "direction": ("收/支",), "counterparty": ("对方",), "reference": ("单号",), "memo": ("商品", "备注")},
    ("收入",), ("支出",), {"状态": ("已关闭",)}, ("合计",),
)  # fmt: skip
HEAD = ("时间", "金额", "收/支", "对方", "单号", "商品", "备注", "状态")
GOOD = ("2026-03-10 10:05:09", "¥1,342.30", "收入", "张*静", "`4200001\t", "收款", "/", "成功")


def read(*rows: Sequence[str]) -> tuple[Row, ...]:
    return movements("f.csv", [(1, ("账单",)), (2, HEAD), *enumerate(rows, 3)], MAPPED)


def test_a_row_is_read_as_it_stands_in_the_file() -> None:
    assert read(GOOD) == (Row(3, DAY, Decimal("1342.30"), 605, "张*静", "4200001", "收款"),)
    assert read((*GOOD[:1], "￥80", "支出", *GOOD[3:]))[0].amount == Decimal("-80.00")


def test_rows_that_are_no_movement_are_left_out_and_the_foot_ends_the_table() -> None:
    assert read((*GOOD[:-1], "已关闭"), ("",) * 8, GOOD, ("合计：2 笔",), ("随便",)) == (replace(read(GOOD)[0], line=5),)


@pytest.mark.parametrize("day", ["2026/3/10", "20260310", "2026年3月10日", "2026-03-10"])
def test_a_day_without_a_time_has_none(day: str) -> None:
    found = read((day, *GOOD[1:]))[0]
    assert (found.day, found.clock) == (DAY, None)


@pytest.mark.parametrize(
    ("place", "value", "column"),
    [(0, "10/03/2026", "时间"), (0, "2026-02-30", "时间"), (0, "2026-03-10 25:00", "时间"), (1, "1.234", "金额"), (1, "1,23", "金额"),
     (1, "", "金额"), (1, "1e5", "金额"), (1, "NaN", "金额"), (2, "转入", "收/支")],
)  # fmt: skip
def test_what_cannot_be_read_is_refused_with_its_row_column_and_value(place: int, value: str, column: str) -> None:
    bad = tuple(value if place == number else cell for number, cell in enumerate(GOOD))
    with pytest.raises(Unread) as refused:
        read(GOOD, bad)
    facts = refused.value.sentences[0].facts
    assert (facts["file"], facts["line"], facts["column"], facts["value"]) == ("f.csv", 4, column, value)


def test_a_file_without_the_columns_is_refused() -> None:
    with pytest.raises(NoHeadRow):
        movements("f.csv", [(1, ("日期", "金额"))], MAPPED)
    with pytest.raises(NoHeadRow, match="单号"):
        movements("f.csv", [(1, ("时间", "金额"))], replace(MAPPED, columns={"at": ("时间",), "amount": ("单号",)}, skip={}))
