"""What the rows of a bank's or a payment service's file say: when, how much, from whom. Pure; a mapping says which column is what."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal

from msgspec import Struct

from repairctl.errors import RepairError, Sentence, say
from repairctl.inputs.typed import plain
from repairctl.kinds.order_shares import ZERO

Numbered = tuple[int, Sequence[str]]
"""A row of the file: its number from 1, and its cells."""
AT, AMOUNT, DIRECTION, INCOME, OUTGO, COUNTERPARTY, REFERENCE, MEMO = COLUMNS = (
    "at",
    "amount",
    "direction",
    "income",
    "outgo",
    "counterparty",
    "reference",
    "memo",
)
_DAY = re.compile(
    r"(?P<y>[0-9]{4})(?:(?P<m>[0-9]{2})(?P<d>[0-9]{2})|[-/.年](?P<m2>[0-9]{1,2})[-/.月](?P<d2>[0-9]{1,2})日?)"
    r"(?:[ T]*(?P<h>[0-9]{1,2}):(?P<min>[0-9]{2})(?::[0-9]{2}(?:\.[0-9]+)?)?)?"
)
_MONEY = re.compile(r"(?P<sign>[+-]?)¥?(?P<sign2>[+-]?)(?P<digits>[0-9]{1,3}(?:,[0-9]{3})+|[0-9]{1,13})(?P<rest>\.[0-9]{1,2})?元?")
_DRESS = "`'\"\t "  # what is put around numbers so that a spreadsheet leaves them alone


class Mapped(Struct, frozen=True):
    """How a file is read. `columns`: which heads each of COLUMNS has, memo perhaps several. `head`: names by which its head row is known.

    `skip`: rows that are no movement of money, by the words of a column. `ends`: how the first cell of what follows the rows begins.
    """

    name: str
    methods: tuple[str, ...]
    head: tuple[str, ...]
    columns: Mapping[str, tuple[str, ...]]
    into: tuple[str, ...] = ()
    out: tuple[str, ...] = ()
    skip: Mapping[str, tuple[str, ...]] = {}
    ends: tuple[str, ...] = ()
    encoding: str = ""


class Row(Struct, frozen=True):
    """One movement: `amount` in yuan, above nothing what came in. `clock`: minutes of the day, None where the file has only the day."""

    line: int
    day: date
    amount: Decimal
    clock: int | None = None
    counterparty: str = ""
    reference: str = ""
    memo: str = ""


class Unread(RepairError):
    """A cell cannot be understood; nothing of the file is taken, for its sums would be wrong."""

    def __init__(self, file: str, line: int, column: str, value: str, why: Sentence) -> None:
        super().__init__(
            say(
                "{file}, row {line}, column {column}: {value} cannot be read: {why}",
                file=file,
                line=line,
                column=column,
                value=value,
                why=why,
            ),
            say("Mend the row in the file, or say in the mapping which rows to leave out (skip, ends)."),
        )


class NoHeadRow(RepairError):
    """No row of the file names the columns that the mapping needs."""

    def __init__(self, file: str, mapping: str, missing: Sequence[str]) -> None:
        super().__init__(
            say(
                "{file}: no row has the columns that the mapping {mapping} needs: {missing}.",
                file=file,
                mapping=mapping,
                missing=list(missing),
            ),
            say("Take another mapping (--mapping), or write one of your own: mappings/<name>.yaml"),
        )


def fits(rows: Sequence[Numbered], mapped: Mapped) -> bool:
    """Whether a row of the file is the head that the mapping knows."""
    return _head(rows, mapped) is not None


def movements(file: str, rows: Sequence[Numbered], mapped: Mapped) -> tuple[Row, ...]:
    """Every movement of the file in its order. Raises NoHeadRow, and Unread where a cell cannot be understood."""
    place = _head(rows, mapped)
    if place is None:
        raise NoHeadRow(file, mapped.name, mapped.head)
    heads = [_undressed(cell) for cell in rows[place][1]]
    needed = [name for key in (AT, AMOUNT, INCOME, OUTGO, DIRECTION) for name in mapped.columns.get(key, ())]
    if missing := [name for name in (*needed, *mapped.skip) if name not in heads]:
        raise NoHeadRow(file, mapped.name, missing)
    return tuple(_Reader(file, heads, mapped).all(rows[place + 1 :]))


def _head(rows: Sequence[Numbered], mapped: Mapped) -> int | None:
    wanted = set(mapped.head)
    return next((place for place, (_, cells) in enumerate(rows) if wanted <= {_undressed(cell) for cell in cells}), None)


class _Reader(Struct, frozen=True):
    """Reads rows under a head."""

    file: str
    heads: Sequence[str]
    mapped: Mapped

    def all(self, rows: Sequence[Numbered]) -> Iterator[Row]:
        for line, cells in rows:
            held = {head: _undressed(cell) for head, cell in zip(self.heads, cells, strict=False) if head}
            first = _undressed(cells[0]) if cells else ""
            if first.startswith(self.mapped.ends) if self.mapped.ends and first else False:
                return
            if any(held.values()) and not any(held.get(head, "") in words for head, words in self.mapped.skip.items()):
                yield self._row(line, held)

    def _row(self, line: int, held: Mapping[str, str]) -> Row:
        day, clock = self._when(line, held)
        said = {key: " ".join(text for head in self.mapped.columns.get(key, ()) if (text := _text(held.get(head, "")))) for key in _WORDS}
        return Row(line, day, self._amount(line, held), clock, **said)

    def _when(self, line: int, held: Mapping[str, str]) -> tuple[date, int | None]:
        column, value = self._cell(AT, held)
        found = _DAY.fullmatch(plain(value))
        if found is None:
            raise Unread(self.file, line, column, value, say("it is no day, as 2026-03-10 or 2026-03-10 10:05:00."))
        try:
            day = date(int(found["y"]), int(found["m"] or found["m2"]), int(found["d"] or found["d2"]))
        except ValueError:
            raise Unread(self.file, line, column, value, say("there is no such day.")) from None
        if found["h"] is None:
            return day, None
        if int(found["h"]) > 23 or int(found["min"]) > 59:
            raise Unread(self.file, line, column, value, say("there is no such time of day."))
        return day, int(found["h"]) * 60 + int(found["min"])

    def _amount(self, line: int, held: Mapping[str, str]) -> Decimal:
        """The one amount with its direction, or what came in less what went out."""
        if INCOME in self.mapped.columns:
            return self._money(INCOME, line, held, empty=True) - self._money(OUTGO, line, held, empty=True)
        amount = self._money(AMOUNT, line, held)
        if DIRECTION not in self.mapped.columns:
            return amount
        column, word = self._cell(DIRECTION, held)
        if word in self.mapped.into:
            return amount
        if word in self.mapped.out:
            return -amount
        raise Unread(self.file, line, column, word, say("the mapping does not say whether that is money in or out."))

    def _money(self, key: str, line: int, held: Mapping[str, str], *, empty: bool = False) -> Decimal:
        column, value = self._cell(key, held)
        typed = plain(value).replace(" ", "")
        if empty and typed in ("", "-"):
            return ZERO
        found = _MONEY.fullmatch(typed)
        if found is None or (found["sign"] and found["sign2"]):
            raise Unread(self.file, line, column, value, say("it is no amount, as 342.30 or 1,200.00."))
        amount = Decimal(found["digits"].replace(",", "") + (found["rest"] or "")).quantize(ZERO)
        return -amount if "-" in (found["sign"], found["sign2"]) else amount

    def _cell(self, key: str, held: Mapping[str, str]) -> tuple[str, str]:
        column = next(iter(self.mapped.columns.get(key, ())), "")
        return column, held.get(column, "")


_WORDS = (COUNTERPARTY, REFERENCE, MEMO)


def _undressed(cell: str) -> str:
    return cell.replace("\xa0", " ").strip(_DRESS)


def _text(cell: str) -> str:
    """A text in one line; a stroke alone says nothing."""
    told = " ".join("".join(sign if sign.isprintable() else " " for sign in cell).split())
    return "" if told == "/" else told
