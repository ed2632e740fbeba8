"""The frozen values that everyone shares: fields, sections, steps, kinds, records, verdicts, findings. No behaviour but look-up."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta, tzinfo
from decimal import Decimal
from enum import StrEnum
from types import MappingProxyType
from typing import Any, Literal, Protocol, TypeAlias, overload

from msgspec import Struct, field

from repairctl.errors import Sentence

Minute: TypeAlias = int
"""Whole minutes since 1970-01-01 00:00 UTC. Days are reckoned in the office's zone."""

Plain: TypeAlias = "str | bool | int | Decimal | date | tuple[Plain, ...] | Mapping[str, Plain] | None"
"""What a field holds once its type has read the text; a moment is a Minute."""

NOTHING: Mapping[str, Plain] = MappingProxyType({})
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


# ------------------------------------------------------------------ text as it stands in a file


class Scalar(str):
    """One scalar of a YAML file: its text, the line it stands in (from 1; 0 = not from a file) and whether it was quoted."""

    __slots__ = ("line", "quoted")
    line: int
    quoted: bool

    def __new__(cls, text: str, line: int = 0, quoted: bool = False) -> Scalar:
        self = super().__new__(cls, text)
        self.line = line
        self.quoted = quoted
        return self


class Bare(str):
    """Text to be written plain, without quotes: a number, a date, a moment, true or false."""

    __slots__ = ()


class Block(dict[str, "Tree"]):
    """A mapping of a YAML file; its keys are Scalars, so each knows its line."""

    __slots__ = ("line",)

    def __init__(self, items: Mapping[str, Tree] | Sequence[tuple[str, Tree]] = (), line: int = 0) -> None:
        super().__init__(items)
        self.line = line


class Rows(list["Tree"]):
    """A sequence of a YAML file, with the line where it begins."""

    __slots__ = ("line",)

    def __init__(self, items: Sequence[Tree] = (), line: int = 0) -> None:
        super().__init__(items)
        self.line = line


Tree: TypeAlias = "str | Block | Rows"
"""A file as text: every scalar is its source text; nobody has decided yet what type it is. An empty scalar is ''."""


class Put(Struct, frozen=True):
    """Replace what stands at a path, or add it at the end of its mapping."""

    path: tuple[str | int, ...]
    value: Tree


class Append(Struct, frozen=True):
    """Add an item at the end of a list, which is made where there is none."""

    path: tuple[str | int, ...]
    item: Tree


class Drop(Struct, frozen=True):
    """Take a key out of its mapping."""

    path: tuple[str | int, ...]


Edit: TypeAlias = "Put | Append | Drop"


# ------------------------------------------------------------------ what a kind declares


class Label(Struct, frozen=True):
    """The name of a thing, in both languages."""

    en: str
    zh: str

    def __str__(self) -> str:
        return self.en


FieldType = Literal["text", "words", "bool", "int", "decimal", "money", "date", "moment", "choice", "ref", "rows"]


class Field(Struct, frozen=True):
    """One box: its name (permanent once released), its type, its label and what may stand in it.

    `words` is a list of short texts. `money` is yuan with at most two decimals. `ref` names a record of the kind `refers_to`.
    `needed`: without it the step means nothing; what the office or the manual demands is policy, not this.
    `open_choice`: other words than the listed ones may stand there too.
    """

    name: str
    type: FieldType
    label: Label
    needed: bool = False
    choices: tuple[tuple[str, Label], ...] = ()
    open_choice: bool = False
    refers_to: str = ""
    rows: tuple[Field, ...] = ()
    computed: bool = False  # written by an act, never by a person; recomputed by check
    private: bool = False  # kept under private/, never in git
    tense: Literal["past", "future", "any"] = "any"  # which day a moment or date means that is typed without its year or day
    positive: bool = False  # a number that must be above zero
    also: tuple[tuple[str, str], ...] = ()  # other whole words for choices: word -> key
    help: Label | None = None

    def row_field(self, name: str) -> Field | None:
        return next((one for one in self.rows if one.name == name), None)


class Section(Struct, frozen=True):
    """A box of the paper sheet that is filled once; with `many` it is a list of rows."""

    name: str
    label: Label
    fields: tuple[Field, ...]
    many: bool = False

    def field(self, name: str) -> Field | None:
        return next((one for one in self.fields if one.name == name), None)


STAY = "="
"""A step that leaves the status as it is."""
BACK = "<"
"""A step that goes back to the status in which the hold began."""

Computes: TypeAlias = "Callable[[Record, Entry, Values], Mapping[str, Plain]]"
"""Gives `section.field` or, for the entry itself, `.field` -> value. Pure: tables and calendar come from Values."""
Touches: TypeAlias = "Callable[[Record, Entry, Values], Sequence[Wish]]"
"""What a step asks of other records; lifecycle fulfils it in the same commit."""


