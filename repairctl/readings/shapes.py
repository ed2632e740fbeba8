"""Values that forms take, beyond the plain ones: limits, pauses, appointments, people, payments. No behaviour."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import TypeAlias

from msgspec import Struct, field

from repairctl.errors import RepairError, Sentence
from repairctl.model import Label, Length, Minute, Plain

Instant: TypeAlias = Minute | date
"""A moment, or a whole day: as a start the day is excluded, as a stop or limit it ends at 24:00."""


class Awaited(Struct, frozen=True):
    """A limit that is not known yet: what it is read from has not been filled."""

    path: str


Bound: TypeAlias = Length | Minute | date | Awaited | None
"""A limit: a length, a moment or day, one that is still awaited, or None for no limit at all."""


class Pause(Struct, frozen=True):
    """A hold: from, to (None: it goes on), its reason, and why it is not counted ('' if it is)."""

    start: Minute
    stop: Minute | None
    reason: Label | str
    refused: Sentence | None = None


class Agreement(Struct, frozen=True):
    """An appointment: when it was made, for when, and how much later is still in time."""

    made: Minute
    visit: Minute
    grace: int


class Holder(Struct, frozen=True):
    """The person a reference names, and the certificates they hold; None where their record is not at hand."""

    id: str
    certificates: tuple[Mapping[str, Plain], ...] | None


class Beyond(Struct, frozen=True):
    """What stands in a linked record; `unknown` says why nobody can tell."""

    unknown: RepairError | None
    value: Plain


class Payment(Struct, frozen=True):
    """An amount and the moment from which it counts."""

    at: Minute
    amount: Decimal


class Link(Struct, frozen=True):
    """The record to which a reference leads: whether it is there, its status, and what statuses are called."""

    id: str
    there: bool
    status: str = ""
    labels: Mapping[str, Label] = field(default_factory=dict)


class Ground(Struct, frozen=True):
    """Why somebody bears the cost: at which step it is asked, what it is, who pays then, and what they are called."""

    step: int
    ground: Label | str
    payers: tuple[str, ...]
    labels: Mapping[str, Label] = field(default_factory=dict)


class StoredFile(Struct, frozen=True):
    """A file of the office: whether it is there, and its digest."""

    id: str
    there: bool
    sha256: str = ""


class Dated(Struct, frozen=True):
    """Rows of a linked record, each with its day and what it says; None where it is not at hand. `labels`: what words are called."""

    id: str
    rows: tuple[tuple[Instant, str], ...] | None
    labels: Mapping[str, Label] = field(default_factory=dict)
