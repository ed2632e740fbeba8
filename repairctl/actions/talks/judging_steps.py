"""What the rules say of a step just put on a sheet: when, how long after the report, against which limit. Judges nothing."""

from __future__ import annotations

from collections.abc import Sequence

from repairctl.actions.sheet import Sheet
from repairctl.actions.talks.spelling import clock
from repairctl.errors import say
from repairctl.model import Finding, Label, Minute, Says, Span
from repairctl.talk import Words

SAID = {Says.PASS: Label("in time", "按时"), Says.FAIL: Label("LATE", "超时"), Says.WAIVED: Label("waived", "豁免")}


def told(sheet: Sheet, step: str, at: Minute, before: Sequence[Finding], beside: Minute | None) -> Words:
    """`22:44  用 4分  限 10分  按时`; the limit of the gravest rule that waited for this step."""
    record, zone = sheet.record(), sheet.office.zone
    begun = record.story[0].at
    moment = say("{at}", at=clock(at, zone, beside))
    if at == begun:
        return moment
    after = say("took {span}", span=Span(at - begun))
    verdict = gravest(step, before, sheet.verdicts(as_of=sheet.office.now))
    if verdict is None or verdict.limit is None:
        return (moment, after)
    return (moment, after, say("limit {span}", span=Span(verdict.limit - begun)), SAID[verdict.says])


def gravest(step: str, before: Sequence[Finding], after: Sequence[Finding]) -> Finding | None:
    """Of the verdicts that waited for a step and are now given, the one that fails, else the one whose limit came first."""
    waited = {(one.rule, one.subject.item) for one in before if step in one.waits_for.split("|")}
    given = [one for one in after if (one.rule, one.subject.item) in waited and one.says in SAID and not one.waits_for]
    return min((one for one in given if one.limit is not None), key=lambda one: (one.says is Says.PASS, one.limit or 0), default=None)
