"""Rows from a file or standard input: CSV with a header, or a YAML list; UTF-8 or GBK. Understands no value; that is for the fields."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from repairctl.cli.desk import Desk
from repairctl.errors import Misuse, RepairError, say
from repairctl.inputs import encodings
from repairctl.model import Block, Rows

if TYPE_CHECKING:
    from _csv import Reader as CsvReader

Parse = Callable[[bytes, str], Block]
"""The office's reader of YAML: bytes and a name for them."""
LARGEST = 1 << 20
MOST = 1_000
"""Rows of one record; its file could not be read with more."""


class NoRows(Misuse):
    """The file holds no rows that can be read."""

    def __init__(self, source: str, line: int, why: object) -> None:
        super().__init__(
            say("{source}:{line}: {why}", source=source, line=line, why=why),
            say("Wanted: a CSV file with a header line, or a YAML list of rows."),
        )


class NoSuchSource(RepairError):
    """The file cannot be opened."""

    def __init__(self, source: str, why: str) -> None:
        super().__init__(say("{source} cannot be read: {why}.", source=source, why=why))


class NoPlainFile(RepairError):
    """A folder, a pipe or a device."""

    def __init__(self, source: str) -> None:
        super().__init__(
            say("{source} is no plain file.", source=source), say("What comes from another command is read with -, from standard input.")
        )


class TooLargeSource(RepairError):
    """More than any statement holds."""

    def __init__(self, source: str) -> None:
        super().__init__(say("{source} has more than {limit} bytes.", source=source, limit=LARGEST))


def read_rows(desk: Desk, source: str, parse: Parse) -> list[Mapping[str, str]]:
    """The rows as texts by column. `-` is standard input."""
    text = read_text(desk, source)
    return yaml_rows(text, source, parse) if is_yaml(text, source) else csv_rows(text, source)


def read_text(desk: Desk, source: str) -> str:
    """What a file says; `-` is standard input."""
    return decoded(_bytes(desk, source), source)


def _bytes(desk: Desk, source: str) -> bytes:
    data = sys.stdin.buffer.read(LARGEST + 1) if source == "-" else _file(desk, source)
    if len(data) > LARGEST:
        raise TooLargeSource(source)
    return data


def _file(desk: Desk, source: str) -> bytes:
    """The first bytes of a plain file, one more than may be; what never ends (a device, a pipe) is not opened."""
    path = desk.path(source)
    try:
        if path.exists() and not path.is_file():
            raise NoPlainFile(source)
        with path.open("rb") as file:
            return file.read(LARGEST + 1)
    except OSError as error:
        raise NoSuchSource(source, (error.strerror or "").lower()) from None


def decoded(data: bytes, source: str) -> str:
    """The text, whatever Excel or Notepad made of it. Raises NoRows."""
    try:
        return encodings.decoded(data)
    except encodings.Undecodable as refusal:
        raise NoRows(source, 1, refusal.sentences[0]) from None


def is_yaml(text: str, source: str) -> bool:
    """Whether the rows are a YAML list, not a table."""
    if source.lower().endswith((".yaml", ".yml")):
        return True
    first = next((line for line in text.splitlines() if line.strip() and not line.startswith("#")), "")
    return not source.lower().endswith((".csv", ".tsv")) and first.startswith(("- ", "-\t"))


def yaml_rows(text: str, source: str, parse: Parse) -> list[Mapping[str, str]]:
    """The rows of a YAML list."""
    # The reader of YAML takes boxes; a list on its own becomes one, and its first line number is put right again.
    alone = next((line for line in text.splitlines() if line.strip() and not line.startswith("#")), "").startswith("-")
    tree = parse((f"rows:\n{text}" if alone else text).encode(), source)
    held = next(iter(tree.values()), Rows()) if len(tree) == 1 else None
    if not isinstance(held, Rows):
        raise NoRows(source, 1, say("it is no list of rows."))
    return [_yaml_row(row, source, getattr(row, "line", 1) - alone) for row in held]


def _yaml_row(row: object, source: str, line: int) -> Mapping[str, str]:
    if not isinstance(row, Block) or not all(isinstance(value, str) for value in row.values()):
        raise NoRows(source, line, say("it is no row of columns with one value each."))
    return {str(key): str(value) for key, value in row.items()}


def csv_rows(text: str, source: str) -> list[Mapping[str, str]]:
    """The rows of a table with a header."""
    import csv

    reader = csv.reader(text.splitlines(), delimiter=encodings.delimiter(text))
    try:
        return _table(reader, source)
    except csv.Error:  # a cell of more than 131,072 characters
        why = say("a cell is longer than any text, or a quotation mark does not close.")
        raise NoRows(source, reader.line_num, why) from None


def _table(reader: CsvReader, source: str) -> list[Mapping[str, str]]:
    header: Sequence[str] = ()
    rows: list[Mapping[str, str]] = []
    for cells in reader:
        if not any(cell.strip() for cell in cells):
            continue
        if not header:
            header = _header(cells, source, reader.line_num)
            continue
        if len(cells) > len(header) and any(cell.strip() for cell in cells[len(header) :]):
            raise NoRows(source, reader.line_num, say("it has {n} cells; the header has {columns}.", n=len(cells), columns=len(header)))
        if len(rows) == MOST:
            raise NoRows(source, reader.line_num, say("it is row {row}; one record has at most {limit}.", row=MOST + 1, limit=MOST))
        rows.append({name: cell.strip() for name, cell in zip(header, cells, strict=False) if name})
    if not header:
        raise NoRows(source, 1, say("it is empty."))
    if not rows:
        raise NoRows(source, reader.line_num, say("there is no row below the header."))
    return rows


def not_too_many(text: str, source: str) -> None:
    """Raises NoRows where more lines are written than a record has rows."""
    lines = text.splitlines()
    if len(lines) > 2 * MOST or sum(1 for line in lines if line.strip()) > MOST:
        raise NoRows(source, MOST + 1, say("it has {row} lines; one record has at most {limit}.", row=len(lines), limit=MOST))


def _header(cells: Sequence[str], source: str, line: int) -> tuple[str, ...]:
    names = tuple(cell.strip() for cell in cells)
    twice = next((name for name in names if name and names.count(name) > 1), "")
    if twice:
        raise NoRows(source, line, say("the column {name} stands twice.", name=twice))
    return names
