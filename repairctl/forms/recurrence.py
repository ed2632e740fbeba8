"""The form `recurrence`: the same again, too often in too short a time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from repairctl.errors import say
from repairctl.forms.verdicts import Told, fails, listed
from repairctl.readings import Amount, AsOf, Duration, EachMoment, in_words


def recurrence(at: EachMoment, times: Amount, within: Duration, *, named: Sequence[str], as_of: AsOf) -> Iterator[Told]:
    """Judges a group: the same may not come back so many times within so long. It fails with the record that makes the number full.

    A length of days counts from the day of the first of them, which is left out; the last day counts to 24:00.

    Example:
        rule: {form: recurrence, group: {by: [place.unit, request.item]}, at: first report, times: 3, within: 30 days}
        with:
          WO-20260205-001:
            kind: order
            place: {unit: QH-5-802}
            request: {item: drain}
            log: [{step: report, at: 2026-02-05T09:00, by: S-01}]
          WO-20260220-001:
            kind: order
            place: {unit: QH-5-802}
            request: {item: drain}
            log: [{step: report, at: 2026-02-20T09:00, by: S-01}]
        pass:
          place: {unit: QH-5-802}
          request: {item: drain}
          log: [{step: report, at: 2026-03-08T00:01, by: S-01}]
        fail:
          place: {unit: QH-5-802}
          request: {item: drain}
          log: [{step: report, at: 2026-03-07T23:59, by: S-01}]
    """
    if times is None or within is None or times < 2:
        return
    back = int(times) - 1
    came = sorted((as_of.stop(one), n) for n, one in enumerate(at) if one is not None)
    for last in range(back, len(came)):
        first = last - back
        if came[last][0] <= as_of.due(came[first][0], within):
            members = [n for _, n in came[first : last + 1]]
            sentence = say(
                "{one} is number {times} within {length}: {all}.",
                one=named[members[-1]],
                times=int(times),
                length=in_words(within),
                all=listed([named[n] for n in members]),
            )
            yield (members[-1], *members[:-1]), fails(sentence, int(times), as_of.at(came[last][0]))
