"""A list as a workbook: numbers, days and moments as such, and no text that a spreadsheet would run."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import openpyxl
import pytest

from tests.clerk import Clerk, begun
from tests.workbook import cells

TRAPS = ["=1+1", "+86 来电", "-漏水", "@所有人", "＝1+1"]
NOW = "2026-03-09T10:00"


@pytest.fixture(scope="module")
def clerk(tmp_path_factory: pytest.TempPathFactory) -> Clerk:
    desk = begun(tmp_path_factory.mktemp("lists"))
    for number, trap in enumerate(TRAPS):
        said = desk.give(f"2026-03-07T22:{40 + number}", ["report", "--unit", "QH-5-802", f"--description={trap}", "--by", "S-01"])
        assert said.code == 0, said.err
    return desk


def test_texts_stay_texts_in_a_workbook(clerk: Clerk) -> None:
    said = clerk.give(NOW, "order list -o list.xlsx")
    assert said.code == 0, said.err
    sheet = openpyxl.load_workbook(clerk.office / "list.xlsx").active
    assert sheet is not None
    head = [cell.value for cell in sheet[1]]
    column = head.index("description") + 1
    found = [sheet.cell(row, column) for row in range(2, 2 + len(TRAPS))]
    assert [one.value for one in found] == TRAPS
    assert {one.data_type for one in found} == {"s"}
    assert [bool(one.quotePrefix) for one in found] == [True, True, True, True, False]
    assert sheet.cell(2, head.index("reported_at") + 1).value == datetime(2026, 3, 7, 22, 40)


def test_numbers_stay_numbers(clerk: Clerk) -> None:
    clerk.tell("2026-03-07T23:00 unit new QH-9-101 --estate QH --building 9 --room 101 --floor-area 89.50")
    assert clerk.give(NOW, "unit list -o units.xlsx").code == 0
    rows = cells(clerk.office / "units.xlsx")
    row = next(row for row in rows if row[0] == "QH-9-101")
    assert row[rows[0].index("floor_area")] == 89.5 and row[rows[0].index("building")] == "9"


def test_texts_are_led_by_an_apostrophe_in_a_csv_file(clerk: Clerk) -> None:
    clerk.give(NOW, "order list -o list.csv")
    text = (clerk.office / "list.csv").read_text(encoding="utf-8-sig")
    assert all(f"'{trap}" in text for trap in TRAPS)


def test_another_sort_of_file_is_refused(clerk: Clerk, tmp_path: Path) -> None:
    said = clerk.give(NOW, ["order", "list", "-o", str(tmp_path / "list.ods")])
    assert (said.code, ".xlsx" in said.err) == (2, True)
