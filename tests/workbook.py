"""Workbooks for tests, as an office keeps them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import openpyxl

HEAD = ("楼栋", "房号", "面积", "业主姓名", "手机", "备注")


def workbook(path: Path, rows: Sequence[Sequence[object]], change: Callable[[Any], None] = lambda sheet: None) -> Path:
    """A workbook of one sheet; `change` may spoil it."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "Sheet1"
    for row in rows:
        sheet.append(list(row))
    change(sheet)
    path.parent.mkdir(exist_ok=True)
    book.save(path)
    return path


def cells(path: Path) -> list[list[object]]:
    """What stands in the first sheet."""
    book = openpyxl.load_workbook(path)
    sheet = book.active
    assert sheet is not None
    return [[cell.value for cell in row] for row in sheet.iter_rows()]
