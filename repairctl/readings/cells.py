"""What a rule reads from a table: `table.column` of its own version, or `policy.table.column` as of the rule's own moment."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import TypeAlias

from msgspec import Struct

from repairctl.errors import say
from repairctl.model import Length, Minute, Plain, Record, Table, Tree
from repairctl.readings import lengths
from repairctl.readings.case import CannotTell, Case, Getter, Grid, Reading, Scope
from repairctl.readings.misfits import Misfit, near, part_of, text, texts, unknown
from repairctl.readings.moments import moment
from repairctl.readings.paths import Path, filled, in_entry, last_until, within
from repairctl.readings.shapes import Awaited, Bound
from repairctl.readings.tables import UNSET

OFFICE = "office."
LISTED = (("estates", "code"),)
"""What office.yaml lists and a rule may read."""
Cell: TypeAlias = "Plain | Length"
Key = Callable[[Record, Minute], str | None]


class Column(Struct, frozen=True):
    """One column of a table, for the record that is judged."""

    get: Callable[[Case], Cell]
    type: str
    grid: Grid
    name: str


def column(said: str, scope: Scope) -> Column | None:
    """The column that a text names; None where its first word is no table. Raises Misfit for a misspelt column."""
    parts = said.split(".")
    if len(parts) == 2 and parts[0] in scope.tables:
        grid = scope.tables[parts[0]]
        return _column(said, grid, parts[1], scope, lambda case: grid.table)
    if len(parts) == 3 and _is_policy(parts[0], scope):
        name = f"{parts[0]}.{parts[1]}"
        return _column(said, elsewhere(part_of(said, name), scope), parts[2], scope, table_at(name, scope))
    return None


def elsewhere(name: str, scope: Scope) -> Grid:
    """A table of another policy. Raises Misfit."""
    if name not in scope.elsewhere:
        raise unknown(name, say("table of a policy"), scope.elsewhere)
    return scope.elsewhere[name]


def table_at(name: str, scope: Scope) -> Callable[[Case], Table]:
    """A table of another policy as of the rule's own moment."""
    on = scope.on

    def get(case: Case) -> Table:
        moment = on.get(case) if on else None
        return case.row(name, case.selected if moment is None else case.as_of.stop(moment))

    return get


def table(held: Tree, scope: Scope) -> Reading:
    """A whole table: `policy.table`, or one of the version itself."""
    said = text(held)
    if said in scope.tables:
        own = scope.tables[said].table
        return Reading(lambda case: own)
    elsewhere(said, scope)
    return Reading(table_at(said, scope))


def limit(held: Tree, scope: Scope) -> Reading:
    """A length, the cell of a table, or a moment or day of the record; the getter gives a Bound."""
    said = text(held)
    if lengths.looks_like_length(held):
        constant = lengths.length(held)
        return Reading(lambda case: constant)
    cells = column(said, scope)
    if cells is None:
        return _moment_or_misspelt(said, scope)
    _typed(cells, said, ("limit", "length"))
    return _limits(cells, scope)


def length(held: Tree, scope: Scope) -> Reading:
    """A length, or the cell of a table that holds one."""
    return _constant_or_cell(held, scope, lengths.length, ("length",))


def grace(held: Tree, scope: Scope) -> Reading:
    """A length of minutes or hours, or the cell of a table that holds one; the getter gives minutes, None for none."""
    cells = column(text(held), scope) if not lengths.looks_like_length(held) else None
    if cells is None:
        minutes = _of_minutes(lengths.length(held), held)
        return Reading(lambda case: minutes)
    _typed(cells, text(held), ("length",))
    for row in cells.grid.table.rows.values():
        if isinstance(cell := row.get(cells.name), Length):
            _of_minutes(cell, held)

    def get(case: Case) -> int | None:
        cell = cells.get(case)
        return cell.n if isinstance(cell, Length) else None

    return Reading(get)


def _of_minutes(one: Length, held: Tree) -> int:
    if one.clock != "minutes":
        raise Misfit(say("A grace is a number of minutes or hours."), held)
    return one.n


def percent(held: Tree, scope: Scope) -> Reading:
    """A percentage as a fraction, or the cell of a table that holds one."""
    return _constant_or_cell(held, scope, lengths.percent, ("percent",))


def words(held: Tree, scope: Scope) -> Reading:
    """A list of words, or the cell of a table that holds one."""
    if isinstance(held, str) and held.startswith(OFFICE):
        return _of_office(held)
    if isinstance(held, str) and "." in held:
        return _constant_or_cell(held, scope, texts, ("words",))
    constant = texts(held)
    return Reading(lambda case: constant)


