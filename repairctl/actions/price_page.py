"""How the price of an order came about, on one page: from the record and the policies in force, computed again. Writes nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from repairctl import records
from repairctl.actions import price_lines, price_money, price_rules
from repairctl.actions.behind import place_words
from repairctl.actions.judged import Judge
from repairctl.actions.price_about import About, Page, Part
from repairctl.actions.working import Working
from repairctl.errors import Misuse, Sentence, say
from repairctl.kinds import KINDS
from repairctl.model import Label, Record
from repairctl.office import Office

ORDER = KINDS["order"]
PARTS: tuple[tuple[str, Label, Callable[[About], Iterator[Sentence]]], ...] = (
    ("book", Label("Price book", "价目表"), price_lines.book),
    ("lines", Label("Lines", "明细"), price_lines.lines),
    ("discount", Label("Discount", "优惠"), price_lines.discount),
    ("quote", Label("Quote", "报价"), price_rules.quote),
    ("extra", Label("Extra work", "增项"), price_rules.extra),
    ("limit", Label("Limit", "限额"), price_rules.limit),
    ("tax", Label("Tax", "税"), price_money.tax),
    ("total", Label("Total", "合计"), price_money.total),
    ("payer", Label("Payer", "付款人"), price_rules.payer),
    ("account", Label("Account", "收付"), price_money.account),
    ("owed", Label("Owed", "应付"), price_money.owed),
    ("again", Label("Computed again", "复算"), price_rules.again),
)
"""What stands on the page, in this order; a part that has nothing to say is left out."""


class NotPriced(Misuse):
    """The record is of a kind that has no price."""

    def __init__(self, record: Record) -> None:
        super().__init__(say("{id} belongs to {kind}; only an order has a price.", id=record.id, kind=record.kind.label))


def priced(office: Office, name: str) -> Page:
    """The page of an order, as of the moment asked for. Raises NotPriced, NotWellFormed and what reading it raises."""
    working = Working(office)
    kind, id = working.full_id(None, name)
    record = records.as_of(working.current(kind, id), office.as_of)
    if kind is not ORDER:
        raise NotPriced(record)
    about = _about(office, Judge(office, working), record)
    parts = (Part(name, label, tuple(told(about))) for name, label, told in PARTS)
    unit = working.find(str(record.value("place.unit") or record.value("place.asset") or ""))
    return Page(record, place_words(unit, office) if unit else "", tuple(part for part in parts if part.rows))


def _about(office: Office, judge: Judge, record: Record) -> About:
    entry = record.last("settle") or record.last("quote")
    told = (*judge.verdicts(record, office.as_of), *(one for one in judge.told(record, (), office.as_of) if not one.rule))
    return About(office, judge, record, entry, told)
