"""Refusals: each takes facts, writes its own sentence and carries its exit code. Knows nothing of files or terminals."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from msgspec import Struct, field


class Sentence(Struct, frozen=True):
    """An English sentence with named holes and the facts that fill them.

    Whoever shows it translates `text` first and fills it afterwards; `str()` gives the English one.
    """

    text: str
    facts: Mapping[str, object] = field(default_factory=dict)

    def __str__(self) -> str:
        return self.text.format(**self.facts)


def say(text: str, /, **facts: object) -> Sentence:
    """A sentence; the catalogues are extracted from the first argument of every call."""
    return Sentence(text, facts)


def near(word: str, known: Sequence[str], n: int = 1, cutoff: float = 0.6) -> list[str]:
    """The known words that are most like a word, the nearest first."""
    from difflib import get_close_matches  # only who mistypes pays it

    return get_close_matches(word, known, n=n, cutoff=cutoff)


class RepairError(Exception):
    """The one base of all refusals: one or more sentences (what, where, what next) and the exit code of design 5."""

    exit_code = 3

    def __init__(self, *sentences: Sentence) -> None:
        super().__init__(*sentences)
        self.sentences: Sequence[Sentence] = sentences

    def __str__(self) -> str:
        return " ".join(str(sentence) for sentence in self.sentences)


class Misuse(RepairError):
    """The request itself cannot be understood: wrong option, wrong value."""

    exit_code = 2
