"""A document exactly as it was printed before: from what was noted of it, or what its file says of itself, and what git has of then."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date

from msgspec.structs import replace

from repairctl import records, sheets
from repairctl.actions.accounts import Period, period
from repairctl.actions.print_pages import Page, page, said_in
from repairctl.actions.printing import How
from repairctl.actions.working import Working
from repairctl.edges import pdf_reading, printings
from repairctl.edges.printings import Printing
from repairctl.errors import RepairError, say
from repairctl.inputs.typed import plain
from repairctl.office import Office, find

NUMBER = re.compile(r"[\w.-]{1,80}")
COMMIT = re.compile(r"[0-9a-f]{0,64}")
LAST = 1 << 30
"""Minutes; far more than any calendar has."""


class NeverPrinted(RepairError):
    """Nothing says that it was printed."""

    def __init__(self, typed: str) -> None:
        super().__init__(
            say("Nothing here says what {typed} was printed from.", typed=typed),
            say("Name the code on the paper, a file that was printed, or its manifest; the codes of a record: repairctl show ID"),
        )


class NoCommitThen(RepairError):
    """It was printed before anything was recorded."""

    exit_code = 5

    def __init__(self, number: str) -> None:
        super().__init__(say("{number} was printed before anything was recorded, so it cannot be made again.", number=number))


def notes_in(data: bytes) -> tuple[Printing, ...]:
    """What a file says that was printed: a manifest, a PDF or an HTML of ours; () where it says nothing."""
    if data.startswith(b"%PDF-"):
        found = said_in(pdf_reading.keywords(data))
    else:
        found = printings.told(data) or said_in(data.decode("utf-8", "replace"))
    return tuple(one for one in found if _sound(one))


def _sound(note: Printing) -> bool:
    """Whether it can be what was printed: a file comes from anywhere, and may say anything."""
    try:
        date.fromisoformat(note.day)
    except ValueError:
        return False
    words = NUMBER.fullmatch(note.number) and COMMIT.fullmatch(note.commit) and note.lang in ("zh", "en")
    return bool(words) and note.document in sheets.SHEETS and 0 < note.as_of < LAST and 0 < note.at < LAST


def notes_of(office: Office, typed: str, data: bytes) -> tuple[Printing, ...]:
    """The copies that are meant by a code or a file. Raises NeverPrinted."""
    if data:
        found = notes_in(data)
    else:
        code = plain(typed).strip().casefold()
        noted = (replace(one, record=id) for id, one in printings.everything(office.root) if one.code == code)
        found = tuple(one for one in noted if _sound(one))[-1:]
    if not found:
        raise NeverPrinted(typed)
    return found


def made_again(office: Office, note: Printing) -> Page:
    """The page as it was: the record, the rules and the templates of that commit, printed on that day.

    Names and telephone numbers are not in git: they are those of today. Raises NoSuchVersion, NoCommitThen and what printing raises.
    """
    with at_that_time(office, note) as then:
        working = Working(then)
        kind, id = working.full_id(None, note.record)
        record = records.as_of(working.load(kind, id).record, then.as_of)
        return page(then, working, record, sheets.SHEETS[note.document], replace(_how(note), home=office, period=_period(then, note)))


@contextmanager
def at_that_time(office: Office, note: Printing) -> Iterator[Office]:
    """The office as git has it of the commit under which a copy was made, as of the moment for which it was."""
    if not note.commit:
        raise NoCommitThen(note.number)
    with office.history.laid_out(office.history.commit_named(note.commit)) as (root, _):
        yield replace(find(root, note.at), as_of=note.as_of or note.at)


def _period(office: Office, note: Printing) -> Period | None:
    first, _, last = note.period.partition("..")
    return period(office, first=first, last=last) if note.period else None


def _how(note: Printing) -> How:
    return How(
        note.lang,
        paper=note.paper,
        which=note.which,
        replace_missing=note.replaced,
        day=date.fromisoformat(note.day),
        commit=note.commit,
        reprint=note.reprint,
    )
