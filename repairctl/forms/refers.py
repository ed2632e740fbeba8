"""The form `refers`: what is referred to is there, and as it should be."""

from __future__ import annotations

from repairctl.errors import say
from repairctl.forms.verdicts import IN_ORDER, NOTHING_TO_JUDGE, fails, listed, passes
from repairctl.model import Judgement
from repairctl.readings import AsOf, Linked, Words


def refers(to: Linked, status: Words = (), *, as_of: AsOf) -> Judgement:
    """A reference leads to a record that is there, and in one of these statuses, if some are named.

    Example:
        rule: {form: refers, to: merge.into, status: [registered, triaged, planned, dispatched, in_progress]}
        with:
          WO-20260301-001:
            kind: order
            log: [{step: report, at: 2026-03-01T09:00, by: S-01}]
          WO-20260301-002:
            kind: order
            log:
            - {step: report, at: 2026-03-01T09:00, by: S-01}
            - {step: cancel, at: 2026-03-01T10:00, by: S-01, reason: 误报}
        pass:
          log: [{step: report, at: 2026-03-02T09:00, by: S-01}, {step: merge, at: 2026-03-02T09:05, by: S-01, into: WO-20260301-001}]
        fail:
          log: [{step: report, at: 2026-03-02T09:00, by: S-01}, {step: merge, at: 2026-03-02T09:05, by: S-01, into: WO-20260301-002}]
    """
    if to is None:
        return NOTHING_TO_JUDGE
    if not to.there:
        return fails(say("There is no record {id}.", id=to.id), None, to.id)
    here = to.labels.get(to.status, to.status)
    if status and to.status not in status:
        wanted = listed([to.labels.get(one, one) for one in status])
        return fails(say("{id} is {status}, which does not fit here.", id=to.id, status=here), wanted, here)
    return passes(say("{id} is there: {status}.", id=to.id, status=here)) if as_of.telling else IN_ORDER
