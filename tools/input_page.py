"""The page docs/input.md: what a clerk may type, from the examples by which the input language is tested."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from kinds_page import WRITTEN, table

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from tests import input_examples as examples

PARTS: Sequence[tuple[str, str, Sequence[tuple[str, str]]]] = (
    (
        "Moments that have passed 已发生的时刻",
        "Where something happened, a time of day alone means its latest occurrence, if that is at most 4 hours ago, or at most 16 and no "
        "earlier day since the record's last step fits too. Otherwise the day is asked for. A weekday is the latest one, today included; "
        "上周 and 下周 count weeks from Monday; a day without its year or month is the latest one.",
        examples.PAST,
    ),
    ("Moments to come 将来的时刻", "Where something will happen, what is left out means the next one.", examples.FUTURE),
    ("Moments of either sort 两可的时刻", "Where nothing says which, the day must be clear.", examples.EITHER),
    ("Days that have passed 已过的日子", "The same, without a time of day.", examples.DAYS_PAST),
    ("Days to come 将来的日子", "", examples.DAYS_FUTURE),
    ("Periods 期间", "Both ends are inclusive days.", examples.PERIODS),
    ("Lengths of time 时长", "`m` is minutes.", examples.SPANS),
    (
        "Places 地点",
        "Compared with the register by building, entrance and room, without leading zeroes. What is called so more than once is asked "
        "about. A place that is not in the register is recorded as typed, and `check` says REF-UNKNOWN.",
        examples.PLACES,
    ),
    ("Staff 人员", "Among those in service.", examples.PEOPLE),
    ("Parties 住户", "Those of the unit go before others. A name that nobody has is refused, for names never enter git.", examples.PARTIES),
    ("Money 金额", "Always two decimals, never a sign.", examples.MONEY),
    ("Quantities 数量", "With or without the unit of the item, here metres; another unit is refused.", examples.QUANTITIES),
    (
        "Choices 选项",
        "The key, the label in either language, or a declared synonym, whole. Where a program asks, the number of the choice and the "
        "beginning of its label too, if it is the beginning of no other.",
        examples.CHOICES,
    ),
    ("Yes and no 是否", "", examples.YES_NO),
    (
        "Lines 明细",
        "`ITEM QUANTITY[UNIT] [PRICE][ # NOTE]`: the item by its code, its name or a piece that only one has; the price only where it "
        "differs from the book.",
        examples.LINES,
    ),
    ("Records 单号", "`[KIND-][DATE-][DESK]NUMBER`; no other day is ever tried.", examples.NAMES),
)


def page() -> Iterator[str]:
    """The page."""
    yield from ("# What may be typed 输入", "", WRITTEN, "")
    yield "Chinese and English are understood at once, full-width or half-width. What no rule covers is refused with an example, nothing"
    yield "is guessed: what has two readings is asked about at a terminal, and refused with both written out elsewhere."
    yield "Free text is kept as typed. The examples are those of the tests."
    yield ""
    yield f"It is Monday {examples.NOW} in China; the order's last step was on Saturday {examples.LAST}."
    for heading, told, rows in PARTS:
        yield from ("", f"## {heading}", "", told)
        yield from table(("typed", "means"), [(f"`{typed}`" if typed else "(nothing)", _meaning(meaning)) for typed, meaning in rows])


def _meaning(meaning: str) -> str:
    if meaning.startswith("?"):
        return f"asks: {' or '.join(f'`{one}`' for one in meaning[1:].split(' / '))}"
    return f"refused: … {meaning[1:]} …" if meaning.startswith("!") else f"`{meaning}`"
