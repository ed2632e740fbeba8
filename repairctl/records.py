"""A text tree and a kind become a Record: the field decides the type, from the source text.

Wrong data is a finding, never an exception: whoever reads a record gets what could be read and what was wrong with the rest.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, tzinfo

from msgspec import Struct
from msgspec.structs import replace

from repairctl import story
from repairctl.errors import Sentence, say
from repairctl.errors import near as nearest
from repairctl.model import (
    Block,
    Entry,
    Field,
    Finding,
    Kind,
    Label,
    Minute,
    Plain,
    Record,
    Rows,
    Says,
    Scalar,
    Section,
    Severity,
    Step,
    Subject,
    Tree,
)
from repairctl.texts import Misread, read_value

STEPLESS = ("kind", "id")
STEPPED = ("kind", "id", "status", "log")


class _Reader(Struct):
    """Reads one tree and gathers what was wrong, with path and line."""

    kind: Kind
    zone: tzinfo
    path: str
    tree: Block
    findings: list[Finding]
    id: str = ""

    def wrong(self, code: str, line: int, sentence: Sentence, severity: Severity = "error", item: str = "") -> None:
        where = (self.path, max(line, 1))
        self.findings.append(Finding(code, severity, Subject("record", self.id, item), Says.FAIL, sentence, where))

    def record(self) -> Record:
        self.id = _text(self.tree.get("id"))
        self._heads()
        sections = {section.name: self._section(section) for section in self.kind.sections if section.name in self.tree}
        log = tuple(self._log()) if self.kind.opens else ()
        told = story.tell(self.kind, log)
        stored = _text(self.tree.get("status"))
        return Record(self.kind, self.id, sections, log, told.entries, told.of, told.status, told.jumps, stored, self.tree, self.path)

    def _heads(self) -> None:
        heads = STEPPED if self.kind.opens else STEPLESS
        known = (*heads, *(section.name for section in self.kind.sections))
        self._unknown(self.tree, known, "")
        for name in (one for one in heads if one not in self.tree):
            self.wrong("SCH-MISSING", 1, say("{name} is missing; every {kind} begins with it.", name=name, kind=self.kind.label), item=name)
        said = self.tree.get("kind")
        if said is not None and _text(said) != self.kind.name:
            sentence = say("kind is {value}, but this folder holds {kind}.", value=_text(said), kind=self.kind.name)
            self.wrong("SCH-KIND", self._line("kind"), sentence, item="kind")

    def _section(self, section: Section) -> Plain:
        held = self.tree[section.name]
        if section.many:
            return self._rows(Field(section.name, "rows", section.label, rows=section.fields), held, section.name)
        if not isinstance(held, Block):
            if held != "":
                self._mistyped(section.name, held, say("a box with its fields, one to a line"))
            return {}
        self._unknown(held, [one.name for one in section.fields], section.name)
        return self._fields(section.fields, held, section.name)

    def _fields(self, fields: Sequence[Field], held: Block, path: str) -> dict[str, Plain]:
        values = {one.name: self._value(one, held[one.name], f"{path}.{one.name}") for one in fields if one.name in held}
        return {name: value for name, value in values.items() if value is not None}

    def _value(self, field: Field, held: Tree, path: str) -> Plain:
        if field.type == "rows":
            return self._rows(field, held, path)
        try:
            return read_value(field, held, self.zone)
        except Misread as misread:
            self._mistyped(path, held, misread.wanted)
            return None

    def _rows(self, field: Field, held: Tree, path: str) -> Plain:
        if not isinstance(held, Rows):
            if held != "":
                self._mistyped(path, held, say("a list of rows, each beginning with a dash"))
            return ()
        return tuple(self._row(field, row, f"{path}.{number}") for number, row in enumerate(held))

    def _row(self, field: Field, row: Tree, path: str) -> Mapping[str, Plain]:
        if not isinstance(row, Block):
            self._mistyped(path, row, say("a row with its fields"))
            return {}
        self._unknown(row, [one.name for one in field.rows], path)
        for one in (one for one in field.rows if one.needed and row.get(one.name, "") == ""):
            sentence = say("{field} is missing in this row.", field=f"{path}.{one.name}")
            self.wrong("SCH-MISSING", self._line(path), sentence, item=f"{path}.{one.name}")
        return self._fields(field.rows, row, path)

    def _log(self) -> Iterator[Entry]:
        held = self.tree.get("log", Rows())
        if not isinstance(held, Rows):
            self._mistyped("log", held, say("a list of steps, each beginning with a dash"))
            return
        log = [entry for place, item in enumerate(held) if (entry := self._entry(item, place)) is not None]
        self._twice(log)
        yield from log

    def _twice(self, log: Sequence[Entry]) -> None:
        """An entry that was taken back may be entered again just as it was."""
        dead = story.taken_back(log)
        seen: dict[tuple[object, ...], Entry] = {}
        for entry in (one for one in log if one.place not in dead and one.step not in story.BOOKKEEPING):
            name = entry.same(self.kind)
            if name in seen:
                self.wrong(
                    "LOG-TWICE",
                    self._line(f"log.{entry.place}"),
                    say(
                        "The step {step} stands twice in the log with the same moment and person (first in line {line}).",
                        step=entry.step,
                        line=self._line(f"log.{seen[name].place}"),
                    ),
                    item=f"log.{entry.place}",
                )
            seen.setdefault(name, entry)

    def _entry(self, item: Tree, place: int) -> Entry | None:
        path = f"log.{place}"
        if not isinstance(item, Block):
            self._mistyped(path, item, say("an entry with step, at and by"))
            return None
        name, by = _text(item.get("step")), _text(item.get("by"))
        fields = entry_fields(self.kind, name)
        if fields is None:
            near = _near(name, [step.name for step in self.kind.steps])
            self.wrong(
                "SCH-STEP",
                self._line(f"{path}.step"),
                say("{name} is no step of {kind}.{near}", name=name or "''", kind=self.kind.label, near=near),
                item=path,
            )
            return None
        if not item.keys() <= _names_in(self.kind, name, fields):
            self._unknown(item, ["step", "at", "by", *(one.name for one in fields)], path)
        try:
            at = read_value(AT, item.get("at", ""), self.zone)
        except Misread as misread:
            self._mistyped(f"{path}.at", item.get("at", ""), misread.wanted)
            return None
        if not isinstance(at, int) or not by:
            missing = "at" if not isinstance(at, int) else "by"
            self.wrong(
                "SCH-MISSING",
                self._line(path),
                say("{field} is missing: every step says when and by whom.", field=f"{path}.{missing}"),
                item=path,
            )
            return None
        return Entry(name, at, by, place, self._fields(fields, item, path))

    def _mistyped(self, path: str, held: Tree, wanted: Sentence) -> None:
        sentence = say("{field} is {value}, but must be {wanted}.", field=path, value=_shown(held), wanted=wanted)
        self.wrong("SCH-TYPE", self._line(path), sentence, item=path)

    def _unknown(self, held: Block, known: Sequence[str], path: str) -> None:
        for key in (key for key in held if key not in known):
            where = f"{path}.{key}" if path else str(key)
            sentence = say("{field} is no field here.{near}", field=where, near=_near(key, known))
            self.wrong("SCH-UNKNOWN-KEY", getattr(key, "line", 1), sentence, item=where)

    def _line(self, path: str) -> int:
        return Record(self.kind, self.id, tree=self.tree).line_of(path)


AT = Field("at", "moment", Label("at", "时刻"))


def read(kind: Kind, tree: Block, zone: tzinfo, path: str = "") -> tuple[Record, tuple[Finding, ...]]:
    """The record of a tree, and what was wrong with the file. Values that could not be read are absent."""
    reader = _Reader(kind, zone, path, tree, [])
    record = reader.record()
    return record, tuple(reader.findings)


def entry_fields(kind: Kind, step: str) -> tuple[Field, ...] | None:
    """What may stand in an entry of the step, besides step, at and by; None where the kind has no such step."""
    if step in story.BOOKKEEPING:
        return story.BOOKKEEPING[step]
    fields: tuple[Field, ...] | None = kind.known.get(("fields of entry", step))
    if fields is None and (found := kind.step(step)):
        fields = kind.known["fields of entry", step] = own_and_common(found)
    return fields


def _names_in(kind: Kind, step: str, fields: Sequence[Field]) -> frozenset[str]:
    """The keys that an entry of the step may have."""
    names: frozenset[str] | None = kind.known.get(("keys of entry", step))
    if names is None:
        names = kind.known["keys of entry", step] = frozenset(("step", "at", "by", *(one.name for one in fields)))
    return names


def own_and_common(step: Step) -> tuple[Field, ...]:
    """The step's own fields and those that every entry may carry."""
    own = {one.name for one in step.fields}
    return (*step.fields, *(one for one in story.EVERY_ENTRY if one.name not in own))


