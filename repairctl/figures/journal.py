"""Postings as a journal in hledger's format: balanced transactions in yuan, accounts declared, the same text whenever it is written. Pure.

Free text enters only comments, with every sign that means something to hledger made full-width; names of accounts are ours alone.
Source: hledger manual, "journal format".
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import tzinfo
from decimal import Decimal
from itertools import groupby

from msgspec import Struct

from repairctl.figures.postings import FROM_DEPOSIT, Posting, Tax
from repairctl.kinds.order_shares import ZERO
from repairctl.kinds.order_sheet import PAYERS, PAYMENT_METHODS
from repairctl.model import Label, moment_of

CURRENCY = "CNY"
DEPOSITS = "liabilities:deposits"
RETENTION = "assets:retention"
UNDIVIDED = "undivided"
UNKNOWN = "unknown"
_MEANING = str.maketrans(dict(zip(";|:,[]()*!\"'", "；｜：，［］（）＊！＂＇", strict=True)))  # full-width is meant
_FIXED: Mapping[str, Label] = {
    DEPOSITS: Label("deposits held", "预收押金"),
    RETENTION: Label("retention held back by payers", "被扣质保金"),
}
_RECEIVABLE, _MONEY = "assets:receivable", "assets:money"
_INCOME, _VAT = "income:repairs", "liabilities:vat"


class Line(Struct, frozen=True):
    """One line of a transaction: the account and by how much it grows."""

    account: str
    amount: Decimal


class Transaction(Struct, frozen=True):
    """What one entry of an order's log does to the accounts; its lines come to nothing."""

    postings: tuple[Posting, ...]
    lines: tuple[Line, ...]


def transactions(found: Iterable[Posting]) -> tuple[Transaction, ...]:
    """Postings as transactions, one for each entry of a log, in order of their moments."""
    ordered = sorted(found, key=lambda one: one.order_of)
    entries = groupby(ordered, key=lambda one: (one.at, one.order, one.place))
    return tuple(_transaction(tuple(held)) for _, held in entries)


def _transaction(held: tuple[Posting, ...]) -> Transaction:
    sums: dict[str, Decimal] = {}
    for line in (line for one in held for line in _lines(one)):
        sums[line.account] = sums.get(line.account, ZERO) + line.amount
    kept = {account: amount for account, amount in sums.items() if amount or account.startswith(_RECEIVABLE)}
    return Transaction(held, tuple(Line(account, amount) for account, amount in kept.items()))


def _lines(one: Posting) -> Iterator[Line]:
    yield Line(f"{_RECEIVABLE}:{one.payer or UNKNOWN}", one.amount)
    if one.sort in ("statement", "credit"):
        yield from _earned(one)
    else:
        yield Line(_against(one), -one.amount)


def _against(one: Posting) -> str:
    if one.sort in ("retention", "release"):
        return RETENTION
    if one.sort == "deposit" or one.method == FROM_DEPOSIT:
        return DEPOSITS
    return f"{_MONEY}:{one.method or UNKNOWN}"


def _earned(one: Posting) -> Iterator[Line]:
    """Income and tax by rate; what the taxes do not explain is income that nobody divided."""
    for tax in one.taxes:
        yield Line(f"{_INCOME}:{_rate(tax)}", -tax.net)
        if tax.tax:
            yield Line(f"{_VAT}:{_rate(tax)}", -tax.tax)
    rest = one.amount - sum((tax.net + tax.tax for tax in one.taxes), ZERO)
    if rest:
        yield Line(f"{_INCOME}:{UNDIVIDED}", -rest)


def _rate(tax: Tax) -> str:
    return UNDIVIDED if tax.rate is None else f"{(tax.rate * 100).normalize():f}%"


def journal(found: Sequence[Posting], zone: tzinfo) -> str:
    """The whole journal: the currency, the accounts with their Chinese names, the transactions by date."""
    held = transactions(found)
    accounts = sorted({line.account for one in held for line in one.lines})
    head = [f"commodity 1000.00 {CURRENCY}", "decimal-mark .", "", *(f"account {name}  ; {_named(name).zh}" for name in accounts)]
    return "\n".join([*head, *(line for one in held for line in ("", *_written(one, zone)))]) + "\n"


def _written(one: Transaction, zone: tzinfo) -> Iterator[str]:
    first = one.postings[0]
    yield f"{moment_of(first.at, zone):%Y-%m-%d} * ({harmless(first.order)}) {first.sort}"
    about = [first.unit, first.party, first.reference]
    if any(about):
        yield f"    ; {' '.join(filter(None, map(harmless, about)))}"
    width = max(len(line.account) for line in one.lines)
    yield from (f"    {line.account.ljust(width)}  {line.amount:.2f} {CURRENCY}" for line in one.lines)


def harmless(text: str) -> str:
    """Free text in one line, in which nothing means anything to hledger."""
    kept = "".join(sign if sign.isprintable() else " " for sign in text.translate(_MEANING))
    return " ".join(kept.split())


def _named(account: str) -> Label:
    """The name of an account in both languages."""
    if account in _FIXED:
        return _FIXED[account]
    parent, _, leaf = account.rpartition(":")
    title, leaves = _TITLES[parent]
    label = leaves.get(leaf, _LEAVES.get(leaf, Label(leaf, leaf)))
    return Label(f"{title.en}, {label.en}", f"{title.zh} {label.zh}")


_LEAVES = {UNDIVIDED: Label("not divided by rate", "未分税率"), UNKNOWN: Label("unknown", "未知")}
_TITLES: Mapping[str, tuple[Label, Mapping[str, Label]]] = {
    _RECEIVABLE: (Label("receivable", "应收"), dict(PAYERS)),
    _MONEY: (Label("money", "货币资金"), dict(PAYMENT_METHODS)),
    _INCOME: (Label("income of repairs", "维修收入"), {}),
    _VAT: (Label("VAT", "增值税"), {}),
}
