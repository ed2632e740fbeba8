"""Who can be sent: technicians by trade, with what they have in hand, their certificates, and what the rules say of sending them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date

from msgspec import Struct

from repairctl import inputs
from repairctl.actions.reading import records
from repairctl.actions.registers import Registers
from repairctl.actions.sheet import Sheet, Wanted
from repairctl.actions.talks.orders import Orders
from repairctl.actions.talks.proposing import Tables
from repairctl.actions.talks.spelling import spelled
from repairctl.errors import RepairError, say
from repairctl.inputs import Person
from repairctl.inputs.typed import plain
from repairctl.kinds import KINDS
from repairctl.model import Finding, Minute, Plain, Record, Says, moment_of
from repairctl.office import Office
from repairctl.talk import Table, Words

MOST = 9
"""So many rows may be named by their number; a larger number is a staff ID."""
BETWEEN = re.compile(r"[\s,、;]+")
NOBODY = "0"


class Technician(Struct, frozen=True):
    """Somebody who can be sent. `fits`: of the trade that is wanted; `lacking`: why the rules would not send them."""

    person: Person
    record: Record
    load: int
    fits: bool = False
    lacking: Finding | None = None

    @property
    def certificates(self) -> tuple[tuple[str, date | None], ...]:
        """Each certificate with its last day."""
        rows = self.record.value("certificates")
        held = [row for row in rows if isinstance(row, Mapping)] if isinstance(rows, tuple) else []
        return tuple((str(row["kind"]), _day(row.get("valid_to"))) for row in held if "kind" in row)


def technicians(office: Office, registers: Registers, orders: Orders, trade: str, tables: Tables) -> list[Technician]:
    """Those in service, of the trade first, then by what they have in hand."""
    called = _called(trade, tables, office.now)
    today = moment_of(office.now, office.zone).date()
    files = {one.id: one for one in records(office, KINDS["staff"])}
    found = [
        Technician(person, files[person.id], orders.hands_full(person.id), not called.isdisjoint(map(str.casefold, person.trades)))
        for person in registers.staff
        if person.id in files and _goes_out(files[person.id], person) and not _left(files[person.id], today)
    ]
    return sorted(found, key=lambda one: (not one.fits, one.load, one.person.id))


def judged(found: Sequence[Technician], sheet: Sheet, at: Minute) -> list[Technician]:
    """The same, each with the rule that would be broken if they began the work of the sheet's order now."""
    return [Technician(one.person, one.record, one.load, one.fits, lacking(one.person.id, sheet, at)) for one in found]


def lacking(technician: str, sheet: Sheet, at: Minute, name: str = "") -> Finding | None:
    """The verdict that the person is not qualified for the work of an order, were they sent and began it now; None if they are."""
    imagined, moment = sheet.copy(), spelled(at, sheet.office.zone)
    try:
        imagined.take(Wanted("dispatch", {".technician": technician}, name, technician, moment))
        imagined.take(Wanted("arrive", {}, name, by=technician, at=moment))
    except RepairError:
        return None
    return next((one for one in imagined.verdicts(name, at) if one.says is Says.FAIL and one.actual == technician), None)


def read(text: str, shown: Sequence[Technician], staff: Sequence[Person]) -> tuple[str, ...]:
    """The staff IDs of row numbers, IDs and names, several at once; nobody for 0. Raises NobodySo, Ambiguous."""
    words = [word for word in BETWEEN.split(plain(text)) if word]
    if words == [NOBODY]:
        return ()
    return tuple(dict.fromkeys(_one(word, shown, staff) for word in words))


def _one(word: str, shown: Sequence[Technician], staff: Sequence[Person]) -> str:
    number = int(word) if word.isascii() and word.isdecimal() else 0
    if 0 < number <= min(MOST, len(shown)):
        return shown[number - 1].person.id
    return inputs.person(word, staff)


def listed(shown: Sequence[Technician], tables: Tables, at: Minute) -> Words:
    """`1 李强 水工 空闲  2 赵军 水电 手上1单  0 先不派`."""
    return (*((say("{n} {name}", n=n, name=one.person.name), (say("{trades} {load}", trades=" ".join(one.person.trades), load=_load(one))))
              for n, one in enumerate(shown, 1)), say("0 nobody yet"))  # fmt: skip


def _load(one: Technician) -> object:
    return say("{n} in hand", n=one.load) if one.load else say("free")


def table(shown: Sequence[Technician]) -> Table:
    """The technicians as rows: what they have in hand and which certificates they hold."""
    head = (say("technician"), say("ID"), say("trades"), say("in hand"), say("certificates"))
    rows = [(one.person.name, one.person.id, " ".join(one.person.trades) or "-", str(one.load), _papers(one)) for one in shown]
    return Table(head, rows, soft=frozenset({2, 4}), right=frozenset({3}))


def _papers(one: Technician) -> Words:
    told = [say("{kind} to {day}", kind=kind, day=day) if day else kind for kind, day in one.certificates]
    return tuple(told) or "-"


def _called(trade: str, tables: Tables, at: Minute) -> set[str]:
    said = tables("words.trades", at)
    words = said.rows.get(trade, {}).get("words") if said else ()
    return {trade.casefold(), *(str(word).casefold() for word in (words if isinstance(words, tuple) else ()))} - {""}


def _goes_out(record: Record, person: Person) -> bool:
    return record.value("person.role") == "technician" or bool(person.trades)


def _left(record: Record, today: date) -> bool:
    left = record.value("person.left")
    return isinstance(left, date) and left < today


def _day(held: Plain) -> date | None:
    return held if isinstance(held, date) else None


def person_of(office: Office, text: str) -> str:
    """The staff ID of whoever is called that. Raises NobodySo, Ambiguous."""
    return inputs.person(text, Registers(office).staff)


def named(shown: Sequence[Technician]) -> Words:
    """`1 李强 水工  2 赵军 水电`: of work that is done, what they have in hand says nothing."""
    rows = enumerate(shown, 1)
    return tuple(say("{n} {name} {trades}", n=n, name=one.person.name, trades=" ".join(one.person.trades)) for n, one in rows)
