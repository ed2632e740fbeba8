"""The forms that read approvals, grounds, sums, references, texts and repetitions, each by a table of plain values."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from hashlib import sha256
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from repairctl.errors import say
from repairctl.forms.approval import approval
from repairctl.forms.checklist import checklist
from repairctl.forms.equal import equal
from repairctl.forms.interval import interval
from repairctl.forms.outside_hours import outside_hours
from repairctl.forms.paused_at_most import paused_at_most
from repairctl.forms.payer import payer
from repairctl.forms.price import price
from repairctl.forms.refers import refers
from repairctl.forms.sample import sample
from repairctl.forms.sum_is import sum_is
from repairctl.forms.text_free_of import text_free_of
from repairctl.forms.valid_on import valid_on
from repairctl.model import Judgement, Label, Length, Minute, Says, Table
from repairctl.readings.case import AsOf
from repairctl.readings.shapes import Ground, Link, Pause
from tests.reading import at
from tests.rule_books import CALENDAR_2026

NOTE = Label("note", "备注")


def now(text: str = "2026-12-01 12:00") -> AsOf:
    return AsOf(at(text), CALENDAR_2026)


def instant(text: str | None) -> Minute | date | None:
    return None if text is None else date.fromisoformat(text) if len(text) == 10 else at(text)


def says(judgement: Judgement) -> str:
    assert str(judgement.sentence)
    return judgement.says.value


LIMITS = Table(
    ("role",),
    ("up_to",),
    {"manager": {"up_to": None}, "desk": {"up_to": Decimal("200.00")}, "unset": {"up_to": Decimal("50.00")}},
)


@pytest.mark.parametrize(
    ("amount", "role", "given", "before", "wanted"),
    [
        (None, "desk", None, None, "n/a"),
        ("50.00", None, None, None, "pass"),
        ("50.01", None, None, None, "fail"),
        ("-50.01", None, None, None, "fail"),
        ("200.00", "desk", None, None, "pass"),
        ("200.01", "desk", None, None, "fail"),
        ("99999.00", "manager", None, None, "pass"),
        ("60.00", "technician", None, None, "fail"),
        ("60.00", "desk", "2026-03-02 09:00", "2026-03-02 09:00", "pass"),
        ("60.00", "desk", "2026-03-02 09:01", "2026-03-02 09:00", "fail"),
        ("60.00", "desk", None, "2026-03-02 09:00", "fail"),
        ("40.00", None, None, "2026-03-02 09:00", "pass"),
    ],
)
def test_so_much_needs_the_yes_of_who_may_give_it(
    amount: str | None, role: str | None, given: str | None, before: str | None, wanted: str
) -> None:
    asked = None if amount is None else Decimal(amount)
    assert says(approval(asked, role, LIMITS, "up_to", instant(given), instant(before), as_of=now())) == wanted


@pytest.mark.parametrize(
    ("on", "first", "last", "wanted"),
    [
        (None, None, "2026-03-09", "n/a"),
        ("2026-03-09 12:00", None, None, "n/a"),
        ("2026-03-10 00:00", None, "2026-03-09", "pass"),
        ("2026-03-10 00:01", None, "2026-03-09", "fail"),
        ("2026-03-09", None, "2026-03-09", "pass"),
        ("2026-03-05 00:00", "2026-03-05", "2026-03-09", "pass"),
        ("2026-03-04 23:59", "2026-03-05", "2026-03-09", "fail"),
        ("2026-03-05 08:29", "2026-03-05 08:30", None, "fail"),
        ("2026-03-05 08:30", "2026-03-05 08:30", None, "pass"),
    ],
)
def test_what_is_relied_on_is_valid_that_day(on: str | None, first: str | None, last: str | None, wanted: str) -> None:
    assert says(valid_on(instant(on), instant(last), instant(first), as_of=now())) == wanted


@pytest.mark.parametrize(
    ("total", "stated", "wanted"),
    [(None, "1.00", "n/a"), ("1.00", None, "open"), ("1.00", "1.00", "pass"), ("1.00", "1.01", "fail"), ("1.00", "0.99", "fail")],
)
def test_amounts_come_to_another_to_the_fen(total: str | None, stated: str | None, wanted: str) -> None:
    assert says(sum_is(Decimal(total) if total else None, Decimal(stated) if stated else None, as_of=now())) == wanted


@pytest.mark.parametrize(
    ("link", "status", "wanted"),
    [
        (None, ["filed"], "n/a"),
        (Link("AR-1", False), [], "fail"),
        (Link("AR-1", True, "filed"), [], "pass"),
        (Link("AR-1", True, "filed"), ["filed", "lent"], "pass"),
        (Link("AR-1", True, "voided"), ["filed", "lent"], "fail"),
    ],
)
def test_a_reference_leads_where_it_should(link: Link | None, status: list[str], wanted: str) -> None:
    assert says(refers(link, status, as_of=now())) == wanted


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("", "n/a"),
        ("计划停水两小时", "pass"),
        ("欠费不交就停水", "fail"),
        ("本公司拥有最终解释权", "fail"),
        ("欠费请补缴", "pass"),
        ("final say", "fail"),
    ],
)
def test_some_words_are_written_to_nobody(text: str, wanted: str) -> None:
    texts = [(NOTE, text)] if text else []
    assert says(text_free_of(texts, ["最终解释权", "停水+欠费", "Final say"], as_of=now())) == wanted


@pytest.mark.parametrize(
    ("one", "other", "wanted"),
    [
        (None, "a", "n/a"),
        ("a", "", "n/a"),
        ("a", "a", "pass"),
        ("a", "b", "fail"),
        (Decimal("80.0"), Decimal("80.00"), "pass"),
        (Decimal("80.00"), Decimal("80.01"), "fail"),
        (False, False, "pass"),
        (False, True, "fail"),
        (date(2026, 3, 2), date(2026, 3, 3), "fail"),
    ],
)
def test_two_things_are_the_same(one: Any, other: Any, wanted: str) -> None:
    assert says(equal(one, other, as_of=now())) == wanted


@pytest.mark.parametrize(
    ("ticked", "wanted_words", "wanted"),
    [([], [], "n/a"), ([], ["手套"], "fail"), (["手套", "胶靴"], ["手套"], "pass"), (["手套"], ["手套", "胶靴"], "fail")],
)
def test_everything_on_the_list_is_ticked(ticked: list[str], wanted_words: list[str], wanted: str) -> None:
    assert says(checklist(frozenset(ticked), wanted_words, as_of=now())) == wanted


NOON_AND_NIGHT = [(720, 840, "12:00-14:00"), (1080, 480, "18:00-08:00")]


@pytest.mark.parametrize(
    ("moment", "rest", "wanted"),
    [
        ("2026-03-02 11:59", False, "pass"),
        ("2026-03-02 12:00", False, "fail"),
        ("2026-03-02 13:59", False, "fail"),
        ("2026-03-02 14:00", False, "pass"),
        ("2026-03-02 18:00", False, "fail"),
        ("2026-03-03 00:00", False, "fail"),
        ("2026-03-02 07:59", False, "fail"),
        ("2026-03-02 08:00", False, "pass"),
        ("2026-03-07 10:00", False, "pass"),
        ("2026-03-07 10:00", True, "fail"),
        ("2026-02-28 10:00", True, "pass"),
        (None, True, "n/a"),
    ],
)
def test_quiet_hours_are_quiet(moment: str | None, rest: bool, wanted: str) -> None:
    assert says(outside_hours(instant(moment), NOON_AND_NIGHT, rest, as_of=now())) == wanted


YEARLY = Length(12, "months")


@pytest.mark.parametrize(
    ("done", "since", "until", "as_of", "wanted"),
    [
        ([], None, None, "2026-12-01 12:00", "fail"),
        ([], "2025-06-30", None, "2026-07-01 00:00", "pass"),
        ([], "2025-06-30", None, "2026-07-01 00:01", "fail"),
        (["2025-11-30"], None, None, "2026-12-01 00:00", "pass"),
        (["2025-11-30"], None, None, "2026-12-01 00:01", "fail"),
        (["2024-02-29", "2025-02-28"], None, None, "2026-02-28 12:00", "pass"),
        (["2024-02-29", "2025-03-01"], None, None, "2026-02-28 12:00", "fail"),
        (["2025-03-02", "2025-02-01"], "2025-01-01", "2025-12-31", "2026-12-01 12:00", "pass"),
        (["2026-12-02"], "2025-06-30", None, "2026-12-01 12:00", "fail"),
    ],
)
def test_what_must_be_done_again_is_done_again_in_time(
    done: list[str], since: str | None, until: str | None, as_of: str, wanted: str
) -> None:
    days = [one for text in done if (one := instant(text)) is not None]
    judged = interval(days, YEARLY, instant(since), instant(until), as_of=now(as_of))
    assert says(judged) == wanted


def test_an_interval_says_when_it_turns() -> None:
    judged = interval([date(2026, 1, 31)], Length(1, "months"), as_of=now("2026-02-10 12:00"))
    assert judged.turns_at == at("2026-03-01 00:01")
    assert judged.limit == at("2026-03-01 00:00")


def test_a_tolerance_is_added_in_days() -> None:
    days, week = [date(2026, 3, 31)], Length(7, "days")
    assert says(interval(days, Length(6, "months"), tolerance=week, as_of=now("2026-10-08 00:00"))) == "pass"
    assert says(interval(days, Length(6, "months"), tolerance=week, as_of=now("2026-10-08 00:01"))) == "fail"


# ------------------------------------------------------------------ who pays

DAMAGE = Ground(1, "damage", ("person_liable",))
WARRANTY = Ground(2, "warranty", ("developer",))
OTHER_WARRANTY = Ground(2, "repair warranty", ("repairer",))
PRIVATE = Ground(5, "private", ("owner", "tenant"))


@pytest.mark.parametrize(
    ("named", "holding", "wanted"),
    [
        (None, [PRIVATE], "open"),
        ("owner", [], "fail"),
        ("owner", [PRIVATE], "pass"),
        ("tenant", [PRIVATE], "pass"),
        ("company", [PRIVATE], "fail"),
        ("owner", [DAMAGE, PRIVATE], "fail"),
        ("person_liable", [DAMAGE, PRIVATE], "pass"),
        ("developer", [WARRANTY, OTHER_WARRANTY, PRIVATE], "fail"),
        ("owner", [PRIVATE, Ground(5, "kept by the owner", ("owner",))], "pass"),
        ("tenant", [PRIVATE, Ground(5, "kept by the owner", ("owner",))], "fail"),
    ],
)
def test_the_first_ground_that_holds_says_who_pays(named: str | None, holding: list[Ground], wanted: str) -> None:
    assert says(payer(named, holding)) == wanted


@pytest.mark.parametrize(
    ("item", "charged", "approved", "wanted"),
    [("tap", "10.50", None, "pass"), ("tap", "10.51", None, "fail"), ("gold", "1.00", None, "fail"), ("gold", "1.00", "P-0802", "pass")],
)
def test_a_price_has_its_tolerance_and_what_is_not_posted_its_approval(item: str, charged: str, approved: str | None, wanted: str) -> None:
    book = Table(("item",), ("price",), {"tap": {"price": Decimal("10.00")}})
    assert says(price(item, Decimal(charged), book, tolerance=Decimal("0.05"), approved=approved, as_of=now())) == wanted


# ------------------------------------------------------------------ who is drawn


def drawn(ids: list[str], percent: str | None, least: str | None, done: dict[str, Minute], as_of: str = "2026-04-08 00:01") -> list[str]:
    moments = [at("2026-03-31 10:00")] * len(ids)
    share, number = (None if one is None else Decimal(one) for one in (percent, least))
    told = sample(
        moments, [done.get(one) for one in ids], share, number, Length(7, "days"), "x", named=ids, month="2026-03", as_of=now(as_of)
    )
    return [ids[places[0]] for places, judgement in told if judgement.says is Says.FAIL]


IDS = [f"WO-202603{n:02}-001" for n in range(1, 32)]
ORDER = sorted(IDS, key=lambda one: sha256(f"x2026-03{one}".encode()).hexdigest())


@pytest.mark.parametrize(
    ("percent", "least", "many"), [("0.3", None, 10), ("0.05", "10", 10), ("0.05", None, 2), ("1", "99", 31), (None, "3", 3)]
)
def test_anybody_can_draw_the_sample_again(percent: str | None, least: str | None, many: int) -> None:
    assert drawn(IDS, percent, least, {}) == ORDER[:many]


def test_only_those_drawn_count_and_the_last_minute_is_in_time() -> None:
    last, late = at("2026-04-08 00:00"), at("2026-04-08 00:01")
    assert drawn(IDS, None, "2", {ORDER[0]: last, ORDER[1]: late, ORDER[2]: last}) == [ORDER[1]]


@pytest.mark.parametrize("as_of", ["2026-03-31 23:59", "2026-04-08 00:00"])
def test_nobody_fails_before_the_month_and_the_limit_are_over(as_of: str) -> None:
    assert drawn(IDS, "1", None, {}, as_of) == []


@given(st.permutations(IDS), st.integers(0, 40))
def test_the_order_of_the_files_draws_nobody_else(ids: list[str], least: int) -> None:
    assert drawn(ids, None, str(least), {}) == drawn(IDS, None, str(least), {})


# ------------------------------------------------------------------ paused_at_most

FRIDAY = "2026-03-06 17:00"
HELD = [Pause(at(FRIDAY), at("2026-03-09 09:00"), "待料")]
WITHOUT = [Pause(at(FRIDAY), at("2026-03-09 09:00"), "待料", say("no evidence"))]
GOING_ON = [Pause(at(FRIDAY), None, "待料")]


@pytest.mark.parametrize(
    ("pause", "most", "until", "wanted"),
    [
        ([], Length(1, "days"), None, "n/a"),
        (HELD, None, None, "n/a"),
        (HELD, Length(64 * 60, "minutes"), None, "pass"),
        (HELD, Length(64 * 60 - 1, "minutes"), None, "fail"),
        (HELD, Length(59, "office_minutes"), None, "fail"),  # 17:00-17:30 and 08:30-09:00
        (HELD, Length(60, "office_minutes"), None, "pass"),
        (HELD, Length(1, "working_days"), None, "pass"),  # 7 hours of Friday and 9 of Monday
        (HELD, Length(1, "months"), None, "undetermined"),
        (WITHOUT, Length(1, "minutes"), None, "pass"),
        ([*HELD, Pause(at(FRIDAY), at("2026-03-07 09:00"), "天气")], Length(64 * 60, "minutes"), None, "pass"),  # they overlap
        (GOING_ON, Length(400, "days"), None, "open"),
        (GOING_ON, Length(9, "days"), None, "fail"),
        (GOING_ON, Length(4, "days"), "2026-03-10 17:00", "pass"),
    ],
)
def test_holds_together_last_at_most(pause: list[Pause], most: Length | None, until: str | None, wanted: str) -> None:
    stop = None if until is None else at(until)
    assert says(paused_at_most(pause, most, stop, as_of=now())) == wanted


def test_a_hold_that_goes_on_says_until_when_it_may() -> None:
    judgement = paused_at_most(GOING_ON, Length(2, "days"), None, as_of=now("2026-03-07 17:00"))
    assert (judgement.limit, judgement.turns_at) == (at("2026-03-08 17:00"), at("2026-03-08 17:00") + 1)
    late = paused_at_most(GOING_ON, Length(2, "days"), None, as_of=now("2026-03-08 17:01"))
    assert (late.says, late.limit) == (Says.FAIL, at("2026-03-08 17:00"))


@given(st.lists(st.tuples(st.integers(0, 20_000), st.integers(1, 5_000)), min_size=1, max_size=6))
def test_holds_that_overlap_are_counted_once(spans: list[tuple[int, int]]) -> None:
    start = at("2026-03-02 00:00")
    pauses = [Pause(start + a, start + a + n, "待料") for a, n in spans]
    counted = len({minute for a, n in spans for minute in range(a, a + n)})
    assert paused_at_most(pauses, Length(counted, "minutes"), None, as_of=now()).says is Says.PASS
    assert paused_at_most(pauses, Length(counted - 1, "minutes"), None, as_of=now()).says is Says.FAIL
