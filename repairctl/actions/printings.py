"""Sheets that were printed here, and which of them a change makes void: a sheet is void once its code is no longer that of the record."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from repairctl import sheets
from repairctl.edges import printings
from repairctl.edges.printings import Printing as Printing  # cli names it, and may not come to the edges
from repairctl.errors import Sentence, say
from repairctl.model import At, Label, Minute, Record
from repairctl.office import Office


class Out(Struct, frozen=True):
    """Copies of one document that are out: how many, when the last one was made, the code on it."""

    document: str
    label: Label
    copies: int
    last: Minute
    code: str


def out(office: Office, record: Record) -> Iterator[Out]:
    """The documents of a record of which copies are out, whatever stands on them; none of an account, which goes on with other records."""
    held = printings.kept(office.root, record.id)
    for name, sheet in sheets.ALL.items():
        copies = [one for one in held if one.document == name and sheet.kind == record.kind.name and not sheet.account]
        if copies:
            yield Out(name, sheet.label, len(copies), copies[-1].at, copies[-1].code)


def void(office: Office, before: Record, after: Record) -> tuple[Out, ...]:
    """Those that tell what has changed between the two."""
    told = (one for one in out(office, before) if sheets.code_of(one.document, before) != sheets.code_of(one.document, after))
    return tuple(one for one in told if one.code != sheets.code_of(one.document, after))


def stale(one: Out, record: Record) -> bool:
    """Whether what stands on the last copy is not what the record says now."""
    return one.code != sheets.code_of(one.document, record)


def told(one: Out, record: Record, office: Office) -> Sentence:
    """That a sheet or message is void, and how it is made anew."""
    if sheets.ALL[one.document].message:
        return say(
            "{document}: copied {at}, not true any more; again: {command}",
            document=one.label,
            at=At(one.last, office.zone),
            command=f"repairctl slip {record.id} --copy",
        )
    return say(
        "{document}: {n} printed, the last one {at} ({code}), void now; again: {command}",
        document=one.label,
        n=one.copies,
        at=At(one.last, office.zone),
        code=one.code,
        command=f"repairctl {record.kind.name} print {record.id} {one.document}",
    )
