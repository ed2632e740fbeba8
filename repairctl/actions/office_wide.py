"""What is wrong with an office besides its records: policies, their history, strays. Found anew only where what it is made of changed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, TypeAlias

from msgspec import Struct, field

from repairctl import checks
from repairctl.actions import strays
from repairctl.actions.handed import recorded, texts_of_policies
from repairctl.actions.judged import Judge
from repairctl.actions.policy_history import FOLDER, began, misused
from repairctl.actions.seen_files import Seen
from repairctl.checks.packed import packed, unpacked
from repairctl.edges import signs
from repairctl.edges.index_verdicts import Verdicts
from repairctl.model import Finding, Minute
from repairctl.office import FILE, Office
from repairctl.policies import Book

Findings: TypeAlias = tuple[Finding, ...]
Key: TypeAlias = tuple[object, ...]
POLICIES, HISTORY, STRAYS, ODD = "policies", "history", "strays", "odd"


class OfficeWide(Struct):
    """`base`: the digest of all that judges. `fresh`: what is kept is not looked at. `notes`: what is to be kept from now on."""

    office: Office
    found: Verdicts
    seen: Seen
    base: str
    judge: Callable[[], Judge]
    fresh: bool = False
    notes: dict[str, bytes] = field(default_factory=dict)

    def of_policies(self) -> Sequence[Findings]:
        """What is wrong with the policies, so that less is judged; and what should not stay so with them."""
        told: Sequence[Findings] | None = self._kept(POLICIES, (self.base,))
        if told is None:
            book, as_of, judge = self.judge().book, self.office.as_of, self.judge()
            told = (*judge.misfits, *judge.nothing), tuple(checks.lint(book, as_of))
            self._keep(POLICIES, (self.base,), _turns(book, as_of), told)
        return told

    def of_history(self) -> Findings:
        """What git knows of the policies. After commits that touched none of them it is the same."""
        key = (self.office.history.head(), self.base, texts_of_policies(self.office), recorded(self.office))
        told: Findings | None = self._kept(HISTORY, key, self._untouched)
        if told is None:
            told = tuple(misused(self.office, self.judge()))
            turns = (self.judge().book.next_change(self.office.now), began(self.office))
            self._keep(HISTORY, key, min((one for one in turns if one is not None and one > self.office.now), default=None), told)
        return told

    def _untouched(self, was: Key, now: Key) -> bool:
        return was[1:] == now[1:] and bool(was[0]) and self.office.history.untouched(str(was[0]), str(now[0]), (FOLDER, FILE))

    def of_strays(self) -> Findings:
        """What lies among the records and is none, and what does not lie there."""
        sign = signs.sign_of(self.office.history.git_dir / "index") or signs.Sign(0, signs.UNSURE, 0)
        index = signs.lasting(sign, self.seen.clock)
        key = (tuple(index), self.seen.others)
        told: Findings | None = self._kept(STRAYS, key) if index.sure and not self.seen.names else None
        if told is None:
            there = self.seen.there()
            told = tuple(strays.beside(self.office, self._odd(there), there))
            self._keep(STRAYS, key, None, told)
        return told

    def _odd(self, there: Iterable[str]) -> Sequence[str]:
        """The paths at which no record may lie; of those that were there before it is known."""
        held = b"" if self.fresh else self.found.noted(ODD)
        known = self.seen.files.keys() - self.seen.names if held else frozenset[str]()
        before = [path for path in unpacked(held) if path in known] if held else []
        found = (*before, *strays.odd(self.office, (path for path in there if path not in known)))
        self.notes[ODD] = packed(found)
        return found

    def _kept(self, name: str, key: Key, like: Callable[[Key, Key], bool] | None = None) -> Any:
        """What was told, if it still holds; None if it does not."""
        held = b"" if self.fresh else self.found.noted(name)
        was, since, turns_at, told = unpacked(held) if held else ((), 0, 0, None)
        if not since <= self.office.as_of < (self.office.as_of + 1 if turns_at is None else turns_at):
            return None
        if was != key and like is not None and like(was, key):
            self.notes[name] = packed((key, since, turns_at, told))
            return told
        return told if was == key else None

    def _keep(self, name: str, key: Key, turns_at: Minute | None, told: object) -> None:
        self.notes[name] = packed((key, self.office.as_of, turns_at, told))


def _turns(book: Book, as_of: Minute) -> Minute | None:
    """When time alone could change what is said of the policies."""
    return min(_moments(book, as_of), default=None)


def _moments(book: Book, as_of: Minute) -> Iterator[Minute]:
    change = book.next_change(as_of)
    if change is not None:
        yield change
    ends = (book.calendar.end_of(one.head.review_by) for one in book.versions() if one.head.review_by)
    yield from (end + 1 for end in ends if end >= as_of)
