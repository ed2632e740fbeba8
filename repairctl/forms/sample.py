"""The form `sample`: of each month enough are looked at, and chance says which."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from hashlib import sha256
from math import ceil

from repairctl.errors import say
from repairctl.forms.verdicts import Told, fails
from repairctl.model import Minute
from repairctl.readings import Amount, AsOf, Duration, EachMoment, Percent, Word


def sample(
    at: EachMoment,
    done: EachMoment,
    percent: Percent = None,
    at_least: Amount = None,
    within: Duration = None,
    seed: Word = "",
    *,
    named: Sequence[str],
    month: str,
    as_of: AsOf,
) -> Iterator[Told]:
    """Judges a group of one month: at least `percent` of its records (rounded up) are looked at, and never fewer than `at_least`, where
    there are as many. Chance says which, and anybody can draw them again: the IDs are put in the order of the SHA-256 of `seed` + month
    + ID, and the first ones are drawn (`printf '回访2026-03WO-20260302-001' | sha256sum`).

    The month is that of the group. A drawn record must be looked at (`done`) within so long of its own moment `at`; without `within` by
    the end of the month. Others that are looked at do not count. Until the month is over nobody knows who is drawn: nothing fails.

    Example:
        rule: {form: sample, group: {by: [], month: first report}, at: first finish, done: first follow_up, percent: 100 %, within: 7 days}
        pass:
          log:
          - {step: report, at: 2026-03-02T09:00, by: S-01}
          - {step: finish, at: 2026-03-02T11:00, by: S-11}
          - {step: follow_up, at: 2026-03-09T23:59, by: S-02}
        fail:
          log:
          - {step: report, at: 2026-03-02T09:00, by: S-01}
          - {step: finish, at: 2026-03-02T11:00, by: S-11}
          - {step: follow_up, at: 2026-03-10T00:01, by: S-02}
    """
    ends = _end_of(month, as_of)
    if not as_of.over(ends - 1):
        return
    there = [n for n, one in enumerate(at) if one is not None]
    drawn = sorted(there, key=lambda n: sha256(f"{seed}{month}{named[n]}".encode()).hexdigest())[: _size(len(there), percent, at_least)]
    for n in drawn:
        one, when = at[n], done[n]
        limit = ends if within is None or one is None else as_of.due(one, within)
        if (when is not None and as_of.stop(when) <= limit) or not as_of.over(limit):
            continue
        given = as_of.shown(when) if when is not None else say("not yet")
        sentence = say(
            "{id} is one of {drawn} drawn of the {all} of {month}; it was to be looked at by {limit}: {given}.",
            id=named[n],
            drawn=len(drawn),
            all=len(there),
            month=month,
            limit=as_of.limit(limit),
            given=given,
        )
        yield (n,), fails(sentence, as_of.limit(limit), given)


def _size(records: int, percent: Percent, at_least: Amount) -> int:
    """How many are drawn: a share rounded up, at least so many, at most all."""
    share = ceil(records * percent) if percent is not None else 0
    return min(records, max(share, int(at_least or 0)))


def _end_of(month: str, as_of: AsOf) -> Minute:
    """The minute at which the month `2026-03` is over."""
    first = date.fromisoformat(f"{month}-01")
    return as_of.calendar.start_of(first.replace(year=first.year + first.month // 12, month=first.month % 12 + 1))
