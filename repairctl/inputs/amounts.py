"""Numbers and money as people write them: 2.5, 342.30, ¥342.3, 1,200.00."""

from __future__ import annotations

import re
from decimal import Decimal

from repairctl.errors import Sentence, say
from repairctl.inputs.typed import NotRead, plain


class NotANumber(NotRead):
    def __init__(self, value: str, why: Sentence) -> None:
        super().__init__(value, why, "2.5")


class NotMoney(NotRead):
    def __init__(self, value: str, why: Sentence) -> None:
        super().__init__(value, why, "342.30")


_DECIMAL = re.compile(r"-?(?:0|[1-9][0-9]{0,14})(?:\.[0-9]{1,9})?")
_MARKED = re.compile(r"¥? ?(.*?) ?元?")
_WHOLE = r"(?:0|[1-9][0-9]{0,12}|[1-9][0-9]{0,2}(?:,[0-9]{3}){1,4})"
_MONEY = re.compile(rf"{_WHOLE}(?:\.[0-9]{{1,2}})?")
_SPOKEN = re.compile(r"(0|[1-9][0-9]{0,12})元(?:([0-9])角)?(?:零?([0-9])分)?")
_NOT_MONEY = (
    (re.compile(r"[+-].*"), say("An amount has no sign; what is given back is a step of its own.")),
    (re.compile(r".*[万亿千百].*"), say("Write all digits of the amount, without 万 and the like.")),
    (re.compile(r"[0-9,]*\.[0-9]{3,}"), say("An amount has at most two decimals.")),
    (re.compile(r"[0-9,]*,[0-9,]*(\.[0-9]*)?"), say("The commas do not part thousands; write it without commas.")),
    (re.compile(r"0[0-9]+(\.[0-9]*)?"), say("An amount does not begin with 0 before other digits.")),
    (re.compile(r"[0-9]{14,}(\.[0-9]*)?"), say("The amount is too large.")),
)


def decimal(text: str) -> Decimal:
    """A number with its digits as typed: `2`, `2.0`, `-0.5`."""
    typed = plain(text)
    if not _DECIMAL.fullmatch(typed):
        raise NotANumber(text, say("A number is written in digits, with a point and at most nine decimals, without unit or commas."))
    return Decimal(typed)


def money(text: str) -> Decimal:
    """Yuan and fen, never negative: `342.3`, `¥342.30`, `342元3角5分`, `1,200.00`; always with two decimals."""
    spoken = _SPOKEN.fullmatch(plain(text))
    if spoken:
        return Decimal(f"{spoken[1]}.{spoken[2] or 0}{spoken[3] or 0}")
    marked = _MARKED.fullmatch(plain(text))
    typed = marked[1] if marked else ""
    if _MONEY.fullmatch(typed):
        return Decimal(typed.replace(",", "")).quantize(Decimal("0.01"))
    other = say("An amount is written in digits, with at most two decimals.")
    raise NotMoney(text, next((why for pattern, why in _NOT_MONEY if pattern.fullmatch(typed)), other))
