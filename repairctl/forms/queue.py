"""The form `queue`: what is more urgent is served first."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from repairctl.errors import say
from repairctl.forms.verdicts import Told, fails
from repairctl.model import Minute
from repairctl.readings import AsOf, EachMoment, EachValue, Ranks

_Event = tuple[Minute, int, int, int]
_LEAVES, _SERVED, _JOINS = range(3)


def queue(
    rank: EachValue,
    order: Ranks,
    from_: EachMoment,
    to: EachMoment,
    until: EachMoment = (),
    *,
    named: Sequence[str],
    as_of: AsOf,
) -> Iterator[Told]:
    """Judges a group: nobody is served while somebody of a higher rank has been waiting for it. In the same minute is in order.

    A record waits from `from` until it is served at `to`, or leaves the queue at `until`. `order` names the ranks, the highest first
    (`[P1, P3|P4]`: P3 and P4 are alike); what has none of them does not stand in the queue.

    Example:
        rule: {form: queue, group: {by: []}, rank: triage.priority, order: [P1, P3], from: first triage, to: first dispatch}
        with:
          WO-20260302-002:
            kind: order
            log:
            - {step: report, at: 2026-03-02T08:00, by: S-01}
            - {step: triage, at: 2026-03-02T08:05, by: S-01, priority: P1}
            - {step: dispatch, at: 2026-03-02T09:00, by: S-01, technician: S-11}
        pass:
          log:
          - {step: report, at: 2026-03-02T07:00, by: S-01}
          - {step: triage, at: 2026-03-02T07:05, by: S-01, priority: P3}
          - {step: dispatch, at: 2026-03-02T09:00, by: S-01, technician: S-12}
        fail:
          log:
          - {step: report, at: 2026-03-02T07:00, by: S-01}
          - {step: triage, at: 2026-03-02T07:05, by: S-01, priority: P3}
          - {step: dispatch, at: 2026-03-02T08:59, by: S-01, technician: S-12}
    """
    waiting: list[dict[int, Minute]] = [{} for _ in order]
    for at, what, place, n in sorted(_events(rank, order, from_, to, until, as_of)):
        if what == _JOINS:
            waiting[place][n] = at
            continue
        waiting[place].pop(n, None)
        first = next((higher for higher in waiting[:place] if higher), None) if what == _SERVED else None
        if first:
            other, since = next(iter(first.items()))
            sentence = say(
                "{one} ({low}) was taken at {at}, while {other} ({high}) had been waiting since {since}.",
                one=named[n],
                low=str(rank[n]),
                at=as_of.at(at),
                other=named[other],
                high=str(rank[other]),
                since=as_of.at(since),
            )
            yield (n, other), fails(sentence, None, as_of.at(at))


def _events(rank: EachValue, order: Ranks, from_: EachMoment, to: EachMoment, until: EachMoment, as_of: AsOf) -> Iterator[_Event]:
    places = {word: place for place, words in enumerate(order) for word in words}
    for n, (word, since) in enumerate(zip(rank, from_, strict=True)):
        place = places.get(str(word))
        if place is None or since is None:
            continue
        start = as_of.stop(since)
        served, left = (None if one is None else as_of.stop(one) for one in (to[n], until[n] if until else None))
        ends = [(at, what) for at, what in ((served, _SERVED), (left, _LEAVES)) if at is not None]
        if any(at <= start for at, _ in ends):
            continue
        yield start, _JOINS, place, n
        if ends:
            at, what = min(ends)
            yield at, what, place, n
