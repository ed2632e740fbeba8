"""The doors through which lines come: repeated options, a pasted block or file, an editor. Each is read by the one parser of lines."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, TypeAlias

from repairctl.cli.desk import Desk
from repairctl.cli.rows import csv_rows, is_yaml, not_too_many, read_text, yaml_rows
from repairctl.errors import Misuse, Sentence, say
from repairctl.model import Block, Field

if TYPE_CHECKING:  # help and completion ask for no prices
    from repairctl.actions.charging import Line

Typed = Mapping[str, str]


class BadLine(Misuse):
    """A line that cannot be read: where it stands, and why not."""

    def __init__(self, where: Sentence, reason: Misuse) -> None:
        super().__init__(where, *reason.sentences)


class WhyThatPrice(Misuse):
    """A price that differs from the book's, without a reason."""

    def __init__(self, line: Line, text: str) -> None:
        super().__init__(
            say("{item} costs {posted} in the price list, not {price}.", item=line.name, posted=line.posted, price=f"{line.price:.2f}"),
            say("Write the reason behind it: {example}", example=f"{text.strip()} # ..."),
        )


Reader: TypeAlias = "Callable[[str], Line]"


def typed_lines(texts: Iterable[str], read: Reader, where: Callable[[int], Sentence]) -> tuple[Line, ...]:
    """Lines as typed; empty ones and comments are passed over. Raises BadLine."""
    return tuple(
        _line(text, read, where(number)) for number, text in enumerate(texts, 1) if text.strip() and not text.lstrip().startswith("#")
    )


def _line(text: str, read: Reader, where: Sentence) -> Line:
    try:
        line = read(" ".join(text.split("\t")))
    except Misuse as reason:
        raise BadLine(where, reason) from None
    if line.unexplained:
        raise BadLine(where, WhyThatPrice(line, text))
    return line


def of_options(option: str, texts: Sequence[str], read: Reader) -> tuple[Line, ...]:
    """The lines of a repeated option."""
    return typed_lines(texts, read, lambda number: say("{option}, row {row}:", option=option, row=number))


def of_source(desk: Desk, source: str, field: Field, read: Reader, parse: Callable[[bytes, str], Block]) -> list[Typed] | tuple[Line, ...]:
    """A file or standard input: rows under a header or in YAML as they stand, else a line of the input language in each row."""
    text = read_text(desk, source)
    if is_yaml(text, source):
        return yaml_rows(text, source, parse)
    if not text.strip() or _has_header(text, field):
        return csv_rows(text, source)
    not_too_many(text, source)
    return typed_lines(text.splitlines(), read, lambda number: say("{source}:{line}:", source=source, line=number))


def _has_header(text: str, field: Field) -> bool:
    """Whether the first row names a column."""
    first = next(row for row in text.splitlines() if row.strip())
    known = {name for one in field.rows for name in (one.name, one.label.en, one.label.zh)}
    return any(cell.strip().strip('"') in known for cell in re.split("[,;，\t]", first))
