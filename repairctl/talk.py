"""Conversations as values: a generator of questions that takes each answer and returns what was asked for. Knows no terminal.

Going back is replaying one answer fewer, a draft is the list of answers: so a conversation reads whatever it likes and changes nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Sequence
from typing import Final, TypeAlias, TypeVar

from msgspec import Struct

from repairctl.errors import Sentence
from repairctl.model import Label

Words: TypeAlias = "Sentence | Label | str | tuple[Words, ...]"
"""What is said to a person; a str stands as it is in both languages, a tuple is said side by side without what is empty."""


class Ask(Struct, frozen=True):
    """A question; the answer sent back is what `read` made of the text, or None where it was left empty.

    `name` is the answer's in a draft. Enter means `default` (shown as `meant`, where that says more; a blank hides it); `-` means nothing
    although there is a default. `choices` are numbered, and their number, key or label is typed; `read` gets the key. `quiet`: they are
    listed only for a question mark. `listed` stands in [ ] instead of choices. `needed`: it cannot be left empty. `ends`: a point ends
    here: END is sent. `hint` is what a question mark shows. `typed` was given with the command: it is asked only if that cannot be read.
    `spell` writes the value so that a draft reads the same another day. `read` raises Misuse, is asked for again, and may be asked for
    several readings (Ambiguous).
    """

    name: str
    said: Words
    read: Callable[[str], object] = str
    default: str = ""
    meant: Words = ""
    choices: tuple[tuple[str, Label], ...] = ()
    quiet: bool = False
    listed: Words = ""
    needed: bool = False
    ends: bool = False
    hint: Sentence | None = None
    typed: str = ""
    spell: Callable[[object], str] | None = None


class Tell(Struct, frozen=True):
    """Lines that are shown: what was understood, a card, a warning. `echo`: it repeats the answer before, further in."""

    lines: Sequence[Words]
    echo: bool = False


class Table(Struct, frozen=True):
    """Rows under a head; `soft` columns may be cut, `right` ones end at the right."""

    head: Sequence[Words]
    rows: Sequence[Sequence[Words]]
    soft: frozenset[int] = frozenset()
    right: frozenset[int] = frozenset()


class End:
    """The person said that this is all."""


END: Final = End()

T = TypeVar("T")
Talk: TypeAlias = "Generator[Ask | Tell | Table, object, T]"