def _of_office(said: str) -> Reading:
    """What office.yaml lists: `office.estates.code` is a column of the rows of a setting."""
    _, setting, column = [*said.split("."), "", ""][:3]

    def get(case: Case) -> Sequence[str]:
        held = case.office.get(setting)
        rows = held if isinstance(held, tuple) else ()
        return [str(row.get(column)) for row in rows if isinstance(row, Mapping)]

    if (setting, column) not in LISTED:
        known = [f"{OFFICE}{'.'.join(one)}" for one in LISTED]
        raise unknown(said, say("list of office.yaml"), known)
    return Reading(get)


def _constant_or_cell(held: Tree, scope: Scope, read: Callable[[Tree], Cell], types: Sequence[str]) -> Reading:
    cells = column(text(held), scope) if isinstance(held, str) else None
    if cells is None:
        constant = read(held)
        return Reading(lambda case: constant)
    _typed(cells, text(held), types)
    return Reading(cells.get)


def _typed(cells: Column, said: str, types: Sequence[str]) -> None:
    if cells.type not in types:
        wanted = " | ".join(types)
        raise Misfit(say("Column {column} is of type {type}; here it must be {wanted}.", column=said, type=cells.type, wanted=wanted), said)


def _from_moment(said: str, scope: Scope) -> Reading:
    reading = moment(said, scope)

    def get(case: Case) -> Bound:
        found: Bound = reading.get(case)
        return Awaited(said) if found is None else found

    return Reading(get, reading.needs, reading.steps, reading.moves, reading.place)


def _moment_or_misspelt(said: str, scope: Scope) -> Reading:
    """A moment; a text that is none is perhaps a misspelt column."""
    try:
        return _from_moment(said, scope)
    except Misfit as misfit:
        columns = [f"{name}.{one}" for name, grid in (*scope.tables.items(), *scope.elsewhere.items()) for one in grid.types]
        offer = near(said, columns)
        if not offer:
            raise
        sentence = say("{name} is neither a column of a table nor a moment.{near}", name=said, near=offer)
        raise Misfit(sentence, said, misfit.code) from None


def _limits(cells: Column, scope: Scope) -> Reading:
    """Cells that are paths are read in the record, each compiled once."""
    said = {cell for row in cells.grid.table.rows.values() if isinstance(cell := row.get(cells.name), str)}
    paths: Mapping[str, Reading] = {one: _from_moment(one, scope) for one in said}

    def get(case: Case) -> Bound:
        cell = cells.get(case)
        if isinstance(cell, str):
            known = paths.get(cell) or _from_moment(cell, scope)
            bound: Bound = known.get(case)
            return bound
        return cell if isinstance(cell, Length) else None

    return Reading(get)


def _is_policy(name: str, scope: Scope) -> bool:
    return any(one.startswith(f"{name}.") for one in scope.elsewhere)


def _column(said: str, grid: Grid, name: str, scope: Scope, find: Callable[[Case], Table]) -> Column:
    if name not in grid.types:
        misfit = unknown(name, say("column of {table}", table=said.rpartition(".")[0]), grid.types)
        raise Misfit(misfit.sentence, said, misfit.code)
    key = _key(grid.table.by, scope, said)

    def get(case: Case) -> Cell:
        held = find(case)
        row = held.rows.get(key(case) or UNSET) or held.rows.get(UNSET)
        if row is None or name not in row:
            raise CannotTell(say("{column} has no row for this record.", column=said), say("Add the row {row}.", row=key(case) or UNSET))
        return row[name]

    return Column(get, grid.types[name], grid, name)


def _key(by: Sequence[str], scope: Scope, said: str) -> Callable[[Case], str | None]:
    """The first filled of the fields that choose the row, as it stood when the clock stopped (or at the as-of)."""
    if not all("." in one for one in by):
        raise Misfit(say("The rows of {table} are no choice of a field; name the whole table.", table=said.rpartition(".")[0]), said)
    keys = [_at(within(scope.kind, one)) for one in by]
    stop = _stop(scope)

    def get(case: Case) -> str | None:
        minute, record = stop(case), case.record
        for key in keys:
            found = key(record, minute)
            if found is not None:
                return found
        return None

    return get


def _stop(scope: Scope) -> Getter:
    """The minute when the rule's clock stops; the as-of for a clock that runs, or a rule without one."""
    reading = scope.stop
    if reading is None:
        return lambda case: case.as_of.cut

    def get(case: Case) -> Minute:
        stop = reading.get(case)
        return case.as_of.cut if stop is None else case.as_of.stop(stop)

    return get


def _at(one: Path) -> Key:
    name, step = one.field.name, one.step

    def of_step(record: Record, minute: Minute) -> str | None:
        entries = record.of.get(step)
        entry = last_until(entries, minute) if entries else None
        return _word(in_entry(entry, name)) if entry else None

    return of_step if step else lambda record, minute: _word(one.find(record))


def _word(value: Plain) -> str | None:
    """A value as the name of a row."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value) if filled(value) and isinstance(value, str | int | Decimal) else None
