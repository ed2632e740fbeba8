"""Books of several sheets written as a workbook (.xlsx). The only place that knows xlsxwriter.

Amounts go into the file as the decimals they are; whoever opens it keeps 15 digits of them, so that is how many may be needed.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any, TypeAlias

from msgspec import Struct

from repairctl.errors import RepairError, say

Value: TypeAlias = "str | int | Decimal | date | datetime | None"
MOST = Decimal("9999999999999.99")
"""A spreadsheet keeps 15 digits; its binary numbers lose the fen from 2^46 yuan on."""
OPTIONS: Mapping[str, object] = {
    "in_memory": True,  # a row that has been written would else wait in a file that everybody may read
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
_RUN = ("=", "+", "-", "@", "\t", "\r")
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
LONGEST = 32_767  # characters of a cell
NARROW, WIDE = 8, 40


class TooLargeForSheets(RepairError):
    """A spreadsheet would round it."""

    def __init__(self, amount: Decimal, sheet: str) -> None:
        super().__init__(
            say("{amount} in sheet {sheet} is more than a spreadsheet holds to the fen.", amount=amount, sheet=sheet),
            say("Use the .csv file or --json, which keep every digit."),
        )


class Sheet(Struct, frozen=True):
    """A sheet: its name, its head, its rows, and rows of totals below them."""

    name: str
    head: Sequence[str]
    rows: Sequence[Sequence[Value]]
    totals: Sequence[Sequence[Value]] = ()


def written(sheets: Sequence[Sheet], created: datetime) -> bytes:
    """The workbook; the same sheets and the same moment (without zone) make the same bytes. Raises TooLargeForSheets."""
    import xlsxwriter  # type: ignore[import-untyped]

    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, dict(OPTIONS))
    book.set_properties({"created": created})
    looks = {name: book.add_format(look) for name, look in LOOKS.items()}
    for one in sheets:
        _fill(book.add_worksheet(one.name[:31]), one, looks)
    book.close()
    return out.getvalue()


LOOKS: Mapping[str, Mapping[str, object]] = {
    "head": {"bold": True, "bottom": 1},
    "text": {},
    "led text": {"quote_prefix": True},
    "money": {"num_format": "0.00"},
    "day": {"num_format": "yyyy-mm-dd"},
    "moment": {"num_format": "yyyy-mm-dd hh:mm"},
    "text total": {"bold": True, "top": 1},
    "money total": {"bold": True, "top": 1, "num_format": "0.00"},
}


def _fill(sheet: Any, one: Sheet, looks: Mapping[str, Any]) -> None:
    for column, width in enumerate(_widths(one)):
        sheet.set_column(column, column, width)
    sheet.freeze_panes(1, 0)
    for column, text in enumerate(one.head):
        sheet.write_string(0, column, _clean(text), looks["head"])
    rows = [*((row, "") for row in one.rows), *((row, " total") for row in one.totals)]
    for number, (row, end) in enumerate(rows, 1):
        for column, value in enumerate(row):
            _put(sheet, (number, column), _checked(value, one), looks, end)


def _put(sheet: Any, place: tuple[int, int], value: Value, looks: Mapping[str, Any], end: str) -> None:
    if isinstance(value, Decimal):
        sheet.write_number(*place, value, looks[f"money{end}"])
    elif isinstance(value, datetime):
        sheet.write_datetime(*place, value, looks["moment"])
    elif isinstance(value, date):
        sheet.write_datetime(*place, datetime.combine(value, datetime.min.time()), looks["day"])
    elif isinstance(value, int):
        sheet.write_number(*place, value)
    elif value or end:
        led = not end and (value or "").startswith(_RUN)  # and stays a text when somebody edits it
        sheet.write_string(*place, _clean(value or ""), looks["led text" if led else f"text{end}"])


def _checked(value: Value, one: Sheet) -> Value:
    if isinstance(value, Decimal) and abs(value) > MOST:
        raise TooLargeForSheets(value, one.name)
    return value


def _clean(text: str) -> str:
    return _ILLEGAL.sub("", text.encode("utf-8", "backslashreplace").decode())[:LONGEST]


def _widths(one: Sheet) -> Iterator[int]:
    """As wide as what stands there, as far as that is reasonable; a Chinese character counts twice."""
    rows = [one.head, *one.rows, *one.totals]
    for column in range(len(one.head)):
        texts = (str(row[column]) for row in rows if column < len(row) and row[column] is not None)
        widest = max((len(text) + sum(sign > "\u2e7f" for sign in text) for text in texts), default=0)
        yield min(max(widest + 1, NARROW), WIDE)
