"""The form `recomputed`: totals that must follow from their lines."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from repairctl import money
from repairctl.errors import Sentence, say
from repairctl.forms.verdicts import NOTHING_TO_JUDGE, cannot_tell, fails, listed, passes
from repairctl.model import Judgement, Plain, Table
from repairctl.readings import Section, TableRef
from repairctl.taxpayers import GENERAL

_AMOUNTS = ("net", "tax", "total")


def recomputed(section: Section, rates: TableRef, *, office: Mapping[str, Plain]) -> Judgement:
    """The net amount, tax, total and words of a statement must follow from its lines, by the rates in force at the rule's moment `on`.

    `rates` is a table by tax category with a column for each sort of taxpayer: the one that the statement names, else the office's.
    The words may be written in any form that is permitted.

    Example:
        rule: {form: recomputed, section: settlement, rates: taxes.rates, on: first settle}
        pass:
          settlement:
            lines: [{kind: labour, quantity: 2.0, unit_price: 80.00, tax_category: repair}]
            net: 146.79
            tax: 13.21
            total: 160.00
            in_words: 壹佰陆拾元整
          log: [{step: report, at: 2026-03-07T22:40, by: S-01}, {step: settle, at: 2026-03-10T10:00, by: S-01}]
        fail:
          settlement:
            lines: [{kind: labour, quantity: 2.0, unit_price: 80.00, tax_category: repair}]
            net: 146.79
            tax: 13.21
            total: 161.00
            in_words: 壹佰陆拾壹元整
          log: [{step: report, at: 2026-03-07T22:40, by: S-01}, {step: settle, at: 2026-03-10T10:00, by: S-01}]
    """
    held = section.get("lines")
    lines = [line for line in held if isinstance(line, Mapping)] if isinstance(held, tuple) else []
    if not lines:
        return NOTHING_TO_JUDGE
    taxpayer = str(section.get("taxpayer") or office.get("taxpayer") or GENERAL)
    unknown = [str(line.get("tax_category") or "-") for line in lines if _rate(line, rates, taxpayer) is None]
    if unknown:
        return cannot_tell(say("No tax rate is known for: {categories}.", categories=listed(sorted(set(unknown)))))
    rounding = section.get("tax_rounding") or office.get("tax_rounding")
    wanted = _totals(section, [(line, _rate(line, rates, taxpayer) or Decimal(0)) for line in lines], by_line=rounding == "line")
    wrong = [name for name in _AMOUNTS if section.get(name) != wanted[name]]
    if wrong:
        return fails(_differs(wrong, section, wanted), wanted[wrong[0]], section.get(wrong[0]))
    return _words(str(section.get("in_words") or ""), wanted["total"])


def _totals(section: Section, lines: Sequence[tuple[Mapping[str, Plain], Decimal]], *, by_line: bool) -> Mapping[str, Decimal]:
    taxed = [(str(line["tax_category"]), rate, _amount(line)) for line, rate in lines]
    inclusive = section.get("prices") != "without_tax"
    groups = money.taxed(taxed, inclusive=inclusive, rounding="line" if by_line else "group")
    zero = Decimal("0.00")
    net, tax = sum((group.net for group in groups), zero), sum((group.tax for group in groups), zero)
    return {"net": net, "tax": tax, "total": net + tax}


def _rate(line: Mapping[str, Plain], rates: Table, taxpayer: str) -> Decimal | None:
    row = rates.rows.get(str(line.get("tax_category") or ""))
    rate = row.get(taxpayer) if row else None
    return rate if isinstance(rate, Decimal) else None


def _amount(line: Mapping[str, Plain]) -> Decimal:
    quantity, price = line.get("quantity"), line.get("unit_price")
    if not isinstance(quantity, Decimal) or not isinstance(price, Decimal):
        return Decimal("0.00")
    amount = money.line_amount(quantity, price)
    return -abs(amount) if line.get("kind") == "discount" else amount


def _differs(wrong: Sequence[str], section: Section, wanted: Mapping[str, Decimal]) -> Sentence:
    pairs = [say("{name} {stored}, recomputed {wanted}", name=name, stored=section.get(name) or "-", wanted=wanted[name]) for name in wrong]
    return say("The statement does not follow from its lines: {pairs}.", pairs=listed(pairs))


def _words(written: str, total: Decimal) -> Judgement:
    if money.read_words(written) == total:
        return passes(say("The statement follows from its lines: {total}.", total=total), total, total)
    right = money.in_words(total)
    return fails(say("The words say '{written}', but {total} is {right}.", written=written, total=total, right=right), right, written)
