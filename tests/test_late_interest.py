"""Late interest to the fen: which days count, from which balance, and what a dispute leaves out."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from repairctl import money
from repairctl.kinds import order_interest
from repairctl.model import Record
from tests.reading import ZONE, record

HEAD = """
settlement: {payable: 1000.00, payer: owner, payer_party: P-0802, due: 2026-03-25, interest_rate: 0.0003}
log:
- {step: report, at: 2026-03-07T09:00, by: S-01}
- {step: settle, at: 2026-03-10T10:00, by: S-01}
"""
PAID = "- {step: pay, at: 2026-04-04T15:00, by: S-01, amount: 600.00}\n"
DISPUTED = "- {step: dispute, at: 2026-03-28T23:59, by: S-01, why: 工时不对}\n"
RESOLVED = "- {step: resolve, at: 2026-03-30T00:01, by: S-01, outcome: not_upheld}\n"


def told(text: str) -> Record:
    return record(HEAD + text)


def late(text: str, until: str) -> Mapping[str, object]:
    found = order_interest.interest(told(text), date.fromisoformat(until), ZONE)
    return {"amount": str(found.amount), "days": found.days} if found else {}


@pytest.mark.parametrize(
    ("entries", "until", "amount", "days"),
    [
        ("", "2026-03-26", "0.30", 1),  # the day after the last day of the term is the first
        ("", "2026-04-04", "3.00", 10),
        (PAID, "2026-04-04", "3.00", 10),  # the day of payment still bears interest on what was paid
        (PAID, "2026-04-05", "3.12", 11),
        (DISPUTED, "2026-04-04", "0.60", 2),  # 26 and 27 March
        (DISPUTED + RESOLVED, "2026-04-04", "2.10", 7),  # without 28, 29 and 30 March
        (DISPUTED + RESOLVED + PAID, "2026-04-10", "2.82", 13),
        (DISPUTED + "- {step: resolve, at: 2026-03-28T23:59, by: S-01, outcome: withdrawn}\n", "2026-04-04", "2.70", 9),
        (DISPUTED + "- {step: resolve, at: 2026-04-03T09:00, by: S-01, outcome: withdrawn}\n" + PAID, "2026-04-10", "1.62", 9),
        ("- {step: credit, at: 2026-03-20T09:00, by: S-01, amount: 1000.00, reason: 免单}\n", "2026-04-04", "0.00", 0),
    ],
)
def test_which_days_bear_interest(entries: str, until: str, amount: str, days: int) -> None:
    assert late(entries, until) == {"amount": amount, "days": days}


def test_nothing_runs_before_the_term_is_over_or_where_nothing_was_agreed() -> None:
    assert late("", "2026-03-25") == {}
    assert order_interest.interest(record(HEAD.replace(", interest_rate: 0.0003", "")), date(2026, 4, 4), ZONE) is None


def test_a_dispute_goes_on_until_it_is_resolved() -> None:
    assert order_interest.is_disputed(told(DISPUTED))
    assert not order_interest.is_disputed(told(DISPUTED + RESOLVED))


@given(st.integers(1, 400), st.integers(0, 400))
def test_days_add_up_and_nothing_is_rounded_on_the_way(first: int, more: int) -> None:
    """Balance x days x rate, rounded once, whatever breakpoints lie between."""
    balance, rate = Decimal("333.33"), Decimal("0.0003")
    assert money.simple_interest([(balance, first), (balance, more)], rate) == money.half_up(balance * (first + more) * rate)
