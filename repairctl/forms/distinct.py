"""The form `distinct`: roles that must not meet in one person."""

from __future__ import annotations

from repairctl.errors import say
from repairctl.forms.verdicts import NOTHING_TO_JUDGE, fails, passes
from repairctl.model import Judgement, Label
from repairctl.readings import People


def distinct(people: People) -> Judgement:
    """Roles that must not meet in one person: who repairs does not inspect. Of a step, everybody who ever had the role counts.

    Example:
        rule: {form: distinct, people: [accept.inspector, dispatch.technician]}
        pass:
          log:
          - {step: report, at: 2026-03-02T09:00, by: S-01}
          - {step: dispatch, at: 2026-03-02T09:30, by: S-01, technician: S-12}
          - {step: accept, at: 2026-03-02T11:00, by: S-03, inspector: S-03}
        fail:
          log:
          - {step: report, at: 2026-03-02T09:00, by: S-01}
          - {step: dispatch, at: 2026-03-02T09:30, by: S-01, technician: S-12}
          - {step: accept, at: 2026-03-02T11:00, by: S-12, inspector: S-12}
    """
    if sum(1 for _, names in people if names) < 2:
        return NOTHING_TO_JUDGE
    had: dict[str, Label] = {}
    for role, names in people:
        for name in dict.fromkeys(names):
            if name in had:
                return fails(say("{person} is both {one} and {other}.", person=name, one=had[name], other=role), None, name)
            had[name] = role
    return _APART


_APART = passes(say("The roles are held by different people."))
