"""What the page of a price is made of: its parts, and what they are told from."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from msgspec import Struct

from repairctl.actions.judged import Judge
from repairctl.actions.people import private_of
from repairctl.errors import Sentence, say
from repairctl.model import At, Entry, Finding, Label, Minute, Plain, Record, Says, Values
from repairctl.office import Office

SHORT = 7
SAID = {
    Says.PASS: Label("kept", "符合"),
    Says.FAIL: Label("NOT KEPT", "不符合"),
    Says.OPEN: Label("open", "未到"),
    Says.UNDETERMINED: Label("cannot be judged", "无法判断"),
    Says.WAIVED: Label("waived", "豁免"),
}


class Part(Struct, frozen=True):
    """One paragraph of the page: sentences whose facts are its numbers."""

    name: str
    label: Label
    rows: tuple[Sentence, ...]


class Page(Struct, frozen=True):
    """How the price of one order came about; `place` in words."""

    record: Record
    place: str
    parts: tuple[Part, ...]


class About(Struct, frozen=True):
    """An order whose price is told. `entry`: the statement, before there is one the last quote, None before that.

    `verdicts` are those of every rule in force, and what else is wrong with the record.
    """

    office: Office
    judge: Judge
    record: Record
    entry: Entry | None
    verdicts: tuple[Finding, ...]

    @property
    def settled(self) -> bool:
        return bool(self.record.first("settle"))

    @property
    def at(self) -> Minute:
        """When the prices were named."""
        return self.entry.at if self.entry else self.office.as_of

    @property
    def values(self) -> Values:
        return self.judge.values(self.record)

    @property
    def lines(self) -> tuple[Mapping[str, Plain], ...]:
        """The lines of the statement; before there is one, those of the last quote."""
        held = self.record.value("settlement.lines") if self.settled else self.entry.filled.get("lines") if self.entry else None
        return tuple(row for row in held if isinstance(row, Mapping)) if isinstance(held, tuple) else ()

    def when(self, minute: object) -> At | str:
        """A moment in the office's zone; '' where there is none."""
        return At(minute, self.office.zone) if isinstance(minute, int) else ""

    def person(self, id: object) -> str:
        """A reference with the name behind it, as far as this desk knows it."""
        held = private_of(self.office, str(id)) if id else {}
        return " ".join(part for part in (str(id or ""), held.get("name", "")) if part)

    def source(self, policy: str, at: Minute) -> Sentence | str:
        """The one version of a policy in force: its name, its file and the last commit of that; '' where there is none, or several."""
        series = self.judge.book.series.get(policy)
        found = series.in_force(at) if series else ()
        if len(found) != 1:
            return ""
        one = found[0]
        return say("{version}, {path}, commit {commit}", version=one.name, path=one.path, commit=self._commit(one.path) or say("none"))

    def said(self, *codes: str) -> Iterator[Sentence]:
        """What the rules of these codes say, with their arithmetic; nothing of what does not apply or passes without a number."""
        for one in self.verdicts:
            if (
                one.code in codes
                and one.says is not Says.NOT_APPLICABLE
                and (one.says is not Says.PASS or (one.expected, one.actual) != (None, None))
            ):
                rule = " ".join(part for part in (one.code, one.rule.partition(" ")[0]) if part)
                yield say("[{code}] {says}: {sentence}", code=rule, says=SAID[one.says], sentence=one.sentence)
                yield from (say("  {sentence}", sentence=line) for line in one.working)

    def _commit(self, path: str) -> str:
        history = self.office.history
        found = history.log(path, limit=1) if history.folder and history.head() else []
        return found[0].id[:SHORT] if found else ""
