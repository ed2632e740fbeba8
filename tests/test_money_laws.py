"""Laws of the order's money for any lines: net and tax come to the total, and settled, paid, credited and refunded leaves nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Literal

from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from repairctl import story
from repairctl.kinds import KINDS, order_money, order_shares
from repairctl.kinds.order_credit import number_of
from repairctl.model import Entry, Plain, Record
from repairctl.money import half_up
from tests.pack import BOOK
from tests.reading import at

ORDER = KINDS["order"]
DAY = at("2026-12-02 10:00")
LINES = st.lists(
    st.fixed_dictionaries(
        {
            "kind": st.sampled_from(["labour", "material", "discount"]),
            "quantity": st.decimals("0.001", 50, places=3),
            "unit_price": st.decimals("0.01", 5000, places=2),
            "tax_category": st.sampled_from(["repair", "goods", "service", "appliance", "exempt"]),
        }
    ),
    min_size=1,
    max_size=6,
)
PRICES = st.sampled_from(["with_tax", "without_tax"])
OFFICES = st.sampled_from([{"taxpayer": kind, "tax_rounding": by} for kind in ("general", "small_scale") for by in ("group", "line")])
Office = Mapping[str, Plain]


def entry(record: Record, step: str, **filled: Plain) -> Record:
    """The record a minute later, with an entry that its step has computed."""
    taken = Entry(step, DAY + len(record.log), "S-01", len(record.log), filled)
    return story.retold(record, (*record.log, taken))


def settled(lines: Sequence[Mapping[str, Plain]], prices: str, office: Office) -> Record:
    """A statement with what its act freezes."""
    box: dict[str, Plain] = {"payer": "owner", "payer_party": "P-1", "prices": prices, "lines": tuple(lines)}
    record = entry(Record(ORDER, "WO-20261202-001", {"settlement": box}), "settle")
    computed = order_money.settled(record, record.log[-1], BOOK.values(office, {}))
    frozen = {path.partition(".")[2]: value for path, value in computed.items()}
    return replace(record, sections={"settlement": {**box, **frozen}})


def credit(record: Record, amount: Decimal) -> Record:
    """The record with a credit note."""
    after = entry(record, "credit", amount=amount, reason="少做")
    computed = order_money.credited(after, after.log[-1], BOOK.values({}, {}))
    own = {path[1:]: value for path, value in computed.items()}
    return story.retold(after, (*after.log[:-1], replace(after.log[-1], filled={**after.log[-1].filled, **own})))


def box_of(record: Record, name: str) -> Decimal:
    held = record.value(f"settlement.{name}")
    assert isinstance(held, Decimal)
    return held


def noted(record: Record, name: str) -> Decimal:
    """The sum of a field of all credit notes."""
    return sum((held for one in record.of.get("credit", ()) if isinstance(held := one.filled[name], Decimal)), Decimal(0))


@given(LINES, PRICES, OFFICES)
def test_net_and_tax_come_to_the_total(lines: list[Mapping[str, Plain]], prices: str, office: Office) -> None:
    record = settled(lines, prices, office)
    assert box_of(record, "net") + box_of(record, "tax") == box_of(record, "total")
    given_: Literal["total", "net"] = "total" if prices == "with_tax" else "net"
    assert box_of(record, given_) == sum(order_money.amount_of(line) for line in lines)


@given(LINES, PRICES, OFFICES, st.lists(st.integers(1, 99), max_size=3))
def test_settled_paid_credited_and_refunded_leaves_nothing(
    lines: list[Mapping[str, Plain]], prices: str, office: Office, parts: list[int]
) -> None:
    record = settled(lines, prices, office)
    total = box_of(record, "total")
    if total <= 0:
        return
    record = entry(record, "pay", amount=total)
    left = total
    for part in parts:
        amount = half_up(left * part / 100)
        record, left = (credit(record, amount), left - amount) if 0 < amount < left else (record, left)
    record = credit(record, left)
    record = entry(record, "refund", amount=total)
    assert [one.owed for one in order_money.shares(record)] == [0]
    assert order_shares.paid(record) == 0
    for name in ("net", "tax", "total"):
        assert box_of(record, name) + noted(record, name) == 0


def test_a_number_stays_when_another_entry_is_taken_back() -> None:
    record = entry(entry(Record(ORDER, "WO-20261202-001"), "pay", amount=Decimal(1)), "pay", amount=Decimal(2))
    assert [number_of(record, one) for one in record.log] == ["SJ-20261202-001-1", "SJ-20261202-001-2"]
    first = record.log[0]
    taken_back = entry(record, "retract", what="pay", of=first.at, whose="S-01")
    assert number_of(taken_back, taken_back.of["pay"][0]) == "SJ-20261202-001-2"
