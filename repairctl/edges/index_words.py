"""Words as they are looked for: Chinese text by pairs of characters, for it has no blanks; all else by its letters and digits."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from itertools import groupby

WIDE = "\u2e80"
"""From here on come the signs of scripts that put no blanks between their words."""
RUN = re.compile(r"[^\W_]+")


def split(text: str) -> str:
    """A text as it is kept: pairs of Chinese characters and the last one alone, words in small letters, each between blanks."""
    return " ".join(_tokens(text))


def _tokens(text: str) -> Iterator[str]:
    for run in _plain(text):
        if _wide(run):
            yield from (run[at : at + 2] for at in range(len(run)))
        else:
            yield run


def sought(words: Sequence[str]) -> str:
    """What finds the texts in which each of the words stands: Chinese anywhere, other words from their beginning."""
    parts = [part for word in words for part in _phrases(word)]
    return " AND ".join(parts) if parts else '""'


def _phrases(word: str) -> Iterator[str]:
    runs = _plain(word)
    plain = [run for run in runs if not _wide(run)]
    if plain and len(plain) == len(runs):
        yield f'"{" ".join(plain)}" *'
        return
    for run in runs:
        if not _wide(run) or len(run) == 1:
            yield f'"{run}" *'
        else:
            yield f'"{" ".join(run[at : at + 2] for at in range(len(run) - 1))}"'


def _plain(text: str) -> list[str]:
    """The stretches of letters and digits that all have blanks around their words, or that have none."""
    runs = RUN.findall(unicodedata.normalize("NFKC", text).lower())
    return [part for run in runs for part in ([run] if run.isascii() or min(run) >= WIDE else _apart(run))]


def _apart(run: str) -> list[str]:
    return ["".join(part) for _, part in groupby(run, _wide)]


def _wide(run: str) -> bool:
    return run[0] >= WIDE
