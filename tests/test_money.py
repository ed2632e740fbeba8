"""Money: the worked cases to the fen, the regulation's own examples, and the laws that hold for every amount."""

from __future__ import annotations

import itertools
from decimal import Decimal
from fractions import Fraction
from typing import Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from repairctl import money
from repairctl.money import TaxGroup, half_up, in_words, line_amount, read_words, shares, taxed

D = Decimal
Lines = list[tuple[str, Decimal, Decimal]]
amounts = st.decimals(min_value=D("-9999999999999999.99"), max_value=D("9999999999999999.99"), places=2)
small = st.decimals(min_value=D("-99999.99"), max_value=D("99999.99"), places=2)
rates = st.sampled_from([D("0"), D("0.01"), D("0.03"), D("0.06"), D("0.09"), D("0.13")])
lines = st.lists(st.tuples(st.sampled_from(["repair", "goods", "service"]), rates, small), max_size=8)
weights = st.dictionaries(st.text("ABC123-", min_size=1), st.fractions(0, 1000, max_denominator=100), min_size=1).filter(
    lambda held: any(held.values())
)
rounding: st.SearchStrategy[Literal["group", "line"]] = st.sampled_from(["group", "line"])


@pytest.mark.parametrize(
    ("amount", "rounded"),
    [("0.005", "0.01"), ("-0.005", "-0.01"), ("1.005", "1.01"), ("2.675", "2.68"), ("2.6749999", "2.67"), ("-0.004", "0.00")],
)
def test_amounts_are_rounded_half_away_from_zero(amount: str, rounded: str) -> None:
    assert str(half_up(D(amount))) == rounded


def test_rounding_to_another_step_and_of_long_numbers_is_exact() -> None:
    assert half_up(D("17.65"), D("0.1")) == D("17.7")
    assert half_up(D("12345678901234567890123456789012345.675")) == D("12345678901234567890123456789012345.68")
    assert line_amount(D("0.3333333333333333333333333335"), D("3")) == D("1.00")


@pytest.mark.parametrize(
    ("quantity", "price", "amount"),
    [("2.0", "80.00", "160.00"), ("3.0", "18.50", "55.50"), ("0.333", "1.50", "0.50"), ("-1", "46.80", "-46.80")],
)
def test_a_line_costs_quantity_times_price(quantity: str, price: str, amount: str) -> None:
    assert str(line_amount(D(quantity), D(price))) == amount


# ------------------------------------------------------------------ tax


def test_c01_a_burst_pipe_at_nine_percent_inclusive() -> None:
    amounts_ = [D("160.00"), D("80.00"), D("55.50"), D("46.80")]
    group = taxed([("repair", D("0.09"), amount) for amount in amounts_], inclusive=True, rounding="group")
    assert group == (TaxGroup("repair", D("0.09"), D("314.04"), D("28.26"), D("342.30")),)


def test_c07_a_roof_at_nine_percent_inclusive() -> None:
    (group,) = taxed([("repair", D("0.09"), D("186000.00"))], inclusive=True, rounding="group")
    assert (group.net, group.tax) == (D("170642.20"), D("15357.80"))


C18 = [("repair", D("0.09"), D("1250.00")), ("cleaning", D("0.06"), D("300.00")), ("goods", D("0.13"), D("480.00"))]


def test_c18_three_rates_exclusive_keep_their_order() -> None:
    groups = taxed(C18, inclusive=False, rounding="group")
    assert [(group.category, group.tax) for group in groups] == [("repair", D("112.50")), ("cleaning", D("18.00")), ("goods", D("62.40"))]
    assert (sum(g.net for g in groups), sum(g.tax for g in groups), sum(g.gross for g in groups)) == (D("2030"), D("192.90"), D("2222.90"))


def test_c18_everything_at_the_highest_rate() -> None:
    (group,) = taxed([(category, D("0.13"), amount) for category, _, amount in C18], inclusive=False, rounding="group")
    assert (group.category, group.gross) == ("cleaning+goods+repair", D("2293.90"))


def test_rounding_by_group_and_by_line_differ() -> None:
    three = [("repair", D("0.09"), D("0.05"))] * 3
    by_group, by_line = (taxed(three, inclusive=False, rounding=how)[0].tax for how in ("group", "line"))
    assert (by_group, by_line) == (D("0.01"), D("0.00"))


def test_no_lines_make_no_group() -> None:
    assert taxed([], inclusive=True, rounding="group") == ()


