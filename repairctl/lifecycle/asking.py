"""A step as it is asked for, and what it works with. Frozen values."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, tzinfo

from msgspec import Struct

from repairctl.model import At, Kind, Minute, Plain, Step, Values

NewId = Callable[[Kind, Minute], str]


class Asked(Struct, frozen=True):
    """A step that somebody asks for. `given`: `section.field` or `.field` -> value. `now` bounds `at`.

    `anyway`: why an event is recorded although it does not follow. `until`: when the stretch it begins ended.
    `signer`: who takes an entry back, where that is another person than `by`.
    """

    step: Step
    given: Mapping[str, Plain]
    by: str
    at: Minute
    now: Minute
    anyway: str = ""
    until: Minute | None = None
    zone: tzinfo = UTC
    signer: str = ""

    def shown(self, minute: Minute) -> At:
        """A moment as a fact of a sentence."""
        return At(minute, self.zone)


class Means(Struct, frozen=True):
    """What a step works with: values as of its moment, the kinds by name, and a source of new IDs."""

    values: Values
    kinds: Mapping[str, Kind]
    new_id: NewId
