"""The numbers that are missing in a day's sequence. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

DATED_ID = re.compile(r"[A-Z]{1,4}-\d{8}-[A-Z]?(?P<number>\d{3,6})")
MOST = 200
"""So many are told of one day at most: a number far away is a slip of the hand, not a hundred lost records."""


def gaps(ids: Iterable[str]) -> Iterator[str]:
    """The IDs that are missing between 1 and the highest number of each kind, day and desk."""
    for front, numbers in _days(ids).items():
        missing = (number for number in range(1, max(numbers)) if number not in numbers)
        yield from (f"{front}{number:03d}" for _, number in zip(range(MOST), missing, strict=False))


def _days(ids: Iterable[str]) -> Mapping[str, set[int]]:
    found: dict[str, set[int]] = {}
    for id in ids:
        if match := DATED_ID.fullmatch(id):
            found.setdefault(id[: match.start("number")], set()).add(int(match["number"]))
    return found
