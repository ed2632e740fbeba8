"""One row of a sheet: each cell into the value of its field, or why not. Knows no register."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from decimal import Decimal

from msgspec import Struct, field

from repairctl import inputs
from repairctl.actions.bringing.columns import WHOLE, Column, field_of
from repairctl.edges.workbooks import Cell
from repairctl.errors import Misuse, Sentence, say
from repairctl.inputs import plain
from repairctl.model import Plain

PLACE = ("unit.building", "unit.entrance", "unit.room", WHOLE)
_DAY_ZH = re.compile(r"([0-9]{1,2})月([0-9]{1,2})日")
_DAY_NAMED = re.compile(
    r"(?:(?P<month>jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)-(?P<n>[0-9]{1,2})|(?P<d>[0-9]{1,2})-(?P<m>[a-z]{3}))"
)
_DAY_FULL = re.compile(r"(?:19|20)[0-9]{2}[-/年]([0-9]{1,2})[-/月]([0-9]{1,2})日?(?: 0?0:00(?::00)?)?")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_POWER = re.compile(r"[0-9](?:\.[0-9]+)?E\+?[0-9]{1,3}", re.IGNORECASE)
_AREA_UNIT = re.compile(r"(?:㎡|m2|m²|平方米|平米|平方|平)$", re.IGNORECASE)
_MOST_AREA = Decimal(100_000)
_LANDLINE = re.compile(r"[2-8][0-9]{6,7}")
_DOTTED = re.compile(r"([0-9]{4})[./]([0-9]{1,2})[./]([0-9]{1,2})")
_SEVERAL = re.compile(r"[、/,，;；]")


class Fault(Struct, frozen=True):
    """Why a row cannot go in: its number, the column, what stands there, and the reason. `private`: it is shown masked."""

    row: int
    column: str
    value: str
    why: Sentence
    private: bool = False


class NoGood(Misuse):
    """A cell that cannot be taken."""


class Row(Struct):
    """The values of a row by path, with the column of each, and its faults."""

    number: int
    values: dict[str, Plain] = field(default_factory=dict)
    columns: dict[str, Column] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)

    def fault(self, path: str, value: str, why: Sentence) -> None:
        column = self.columns.get(path)
        self.faults.append(Fault(self.number, column.head if column else "", value, why, bool(column and column.private)))

    def text(self, path: str) -> str:
        return str(self.values.get(path) or "")


def read(number: int, cells: Sequence[Cell], columns: Sequence[Column], today: date, estates: Mapping[str, str]) -> Row:
    """The row: what can be read is read, what cannot is a fault. `estates` are the office's, by every name, with their codes."""
    row = Row(number, columns={one.path: one for one in columns if one.path})
    for one in (one for one in columns if one.path):
        cell = cells[one.place]
        if cell.merged:
            row.fault(one.path, shown(one, cell), say("merged cells: only row {row} has the value.", row=cell.merged))
            continue
        try:
            if (value := _value(one, cell, today, estates)) not in (None, ""):
                row.values[one.path] = value
        except Misuse as refusal:
            sentences = refusal.sentences if isinstance(refusal, NoGood) else refusal.sentences[1:]
            row.fault(one.path, shown(one, cell), sentences[0])
    return row


def _value(column: Column, cell: Cell, today: date, estates: Mapping[str, str]) -> Plain:
    if not cell.text:
        return None
    if cell.sort == "fault":
        raise NoGood(say("a formula that failed; mend it in the sheet."))
    kept = field_of(column.path)
    if kept is None or kept.type != "date":
        _no_day(column, cell)
    if _POWER.fullmatch(cell.text):
        raise NoGood(say("shortened by Excel; make the column wider or text, and save again."))
    if column.path in PLACE:
        return inputs.text(cell.text)
    if column.path == "unit.estate":
        return _estate(cell.text, estates)
    own = _OWN.get(column.path)
    if own:
        return own(cell.text)
    if kept is not None and kept.type == "date":
        return inputs.day(_DOTTED.sub(r"\1-\2-\3", cell.text), today, "past")
    if kept is not None and kept.choices:
        return inputs.choice(cell.text, kept.choices, kept.name, dict(kept.also))
    if kept is not None and kept.type == "words":
        return tuple(word.strip() for word in _SEVERAL.split(inputs.text(cell.text)) if word.strip())
    return inputs.text(" ".join(cell.text.split()))


def shown(column: Column, cell: Cell) -> str:
    """A cell as it stands in the sheet: 5月8日 where a place was turned into a day."""
    if cell.sort == "day" and column.path in PLACE:
        _, month, day = cell.text.split("-")
        return f"{int(month)}月{int(day)}日"
    return cell.text


