"""A register brought in from a sheet: looked at first, then written in one commit; the rows that cannot go in are given back."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Mapping, Sequence
from itertools import count
from pathlib import Path

from msgspec import Struct

from repairctl import inputs
from repairctl.actions.bringing import cells, columns, reading
from repairctl.actions.bringing.cells import Row
from repairctl.actions.bringing.columns import WHOLE, Column
from repairctl.actions.bringing.known import Known
from repairctl.actions.bringing.plan import Plan, Planner, changes
from repairctl.actions.bringing.reading import NoHead, Table
from repairctl.actions.judged import Judge
from repairctl.actions.outcomes import Done
from repairctl.actions.people import masked, masked_name
from repairctl.actions.talks.caller import new_ids
from repairctl.actions.working import Working
from repairctl.actions.writing import changed
from repairctl.edges import durable, workbooks
from repairctl.errors import RepairError
from repairctl.inputs import plain
from repairctl.model import Label, moment_of
from repairctl.office import Office

PRIVATE = "private"
ROOM = (Label("building", "楼栋"), Label("room", "房号"))
PERSON = (Label("room", "房号"), Label("name or telephone", "姓名或电话"))


class Wanted(Struct, frozen=True):
    """What is to be brought in: a file, as it was named, into which register; how its columns are called; whether it wins."""

    path: Path
    name: str
    kind: str
    sheet: str = ""
    columns: Sequence[str] = ()
    estate: str = ""
    update: bool = False


class Looked(Struct, frozen=True):
    """What a sheet says, and what would come of it. `examples`: for each column what stands there and what it is understood as."""

    table: Table
    columns: tuple[Column, ...]
    examples: Mapping[int, tuple[str, str]]
    plan: Plan


def table_of(wanted: Wanted) -> Table:
    """The sheet as it stands. Raises NoSheet, NotAWorkbook, NoHead."""
    said = columns.said(wanted.columns)

    def paths(head: Sequence[str]) -> list[str]:
        return [said.get(one) or columns.meant(one) for one in head]

    grid = reading.grid(wanted.path, wanted.name, wanted.sheet)
    table = reading.table(grid, lambda head: sum(map(bool, paths(head))), lambda head: _enough(wanted.kind, paths(head)))
    if table is None:
        raise NoHead(wanted.name, ROOM if wanted.kind == "unit" else PERSON)
    return table


def looked(office: Office, wanted: Wanted, table: Table, working: Working | None = None) -> Looked:
    """The sheet compared with the register. Raises TwoColumns, NoSuchTarget."""
    found = columns.columns(table.head, columns.said(wanted.columns))
    today = moment_of(office.now, office.zone).date()
    estates = _estates(office)
    rows = [cells.read(number, row, found, today, estates) for number, row in table.rows]
    codes = list(dict.fromkeys(estates.values()))
    estate = wanted.estate or (codes[0] if len(codes) == 1 else "")
    known = Known(office, working or Working(office))
    planner = Planner(office, known, wanted.kind, wanted.update, today, new_ids(office), estate, cells.repeats_building(rows))
    for row in rows:
        planner.take(row)
    return Looked(table, found, _examples(table, found, rows), planner.plan)


def brought(office: Office, wanted: Wanted, table: Table, told: Callable[[int, int], None]) -> tuple[Looked, Done]:
    """Everything that can go in, in one commit. `told` hears how far it has come."""
    held: list[Looked] = []

    def plan(working: Working, judge: Judge) -> str:
        held.append(looked(office, wanted, table, working))
        for change in changes(held[0].plan, office, working, told):
            working.put(change)
        return "import"

    done = changed(office, plan)
    return held[0], done


def given_back(office: Office, wanted: Wanted, one: Looked, ending: str, why: str, said: Callable[[object], str]) -> Path | None:
    """Writes the rows that did not go in, each with its reasons, into a file of the same sort; None where all did."""
    if not one.plan.faults:
        return None
    reasons: dict[int, list[str]] = {}
    for fault in one.plan.faults:
        reasons.setdefault(fault.row, []).append(f"{fault.column}: {said(fault.why)}" if fault.column else said(fault.why))
    rows = [(*one.table.head, why)]
    rows += [(*(cell.text for cell in row), " ".join(reasons[number])) for number, row in one.table.rows if number in reasons]
    path = _free(_folder(office, wanted.path), wanted.path, ending, rows)
    if not path.exists():
        durable.write_whole(path, _bytes(rows, path), str(path))
    return path


def in_the_open(office: Office, path: Path) -> bool:
    """Whether a file lies where git could take it up."""
    try:
        inside = path.resolve().relative_to(office.root.resolve())
    except ValueError:
        return False
    return inside.parts[0] not in (PRIVATE, "out")


def _folder(office: Office, path: Path) -> Path:
    return office.root / PRIVATE if in_the_open(office, path) else path.parent


def _free(folder: Path, path: Path, ending: str, rows: Sequence[Sequence[str]]) -> Path:
    """A name that nothing has, or a file that says just this: what was given back before may have been mended there."""
    suffix = path.suffix if path.suffix.lower() in (".csv", ".xlsx") else ".csv"
    names = (folder / f"{path.stem}.{ending}{number if number > 1 else ''}{suffix}" for number in count(1))
    return next(name for name in names if not name.exists() or _says(name, rows))


def _says(path: Path, rows: Sequence[Sequence[str]]) -> bool:
    try:
        held = reading.grid(path, path.name)
    except RepairError:
        return False
    return [[cell.text for cell in row] for row in held.rows] == [list(row) for row in rows]


def _bytes(rows: Sequence[Sequence[str]], path: Path) -> bytes:
    if path.suffix.lower() == ".xlsx":
        return workbooks.written(rows, "Sheet1")
    out = io.StringIO()
    csv.writer(out).writerows(rows)
    return ("\ufeff" + out.getvalue()).encode("utf-8", "backslashreplace")


def _enough(kind: str, paths: Sequence[str]) -> bool:
    place = WHOLE in paths or "unit.room" in paths
    return place and (kind == "unit" or "party.name" in paths or "party.phone" in paths)


def _estates(office: Office) -> Mapping[str, str]:
    """Code and names of the office's estates, each with the code."""
    held = office.settings.get("estates")
    rows = [row for row in held if isinstance(row, Mapping)] if isinstance(held, tuple) else []
    named = ((str(row.get(name) or ""), str(row.get("code") or "")) for row in rows for name in ("code", "name", "name_en"))
    return {plain(name).casefold(): code for name, code in named if name and code}


def _examples(table: Table, found: Sequence[Column], rows: Sequence[Row]) -> Mapping[int, tuple[str, str]]:
    """Of each column that goes somewhere the first cell that was understood: as it stands, and as it is kept; masked where private."""
    examples: dict[int, tuple[str, str]] = {}
    for column in (one for one in found if one.path):
        for row, (_, stood) in zip(rows, table.rows, strict=True):
            if column.path in row.values and not row.faults:
                examples[column.place] = _example(column, stood[column.place].text, row.values[column.path])
                break
    return examples


def _example(column: Column, text: str, value: object) -> tuple[str, str]:
    if column.path == "party.name":
        return ("", masked_name(text))
    if column.private:
        return ("", masked(str(value)))
    if column.path in cells.PLACE:
        return (text, "-".join(inputs.place_parts(text)))
    return (text, "、".join(value) if isinstance(value, tuple) else str(value))
