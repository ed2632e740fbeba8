"""Options typed with the dashes of a Chinese keyboard: `－－at`, `—at`, `——时间`. Knows only which options there are."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterator, Sequence

_WIDE = re.compile(r"[－—–−﹣]{1,2}(?P<name>[^\W\d_][^=＝]*)(?:[=＝](?P<value>.*))?", re.DOTALL)


def as_options(words: Sequence[str], options: Collection[str], with_value: Collection[str]) -> list[str]:
    """The words, those that mean one of the options spelled so; what follows an option that takes a value is that value."""
    return list(_each(words, options, with_value))


def _each(words: Sequence[str], options: Collection[str], with_value: Collection[str]) -> Iterator[str]:
    before = ""
    for word in words:
        before = word if before in with_value else _meant(word, options)
        yield before


def _meant(word: str, options: Collection[str]) -> str:
    found = _WIDE.fullmatch(word)
    if not found:
        return word
    name = unicodedata.normalize("NFKC", found["name"])
    option = f"-{name}" if f"-{name}" in options else f"--{name}"
    if option not in options:
        return word
    return option if found["value"] is None else f"{option}={found['value']}"
