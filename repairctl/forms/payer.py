"""The form `payer`: who bears the cost, by the order in which the grounds are asked."""

from __future__ import annotations

from repairctl.errors import say
from repairctl.forms.verdicts import fails, listed, passes, waits
from repairctl.model import Judgement
from repairctl.readings import Grounds, Value


def payer(payer: Value, grounds: Grounds) -> Judgement:
    """Who bears the cost follows from the first ground that holds: damage by somebody, a warranty, whose part it is, what the contract
    covers. It fails where somebody else pays, where no ground holds, and where two of one step hold that name different payers.

    Each of the `grounds` has its `step` (the lower is asked first), the `ground` as a text or in both languages, the `payer` (one word or
    several that may be chosen) and `when`, written as the `when` of a rule; without it the ground always holds.

    Example:
        rule:
          form: payer
          payer: settlement.payer
          grounds:
          - {step: 1, ground: damage, payer: person_liable, when: {place.spot: present}}
          - {step: 2, ground: private part, payer: [owner, tenant], when: {place.part: private}}
          - {step: 2, ground: common part, payer: company, when: {place.part: common}}
        pass:
          place: {part: private}
          settlement: {payer: owner}
          log: [{step: report, at: 2026-03-02T09:00, by: S-01}]
        fail:
          place: {part: common}
          settlement: {payer: owner}
          log: [{step: report, at: 2026-03-02T09:00, by: S-01}]
    """
    if payer is None:
        return waits(say("Nobody is named who pays."))
    if not grounds:
        return fails(say("No ground holds for anybody to pay; what is missing in the record?"), None, str(payer))
    first = [one for one in grounds if one.step == grounds[0].step]
    agreed = [who for who in first[0].payers if all(who in one.payers for one in first)]
    if not agreed:
        sentence = say("Two grounds hold that name different payers: {grounds}.", grounds=listed([one.ground for one in first]))
        return fails(sentence, None, str(payer))
    labels = first[0].labels
    wanted, actual = listed([labels.get(who, who) for who in agreed]), labels.get(str(payer), str(payer))
    sentence = say("{ground}: {wanted} pays; here {payer} does.", ground=first[0].ground, wanted=wanted, payer=actual)
    return (passes if payer in agreed else fails)(sentence, wanted, actual)
