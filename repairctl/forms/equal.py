"""The form `equal`: two things that must be the same."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from repairctl.errors import say
from repairctl.forms.verdicts import IN_ORDER, NOTHING_TO_JUDGE, fails, passes
from repairctl.model import Judgement, Plain
from repairctl.readings import AsOf, Value


def equal(value: Value, to: Value, *, as_of: AsOf) -> Judgement:
    """Two fields that must hold the same. Where one of them is empty there is nothing to judge; `required` asks for it.

    Amounts are compared as numbers: 80.0 is 80.00. A field may stand in a record that is referred to.

    Example:
        rule: {form: equal, value: accept.inspector, to: accept.by}
        pass: {log: [{step: report, at: 2026-03-02T09:00, by: S-01}, {step: accept, at: 2026-03-03T09:00, by: S-03, inspector: S-03}]}
        fail: {log: [{step: report, at: 2026-03-02T09:00, by: S-01}, {step: accept, at: 2026-03-03T09:00, by: S-03, inspector: S-02}]}
    """
    if value in (None, "", ()) or to in (None, "", ()):
        return NOTHING_TO_JUDGE
    if value == to:
        return passes(say("Both say {value}.", value=_shown(value))) if as_of.telling else IN_ORDER
    return fails(say("{value} stands here, {other} there.", value=_shown(value), other=_shown(to)), _shown(to), _shown(value))


def _shown(value: Plain) -> object:
    return value if isinstance(value, Decimal | date) else str(value)
