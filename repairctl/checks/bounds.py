"""Values of policies against what the law and the office's public promises allow. Judges versions, no records."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from msgspec.structs import replace

from repairctl.calendars import Calendar, NotCovered
from repairctl.errors import Sentence, say
from repairctl.model import Block, Finding, Length, Rows, Says, Subject, Tree
from repairctl.policies import Book, Version
from repairctl.policies.bounds import Amount, Bound, parts, read
from repairctl.readings import in_words
from repairctl.readings.estates import packs
from repairctl.readings.misfits import Misfit, line_of

BINDING = ("law", "local")
"""The layers of the law; a bound of any other layer is a promise that the office has made."""
DAY = timedelta(1)


def laxer(book: Book) -> Iterator[Finding]:
    """Every value of a version that is laxer than a bound in force at the same time."""
    chosen = packs(book.office)
    for binding in (one for one in book.versions() if one.bounds and (not one.pack or one.pack in chosen)):
        for bound in binding.bounds:
            series = book.series.get(parts(bound.value)[0])
            for judged in series.versions if series else ():
                window = _together(book, binding, judged)
                if window:
                    yield from _judged(book.calendar, binding, bound, judged, window)


def _together(book: Book, one: Version, other: Version) -> tuple[date, date] | None:
    """The first and last day on which both are in force; None where there is none."""
    a, b = _window(book, one), _window(book, other)
    first, last = max(a[0], b[0]), min(a[1], b[1])
    return (first, last) if first <= last else None


def _window(book: Book, version: Version) -> tuple[date, date]:
    later = [one.head.starts for one in book.series[version.policy].versions if one.head.starts > version.head.starts]
    ends = [day for day in (version.head.ends, min(later, default=date.max) - DAY) if day is not None]
    return version.head.starts, min(ends)


def _judged(calendar: Calendar, binding: Version, bound: Bound, judged: Version, window: tuple[date, date]) -> Iterator[Finding]:
    held = _cell(judged.tree, parts(bound.value)[1:])
    finding = Finding(
        "POL-LAXER-THAN-LAW" if binding.head.layer in BINDING else "PROMISE-LOOSENED",
        "error",
        Subject("policy", judged.name, bound.value),
        Says.FAIL,
        say("{value} is not there, so it cannot be compared with {binding}.", value=bound.value, binding=binding.name),
        (judged.path, line_of(held) or 1 if held is not None else 1),
        f"{binding.name} bounds",
        (binding.path, bound.line),
        binding.head.layer,
        bound.basis,
        expected=_shown(bound.amount),
        todo=say("Make a new version with a value that keeps it; {binding} says why.", binding=binding.name),
    )
    try:
        value = read(held) if held is not None else None
    except Misfit:
        held = None
    if held is None:
        yield replace(finding, says=Says.UNDETERMINED)
        return
    days = _laxer_days(calendar, bound, value, window)
    if days is None:
        sentence = say(
            "{value} cannot be compared with {limit}: no calendar covers the days.", value=bound.value, limit=_shown(bound.amount)
        )
        yield replace(finding, says=Says.UNDETERMINED, sentence=sentence)
    elif days:
        yield replace(finding, sentence=_sentence(bound, value, days, binding), actual=_shown(value))


def _sentence(bound: Bound, value: Amount, days: Sequence[date], binding: Version) -> Sentence:
    most: object = say("at most {limit}", limit=_shown(bound.amount)) if bound.most else say("at least {limit}", limit=_shown(bound.amount))
    title: object = bound.title or binding.name
    told = say("{value} is {actual}; {title}: {limit}.", value=bound.value, actual=_shown(value), title=title, limit=most)
    if days[0] == date.min:
        return told
    return say("{told} On {n} days it is laxer, the first {day}.", told=told, n=len(days), day=days[0])


def _laxer_days(calendar: Calendar, bound: Bound, value: Amount, window: tuple[date, date]) -> Sequence[date] | None:
    """The days of the event on which the value is laxer; `date.min` alone for every day; None where nobody can tell."""
    amount = bound.amount
    if value is None:
        return () if bound.or_none else (date.min,)
    if isinstance(value, Length) and isinstance(amount, Length):
        if value.clock == amount.clock:
            return (date.min,) if (value.n > amount.n if bound.most else value.n < amount.n) else ()
        return _by_calendar(calendar, bound, value, amount, window)
    if isinstance(value, Length) or isinstance(amount, Length):
        return None
    return (date.min,) if (value > amount if bound.most else value < amount) else ()


def _by_calendar(calendar: Calendar, bound: Bound, value: Length, amount: Length, window: tuple[date, date]) -> Sequence[date] | None:
    """Clocks of two sorts, compared on every day that a calendar covers, at its first, middle and last minute."""
    laxer: list[date] = []
    seen = 0
    for day in _covered(calendar, window):
        start = calendar.start_of(day)
        try:
            pairs = [(calendar.due(at, value), calendar.due(at, amount)) for at in (start, start + 720, start + 1439)]
        except NotCovered:
            continue
        seen += 1
        if any(ours > theirs if bound.most else ours < theirs for ours, theirs in pairs):
            laxer.append(day)
    return laxer if seen else None


def _covered(calendar: Calendar, window: tuple[date, date]) -> Iterator[date]:
    for year in calendar.years:
        day, last = max(year.first, window[0]), min(year.last, window[1])
        while day <= last:
            yield day
            day += DAY


def _cell(tree: Block, path: Sequence[str]) -> Tree | None:
    """What a version says in a cell of a table, or for a parameter of a rule."""
    if len(path) == 3:
        table, row, column = path
        return _in(_in(_in(_in(_in(tree, "tables"), table), "rows"), row), column)
    name, parameter = path
    rules = tree.get("rules", Rows())
    found = (
        [one for one in rules if isinstance(one, Block) and name in (one.get("name"), one.get("code"))] if isinstance(rules, Rows) else []
    )
    return found[0].get(parameter) if found else None


def _in(held: Tree | None, key: str) -> Tree | None:
    return held.get(key) if isinstance(held, Block) else None


def _shown(amount: Amount) -> object:
    if amount is None:
        return say("without a limit")
    if isinstance(amount, Length):
        return in_words(amount)
    return say("{percent} %", percent=amount * 100) if abs(amount) < 1 else amount
