"""Lines talked about at a terminal: shown as a table, changed until an empty answer, a reason asked for where a price differs."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal

from msgspec import Struct
from msgspec.structs import replace

from repairctl import inputs
from repairctl.actions.charging import Line
from repairctl.actions.talks.line_edits import Edit, Lines, edited, read, unexplained
from repairctl.errors import say
from repairctl.model import Label
from repairctl.sheets.around import UNITS
from repairctl.talk import Ask, Table, Talk, Tell, Words

HEAD = (
    "#",
    Label("item", "项目"),
    Label("quantity", "数量"),
    Label("unit", "单位"),
    Label("price", "单价"),
    Label("amount", "金额"),
    Label("basis", "依据"),
)
PARTS_HEAD = HEAD[:4]
HINT = say('"3 2.5" changes the quantity of line 3, "3 2.5 40 # why" its price too, "-4" deletes line 4, "水龙头 1" adds a line.')


class Lined(Struct, frozen=True):
    """How lines are read and what is said of them: their sum, and what stands against them. `priced` False: parts, without money."""

    line: Callable[[str], Line]
    told: Callable[[Lines], Sequence[Words]]
    against: Callable[[Lines], Sequence[Words]] = lambda lines: ()
    priced: bool = True


def lines(begun: Lines, lined: Lined, *, first: bool = True) -> Talk[Lines]:
    """The lines in the end. `first`: they are shown before anything is asked, too."""
    held, number, shown, hinted = begun, 0, not (first and begun), False
    while True:
        if not shown:
            yield from _shown(held, lined)
        if held and not hinted:
            yield Tell((HINT,))
            hinted = True
        number += 1
        answer = yield _question(number, held, lined)
        if answer is None:
            against = lined.against(held)
            if not against:
                return held
            yield Tell(tuple(against))
            shown = True
            continue
        assert not isinstance(answer, str)
        held = yield from _explained(edited(held, answer), number)  # type: ignore[arg-type]
        shown = False


def total(held: Lines) -> Words:
    """What the lines come to so far."""
    return say("So far {total}", total=f"{sum((line.amount for line in held), Decimal('0.00')):.2f}")


def _question(number: int, held: Lines, lined: Lined) -> Ask:
    said = say("Change (empty = done)") if held else say("A line, as 水工 2 (empty = done)")

    def change(text: str) -> Edit:
        return read(text, held, lined.line)

    return Ask(f"line.{number}", said, read=change, hint=HINT)


def _explained(held: Lines, number: int) -> Talk[Lines]:
    """The lines, each price that differs from the book's with its reason."""
    while place := unexplained(held):
        line = held[place - 1]
        why = yield Ask(
            f"line.{number}.why.{place}",
            say("{item} costs {posted} in the price list, not {price}; why", item=line.name, posted=line.posted, price=f"{line.price:.2f}"),
            read=lambda text: inputs.text(text).strip(),
            needed=True,
        )
        held = (*held[: place - 1], replace(line, note=str(why)), *held[place:])
    return held


def _shown(held: Lines, lined: Lined) -> Iterator[Table | Tell]:
    if held:
        yield Table(HEAD if lined.priced else PARTS_HEAD, [_row(n, line, lined.priced) for n, line in enumerate(held, 1)],
                    soft=frozenset({1, 6}), right=frozenset({0, 2, 4, 5}))  # fmt: skip
    if told := lined.told(held):
        yield Tell(tuple(told))


def _row(number: int, line: Line, priced: bool) -> Sequence[Words]:
    cells: tuple[Words, ...] = (str(number), line.name, f"{line.quantity:f}", unit_words(line.unit))
    return (*cells, f"{line.price:.2f}", f"{line.amount:.2f}", line.note or line.why) if priced else cells


def unit_words(unit: str) -> Words:
    """The unit as it is said in either language."""
    said = UNITS.get(unit, {})
    return Label(said.get("en", unit), said.get("zh", unit))
