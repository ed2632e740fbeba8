"""The value form `before`: a moment, if it is not later than another."""

from __future__ import annotations

from repairctl.model import Minute
from repairctl.readings import AsOf, Moment


def before(at: Moment, to: Moment, *, as_of: AsOf) -> Minute | None:
    """The moment `at`, if it is not later than `to`; nothing if it is, or if one of them has not come. A day lasts to 24:00.

    Used in `when` and in the `grounds` of a payer: `when: {under_warranty: present}`.

    Example:
        values: {in_time: {form: before, at: first finish, to: plan.end}}
        rule: {form: required, on: first finish, when: {in_time: absent}, fields: [finish.cause]}
        pass:
          plan: {start: 2026-03-02, end: 2026-03-03}
          log:
          - {step: report, at: 2026-03-01T09:00, by: S-01}
          - {step: finish, at: 2026-03-04T00:01, by: S-11, cause: 配件晚到}
        fail:
          plan: {start: 2026-03-02, end: 2026-03-03}
          log:
          - {step: report, at: 2026-03-01T09:00, by: S-01}
          - {step: finish, at: 2026-03-04T00:01, by: S-11}
    """
    if at is None or to is None:
        return None
    minute = as_of.stop(at)
    return minute if minute <= as_of.stop(to) else None
