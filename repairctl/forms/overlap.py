"""The form `overlap`: stretches of time that must not meet."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from heapq import heappop, heappush

from repairctl.errors import say
from repairctl.forms.verdicts import Told, fails
from repairctl.model import Judgement, Minute, Plain
from repairctl.readings import AsOf, Duration, EachMoment, EachValue

_Stretch = tuple[Minute, "Minute | None", int]


def overlap(
    from_: EachMoment,
    to: EachMoment = (),
    apart: EachValue = (),
    lasts: Duration = None,
    within: Duration = None,
    *,
    named: Sequence[str],
    as_of: AsOf,
) -> Iterator[Told]:
    """Judges a group: the stretches of its records, each from one moment to another, must not meet. One may begin when another ends.

    Without `to` a stretch goes on, or lasts as long as `lasts` says. `within` looks only at those that begin within so long of each
    other. Those with the same value of `apart` (the same place) may meet.

    Example:
        rule: {form: overlap, group: {by: [.by]}, each: arrive, from: this, to: next finish, apart: place.unit}
        with:
          WO-20260302-002:
            kind: order
            place: {unit: QH-1-101}
            log:
            - {step: report, at: 2026-03-02T08:00, by: S-01}
            - {step: arrive, at: 2026-03-02T09:00, by: S-11}
            - {step: finish, at: 2026-03-02T10:00, by: S-11}
        pass:
          place: {unit: QH-5-802}
          log: [{step: report, at: 2026-03-02T08:30, by: S-01}, {step: arrive, at: 2026-03-02T10:00, by: S-11}]
        fail:
          place: {unit: QH-5-802}
          log: [{step: report, at: 2026-03-02T08:30, by: S-01}, {step: arrive, at: 2026-03-02T09:59, by: S-11}]
    """
    stretches = sorted(_stretches(from_, to, lasts, as_of), key=lambda one: (one[0], one[2]))
    running: dict[int, _Stretch] = {}
    ends: list[tuple[Minute, int]] = []
    for one in stretches:
        while ends and ends[0][0] <= one[0]:
            del running[heappop(ends)[1]]
        other = _met(one, running, apart, within, as_of)
        if other is not None:
            yield (one[2], other[2]), _meets(one, other, named, as_of)
        running[one[2]] = one
        if one[1] is not None:
            heappush(ends, (one[1], one[2]))


def _stretches(from_: EachMoment, to: EachMoment, lasts: Duration, as_of: AsOf) -> Iterator[_Stretch]:
    for n, instant in enumerate(from_):
        if instant is None:
            continue
        start = as_of.stop(instant)
        stop = to[n] if to else None
        if stop is not None:
            yield start, as_of.stop(stop), n
        else:
            yield start, as_of.due(start, lasts) if lasts is not None else None, n


def _met(one: _Stretch, running: dict[int, _Stretch], apart: Sequence[Plain], within: Duration, as_of: AsOf) -> _Stretch | None:
    """The latest begun of those that still run, if one is elsewhere and began recently enough."""
    for other in reversed(running.values()):
        if within is not None and one[0] > as_of.due(other[0], within):
            return None
        if not apart or apart[other[2]] != apart[one[2]]:
            return other
    return None


def _meets(one: _Stretch, other: _Stretch, named: Sequence[str], as_of: AsOf) -> Judgement:
    until = say("still open") if other[1] is None else as_of.at(other[1])
    sentence = say(
        "{one} begins at {start}, while {other} runs from {since} ({until}).",
        one=named[one[2]],
        start=as_of.at(one[0]),
        other=named[other[2]],
        since=as_of.at(other[0]),
        until=until,
    )
    return fails(sentence, None, as_of.at(one[0]))