class Wish(Struct, frozen=True):
    """A step to be taken on another record in the same commit: `id` '' opens a new record of `kind`.

    `reply`: the field of the asking entry that receives the new record's ID.
    """

    kind: str
    step: str
    id: str = ""
    given: Mapping[str, Plain] = field(default_factory=lambda: NOTHING)
    reply: str = ""


class Step(Struct, frozen=True):
    """A step: for each status it may leave from, where it arrives, or STAY, or BACK.

    An event (act=False) happened in the world; an act is the office's decision and may be refused.
    `fills` are the sections it fills once; `fields` stand in its own log entry, each time.
    `until` names the step that ends the stretch this one begins (hold -> resume).
    `done_by`: whose step it is, where nobody says: the person in that field of another step's entries (`dispatch.technician`).
    `apart`: the field that tells entries of one minute and person apart (two technicians sent at once).
    `one_of`: groups of paths of which at least one must be filled (`place.unit`, or `.lines` of the entry itself).
    `mistaken_for`: the step whose label in the other language this one's name reads like (`accept` is 验收, not 受理).
    """

    name: str
    label: Label
    moves: Mapping[str, str]
    fills: tuple[str, ...] = ()
    fields: tuple[Field, ...] = ()
    act: bool = False
    until: str = ""
    apart: str = ""
    done_by: str = ""
    computes: Computes | None = None
    touches: Touches | None = None
    one_of: tuple[tuple[str, ...], ...] = ()
    help: Label | None = None
    example: str = ""
    mistaken_for: str = ""

    def field(self, name: str) -> Field | None:
        return next((one for one in self.fields if one.name == name), None)

    @property
    def landing(self) -> str:
        """Where the step leads when it is recorded although it does not follow; '' = it stays."""
        ends = {end for end in self.moves.values() if end not in (STAY, BACK)}
        return ends.pop() if len(ends) == 1 else ""


class Kind(Struct, frozen=True, eq=False):
    """A sort of record. `opens` names the step that begins it; '' = a kind without a life: no status, no log.

    `calls_off` names the act that ends a record which was opened by mistake: its number is not given again.

    `numbering`: 'dated' WO-20260307-001, 'counted' S-01, 'given' = the office names it (units, assets).
    `example`, `changing` and `making` are what its help shows: an ID, a change, what a new one is made with.
    `columns`: name of an index column -> a moment phrase (`first report`) or a path (`request.item`).
    """

    name: str
    prefix: str
    folder: str
    label: Label
    opens: str
    sections: tuple[Section, ...]
    steps: tuple[Step, ...] = ()
    statuses: tuple[tuple[str, Label], ...] = ()
    columns: Mapping[str, str] = field(default_factory=dict)
    calls_off: str = ""
    ended: frozenset[str] = frozenset()  # statuses in which nothing more is expected
    numbering: Literal["dated", "counted", "given"] = "dated"
    help: Label | None = None
    example: str = "1"
    changing: str = "FIELD=VALUE"
    making: str = ""
    known: dict[tuple[str, str], Any] = field(default_factory=dict)
    """What was worked out of the kind once, by what and of what: every record asks for the same."""

    def __post_init__(self) -> None:
        for section in reversed(self.sections):
            self.known["section", section.name] = section
        for step in reversed(self.steps):
            self.known["step", step.name] = step

    def section(self, name: str) -> Section | None:
        found: Section | None = self.known.get(("section", name))
        return found

    def step(self, name: str) -> Step | None:
        found: Step | None = self.known.get(("step", name))
        return found

    def status_label(self, name: str) -> Label:
        return dict(self.statuses).get(name, Label(name, name))

    def field_at(self, path: str) -> Field | None:
        """The field that a path names: `request.urgency`, `settlement.lines`, or `triage.priority` in a step's entry."""
        owner, _, name = path.partition(".")
        home = self.section(owner) or self.step(owner)
        found = home.field(name) if home else None
        step = self.step(owner)
        return found or (step.field(name) if step else None)


# ------------------------------------------------------------------ what a file holds


class Entry(Struct, frozen=True):
    """One entry of the log. `place` is its position in the file, from 0: it breaks ties within a minute and names the line."""

    step: str
    at: Minute
    by: str
    place: int
    filled: Mapping[str, Plain] = field(default_factory=lambda: NOTHING)

    def same(self, kind: Kind) -> tuple[object, ...]:
        """What makes it this entry: no two of a log share it."""
        step = kind.step(self.step)
        return self.step, self.at, self.by, self.filled.get(step.apart) if step and step.apart else None


