"""How the YAML text of a policy becomes the plain values that forms take: one alias for each sort of parameter.

A form says in its signature what it takes; the alias carries the word of the manual page and the function that compiles the text.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Annotated, TypeAlias

from repairctl.model import Label, Length, Plain, Table
from repairctl.readings import beyond, cells, clauses, gathered, members, moments
from repairctl.readings.case import AsOf, Reads
from repairctl.readings.lengths import in_words
from repairctl.readings.shapes import Agreement, Awaited, Bound, Ground, Holder, Instant, Link, Pause, Payment
from repairctl.readings.shapes import Beyond as _Beyond
from repairctl.readings.shapes import Dated as _Dated
from repairctl.readings.shapes import StoredFile as _StoredFile

__all__ = [
    "Agreed", "Amount", "AsOf", "Awaited", "Beyond", "Bound", "Dated", "Days", "Duration", "EachMoment", "EachValue", "Entries",
    "Events",
    "Grounds", "Hours", "Instant", "Limit", "Linked", "Missing", "MissingSteps", "Moment", "Moments", "Pauses", "Payments", "People",
    "Percent", "Person", "Ranks", "Section", "StoredFile", "Sum", "TableRef", "Texts", "Ticked", "Total", "Value", "Word", "Words",
    "Yes", "in_words",
]  # fmt: skip

Moment: TypeAlias = Annotated[Instant | None, Reads("moment", moments.moment)]
Moments: TypeAlias = Annotated[Sequence[tuple[str, Instant | None]], Reads("moments", moments.moments)]
Events: TypeAlias = Annotated[Sequence[int], Reads("steps", moments.events)]
Payments: TypeAlias = Annotated[Sequence[Payment], Reads("amounts of steps", moments.payments)]
Limit: TypeAlias = Annotated[Bound, Reads("limit", cells.limit)]
Duration: TypeAlias = Annotated[Length | None, Reads("length", cells.length)]
Percent: TypeAlias = Annotated[Decimal | None, Reads("percent", cells.percent)]
Words: TypeAlias = Annotated[Sequence[str], Reads("words", cells.words)]
TableRef: TypeAlias = Annotated[Table, Reads("table", cells.table)]
Pauses: TypeAlias = Annotated[Sequence[Pause], Reads("pause", clauses.pauses)]
Agreed: TypeAlias = Annotated[Sequence[Agreement], Reads("agreed", clauses.agreed)]
People: TypeAlias = Annotated[Sequence[tuple[Label, Sequence[str]]], Reads("people", clauses.people)]
Missing: TypeAlias = Annotated[Sequence[Label], Reads("fields", clauses.missing_fields)]
MissingSteps: TypeAlias = Annotated[Sequence[Label], Reads("steps", clauses.missing_steps)]
Person: TypeAlias = Annotated[Holder | None, Reads("reference to staff", clauses.holder)]
Beyond: TypeAlias = Annotated[_Beyond | None, Reads("path through a reference", clauses.beyond)]
Total: TypeAlias = Annotated[Decimal, Reads("sum", clauses.total)]
Section: TypeAlias = Annotated[Mapping[str, Plain], Reads("section", clauses.section)]
Value: TypeAlias = Annotated[Plain, Reads("path", clauses.value)]
Amount: TypeAlias = Annotated[Decimal | None, Reads("amount", clauses.amount)]
Entries: TypeAlias = Annotated[Sequence[Mapping[str, Plain]], Reads("step", clauses.entries)]
Word: TypeAlias = Annotated[str, Reads("word", clauses.word)]
Yes: TypeAlias = Annotated[bool, Reads("true or false", clauses.yes)]

EachMoment: TypeAlias = Annotated[Sequence[Instant | None], Reads("moment of each", moments.moment, of_each=True)]
EachValue: TypeAlias = Annotated[Sequence[Plain], Reads("path of each", members.value, of_each=True)]
Ranks: TypeAlias = Annotated[Sequence[frozenset[str]], Reads("words, the first before all others", members.ranks)]
Sum: TypeAlias = Annotated[Decimal | None, Reads("sum of rows", gathered.sum_of)]
Days: TypeAlias = Annotated[Sequence[Instant], Reads("days", gathered.days)]
Linked: TypeAlias = Annotated[Link | None, Reads("reference", gathered.linked_record)]
Texts: TypeAlias = Annotated[Sequence[tuple[Label, str]], Reads("texts", gathered.written)]
Ticked: TypeAlias = Annotated[frozenset[str], Reads("fields of words", gathered.ticked)]
Hours: TypeAlias = Annotated[Sequence[tuple[int, int, str]], Reads("hours of the day", gathered.hours)]
Grounds: TypeAlias = Annotated[Sequence[Ground], Reads("grounds", gathered.grounds)]
StoredFile: TypeAlias = Annotated[_StoredFile | None, Reads("path of a file", beyond.stored_file)]
Dated: TypeAlias = Annotated[_Dated | None, Reads("rows of a reference", beyond.dated)]
