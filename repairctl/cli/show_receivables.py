"""What is owed: a table for people, rows for programs and spreadsheets. Knows figures, no office."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from repairctl.actions.accounts import Owing
from repairctl.cli import json_forms, sheet_files, show
from repairctl.cli.desk import Desk
from repairctl.cli.language import Tongue
from repairctl.cli.sheet_files import Cell
from repairctl.cli.show_findings import left_out
from repairctl.errors import say
from repairctl.figures.accounts import ADVANCE, NOT_DUE, Aged, Receivables
from repairctl.kinds.order_sheet import PAYERS
from repairctl.model import Finding, Label

COULD_NOT_TELL = 5
ORDER = Label("number", "单号")
PLACE = Label("place", "地点")
PAYER = Label("payer", "付款人")
PARTY = Label("party", "付款方")
DUE = Label("due", "付款期限")
LATE = Label("days late", "逾期天数")
OWED = Label("owed", "应收")
INTEREST = Label("interest", "滞纳金")
AGE = Label("age", "账龄")
DISPUTED = Label("disputed", "有异议")
RECEIVABLES = Label("receivables", "应收")
HEADS = (ORDER, PLACE, PAYER, PARTY, DUE, LATE, DISPUTED, INTEREST, OWED)
"""Of a row in a workbook, before the columns of the ageing."""
_KEYS = ("order", "unit", "payer", "party", "due", "days", "owed", "interest", "disputed")


def receivables(desk: Desk, one: Owing, out: str = "") -> int:
    """Shows what is owed in the way that was asked for, or that its reader can use."""
    if out:
        sheet_files.to_file(desk, out, list(exact(one.found)), RECEIVABLES.zh)
    elif desk.json:
        desk.out(json_forms.text(desk, _json(desk, one)))
    elif desk.terminal.shows:
        desk.page(_for_people(desk.tongue, one, desk.terminal.width))
    else:
        sheet_files.tabs(desk, list(exact(one.found))[1:])
    if not one.banded:
        told = say("No policy ageing is in force on {day}, so nothing says how what is overdue is aged.", day=one.day)
        desk.aside(desk.tongue.say(told))
    return unread(desk, one.unread)


def unread(desk: Desk, found: Sequence[Finding]) -> int:
    """Names the files that are in no figure; 5 where there are some, for then no total is one."""
    for finding in found:
        desk.aside(desk.tongue.say(left_out(finding)))
    return COULD_NOT_TELL if found else 0


def exact(one: Receivables) -> Iterator[Sequence[Cell]]:
    """A head of keys, and a row for each claim: what is owed stands in its column of the ageing too."""
    yield [*_KEYS, *(name for name, _ in one.columns)]
    for row in one.rows:
        held = row.claim
        ages = [held.owed if name == row.column else None for name, _ in one.columns]
        names = (held.order, held.unit, held.payer, held.party)
        yield [*names, held.due, row.days, held.owed, held.interest, "true" if held.disputed else "", *ages]


def _json(desk: Desk, one: Owing) -> json_forms.Form:
    rows = [_row(row) for row in one.found.rows]
    totals = {name: f"{amount:f}" for name, amount in one.found.totals.items()}
    whole = {"owed": f"{one.found.owed:f}", "interest": f"{one.found.interest:f}", "disputed": f"{one.found.disputed:f}", "columns": totals}
    return {"day": one.day.isoformat(), "rows": rows, "total": whole, "unread": [json_forms.finding(desk.tongue, f) for f in one.unread]}


def _row(row: Aged) -> json_forms.Form:
    one = row.claim
    names = {"order": one.order, "unit": one.unit, "payer": one.payer, "party": one.party}
    due = one.due.isoformat() if one.due else None
    interest = None if one.interest is None else f"{one.interest:f}"
    return {
        **names,
        "due": due,
        "days": row.days,
        "owed": f"{one.owed:f}",
        "interest": interest,
        "disputed": one.disputed,
        "column": row.column,
    }


def _for_people(tongue: Tongue, one: Owing, width: int) -> Iterator[str]:
    if not one.found.rows:
        yield tongue.say(say("Nobody owes anything."))
        return
    late = bool(one.found.interest)
    heads = [(ORDER, 0), (PLACE, 1), (PAYER, 1), (PARTY, 0), (DUE, 0), (LATE, 2), (OWED, 2), *([(INTEREST, 2)] if late else []), (AGE, 0)]
    columns = [show.Column(tongue.label(label), how == 1, how == 2) for label, how in heads]
    labels = dict(one.found.columns)
    yield from show.table(columns, [_told(tongue, row, labels[row.column], late) for row in one.found.rows], width)
    yield ""
    yield from _totals(tongue, one.found)


def _told(tongue: Tongue, row: Aged, column: Label, late: bool) -> list[str]:
    one = row.claim
    age = tongue.label(column)
    told = tongue.say(say("{age}, disputed", age=age)) if one.disputed else age
    days = str(row.days) if row.days and row.column not in (NOT_DUE, ADVANCE) else ""
    interest = [amount(one.interest) if one.interest else ""] if late else []
    return [one.order, one.unit, payer(tongue, one.payer), one.party, str(one.due or ""), days, amount(one.owed), *interest, told]


def payer(tongue: Tongue, key: str) -> str:
    return next((tongue.label(label) for name, label in PAYERS if name == key), key)


def amount(held: Decimal) -> str:
    return f"{held:.2f}"


def _totals(tongue: Tongue, one: Receivables) -> Iterator[str]:
    """The total of each column that is filled, and the total of all."""
    filled = {row.column for row in one.rows}
    pairs = [(tongue.label(label), amount(one.totals[name])) for name, label in one.columns if name in filled]
    yield from sums(tongue, [*pairs, (tongue.say(say("total")), amount(one.owed))])
    if one.interest:
        yield tongue.say(say("Besides, agreed late interest so far: {interest}.", interest=one.interest))
    if one.disputed:
        yield tongue.say(say("Of this {disputed} is disputed.", disputed=one.disputed))


def sums(tongue: Tongue, pairs: Sequence[tuple[str, str]]) -> Iterator[str]:
    """Names and amounts in lines, the amounts under each other."""
    from repairctl.cli.cells import cells, padded

    left, right = (max(cells(pair[side]) for pair in pairs) for side in (0, 1))
    for name, text in pairs:
        yield f"{padded(name, left)}  {' ' * (right - cells(text))}{text}"
