"""Rows from a file or standard input: CSV with a header, or a YAML list; UTF-8 or GBK. Understands no value; that is for the fields."""

from __future__ import annotations

import csv
import sys
from collections.abc import Callable, Mapping, Sequence

from repairctl.cli.desk import Desk
from repairctl.errors import Misuse, RepairError, say
from repairctl.inputs import encodings
from repairctl.model import Block, Rows

Parse = Callable[[bytes, str], Block]
"""The office's reader of YAML: bytes and a name for them."""
LARGEST = 1 << 20


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


def read_rows(desk: Desk, source: str, parse: Parse) -> list[Mapping[str, str]]:
    """The rows as texts by column. `-` is standard input."""
    text = read_text(desk, source)
    return yaml_rows(text, source, parse) if is_yaml(text, source) else csv_rows(text, source)


def read_text(desk: Desk, source: str) -> str:
    """What a file says; `-` is standard input."""
    return decoded(_bytes(desk, source), source)


def _bytes(desk: Desk, source: str) -> bytes:
    if source == "-":
        return sys.stdin.buffer.read(LARGEST + 1)
    try:
        data = desk.path(source).read_bytes()
    except OSError as error:
        raise NoSuchSource(source, (error.strerror or "").lower()) from None
    if len(data) > LARGEST:
        raise NoSuchSource(source, f"{len(data)} > {LARGEST} bytes")
    return data


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
    reader = csv.reader(text.splitlines(), delimiter=encodings.delimiter(text))
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
        rows.append({name: cell.strip() for name, cell in zip(header, cells, strict=False) if name})
    if not header:
        raise NoRows(source, 1, say("it is empty."))
    return rows


def _header(cells: Sequence[str], source: str, line: int) -> tuple[str, ...]:
    names = tuple(cell.strip() for cell in cells)
    twice = next((name for name in names if name and names.count(name) > 1), "")
    if twice:
        raise NoRows(source, line, say("the column {name} stands twice.", name=twice))
    return names
