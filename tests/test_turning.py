"""When time alone could change a verdict is known: until then every finding of the shipped policies' own examples stays as it is."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

import pytest

from repairctl import checks, records
from repairctl.checks.groups import Gathering
from repairctl.checks.packed import Unpackable, packed, unpacked
from repairctl.checks.policy_tests import judged_cases
from repairctl.checks.strict import endless
from repairctl.model import At, Finding, Minute, Record
from repairctl.readings.case import AsOf, Case, Watch
from tests.pack import BOOK
from tests.reading import ZONE

FAR = 400 * 1440
CASES = [case for series in BOOK.series.values() for version in series.versions for case, _ in judged_cases(BOOK, series, version)]


def findings(case: Case, as_of: Minute, watch: Watch | None = None) -> tuple[tuple[Finding, ...], Gathering]:
    """What is told of a record, and what it gives to its groups."""
    watch = watch or Watch()
    found = checks.findings(case.record, (), BOOK, case.given, as_of, now=as_of, watch=watch)
    groups = checks.Groups(BOOK, as_of)
    groups.add(case.record, case.given, watch)
    open_ = tuple(endless(records.as_of(case.record, as_of), AsOf(as_of, BOOK.calendar, watch=watch)))
    if watch.reads and (change := BOOK.next_change(as_of)) is not None:
        watch.turns(change)
    return (*found, *open_), groups.gathering()


def moments(random: Random, record: Record, as_of: Minute) -> Iterator[Minute]:
    """The as-of, and others at which something of the record lies in the future."""
    yield as_of
    at = [entry.at for entry in record.log] or [as_of]
    yield random.choice(at) + random.choice((-1, 0, 1, 60, 3000))
    yield max(at) + random.randrange(60 * 1440)


@pytest.mark.parametrize("seed", range(4))
def test_until_it_turns_everything_stays(seed: int) -> None:
    random = Random(seed)
    lasting = 0
    for case in CASES[seed::4]:
        for as_of in moments(random, case.record, case.as_of.cut):
            watch = Watch()
            told = findings(case, as_of, watch)
            last = as_of + FAR if watch.turns_at is None else watch.turns_at - 1
            assert last >= as_of
            lasting += last > as_of
            for later in {min(as_of + 1, last), random.randint(as_of, last), last}:
                assert findings(case, later) == told, (case.record.id, case.record.path, as_of, later)
    assert lasting > len(CASES) // 8


def test_what_is_packed_is_the_same_again() -> None:
    for case in CASES:
        told, gathered = findings(case, case.as_of.cut)
        again = unpacked(packed((told, gathered.members)))
        assert again == (told, gathered.members)
        assert [str(one.sentence) for one in again[0]] == [str(one.sentence) for one in told]


def test_what_is_not_known_is_not_packed() -> None:
    with pytest.raises(Unpackable):
        packed(object())
    for broken in (b"", b"{", b'["Finding"]', b'["?"]', b'["D", 1]', b'["-", "2026-13-01"]'):
        with pytest.raises(Unpackable):
            unpacked(broken)


def test_a_moment_keeps_its_zone() -> None:
    assert unpacked(packed(At(1, ZONE))) == At(1, ZONE)
    assert unpacked(packed(At(1))).zone is At(1).zone
