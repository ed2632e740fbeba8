"""Printing: documents of one record or of many, alone or in one file. Each file lands whole or not at all."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from repairctl import records, sheets
from repairctl.actions import print_again, print_files, print_sending
from repairctl.actions.outcomes import LeftOut, Printed, PrintedSheet
from repairctl.actions.print_pages import Page, page
from repairctl.actions.printing import How, come_to
from repairctl.actions.working import Working
from repairctl.edges import printings
from repairctl.edges.printings import Printing
from repairctl.errors import RepairError, say
from repairctl.kinds import KINDS
from repairctl.model import At, Record
from repairctl.office import Office

Progress = Callable[[int, int], None]


class NothingToSay(RepairError):
    """The record has not come to any document."""

    def __init__(self, record: Record) -> None:
        super().__init__(
            say("{id} is {status}; no document says anything of it yet.", id=record.id, status=record.kind.status_label(record.status)),
            say("See what comes next: repairctl {kind} show {id}", kind=record.kind.name, id=record.id),
        )


class Job(Struct, frozen=True):
    """What is printed: these documents (none named: the last that each record has come to) of these records, by their IDs.

    `merge`: all in one file, by this name. `skip`: what cannot be printed is left out and told, instead of stopping the whole.
    """

    kind: str
    ids: tuple[str, ...]
    documents: tuple[str, ...] = ()
    merge: str = ""
    skip: bool = False


def printed(office: Office, name: str, document: str, how: How) -> Printed:
    """One document of one record. Raises NoSuchDocument, NoSuchPaper, NoSuchEntry, TooEarlyToPrint, NotAsComputed …"""
    kind, id = Working(office).full_id(None, name)
    return carried_out(office, Job(kind.name, (id,), (document,)), how)


def carried_out(office: Office, job: Job, how: How, progress: Progress = lambda n, total: None) -> Printed:
    """All that the job names; what was written is noted as out. Raises what concerns all of it, and without `skip` what stops any."""
    making = _Making(office, job, how)
    folder = how.out or office.root / "out"
    done = _together(making, folder, progress) if job.merge else _apart(making, folder, progress)
    return replace(done, many=job.skip or bool(job.merge))


def as_printed(office: Office, typed: str, data: bytes, how: How) -> Printed:
    """What was printed before, exactly as it was: by its code, or the bytes of a file. It is no copy more, so nothing is noted.

    Raises NeverPrinted, NoCommitThen, NoSuchVersion and what printing raises.
    """
    files: list[Path] = []
    folder, engine = how.out or office.root / "out", ""
    notes = print_again.notes_of(office, typed, data)
    for note in notes:
        one = print_again.made_again(office, note)
        made, fresh = print_files.alone(one, print_files.stem(folder, _name(one, note.lang)), how)
        for path, content in made.items():
            print_files.laid(path, content)
        files, engine = [*files, *made], fresh.engine
    return Printed(tuple(files), engine, notes[-1].code)


def merged(pages: Sequence[Page], base: Path, how: How) -> print_files.Files:
    """The files of many pages in one, by their paths; nothing is written."""
    return print_files.together(pages, base, how)[0]


class _Making(Struct):
    """The pages of a job one after the other, and who is left out."""

    office: Office
    job: Job
    how: How
    left: tuple[LeftOut, ...] = ()

    @property
    def total(self) -> int:
        """How many pages there are at most."""
        return len(self.job.ids) * max(1, len(self.job.documents))

    def pages(self) -> Iterator[Page]:
        working = Working(self.office)
        for id in self.job.ids:
            try:
                record = records.as_of(working.load(KINDS[self.job.kind], id).record, self.office.as_of)
                for name in self.job.documents or self._latest(record):
                    yield page(self.office, working, record, sheets.SHEETS[name], self.how)
            except RepairError as refusal:
                if not self.job.skip:
                    raise
                self.left = (*self.left, LeftOut(id, refusal))

    def _latest(self, record: Record) -> tuple[str, ...]:
        found = come_to(record)
        if not found:
            raise NothingToSay(record)
        return found[-1:]


def _apart(making: _Making, folder: Path, progress: Progress) -> Printed:
    files: list[Path] = []
    manifests: list[Path] = []
    commands: list[tuple[str, ...]] = []
    done: list[PrintedSheet] = []
    engine = ""
    total = making.total
    for number, one in enumerate(making.pages(), 1):
        base = print_files.stem(folder, _name(one, making.how.lang))
        made, note = print_files.alone(one, base, making.how)
        manifests.append(print_files.written(made, base, [note]))
        files += made
        commands += _sent(making, made, [note])
        done.append(_told(one, making.office))
        engine = note.engine
        progress(min(number, total - 1), total)
    progress(total, total)
    code = done[-1].code if done else ""
    return Printed(tuple(files), engine, code, (), tuple(done), making.left, tuple(manifests), tuple(commands))


def _counted(making: _Making, progress: Progress) -> Iterator[Page]:
    """The pages, which take most of the time; the last one is told of when the file is there."""
    total = making.total
    for number, one in enumerate(making.pages(), 1):
        progress(min(number, total - 1), total)
        yield one


def _together(making: _Making, folder: Path, progress: Progress) -> Printed:
    pages = tuple(_counted(making, progress))
    if not pages:
        return Printed((), left=making.left)
    base = print_files.stem(folder, making.job.merge)
    files, notes = print_files.together(pages, base, making.how)
    manifest = print_files.written(files, base, notes)
    commands = _sent(making, files, notes)
    progress(making.total, making.total)
    done = tuple(_told(one, making.office) for one in pages)
    return Printed(tuple(files), notes[-1].engine, done[-1].code, (), done, making.left, (manifest,), tuple(commands))


def _name(one: Page, lang: str) -> str:
    """结算单_JS-20260307-001; on another than its usual paper 结算单_JS-20260307-001_241x140."""
    paper = f"_{one.note.paper}" if one.note.paper != one.sheet.papers[0] else ""
    return f"{one.sheet.label.zh if lang == 'zh' else one.sheet.name}_{one.note.number}{paper}"


def _sent(making: _Making, files: print_files.Files, notes: Sequence[Printing]) -> Sequence[tuple[str, ...]]:
    """Notes that the sheets are out, and how many a printer got; gives them to it where one is named. Raises BadPrinter, NotSent."""
    how, commands = making.how, print_sending.commands(tuple(files), notes[0].paper, making.how)
    try:
        print_sending.run(commands, how)
    except RepairError:
        _noted(making.office, notes)
        raise
    really = how.send_to and how.really
    _noted(making.office, [replace(one, sent=how.send_to, copies=how.copies) if really else one for one in notes])
    return commands


def _noted(office: Office, notes: Sequence[Printing]) -> None:
    for one in notes:
        printings.keep(office.root, one.record, one)


def _told(one: Page, office: Office) -> PrintedSheet:
    first, void = (At(at, office.zone) if at else None for at in (one.first, one.void.at if one.void else 0))
    return PrintedSheet(
        one.record.id, one.sheet.name, one.note.number, one.note.code, one.copies + 1, first, void, one.void.code if one.void else ""
    )
