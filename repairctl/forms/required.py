"""The form `required`: fields that must be filled, steps that must have been taken."""

from __future__ import annotations

from repairctl.errors import say
from repairctl.forms.verdicts import fails, listed, passes
from repairctl.model import Judgement
from repairctl.readings import Missing, MissingSteps


def required(fields: Missing = (), steps: MissingSteps = ()) -> Judgement:
    """Fields that must be filled, and steps that must have been taken, once the rule's moment `on` (or its step `at`) has come.

    `false` and `0` are filled. `a|b` wants one of the two.

    Example:
        rule: {form: required, at: triage, fields: [triage.survey_needed]}
        pass:
          log:
          - {step: report, at: 2026-03-02T09:00, by: S-01}
          - {step: triage, at: 2026-03-02T09:05, by: S-01, priority: P3, survey_needed: false}
        fail:
          log:
          - {step: report, at: 2026-03-02T09:00, by: S-01}
          - {step: triage, at: 2026-03-02T09:05, by: S-01, priority: P3}
    """
    if not fields and not steps:
        return _COMPLETE
    missing = listed([*fields, *steps])
    if not steps:
        return fails(say("Not filled: {missing}.", missing=missing), None, None)
    if not fields:
        return fails(say("Not done: {missing}.", missing=missing), None, None)
    return fails(say("Not there: {missing}.", missing=missing), None, None)


_COMPLETE = passes(say("Everything that is asked for is there."))
