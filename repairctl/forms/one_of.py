"""The form `one_of`: a word from a list."""

from __future__ import annotations

from repairctl.errors import say
from repairctl.forms.verdicts import IN_ORDER, NOTHING_TO_JUDGE, fails, listed, passes, waits
from repairctl.model import Judgement, Plain
from repairctl.readings import AsOf, Value, Words


def one_of(value: Value, words: Words, *, as_of: AsOf) -> Judgement:
    """A field that must hold one of the words. As long as it holds nothing, the verdict is open; without any word it does not apply.

    The words may be the cell of a table, or what office.yaml lists: `office.estates.code`.

    Example:
        rule: {form: one_of, when: {request.urgency: emergency}, value: triage.priority, words: [P1]}
        pass:
          request: {urgency: emergency}
          log: [{step: report, at: 2026-03-02T09:00, by: S-01}, {step: triage, at: 2026-03-02T09:05, by: S-01, priority: P1}]
        fail:
          request: {urgency: emergency}
          log: [{step: report, at: 2026-03-02T09:00, by: S-01}, {step: triage, at: 2026-03-02T09:05, by: S-01, priority: P3}]
    """
    if not words:
        return NOTHING_TO_JUDGE
    if value is None:
        return waits(say("Not filled yet; it must be one of {words}.", words=listed(words)), listed(words))
    held = [_word(one) for one in (value if isinstance(value, tuple) else (value,))]
    fits = all(one in words for one in held)
    if fits and not as_of.telling:
        return IN_ORDER
    judge = passes if fits else fails
    return judge(say("{value}; it must be one of {words}.", value=listed(held), words=listed(words)), listed(words), listed(held))


def _word(value: Plain) -> str:
    """A value as a policy writes it."""
    return str(value).lower() if isinstance(value, bool) else str(value)
