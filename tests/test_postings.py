"""Postings: what they come to is what each payer still owes, and a ledger is nothing but their sum, whatever the story."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as some

from repairctl import money
from repairctl.figures import accounts
from repairctl.figures.postings import MOVES, Posting, Tax, postings, total
from repairctl.kinds import KINDS, order_money
from repairctl.model import Entry, Length, Plain, Record, Table
from repairctl.story import retold

ORDER = KINDS["order"]
DAY = 24 * 60
ZERO = Decimal("0.00")
TAXES = {0: (), 1: (("0.09", "314.04", "28.26"),), 2: (("0.09", "146.79", "13.21"), ("0.13", "480.00", "62.40"))}


def yuan(text: str) -> Decimal:
    return Decimal(text)


Move = tuple[str, int, Mapping[str, Plain]]


def order(*moves: Move, id: str = "WO-20260105-001", box: Mapping[str, Plain] | None = None) -> Record:
    """An order with these entries of its log, each with the day on which it was taken, and these values in its statement."""
    log = tuple(Entry(step, 1 + day * DAY, "S-01", place, filled) for place, (step, day, filled) in enumerate(moves))
    return retold(Record(ORDER, id, {"place": {"unit": "QH-5-802"}, "settlement": box or {}}), log)


def statement(total: str, *, deposit: str = "0.00", retention: str = "0.00", rates: int = 1, payer: str = "owner") -> dict[str, Plain]:
    """The box of a statement as it is frozen."""
    whole, held, kept = yuan(total), yuan(deposit), yuan(retention)
    rows = tuple({"rate": yuan(rate), "net": yuan(net), "tax": yuan(tax)} for rate, net, tax in TAXES[rates])
    return {
        "payer": payer, "payer_party": "P-0802", "total": whole, "deposit": held, "retention": kept, "payable": whole - held - kept,
        "due": date(1970, 2, 1), "taxes": rows, "net": whole, "tax": ZERO,
    }  # fmt: skip


def paid(day: int, amount: str, method: str = "cash") -> Move:
    return "pay", day, {"amount": yuan(amount), "method": method}


def shown(record: Record) -> list[tuple[str, str]]:
    return [(one.sort, str(one.amount)) for one in postings(record)]


def test_a_statement_is_paid_and_the_account_is_even() -> None:
    record = order(("settle", 3, {}), paid(4, "342.30", "wechat"), box=statement("342.30"))
    assert shown(record) == [("statement", "342.30"), ("payment", "-342.30")]
    charged, came = postings(record)
    assert (charged.taxes, charged.due) == ((Tax(yuan("0.09"), yuan("314.04"), yuan("28.26")),), date(1970, 2, 1))
    assert (came.payer, came.party, came.method, came.unit) == ("owner", "P-0802", "wechat", "QH-5-802")


@pytest.mark.parametrize(
    ("early", "deposit", "told"),
    [
        ("100.00", "100.00", [("payment", "-100.00"), ("statement", "342.30")]),
        ("60.00", "100.00", [("payment", "-60.00"), ("statement", "342.30"), ("deposit", "-40.00")]),
        ("150.00", "100.00", [("payment", "-150.00"), ("statement", "342.30")]),
    ],
)
def test_a_deposit_is_counted_once(early: str, deposit: str, told: list[tuple[str, str]]) -> None:
    record = order(paid(1, early), ("settle", 3, {}), box=statement("342.30", deposit=deposit))
    assert shown(record) == told
    assert total(postings(record)) == order_money.shares(record)[0].owed


def test_retention_is_taken_off_apart() -> None:
    record = order(("settle", 3, {}), box=statement("342.30", retention="10.00"))
    assert shown(record) == [("statement", "342.30"), ("retention", "-10.00")]


def test_what_was_taken_back_is_no_posting() -> None:
    retract: Move = ("retract", 6, {"what": "pay", "of": 1 + 4 * DAY, "whose": "S-01"})
    record = order(("settle", 3, {}), paid(4, "300.00"), retract, paid(4, "42.30"), box=statement("342.30"))
    assert shown(record) == [("statement", "342.30"), ("payment", "-42.30")]


def test_money_before_a_statement_is_on_the_account_of_whoever_paid() -> None:
    (one,) = postings(order(("pay", 1, {"amount": yuan("50.00"), "paid_by": "P-0303"})))
    assert (one.payer, one.party, one.amount) == ("", "P-0303", yuan("-50.00"))


def test_a_credit_takes_tax_back_where_that_is_known() -> None:
    moves: tuple[Move, ...] = ("settle", 3, {}), ("credit", 5, {"amount": yuan("109.00"), "reason": "少做"})
    assert postings(order(*moves, box=statement("342.30")))[-1].taxes == (Tax(yuan("0.09"), yuan("-100.00"), yuan("-9.00")),)
    assert postings(order(*moves, box=statement("702.40", rates=2)))[-1].taxes == (Tax(None, yuan("-109.00"), ZERO),)
    noted: tuple[Move, ...] = ("settle", 3, {}), ("credit", 5, {"amount": yuan("40.00"), "reason": "少做", "tax": yuan("-4.31")})
    assert postings(order(*noted, box=statement("702.40", rates=2)))[-1].taxes == (Tax(None, yuan("-35.69"), yuan("-4.31")),)


TWO: tuple[Plain, ...] = (
    {"payer": "owner", "party": "P-0802", "amount": yuan("205.38")},
    {"payer": "tenant", "party": "P-0303", "amount": yuan("136.92")},
)


def by_party(record: Record) -> list[tuple[str, str, str]]:
    return [(one.sort, one.party, str(one.amount)) for one in postings(record)]


def test_several_payers_have_an_account_each() -> None:
    moves: list[Move] = [("settle", 3, {}), ("pay", 4, {"amount": yuan("136.92"), "paid_by": "P-0303"}), paid(5, "250.00")]
    moves += [("refund", 6, {"amount": yuan("44.62"), "method": "cash"}), ("credit", 7, {"amount": yuan("34.23"), "reason": "少做"})]
    record = order(*moves, box={**statement("342.30"), "shares": TWO})
    assert by_party(record) == [
        ("statement", "P-0802", "205.38"),
        ("statement", "P-0303", "136.92"),
        ("payment", "P-0303", "-136.92"),
        ("payment", "P-0802", "-250.00"),
        ("refund", "P-0802", "44.62"),
        ("credit", "P-0802", "-20.54"),
        ("credit", "P-0303", "-13.69"),
    ]
    assert [one.taxes != () for one in postings(record)] == [True, False, False, False, False, True, False]


def test_one_payment_without_a_name_is_parted_among_those_who_owe() -> None:
    assert by_party(order(("settle", 3, {}), paid(5, "342.30"), box={**statement("342.30"), "shares": TWO}))[2:] == [
        ("payment", "P-0802", "-205.38"),
        ("payment", "P-0303", "-136.92"),
    ]


def test_retention_comes_back_when_it_is_released() -> None:
    record = order(("settle", 3, {}), ("release", 40, {"amount": yuan("10.00")}), box=statement("342.30", retention="10.00"))
    assert shown(record) == [("statement", "342.30"), ("retention", "-10.00"), ("release", "10.00")]
    assert total(postings(record)) == yuan("342.30")


def test_money_given_back_before_a_statement_ends_what_was_paid_ahead() -> None:
    record = order(
        ("pay", 1, {"amount": yuan("50.00"), "paid_by": "P-0303"}), ("refund", 2, {"amount": yuan("50.00"), "paid_to": "P-0303"})
    )
    assert [(one.party, str(one.amount)) for one in postings(record)] == [("P-0303", "-50.00"), ("P-0303", "50.00")]


def test_a_step_that_moves_no_money_and_one_nobody_knows_are_no_postings() -> None:
    record = order(("settle", 3, {}), ("dispute", 4, {"why": "贵"}), ("bless", 5, {"amount": yuan("5.00")}), box=statement("342.30"))
    assert shown(record) == [("statement", "342.30")]


BANDS = accounts.bands(
    Table(
        ("band",),
        ("zh", "en", "up_to"),
        {"d30": {"zh": "30天内", "en": "0-30 days", "up_to": Length(30, "days")}, "unset": {"zh": "更多", "en": "more", "up_to": None}},
    )
)


@pytest.mark.parametrize(
    ("today", "column"), [("1970-02-01", "not_due"), ("1970-02-02", "d30"), ("1970-03-03", "d30"), ("1970-03-04", "more")]
)
def test_the_due_day_itself_is_not_overdue(today: str, column: str) -> None:
    claims = accounts.claims(postings(order(("settle", 3, {}), box=statement("342.30"))), 90 * DAY)
    assert [row.column for row in accounts.aged(claims, date.fromisoformat(today), BANDS).rows] == [column]


def test_without_bands_what_is_overdue_has_one_column() -> None:
    claims = accounts.claims(postings(order(("settle", 3, {}), box=statement("342.30"))), 90 * DAY)
    assert [row.column for row in accounts.aged(claims, date(1970, 5, 1), ()).rows] == ["overdue"]


# ------------------------------------------------------------------ laws

amounts = some.decimals("0.01", "99999.99", places=2)
days = some.integers(0, 120)
parties = some.sampled_from(["P-0802", "P-0303", "P-0101"])


def moves(step: str, named: str, most: int) -> some.SearchStrategy[list[Move]]:
    """Entries of a step that moves money, some of them of a named party."""
    filled: some.SearchStrategy[Mapping[str, Plain]] = some.builds(
        lambda amount, party: {"amount": amount, **({named: party} if party else {})}, amounts, some.none() | parties
    )
    return some.lists(some.tuples(some.just(step), days, filled), max_size=most)


@some.composite
def stories(draw: some.DrawFn) -> Record:
    """An order with or without a statement, of one or several payers, with payments before and after it, credits, refunds, deposit, retention."""
    number = draw(some.integers(1, 999))
    moved: list[Move] = []
    for step, named in (("pay", "paid_by"), ("credit", "party"), ("refund", "paid_to"), ("release", "party")):
        moved += draw(moves(step, named, 3))
    settled = draw(some.none() | days)
    box: dict[str, Plain] = {}
    if settled is not None:
        moved.append(("settle", settled, {}))
        whole, deposit, retention = draw(amounts), draw(amounts), draw(amounts)
        box = statement(str(whole), deposit=str(deposit), retention=str(retention), rates=draw(some.integers(0, 2)))
        box |= {"net": whole} if not box["taxes"] else {}
        bearers = draw(some.lists(parties, max_size=3))
        parts = money.shares(whole - deposit - retention, {f"{n}": n + 1 for n in range(len(bearers))}) if bearers else {}
        pairs = zip(bearers, parts.values(), strict=True)
        rows: list[Plain] = [{"payer": "owner", "party": party, "amount": part} for party, part in pairs]
        box |= {"shares": tuple(rows)} if rows else {}
    moved = draw(some.permutations(moved))
    return order(*moved, id=f"WO-20260105-{number:03d}", box=box)


@given(stories())
def test_the_sum_of_an_account_is_what_its_share_owes(record: Record) -> None:
    shares = order_money.shares(record) if record.first("settle") else ()
    sums = {(one.payer, one.party): ZERO for one in shares}
    for posting in postings(record):
        if shares:
            sums[posting.payer, posting.party] += posting.amount
    owed = dict.fromkeys(sums, ZERO)
    for share in shares:
        owed[share.payer, share.party] += share.owed
    assert sums == owed


@given(stories())
def test_every_entry_is_posted_whole(record: Record) -> None:
    """What came in and went out is what the log says, whoever's account it is on."""
    for step, (sort, sign) in MOVES.items():
        for entry in record.of.get(step, ()):
            posted = [one for one in postings(record) if one.place == entry.place]
            assert {one.sort for one in posted} == {sort}
            assert total(posted) == sign * yuan(str(entry.filled["amount"]))


