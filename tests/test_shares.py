"""What each of several payers bears, to the fen, and what becomes of it: pure values, no file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from repairctl.kinds import KINDS, order_money, order_shares
from repairctl.kinds.order_shares import NoPart, Share, SharesDoNotAdd, split
from repairctl.model import Entry, Plain, Record
from tests.reading import record

Step = tuple[str, Mapping[str, Plain]]
ORDER = KINDS["order"]
THREE = [{"payer": "owner", "party": f"P-{n}", "parts": part} for n, part in (("0802", "89.51"), ("0301", "102.37"), ("0302", "76.12"))]


def money(text: str) -> Decimal:
    return Decimal(text)


def order(payable: str, borne: Sequence[str], *entries: Step) -> Record:
    """A settled order whose parties P-0, P-1 … bear these amounts, with entries (step, what it filled) after the statement."""
    log = [Entry("settle", 10, "S-01", 0), *(Entry(step, 11 + n, "S-01", n + 1, filled) for n, (step, filled) in enumerate(entries))]
    of: dict[str, tuple[Entry, ...]] = {}
    for entry in log:
        of[entry.step] = (*of.get(entry.step, ()), entry)
    rows: tuple[Plain, ...] = tuple({"payer": "owner", "party": f"P-{n}", "amount": money(amount)} for n, amount in enumerate(borne))
    base: dict[str, Plain] = {"payable": money(payable), "payer": "owner", "payer_party": "P-0"}
    settlement: Mapping[str, Plain] = {**base, "shares": rows} if rows else base
    return Record(ORDER, "WO-20260307-001", {"settlement": settlement}, tuple(log), tuple(log), of, "settled")


def owed(record: Record) -> list[str]:
    return [str(one.owed) for one in order_money.shares(record)]


def test_c07_the_odd_fen_go_to_the_largest_remainders() -> None:
    assert split(money("10000.00"), THREE) == (money("3339.92"), money("3819.78"), money("2840.30"))


def test_c07_one_flat_of_the_roof() -> None:
    rest: list[Mapping[str, Plain]] = [{"payer": "owner", "party": "P-0301", "parts": "104.00"}, {"payer": "owner", "parts": "6136.00"}]
    assert split(money("186000.00"), rest) == (money("3100.00"), money("182900.00"))


def test_stated_amounts_come_first_and_the_rest_goes_by_parts() -> None:
    rows: list[Mapping[str, Plain]] = [{"payer": "insurer", "amount": money("250.00")}, *THREE[:2]]
    assert split(money("1000.00"), rows)[0] == money("250.00")
    assert sum(split(money("1000.00"), rows)) == money("1000.00")


@pytest.mark.parametrize("part", ["", "0x10", "-1", "1/0", "1e9", "1e999999999", "½", "1/3/4", "nan", "99999999999999"])
def test_what_is_no_part_is_refused(part: str) -> None:
    with pytest.raises(NoPart):
        split(money("100.00"), [{"payer": "owner", "parts": part}])


@pytest.mark.parametrize(
    "rows",
    [
        [{"payer": "owner", "amount": money("99.99")}],
        [{"payer": "owner", "amount": money("100.01")}, {"payer": "company", "parts": "1"}],
        [{"payer": "owner", "parts": "60%"}, {"payer": "company", "parts": "39%"}],
        [{"payer": "owner", "parts": "60%"}, {"payer": "company", "parts": "1"}],
    ],
)
def test_shares_that_do_not_come_to_the_statement_are_refused(rows: list[Mapping[str, Plain]]) -> None:
    with pytest.raises(SharesDoNotAdd):
        split(money("100.00"), rows)


def test_one_payer_stays_one_share() -> None:
    (share,) = order_money.shares(order("342.30", [], ("pay", {"amount": money("342.30"), "paid_by": "P-9"})))
    assert share == Share("owner", "P-0", money("342.30"), money("342.30"))


def test_a_payment_of_a_party_is_theirs_and_another_goes_to_who_still_owes() -> None:
    held = order("100.00", ["60.00", "40.00"], ("pay", {"amount": money("40.00"), "paid_by": "P-1"}), ("pay", {"amount": money("70.00")}))
    assert owed(held) == ["-10.00", "0.00"]


def test_a_credit_is_shared_as_the_statement_is_unless_it_names_a_party() -> None:
    assert owed(order("100.00", ["60.00", "40.00"], ("credit", {"amount": money("10.00")}))) == ["54.00", "36.00"]
    assert owed(order("100.00", ["60.00", "40.00"], ("credit", {"amount": money("10.00"), "party": "P-1"}))) == ["60.00", "30.00"]


def test_a_refund_goes_back_to_who_paid_too_much() -> None:
    paid: list[Step] = [("pay", {"amount": money("60.00"), "paid_by": "P-0"}), ("pay", {"amount": money("45.00"), "paid_by": "P-1"})]
    assert owed(order("100.00", ["60.00", "40.00"], *paid, ("refund", {"amount": money("5.00")}))) == ["0.00", "0.00"]


def test_a_deposit_takes_off_only_as_much_as_it_is_of_what_was_paid_before() -> None:
    held = record("""
settlement: {payable: 80.00, deposit: 20.00, payer: owner}
log:
- {step: report, at: 2026-03-07T09:00, by: S-01}
- {step: pay, at: 2026-03-08T09:00, by: S-01, amount: 15.00}
- {step: pay, at: 2026-03-08T09:01, by: S-01, amount: 15.00}
- {step: settle, at: 2026-03-10T10:00, by: S-01}
""")
    assert owed(held) == ["70.00"]


def test_what_is_released_of_the_retention_is_borne_as_well() -> None:
    assert owed(order("180420.00", [], ("release", {"amount": money("5580.00")}))) == ["186000.00"]


AMOUNTS = st.decimals(0, 10**7, places=2)
PARTIES = st.sampled_from(["", "P-0", "P-1", "P-7"])
STEPS = st.sampled_from([("pay", "paid_by"), ("credit", "party"), ("refund", "paid_to"), ("release", "party")])


@given(st.lists(AMOUNTS, min_size=1, max_size=5), st.lists(st.tuples(STEPS, PARTIES, AMOUNTS), max_size=8))
def test_what_all_owe_is_the_statement_whoever_paid(borne: list[Decimal], steps: list[tuple[tuple[str, str], str, Decimal]]) -> None:
    entries: list[Step] = [(step, {"amount": amount, **({field: party} if party else {})}) for (step, field), party, amount in steps]
    held = order(str(sum(borne)), [str(one) for one in borne], *entries)
    sums = {name: order_shares.total_of(held, name) for name in ("pay", "credit", "refund", "release")}
    wanted = sum(borne) + sums["release"] - sums["credit"] - sums["pay"] + sums["refund"]
    assert sum(one.owed for one in order_money.shares(held)) == wanted
    assert order_money.paid(held) == sums["pay"] - sums["refund"]
    assert sum(one.paid for one in order_money.shares(held)) == order_money.paid(held)


@given(st.decimals(0, 10**9, places=2), st.lists(st.decimals("0.01", 10**4, places=2), min_size=1, max_size=12))
def test_parts_come_to_the_whole_exactly(payable: Decimal, parts: list[Decimal]) -> None:
    assert sum(split(payable, [{"payer": "owner", "parts": str(one)} for one in parts])) == payable