def _near(name: str, known: Sequence[str]) -> Sentence | str:
    near = nearest(name, known, n=1, cutoff=0.6)
    return say(" Did you mean {near}?", near=near[0]) if near else ""


def _text(held: Tree | None) -> str:
    return str(held) if isinstance(held, str) else ""


def _shown(held: Tree) -> str:
    if isinstance(held, Scalar | str):
        return f"'{held[:60]}'"
    return "a list" if isinstance(held, Rows) else "a box of fields"


# ------------------------------------------------------------------ as it stood


def as_of(record: Record, moment: Minute) -> Record:
    """The record as it stood at a moment: without later entries, the boxes that they filled, and what was amended later.

    What an amendment changed is read back from its `was`; one that changed a row of a list cannot be read back, and stays.
    """
    amends = [entry for entry in record.log if entry.step == "amend" and entry.at > moment]
    told = story.as_of(record, moment)
    sections = dict(told.sections)
    done: set[str] = set()  # of several amendments of one field the first that can be read back says what stood there
    for entry in amends:
        path = str(entry.filled.get("field"))
        if path in done:
            continue
        field = record.kind.field_at(path)
        box, _, name = path.partition(".")
        held = sections.get(box)
        if field is None or field.type == "rows" or "." in name or not isinstance(held, Mapping):
            continue
        try:
            was = read_value(field, Scalar(str(entry.filled.get("was") or "")), UTC)
        except Misread:
            continue
        done.add(path)
        sections[box] = {**{key: value for key, value in held.items() if key != name}, **({} if was is None else {name: was})}
    return replace(told, sections=sections) if amends else told