class Record(Struct, frozen=True, eq=False):
    """One file, read: typed values, the log as recorded, and the story that follows from it.

    `story` is the log without what was taken back, ordered by moment; `of` are its entries by step; `status` is where it ends;
    `jumps` are entries that do not follow. `stored_status` is what the file says. `tree` is the text, for line numbers.
    """

    kind: Kind
    id: str
    sections: Mapping[str, Plain] = field(default_factory=lambda: NOTHING)
    log: tuple[Entry, ...] = ()
    story: tuple[Entry, ...] = ()
    of: Mapping[str, tuple[Entry, ...]] = field(default_factory=dict)
    status: str = ""
    jumps: tuple[Entry, ...] = ()
    stored_status: str = ""
    tree: Block = field(default_factory=Block)
    path: str = ""

    def __eq__(self, other: object) -> bool:
        """The same values; the text that they were read from may differ."""
        return isinstance(other, Record) and all(getattr(self, one) == getattr(other, one) for one in VALUES)

    def value(self, path: str) -> Plain:
        """What stands at `section.field` (or in a `many` section: its rows); None where nothing does. Steps are not looked at."""
        section, _, name = path.partition(".")
        held = self.sections.get(section)
        if not name:
            return held
        return held.get(name) if isinstance(held, Mapping) else None

    def rows(self, path: str) -> tuple[Mapping[str, Plain], ...]:
        held = self.value(path)
        return tuple(row for row in held if isinstance(row, Mapping)) if isinstance(held, tuple) else ()

    def last(self, step: str) -> Entry | None:
        entries = self.of.get(step)
        return entries[-1] if entries else None

    def first(self, step: str) -> Entry | None:
        entries = self.of.get(step)
        return entries[0] if entries else None

    def nth(self, entry: Entry) -> int:
        """The how manieth of its step it is in the file, from 1; one that was taken back keeps its number, and so do those after it."""
        return sum(one.step == entry.step and one.place <= entry.place for one in self.log)

    def line_of(self, path: str) -> int:
        """The line of `section.field`, `log.3`, `log.3.at` … or of the nearest part of it that stands in the file; 1 at least."""
        here: Tree = self.tree
        line = 1
        for part in path.split("."):
            if isinstance(here, Block) and part in here:
                line = next(getattr(key, "line", line) for key in here if key == part) or line
                here = here[part]
            elif isinstance(here, Rows) and part.isdigit() and int(part) < len(here):
                here = here[int(part)]
                line = getattr(here, "line", line) or line
            else:
                break
        return line


VALUES = tuple(one for one in Record.__struct_fields__ if one != "tree")


class Change(Struct, frozen=True):
    """A record before (None: it is new) and after; `entries` say what was done, for the commit. `gone`: its file is taken out."""

    before: Record | None
    after: Record
    entries: tuple[Entry, ...] = ()
    private: Mapping[str, Plain] = field(default_factory=lambda: NOTHING)  # what goes under private/ instead
    gone: bool = False


# ------------------------------------------------------------------ what a rule says


class Says(StrEnum):
    PASS = "pass"
    FAIL = "fail"
    OPEN = "open"
    NOT_APPLICABLE = "n/a"
    UNDETERMINED = "undetermined"
    WAIVED = "waived"


Severity = Literal["error", "warning", "info"]


class Later(Sequence[Sentence]):
    """Sentences that are made when somebody reads them: most findings are told without their arithmetic."""

    __slots__ = ("_made", "_make")

    def __init__(self, make: Callable[[], Sequence[Sentence]]) -> None:
        self._make = make
        self._made: tuple[Sentence, ...] | None = None

    @property
    def made(self) -> tuple[Sentence, ...]:
        if self._made is None:
            self._made = tuple(self._make())
        return self._made

    def __reduce__(self) -> tuple[object, ...]:
        return tuple, (self.made,)  # to another process they go as made

    def __len__(self) -> int:
        return len(self.made)

    @overload
    def __getitem__(self, place: int) -> Sentence: ...
    @overload
    def __getitem__(self, place: slice) -> tuple[Sentence, ...]: ...
    def __getitem__(self, place: int | slice) -> Sentence | tuple[Sentence, ...]:
        return self.made[place]

    def __eq__(self, other: object) -> bool:
        return self.made == (other.made if isinstance(other, Later) else other)

    def __hash__(self) -> int:
        return hash(self.made)


class Judgement(Struct, frozen=True):
    """What a form says of plain values. `expected` and `actual` are shown side by side; `working` is the arithmetic, a line each.

    `limit`: the moment by which it must have happened (inclusive). `turns_at`: the first as-of at which time alone could change it.
    """

    says: Says
    sentence: Sentence
    expected: object = None
    actual: object = None
    limit: Minute | None = None
    turns_at: Minute | None = None
    working: Sequence[Sentence] = ()


