"""The orders that a conversation looks at: the open ones, and all those at one place. The others are never read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from functools import cached_property

from msgspec import Struct, field

from repairctl import records
from repairctl.actions.balance import balance
from repairctl.actions.reading import loaded_records, naming, open_records
from repairctl.actions.working import Loaded, Working
from repairctl.kinds.order import AT_WORK, ORDER
from repairctl.model import Finding, Record
from repairctl.office import Office


class Orders(Struct, dict=True):
    """The orders of an office that are open, and those that name a place. A file that cannot be read is passed over; check names it."""

    office: Office
    place: str = ""
    unread: list[Finding] = field(default_factory=list)

    @cached_property
    def seen(self) -> tuple[Record, ...]:
        return tuple(self._records())

    @property
    def open(self) -> tuple[Record, ...]:
        """Those in which something is still to be done."""
        return tuple(one for one in self.seen if one.status not in ORDER.ended and one.status != "closed")

    @property
    def here(self) -> tuple[Record, ...]:
        """All those at the place, the newest last."""
        return tuple(one for one in self.seen if self.place and self.place in places(one))

    def hands_full(self, technician: str) -> int:
        """How many orders a technician has in hand: sent last to each of them, and not finished."""
        return sum(1 for one in self.seen if one.status in AT_WORK and technician in sent(one))

    def _records(self) -> Iterator[Record]:
        working = Working(self.office)
        found = {one.record.id: one for one in self._told(open_records(self.office, ORDER, working))}
        named = [id for id in naming(self.office, ORDER, self.place) if id not in found]
        found |= {one.record.id: one for one in self._told(loaded_records(self.office, ORDER, working, named))}
        yield from (records.as_of(found[id].record, self.office.as_of) for id in sorted(found))

    def _told(self, read: Iterable[Loaded | Finding]) -> Iterator[Loaded]:
        for one in read:
            if isinstance(one, Finding):
                self.unread.append(one)
            else:
                yield one


def places(order: Record) -> Sequence[object]:
    return [order.value(f"place.{name}") for name in ("unit", "asset", "spot")]


def sent(order: Record) -> tuple[str, ...]:
    """The technicians that were sent, each once."""
    return tuple(dict.fromkeys(str(entry.filled.get("technician")) for entry in order.of.get("dispatch", ())))


def owed(order: Record) -> Decimal:
    """What is still to be paid of an order."""
    return balance(order).owed or Decimal("0.00")
