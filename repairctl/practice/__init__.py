"""The practice office: who works there, what happens, and eight lessons that know when they are learned. Pure: touches no office."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from msgspec import Struct

from repairctl.errors import Sentence
from repairctl.model import Label, Record

PAPERS = "private/papers"
"""Where the papers lie that are handed in, inside the office and outside git."""


class Move(Struct, frozen=True):
    """A command at its moment (ISO 8601 to the minute, in the office's zone)."""

    now: str
    words: tuple[str, ...]


class Seen(Struct, frozen=True):
    """What a lesson may look at: records by ID, and the commands said in it with their exit codes."""

    record: Callable[[str], Record | None]
    said: Sequence[tuple[Sequence[str], int]] = ()

    def was_said(self, *wanted: str) -> bool:
        """Whether some command with all these words was said and answered, whatever the answer was."""
        return any(code in (0, 1) and all(word in words for word in wanted) for words, code in self.said)


class Lesson(Struct, frozen=True):
    """A situation, one way through it, and what is still missing in the office's state (None: it is learned).

    `now` is the clock of whoever practises; `before` is what happens first without them.
    """

    title: Label
    told: Label
    hint: Label
    now: str
    moves: tuple[Move, ...]
    missing: Callable[[Seen], Sentence | None]
    learned: tuple[str, ...]
    before: tuple[Move, ...] = ()
    opens: str = ""  # the record that `before` makes


def moves(story: str, papers: str = PAPERS) -> tuple[Move, ...]:
    """The commands of a story, a line each: the moment, then the words as a shell parts them."""
    return tuple(_moves(story, papers))


def _moves(story: str, papers: str) -> Iterator[Move]:
    import shlex

    for line in filter(None, story.splitlines()):
        now, *words = shlex.split(line.format(papers=papers))
        yield Move(now, tuple(words))


def filled(record: Record | None, step: str, name: str) -> object:
    """What the last entry of a step holds; None where there is none."""
    entry = record.last(step) if record else None
    held: Mapping[str, object] = entry.filled if entry else {}
    return held.get(name)
