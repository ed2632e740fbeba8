"""Tables written as a workbook (.xlsx). Knows no record."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from repairctl.edges import books, durable, workbooks
from repairctl.edges.books import Sheet as Sheet  # cli names it, and may not come to the edges
from repairctl.edges.workbooks import Value as Value


def write(path: Path, rows: Sequence[Sequence[Value]], title: str) -> None:
    """Writes the rows, the first of them the head. Raises CannotWrite."""
    durable.write_whole(path, workbooks.written(rows, title), str(path))


def write_book(path: Path, sheets: Sequence[Sheet], created: datetime) -> None:
    """Writes several sheets, as made at a moment (without zone). Raises CannotWrite, TooLargeForSheets."""
    durable.write_whole(path, books.written(sheets, created), str(path))
