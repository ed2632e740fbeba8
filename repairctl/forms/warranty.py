"""The form `warranty`: what is still in its repair warranty is not charged."""

from __future__ import annotations

from datetime import date

from repairctl.errors import say
from repairctl.forms.verdicts import NOTHING_TO_JUDGE, cannot_tell, does_not_apply, fails, passes, waits
from repairctl.model import Judgement
from repairctl.readings import Amount, AsOf, Beyond, Moment


def warranty(charge: Amount, until: Beyond, at: Moment, *, as_of: AsOf) -> Judgement:
    """What comes back while its repair warranty runs is mended without charge. The last day of the warranty counts to 24:00.

    `until` is read in the order that this one is a callback of; `at` is the moment by which the warranty is judged: the new report.

    Example:
        rule: {form: warranty, charge: settlement.total, until: request.rework_of.accept.warranty_to, at: first report}
        with:
          WO-20260131-001:
            kind: order
            log: [{step: report, at: 2026-01-30T09:00, by: S-01}, {step: accept, at: 2026-01-31T09:00, by: S-03, warranty_to: 2026-04-30}]
        pass:
          request: {rework_of: WO-20260131-001}
          settlement: {total: 80.00}
          log: [{step: report, at: 2026-05-01T00:10, by: S-01}]
        fail:
          request: {rework_of: WO-20260131-001}
          settlement: {total: 80.00}
          log: [{step: report, at: 2026-04-30T20:00, by: S-01}]
    """
    if until is None or at is None:
        return NOTHING_TO_JUDGE
    if charge is None:
        return waits(say("Nothing is charged yet."))
    if charge <= 0:
        return passes(say("Nothing is charged."), None, charge)
    if until.unknown:
        return cannot_tell(until.unknown.sentences[0])
    if not isinstance(until.value, date):
        return does_not_apply(say("The earlier order carries no repair warranty."))
    sentence = say(
        "Reported on {day}, {charge} is charged; the repair warranty runs to {end}.", day=as_of.day(at), charge=charge, end=until.value
    )
    return (fails if as_of.day(at) <= until.value else passes)(sentence, until.value, charge)
