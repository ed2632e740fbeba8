"""Lengths of time, percents and amounts as a policy writes them, and lengths back into words. Knows nothing else."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal

from repairctl.errors import Sentence, say
from repairctl.model import Length, Span, Tree
from repairctl.readings.misfits import Misfit, text

_LENGTH = re.compile(r"(\d{1,5}) (office minute|office hour|working day|min|h|day|month|year)s?")
_PERCENT = re.compile(r"(\d{1,4}(?:\.\d{1,4})?) ?%")
_NUMBER = re.compile(r"-?\d{1,15}(?:\.\d{1,9})?")
_UNITS: Mapping[str, Length] = {
    "min": Length(1, "minutes"),
    "h": Length(60, "minutes"),
    "office minute": Length(1, "office_minutes"),
    "office hour": Length(60, "office_minutes"),
    "day": Length(1, "days"),
    "working day": Length(1, "working_days"),
    "month": Length(1, "months"),
    "year": Length(12, "months"),
}
NONE = "none"


def length(held: Tree) -> Length:
    """`10 min`, `2 h`, `3 days`, `3 working days`, `2 office hours`, `6 months`. Raises Misfit."""
    found = _LENGTH.fullmatch(text(held))
    if found is None:
        examples = "10 min, 2 h, 3 days, 3 working days, 2 office hours, 6 months"
        raise Misfit(say("{value} is no length of time; write one of: {examples}.", value=_shown(held), examples=examples), held)
    unit = _UNITS[found[2]]
    return Length(int(found[1]) * unit.n, unit.clock)


def looks_like_length(held: Tree) -> bool:
    """Whether the text was meant as a length, so that a misspelt one is not taken for a path."""
    return isinstance(held, str) and held[:1].isdigit()


def percent(held: Tree) -> Decimal:
    """`9 %` as 0.09. Raises Misfit."""
    found = _PERCENT.fullmatch(text(held))
    if found is None:
        raise Misfit(say("{value} is no percentage; write it as 9 %.", value=_shown(held)), held)
    return Decimal(found[1]).scaleb(-2)


def number(held: Tree) -> Decimal:
    """A decimal with its digits. Raises Misfit."""
    if not _NUMBER.fullmatch(text(held)):
        raise Misfit(say("{value} is no number; write it as 80.00, without separators.", value=_shown(held)), held)
    return Decimal(text(held))


def is_number(held: Tree) -> bool:
    return isinstance(held, str) and _NUMBER.fullmatch(held) is not None


def in_words(length: Length) -> Sentence | Span:
    """A length as a fact of a sentence."""
    if length.clock == "minutes":
        return Span(length.n)
    if length.clock == "office_minutes":
        return say("{span} of office hours", span=Span(length.n))
    if length.clock == "days":
        return say("{n} days", n=length.n) if length.n != 1 else say("1 day")
    if length.clock == "working_days":
        return say("{n} working days", n=length.n) if length.n != 1 else say("1 working day")
    return say("{n} months", n=length.n) if length.n != 1 else say("1 month")


def _shown(held: Tree) -> str:
    return f"'{held}'" if isinstance(held, str) else "…"
