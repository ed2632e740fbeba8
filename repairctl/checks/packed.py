"""Findings, and what groups read of records, as bytes and back: exactly the same values. A program that reads them runs nothing."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, tzinfo
from decimal import Decimal
from enum import Enum
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

import msgspec
from msgspec import Struct

from repairctl.errors import Sentence
from repairctl.model import At, Finding, Label, Length, Rows, Says, Span, Subject
from repairctl.policies.groups import Member
from repairctl.readings.shapes import Agreement, Awaited, Dated, Ground, Holder, Link, Pause, Payment, StoredFile

STRUCTS: Mapping[str, type[Struct]] = {
    one.__name__: one
    for one in (
        *(Finding, Subject, Sentence, Label, At, Span, Length, Member),
        *(Agreement, Awaited, Dated, Ground, Holder, Link, Pause, Payment, StoredFile),
    )
}
AS_THEY_ARE = frozenset({str, int, float, bool, type(None)})
LIST, TUPLE, MAP, SET, DECIMAL, DATE, SAYS, ZONE = "[", "(", "{", "<", ".", "-", "!", "z"


class Unpackable(Exception):
    """A value of a sort that is not known here, or bytes that are none of a value."""


def packed(value: object) -> bytes:
    """The bytes of a value. Raises Unpackable."""
    try:
        return msgspec.json.encode(_plain(value))
    except UnicodeEncodeError:  # half a letter, from a name that is no text
        raise Unpackable from None


def unpacked(data: bytes) -> Any:
    """The value of such bytes. Raises Unpackable."""
    try:
        return _value(msgspec.json.decode(data))
    except (msgspec.DecodeError, LookupError, TypeError, ValueError, ArithmeticError):
        raise Unpackable from None


def _plain(value: Any) -> object:
    """A value as texts, numbers and lists; the first of each list says what it is."""
    sort = type(value)
    if sort in AS_THEY_ARE:
        return value
    if isinstance(value, Struct) and STRUCTS.get(sort.__name__) is sort:
        fields = [getattr(value, name) for name in sort.__struct_fields__]
        return [sort.__name__, *[one if type(one) in AS_THEY_ARE else _plain(one) for one in fields]]
    if sort in _WAYS:
        return _WAYS[sort](value)
    if isinstance(value, str) and not isinstance(value, Enum):
        return str(value)  # a text that knows its line in a policy
    if isinstance(value, tzinfo):
        return [ZONE, _zone_name(value)]
    if isinstance(value, Mapping):
        return [MAP, *[_plain(one) for pair in value.items() for one in pair]]
    if isinstance(value, Sequence) and not isinstance(value, str | bytes | Rows):
        return [TUPLE, *map(_plain, value)]
    raise Unpackable(sort.__name__)


_WAYS: Mapping[type, Callable[[Any], Any]] = {
    list: lambda value: [LIST, *map(_plain, value)],
    tuple: lambda value: [TUPLE, *map(_plain, value)],
    frozenset: lambda value: [SET, *sorted(value)],
    Decimal: lambda value: [DECIMAL, str(value)],
    date: lambda value: [DATE, value.isoformat()],
    Says: lambda value: [SAYS, value.value],
}


def _value(held: Any) -> Any:
    if type(held) is not list:
        return held
    parts = [_value(one) if type(one) is list else one for one in held[1:]]
    made = STRUCTS.get(held[0])
    return made(*parts) if made else _MADE[held[0]](parts)


@cache
def _zone_named(name: str) -> tzinfo:
    return ZoneInfo(name) if name else UTC


_MADE: Mapping[str, Callable[[Any], Any]] = {
    LIST: list,
    TUPLE: tuple,
    SET: frozenset,
    MAP: lambda held: dict(zip(held[::2], held[1::2], strict=True)),
    DECIMAL: lambda held: Decimal(held[0]),
    DATE: lambda held: date.fromisoformat(held[0]),
    SAYS: lambda held: Says(held[0]),
    ZONE: lambda held: _zone_named(held[0]),
}


def _zone_name(zone: tzinfo) -> str:
    if zone is UTC:
        return ""
    if isinstance(zone, ZoneInfo) and zone.key:
        return zone.key
    raise Unpackable(str(zone))
