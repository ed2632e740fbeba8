"""The form `charged_again`: the same thing, charged while the warranty of its last repair still runs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal

from repairctl.errors import say
from repairctl.forms.verdicts import Told, fails
from repairctl.model import Minute
from repairctl.readings import AsOf, EachMoment, EachValue

_Cover = tuple[Minute, Minute, date, int]


def charged_again(
    at: EachMoment, charge: EachValue, done: EachMoment, until: EachMoment, linked: EachValue = (), *, named: Sequence[str], as_of: AsOf
) -> Iterator[Told]:
    """Judges a group: what is charged was not reported (`at`) between an earlier repair (`done`) and the end of its warranty (`until`).

    The last day of the warranty counts to 24:00. Those that are `linked` to the earlier order are left to the form `warranty`.

    Example:
        rule: {form: charged_again, group: {by: [place.unit, request.item]}, at: first report, charge: settlement.total,
          done: last accept, until: accept.warranty_to, linked: request.rework_of}
        with:
          WO-20260130-001:
            kind: order
            place: {unit: QH-5-802}
            request: {item: faucet}
            log: [{step: report, at: 2026-01-30T09:00, by: S-01}, {step: accept, at: 2026-01-31T09:00, by: S-03, warranty_to: 2026-04-30}]
        pass:
          place: {unit: QH-5-802}
          request: {item: faucet}
          settlement: {total: 80.00}
          log: [{step: report, at: 2026-05-01T00:10, by: S-01}]
        fail:
          place: {unit: QH-5-802}
          request: {item: faucet}
          settlement: {total: 80.00}
          log: [{step: report, at: 2026-04-30T20:00, by: S-01}]
    """
    covers = sorted(_covers(done, until, as_of))
    reports = sorted((as_of.stop(one), n) for n, one in enumerate(at) if one is not None)
    running: list[_Cover] = []
    for minute, n in reports:
        while covers and covers[0][0] <= minute:
            running.append(covers.pop(0))
        running = [one for one in running if one[1] >= minute]
        amount, other = charge[n], next((one for one in reversed(running) if one[3] != n), None)
        if other is not None and isinstance(amount, Decimal) and amount > 0 and not (linked and linked[n]):
            sentence = say(
                "{one}, reported on {day}, charges {charge}; the warranty of {other} for the same runs to {end}.",
                one=named[n],
                day=as_of.day(minute),
                charge=amount,
                other=named[other[3]],
                end=other[2],
            )
            yield (n, other[3]), fails(sentence, other[2], amount)


def _covers(done: EachMoment, until: EachMoment, as_of: AsOf) -> Iterator[_Cover]:
    for n, (begins, ends) in enumerate(zip(done, until, strict=True)):
        if begins is not None and ends is not None:
            yield as_of.stop(begins), as_of.stop(ends), as_of.day(ends), n