class Subject(Struct, frozen=True):
    """What a finding speaks of: a record, a group, a period or a policy; `item` names the entry or row."""

    sort: Literal["record", "group", "period", "policy", "file"]
    id: str
    item: str = ""


class Finding(Struct, frozen=True):
    """A verdict worth telling. `where` is file and line of the fact, `rule_where` of the policy line that says so.

    `rule` reads `service@2026-01 SLA-ARRIVE-LATE`. `todo`: what to do. `basis`: the clause, as the policy gives it.
    """

    code: str
    severity: Severity
    subject: Subject
    says: Says
    sentence: Sentence
    where: tuple[str, int] | None = None
    rule: str = ""
    rule_where: tuple[str, int] | None = None
    layer: str = ""
    basis: str = ""
    expected: object = None
    actual: object = None
    todo: Sentence | None = None
    limit: Minute | None = None
    waits_for: str = ""  # the steps that would end an open verdict, as `arrive` or `plan|dispatch`
    turns_at: Minute | None = None
    working: Sequence[Sentence] = ()
    event: Minute | None = None  # the moment that is judged: by its day a waiver covers it
    waiver: str = ""  # the waiver under which it is waived, or was until the waiver ran out

    @property
    def fingerprint(self) -> tuple[str, str, str, str]:
        """Code, policy, subject and item: the same wrong found again is the same finding, whatever the version or the line."""
        return self.code, self.rule.partition("@")[0], self.subject.id, self.subject.item


# ------------------------------------------------------------------ what acts compute with


class Length(Struct, frozen=True):
    """A length of time on a clock. Minutes run through; days and months exclude the start day and end at 24:00."""

    n: int
    clock: Literal["minutes", "office_minutes", "days", "working_days", "months"]


class Table(Struct, frozen=True):
    """Limits, prices or rates by key: `by` are the fields of which the first filled one is the key; 'unset' is the last resort."""

    by: tuple[str, ...]
    columns: tuple[str, ...]
    rows: Mapping[str, Mapping[str, Plain | Length]]

    def row(self, key: str) -> Mapping[str, Plain | Length]:
        """The row of a key; the row `unset` where the key has none; nothing where there is neither."""
        return self.rows.get(key) or self.rows.get("unset", NOTHING)


class Values(Protocol):
    """What acts compute with, as of their own moment. `office` are the settings of office.yaml as plain values."""

    @property
    def office(self) -> Mapping[str, Plain]: ...
    @property
    def zone(self) -> tzinfo: ...
    def table(self, name: str, at: Minute) -> Table | None:
        """The table `policy.table` of the version in force at that moment; None where none is."""

    def version(self, policy: str, at: Minute) -> str:
        """The one version of a policy in force at that moment, as `prices@2026-01`; '' where none is, or several."""

    def after(self, start: date, length: Length, roll: bool = False) -> date:
        """The last day of a period that begins with `start` (excluded); `roll`: past a statutory holiday. Raises NotCovered."""

    def is_statutory(self, day: date) -> bool:
        """Whether a day is a statutory holiday, as far as calendars cover it."""

    def record(self, id: str) -> Record | None:
        """A linked record, if it was handed in."""


# ------------------------------------------------------------------ facts that know how to be shown


class At(Struct, frozen=True, order=True):
    """A moment as a fact of a sentence; shown in its zone."""

    minute: Minute
    zone: tzinfo = UTC

    def __str__(self) -> str:
        return f"{moment_of(self.minute, self.zone):%Y-%m-%d %H:%M}"


class Span(Struct, frozen=True, order=True):
    """A number of minutes as a fact of a sentence."""

    minutes: int

    def parts(self) -> Iterator[tuple[int, Literal["d", "h", "min"]]]:
        hours, minutes = divmod(abs(self.minutes), 60)
        days, hours = divmod(hours, 24) if hours >= 72 else (0, hours)
        pairs: tuple[tuple[int, Literal["d", "h", "min"]], ...] = ((days, "d"), (hours, "h"), (minutes, "min"))
        yield from (pair for pair in pairs if pair[0] or (pair[1] == "min" and not (days or hours)))

    def __str__(self) -> str:
        return ("-" if self.minutes < 0 else "") + " ".join(f"{n} {unit}" for n, unit in self.parts())


def moment_of(minute: Minute, zone: tzinfo) -> datetime:
    """The aware datetime of a minute."""
    return (EPOCH + timedelta(minutes=minute)).astimezone(zone)


def minute_of(moment: datetime) -> Minute:
    """The minute of an aware datetime; seconds are cut, not rounded."""
    return (moment - EPOCH) // timedelta(minutes=1)
