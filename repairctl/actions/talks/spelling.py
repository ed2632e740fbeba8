"""How records, moments and people are said in a conversation: short, and so that what is said can be typed again. Looks nothing up."""

from __future__ import annotations

from datetime import tzinfo
from typing import TYPE_CHECKING

from repairctl import inputs
from repairctl.errors import say
from repairctl.model import At, Kind, Label, Minute, Record, Span, moment_of
from repairctl.talk import Words

if TYPE_CHECKING:
    from repairctl.office import Office


def short(id: str, now: Minute, zone: tzinfo) -> str:
    """The shortest name that means this record now."""
    return inputs.short_name(id, moment_of(now, zone).date())


def dated(id: str, now: Minute, zone: tzinfo) -> str:
    """The short name with its day, of today too: `9-2`, as lists have it."""
    name = short(id, now, zone)
    return f"{moment_of(now, zone).day}-{name}" if name != id and "-" not in name else name


def spelled(minute: Minute, zone: tzinfo) -> str:
    """A moment that reads the same whenever it is read."""
    return f"{moment_of(minute, zone):%Y-%m-%d %H:%M}"


def clock(minute: Minute, zone: tzinfo, beside: Minute | None = None) -> At | str:
    """The moment as a fact; only its time of day where it lies on the day of another one."""
    moment = moment_of(minute, zone)
    same = beside is not None and moment_of(beside, zone).date() == moment.date()
    return f"{moment:%H:%M}" if same else At(minute, zone)


def ago(minutes: int) -> Words:
    """`2 minutes ago`."""
    return say("{span} ago", span=Span(minutes)) if minutes else say("just now")


def about(record: Record) -> str:
    """What an order is about, in its own words."""
    return str(record.value("request.description") or "")


def where(record: Record) -> str:
    """Where an order is, as its file names it."""
    return next((str(held) for path in ("place.unit", "place.asset", "place.spot") if (held := record.value(path))), "")


def status(kind: Kind, record: Record) -> Words:
    return kind.status_label(record.status)


def in_office(office: Office, label: Label) -> str:
    """A word that goes into a record: in the office's own language."""
    languages = office.settings.get("languages")
    return label.en if isinstance(languages, tuple) and str(languages[0]).startswith("en") else label.zh
