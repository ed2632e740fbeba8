"""Values, tables and boxes as lines of text: cells counted, text cut, numbers as they are. Knows fields, no outcome."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal

from msgspec import Struct

from repairctl.cli.cells import cells, cut, padded, wrapped
from repairctl.cli.language import Tongue
from repairctl.inputs import short_name
from repairctl.model import Field, Kind, Plain, Record, moment_of

GAP = 2
NUMBERS = ("int", "decimal", "money")
LEAST = 8  # a text is never cut below this many cells


def value(tongue: Tongue, field: Field | None, held: Plain) -> str:
    """What stands in a field, as people read it."""
    if held is None:
        return ""
    if field is not None and field.type == "moment" and isinstance(held, int):
        return tongue.at(held)
    if field is not None and field.choices:
        return next((tongue.label(label) for key, label in field.choices if key == held), str(held))
    if isinstance(held, Decimal):
        return f"{held:.2f}" if field is not None and field.type == "money" else f"{held:f}"
    if isinstance(held, tuple):
        return tongue.listed([value(tongue, None, one) for one in held])
    return str(held) if isinstance(held, date) and not isinstance(held, bool) else tongue.fact(held)


class Column(Struct, frozen=True):
    """A column's head; `soft`: its text may be cut; `right`: its numbers stand under each other."""

    head: str
    soft: bool = False
    right: bool = False


def table(columns: Sequence[Column], rows: Sequence[Sequence[str]], width: int) -> Iterator[str]:
    """A table with a rule under its head. Only soft columns are cut, the widest first, until it fits."""
    import tabulate  # slow to import; a piped list never pays for it

    tabulate.MIN_PADDING = 0  # else each head is two cells wider than its text
    fitted = fit([[one.head for one in columns], *rows], width, frozenset(n for n, one in enumerate(columns) if one.soft))
    align = ["right" if one.right else "left" for one in columns]
    text = tabulate.tabulate(fitted[1:], fitted[0], tablefmt="simple", disable_numparse=True, colalign=align if rows else None)
    yield from (line.rstrip() for line in text.splitlines())


def fit(rows: Sequence[Sequence[str]], width: int, soft: frozenset[int]) -> list[list[str]]:
    """The rows with the soft columns cut so far that the whole takes at most `width` cells, if it can."""
    widths = [max(cells(row[column]) for row in rows) for column in range(len(rows[0]))]
    while sum(widths) + GAP * (len(widths) - 1) > width:
        widest = max(soft, key=lambda column: widths[column], default=None)
        if widest is None or widths[widest] <= LEAST:
            break
        widths[widest] -= 1
    return [[cut(text, widths[column]) if column in soft else text for column, text in enumerate(row)] for row in rows]


def box(title: str, pairs: Sequence[tuple[str, str]], width: int) -> Iterator[str]:
    """A box of the sheet: its title, and label and value in lines below."""
    yield title
    left = max((cells(label) for label, _ in pairs), default=0)
    for label, text in pairs:
        yield from wrapped(text, width, first=f"  {padded(label, left)}  ", rest=" " * (left + 4))


def pairs(tongue: Tongue, fields: Sequence[Field], held: Mapping[str, Plain]) -> list[tuple[str, str]]:
    """Label and value of every field that is filled and is no list of rows."""
    filled = [one for one in fields if one.type != "rows" and held.get(one.name) is not None]
    return [(tongue.label(one.label), value(tongue, one, held[one.name])) for one in filled]


def rows_table(tongue: Tongue, field: Field, rows: Sequence[Mapping[str, Plain]], width: int) -> Iterator[str]:
    """The rows of a field as a table, without columns that are empty throughout."""
    used = [one for one in field.rows if any(row.get(one.name) is not None for row in rows)]
    if not used:
        return
    columns = [Column(tongue.label(one.label), one.type in ("text", "words", "choice"), one.type in NUMBERS) for one in used]
    body = [[value(tongue, one, row.get(one.name)) for one in used] for row in rows]
    yield from (f"  {line}" for line in table(columns, body, width - 2))


ABOUT = ("request.description", "facts.description", "entry.title", "asset.name")
WHERE = ("place.unit", "place.asset", "place.spot", "facts.unit", "entry.unit", "entry.asset")


def first_filled(record: Record, paths: Sequence[str]) -> str:
    return next((str(held) for path in paths if (held := record.value(path))), "")


def named(tongue: Tongue, record: Record) -> str:
    """Number, place, description: what every answer about a record repeats."""
    return "  ".join(part for part in (record.id, first_filled(record, WHERE), first_filled(record, ABOUT)) if part)


def short_id(tongue: Tongue, id: str) -> str:
    """The short name by which a record can be typed today; an order's needs no letters."""
    name = short_name(id, moment_of(tongue.now, tongue.zone).date())
    prefix = id.partition("-")[0]
    return name if name == id or prefix == "WO" else f"{prefix}-{name}"


def status(tongue: Tongue, kind: Kind, name: str) -> str:
    """The status in the reader's language, with the word that files and filters use where it differs."""
    said = tongue.label(kind.status_label(name))
    return said if said.replace(" ", "_") == name or not name else f"{said} {name}"
