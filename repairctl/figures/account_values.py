"""The account of a party as plain values for its printed sheet: what was charged and paid, line by line, and what is still open. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, tzinfo
from decimal import Decimal

from repairctl.figures.accounts import Line, Receivables, Statement
from repairctl.figures.postings import SORTS
from repairctl.kinds.order_sheet import PAYMENT_METHODS
from repairctl.model import At, Label

NOTHING_SAID = Label("", "")


def values(held: Statement, owing: Receivables, first: date | None, last: date, zone: tzinfo) -> Mapping[str, object]:
    """What the sheet shows, in yuan; `first` None: from the beginning. `content` is what its code covers: no word of any language."""
    ledger = held.ledger
    totals = [(label, owing.totals[name]) for name, label in owing.columns if owing.totals[name]]
    claims = [{"order": one.claim.order, "due": one.claim.due, "days": one.days, "owed": one.claim.owed} for one in owing.rows]
    return {
        "first": first,
        "last": last,
        "opening": ledger.opening,
        "closing": ledger.closing,
        "lines": [_line(one, zone) for one in ledger.lines],
        "charged": sum((one.posting.amount for one in ledger.lines if _charges(one)), Decimal("0.00")),
        "paid": -sum((one.posting.amount for one in ledger.lines if not _charges(one)), Decimal("0.00")),
        "open": claims,
        "ages": totals,
        "content": _content(held, first, last),
    }


def _charges(one: Line) -> bool:
    return one.posting.amount > 0 or one.posting.sort == "statement"


def _line(one: Line, zone: tzinfo) -> Mapping[str, object]:
    held = one.posting
    amount = held.amount if _charges(one) else -held.amount
    return {
        "at": At(held.at, zone),
        "order": held.order,
        "unit": held.unit,
        "what": SORTS[held.sort],
        "method": dict(PAYMENT_METHODS).get(held.method, NOTHING_SAID),
        "reference": held.reference,
        "charged": amount if _charges(one) else None,
        "paid": None if _charges(one) else amount,
        "balance": one.balance,
    }


def _content(held: Statement, first: date | None, last: date) -> list[list[str]]:
    postings = (one.posting for one in held.ledger.lines)
    rows = [[str(one.at), one.order, one.sort, str(one.amount), one.method, one.reference] for one in postings]
    return [[held.party, str(first or ""), str(last), str(held.ledger.opening)], *rows]
