"""Reading records: lists with filters, one record with what is judged of it, and the words behind its references. Writes nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from difflib import get_close_matches
from typing import TypeAlias

from repairctl import inputs, lifecycle
from repairctl.actions.judged import Judge, references
from repairctl.actions.outcomes import Listing, Shown
from repairctl.actions.working import Loaded, Working
from repairctl.errors import Misuse, RepairError, say
from repairctl.kinds import KINDS
from repairctl.model import Finding, Kind, Label, Plain, Record, Says, Scalar, Severity, Subject, moment_of
from repairctl.office import Office
from repairctl.records import as_of as as_it_stood

Wanted: TypeAlias = str | tuple[date, date]
"""What a filter asks for: a text, or the days from one to another."""
_BEGUN = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9:]*")
ID = Label("number", "编号")
STATUS = Label("status", "状态")


class NoSuchColumn(Misuse):
    """There is no such column to filter or sort by."""

    def __init__(self, name: str, kind: Kind) -> None:
        known = ["id", *(["status"] if kind.opens else []), *kind.columns]
        near = get_close_matches(name, known, n=1) or known
        super().__init__(say("{name} is no column of {kind}. Did you mean {near}?", name=name, kind=kind.label, near=", ".join(near)))


def listed(office: Office, kind: str, *, filters: Mapping[str, str], sort: str = "", limit: int = 30, everything: bool = False) -> Listing:
    """Records of a kind as rows. Without a status filter only those in which something is still expected; `everything` shows all.

    A filter matches when the cell equals it, lies in it (dates and moments: 3月, 昨天, 2026-03-01..2026-03-07), or contains it (texts).
    """
    the_kind = KINDS[kind]
    for name in (*filters, *([sort.lstrip("-")] if sort else [])):
        if name not in ("id", "status", *the_kind.columns):
            raise NoSuchColumn(name, the_kind)
    loaded = list(loaded_records(office, the_kind))
    there = [_row(as_it_stood(one.record, office.as_of), office) for one in loaded if isinstance(one, Loaded)]
    wanted = {name: _wanted(text, name, the_kind, office) for name, text in filters.items()}
    rows = [row for row in there if _fits(row, wanted, the_kind, office, everything)]
    rows.sort(key=lambda row: _sortable(row.get(sort.lstrip("-") or "id")), reverse=sort.startswith("-"))
    unread = tuple(one for one in loaded if isinstance(one, Finding))
    moments = frozenset(name for name, source in the_kind.columns.items() if source.startswith(("first ", "last ")))
    return Listing(the_kind, _columns(the_kind), tuple(rows if limit <= 0 else rows[:limit]), len(rows), moments, unread)


def records(office: Office, kind: Kind) -> Iterator[Record]:
    """All readable records of a kind as of the moment asked for; one bad file never hides the rest (check names it)."""
    for loaded in loaded_records(office, kind):
        if isinstance(loaded, Loaded):
            yield as_it_stood(loaded.record, office.as_of)


def loaded_records(
    office: Office, kind: Kind, working: Working | None = None, ids: Sequence[str] | None = None
) -> Iterator[Loaded | Finding]:
    """All records of a kind, or those of these IDs; a file that cannot be read is a finding."""
    working = working or Working(office)
    for id in office.store.ids(kind) if ids is None else ids:
        try:
            yield working.load(kind, id)
        except RepairError as refusal:
            yield unreadable(office, kind, id, refusal)


def unreadable(office: Office, kind: Kind, id: str, refusal: RepairError) -> Finding:
    """A file that cannot be read, as a finding."""
    severity: Severity = "error"
    where = (f"records/{kind.folder}/{id}.yaml", int(getattr(refusal, "line", 1) or 1))
    path = getattr(refusal, "path", "") or _path(office, kind, id)
    sentence = refusal.sentences[0]
    todo = next(iter(refusal.sentences[1:]), None)
    return Finding("YML-UNREADABLE", severity, Subject("file", id), Says.UNDETERMINED, sentence, (path or where[0], where[1]), todo=todo)


def shown(office: Office, kind: str | None, name: str) -> Shown:
    """One record with its findings, what is due, and the names and places behind its references."""
    working = Working(office)
    the_kind, id = working.full_id(KINDS[kind] if kind else None, name)
    loaded = working.load(the_kind, id)
    record = as_it_stood(loaded.record, office.as_of)
    judge = Judge(office, working)
    verdicts = judge.verdicts(record, office.as_of)
    due = sorted((v for v in verdicts if v.says is Says.OPEN and v.limit is not None), key=lambda v: v.limit or 0)
    steps = lifecycle.next_steps(record)
    findings = judge.findings(loaded.record, loaded.shape, office.as_of)
    return Shown(record, findings, tuple(due), verdicts, steps, people(office, working, record), places(working, record))


def rule_titles(office: Office) -> Mapping[str, Label | str]:
    """The codes of all rules in the office's policies, the latest version's title each."""
    book = Judge(office, Working(office)).book
    return {rule.code: rule.title for series in book.series.values() for version in series.versions for rule in version.rules}


def kind_named(office: Office, name: str) -> Kind:
    """The kind of the record that a name as typed means; without letters, an order. Raises Misuse where it is no name."""
    return Working(office).full_id(None, name)[0]


def people(office: Office, working: Working, record: Record) -> Mapping[str, Mapping[str, str]]:
    """Name and telephone of the staff and parties that a record names, as far as private/ knows them."""
    ids = {*references(record), *(entry.by for entry in record.log), record.id}
    found = {id: private_of(office, working, id) for id in ids}
    return {id: held for id, held in found.items() if held}


def private_of(office: Office, working: Working, id: str) -> Mapping[str, str]:
    """What private/ holds of one staff member or party."""
    for kind in (KINDS["staff"], KINDS["party"]):
        path = office.store.private_path(kind, id)
        if id and "/" not in id and office.store.exists(path):
            return {str(key): str(value) for key, value in office.store.tree(path).items() if isinstance(value, str | Scalar)}
    return {}


def named_staff(office: Office, ids: Sequence[str]) -> tuple[str, ...]:
    """Staff as people choose among them: `李强 S-11`; the ID alone where private/ has no name."""
    working = Working(office)
    return tuple(" ".join(part for part in (private_of(office, working, id).get("name", ""), id) if part) for id in ids)


def places(working: Working, record: Record) -> Mapping[str, str]:
    """The words for the units and assets that a record names."""
    found: dict[str, str] = {}
    for id in references(record):
        linked = working.find(id)
        if linked is not None and linked.kind.name in ("unit", "asset"):
            found[id] = place_words(linked, working.office)
    return found


def place_words(place: Record, office: Office) -> str:
    """A unit or asset as people say it: 清和苑5幢802; of an estate with a Western name, Lakeside 5-802."""
    if place.kind.name == "asset":
        return str(place.value("asset.name") or place.id)
    estates = {str(row.get("code")): str(row.get("name")) for row in _rows(office.settings.get("estates"))}
    estate = str(place.value("unit.estate") or "")
    name = estates.get(estate, estate)
    building, entrance, room = (place.value(f"unit.{part}") for part in ("building", "entrance", "room"))
    if name and name.isascii():
        return f"{name} {'-'.join(str(part) for part in (building, entrance, room) if part)}"
    return f"{name}{building}幢{f'{entrance}单元' if entrance else ''}{room}"


def _rows(held: Plain) -> tuple[Mapping[str, Plain], ...]:
    return tuple(row for row in held if isinstance(row, Mapping)) if isinstance(held, tuple) else ()


def _columns(kind: Kind) -> tuple[tuple[str, Label], ...]:
    status = [("status", STATUS)] if kind.opens else []
    return (("id", ID), *status, *((name, _label(kind, name, source)) for name, source in kind.columns.items()))


def _label(kind: Kind, name: str, source: str) -> Label:
    field = kind.field_at(source)
    if field:
        return field.label
    step = kind.step(source.split()[-1])
    return step.label if step else Label(name, name)


def _row(record: Record, office: Office) -> Mapping[str, Plain]:
    cells = {name: cell(record, source) for name, source in record.kind.columns.items()}
    return {"id": record.id, **({"status": record.status} if record.kind.opens else {}), **cells}


def cell(record: Record, source: str) -> Plain:
    """What a column shows: `first report` a moment, `request.item` a field of a box, `triage.priority` of the last entry that fills it."""
    which, _, step = source.partition(" ")
    if step:
        entry = record.first(step) if which == "first" else record.last(step)
        return entry.at if entry else None
    owner, _, name = source.partition(".")
    if record.kind.section(owner):
        return record.value(source)
    return next((entry.filled[name] for entry in reversed(record.of.get(owner, ())) if name in entry.filled), None)


def _fits(row: Mapping[str, Plain], wanted: Mapping[str, Wanted], kind: Kind, office: Office, everything: bool) -> bool:
    if not everything and "status" not in wanted and row.get("status") in kind.ended and kind.name != "archive":
        return False
    return all(_matches(row.get(name), one, name, office) for name, one in wanted.items())


def _wanted(text: str, name: str, kind: Kind, office: Office) -> Wanted:
    """What a filter asks for: of days and moments the first and last day, or the beginning of a moment as it stands in the file."""
    source = kind.columns.get(name, "")
    field = kind.field_at(source)
    dated = source.startswith(("first ", "last ")) or (field is not None and field.type in ("date", "moment"))
    if not dated or not text or _BEGUN.fullmatch(text):
        return inputs.text(text)
    return inputs.period(text, moment_of(office.now, office.zone).date())


def _matches(held: Plain, wanted: Wanted, name: str, office: Office) -> bool:
    if held is None:
        return wanted == ""
    if isinstance(wanted, tuple):
        day = held if isinstance(held, date) else moment_of(held, office.zone).date() if isinstance(held, int) else None
        return day is not None and wanted[0] <= day <= wanted[1]
    if isinstance(held, int) and _BEGUN.fullmatch(wanted):
        from repairctl.texts import moment_text

        return moment_text(held, office.zone).startswith(wanted.replace(" ", "T"))
    if isinstance(held, tuple):
        return wanted in held
    if isinstance(held, Decimal):
        return held == inputs.decimal(wanted)
    return str(held) == wanted or (isinstance(held, str) and name in ("description", "title", "name") and wanted in held)


def _sortable(held: Plain) -> tuple[bool, Decimal, str]:
    number = Decimal(held) if isinstance(held, int | Decimal) else Decimal(0)
    return held is None, number, "" if isinstance(held, int | Decimal) else str(held)


def _path(office: Office, kind: Kind, id: str) -> str:
    try:
        return office.store.path_of(kind, id)
    except RepairError:
        return ""
