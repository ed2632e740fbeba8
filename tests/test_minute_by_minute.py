"""Two ways to the same limit: the calendar's arithmetic and a clock that is watched minute by minute agree on 12,000 random cases."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date, timedelta
from random import Random

import pytest
from msgspec import Struct, field

from repairctl import calendars
from repairctl.calendars import Calendar, Clock, NotCovered
from repairctl.kinds import KINDS
from repairctl.model import Entry, Finding, Length, Plain, Record, Says
from repairctl.policies import Book
from repairctl.story import retold
from repairctl.texts import moment_text
from tests import minute_clock as slow
from tests.rule_books import HEAD, book, told

CLOCKS: tuple[Clock, ...] = ("minutes", "office_minutes", "days", "working_days", "months")
MOST = {"minutes": 6000, "office_minutes": 4000, "days": 25, "working_days": 25, "months": 4}
ARITHMETIC, RECORDS = 6000, 6000
SEEDS = range(6)
BOOK = book(*(f"# calendar/{year}\n{(slow.FOLDER / f'{year}.yaml').read_text(encoding='utf-8')}" for year in slow.YEARS if year != 2026))
CALENDAR: Calendar = BOOK.calendar


def moment(random: Random, first: str = "2024-01-01", last: str = "2026-12-29") -> int:
    """A minute; often one at which something begins or ends."""
    if random.random() < 0.1:
        first = "2026-12-01"  # where the calendars end
    day = date.fromisoformat(first) + timedelta(random.randrange((date.fromisoformat(last) - date.fromisoformat(first)).days))
    edge = random.choice(
        (0, 1, 509, 510, 511, 719, 720, 721, 809, 810, 1049, 1050, 1051, 1439, *(random.randrange(1440) for _ in range(9)))
    )
    return slow.midnight(day) + edge


def pauses(random: Random, start: int, most: int) -> list[tuple[int, int]]:
    """Some stretches near the start: short, long, touching, within each other, empty."""
    found = []
    for _ in range(random.choice((0, 0, 1, 1, 2, 3))):
        a = start + random.randrange(-1500, most)
        found.append((a, a + random.choice((0, 1, 30, 600, 1440, 5000, random.randrange(12000)))))
    return found


@pytest.mark.parametrize("seed", SEEDS)
def test_the_limit_of_every_clock(seed: int) -> None:
    random = Random(seed)
    seen: Counter[str] = Counter()
    for case in range(ARITHMETIC // len(SEEDS)):
        clock, minute = random.choice(CLOCKS), moment(random)
        start: int | date = slow.day_of(minute) if random.random() < 0.2 else minute
        length, roll = Length(random.randint(0 if clock in ("minutes", "office_minutes") else 1, MOST[clock]), clock), random.random() < 0.4
        roll = roll and clock not in ("minutes", "office_minutes")
        held = pauses(random, minute, 15000)
        expected = slow.limit(start, length.n, clock, held, roll)
        try:
            found: int | None = CALENDAR.due(start, length, held, roll)
        except NotCovered:
            found = None
        assert found == expected, (seed, case, start, length, held, roll)
        if expected is not None:
            assert CALENDAR.within(start, expected, length, held, roll)
            assert not CALENDAR.within(start, expected + 1, length, held, roll)
        seen[f"{clock} {'beyond' if expected is None else 'rolled' if roll else 'reached'}"] += 1
    assert {f"{clock} reached" for clock in CLOCKS} <= set(seen)
    assert {"office_minutes beyond", "working_days beyond", "days rolled", "months rolled"} <= set(seen)


# ------------------------------------------------------------------ records: priorities changed, holds, appointments, called off

CELLS = (
    "30 min",
    "4 h",
    "6 office hours",
    "90 office minutes",
    "2 days",
    "7 days",
    "3 working days",
    "10 working days",
    "1 months",
    "none",
)
REASONS = ("waiting_owner", "waiting_parts", "weather")
ALLOWED = REASONS[:2]
PRIORITIES = ("P1", "P2", "P3", "P4")
GRACE = 15


class Told(Struct):
    """What happened to an order, as plain lists."""

    reported: int
    priorities: list[tuple[int, str]] = field(default_factory=list)
    holds: list[tuple[int, int | None, str, bool]] = field(default_factory=list)
    contained: int | None = None
    appointments: list[tuple[int, int]] = field(default_factory=list)
    finished: int | None = None
    cancelled: int | None = None
    as_of: int = 0


def imagined(random: Random) -> Told:
    """An order with up to three priorities, holds one after another, perhaps an appointment."""
    one = Told(moment(random))
    at = one.reported
    for priority in random.sample(PRIORITIES, random.randint(0, 3)):
        at += random.randrange(1, 4000)
        one.priorities.append((at, priority))
    at = one.reported
    for _ in range(random.choice((0, 1, 1, 2))):
        begins = at + random.randrange(1, 5000)
        at = begins + random.choice((1, 60, 1440, random.randrange(1, 9000)))
        ends = at if random.random() < 0.85 else None
        one.holds.append((begins, ends, random.choice(REASONS), random.random() < 0.8))
        if ends is None:
            break
    if random.random() < 0.6:
        one.contained = one.reported + random.randrange(1, 6000)
    made = one.reported
    for _ in range(random.choice((0, 0, 1, 2))):
        made += random.randrange(1, 3000)
        one.appointments.append((made, made + random.randrange(1, 6000)))
    one.as_of = one.reported + random.randrange(1, 60000)
    if random.random() < 0.7:
        one.finished = min(one.reported + random.randrange(1, 30000), one.as_of)
    elif random.random() < 0.3:
        one.cancelled = min(one.reported + random.randrange(1, 20000), one.as_of)
    return one


def as_record(one: Told) -> Record:
    """The same as a log, in the order in which it happened."""
    steps: list[tuple[int, str, dict[str, Plain]]] = [(one.reported, "report", {})]
    steps += [(at, "triage", {"priority": priority}) for at, priority in one.priorities]
    for begins, ends, reason, proof in one.holds:
        steps.append((begins, "hold", {"reason": reason, **({"evidence": ("照片",)} if proof else {})}))
        steps += [(ends, "resume", {})] if ends is not None else []
    steps += [(one.contained, "contain", {})] if one.contained is not None else []
    steps += [(made, "appoint", {"visit_at": visit}) for made, visit in one.appointments]
    steps += [(one.finished, "finish", {})] if one.finished is not None else []
    steps += [(one.cancelled, "cancel", {})] if one.cancelled is not None else []
    log = [Entry(step, at, "S-01", place, filled) for place, (at, step, filled) in enumerate(sorted(steps, key=lambda one: one[0]))]
    return retold(Record(KINDS["order"], "WO-20260307-001"), log)


RULES = {
    "PLAIN": "within: priorities.limit",
    "PAUSED": "within: priorities.limit, pause: {reasons: [waiting_owner, waiting_parts]}",
    "CONTAINED": "within: priorities.limit, pause: {reasons: [waiting_owner, waiting_parts], after: first contain}",
    "AGREED": "within: priorities.limit, agreed: {at: appoint.visit_at, grace: 15 min}",
    "ROLLED": "within: 7 days, pause: {reasons: [waiting_owner, waiting_parts]}, roll: true",
}


def office(cells: dict[str, str]) -> Book:
    rows = "\n".join(f"      {key}: {{limit: {cell}}}" for key, cell in cells.items())
    rules = "\n".join(
        f"- {{code: {code}, form: deadline, from: first report, to: first finish, {rest}, severity: error}}" for code, rest in RULES.items()
    )
    calendars = [f"# calendar/{year}\n{(slow.FOLDER / f'{year}.yaml').read_text(encoding='utf-8')}" for year in slow.YEARS if year != 2026]
    head = HEAD.replace("2026-01-01", "2024-01-01") + "called_off_by: [cancel]\n"
    table = f"tables:\n  priorities:\n    by: triage.priority\n    columns: {{limit: limit}}\n    rows:\n{rows}\n"
    return book(*calendars, f"# service/1\n{head}{table}rules:\n{rules}\n")


def judged(one: Told, code: str, cells: dict[str, str]) -> tuple[Says, int | None]:
    """What the rule must say, and its limit: the reckoning of docs/policies.md, told again in plain words."""
    off = one.cancelled if one.finished is None else None
    stop = one.finished if one.finished is not None else off if off is not None else one.as_of
    known = [priority for at, priority in one.priorities if at <= (one.finished if one.finished is not None else one.as_of)]
    cell = "7 days" if code == "ROLLED" else cells[known[-1] if known else "unset"]
    agreed = one.appointments if code == "AGREED" else []
    if cell == "none":
        if not agreed or agreed[0][0] > stop:
            return Says.NOT_APPLICABLE, None
        return _verdict(one, stop, _agreed(agreed, agreed[0][1] + GRACE, stop))  # the first that was made is the limit
    held = []
    for begins, ends, reason, proof in one.holds if code in ("PAUSED", "CONTAINED", "ROLLED") else ():
        if begins > one.as_of or not proof or reason not in ALLOWED:
            continue
        if code == "CONTAINED":
            if one.contained is None or one.contained > one.as_of:
                continue
            begins = max(begins, one.contained)
        held.append((begins, ends if ends is not None and ends <= one.as_of else stop))
    n, clock = _length(cell)
    limit = slow.limit(one.reported, n, clock, [(a, b) for a, b in held if a < b], code == "ROLLED")
    if limit is None:
        sooner = slow.limit(one.reported, n, clock, [(a, b) for a, b in held if a < b])  # a roll only ever gives more time
        early = stop <= slow.midnight(slow.LAST + slow.ONE) or (sooner is not None and stop <= sooner)
        return (Says.PASS if one.finished is not None else Says.OPEN) if early else Says.UNDETERMINED, None
    return _verdict(one, stop, _agreed(agreed, limit, stop))


def _agreed(appointments: list[tuple[int, int]], limit: int, stop: int) -> int:
    """What the limit becomes: each appointment made while it had not run out puts its own in its place."""
    for made, visit in appointments:
        if made <= min(limit, stop):
            limit = visit + GRACE
    return limit


def _verdict(one: Told, stop: int, limit: int) -> tuple[Says, int | None]:
    if stop > limit:
        return Says.FAIL, limit
    if one.finished is not None:
        return Says.PASS, limit
    return (Says.OPEN, limit) if one.cancelled is None else (Says.NOT_APPLICABLE, None)


def _length(cell: str) -> tuple[int, str]:
    number, _, unit = cell.partition(" ")
    clocks = {
        "min": "minutes",
        "h": "minutes",
        "office minutes": "office_minutes",
        "office hours": "office_minutes",
        "working days": "working_days",
    }
    return int(number) * (60 if unit in ("h", "office hours") else 1), clocks.get(unit, unit)


@pytest.mark.parametrize("seed", SEEDS)
def test_the_verdict_on_every_record(seed: int) -> None:
    random = Random(1000 + seed)
    seen: Counter[str] = Counter()
    for _ in range(5):
        cells = {key: random.choice(CELLS) for key in (*PRIORITIES, "unset")}
        held = office(cells)
        assert not held.misfits
        for _ in range(RECORDS // len(SEEDS) // 5 // len(RULES)):
            one = imagined(random)
            for finding in _told(one, held):
                expected = judged(one, finding.code, cells)
                limit = finding.limit if expected[1] is not None else None
                assert (finding.says, limit) == expected, (one, finding.code, cells, str(finding.sentence))
                seen[str(finding.says)] += 1
    assert {"pass", "fail", "open", "n/a"} <= set(seen)


def _told(one: Told, held: Book) -> Sequence[Finding]:
    return told(as_record(one), held, moment_text(one.as_of, slow.CHINA))


@pytest.mark.parametrize("part", ["merged", "_length", "_months_after"])
def test_a_fault_in_the_arithmetic_is_caught(part: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Pauses forgotten, a minute too many, the end of a month mistaken: the first hundreds of cases say so."""
    right = getattr(calendars, part)
    wrong = {
        "merged": lambda pauses: (),
        "_length": lambda stretches: max(right(stretches) - 1, 0),
        "_months_after": lambda start, months: right(start, months) - timedelta(start.day > 28),
    }
    monkeypatch.setattr(calendars, part, wrong[part])
    with pytest.raises(AssertionError):
        for seed in SEEDS:
            test_the_limit_of_every_clock(seed)
