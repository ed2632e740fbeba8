"""Amounts in yuan: rounding, tax by rate, shares that add up, amounts in words (大写). Knows no record, table or office."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from decimal import ROUND_HALF_UP, Context, Decimal
from typing import TYPE_CHECKING, Literal

from msgspec import Struct

from repairctl.errors import RepairError, say

if TYPE_CHECKING:  # imported where something is shared: most commands share nothing
    from fractions import Fraction

FEN = Decimal("0.01")
_WIDE = Context(prec=200, rounding=ROUND_HALF_UP)  # so wide that only the last step ever rounds


class NegativeWeight(RepairError):
    """A share cannot be less than nothing."""

    def __init__(self, key: str, weight: Decimal | int | Fraction) -> None:
        super().__init__(
            say("The amount cannot be shared: the weight of {key} is {weight}.", key=key, weight=str(weight)),
            say("Mend the area or part of {key}; the least is 0.", key=key),
        )


class NothingToShareBy(RepairError):
    """Every weight is nothing, or there is none."""

    def __init__(self, total: Decimal, keys: Sequence[str]) -> None:
        super().__init__(
            say("{total} cannot be shared: no weight of {keys} is above 0.", total=total, keys=", ".join(keys) or "nobody"),
            say("Give at least one of them an area or part."),
        )


class BrokenFen(RepairError):
    """An amount with more than two decimals cannot be paid, nor shared to the fen."""

    def __init__(self, amount: Decimal) -> None:
        super().__init__(say("{amount} is not a whole number of fen; write it with at most two decimals.", amount=amount))


class TooLargeForWords(RepairError):
    """Above the largest amount that the words can say."""

    def __init__(self, amount: Decimal) -> None:
        super().__init__(
            say("{amount} is too large to be written in words; the limit is {limit}.", amount=amount, limit=_LARGEST),
            say("Check the quantity and the unit price."),
        )


def half_up(amount: Decimal, to: Decimal = FEN) -> Decimal:
    """Rounded half away from zero (四舍五入), so that an amount and its negative round alike; never -0."""
    rounded = _WIDE.quantize(amount, to)
    return rounded if rounded else rounded.copy_abs()


def line_amount(quantity: Decimal, unit_price: Decimal) -> Decimal:
    """What a line costs, rounded to the fen line by line."""
    return half_up(_WIDE.multiply(quantity, unit_price))


def apportioned(whole: Decimal, part: Decimal, of: Decimal) -> Decimal:
    """As much of `whole` as `part` is of another amount (not 0), rounded half up to the fen once."""
    return half_up(_WIDE.divide(_WIDE.multiply(whole, part), of))


def simple_interest(balances: Sequence[tuple[Decimal, int]], daily: Decimal) -> Decimal:
    """Interest without interest on it: each balance for its days at a daily rate (0.0003), exact, rounded half up to the fen once."""
    owed = Decimal(0)
    for balance, days in balances:
        owed = _WIDE.add(owed, _WIDE.multiply(balance, Decimal(days)))
    return half_up(_WIDE.multiply(owed, daily))


# ------------------------------------------------------------------ tax


class TaxGroup(Struct, frozen=True):
    """What was charged at one rate; `net + tax == gross`. Several categories of one rate are joined by "+"."""

    category: str
    rate: Decimal
    net: Decimal
    tax: Decimal
    gross: Decimal


def taxed(lines: Sequence[tuple[str, Decimal, Decimal]], *, inclusive: bool, rounding: Literal["group", "line"]) -> tuple[TaxGroup, ...]:
    """Lines of (category, rate, amount) as one group per rate, in the order in which the rates first stand there.

    Inclusive: net = amount / (1 + rate), tax is the rest. Exclusive: tax = net x rate. Rounded once per group or once per line.
    """
    rates = dict.fromkeys(rate for _, rate, _ in lines)
    return tuple(_group([line for line in lines if line[1] == rate], inclusive, rounding) for rate in rates)


def _group(lines: Sequence[tuple[str, Decimal, Decimal]], inclusive: bool, rounding: Literal["group", "line"]) -> TaxGroup:
    rate = lines[0][1]
    amounts = [half_up(amount) for _, _, amount in lines]
    taxes = [_tax(amount, rate, inclusive) for amount in (amounts if rounding == "line" else [_total(amounts)])]
    given, tax = _total(amounts), _total(taxes)
    net = _WIDE.subtract(given, tax) if inclusive else given
    return TaxGroup("+".join(sorted({category for category, _, _ in lines})), rate, net, tax, _WIDE.add(net, tax))


def _tax(amount: Decimal, rate: Decimal, inclusive: bool) -> Decimal:
    if inclusive:
        return _WIDE.subtract(amount, half_up(_WIDE.divide(amount, _WIDE.add(rate, Decimal(1)))))
    return half_up(_WIDE.multiply(amount, rate))


def _total(amounts: Sequence[Decimal]) -> Decimal:
    total = Decimal("0.00")
    for amount in amounts:
        total = _WIDE.add(total, amount)
    return total


# ------------------------------------------------------------------ shares


def shares(total: Decimal, weights: Mapping[str, Decimal | int | Fraction]) -> dict[str, Decimal]:
    """Parts of `total` by weight, to the fen, whose sum is exactly `total`.

    Largest remainder: who lost most by cutting gets a fen first, of equals the smaller key. A negative total shares like its positive.
    """
    from fractions import Fraction

    exact = {key: Fraction(weight) for key, weight in weights.items()}
    fen = _whole_fen(total, exact, weights)
    whole = sum(exact.values())
    cut = {key: abs(fen) * weight // whole for key, weight in exact.items()}
    lost = {key: abs(fen) * weight / whole - cut[key] for key, weight in exact.items()}
    luckier = set(sorted(exact, key=lambda key: (-lost[key], key))[: abs(fen) - sum(cut.values())])
    sign = -1 if fen < 0 else 1
    return {key: Decimal(sign * (cut[key] + (key in luckier))).scaleb(-2, _WIDE) for key in exact}


def _whole_fen(total: Decimal, exact: Mapping[str, Fraction], weights: Mapping[str, Decimal | int | Fraction]) -> int:
    from fractions import Fraction

    for key, weight in exact.items():
        if weight < 0:
            raise NegativeWeight(key, weights[key])
    if not any(exact.values()):
        raise NothingToShareBy(total, sorted(exact))
    fen = Fraction(total) * 100
    if fen.denominator != 1:
        raise BrokenFen(total)
    return fen.numerator


# ------------------------------------------------------------------ in words (支付结算办法 附件一; 会计基础工作规范 52)

_LARGEST = Decimal("9999999999999999.99")
_DIGITS = "零壹贰叁肆伍陆柒捌玖"
_PLACES = ("仟", "佰", "拾", "")
_GROUPS = ("", "万", "亿", "万亿")
_WORDS = re.compile("[人民币负零壹贰叁肆伍陆柒捌玖拾佰仟万亿元圆角分整正]+")

_Piece = tuple[str, ...]
"""The ways in which one piece of the words may be written; the first is ours, '' leaves it out."""
_ZERO: _Piece = ("零",)
_ZERO_OR_NOT: _Piece = ("零", "")
_NO_ZERO_OR_ZERO: _Piece = ("", "零")


def in_words(amount: Decimal) -> str:
    """The amount in Chinese capitals, rounded half-up to the fen: 人民币叁佰肆拾贰元叁角整. Negative: 人民币负…."""
    rounded = half_up(amount)
    if abs(rounded) > _LARGEST:
        raise TooLargeForWords(amount)
    return "".join(piece[0] for piece in _pieces(rounded))


def read_words(text: str) -> Decimal | None:
    """The amount that the words say, in any form the regulation permits; None for whatever else.

    Permitted: without 人民币, 圆 for 元, 正 for 整, no 整 after 角, and 零 or not where 万位 or 元位 is 0 and 仟 or 角 is not.
    """
    if not _WORDS.fullmatch(text):
        return None
    amount = _valued(text)
    if amount > _LARGEST:
        return None
    signed = -amount if "负" in text else amount
    permitted = "".join(f"(?:{'|'.join(piece)})" for piece in _pieces(signed))
    return signed if re.fullmatch(permitted, text) else None


def _valued(text: str) -> Decimal:
    """What the words come to if they are right; nonsense for others, which then do not match their own pieces."""
    yuan, last = re.split("[元圆]", text, maxsplit=1) if re.search("[元圆]", text) else ("", text)
    high, _, low = yuan.rpartition("亿")
    whole = (_below_yi(high) * 10**8) + _below_yi(low)
    jiao, fen = (re.search(f"([{_DIGITS}]){unit}", last) for unit in "角分")
    cents = sum(_DIGITS.index(found[1]) * worth for found, worth in ((jiao, 10), (fen, 1)) if found)
    return Decimal(whole * 100 + cents).scaleb(-2, _WIDE)


def _below_yi(text: str) -> int:
    high, _, low = text.rpartition("万")
    return _below_wan(high) * 10**4 + _below_wan(low)


def _below_wan(text: str) -> int:
    found = re.findall(f"([{_DIGITS}])([仟佰拾]?)", text)
    return sum(_DIGITS.index(digit) * 10 ** (3 - _PLACES.index(place)) for digit, place in found)


def _pieces(amount: Decimal) -> Iterator[_Piece]:
    yuan, cents = divmod(int(abs(amount).scaleb(2, _WIDE)), 100)
    jiao, fen = divmod(cents, 10)
    yield ("人民币", "")
    if amount < 0:
        yield ("负",)
    if yuan or not cents:
        yield from _whole(yuan)
        yield ("元", "圆")
    if yuan and cents and not (yuan % 10 and jiao):
        yield _ZERO_OR_NOT if jiao else _ZERO
    yield from (((_DIGITS[digit] + unit),) for digit, unit in ((jiao, "角"), (fen, "分")) if digit)
    if not fen:
        yield ("整", "正", "") if jiao else ("整", "正")


def _whole(yuan: int) -> Iterator[_Piece]:
    groups = [(power, yuan // 10 ** (4 * power) % 10**4) for power in (3, 2, 1, 0)]
    spoken = [(power, group) for power, group in groups if group]
    before: tuple[int, int] | None = None
    for power, group in spoken:
        if before:
            yield from _between(before, (power, group))
        yield from _thousands(group)
        yield ("万" if power == 3 and any(at == 2 for at, _ in spoken) else _GROUPS[power],)
        before = power, group
    if not spoken:
        yield _ZERO


def _between(before: tuple[int, int], after: tuple[int, int]) -> Iterator[_Piece]:
    """The zero between two groups of four digits; a whole group left out is always said, lest a 万 be put in later."""
    if after[1] < 1000:
        yield _ZERO
    elif before[0] - after[0] > 1:
        yield _ZERO_OR_NOT
    elif before[1] % 10 == 0:
        yield _NO_ZERO_OR_ZERO


def _thousands(group: int) -> Iterator[_Piece]:
    digits = str(group)
    for at, digit in enumerate(digits.rstrip("0")):
        if digit != "0":
            yield (_DIGITS[int(digit)] + _PLACES[at - len(digits)],)
        elif digits[at - 1] != "0":
            yield _ZERO
