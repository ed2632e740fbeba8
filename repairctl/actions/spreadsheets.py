"""A table written as a workbook (.xlsx). Knows no record."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from repairctl.edges import durable, workbooks
from repairctl.edges.workbooks import Value as Value  # cli names it, and may not come to the edges


def write(path: Path, rows: Sequence[Sequence[Value]], title: str) -> None:
    """Writes the rows, the first of them the head. Raises CannotWrite."""
    durable.write_whole(path, workbooks.written(rows, title), str(path))
