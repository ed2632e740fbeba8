"""Rows of plain values for programs and spreadsheets: with tabs, as CSV, as a workbook. Knows no record."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import TypeAlias

from repairctl.cli.desk import Desk
from repairctl.errors import Misuse, RepairError, say

Cell: TypeAlias = str | int | Decimal | date | None
Rows: TypeAlias = Sequence[Sequence[Cell]]
RUN = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
"""What a spreadsheet takes for the beginning of a formula; an East Asian one the full-width signs too."""


class CannotWrite(RepairError):
    """A file that was asked for cannot be written."""

    def __init__(self, path: Path, why: str) -> None:
        super().__init__(say("{path} cannot be written: {why}.", path=str(path), why=why))


class OnlySheets(Misuse):
    """A file of another sort than can be written."""

    def __init__(self, file: str) -> None:
        super().__init__(say("{file}: a list is written as .csv or .xlsx.", file=file), say("For example: -o list.xlsx"))


def insist(out: str) -> None:
    """Raises OnlySheets where a file is named that is neither."""
    if out and not out.lower().endswith((".csv", ".xlsx")):
        raise OnlySheets(out)


def to_file(desk: Desk, out: str, rows: Rows, title: str) -> None:
    """Rows, the first of them the head, into a file; how many is said aside. Raises CannotWrite."""
    if out.lower().endswith(".xlsx"):
        from repairctl.actions import spreadsheets

        spreadsheets.write(desk.path(out), rows, title)
    else:
        write(desk.path(out), "\ufeff" + csv_of([[flat(cell) for cell in row] for row in rows]))
    desk.aside(desk.tongue.say(say("{n} rows in {path}.", n=len(rows) - 1, path=out)))


def tabs(desk: Desk, rows: Rows) -> None:
    """Rows for programs, each in a line."""
    for row in rows:
        desk.out("\t".join(flat(cell) for cell in row))


def flat(held: object) -> str:
    """A cell in one line, nothing cut."""
    if isinstance(held, bool):
        return "true" if held else "false"
    if isinstance(held, Decimal):
        return f"{held:f}"
    return "" if held is None else " ".join(str(held).split())


def csv_of(rows: Sequence[Sequence[str]]) -> str:
    """Rows as CSV, the first of them the head; a text that a spreadsheet would run as a formula is led by an apostrophe."""
    import csv

    out = io.StringIO()
    csv.writer(out).writerows([[_harmless(cell) for cell in row] for row in rows])
    return out.getvalue()


def _harmless(cell: str) -> str:
    number = cell.lstrip("-").replace(".", "", 1).isdigit()
    return f"'{cell}" if cell.startswith(RUN) and not number else cell


def write(path: Path, content: str) -> None:
    """Writes a file that was asked for. Raises CannotWrite."""
    try:
        path.write_bytes(content.encode())
    except OSError as error:
        raise CannotWrite(path, (error.strerror or "").lower()) from None