def _no_day(column: Column, cell: Cell) -> None:
    """Excel makes 8 May of 5-8, and keeps only the day."""
    typed = plain(cell.text).casefold()
    parts: tuple[int, int] | None = None
    if found := _DAY_ZH.fullmatch(typed) or _DAY_FULL.fullmatch(typed):
        parts = int(found[1]), int(found[2])
    elif (found := _DAY_NAMED.fullmatch(typed)) and (found["month"] or found["m"] in _MONTHS):
        parts = _MONTHS.index(found["month"] or found["m"]) + 1, int(found["n"] or found["d"])
    if parts and (column.path in PLACE or cell.sort == "day"):
        raise NoGood(
            say("looks like {place}, which Excel turned into a date; make the column text and save again.", place="-".join(map(str, parts)))
        )
    if cell.sort == "day":
        raise NoGood(say("a date; make the column text and save again."))


def _estate(text: str, estates: Mapping[str, str]) -> str:
    code = estates.get(plain(text).casefold())
    if code is None:
        raise NoGood(say("no estate of office.yaml; there are: {known}.", known=", ".join(dict.fromkeys(estates.values())) or "-"))
    return code


def _area(text: str) -> Decimal:
    area = inputs.decimal(_AREA_UNIT.sub("", plain(text).replace(",", "")).strip())
    if not 0 < area < _MOST_AREA:
        raise NoGood(say("no floor area of a home."))
    return area.quantize(Decimal("0.01")) if -int(area.as_tuple().exponent) < 2 else area


def _phone(text: str) -> str:
    typed = plain(text).removesuffix(".0")
    digits = re.sub(r"[\s-]", "", typed)
    found = inputs.phone(typed) or (digits if _LANDLINE.fullmatch(digits) else "")
    if not found and len(_SEVERAL.split(typed)) > 1:
        raise NoGood(say("several numbers; put the second into a column of its own, {column}.", column="备用联系"))
    if not found:
        raise NoGood(say("no telephone number: 11 digits, or a landline with its area code."))
    return found


def _name(text: str) -> str:
    name = inputs.text(" ".join(text.split()))
    if not any(sign.isalpha() for sign in name) or re.search("[0-9]{5}", name):
        raise NoGood(say("no name."))
    return name


_OWN: Mapping[str, Callable[[str], Plain]] = {"unit.floor_area": _area, "party.phone": _phone, "party.name": _name}


def repeats_building(rows: Sequence[Row]) -> bool:
    """Whether the rooms of a sheet begin with their building, which has a column of its own: 5 and 5-802. Else 2-1704 is an entrance."""
    both = [(inputs.place_parts(row.text(PLACE[0])), inputs.place_parts(row.text(PLACE[2]))) for row in rows]
    return all(room[:1] == building for building, room in both if building and len(room) == 2)


def place_of(row: Row, estate: str, repeats: bool) -> tuple[str, ...]:
    """(building, entrance, room) or (building, room) of a row; () where it says none, or a fault was found.

    `estate`: its code may lead; `repeats`: the room begins with the building again.
    """
    texts = {path: row.text(path) for path in PLACE}
    if any(fault.column == row.columns[path].head for fault in row.faults for path in PLACE if path in row.columns):
        return ()
    given = [inputs.place_parts(texts[path]) for path in PLACE[:2] if texts[path]]
    before = tuple(part for parts in given for part in parts)
    last = PLACE[2] if texts[PLACE[2]] else WHOLE
    if before and re.search("[/、,，;；]", texts[last]):
        row.fault(last, texts[last], say("several rooms in one cell; a row for each."))
        return ()
    parts = inputs.place_parts(texts[last])
    if parts and parts[0] == estate and len(parts) > 2:
        parts = parts[1:]
    again = len(before) < len(parts) > 1 and parts[: len(before)] == before and (repeats or len(parts) > 2 or len(before) > 1)
    whole = parts if again else (*before, *parts[-1:]) if len(before) == 2 and before[1:] == parts[:-1] else (*before, *parts)
    return _sound(row, whole, before, parts, last, texts)


def _sound(
    row: Row, whole: tuple[str, ...], before: tuple[str, ...], parts: tuple[str, ...], last: str, texts: Mapping[str, str]
) -> tuple[str, ...]:
    if not parts:
        path = PLACE[2] if PLACE[2] in row.columns else WHOLE
        row.fault(path, "", _missing(row))
        return ()
    if len(whole) == 1:
        path = PLACE[0] if PLACE[0] in row.columns else last
        row.fault(path, texts[path], say("which building? Only the room is given."))
        return ()
    if len(whole) > 3 or not all(re.fullmatch(r"[\w.#]{1,12}", part) for part in whole):
        row.fault(last, texts[last], say("cannot be told apart into building, entrance and room."))
        return ()
    return whole


def _missing(row: Row) -> Sentence:
    person = row.values.get("party.name") or row.values.get("party.phone")
    return say("a person without a room.") if person else say("empty, but needed.")
