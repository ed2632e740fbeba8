"""The office as it was known at a version of its history: its records, policies and settings of then. Writes only beside the office."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from msgspec.structs import replace

from repairctl.office import Office, find


@contextmanager
def known_at(office: Office, rev: str) -> Iterator[Office]:
    """The office as git has it in a version, for as long as it is looked at.

    `now` is the moment when that version was recorded, and so is the as-of, unless the person asked for another. Names and telephone
    numbers (private/) are not in the history and so not there. Raises NoSuchVersion, NotAnOffice.
    """
    with office.history.laid_out(rev) as (root, at):
        then = find(root, at)
        yield then if office.as_of == office.now else replace(then, as_of=office.as_of)
