"""What a document is: of which kind of record, from when on, on which paper, and how a record becomes its values."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

from msgspec import Struct

from repairctl.model import Entry, Label, Record
from repairctl.sheets.around import Around, View
from repairctl.sheets.papers import A4

BLANK = -1
"""Of no entry, although there are some: a form for the pen."""


def _always(record: Record) -> bool:
    return True


class Sheet(Struct, frozen=True):
    """A document. `view` gives what its template `templates/<kind>/<name>.html.j2` shows besides the letterhead.

    `boxes` and `steps` are what it tells of the record: its code covers these, and no other change of the record changes it.
    `after`: it has something to say once any of these steps was taken; () from the first on. `each`: there is one for every entry of
    that step (a receipt for every payment); with `after` too it is a form for the pen until there is one. `needs`: paths without which
    there is nothing to say. `wanted`: whether there is reason for it now. `others`: which other records it tells of. `papers`: what it
    can be printed on, the usual first. `prefix` begins its number. A `message` goes out as plain text,
    `templates/<kind>/<name>.txt.j2`. `account`: it tells of the account of its party, which its code covers too.
    """

    kind: str
    name: str
    label: Label
    prefix: str
    view: Callable[[Record, Around], View]
    boxes: tuple[str, ...] = ()
    steps: tuple[str, ...] = ()
    after: tuple[str, ...] = ()
    each: str = ""
    needs: tuple[str, ...] = ()
    others: Literal["", "linked", "place", "party"] = ""
    papers: tuple[str, ...] = (A4,)
    wanted: Callable[[Record], bool] = _always
    message: bool = False
    account: bool = False

    @property
    def template(self) -> str:
        return f"{self.kind}/{self.name}.{'txt' if self.message else 'html'}.j2"

    def ready(self, record: Record) -> bool:
        """Whether it has something to say of the record."""
        return self.reached(record) and not self.lacking(record) and self.wanted(record)

    def reached(self, record: Record) -> bool:
        """Whether one of the steps was taken after which it has something to say, be there reason for it or not."""
        wanted = (*([self.each] if self.each else []), *self.after)
        return not wanted or any(step in record.of for step in wanted)

    def lacking(self, record: Record) -> str:
        """The first path without which it says nothing, and at which nothing stands; '' where all is there."""
        return next((path for path in self.needs if record.value(path) is None), "")

    def entry(self, record: Record, which: int) -> Entry | None:
        """The entry that it is of: the `which`-th, from 1; 0 the last. None where it is of no entry (BLANK), or there are not so many."""
        entries = record.of.get(self.each, ()) if self.each else ()
        return entries[which - 1] if 0 <= which - 1 < len(entries) else entries[-1] if entries and not which else None

    def number(self, record: Record, which: int) -> str:
        """JS-20260307-001; of an entry SJ-20260307-001-2, for the pen SJ-20260307-001. Entries taken back keep their number."""
        number = record.id.replace(record.kind.prefix, self.prefix, 1) if record.kind.numbering == "dated" else f"{self.prefix}-{record.id}"
        entry = self.entry(record, which)
        return f"{number}-{record.nth(entry)}" if entry else number

    def held(self, record: Record, which: int) -> bool:
        """Whether there is one of that entry; a form for the pen there is where it has something to say before any entry."""
        return self.entry(record, which) is not None or (
            which == BLANK and bool(self.each) and any(step in record.of for step in self.after)
        )
