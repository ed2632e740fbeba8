"""Sending technicians from a list: what waits, who is free, pairs of a row and a person until an empty line, one commit."""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

from repairctl import inputs
from repairctl.actions.judged import Judge
from repairctl.actions.registers import Registers
from repairctl.actions.sheet import Wanted, imagined
from repairctl.actions.talks import report, sending
from repairctl.actions.talks.naming import called
from repairctl.actions.talks.orders import Orders
from repairctl.actions.talks.proposing import Tables, of_item
from repairctl.actions.talks.sending import Technician
from repairctl.actions.talks.spelling import about, clock, dated
from repairctl.actions.talks.sure import sure
from repairctl.actions.working import Working
from repairctl.errors import Misuse, say
from repairctl.inputs.typed import plain
from repairctl.kinds.order import ORDER
from repairctl.model import Finding, Label, Record, Says
from repairctl.office import Office
from repairctl.talk import END, Ask, Table, Talk, Tell, Words

SENDS = frozenset(status for step in ORDER.steps if step.name == "dispatch" for status, end in step.moves.items() if end == "dispatched")
"""The statuses in which an order waits for somebody to be sent."""
HEAD: tuple[Words, ...] = ("#", say("No."), say("prio."), say("place"), say("problem"), say("trade"), say("arrive by"))


class NotAPair(Misuse):
    """The answer is no row with a person after it."""

    def __init__(self, text: str, rows: int) -> None:
        super().__init__(
            say('"{text}" is no row with a technician after it; rows go from 1 to {rows}.', text=text, rows=rows),
            say("For example: {example}", example="1 S-11"),
        )


def dispatch(office: Office, ids: Sequence[str], by: str) -> Talk[tuple[Wanted, ...]]:
    """The conversation: over the orders named, else over all that wait."""
    orders = Orders(office)
    named = [one for one in orders.open if one.id in ids] if ids else [one for one in orders.open if one.status in SENDS]
    if not named:
        yield Tell([say("Nobody waits to be sent anywhere.")])
        return ()
    tables = Judge(office, Working(office)).book.table
    waiting = sorted(named, key=lambda one: (_rank(one), one.id))
    yield Tell([say("{n} to be sent", n=len(waiting))])
    yield _table(office, waiting, tables)
    registers = Registers(office)
    shown = sending.technicians(office, registers, orders, _one_trade(waiting, tables, office), tables)[: sending.MOST]
    yield sending.table(shown)
    return (yield from _pairs(office, waiting, shown, registers, by))


def _pairs(
    office: Office, waiting: Sequence[Record], shown: Sequence[Technician], registers: Registers, by: str
) -> Talk[tuple[Wanted, ...]]:
    sheet = imagined(office, "order")
    chosen: dict[str, list[Wanted]] = {}
    said: Words = say("Send (row and technician; an empty line ends it)")
    while True:
        pair = yield Ask("pair", said, read=lambda text: _pair(text, waiting, shown, registers), ends=True, hint=HINT)
        if pair is None or pair is END:
            break
        said = " "
        order, ids = cast("tuple[Record, tuple[str, ...]]", pair)
        sent = yield from report.reasons(ids, shown, sheet, office.now, order.id)
        chosen[order.id] = [_step(order, id, why, by) for id, why in sent]
        named = [f"{_name(id, registers)} {id}" for id, _ in sent]
        if named:
            yield Tell([say("{id} -> {people}", id=dated(order.id, office.now, office.zone), people=named)], echo=True)
    steps = tuple(step for held in chosen.values() for step in held)
    if not steps:
        return ()
    number = sum(1 for held in chosen.values() if held)
    return steps if (yield sure(say("Send to {n} orders?", n=number))) else ()


HINT = say("The number of a row, then a number, ID or name of a technician, as 1 S-11; a row said again is sent anew.")


def _pair(text: str, waiting: Sequence[Record], shown: Sequence[Technician], registers: Registers) -> tuple[Record, tuple[str, ...]]:
    row, _, who = plain(inputs.text(text)).partition(" ")
    number = int(row) if row.isascii() and row.isdecimal() and len(row) < 4 else 0
    if not (0 < number <= len(waiting) and who.strip()):
        raise NotAPair(text, len(waiting))
    return waiting[number - 1], sending.read(who, shown, registers.staff)


def _step(order: Record, technician: str, why: str, by: str) -> Wanted:
    return Wanted("dispatch", {".technician": technician, **({".reason": why} if why else {})}, order.id, by)


def _name(id: str, registers: Registers) -> str:
    return next((one.name for one in registers.staff if one.id == id), "")


def _rank(order: Record) -> str:
    return priority(order) or "P9"


def priority(order: Record) -> str:
    """The priority that holds; '' before the first triage."""
    found = [str(entry.filled["priority"]) for entry in order.of.get("triage", ()) if entry.filled.get("priority")]
    return found[-1] if found else ""


def _table(office: Office, waiting: Sequence[Record], tables: Tables) -> Table:
    judge = Judge(office, Working(office))
    rows = [_row(number, one, office, tables, judge) for number, one in enumerate(waiting, 1)]
    return Table(HEAD, rows, soft=frozenset({3, 4}))


def _row(number: int, order: Record, office: Office, tables: Tables, judge: Judge) -> tuple[Words, ...]:
    limit = arrive_by(judge.verdicts(order, office.now))
    return (
        str(number), dated(order.id, office.now, office.zone), priority(order) or "-", called(office, order), about(order),
        _trade(order, tables, office), say("{at}", at=clock(limit, office.zone, office.now)) if limit is not None else "-",
    )  # fmt: skip


def arrive_by(verdicts: Sequence[Finding]) -> int | None:
    """By when somebody must be there."""
    limits = [one.limit for one in verdicts if one.waits_for == "arrive" and one.says in (Says.OPEN, Says.FAIL) and one.limit is not None]
    return min(limits, default=None)


def _trade(order: Record, tables: Tables, office: Office) -> Words:
    trade = report.trade(of_item(str(order.value("request.item") or ""), tables, office.now), tables, office.now)
    said = tables("words.trades", office.now)
    row = said.rows.get(trade) if said else None
    return Label(str(row["en"]), str(row["zh"])) if row else trade or "-"


def _one_trade(waiting: Sequence[Record], tables: Tables, office: Office) -> str:
    """The trade of all of them, where they have one in common."""
    found = {report.trade(of_item(str(one.value("request.item") or ""), tables, office.now), tables, office.now) for one in waiting}
    return found.pop() if len(found) == 1 else ""
