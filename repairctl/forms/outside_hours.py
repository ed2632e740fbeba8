"""The form `outside_hours`: not in the quiet hours."""

from __future__ import annotations

from repairctl.errors import say
from repairctl.forms.verdicts import IN_ORDER, NOT_BEGUN, fails, passes
from repairctl.model import Judgement
from repairctl.readings import AsOf, Hours, Moment, Yes


def outside_hours(at: Moment, hours: Hours, rest_days: Yes = False, *, as_of: AsOf) -> Judgement:
    """What may not happen in certain hours of the day: noisy work at noon or at night. The first minute belongs to them, the last not.

    `hours` is a list such as `[12:00-14:00, 18:00-08:00]`; one may go over midnight. `rest_days: true` forbids whole days on which
    nobody works, by the calendar, too.

    Example:
        rule: {form: outside_hours, each: arrive, at: this, hours: [12:00-14:00, 18:00-08:00]}
        pass: {log: [{step: report, at: 2026-03-02T09:00, by: S-01}, {step: arrive, at: 2026-03-02T14:00, by: S-11}]}
        fail: {log: [{step: report, at: 2026-03-02T09:00, by: S-01}, {step: arrive, at: 2026-03-02T13:59, by: S-11}]}
    """
    if at is None:
        return NOT_BEGUN
    if not isinstance(at, int):
        return NOT_BEGUN
    day = as_of.day(at)
    of_day = at - as_of.calendar.start_of(day)
    if rest_days and not as_of.calendar.is_working(day):
        return fails(say("{at} is on a day of rest.", at=as_of.at(at)), None, as_of.at(at))
    for begin, end, shown in hours:
        if begin <= of_day < end if begin < end else of_day >= begin or of_day < end:
            return fails(say("{at} lies in the quiet hours {hours}.", at=as_of.at(at), hours=shown), shown, as_of.at(at))
    return passes(say("{at} lies outside the quiet hours.", at=as_of.at(at))) if as_of.telling else IN_ORDER
