"""Workbooks (.xlsx): the cells of one sheet as texts, and rows written as a new sheet. The only place that knows openpyxl."""

from __future__ import annotations

import io
import re
import warnings
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Literal, TypeAlias
from xml.etree.ElementTree import ParseError

from msgspec import Struct

from repairctl.errors import RepairError, Sentence, say

if TYPE_CHECKING:
    from openpyxl.worksheet._read_only import ReadOnlyWorksheet

MOST_ROWS, MOST_COLUMNS = 20_000, 100
LARGEST = 32 << 20  # bytes of all parts, unpacked
_MERGED = re.compile(rb"<(?:\w+:)?mergeCell\b[^>]*?\bref=\"([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})\"")
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_RUN_BY_EXCEL = ("=", "+", "-", "@", "\t", "\r")

Value: TypeAlias = "str | int | Decimal | date | datetime | None"


class NotAWorkbook(RepairError):
    """The file is no .xlsx that can be read, or more than one is willing to read."""

    def __init__(self, name: str, why: Sentence) -> None:
        super().__init__(say("{name} cannot be read: {why}", name=name, why=why), say("Save it as .xlsx or .csv in Excel or WPS."))


class NoSuchSheet(RepairError):
    """The workbook has no sheet of that name."""

    exit_code = 2

    def __init__(self, name: str, known: Sequence[str]) -> None:
        super().__init__(say("There is no sheet {name}; there are: {known}.", name=name, known=", ".join(known)))


class Cell(Struct, frozen=True):
    """What stands in a cell. `sort`: how the file holds it; a fault is #REF! and the like.

    `merged`: it is covered by merged cells, and the row of the one that has their value (from 1; 0 = it is not).
    """

    text: str = ""
    sort: Literal["text", "number", "day", "fault"] = "text"
    merged: int = 0


class Grid(Struct, frozen=True):
    """One sheet: its name ('' where there is only one), its rows from the first, and the other sheets of the file."""

    name: str
    rows: tuple[tuple[Cell, ...], ...]
    others: tuple[str, ...] = ()


def read(data: bytes, name: str, sheet: str = "") -> Grid:
    """The cells of a sheet, by default of the first that holds something. Raises NotAWorkbook, NoSuchSheet."""
    import openpyxl

    _weighed(data, name)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # what it does not understand is looks, not values
            book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
            found = _grid(book, data, name, sheet)
            book.close()
    except (zipfile.BadZipFile, zlib.error, ParseError, OSError, EOFError, NotImplementedError):
        raise NotAWorkbook(name, say("it is damaged or no workbook.")) from None
    except (KeyError, ValueError, TypeError, IndexError, AttributeError):  # a part is missing, or says what none says
        raise NotAWorkbook(name, say("it is no .xlsx workbook inside.")) from None
    return found


def _weighed(data: bytes, name: str) -> None:
    """A few kilobytes can be unpacked into gigabytes; what it says of itself is held to, for the reader stops there."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            size = sum(part.file_size for part in packed.infolist())
    except (zipfile.BadZipFile, OSError, EOFError):
        raise NotAWorkbook(name, say("it is damaged or no workbook.")) from None
    if size > LARGEST:
        why = say("unpacked it has {size} MB; a register has at most {most}.", size=size >> 20, most=LARGEST >> 20)
        raise NotAWorkbook(name, why)


def _grid(book: Any, data: bytes, name: str, wanted: str) -> Grid:
    sheets: list[ReadOnlyWorksheet] = [one for one in book.worksheets if wanted or one.sheet_state == "visible"]
    titles = [str(one.title) for one in sheets]
    if wanted:
        sheets = [one for one in sheets if one.title == wanted]
        if not sheets:
            raise NoSuchSheet(wanted, titles)
    for one in sheets:
        rows = _rows(one, name)
        if rows:
            merged = _merged(one, data)
            width = max(map(len, rows))
            told = tuple(
                tuple(_cell(row[c] if c < len(row) else None, merged.get((r, c + 1), 0)) for c in range(width))
                for r, row in enumerate(rows, 1)
            )
            return Grid(str(one.title), told, tuple(title for title in titles if title != one.title))
    return Grid(titles[0] if titles else "", ())


def _rows(sheet: Any, name: str) -> list[tuple[object, ...]]:
    sheet.reset_dimensions()  # what it says of its own size is often wrong
    rows: list[tuple[object, ...]] = []
    filled = 0
    for number, row in enumerate(sheet.iter_rows(max_row=MOST_ROWS + 1, max_col=MOST_COLUMNS, values_only=True), 1):
        width = max((n for n, value in enumerate(row, 1) if value not in (None, "")), default=0)
        rows.append(row[:width])
        filled = number if width else filled
    if filled > MOST_ROWS:
        raise NotAWorkbook(name, say("it has more than {most} rows.", most=MOST_ROWS))
    return rows[:filled]


def _merged(sheet: Any, data: bytes) -> Mapping[tuple[int, int], int]:
    """Every cell that is covered by another, with the row of that one. openpyxl tells it only of files read whole."""
    from openpyxl.utils import column_index_from_string

    path = str(getattr(sheet, "_worksheet_path", "")).lstrip("/")
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        text = packed.read(path) if path in packed.namelist() else b""
    found: dict[tuple[int, int], int] = {}
    for match in _MERGED.finditer(text):
        left, top, right, bottom = (part.decode() for part in match.groups())
        first, last = column_index_from_string(left), min(column_index_from_string(right), MOST_COLUMNS)
        for row in range(int(top), min(int(bottom), MOST_ROWS) + 1):
            found.update({(row, column): int(top) for column in range(first, last + 1)})
        found.pop((int(top), first), None)
    return found


def _cell(value: object, merged: int) -> Cell:
    if value is None:
        return Cell(merged=merged)
    if isinstance(value, bool):
        return Cell("true" if value else "false")
    if isinstance(value, int):
        return Cell(str(value), "number")
    if isinstance(value, float):
        return Cell(f"{value:.15g}", "number")
    if isinstance(value, datetime | date):
        return Cell(f"{value:%Y-%m-%d}", "day")
    text = str(value).replace("\xa0", " ").strip()
    return Cell(text, "fault" if text.startswith("#") and text.rstrip("!?").isupper() else "text")


# ------------------------------------------------------------------ writing


def written(rows: Iterable[Sequence[Value]], title: str) -> bytes:
    """A workbook of one sheet whose first row is its head; numbers and days stay such, every text stays a text."""
    import openpyxl

    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet(title[:31])
    sheet.freeze_panes = "A2"
    for row in rows:
        sheet.append(list(_written(row, sheet)))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _written(row: Sequence[Value], sheet: Any) -> Iterator[object]:
    from openpyxl.cell import WriteOnlyCell

    for value in row:
        if isinstance(value, Decimal):
            cell = WriteOnlyCell(sheet)
            cell.value = value
            cell.number_format = _digits(value)
            yield cell
            continue
        if not isinstance(value, str):
            yield value
            continue
        text = _ILLEGAL.sub("", value.encode("utf-8", "backslashreplace").decode())
        cell = WriteOnlyCell(sheet, text)
        cell.data_type = "s"  # or a text that begins with = would be a formula
        if text.startswith(_RUN_BY_EXCEL):
            cell.quotePrefix = True  # and stays none when somebody edits it
        yield cell


def _digits(value: Decimal) -> str:
    """The form that shows as many decimals as the number was given with."""
    places = max(-int(value.as_tuple().exponent), 0)
    return "0." + "0" * places if places else "0"