@given(lines, st.booleans(), rounding)
def test_negated_lines_negate_every_result(held: Lines, inclusive: bool, how: Literal["group", "line"]) -> None:
    credit = taxed([(category, rate, -amount) for category, rate, amount in held], inclusive=inclusive, rounding=how)
    for one, other in zip(taxed(held, inclusive=inclusive, rounding=how), credit, strict=True):
        assert (one.category, one.rate, -one.net, -one.tax, -one.gross) == (other.category, other.rate, other.net, other.tax, other.gross)


@given(lines, st.booleans(), rounding)
def test_groups_add_up(held: Lines, inclusive: bool, how: Literal["group", "line"]) -> None:
    groups = taxed(held, inclusive=inclusive, rounding=how)
    assert all(group.net + group.tax == group.gross for group in groups)
    assert sum(group.gross if inclusive else group.net for group in groups) == sum(amount for _, _, amount in held)
    assert len({group.rate for group in groups}) == len(groups) == len({rate for _, rate, _ in held})


@given(rates, small, st.booleans())
def test_tax_is_within_half_a_fen_of_the_exact_one(rate: Decimal, amount: Decimal, inclusive: bool) -> None:
    (group,) = taxed([("repair", rate, amount)], inclusive=inclusive, rounding="group")
    exact = Fraction(amount) - Fraction(amount) / (1 + Fraction(rate)) if inclusive else Fraction(amount) * Fraction(rate)
    assert abs(Fraction(group.tax) - exact) <= Fraction(1, 200)


# ------------------------------------------------------------------ shares


def test_c07_odd_fen_go_to_the_largest_remainders() -> None:
    assert shares(D("10000.00"), {"101": D("89.51"), "102": D("102.37"), "103": D("76.12")}) == {
        "101": D("3339.92"), "102": D("3819.78"), "103": D("2840.30")
    }  # fmt: skip


def test_c07_a_flat_bears_its_part_of_the_roof() -> None:
    assert shares(D("186000.00"), {"301": D("104.00"), "others": D("6136.00")})["301"] == D("3100.00")


def test_equal_remainders_go_by_key_not_by_order() -> None:
    assert shares(D("0.02"), {"C": 1, "B": 1, "A": 1}) == {"C": D("0.00"), "B": D("0.01"), "A": D("0.01")}
    assert list(shares(D("1.00"), {"B": Fraction(1, 3), "A": 1})) == ["B", "A"]


@given(amounts, weights)
def test_shares_sum_to_the_total_and_lie_within_a_fen(total: Decimal, held: dict[str, Fraction]) -> None:
    parts = shares(total, held)
    assert sum(map(Fraction, parts.values())) == Fraction(total)
    assert all(abs(Fraction(part) - Fraction(total) * held[key] / sum(held.values())) < Fraction(1, 100) for key, part in parts.items())
    assert shares(-total, held) == {key: -part for key, part in parts.items()}


@pytest.mark.parametrize(
    ("total", "held", "refusal"),
    [
        ("1.00", {"A": 1, "B": D("-0.01")}, money.NegativeWeight),
        ("1.00", {"A": 0, "B": D("0.00")}, money.NothingToShareBy),
        ("1.00", {}, money.NothingToShareBy),
        ("1.001", {"A": 1}, money.BrokenFen),
    ],
)
def test_what_cannot_be_shared_is_refused(total: str, held: dict[str, Decimal | int | Fraction], refusal: type[Exception]) -> None:
    with pytest.raises(refusal):
        shares(D(total), held)


# ------------------------------------------------------------------ in words

WORDS = [
    ("0", "零元整"), ("0.05", "伍分"), ("0.50", "伍角整"), ("0.55", "伍角伍分"), ("10", "壹拾元整"), ("1.005", "壹元零壹分"),
    ("-12.30", "负壹拾贰元叁角整"), ("-0.001", "零元整"), ("342.30", "叁佰肆拾贰元叁角整"), ("1012", "壹仟零壹拾贰元整"),
    ("186000", "壹拾捌万陆仟元整"), ("180420", "壹拾捌万零肆佰贰拾元整"), ("5580", "伍仟伍佰捌拾元整"), ("3100", "叁仟壹佰元整"),
    ("2222.90", "贰仟贰佰贰拾贰元玖角整"), ("1409.50", "壹仟肆佰零玖元伍角整"), ("6007.14", "陆仟零柒元壹角肆分"),
    ("1680.32", "壹仟陆佰捌拾元零叁角贰分"), ("107000.53", "壹拾万柒仟元零伍角叁分"), ("16409.02", "壹万陆仟肆佰零玖元零贰分"),
    ("325.04", "叁佰贰拾伍元零肆分"), ("1005.10", "壹仟零伍元壹角整"), ("100000", "壹拾万元整"), ("103453", "壹拾万叁仟肆佰伍拾叁元整"),
    ("10005", "壹万零伍元整"), ("20500", "贰万零伍佰元整"), ("10500000", "壹仟零伍拾万元整"), ("10050000", "壹仟零伍万元整"),
    ("123456789.01", "壹亿贰仟叁佰肆拾伍万陆仟柒佰捌拾玖元零壹分"), ("100005000", "壹亿零伍仟元整"), ("100000005", "壹亿零伍元整"),
    ("1070000000", "壹拾亿柒仟万元整"), ("1000000000000", "壹万亿元整"), ("1000050000000", "壹万亿零伍仟万元整"),
    ("1234567890123", "壹万贰仟叁佰肆拾伍亿陆仟柒佰捌拾玖万零壹佰贰拾叁元整"),
]  # fmt: skip


