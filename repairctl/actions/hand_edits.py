"""A record's own file as a person edited it: judged, then recorded with an `amend` entry for each field that changed."""

from __future__ import annotations

from msgspec import Struct
from msgspec.structs import replace

from repairctl import inputs, lifecycle
from repairctl.actions import printings
from repairctl.actions.amending import asking
from repairctl.actions.amendments import held, text_of
from repairctl.actions.judged import Judge
from repairctl.actions.outcomes import Done
from repairctl.actions.stepping import nobody
from repairctl.actions.working import Working
from repairctl.actions.writing import changed
from repairctl.errors import RepairError, Sentence, say
from repairctl.kinds import KINDS
from repairctl.lifecycle import Asked, differing
from repairctl.model import Change, Kind, Record
from repairctl.office import Office
from repairctl.records import read
from repairctl.refusals import verb

BOM = b"\xef\xbb\xbf"


class Faulty(RepairError):
    """The text is no record of that kind; each fault with the line in which it stands."""

    def __init__(self, faults: list[Sentence]) -> None:
        super().__init__(*faults)


class NotByHand(RepairError):
    """What may not be changed in the editor, and the command that does it."""


class Opened(Struct, frozen=True):
    """A file as it is given to the person: which record, and its bytes."""

    kind: Kind
    id: str
    path: str
    data: bytes

    @property
    def text(self) -> str:
        """The text with plain line ends, without a byte order mark."""
        return self.data.removeprefix(BOM).decode("utf-8").replace("\r\n", "\n")

    def like_before(self, text: str) -> bytes:
        """A text with the line ends and the mark that the file had."""
        ends = "\r\n" if b"\r\n" in self.data else "\n"
        return (BOM if self.data.startswith(BOM) else b"") + text.replace("\n", ends).encode()


class Hand(Struct, frozen=True):
    """What a person made of a file: its bytes, and the record that they say."""

    opened: Opened
    data: bytes
    before: Record
    record: Record

    @property
    def changes(self) -> tuple[str, ...]:
        """The fields that differ."""
        return tuple(path for section in self.record.kind.sections for path, _ in differing(section, self.before, self.record))


def opened(office: Office, kind: str, name: str) -> Opened:
    """The file of a record. Raises NoSuchRecord and what reading it raises; one that cannot be understood may be edited all the same."""
    working = Working(office)
    the_kind, id = working.full_id(KINDS[kind], name)
    path = office.store.path_of(the_kind, id)
    if not office.store.exists(path):
        working.load(the_kind, id)
    return Opened(the_kind, id, path, office.store.bytes_of(path))


def judged(office: Office, one: Opened, text: str) -> Hand:
    """The text as a record. Raises Faulty, NotByHand, Frozen and what YAML raises."""
    before, _ = read(one.kind, office.store.parsed(one.data, one.path), office.zone, one.path)
    data = one.like_before(text)
    record, shape = read(one.kind, office.store.parsed(data, one.path), office.zone, one.path)
    lines = text.splitlines()
    faults = [finding for finding in shape if finding.severity == "error"]
    if faults:
        raise Faulty([say('"{text}": {sentence}', text=_line(lines, f.where[1] if f.where else 0), sentence=f.sentence) for f in faults])
    _only_boxes(before, record)
    hand = Hand(one, data, before, record)
    _amended(hand, before, nobody(office), "")
    return hand


def recorded(office: Office, hand: Hand, *, why: str, by: str = "", dry_run: bool = False) -> Done:
    """The edit as one commit. Where the file was changed meanwhile, the fields that the person changed are changed there."""
    told: list[Sentence] = []
    one = hand.opened

    def plan(working: Working, judge: Judge) -> str:
        there = working.current(one.kind, one.id) if working.load(one.kind, one.id).data != one.data else None
        asked = asking(office, one.kind, by, "")
        start = there or hand.before
        after = _amended(hand, start, asked, inputs.text(why))
        if there is None:
            working.by_hand[one.id] = hand.data
        before = start if there else hand.record
        working.put(Change(before, after, after.log[len(start.log) :]))
        told.extend(printings.told(void, after, office) for void in printings.void(office, hand.before, after))
        return "edit"

    done = changed(office, plan, dry_run=dry_run)
    return replace(done, notes=(*done.notes, *told))


def _amended(hand: Hand, start: Record, asked: Asked, why: str) -> Record:
    """The record with each field changed that the person changed, and what stood there in its log. Raises Frozen."""
    after = start
    for section in hand.record.kind.sections:
        for path, field in differing(section, hand.before, hand.record):
            was = text_of(field, held(hand.before, path), asked.zone)
            after = lifecycle.amended(after, {path: held(hand.record, path)}, {path: was}, asked, why).after
    return after


def _only_boxes(before: Record, after: Record) -> None:
    """Raises NotByHand where the person changed what only commands change."""
    kind = before.kind
    if before.id != after.id:
        raise NotByHand(say("id is {was}, and stays so; make another record with a command.", was=before.id))
    if before.stored_status != after.stored_status:
        raise NotByHand(say("status follows from the log; take a step: repairctl {kind} --help", kind=kind.name))
    for place in range(max(len(before.log), len(after.log))):
        old, new = (record.log[place] if place < len(record.log) else None for record in (before, after))
        if old == new:
            continue
        step = (old or new).step  # type: ignore[union-attr]
        raise NotByHand(
            say("The log only grows: its entry {n}, {step}, may not be changed in the editor.", n=place + 1, step=step),
            say("Correct it: repairctl {kind} correct {id} {step} --why ..", kind=kind.name, id=before.id, step=verb(step))
            if old
            else say("Take the step: repairctl {kind} {step} {id}", kind=kind.name, id=before.id, step=verb(step)),
        )


def _line(lines: list[str], number: int) -> str:
    return lines[number - 1].strip() if 0 < number <= len(lines) else ""
