"""The form `approval`: so much needs the yes of somebody who may give it, in time."""

from __future__ import annotations

from decimal import Decimal

from repairctl.errors import Sentence, say
from repairctl.forms.verdicts import NOTHING_TO_JUDGE, fails, listed, passes
from repairctl.model import Judgement, Label, Plain, Table
from repairctl.readings import Amount, AsOf, Moment, TableRef, Value, Word

_NOBODY = "unset"


def approval(
    amount: Amount,
    by: Value,
    limits: TableRef,
    column: Word = "up_to",
    at: Moment = None,
    before: Moment = None,
    *,
    as_of: AsOf,
) -> Judgement:
    """An amount needs the approval of somebody who may approve as much, given before the work or the act for which it was asked.

    `limits` is a table with a row for each role (or whatever `by` holds): up to which amount it may approve (`none`: any). The row
    `unset` says how much needs nobody's approval. Exactly as much is allowed. `at` is when it was given, `before` what had to wait
    for it; in the same minute is in time. The sign of the amount does not matter. Columns `zh` and `en` name
    the roles in sentences.

    Example:
        rule: {form: approval, amount: quote.total, by: approve.approved_by, limits: steps, at: first approve, before: first arrive}
        tables:
          steps:
            by: approver
            columns: {up_to: money}
            rows:
              P-0802: {up_to: none}
              unset: {up_to: 500.00}
        pass:
          log:
          - {step: report, at: 2026-03-02T09:00, by: S-01}
          - {step: quote, at: 2026-03-02T09:30, by: S-01, total: 500.00}
          - {step: arrive, at: 2026-03-02T10:00, by: S-11}
        fail:
          log:
          - {step: report, at: 2026-03-02T09:00, by: S-01}
          - {step: quote, at: 2026-03-02T09:30, by: S-01, total: 500.01}
          - {step: arrive, at: 2026-03-02T10:00, by: S-11}
    """
    if amount is None:
        return NOTHING_TO_JUDGE
    asked = abs(amount)
    if _may(limits, _NOBODY, column, asked):
        return passes(say("{amount} needs nobody's approval.", amount=asked), None, asked)
    who = str(by).lower() if isinstance(by, bool) else str(by or "")
    if not who or (at is None and before is not None and not as_of.over(as_of.stop(before) - 1)):
        return fails(say("{amount} is not approved; {who} may approve it.", amount=asked, who=_those(limits, column, asked)), None, asked)
    if not _may(limits, who, column, asked):
        others = _those(limits, column, asked)
        sentence = say("{who} may not approve {amount}; {others} may.", who=_called(limits, who), amount=asked, others=others)
        return fails(sentence, None, asked)
    if before is not None and (at is None or as_of.stop(at) > as_of.stop(before)):
        given = as_of.shown(at) if at is not None else say("never")
        return fails(
            say("{amount} had to be approved by {before}; it was: {given}.", amount=asked, before=as_of.shown(before), given=given)
        )
    return passes(say("{who} has approved {amount}.", who=_called(limits, who), amount=asked), None, asked)


def _may(limits: Table, who: str, column: str, amount: Decimal) -> bool:
    row = limits.rows.get(who)
    if row is None:
        return False
    limit: Plain | object = row.get(column)
    return limit is None or (isinstance(limit, Decimal) and amount <= limit)


def _those(limits: Table, column: str, amount: Decimal) -> Sentence:
    """Who may approve as much."""
    named = [_called(limits, who) for who in limits.rows if who != _NOBODY and _may(limits, who, column, amount)]
    return listed(named) if named else say("nobody here")


def _called(limits: Table, who: str) -> Label | str:
    """What the table calls them, if it does."""
    row = limits.rows.get(who, {})
    return Label(str(row["en"]), str(row["zh"])) if row.get("en") and row.get("zh") else who
