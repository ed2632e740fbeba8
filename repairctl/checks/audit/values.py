"""What an audit speaks of: a commit, what it says, a record before and after it, and a fault. Plain values."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime

from msgspec import Struct, field

from repairctl.model import Kind, Minute, Record, minute_of, moment_of

OURS = ("Record", "By", "Recorder", "Hook")
"""A commit whose trailers have one of these says that a command made it."""
UNDOES = "Undoes"
TURNS = (UNDOES, "Redoes")
"""What names the commit that one takes back or brings back."""


class Commit(Struct, frozen=True):
    """A commit: who wrote and who committed it (name, e-mail), and when in seconds since 1970."""

    id: str
    parents: tuple[str, ...]
    author: tuple[str, str]
    authored: int
    committer: tuple[str, str]
    committed: int
    subject: str
    trailers: tuple[tuple[str, str], ...]

    def said(self, key: str) -> tuple[str, ...]:
        """What its trailers of that name say."""
        return tuple(text for name, text in self.trailers if name == key)

    @property
    def ours(self) -> bool:
        """Whether it says that a command made it."""
        return any(name in OURS for name, _ in self.trailers)

    @property
    def minute(self) -> Minute:
        return self.committed // 60


class Taken(Struct, frozen=True):
    """A step that a commit says was taken: `at` is None where that is no moment."""

    step: str
    at: Minute | None
    by: str

    def __str__(self) -> str:
        when = "?" if self.at is None else f"{moment_of(self.at, UTC):%Y-%m-%dT%H:%MZ}"
        return f"{self.step} {when} {self.by}"


class Side(Struct, frozen=True):
    """A record on one side of a commit: None where there is none; `unreadable` says why a file that is there is no record."""

    record: Record | None = None
    unreadable: str = ""

    @property
    def there(self) -> bool:
        return self.record is not None or bool(self.unreadable)


NOWHERE = Side()


class Pair(Struct, frozen=True):
    """A record's file before and after. `kind` is None where no record may lie at that path; `name` is the ID that the path asks for.

    `undone`: it is gone, and the commit undoes the one that made it.
    """

    path: str
    name: str
    kind: Kind | None
    before: Side
    after: Side
    undone: bool = False


class Fault(Struct, frozen=True):
    """What an audit found: `about` is a record, a path or a commit; `facts` fill the sentence of its code."""

    code: str
    about: str
    commit: str
    item: str = ""
    path: str = ""
    line: int = 0
    expected: str = ""
    actual: str = ""
    facts: Mapping[str, str] = field(default_factory=dict)


def says(commit: Commit) -> Mapping[str, Sequence[Taken]]:
    """The steps that a commit says were taken, by record."""
    found: dict[str, list[list[str]]] = {}
    steps: list[list[str]] = []
    for name, text in commit.trailers:
        if name == "Record":
            steps = found.setdefault(text, [])
        elif name == "Step":
            steps.append([text, "", ""])
        elif name in ("At", "By") and steps:
            steps[-1][("Step", "At", "By").index(name)] = text
    return {id: [Taken(step, _minute(at), by) for step, at, by in held] for id, held in found.items()}


def taken(record: Record | None, since: int = 0) -> Iterator[Taken]:
    """The steps in a log from a place on."""
    return (Taken(one.step, one.at, one.by) for one in (record.log[since:] if record else ()))


def _minute(text: str) -> Minute | None:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return minute_of(moment) if moment.tzinfo else None
