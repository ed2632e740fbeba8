"""Undo and redo: one's own last command turned round in a correcting commit, after it was shown what that means. Nothing disappears."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Literal

from msgspec import Struct

from repairctl import inputs, lifecycle
from repairctl.actions import commits, own_commands, printings
from repairctl.actions.amendments import text_of
from repairctl.actions.depending import Named, named_by, not_built_on
from repairctl.actions.judged import Judge
from repairctl.actions.me import who
from repairctl.actions.outcomes import Done
from repairctl.actions.own_commands import REDOES, UNDOES, Found, Person
from repairctl.actions.working import Working
from repairctl.actions.writing import Why, changed
from repairctl.errors import RepairError, Sentence, say
from repairctl.lifecycle import Undo
from repairctl.model import Change, Step
from repairctl.office import Office

Turn = Literal["undo", "redo"]


class SomethingElse(RepairError):
    """Since it was shown, something else was recorded at this desk."""

    def __init__(self, turn: Turn) -> None:
        super().__init__(
            say("Meanwhile another command was recorded at this desk; nothing was written."), say("Look again: repairctl {turn}", turn=turn)
        )


class NothingLeft(RepairError):
    """What the command did was taken back already, by other means."""

    def __init__(self, found: Found) -> None:
        super().__init__(
            say("Nothing of {commit} ({subject}) counts any more; there is nothing to turn round.", commit=found.command.id[:7],
                subject=found.command.subject),
        )  # fmt: skip


class Turning(Struct, frozen=True):
    """What undo or redo would do. `did`: what the command did to each record; `changes`: what is recorded now.

    `void`: sheets that are out and would be wrong; `notes`: what stays as it is, and what was passed over.
    """

    turn: Turn
    found: Found
    by: str
    did: tuple[Change, ...]
    changes: tuple[Change, ...]
    void: tuple[Sentence, ...] = ()
    notes: tuple[Sentence, ...] = ()

    @property
    def acts(self) -> tuple[Step, ...]:
        """The acts that are entered again, to be judged again."""
        entered = ((change.after.kind, entry) for change in self.changes for entry in change.entries)
        return tuple({step.name: step for kind, entry in entered if (step := kind.step(entry.step)) and step.act}.values())


def looked_at(office: Office, turn: Turn, *, by: str = "") -> Turning:
    """What would be undone or redone, in memory. Raises NothingToUndo, NothingToRedo, BuiltOn and what cannot be turned round."""
    return _turned(office, Working(office), turn, who(office, by), "")


def carried_out(office: Office, shown: Turning, *, why: str, dry_run: bool = False) -> Done:
    """What was shown, in one commit that names the other. Raises SomethingElse where the last command is another one now."""
    words = inputs.text(why).strip()

    def plan(working: Working, judge: Judge) -> str:
        turning = _turned(office, working, shown.turn, shown.by, words)
        if turning.found.commit.id != shown.found.commit.id:
            raise SomethingElse(shown.turn)
        for change in turning.changes:
            working.put(change)
        return f"{shown.turn} {_steps(turning.did)}".strip()

    trailer = (UNDOES if shown.turn == "undo" else REDOES, shown.found.commit.id)
    return changed(office, plan, acts=shown.acts, dry_run=dry_run, why=Why(words, (trailer,)))


def _turned(office: Office, working: Working, turn: Turn, by: str, why: str) -> Turning:
    person = Person(by, office.history.author())
    found = (own_commands.to_undo if turn == "undo" else own_commands.to_redo)(office.history, person)
    paths = commits.paths(office, found.commit)
    not_built_on(office, found.commit, paths, person)
    did = commits.did(office, found.commit, paths)
    stay = _staying(office, tuple(did.values()), by)
    undo = Undo(by, office.now, why, lambda field, held: text_of(field, held, office.zone), office.zone)
    changes = tuple(
        change for path, one in did.items() if one.after.id not in stay for change in _one(office, working, one, undo, path, found)
    )
    if not changes:
        raise NothingLeft(found)
    void = (
        printings.told(out, one.after, office) for one in changes if one.before for out in printings.void(office, one.before, one.after)
    )
    return Turning(
        turn, found, by, _known_as(office, found, did), changes, tuple(void), (*stay.values(), *_private(changes), *_passed(found))
    )


def _one(office: Office, working: Working, one: Change, undo: Undo, path: str, found: Found) -> Iterator[Change]:
    """The change that turns one record round; none where nothing of it counts any more."""
    if one.gone:
        working.by_hand[one.after.id] = commits.bytes_before(office, found.commit, path)
        yield lifecycle.undone(one.after, one, undo)
        return
    change = lifecycle.undone(working.current(one.after.kind, one.after.id), one, undo)
    if change.gone or change.entries or change.before is None or change.before.sections != change.after.sections:
        yield change


def _staying(office: Office, did: Sequence[Change], by: str) -> dict[str, Sentence]:
    """Records without a life that were made along with one that has it: that one names them, so they stay.

    Raises Named where others name what would go or be called off.
    """
    made = {one.after.id: one.after.kind for one in did if one.before is None}
    own = [one.after.id for one in did]
    opened = [id for id, kind in made.items() if kind.opens]
    register = [id for id, kind in made.items() if not kind.opens]
    for id, naming in named_by(office, opened, but=own, counting=True).items():
        raise Named(id, naming)
    lives = [one.after.id for one in did if one.after.kind.opens]
    if lives:
        return {id: say("{id} stays in the register: {records} names it.", id=id, records=", ".join(lives)) for id in register}
    for id, naming in named_by(office, register, but=own, counting=False).items():
        raise Named(id, naming)
    if by in register:
        raise Named(by, ["repairctl me"])
    return {}


def _known_as(office: Office, found: Found, did: dict[str, Change]) -> tuple[Change, ...]:
    """What the person did, as they know it: of a command that is redone, what it did at first."""
    if found.command.id == found.commit.id:
        return tuple(did.values())
    return tuple(commits.did(office, found.command, commits.paths(office, found.command)).values())


def _private(changes: Sequence[Change]) -> Iterator[Sentence]:
    """What lies under private/ has no history: nothing of it is brought back, and nothing of it goes."""
    held = [one.after.id for one in changes if any(field.private for section in one.after.kind.sections for field in section.fields)]
    if held:
        yield say(
            "Names and telephone numbers of {ids} lie under private/, which has no history: they stay as they are now.",
            ids=", ".join(held[:3]),
        )


def _passed(found: Found) -> Iterator[Sentence]:
    for one in found.passed:
        yield say("{commit} ({subject}) was made by hand and is passed over.", commit=one.id[:7], subject=one.subject)


def _steps(did: Sequence[Change]) -> str:
    """The steps of the first record that was changed: `pay`, `report..dispatch`."""
    names = [entry.step for entry in did[0].entries] if did else []
    return "" if not names else names[0] if len(set(names)) == 1 else f"{names[0]}..{names[-1]}"
