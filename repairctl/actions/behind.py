"""What stands behind an ID: staff by their names, places as people say them. Judges nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from repairctl.actions.people import private_of
from repairctl.model import Plain, Record
from repairctl.office import Office


def named_staff(office: Office, ids: Sequence[str]) -> tuple[str, ...]:
    """Staff as people choose among them: `李强 S-11`; the ID alone where private/ has no name."""
    return tuple(" ".join(part for part in (private_of(office, id).get("name", ""), id) if part) for id in ids)


def place_words(place: Record, office: Office) -> str:
    """A unit or asset as people say it: 清和苑5幢802; of an estate with a Western name, Lakeside 5-802."""
    if place.kind.name == "asset":
        return str(place.value("asset.name") or place.id)
    estates = {str(row.get("code")): str(row.get("name")) for row in _rows(office.settings.get("estates"))}
    estate = str(place.value("unit.estate") or "")
    name = estates.get(estate, estate)
    building, entrance, room = (place.value(f"unit.{part}") for part in ("building", "entrance", "room"))
    if name and name.isascii():
        return f"{name} {'-'.join(str(part) for part in (building, entrance, room) if part)}"
    return f"{name}{building}幢{f'{entrance}单元' if entrance else ''}{room}"


def _rows(held: Plain) -> tuple[Mapping[str, Plain], ...]:
    return tuple(row for row in held if isinstance(row, Mapping)) if isinstance(held, tuple) else ()
