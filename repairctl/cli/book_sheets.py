"""The sheets of `money export xlsx` in the reader's language: what is owed, the ledger, totals by tax rate. Knows figures, no office."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from repairctl.actions.accounts import Book, Owing
from repairctl.actions.spreadsheets import Sheet, Value
from repairctl.cli import show_ledger, show_receivables
from repairctl.cli.language import Tongue
from repairctl.errors import say
from repairctl.figures.accounts import Ledger
from repairctl.figures.postings import SORTS
from repairctl.kinds.order_shares import ZERO
from repairctl.model import Label, moment_of

METHOD = Label("paid by", "收款方式")
REFERENCE = Label("reference", "流水号")
BY_RATE = Label("by tax rate", "分税率")
EMPTY = datetime(2026, 1, 1)
"""When a book without any posting says it was made."""


def created(tongue: Tongue, one: Ledger) -> datetime:
    """The moment of its last posting: a book says when its content is from, so that the same content is the same file."""
    return _local(tongue, one.lines[-1].posting.at) if one.lines else EMPTY


def sheets(tongue: Tongue, owing: Owing, book: Book) -> Iterator[Sheet]:
    """What is owed, the ledger, the totals by tax rate."""
    yield _receivables(tongue, owing)
    yield _ledger(tongue, book)
    yield _rates(tongue, book.ledger)


def _receivables(tongue: Tongue, owing: Owing) -> Sheet:
    labels = [*show_receivables.HEADS, *(label for _, label in owing.found.columns)]
    _, *rows = show_receivables.exact(owing.found)
    columns = [name for name, _ in owing.found.columns]
    body: list[list[Value]] = []
    for row, aged in zip(rows, owing.found.rows, strict=True):
        order, unit, _, party, due, days, owed, interest, _, *ages = row
        disputed = tongue.label(show_receivables.DISPUTED) if aged.claim.disputed else ""
        body.append([order, unit, show_receivables.payer(tongue, aged.claim.payer), party, due, days, disputed, interest, owed, *ages])
    totals = owing.found.totals
    last: list[Value] = [tongue.say(say("total")), *([""] * 6), owing.found.interest, owing.found.owed, *(totals[name] for name in columns)]
    return Sheet(tongue.label(show_receivables.RECEIVABLES), [tongue.label(label) for label in labels], body, [last])


def _ledger(tongue: Tongue, book: Book) -> Sheet:
    labels = (
        show_ledger.AT,
        show_receivables.ORDER,
        show_receivables.PLACE,
        show_ledger.WHAT,
        show_receivables.PAYER,
        show_receivables.PARTY,
        METHOD,
        REFERENCE,
    )
    head = [tongue.label(label) for label in (*labels, show_ledger.AMOUNT, show_ledger.BALANCE)]
    one = book.ledger
    opening: list[Value] = [book.period.first, "", "", tongue.say(say("opening balance")), "", "", "", "", None, one.opening]
    closing: list[Value] = ["", "", "", tongue.say(say("closing balance")), "", "", "", "", one.closing - one.opening, one.closing]
    return Sheet(tongue.label(show_ledger.LEDGER), head, [opening, *_postings(tongue, one)], [closing])


def _postings(tongue: Tongue, one: Ledger) -> Iterator[list[Value]]:
    for line in one.lines:
        held = line.posting
        what, payer = tongue.label(SORTS[held.sort]), show_receivables.payer(tongue, held.payer)
        method = show_ledger.method(tongue, held.method) if held.method else ""
        names = (held.order, held.unit, what, payer, held.party, method, held.reference)
        yield [_local(tongue, held.at), *names, held.amount, line.balance]


def _rates(tongue: Tongue, one: Ledger) -> Sheet:
    body: list[list[Value]] = [[show_ledger.rate(tongue, each.rate), each.net, each.tax, each.gross] for each in one.rates]
    net, tax = (sum(held, ZERO) for held in ((each.net for each in one.rates), (each.tax for each in one.rates)))
    last: list[Value] = [tongue.say(say("total")), net, tax, net + tax]
    return Sheet(tongue.label(BY_RATE), [tongue.label(label) for label in show_ledger.RATE_HEADS], body, [last])


def _local(tongue: Tongue, at: int) -> datetime:
    return moment_of(at, tongue.zone).replace(tzinfo=None)
