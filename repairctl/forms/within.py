"""The form `within`: a measured value between its bounds."""

from __future__ import annotations

from repairctl.errors import Sentence, say
from repairctl.forms.verdicts import NOTHING_TO_JUDGE, fails, passes, waits
from repairctl.model import Judgement
from repairctl.readings import Amount


def within(value: Amount, at_least: Amount = None, at_most: Amount = None) -> Judgement:
    """A value that must lie between its bounds, the bounds included. A bound that is not filled does not bind.

    Example:
        rule: {form: within, each: accept.checks, value: .measured, at_least: .at_least, at_most: .at_most}
        pass:
          log:
          - {step: report, at: 2026-03-02T09:00, by: S-01}
          - {step: accept, at: 2026-03-02T11:00, by: S-03, checks: [{item: 试压, at_least: 0.6, measured: 0.6}]}
        fail:
          log:
          - {step: report, at: 2026-03-02T09:00, by: S-01}
          - {step: accept, at: 2026-03-02T11:00, by: S-03, checks: [{item: 试压, at_least: 0.6, measured: 0.59}]}
    """
    if at_least is None and at_most is None:
        return NOTHING_TO_JUDGE
    if value is None:
        return waits(say("Not measured yet."), _bounds(at_least, at_most))
    inside = (at_least is None or at_least <= value) and (at_most is None or value <= at_most)
    sentence = say("{value}; wanted {bounds}.", value=value, bounds=_bounds(at_least, at_most))
    return (passes if inside else fails)(sentence, _bounds(at_least, at_most), value)


def _bounds(at_least: Amount, at_most: Amount) -> Sentence:
    if at_most is None:
        return say("at least {least}", least=at_least)
    if at_least is None:
        return say("at most {most}", most=at_most)
    return say("from {least} to {most}", least=at_least, most=at_most)
