"""What was used, line by line with a running total: typed as in a statement, kept as the rows of `finish`. Knows the price book."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import cast

from repairctl import inputs
from repairctl.actions.talks.line_loop import unit_words
from repairctl.errors import say
from repairctl.inputs import LineTyped, PriceBook
from repairctl.model import Label
from repairctl.money import line_amount
from repairctl.talk import END, Ask, Talk, Tell, Words

HOURS = "h"
LAST = "-"


def used(book: PriceBook) -> Talk[tuple[LineTyped, ...]]:
    """The loop: a line, an empty one ends it; `-2` takes the second out again."""
    lines: list[LineTyped] = []
    said: Words = say("Used")
    while True:
        answer = yield Ask("finish.used", said, read=lambda text: _read(text, book, len(lines)), ends=True, hint=HINT)
        said = " "
        if answer is None or answer is END:
            return tuple(lines)
        if isinstance(answer, int):
            del lines[answer - 1]
        else:
            lines.append(cast(LineTyped, answer))
        yield Tell([_echo(lines[-1], total(lines))] if lines else [say("no line")], echo=True)


HINT = say(
    'A line: {example}; a piece of the name is enough. "-2" takes the second line out, an empty line ends it.', example="水工 2, ppr 3m"
)


def total(lines: list[LineTyped] | tuple[LineTyped, ...]) -> Decimal:
    """What the lines come to at the prices of the book."""
    return sum((amount(one) for one in lines), Decimal("0.00"))


def amount(line: LineTyped) -> Decimal:
    """What one line comes to."""
    return line_amount(line.quantity, _price(line))


def rows(lines: tuple[LineTyped, ...]) -> tuple[list[Mapping[str, str]], str]:
    """The rows of `finish.parts`, and its hours ('' : none)."""
    hours = sum((one.quantity for one in lines if one.unit == HOURS), Decimal(0))
    return [_row(one) for one in lines], f"{hours:f}" if hours else ""


def _read(text: str, book: PriceBook, n: int) -> LineTyped | int:
    typed = inputs.plain(text)
    number = typed.removeprefix(LAST)
    if typed.startswith(LAST) and number.isascii() and number.isdecimal() and 0 < int(number) <= n:
        return int(number)
    return inputs.line(text, book)


def _row(line: LineTyped) -> Mapping[str, str]:
    title = line.title if line.item else f"{line.title} {_price(line):.2f}"
    told = {"item": line.item.code if line.item else "", "description": title, "quantity": f"{line.quantity:f}", "unit": line.unit}
    return {name: text for name, text in told.items() if text}


def _price(line: LineTyped) -> Decimal:
    if line.price is not None:
        return line.price
    return line.item.price if line.item else Decimal("0.00")


def _echo(line: LineTyped, so_far: Decimal) -> Words:
    title = Label(line.item.en, line.item.zh) if line.item else line.title
    facts = {
        "title": title,
        "quantity": line.quantity,
        "unit": unit_words(line.unit),
        "amount": f"{amount(line):.2f}",
        "total": f"{so_far:.2f}",
    }
    return say("{title}  {quantity} {unit}  {amount}  together {total}", **facts)
