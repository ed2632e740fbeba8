"""The form `latest`: the last of several says what it should."""

from __future__ import annotations

from repairctl.errors import say
from repairctl.forms.verdicts import IN_ORDER, NOT_BEGUN, NOTHING_TO_JUDGE, fails, listed, passes
from repairctl.model import Judgement
from repairctl.readings import AsOf, Dated, Moment, Words


def latest(of: Dated, at: Moment, words: Words, *, as_of: AsOf) -> Judgement:
    """The last of several rows, as of a moment, holds one of these words: the last skill assessment was passed when the work began.

    `of` is `{through: .technician, rows: assessments, date: date, says: result}`: the rows of the record to which `through` leads. A
    row of the day itself counts. Without any row there is nothing to judge; `interval` asks for one, and `REF-UNKNOWN` for the record.

    Example:
        rule:
          form: latest
          each: dispatch
          of: {through: .technician, rows: assessments, date: date, says: result}
          at: this
          words: [passed]
        with:
          S-11:
            kind: staff
            assessments: [{date: 2026-01-10, result: failed}, {date: 2026-03-03, result: passed}]
        pass:
          log:
          - {step: report, at: 2026-03-02T09:00, by: S-01}
          - {step: dispatch, at: 2026-03-03T00:00, by: S-01, technician: S-11}
        fail:
          log:
          - {step: report, at: 2026-03-02T09:00, by: S-01}
          - {step: dispatch, at: 2026-03-02T23:59, by: S-01, technician: S-11}
    """
    if at is None:
        return NOT_BEGUN
    if of is None or of.rows is None:
        return NOTHING_TO_JUDGE
    day = as_of.day(at)
    there = [(when, word) for when, word in of.rows if as_of.day(when) <= day]
    if not there:
        return NOTHING_TO_JUDGE
    when, word = max(there, key=lambda one: as_of.day(one[0]))
    said, wanted = of.labels.get(word, word), listed([of.labels.get(one, one) for one in words])
    if word in words:
        return passes(say("{id}: {word} on {day}.", id=of.id, word=said, day=as_of.shown(when))) if as_of.telling else IN_ORDER
    sentence = say("{id}: the last says {word} ({day}); wanted: {words}.", id=of.id, word=said, day=as_of.shown(when), words=wanted)
    return fails(sentence, wanted, said)