@pytest.mark.parametrize(("amount", "words"), WORDS)
def test_amounts_are_written_in_the_canonical_form(amount: str, words: str) -> None:
    assert in_words(D(amount)) == "人民币" + words
    assert read_words(words) == half_up(D(amount))


@pytest.mark.parametrize(
    ("words", "amount"),
    [
        ("壹仟肆佰零玖元伍角", "1409.50"), ("壹仟肆佰零玖圆伍角正", "1409.50"), ("壹仟陆佰捌拾元叁角贰分", "1680.32"),
        ("人民币壹拾万零柒仟元伍角叁分", "107000.53"), ("壹拾万零柒仟元零伍角叁分", "107000.53"), ("壹拾万柒仟圆伍角叁分", "107000.53"),
        ("人民币零圆正", "0"), ("负壹角", "-0.10"), ("壹亿伍仟元整", "100005000"), ("壹拾亿零柒仟万元整", "1070000000"),
        ("贰仟贰佰贰拾贰元玖角", "2222.90"),
    ],
)  # fmt: skip
def test_permitted_variants_are_read(words: str, amount: str) -> None:
    assert read_words(words) == D(amount)


@pytest.mark.parametrize(
    "words",
    [
        "", "元", "整", "人民币", "人民币 壹元整", " 壹元整", "壹元整\n", "壹元", "壹", "壹元整整", "壹元壹分整", "壹元壹分", "拾元整",
        "壹拾零元整", "壹仟伍元整", "壹仟零零伍元整", "壹万伍佰元整", "负零元整", "负人民币壹元整", "零元伍角整", "零伍分",
        "壹元零壹角整", "壹万万元整", "一元整", "壹块整", "¥1.00", "壹元贰分叁角", "伍分壹元整", "贰拾壹仟元整", "壹亿亿元整",
        "玖" * 5000 + "元整",
    ],
)  # fmt: skip
def test_nothing_else_is_read(words: str) -> None:
    assert read_words(words) is None


def test_what_is_too_large_for_words_is_refused() -> None:
    assert read_words(in_words(D("9999999999999999.99"))) == D("9999999999999999.99")
    with pytest.raises(money.TooLargeForWords, match="10000000000000000"):
        in_words(D("10000000000000000"))


mostly_zero = st.lists(st.sampled_from("0001"), min_size=1, max_size=18).map(lambda digits: D(int("".join(digits))).scaleb(-2))


@given(amounts | small | mostly_zero)
def test_words_read_back(amount: Decimal) -> None:
    assert read_words(in_words(amount)) == amount


@given(amounts | small | mostly_zero)
def test_every_permitted_variant_reads_back(amount: Decimal) -> None:
    for variant in itertools.islice(itertools.product(*money._pieces(amount)), 200):
        assert read_words("".join(variant)) == amount


@given(st.text("人民币负零壹贰伍玖拾佰仟万亿元圆角分整正", max_size=12))
def test_whatever_is_read_is_a_variant_of_the_canonical_form(words: str) -> None:
    amount = read_words(words)
    assert amount is None or words in {"".join(one) for one in itertools.product(*money._pieces(amount))}


def test_no_two_amounts_share_a_reading() -> None:
    seen: dict[str, Decimal] = {}
    for fen in (*range(0, 3000), *range(1000000, 1002500), *range(10000000, 100000000, 99991)):
        amount = D(fen).scaleb(-2)
        for variant in itertools.product(*money._pieces(amount)):
            assert seen.setdefault("".join(variant), amount) == amount
