"""Telephone and identity numbers inside a tracked file. Knows what such numbers look like, not whose they are."""

from __future__ import annotations

import re
from collections.abc import Iterator

from repairctl.errors import say
from repairctl.model import Block, Finding, Record, Rows, Says, Subject

_MOBILE = re.compile(r"(?<![0-9A-Za-z.])(?:\+?86[ -]?)?1[3-9]\d[ -]?\d{4}[ -]?\d{4}(?![0-9A-Za-z.])")
_IDENTITY = re.compile(r"(?<![0-9A-Za-z])\d{6}(?:18|19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[0-9Xx](?![0-9A-Za-z])")
_DIGITS = re.compile(r"(?:\d[ -]?){11}")
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECK = "10X98765432"
_OUR_OWN = frozenset({"id", "sha256", "of", "at"})
"""Keys whose text has a form of its own: digests, moments, IDs."""


def personal_data(record: Record) -> Iterator[Finding]:
    """A finding for each text of the file that holds such a number."""
    for place, text in _suspects(record.tree, ()):
        sort = _sort(text)
        if sort:
            named = ".".join(str(one) for one in place)
            sentence = say("{field} holds {sort}; git cannot forget it.", field=named, sort=sort)
            todo = say("Keep it under private/ and put a reference such as P-0802 here.")
            where = (record.path, record.line_of(named))
            yield Finding("PII-IN-RECORD", "warning", Subject("record", record.id, named), Says.FAIL, sentence, where, todo=todo)


def _suspects(held: Block | Rows, place: tuple[object, ...]) -> Iterator[tuple[tuple[object, ...], str]]:
    """The texts with so many digits, in the order of the file."""
    for key, one in held.items() if isinstance(held, Block) else enumerate(held):
        if isinstance(one, str):
            if len(one) > 10 and key not in _OUR_OWN and _DIGITS.search(one) is not None:
                yield (*place, key), one
        elif key not in _OUR_OWN:
            yield from _suspects(one, (*place, key))


def _sort(text: str) -> object | None:
    """What sort of number stands in the text, if any: an identity number by its check digit, a mobile number by its prefix."""
    if any(_right(found[0]) for found in _IDENTITY.finditer(text)):
        return say("an identity number")
    return say("a mobile number") if _MOBILE.search(text) else None


def _right(number: str) -> bool:
    """The check digit of GB 11643 (ISO 7064 MOD 11-2)."""
    total = sum(int(digit) * weight for digit, weight in zip(number, _WEIGHTS, strict=False))
    return _CHECK[total % 11] == number[-1].upper()
