"""What a rule is judged with: one record, one item of it, the as-of, and what was handed in. Knows no YAML and no form."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, tzinfo
from typing import Any, Literal, Protocol, TypeAlias

from msgspec import Struct, field

from repairctl.calendars import Calendar
from repairctl.errors import RepairError, Sentence, say
from repairctl.model import At, Entry, Field, Kind, Length, Minute, Plain, Record, Table, moment_of
from repairctl.readings.shapes import Instant


class Watch(Struct, eq=False):
    """Sees how answers depend on the as-of. `reads`: how often it was read; `turns_at`: the first as-of that may be answered otherwise."""

    reads: int = 0
    turns_at: Minute | None = None

    def turns(self, minute: Minute) -> None:
        """From this minute on an answer may be another."""
        if self.turns_at is None or minute < self.turns_at:
            self.turns_at = minute


class AsOf(Struct, frozen=True, eq=False):
    """The moment for which a question is answered, with the calendar that counts for it.

    `cut`: that moment, as the place where records were cut off: they say nothing later, so a comparison with it never turns by itself.
    `called_off`: when the record was declined, merged or cancelled. `telling`: whether the words and the working are wanted of verdicts
    that pass, too. `known`: limits that were reckoned before, by day, length and roll.
    """

    cut: Minute
    calendar: Calendar
    called_off: Minute | None = None
    telling: bool = True
    known: dict[tuple[date, Length, bool], Minute] = field(default_factory=dict)
    watch: Watch = field(default_factory=Watch)

    @property
    def minute(self) -> Minute:
        """The moment as a clock that goes on: an answer that is made of it turns with every minute, unless the verdict says `turns_at`."""
        self.watch.reads += 1
        return self.cut

    def over(self, limit: Minute) -> bool:
        """Whether a limit has passed. As long as it has not, the answer may turn right after it, and never again."""
        if self.cut <= limit:
            self.watch.turns(limit + 1)
            return False
        return True

    def due(self, start: Instant, limit: Length, roll: bool = False) -> Minute:
        """The limit of a clock without pauses. A clock of days asks the calendar once for each day on which it starts."""
        if limit.clock == "minutes" and isinstance(start, int):
            return start + limit.n
        if limit.clock == "office_minutes":
            return self.calendar.due(start, limit, (), roll)
        key = self.day(start), limit, roll
        if key not in self.known:
            self.known[key] = self.calendar.due(start, limit, (), roll)
        return self.known[key]

    def at(self, minute: Minute) -> At:
        """A minute as a fact of a sentence."""
        return At(minute, self.calendar.zone)

    def shown(self, instant: Instant) -> At | date:
        """A moment or a day as a fact of a sentence."""
        return instant if isinstance(instant, date) else self.at(instant)

    def limit(self, minute: Minute) -> At | Sentence:
        """A limit as a fact: one that falls on midnight is said as 24:00 of the day before."""
        moment = moment_of(minute, self.calendar.zone)
        if moment.hour or moment.minute:
            return self.at(minute)
        return say("{day} 24:00", day=self.calendar.day_of(minute - 1))

    def stop(self, instant: Instant) -> Minute:
        """The minute at which a stop or limit ends."""
        return self.calendar.end_of(instant) if isinstance(instant, date) else instant

    def day(self, instant: Instant) -> date:
        return instant if isinstance(instant, date) else self.calendar.day_of(instant)


class Tables(Protocol):
    """Where the tables of other policies are found."""

    def table(self, name: str, at: Minute) -> Table | None: ...


class Item(Struct):
    """One entry or row that a rule with `each` is judged for. `place` is its path in the file: `log.3`, `settlement.lines.0`."""

    filled: Mapping[str, Plain]
    place: str
    entry: Entry | None = None
    label: str = ""


class Case(Struct, frozen=True):
    """All that a getter may look at."""

    record: Record
    as_of: AsOf
    given: Mapping[str, Record]
    tables: Tables
    selected: Minute
    office: Mapping[str, Plain]
    item: Item | None = None

    def of(self, item: Item) -> Case:
        """The same, for one item."""
        return Case(self.record, self.as_of, self.given, self.tables, self.selected, self.office, item)

    def row(self, table: str, at: Minute) -> Table:
        """A table of another policy. Raises NoTable."""
        found = self.tables.table(table, at)
        if found is None:
            raise NoTable(table, self.as_of.at(at))
        return found


class CannotTell(RepairError):
    """Something that the answer depends on is missing: the verdict is undetermined."""

    exit_code = 5


class NoTable(CannotTell):
    """No version of the policy that holds the table was in force."""

    def __init__(self, name: str, at: At) -> None:
        policy = name.partition(".")[0]
        super().__init__(
            say("No version of {policy} is in force at {at}, so {name} cannot be looked up.", policy=policy, at=at, name=name),
            say("Add one below {folder}.", folder=f"policies/{policy}/"),
        )


class NotAtHand(CannotTell):
    """A linked record was not found."""

    def __init__(self, id: str) -> None:
        super().__init__(
            say("There is no record {id}, so what it says is not known.", id=id),
            say("Mend the reference, or make the record."),
        )


Getter: TypeAlias = Callable[[Case], Any]


class Need(Struct, frozen=True, eq=False):
    """A record that a rule reads besides its own: every one that stands at `path`, whose IDs `ids` reads there."""

    sort: Literal["record"]
    kind: str
    path: str
    ids: Callable[[Record], Sequence[str]]

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Need) and (self.sort, self.kind, self.path) == (other.sort, other.kind, other.path)

    def __hash__(self) -> int:
        return hash((self.sort, self.kind, self.path))


class Reading(Struct, frozen=True):
    """YAML text, compiled: how to get the value, which other records it needs, which steps make it.

    `moves`: it depends on the as-of itself. `place`: where its value stands in the record.
    """

    get: Getter
    needs: tuple[Need, ...] = ()
    steps: tuple[str, ...] = ()
    moves: bool = False
    place: str = ""


class Grid(Struct, frozen=True):
    """A table as its file declares it: the values, and of which type each column is."""

    table: Table
    types: Mapping[str, str]


class Each(Struct, frozen=True):
    """What a rule is judged once per: the entries of a step, or rows."""

    text: str
    fields: tuple[Field, ...]
    items: Callable[[Record], Sequence[Item]]
    step: str = ""


class Scope(Struct, frozen=True):
    """Which names a text may use, where it is compiled: fields of the kind, tables, named values, the item of `each`.

    `elsewhere`: tables of other policies as `policy.table`. `on`: the rule's own moment. `stop`: what ends the clock of the rule.
    """

    kind: Kind
    kinds: Mapping[str, Kind]
    zone: tzinfo
    tables: Mapping[str, Grid] = field(default_factory=dict)
    elsewhere: Mapping[str, Grid] = field(default_factory=dict)
    values: Mapping[str, Reading] = field(default_factory=dict)
    each: Each | None = None
    on: Reading | None = None
    stop: Reading | None = None


class Reads(Struct, frozen=True):
    """Metadata of a form's parameter: how its YAML text is compiled. `name` is the word of the manual page for it.

    `of_each`: the form takes a list of it, one for each record of the group that it judges.
    """

    name: str
    resolve: Callable[[Any, Scope], Reading]
    of_each: bool = False
