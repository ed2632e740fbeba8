"""The table of the store's benchmark: a row for each comparison."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from benchmarks.store_runs import Took

MOST_MB = 300.0
HEAD = f"{'':34}{'ours':>10}{'MB':>6}  {'beside':30}{'theirs':>10}{'ratio':>8}{'cpu':>8}{'target':>8}"


class Row(NamedTuple):
    """Ours beside theirs; `ratio` is ours to theirs, and `target` the most it may be (None: only shown).

    `cpu` is the ratio of processor time, for a look on a busy machine; `processor`: it is what the target is about.
    """

    question: str
    ours: Took
    beside: str
    theirs: Took
    target: float | None = None
    processor: bool = False

    @property
    def ratio(self) -> float | None:
        """None where one of the two has no answer."""
        return self._ratio(self._of(self.ours), self._of(self.theirs))

    def _ratio(self, ours: float, theirs: float) -> float | None:
        return None if self.ours.why or self.theirs.why or not theirs else ours / theirs

    @property
    def met(self) -> bool | None:
        """Whether the target is reached; None where nothing can be said."""
        return None if self.ratio is None or self.target is None else self.ratio <= self.target

    def _of(self, took: Took) -> float:
        return took.busy if self.processor else took.wall

    def text(self) -> str:
        """The row of the table."""
        ours = f"{'-':>10}{'':6}" if self.ours.why else f"{self._of(self.ours):10.1f}{self.ours.peak:6.0f}"
        theirs = f"{'-':>10}" if self.theirs.why else f"{self._of(self.theirs):10.1f}"
        ratios = (self.ratio, self._ratio(self.ours.busy, self.theirs.busy))
        ratio = "".join(f"{'-':>8}" if one is None else f"{one:8.3f}" for one in ratios)
        target = "" if self.target is None else f"{f'<={self.target:g}':>8}"
        said = {True: "  met", False: "  NOT MET", None: ""}[self.met]
        why = "".join(f"  {who}: {took.why}" for who, took in (("ours", self.ours), (self.beside, self.theirs)) if took.why)
        return f"{self.question:34}{ours}  {self.beside:30}{theirs}{ratio}{target}{said}{why}"


def memory(rows: Iterable[Row]) -> Row:
    """The most memory that any of our processes held, in MB, beside what is allowed."""
    peak = max((row.ours.peak for row in rows if not row.ours.why), default=0.0)
    return Row("memory, the most of all, MB", Took(peak, peak, peak), "allowed", Took(MOST_MB, MOST_MB), 1.0)


def fastest(tooks: dict[str, Took]) -> tuple[str, Took]:
    """The quickest of those that answered; the first, where none did."""
    there = {name: took for name, took in tooks.items() if not took.why}
    name = min(there, key=lambda one: there[one].wall) if there else next(iter(tooks), "nobody")
    return name, tooks.get(name, Took(why="nobody is here"))
