"""Text into the value a field's type asks for, and back. Knows fields, not records."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime, tzinfo
from decimal import Decimal
from functools import lru_cache

from repairctl.errors import Sentence, say
from repairctl.model import Bare, Block, Field, Minute, Plain, Rows, Tree, minute_of, moment_of

FIRST_YEAR, LAST_YEAR = 1900, 2199  # further off is a slip of the finger, and no calendar can show it
MOMENT = re.compile(r"(\d{4}-\d\d-\d\d)[T ](\d\d):(\d\d)(?::\d\d(?:\.\d{1,9})?)?\s?(Z|[+-]\d\d:?\d\d)?")
DAY = re.compile(r"(\d{4})-(\d\d)-(\d\d)")
DECIMAL = re.compile(r"-?\d{1,15}(\.\d{1,9})?")
MONEY = re.compile(r"-?\d{1,15}(\.\d{1,2})?")
WHOLE = re.compile(r"-?\d{1,15}")


class Misread(Exception):
    """The text is not of the field's type; `wanted` says what is."""

    def __init__(self, wanted: Sentence) -> None:
        super().__init__(wanted)
        self.wanted = wanted


def read_value(field: Field, held: Tree, zone: tzinfo) -> Plain:
    """The value of a field's text; None where nothing stands. Raises Misread. Rows are read by their reader, not here."""
    if held == "" and not getattr(held, "quoted", False):
        return None
    if field.type == "words":
        return _words(held)
    if not isinstance(held, str):
        raise Misread(say("one value, not a list or a box"))
    return _READERS[field.type](field, str(held), zone)


def moment(text: str, zone: tzinfo) -> Minute:
    """The minute of an ISO 8601 text; without an offset the office's zone. Seconds are cut. Raises Misread."""
    found = MOMENT.fullmatch(text)
    try:
        if found is None:
            raise ValueError
        day, hour, minute, offset = found.groups()
        if not FIRST_YEAR <= int(day[:4]) <= LAST_YEAR:
            raise ValueError
        if offset and hour < "24" and minute < "60":
            return _midnight(day, offset) + 60 * int(hour) + int(minute)
        return minute_of(datetime.fromisoformat(f"{day}T{hour}:{minute}").replace(tzinfo=zone))
    except ValueError:
        raise Misread(say("a moment that exists, as 2026-03-07T22:40:00+08:00")) from None


@lru_cache(maxsize=1024)
def _midnight(day: str, offset: str) -> Minute:
    """When a day begins; the moments of a log are of few days."""
    return minute_of(datetime.fromisoformat(f"{day}T00:00{offset}"))


def day(text: str) -> date:
    """The date of an ISO text. Raises Misread."""
    try:
        if not DAY.fullmatch(text):
            raise ValueError
        if not FIRST_YEAR <= int(text[:4]) <= LAST_YEAR:
            raise ValueError
        return date.fromisoformat(text)
    except ValueError:
        raise Misread(say("a date that exists, as 2026-03-07")) from None


def _words(held: Tree) -> tuple[str, ...]:
    if isinstance(held, str):
        return (str(held),)
    if isinstance(held, Rows) and all(isinstance(item, str) for item in held):
        return tuple(str(item) for item in held)
    raise Misread(say("a list of words, as [a, b]"))


def _choice(field: Field, text: str, zone: tzinfo) -> str:
    if field.open_choice or any(text == key for key, _ in field.choices):
        return text
    raise Misread(say("one of {choices}", choices=", ".join(key for key, _ in field.choices)))


def _bool(field: Field, text: str, zone: tzinfo) -> bool:
    if text not in ("true", "false"):
        raise Misread(say("true or false"))
    return text == "true"


def _whole(field: Field, text: str, zone: tzinfo) -> int:
    if not WHOLE.fullmatch(text):
        raise Misread(say("a whole number"))
    return int(text)


def _decimal(field: Field, text: str, zone: tzinfo) -> Decimal:
    if not DECIMAL.fullmatch(text):
        raise Misread(say("a number, as 2.5"))
    return _above_zero(field, Decimal(text))


def _money(field: Field, text: str, zone: tzinfo) -> Decimal:
    if not MONEY.fullmatch(text):
        raise Misread(say("an amount in yuan with at most two decimals, as 342.30"))
    return _above_zero(field, Decimal(text))


def _above_zero(field: Field, number: Decimal) -> Decimal:
    if field.positive and number <= 0:
        raise Misread(say("a number above zero"))
    return number


def _text(field: Field, text: str, zone: tzinfo) -> str:
    return text


_READERS: Mapping[str, Callable[[Field, str, tzinfo], Plain]] = {
    "text": _text,
    "ref": _text,
    "choice": _choice,
    "bool": _bool,
    "int": _whole,
    "decimal": _decimal,
    "money": _money,
    "date": lambda field, text, zone: day(text),
    "moment": lambda field, text, zone: moment(text, zone),
}


def write_value(field: Field, value: Plain, zone: tzinfo) -> Tree:
    """The text of a value, as the store writes it: Bare where a reader of YAML should see a number, a date or a truth."""
    if field.type == "rows" and isinstance(value, tuple):
        return Rows([write_row(field, row, zone) for row in value])
    if field.type == "words" and isinstance(value, tuple):
        return Rows([str(word) for word in value])
    if field.type == "moment" and isinstance(value, int):
        return Bare(moment_text(value, zone))
    if isinstance(value, bool):
        return Bare("true" if value else "false")
    if isinstance(value, Decimal):
        return Bare(f"{value:.2f}" if field.type == "money" else f"{value:f}")
    return Bare(value) if isinstance(value, int | date) else str(value)


def write_row(field: Field, row: Plain, zone: tzinfo) -> Block:
    """One row, in the order its fields are declared."""
    held: Mapping[str, Plain] = row if isinstance(row, Mapping) else {}
    return Block([(one.name, write_value(one, held[one.name], zone)) for one in field.rows if held.get(one.name) is not None])


def moment_text(minute: Minute, zone: tzinfo) -> str:
    """A minute as a record writes it: ISO 8601 with seconds and the office's offset."""
    return moment_of(minute, zone).isoformat(timespec="seconds")
