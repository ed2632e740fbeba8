"""Tables of a policy: every cell read when loaded, a row for every choice of the key. Knows kinds, no records."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from repairctl.errors import say
from repairctl.model import Block, Field, Length, Plain, Table, Tree
from repairctl.readings import lengths
from repairctl.readings.case import Grid, Scope
from repairctl.readings.misfits import Misfit, Sink, block, key_line, line_of, near, only_keys, text, texts, unknown
from repairctl.readings.moments import moment
from repairctl.readings.paths import within
from repairctl.texts import Misread, day

UNSET = "unset"
_KEYS = ("by", "columns", "rows")
_TRUTH = {"true": True, "false": False}


def read_table(name: str, held: Tree, scopes: Sequence[Scope], sink: Sink) -> Grid | None:
    """The table that a box declares; None where its head cannot be read. `scopes`: the kind judged, or every kind."""
    try:
        return _grid(name, block(held, say("A table")), scopes, sink)
    except Misfit as misfit:
        sink.add(misfit, line_of(held))
        return None


def _grid(name: str, box: Block, scopes: Sequence[Scope], sink: Sink) -> Grid:
    for misfit in only_keys(box, _KEYS, say("a table")):
        sink.add(misfit)
    by, types = _by(name, box, scopes), _columns(name, box)
    rows = _rows(box, types, scopes, sink)
    for misfit in _missing_rows(name, box, by, scopes):
        sink.add(misfit, key_line(box, "rows"))
    return Grid(Table(by, tuple(types), rows), types)


def _by(name: str, box: Block, scopes: Sequence[Scope]) -> tuple[str, ...]:
    if "by" not in box:
        raise Misfit(say("Table {table} does not say by which field its rows are chosen (by).", table=name), box, "POL-MISSING")
    by = texts(box["by"])
    for one in (one for one in by if "." in one):
        _key_field(one, scopes)
    return by


def _key_field(said: str, scopes: Sequence[Scope]) -> Field:
    """The field that a key names, in the kind judged, or in any kind where the policy judges none."""
    last: Misfit | None = None
    for scope in scopes:
        try:
            return within(scope.kind, said).field
        except Misfit as misfit:
            last = misfit
    raise last or Misfit(say("{path} is a field of no kind.", path=said), said)


def _columns(name: str, box: Block) -> Mapping[str, str]:
    if "columns" not in box:
        raise Misfit(say("Table {table} does not say what its columns are (columns: {{name: type}}).", table=name), box, "POL-MISSING")
    held = block(box["columns"], say("columns"))
    for type_ in held.values():
        if text(type_) not in CELLS:
            raise unknown(text(type_), say("type of a column"), CELLS)
    return {str(column): str(type_) for column, type_ in held.items()}


def _rows(box: Block, types: Mapping[str, str], scopes: Sequence[Scope], sink: Sink) -> Mapping[str, Mapping[str, Plain | Length]]:
    rows: dict[str, Mapping[str, Plain | Length]] = {}
    for key, held in block(box.get("rows", ""), say("rows")).items():
        with sink.catching(held):
            rows[str(key)] = _row(str(key), block(held, say("A row")), types, scopes, sink)
    return rows


def _row(key: str, held: Block, types: Mapping[str, str], scopes: Sequence[Scope], sink: Sink) -> Mapping[str, Plain | Length]:
    for column in (column for column in held if column not in types):
        sentence = say("Row {row}: {column} is no column of this table.{near}", row=key, column=column, near=near(column, types))
        sink.add(Misfit(sentence, column, "POL-TABLE"), held.line)
    cells: dict[str, Plain | Length] = {}
    for column, type_ in types.items():
        if column not in held:
            sink.add(Misfit(say("Row {row} has no cell {column}.", row=key, column=column), held, "POL-TABLE"))
            continue
        with sink.catching(held):
            cells[column] = CELLS[type_](held[column], scopes)
    return cells


def _missing_rows(name: str, box: Block, by: Sequence[str], scopes: Sequence[Scope]) -> Iterator[Misfit]:
    rows = box.get("rows")
    there = set(rows) if isinstance(rows, Block) else set()
    for key in (key for key in _wanted(by, scopes) if key not in there):
        yield Misfit(say("Table {table} has no row {row}.", table=name, row=key), code="POL-TABLE")


def _wanted(by: Sequence[str], scopes: Sequence[Scope]) -> tuple[str, ...]:
    """Every choice of every key, and `unset`; nothing for a list that is looked up by its exact key."""
    paths = [one for one in by if "." in one]
    keys = [key for one in paths for key in _choices(_key_field(one, scopes))]
    return (*dict.fromkeys(keys), UNSET) if paths else ()


def _choices(field: Field) -> tuple[str, ...]:
    if field.type == "bool":
        return ("true", "false")
    return () if field.open_choice else tuple(key for key, _ in field.choices)


# ------------------------------------------------------------------ cells


def _or_none(read: Callable[[Tree], Plain | Length]) -> Callable[[Tree, Sequence[Scope]], Plain | Length]:
    return lambda held, scopes: None if held == lengths.NONE else read(held)


def _limit(held: Tree, scopes: Sequence[Scope]) -> Plain | Length:
    """A length, none, or the path of a moment or date, kept as its text."""
    if held == lengths.NONE:
        return None
    if isinstance(held, str) and "." in held and not lengths.looks_like_length(held):
        return _path_cell(held, scopes)
    return lengths.length(held)


def _path_cell(held: str, scopes: Sequence[Scope]) -> str:
    last: Misfit | None = None
    for scope in scopes:
        try:
            moment(held, scope)
            return str(held)
        except Misfit as misfit:
            last = misfit
    raise last or Misfit(say("{path} is a field of no kind.", path=held), held)


def _day(held: Tree) -> Plain:
    try:
        return day(text(held))
    except Misread as misread:
        raise Misfit(say("{value} must be {wanted}.", value=text(held), wanted=misread.wanted), held) from None


def _bool(held: Tree) -> Plain:
    if text(held) not in _TRUTH:
        raise Misfit(say("{value} must be true or false.", value=text(held)), held)
    return _TRUTH[text(held)]


CELLS: Mapping[str, Callable[[Tree, Sequence[Scope]], Plain | Length]] = {
    "limit": _limit,
    "length": _or_none(lengths.length),
    "percent": _or_none(lengths.percent),
    "money": _or_none(lengths.number),
    "number": _or_none(lengths.number),
    "date": _or_none(_day),
    "text": _or_none(text),
    "bool": _or_none(_bool),
    "words": lambda held, scopes: texts(held),
}
