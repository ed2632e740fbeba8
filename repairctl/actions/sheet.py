"""A sheet of steps: several steps of one or several records, imagined while somebody types, taken together in one commit."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct, field
from msgspec.structs import replace

from repairctl import lifecycle
from repairctl.actions.asked import asked_for
from repairctl.actions.attachments import with_digests
from repairctl.actions.given import Raw
from repairctl.actions.judged import Judge
from repairctl.actions.outcomes import Done
from repairctl.actions.stepping import SeveralCould, kind_and_step, known_references, made, means_of, whose
from repairctl.actions.working import Working
from repairctl.actions.writing import changed
from repairctl.errors import RepairError
from repairctl.kinds import KINDS
from repairctl.model import Change, Finding, Kind, Minute, Record, Step
from repairctl.office import Office

NEW = ""
"""The name of the record that the sheet's own opening step makes."""


class Wanted(Struct, frozen=True):
    """A step as typed: of which record (its ID or short name; NEW for the one that this sheet opens), by whom, when."""

    step: str
    raw: Raw = field(default_factory=dict)
    name: str = NEW
    by: str = ""
    at: str = ""
    anyway: str = ""
    until: str = ""


class Newcomer(Struct, frozen=True):
    """A record without steps that is made in the same commit: a caller whom the register does not have. Texts as typed, by path."""

    kind: str
    id: str
    raw: Raw


class Sheet(Struct):
    """Steps taken on records in memory, in the order in which they are put; nothing is written."""

    office: Office
    kind: Kind
    working: Working
    judge: Judge
    opened: str = ""

    def take(self, wanted: Wanted) -> tuple[Change, ...]:
        """One step more. Raises whatever the step alone would raise."""
        kind, step = kind_and_step(self.kind.name, wanted.step)
        words = {"by": wanted.by, "at": wanted.at, "anyway": wanted.anyway, "until": wanted.until}
        asked = asked_for(self.office, kind, step, wanted.raw, words)
        known_references(self.working, kind, step, asked)
        if step.act or step.computes:
            self.judge.sound()
        if step.name == kind.opens:
            means = means_of(self.working, self.judge, Record(kind, ""), asked)
            changes = lifecycle.opened(kind, asked, self.working.new_id(kind, asked.at), means)
            self.opened = changes[0].after.id
        else:
            id = self.working.full_id(kind, wanted.name)[1] if wanted.name else self.opened
            record = self.working.current(kind, id)
            asked = asked if wanted.by else whose(asked, record)
            changes = lifecycle.advance(record, asked, means_of(self.working, self.judge, record, asked))
        changes = tuple(with_digests(self.office, change) for change in changes)
        for change in changes:
            self.working.put(change)
        return changes

    def add(self, newcomer: Newcomer) -> None:
        """A record without steps more. Raises AlreadyThere and what its values are refused for."""
        self.working.put(made(self.office, KINDS[newcomer.kind], newcomer.id, newcomer.raw))

    def record(self, id: str = NEW) -> Record:
        """A record as the sheet would leave it; NEW is the one it opens."""
        return self.working.current(self.kind, id or self.opened)

    def verdicts(self, id: str = NEW, as_of: Minute | None = None) -> tuple[Finding, ...]:
        """Every verdict on a record as the sheet would leave it."""
        return self.judge.verdicts(self.record(id), self.office.as_of if as_of is None else as_of)

    def wanted(self, step: Step, id: str = NEW) -> tuple[tuple[str, ...], ...]:
        """The fields that the rules want filled with the step that was taken last."""
        return self.judge.wanted(step, self.record(id), self.office.as_of)

    def copy(self) -> Sheet:
        """The same sheet, to be gone on with apart; what was read once is not read again."""
        working = Working(self.office, self.working.loaded, dict(self.working.changes))
        return replace(self, working=working, judge=self.judge.beside(working))


def imagined(office: Office, kind: str, steps: Sequence[Wanted] = ()) -> Sheet:
    """A sheet with these steps taken in memory, for judging as one types."""
    working = Working(office)
    sheet = Sheet(office, KINDS[kind], working, Judge(office, working))
    for wanted in steps:
        sheet.take(wanted)
    return sheet


def wanted_by_rules(office: Office, kind: str, wanted: Wanted) -> tuple[tuple[str, ...], ...]:
    """The fields that the rules would find missing in a step; none where the step itself would be refused, for that is said then."""
    the_kind, step = kind_and_step(kind, wanted.step)
    try:
        sheet = imagined(office, kind, [wanted])
        return sheet.wanted(step, sheet.working.full_id(the_kind, wanted.name)[1] if wanted.name else NEW)
    except SeveralCould as several:
        return wanted_by_rules(office, kind, replace(wanted, by=several.people[0]))
    except RepairError:
        return ()


def take_steps(office: Office, kind: str, steps: Sequence[Wanted], *, newcomers: Sequence[Newcomer] = (), dry_run: bool = False) -> Done:
    """All the steps in one commit with a `Step:` trailer each, or none of them; acts are judged before. Raises as the first that fails."""
    names = [kind_and_step(kind, wanted.step)[1].name for wanted in steps]
    acts = tuple(step for wanted in steps if (step := kind_and_step(kind, wanted.step)[1]).act)

    def plan(working: Working, judge: Judge) -> str:
        sheet = Sheet(office, KINDS[kind], working, judge)
        for wanted in steps:
            sheet.take(wanted)
        for newcomer in newcomers:
            sheet.add(newcomer)
        return names[0] if len(set(names)) == 1 else f"{names[0]}..{names[-1]}"

    return changed(office, plan, acts=acts, dry_run=dry_run)


def with_now(office: Office, now: Minute) -> Office:
    """The office a little later: a conversation takes minutes, and its last step is recorded when it ends."""
    return replace(office, now=now, as_of=now)
