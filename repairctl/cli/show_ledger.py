"""A ledger and the account of a party: tables for people, rows for programs and spreadsheets. Knows figures, no office."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from repairctl.actions.accounts import Account, Book, Period
from repairctl.cli import json_forms, sheet_files, show
from repairctl.cli.desk import Desk
from repairctl.cli.language import Tongue
from repairctl.cli.sheet_files import Cell
from repairctl.cli.show_receivables import DUE, ORDER, OWED, PLACE, amount, payer, sums, unread
from repairctl.errors import say
from repairctl.figures.accounts import Claim, Ledger, Line
from repairctl.figures.postings import SORTS, Posting
from repairctl.kinds.order_sheet import PAYMENT_METHODS
from repairctl.model import Label

AT = Label("when", "日期")
WHAT = Label("what", "摘要")
AMOUNT = Label("amount", "金额")
BALANCE = Label("balance", "余额")
LEDGER = Label("ledger", "台账")
STATEMENT = Label("statement of account", "对账单")
RATE_HEADS = (Label("tax rate", "税率"), Label("net", "不含税"), Label("tax", "税额"), Label("with tax", "价税合计"))
_KEYS = ("at", "order", "unit", "sort", "payer", "party", "method", "reference", "amount", "balance")


def ledger(desk: Desk, one: Book, out: str = "") -> int:
    """Shows a ledger in the way that was asked for, or that its reader can use."""
    if out:
        sheet_files.to_file(desk, out, list(exact(desk.tongue, one.ledger)), LEDGER.zh)
    elif desk.json:
        desk.out(json_forms.text(desk, _json(desk.tongue, one.period, one.ledger)))
    elif desk.terminal.shows:
        desk.page(_for_people(desk.tongue, one.period, one.ledger, desk.terminal.width))
    else:
        sheet_files.tabs(desk, list(exact(desk.tongue, one.ledger))[1:])
    return unread(desk, one.unread)


def statement(desk: Desk, one: Account, out: str = "") -> int:
    """Shows the account of a party in the way that was asked for, or that its reader can use."""
    held = one.statement
    if out:
        sheet_files.to_file(desk, out, list(exact(desk.tongue, held.ledger)), STATEMENT.zh)
    elif desk.json:
        open_ = [_claim(claim) for claim in held.claims]
        desk.out(json_forms.text(desk, {"party": held.party, **_json(desk.tongue, one.period, held.ledger), "open": open_}))
    elif desk.terminal.shows:
        desk.page(_account(desk.tongue, one, desk.terminal.width))
    else:
        sheet_files.tabs(desk, list(exact(desk.tongue, held.ledger))[1:])
    return unread(desk, one.unread)


def exact(tongue: Tongue, one: Ledger) -> Iterator[Sequence[Cell]]:
    """A head of keys, and a row for each posting."""
    yield _KEYS
    for line in one.lines:
        held = line.posting
        at = json_forms.minute(held.at, tongue.zone) or ""
        names = (held.sort, held.payer, held.party, held.method, held.reference)
        yield [at, held.order, held.unit, *names, held.amount, line.balance]


def _json(tongue: Tongue, period: Period, one: Ledger) -> json_forms.Form:
    head, *rows = exact(tongue, one)
    lines = [dict(zip(map(str, head), map(sheet_files.flat, row), strict=True)) for row in rows]
    rates = [{"rate": _plain(each.rate), "net": f"{each.net:f}", "tax": f"{each.tax:f}", "gross": f"{each.gross:f}"} for each in one.rates]
    return {
        "from": period.first.isoformat() if period.first else None,
        "to": period.last.isoformat(),
        "opening": f"{one.opening:f}",
        "rows": lines,
        "closing": f"{one.closing:f}",
        "sorts": {name: f"{held:f}" for name, held in one.sorts},
        "rates": rates,
        "methods": {name: f"{held:f}" for name, held in one.methods},
    }


def _plain(rate: Decimal | None) -> str | None:
    return None if rate is None else f"{rate:f}"


def _claim(one: Claim) -> json_forms.Form:
    return {"order": one.order, "unit": one.unit, "due": one.due.isoformat() if one.due else None, "owed": f"{one.owed:f}"}


def _for_people(tongue: Tongue, period: Period, one: Ledger, width: int) -> Iterator[str]:
    yield from _balances(tongue, period, one, width)
    if one.sorts:
        yield ""
        yield from sums(tongue, [(tongue.label(SORTS[name]), amount(held)) for name, held in one.sorts])
    if one.rates:
        yield ""
        yield from _rates(tongue, one, width)
    if one.methods:
        yield ""
        yield tongue.say(say("Came in, refunds taken off:"))
        yield from sums(tongue, [(method(tongue, name), amount(held)) for name, held in one.methods])


def _balances(tongue: Tongue, period: Period, one: Ledger, width: int) -> Iterator[str]:
    """The opening balance, a line for each posting, the closing balance."""
    heads = [(AT, 0), (ORDER, 0), (WHAT, 1), (AMOUNT, 2), (BALANCE, 2)]
    columns = [show.Column(tongue.label(label), how == 1, how == 2) for label, how in heads]
    opening = [str(period.first or ""), "", tongue.say(say("opening balance")), "", amount(one.opening)]
    closing = [str(period.last), "", tongue.say(say("closing balance")), "", amount(one.closing)]
    yield from show.table(columns, [opening, *(_row(tongue, line) for line in one.lines), closing], width)


def _row(tongue: Tongue, line: Line) -> list[str]:
    one = line.posting
    return [tongue.at(one.at), one.order, what(tongue, one), amount(one.amount), amount(line.balance)]


def what(tongue: Tongue, one: Posting) -> str:
    """What a posting is, how it was paid, by or of whom, in one line."""
    paid = method(tongue, one.method) if one.method else ""
    return " ".join(part for part in (tongue.label(SORTS[one.sort]), paid, payer(tongue, one.payer), one.party, one.reference) if part)


def method(tongue: Tongue, key: str) -> str:
    named = next((tongue.label(label) for name, label in PAYMENT_METHODS if name == key), key)
    return named or tongue.say(say("way of paying not said"))


def _rates(tongue: Tongue, one: Ledger, width: int) -> Iterator[str]:
    columns = [show.Column(tongue.label(label), False, True) for label in RATE_HEADS]
    body = [[rate(tongue, each.rate), amount(each.net), amount(each.tax), amount(each.gross)] for each in one.rates]
    yield from show.table(columns, body, width)


def rate(tongue: Tongue, held: Decimal | None) -> str:
    """`9 %`; what nobody divided by rate is said to be so."""
    return tongue.say(say("not divided")) if held is None else f"{(held * 100).normalize():f} %"


def _account(tongue: Tongue, one: Account, width: int) -> Iterator[str]:
    held = one.statement
    yield tongue.say(say("Account of {party}", party=held.party))
    yield ""
    yield from _balances(tongue, one.period, held.ledger, width)
    if held.claims:
        yield ""
        heads = [(ORDER, 0), (PLACE, 1), (DUE, 0), (OWED, 2)]
        columns = [show.Column(tongue.label(label), how == 1, how == 2) for label, how in heads]
        yield from show.table(columns, [[each.order, each.unit, str(each.due or ""), amount(each.owed)] for each in held.claims], width)
