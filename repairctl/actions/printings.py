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
    """Copies of one document that are out: how many, when the last one was made, the code on it; of which entry (0: it is of none)."""

    document: str
    label: Label
    copies: int
    last: Minute
    code: str
    which: int = 0


def out(office: Office, record: Record) -> Iterator[Out]:
    """The documents of a record of which copies are out, whatever stands on them; none of an account, which goes on with other records."""
    held = printings.kept(office.root, record.id)
    for name, sheet in sheets.of_any(record.kind.name).items():
        for which in sorted({one.which for one in held if one.document == name and not sheet.account}):
            copies = [one for one in held if (one.document, one.which) == (name, which)]
            yield Out(name, sheet.label, sum(one.copies for one in copies), copies[-1].at, copies[-1].code, which)


def void(office: Office, before: Record, after: Record) -> tuple[Out, ...]:
    """Those that tell what has changed between the two."""
    told = (one for one in out(office, before) if _code(one, before) != _code(one, after))
    return tuple(one for one in told if stale(one, after))


def stale(one: Out, record: Record) -> bool:
    """Whether what stands on the last copy is not what the record says now."""
    return one.code != _code(one, record)


def _code(one: Out, record: Record) -> str:
    return sheets.code_of(one.document, record, one.which)


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
        command=f"repairctl {record.kind.name} print {record.id} {one.document}" + (f" --which {one.which}" if one.which else ""),
    )
