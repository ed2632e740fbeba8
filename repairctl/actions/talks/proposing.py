"""Which service item, and so which priority, the words of a caller lead to: by the tables of the policies. Knows no word itself."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from msgspec import Struct

from repairctl.kinds.order_sheet import PRIORITIES, URGENCIES
from repairctl.model import Minute, Table

Tables = Callable[[str, Minute], Table | None]
RANK = {key: number for number, (key, _) in enumerate(PRIORITIES)}
URGENCY: Mapping[str, str] = {priority: urgency for (priority, _), (urgency, _) in zip(PRIORITIES, URGENCIES, strict=True)}
"""What a caller calls as urgent as that priority: the two scales have the same steps."""


class Proposal(Struct, frozen=True):
    """A service item, the priority that the catalogue gives it, and the word that led there ('' : nobody said one)."""

    item: str
    priority: str
    word: str = ""


def proposed(text: str, tables: Tables, at: Minute) -> Proposal | None:
    """The most urgent item that a word of the text leads to; of equally urgent ones the longest word counts. None: nothing leads."""
    found = list(_led(text.casefold(), tables, at))
    emergency = [one for one in found if RANK.get(one.priority) == 0]
    return max(emergency or found, key=lambda one: (len(one.word), -RANK.get(one.priority, 9)), default=None)


def of_item(item: str, tables: Tables, at: Minute) -> Proposal | None:
    """The priority of an item that was named outright."""
    catalogue = tables("catalogue.items", at)
    row = catalogue.rows.get(item) if catalogue else None
    priority = str(row.get("priority") or "") if row else ""
    return Proposal(item, priority) if priority in RANK else None


def _led(text: str, tables: Tables, at: Minute) -> Iterator[Proposal]:
    catalogue = tables("catalogue.items", at)
    if catalogue is None:
        return
    said = tables("words.items", at)
    for item, row in catalogue.rows.items():
        priority = str(row.get("priority") or "")
        listed = said.rows.get(item, {}).get("words") if said else ()
        known = (*(map(str, listed) if isinstance(listed, tuple) else ()), str(row.get("zh") or ""), str(row.get("en") or ""))
        if item != "unset" and priority in RANK:
            yield from (Proposal(item, priority, word) for word in known if word and word.casefold() in text)