@given(some.lists(stories(), max_size=6, unique_by=lambda record: record.id), days, days)
def test_opening_and_movements_make_the_closing_balance(records: Sequence[Record], one: int, other: int) -> None:
    found = [posting for record in records for posting in postings(record)]
    first, last = min(one, other) * DAY, max(one, other) * DAY
    held = accounts.ledger(found, first, last)
    assert held.closing == held.opening + sum((line.posting.amount for line in held.lines), ZERO)
    assert held.opening == total(each for each in found if each.at < first)
    assert held.closing == total(each for each in found if each.at <= last)
    assert accounts.ledger(found, last + 1, last + DAY).opening == held.closing
    assert dict(held.sorts) == _by_sort([line.posting for line in held.lines])
    assert sum((claim.owed for claim in accounts.claims(found, last)), ZERO) == held.closing


def _by_sort(found: Sequence[Posting]) -> dict[str, Decimal]:
    return {sort: total(one for one in found if one.sort == sort) for sort in {one.sort for one in found}}


@given(some.lists(stories(), max_size=6, unique_by=lambda record: record.id), days)
def test_the_columns_of_the_ageing_add_up(records: Sequence[Record], today: int) -> None:
    found = [posting for record in records for posting in postings(record)]
    held = accounts.aged(accounts.claims(found, today * DAY), date.fromordinal(date(1970, 1, 1).toordinal() + today), BANDS)
    assert sum(held.totals.values()) == held.owed == total(each for each in found if each.at <= today * DAY)


@given(some.lists(stories(), max_size=6, unique_by=lambda record: record.id))
def test_the_accounts_of_all_parties_make_the_ledger(records: Sequence[Record]) -> None:
    found = [posting for record in records for posting in postings(record)]
    parties = {posting.party for posting in found}
    each = [accounts.statement(party, found, 0, 200 * DAY) for party in parties]
    assert sum((one.ledger.closing for one in each), ZERO) == accounts.ledger(found, 0, 200 * DAY).closing
    assert all(sum((claim.owed for claim in one.claims), ZERO) == one.ledger.closing for one in each)
