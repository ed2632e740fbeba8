"""A short text as it was typed: how it is evened out before it is read, how it is shown again, and the refusal of one that is not taken."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from repairctl.errors import Misuse, Sentence, say

_DASHES = re.compile("[\u2010-\u2015\u2212\ufe58\u2e3a\u2e3b]")
_QUOTES = "\"'“”‘’「」『』"
_LONGEST_SHOWN = 60


class NotRead(Misuse):
    """The value, why it is not taken, and an example of one that is."""

    def __init__(self, value: str, why: Sentence, example: str) -> None:
        self.value = value
        self.why = why
        super().__init__(say('"{value}" is not taken.', value=shown(value)), why, say("Example: {example}", example=example))


class Ambiguous(NotRead):
    """Several readings: for each a spelling that means only that, and how it is shown. Asked about at a terminal, refused elsewhere."""

    def __init__(self, value: str, why: Sentence, readings: Sequence[tuple[str, object]]) -> None:
        self.readings = readings
        super().__init__(value, why, " / ".join(spelling for spelling, _ in readings))


def plain(text: str) -> str:
    """The text as it is read: NFKC, dashes as '-', 。 between digits as '.', without quotes or blanks at the ends.

    A text with raised digits, fractions or digits in circles is not normalised, lest 10² be read as 102.
    """
    if not any(unicodedata.category(sign) == "No" for sign in text):
        text = unicodedata.normalize("NFKC", text)
    text = _DASHES.sub("-", text)
    text = re.sub("(?<=[0-9])。(?=[0-9])", ".", text)
    return text.strip().strip(_QUOTES).strip()


def shown(value: str) -> str:
    """The text as it may stand in a sentence: what cannot be printed as an escape, what is long cut."""
    cut = value if len(value) <= _LONGEST_SHOWN else value[:_LONGEST_SHOWN] + "…"
    return "".join(sign if sign.isprintable() else sign.encode("unicode_escape", "surrogatepass").decode("ascii") for sign in cut)
