"""The form `checklist`: everything on a list is ticked."""

from __future__ import annotations

from repairctl.errors import say
from repairctl.forms.verdicts import IN_ORDER, NOTHING_TO_JUDGE, fails, listed, passes
from repairctl.model import Judgement
from repairctl.readings import AsOf, Ticked, Words


def checklist(ticked: Ticked, wanted: Words, *, as_of: AsOf) -> Judgement:
    """What a list asks for must be ticked in a field, or in several of them together; more may be.

    `wanted` is a list, or the cell of a table of type `words`. An empty list asks for nothing.

    Example:
        rule: {form: checklist, on: first dispatch, ticked: [dispatch.ppe], wanted: [绝缘手套, 绝缘鞋]}
        pass:
          log:
          - {step: report, at: 2026-03-02T09:00, by: S-01}
          - {step: dispatch, at: 2026-03-02T09:30, by: S-01, technician: S-12, ppe: [绝缘手套, 绝缘鞋, 安全帽]}
        fail:
          log:
          - {step: report, at: 2026-03-02T09:00, by: S-01}
          - {step: dispatch, at: 2026-03-02T09:30, by: S-01, technician: S-12, ppe: [绝缘手套]}
    """
    if not wanted:
        return NOTHING_TO_JUDGE
    missing = [one for one in wanted if one not in ticked]
    if missing:
        return fails(say("Not ticked: {missing}.", missing=listed(missing)), listed(wanted), listed(sorted(ticked)))
    return passes(say("Everything on the list is ticked: {wanted}.", wanted=listed(wanted))) if as_of.telling else IN_ORDER
