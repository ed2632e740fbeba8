"""Each reader of the input language as the table of examples calls it: from what is typed to what it means, in words."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import timedelta, timezone

from repairctl import inputs
from repairctl.model import moment_of
from tests import input_examples as examples

CHINA = timezone(timedelta(hours=8))
NOW = inputs.moment(examples.NOW, 0, CHINA)
LAST = inputs.moment(examples.LAST, 0, CHINA)
PREFIXES = {"WO": "order", "TS": "complaint", "S": "staff"}


def _moment(tense: inputs.Tense) -> Callable[[str], str]:
    last = LAST if tense == "past" else None
    return lambda text: f"{moment_of(inputs.moment(text, NOW, CHINA, tense=tense, last=last), CHINA):%Y-%m-%d %H:%M}"


def _line(text: str) -> str:
    one = inputs.line(text, examples.BOOK)
    price = f" at {one.price}" if one.price is not None else ""
    return f"{one.item.code if one.item else one.title} {one.quantity} {one.unit}{price}{f' ({one.note})' if one.note else ''}"


def _span(text: str) -> str:
    one = inputs.span(text)
    return f"{one.n} {one.clock}"


READERS: dict[str, tuple[Callable[[str], str], Sequence[tuple[str, str]]]] = {
    "past": (_moment("past"), examples.PAST),
    "future": (_moment("future"), examples.FUTURE),
    "day past": (lambda text: str(inputs.day(text, examples.TODAY, "past")), examples.DAYS_PAST),
    "day future": (lambda text: str(inputs.day(text, examples.TODAY, "future")), examples.DAYS_FUTURE),
    "quantity": (lambda text: str(inputs.quantity(text, "m")), examples.QUANTITIES),
    "yes or no": (lambda text: "yes" if inputs.yes_no(text) else "no", examples.YES_NO),
    "choice": (lambda text: inputs.choice(text, examples.PRIORITIES, "priority", examples.SYNONYMS), examples.CHOICES),
    "either": (_moment("any"), examples.EITHER),
    "period": (lambda text: "..".join(map(str, inputs.period(text, examples.TODAY))), examples.PERIODS),
    "span": (_span, examples.SPANS),
    "place": (lambda text: inputs.place(text, examples.ESTATE), examples.PLACES),
    "person": (lambda text: inputs.person(text, examples.STAFF), examples.PEOPLE),
    "party": (lambda text: inputs.party(text, examples.HOUSEHOLDS, "QH-5-802"), examples.PARTIES),
    "money": (lambda text: str(inputs.money(text)), examples.MONEY),
    "line": (_line, examples.LINES),
    "name": (lambda text: " ".join(inputs.record_names(text, PREFIXES, examples.TODAY, bare="WO", counted=["S"])), examples.NAMES),
}
Row = tuple[str, str, str]
ROWS: list[Row] = [(reader, typed, meaning) for reader, (_, table) in READERS.items() for typed, meaning in table]
