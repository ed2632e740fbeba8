"""What a policy file says wrongly: a code, a sentence and the line. Knows trees of text, no policies."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager

from msgspec import Struct, field

from repairctl.errors import Sentence, say
from repairctl.errors import near as nearest
from repairctl.model import Block, Finding, Rows, Says, Scalar, Subject, Tree


class Misfit(Exception):
    """One thing in a policy file that cannot be understood; `held` is the text it is about."""

    def __init__(self, sentence: Sentence, held: Tree | None = None, code: str = "POL-VALUE") -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.code = code
        self.line = line_of(held) if held is not None else 0


class Sink(Struct, frozen=True):
    """Gathers the misfits of one file, so that all are told at once."""

    path: str
    name: str
    found: list[Finding] = field(default_factory=list)

    def add(self, misfit: Misfit, line: int = 0) -> None:
        where = (self.path, misfit.line or line or 1)
        self.found.append(Finding(misfit.code, "error", Subject("policy", self.name), Says.FAIL, misfit.sentence, where))

    @contextmanager
    def catching(self, held: Tree | str = "") -> Iterator[None]:
        """A misfit inside is noted, with the line of `held` if it has none of its own, and the rest goes on."""
        try:
            yield
        except Misfit as misfit:
            self.add(misfit, line_of(held))


def line_of(held: Tree) -> int:
    """The line where a scalar, a box or a list stands; 0 where it does not come from a file."""
    line = getattr(held, "line", 0)
    return line if isinstance(line, int) else 0


def part_of(held: str, part: str) -> str:
    """A part of a scalar, with the scalar's line."""
    return Scalar(part, held.line) if isinstance(held, Scalar) else part


def key_line(block: Block, name: str) -> int:
    """The line of a key in its box."""
    return next((line_of(key) for key in block if key == name), 0) or block.line


def near(name: str, known: Iterable[str]) -> Sentence | str:
    """The end of a sentence that offers the nearest known name; '' where none is near."""
    found = nearest(name, list(known), n=1, cutoff=0.6)
    return say(" Did you mean {near}?", near=found[0]) if found else ""


def unknown(name: str, what: Sentence, known: Iterable[str], code: str = "POL-UNKNOWN-NAME") -> Misfit:
    """A name that nothing has; `what` says what it should be a name of."""
    return Misfit(say("{name} is no {what}.{near}", name=name, what=what, near=near(name, known)), name, code)


def only_keys(block: Block, known: Sequence[str], what: Sentence) -> Iterator[Misfit]:
    """A misfit for each key that does not belong there."""
    for key in (key for key in block if key not in known):
        sentence = say("{key} is no key of {what}.{near}", key=key, what=what, near=near(key, known))
        yield Misfit(sentence, key, "POL-UNKNOWN-KEY")


def text(held: Tree) -> str:
    """A scalar. Raises Misfit for a list or a box."""
    if not isinstance(held, str) or held == "":
        raise Misfit(say("A word or number must stand here."), held)
    return held


def texts(held: Tree) -> tuple[str, ...]:
    """A list of scalars, or one of them alone. Raises Misfit."""
    if isinstance(held, str):
        return (text(held),)
    if not isinstance(held, Rows):
        raise Misfit(say("A list of words must stand here, as [a, b]."), held)
    return tuple(text(item) for item in held)


def block(held: Tree, what: Sentence) -> Block:
    """A box with keys. Raises Misfit."""
    if not isinstance(held, Block):
        raise Misfit(say("{what} must be a box with keys, one to a line.", what=what), held)
    return held
