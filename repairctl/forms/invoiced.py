"""The form `invoiced`: the invoices fit the statement."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from repairctl.errors import Sentence, say
from repairctl.forms.verdicts import IN_ORDER, NOTHING_TO_JUDGE, fails, listed, passes, waits
from repairctl.model import Judgement, Plain
from repairctl.readings import Amount, AsOf, Entries, Payments, Section

_NOTHING = Decimal("0.00")
_RED = "red"


def invoiced(invoices: Entries, total: Amount, section: Section, credited: Payments = (), *, as_of: AsOf) -> Judgement:
    """The invoices, less the red ones, come to the total less what was credited; a red one names another and is at most as high.

    A buyer is a party of the statement: `payer_party` of the section, or the `party` of one of its `shares`. Where no party is written
    down, or no buyer, nothing is compared.

    Example:
        rule: {form: invoiced, invoices: invoice, total: settlement.total, section: settlement, credited: credit.amount}
        pass:
          settlement: {total: 100.00, payer_party: P-0802}
          log:
          - {step: report, at: 2026-03-02T09:00, by: S-01}
          - {step: invoice, at: 2026-03-03T09:00, by: S-01, amount: 100.00, number: "31", sort: ordinary, buyer: P-0802}
        fail:
          settlement: {total: 100.00, payer_party: P-0802}
          log:
          - {step: report, at: 2026-03-02T09:00, by: S-01}
          - {step: invoice, at: 2026-03-03T09:00, by: S-01, amount: 100.00, number: "31", sort: ordinary, buyer: P-0303}
    """
    if not invoices:
        return NOTHING_TO_JUDGE
    if total is None:
        return waits(say("There is no total yet."))
    wrong = _buyer(invoices, section) or _red(invoices)
    if wrong is not None:
        return fails(wrong)
    wanted = total - sum((one.amount for one in credited), _NOTHING)
    stated = sum((_signed(one) for one in invoices), _NOTHING)
    if stated == wanted:
        return passes(say("The invoices come to {stated}.", stated=stated), wanted, stated) if as_of.telling else IN_ORDER
    return fails(say("The invoices come to {stated}, not to {wanted}.", stated=stated, wanted=wanted), wanted, stated)


def _buyer(invoices: Entries, section: Section) -> Sentence | None:
    shares = section.get("shares")
    rows = [row for row in shares if isinstance(row, Mapping)] if isinstance(shares, tuple) else []
    parties = sorted({str(party) for party in (section.get("payer_party"), *(row.get("party") for row in rows)) if party})
    others = [str(buyer) for one in invoices if (buyer := one.get("buyer")) and buyer not in parties]
    if not parties or not others:
        return None
    return say("An invoice names {buyer} as buyer; who pays is {parties}.", buyer=others[0], parties=listed(parties))


def _red(invoices: Entries) -> Sentence | None:
    """Red invoices without their original, or together above it."""
    issued = {str(one.get("number")): _amount(one) for one in invoices if one.get("sort") != _RED and one.get("number")}
    gone: dict[str, Decimal] = {}
    for one in (one for one in invoices if one.get("sort") == _RED):
        original = str(one.get("credit_of") or "")
        if original not in issued:
            return say("A red invoice does not name an invoice of this statement: {number}.", number=original or "-")
        gone[original] = gone.get(original, _NOTHING) + _amount(one)
    high: Sequence[str] = [number for number, amount in gone.items() if amount > issued[number]]
    if not high:
        return None
    return say(
        "Red invoices of {red} stand against the invoice {number} of {amount}.", red=gone[high[0]], number=high[0], amount=issued[high[0]]
    )


def _signed(invoice: Mapping[str, Plain]) -> Decimal:
    return -_amount(invoice) if invoice.get("sort") == _RED else _amount(invoice)


def _amount(invoice: Mapping[str, Plain]) -> Decimal:
    held = invoice.get("amount")
    return abs(held) if isinstance(held, Decimal) else _NOTHING
