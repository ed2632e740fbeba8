"""The office as it was known at a version of its history: its records, policies and settings of then. Writes only beside the office.

A version is a commit, a tag (a seal is one) or a branch, or a moment: the last commit that was made by then.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime, time, timedelta

from msgspec.structs import replace

from repairctl import inputs
from repairctl.edges.history_refusals import NoSuchVersion
from repairctl.model import Minute, minute_of, moment_of
from repairctl.office import Office, find

SEALS = "refs/tags/seal/"
REFS = ("refs/tags/", "refs/heads/", "refs/remotes/")


@contextmanager
def known_at(office: Office, rev: str) -> Iterator[Office]:
    """The office as git has it in a version ('' : as it is now), for as long as it is looked at.

    `now` is the moment when that version was recorded, and so is the as-of, unless the person asked for another. Names and telephone
    numbers (private/) are not in the history and so not there. Raises NoSuchVersion, NotAnOffice.
    """
    if not rev:
        yield office
        return
    with office.history.laid_out(version(office, rev)) as (root, at):
        then = find(root, at)
        yield then if office.as_of == office.now else replace(then, as_of=office.as_of)


def version(office: Office, text: str) -> str:
    """The ID of the commit that is meant: a tag or branch so named, else by a moment, else as git reads it. Raises NoSuchVersion."""
    by = _moment(office, text)
    for place in REFS if by is not None else ("", SEALS):
        with suppress(NoSuchVersion):
            return office.history.commit_named(place + text)
    found = office.history.last_by(by) if by is not None else ""
    if not found:
        raise NoSuchVersion(text)
    return found


def _moment(office: Office, text: str) -> Minute | None:
    """The last minute of a day, or a moment, that is past; None where the text is neither."""
    try:
        day = inputs.day(text, moment_of(office.now, office.zone).date(), "past")
        return minute_of(datetime.combine(day + timedelta(days=1), time(), office.zone)) - 1
    except inputs.Ambiguous:
        raise
    except inputs.NotRead:
        pass
    try:
        return inputs.moment(text, office.now, office.zone, tense="past")
    except inputs.Ambiguous:
        raise
    except inputs.NotRead:
        return None
