"""What people type into values, by closed rules in Chinese and English at once: what no rule covers is refused with an example, nothing is
guessed, and what has several readings is asked about. Knows no terminal, no office and no clock: now and the registers are handed in.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from repairctl.inputs.amounts import NotANumber, NotMoney, decimal, money
    from repairctl.inputs.bearers import NotABearer, bearer
    from repairctl.inputs.days import NotADay, NotAPeriod, Tense, day, period
    from repairctl.inputs.line_items import Item, LineTyped, NotALine, PriceBook, line, lines
    from repairctl.inputs.moments import NotAMoment, moment, torn_off
    from repairctl.inputs.people import NobodySo, Person, party, person, phone, without_phones
    from repairctl.inputs.places import Estate, NoSuchPlace, Place, place, place_parts
    from repairctl.inputs.record_ids import NotARecordName, record_name, record_names, short_name
    from repairctl.inputs.replies import NotAReply, Reply, StepSaid, reply
    from repairctl.inputs.spans import NotAQuantity, NotASpan, quantity, span
    from repairctl.inputs.typed import Ambiguous, NotRead, plain, shown
    from repairctl.inputs.words import NotAChoice, NotText, NotYesOrNo, choice, text, yes_no

__all__ = [
    "Ambiguous", "Estate", "Item", "LineTyped", "NoSuchPlace", "NobodySo", "NotABearer", "NotAChoice", "NotADay", "NotALine", "NotAMoment",
    "NotANumber", "NotAPeriod", "NotAQuantity", "NotARecordName", "NotAReply", "NotASpan", "NotMoney", "NotRead", "NotText",
    "NotYesOrNo", "Person", "Place", "PriceBook", "Reply", "StepSaid", "Tense", "bearer", "choice", "day", "decimal", "line", "lines",
    "moment", "money", "party", "period", "person", "phone", "place", "place_parts", "plain", "quantity", "record_name",
    "record_names", "reply", "short_name", "shown", "span", "text", "torn_off", "without_phones", "yes_no",
]  # fmt: skip

_HOMES = {
    "amounts": "NotANumber NotMoney decimal money",
    "bearers": "NotABearer bearer",
    "days": "NotADay NotAPeriod Tense day period",
    "line_items": "Item LineTyped NotALine PriceBook line lines",
    "moments": "NotAMoment moment torn_off",
    "people": "NobodySo Person party person phone without_phones",
    "places": "Estate NoSuchPlace Place place place_parts",
    "record_ids": "NotARecordName record_name record_names short_name",
    "replies": "NotAReply Reply StepSaid reply",
    "spans": "NotAQuantity NotASpan quantity span",
    "typed": "Ambiguous NotRead plain shown",
    "words": "NotAChoice NotText NotYesOrNo choice text yes_no",
}
"""The modules and what each of them gives: only what is used is read, for their patterns cost more than most commands do."""


def __getattr__(name: str) -> object:
    for module, names in _HOMES.items():
        if name in names.split():
            globals()[name] = found = getattr(import_module(f"{__name__}.{module}"), name)
            return found
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
