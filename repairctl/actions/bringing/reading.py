"""A sheet from a file: CSV in whatever encoding, or .xlsx; where its head is. Understands no column."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Sequence
from pathlib import Path

from msgspec import Struct

from repairctl.edges import workbooks
from repairctl.edges.workbooks import MOST_ROWS, Cell, Grid, NotAWorkbook
from repairctl.errors import RepairError, say
from repairctl.inputs import encodings

LARGEST = 8 << 20
HEAD_WITHIN = 10  # rows; above the head stand a title, a date, who made it
_OLE, _ZIP = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"PK\x03\x04"


class NoSheet(RepairError):
    """The file cannot be opened or is no sheet."""

    def __init__(self, name: str, why: object) -> None:
        super().__init__(say("{name} cannot be read: {why}", name=name, why=why))


class NoHead(RepairError):
    """No row names the columns that are needed."""

    exit_code = 2

    def __init__(self, name: str, needed: Sequence[object]) -> None:
        super().__init__(
            say("{name}: none of the first {n} rows names its columns; needed: {needed}.", name=name, n=HEAD_WITHIN, needed=list(needed)),
            say("Name a column of yours: {example}", example='--column "门牌=unit.room"'),
        )


class Table(Struct, frozen=True):
    """The rows under a head, each with its number in the file (from 1)."""

    name: str
    head: tuple[str, ...]
    head_row: int
    rows: tuple[tuple[int, tuple[Cell, ...]], ...]
    others: tuple[str, ...] = ()


def grid(path: Path, name: str, sheet: str = "", *, encoding: str = "") -> Grid:
    """The cells of a file; a text in whatever encoding, unless one is named. Raises NoSheet, NotAWorkbook, NoSuchSheet."""
    data = _bytes(path, name)
    if data.startswith(_OLE):
        raise NotAWorkbook(name, say("it is an old .xls or .et file, or a workbook with a password."))
    if data.startswith(_ZIP):
        return workbooks.read(data, name, sheet)
    if name.lower().endswith((".xlsx", ".xlsm")):
        raise NotAWorkbook(name, say("it is damaged or no workbook."))
    return _csv(data, name, encoding)


def _bytes(path: Path, name: str) -> bytes:
    try:
        size = path.stat().st_size
        if size > LARGEST:
            raise NoSheet(name, say("it has {size} bytes; at most {limit} are read.", size=size, limit=LARGEST))
        return path.read_bytes()
    except OSError as error:
        raise NoSheet(name, f"{(error.strerror or type(error).__name__).lower()}.") from None


def _csv(data: bytes, name: str, encoding: str) -> Grid:
    try:
        text = data.decode(encoding) if encoding else encodings.decoded(data)
        cut = encodings.delimiter(text)
        rows = [
            tuple(Cell(cell.replace("\xa0", " ").strip()) for cell in row)
            for row in csv.reader(io.StringIO(text, newline=""), delimiter=cut)
        ]
    except encodings.Undecodable as refusal:
        raise NoSheet(name, refusal.sentences[0]) from None
    except UnicodeDecodeError:
        raise NoSheet(name, say("it is no text in {encoding}.", encoding=encoding)) from None
    except csv.Error:
        raise NoSheet(name, say("it is no table of text.")) from None
    if len(rows) > MOST_ROWS:
        raise NoSheet(name, say("it has more than {most} rows.", most=MOST_ROWS))
    return Grid("", tuple(rows))


def table(one: Grid, known: Callable[[Sequence[str]], int], needed: Callable[[Sequence[str]], bool]) -> Table | None:
    """The table under the first of the rows that name most columns; None where none names those that are needed."""
    heads = [tuple(cell.text for cell in row) for row in one.rows[:HEAD_WITHIN]]
    fitting = [(known(head), -number) for number, head in enumerate(heads) if needed(head)]
    if not fitting:
        return None
    at = -max(fitting)[1]
    width = len(heads[at])
    rows = ((number, (*row[:width], *[Cell()] * (width - len(row)))) for number, row in enumerate(one.rows, 1) if number > at + 1)
    return Table(one.name, heads[at], at + 1, tuple((number, row) for number, row in rows if any(cell.text for cell in row)), one.others)
