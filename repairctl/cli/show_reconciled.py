"""A file against the books: a table for people, rows for programs and spreadsheets, what was recorded. Knows figures, no office."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from repairctl.actions.outcomes import Done
from repairctl.actions.reconciling import Reconciled
from repairctl.cli import json_forms, sheet_files, show
from repairctl.cli.cells import wrapped
from repairctl.cli.desk import Desk
from repairctl.cli.language import Tongue
from repairctl.cli.sheet_files import Cell
from repairctl.cli.show_bulk import left_out
from repairctl.cli.show_receivables import amount, sums, unread
from repairctl.errors import Sentence, say
from repairctl.figures.reconciling import DIFFERENT, LABELS, MATCHED, MISSING, RECORDABLE, UNKNOWN, Item, totals
from repairctl.model import Label

RECONCILED = Label("reconciliation", "对账")
HEADS = ((Label("row", "行"), 0), (Label("date", "日期"), 0), (Label("amount", "金额"), 2), (Label("from", "对方"), 1))
MORE_HEADS = ((Label("reference", "流水号"), 1), (Label("memo", "备注"), 1), (Label("orders", "工单"), 0))
_KEYS = ("class", "row", "date", "amount", "counterparty", "reference", "memo", "orders", "in_the_books")


def found(desk: Desk, one: Reconciled, out: str = "") -> int:
    """Shows a file against the books in the way that was asked for, or that its reader can use. 1: something does not match."""
    if out:
        sheet_files.to_file(desk, out, list(exact(one.items)), RECONCILED.zh)
    elif desk.json:
        desk.out(json_forms.text(desk, form(desk.tongue, one)))
    elif desk.terminal.shows:
        desk.page(_for_people(desk.tongue, one, desk.terminal.width))
    else:
        sheet_files.tabs(desk, list(exact(one.items))[1:])
    if not out and one.recordable:
        desk.hint(f"money reconcile {one.wanted.file} --record")
    return unread(desk, one.unread) or _code(one)


def offered(desk: Desk, one: Reconciled) -> None:
    """What would be recorded."""
    for line in _table(desk.tongue, RECORDABLE, one.recordable, desk.terminal.width):
        desk.aside(line)


def nothing(desk: Desk, one: Reconciled) -> int:
    """That nothing is left to record."""
    if desk.json:
        desk.out(json_forms.text(desk, {**form(desk.tongue, one), "recorded": None}))
    else:
        desk.out(desk.tongue.say(say("Nothing in the file can be recorded beyond doubt.")))
    return unread(desk, one.unread) or _code(one)


def recorded(desk: Desk, one: Reconciled, done: Done) -> int:
    """What was recorded, or would be, and what its order could not take. 1: some rows still do not match."""
    if desk.json:
        desk.out(json_forms.text(desk, {**form(desk.tongue, one), "recorded": json_forms.done(desk.tongue, done)}))
    else:
        for line in _recorded(desk.tongue, one, done, desk.terminal.width):
            desk.out(line)
    if done.commit:
        desk.hint("undo")
    rest = [item for item in one.items if item.sort not in (MATCHED, RECORDABLE)]
    return int(bool(rest or done.left))


def exact(items: Sequence[Item]) -> Iterator[Sequence[Cell]]:
    """A head of keys, and a row for each item; what its class rests on stands in `orders` and `in_the_books`."""
    yield _KEYS
    for item in items:
        row = item.row
        day = row.day if row else item.booked[0].day
        said = (row.counterparty, row.reference, row.memo) if row else ("", item.booked[0].reference, "")
        booked = "; ".join(f"{one.order} {one.amount:.2f}" for one in item.booked)
        yield [item.sort, row.line if row else None, day, item.amount, *said, _orders(item), booked]


def form(tongue: Tongue, one: Reconciled) -> json_forms.Form:
    """The same for programs, with the sums of each class."""
    rows = [dict(zip(_KEYS, map(_plain, row), strict=True)) for row in list(exact(one.items))[1:]]
    sums_ = {sort: {"n": n, "amount": f"{held:f}"} for sort, (n, held) in totals(one.items).items()}
    whole = {"n": len(one.rows), "amount": f"{sum(row.amount for row in one.rows):.2f}"}
    told = [json_forms.finding(tongue, each) for each in one.unread]
    return {"file": one.wanted.file, "mapping": one.mapped.name, "rows": rows, "classes": sums_, "total": whole, "unread": told}


def _plain(cell: Cell) -> object:
    return cell if isinstance(cell, int | str) or cell is None else sheet_files.flat(cell)


def _code(one: Reconciled) -> int:
    return int(any(item.sort != MATCHED for item in one.items))


def _for_people(tongue: Tongue, one: Reconciled, width: int) -> Iterator[str]:
    counted = totals(one.items)
    for sort in (sort for sort in LABELS if sort != MATCHED and counted[sort][0]):
        yield from _table(tongue, sort, [item for item in one.items if item.sort == sort], width)
        yield ""
    pairs = [(f"{tongue.label(LABELS[sort])} ({n})", amount(held)) for sort, (n, held) in counted.items() if n and sort != MISSING]
    whole = say("in the file ({n})", n=len(one.rows))
    yield from sums(tongue, [*pairs, (tongue.say(whole), f"{sum(row.amount for row in one.rows):.2f}")])


def _table(tongue: Tongue, sort: str, items: Sequence[Item], width: int) -> Iterator[str]:
    columns = [show.Column(tongue.label(label), how == 1, how == 2) for label, how in (*HEADS, *MORE_HEADS)]
    yield tongue.label(LABELS[sort])
    yield from show.table(columns, [_cells(item) for item in items], width)
    if sort in _WHY:
        yield from wrapped(tongue.say(_WHY[sort]), width, first="  ", rest="  ")


def _cells(item: Item) -> list[str]:
    row = item.row
    if row is None:
        one = item.booked[0]
        return ["", one.day.isoformat(), amount(one.amount), "", one.reference, "", one.order]
    booked = " ".join(f"{one.order} {one.amount:.2f}" for one in item.booked)
    return [str(row.line), row.day.isoformat(), amount(row.amount), row.counterparty, row.reference, row.memo, booked or _orders(item)]


def _orders(item: Item) -> str:
    """The open claims that may be meant; where none owes as much, how much each owes."""
    if item.sort == UNKNOWN:
        return " ".join(f"{one.order} {one.owed:.2f}" for one in item.fitting)
    return " ".join(dict.fromkeys(one.order for one in item.fitting))


_WHY = {
    UNKNOWN: say("No open order that the memo names owes just this, or the row has no reference. Record it by hand: repairctl pay"),
    DIFFERENT: say("The payments with this reference come to another amount."),
}


def _recorded(tongue: Tongue, one: Reconciled, done: Done, width: int) -> Iterator[str]:
    left = {each.id for each in done.left}
    taken = [item for item in one.recordable if item.fitting[0].order not in left]
    for item in taken:
        assert item.row is not None
        facts = {"order": item.fitting[0].order, "amount": item.amount, "reference": item.row.reference}
        yield from wrapped(tongue.say(say("{order} paid {amount}, {reference}", **facts)), width, rest="  ")
    yield from left_out(tongue, done.left, width)
    yield from wrapped(tongue.say(_closing(len(taken), done)), width, rest="  ")


def _closing(n: int, done: Done) -> Sentence:
    if done.dry_run:
        return say("{n} payments would be recorded; nothing was written.", n=n)
    if not done.commit:
        return say("Nothing was written.")
    return say("{n} payments recorded in one commit {commit}; they can be taken back with undo.", n=n, commit=done.commit[:7])
