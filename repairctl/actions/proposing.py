"""What a statement is proposed to hold: lines from the parts used and the hours, supplements with their reason, and who pays."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from decimal import ROUND_HALF_UP, Decimal

from msgspec import Struct

from repairctl.actions.charging import Charging, Line
from repairctl.errors import say
from repairctl.model import Label, Minute, Plain, Record, Table, Values, minute_of, moment_of
from repairctl.talk import Words

STATUTORY = "statutory"
HALF_HOUR = Decimal("0.5")
NO_REASON = Label("", "")
Stretch = tuple[Minute, Minute]


class Payer(Struct, frozen=True):
    """Who is proposed to pay, the paying party as far as the register knows it, and why. `payer` '': somebody must say."""

    payer: str = ""
    party: str = ""
    why: Label = NO_REASON


def lines(record: Record, charge: Charging, values: Values, at: Minute) -> tuple[Line, ...]:
    """What was used and worked; where nothing was noted of either, what was quoted; and the supplements that follow."""
    found = [*_parts(record, charge), *_hours(record, charge, values, at)] or list(_quoted(record, charge))
    return (*found, *supplements(record, found, charge, values.table("lines.supplements", at), values))


def payer(record: Record, values: Values, at: Minute) -> Payer:
    """The first ground of the table `lines.payers` that holds, as far as the files tell."""
    table = values.table("lines.payers", at)
    holding = _grounds(record, values)
    row = next((row for ground, row in table.rows.items() if ground in holding), None) if table else None
    if row is None or not row.get("payer"):
        return Payer()
    who = str(row["payer"])
    return Payer(who, _party(record, values, who), Label(str(row.get("en") or ""), str(row.get("zh") or "")))


def worked(record: Record) -> tuple[Stretch, ...]:
    """When somebody was at work: from arrival to the finish, without the holds."""
    found: list[Stretch] = []
    begun: Minute | None = None
    arrived = False
    for entry in record.story:
        arrived = arrived or entry.step == "arrive"
        if entry.step in ("arrive", "resume") and begun is None and arrived:
            begun = entry.at
        elif entry.step in ("hold", "finish") and begun is not None:
            found.append((begun, entry.at))
            begun = None
    return tuple((start, end) for start, end in found if end > start)


def supplements(record: Record, held: Sequence[Line], charge: Charging, table: Table | None, values: Values) -> Iterator[Line]:
    """A line for each supplement whose hours were worked in and that is not there already."""
    stretches = worked(record)
    for code, row in table.rows.items() if table else ():
        of = row.get("of")
        hours = sum((line.quantity for line in held if isinstance(of, tuple) and line.item in of), Decimal(0))
        if not hours or not charge.knows(code) or any(line.item == code for line in held):
            continue
        many = counted(stretches, hours, row, values)
        if many:
            yield charge.of_book(code, many, _when(stretches, values))


def counted(stretches: Sequence[Stretch], hours: Decimal, row: Mapping[str, object], values: Values) -> Decimal:
    """The hours of a supplement, by its row, for so many hours of labour within these stretches."""
    step = row.get("step")
    whole = sum(end - start for start, end in stretches)
    return _counted(inside(stretches, row, values), whole, hours, step if isinstance(step, Decimal) else HALF_HOUR)


def inside(stretches: Sequence[Stretch], row: Mapping[str, object], values: Values) -> int:
    """The minutes of the stretches that lie between the times of day of a supplement's row, and on the days that it is for."""
    hours = (str(row.get("from")), str(row.get("to")), row.get("days") == STATUTORY)
    return sum(_within(one, hours, values) for one in stretches)


def _counted(inside: int, whole: int, hours: Decimal, step: Decimal) -> Decimal:
    """All the hours where all the work lay inside; else the minutes inside to the nearest step, at most the hours."""
    if inside == whole:
        return hours if inside else Decimal(0)
    return min(hours, _rounded(inside, step))


def _rounded(minutes: int, step: Decimal) -> Decimal:
    return (Decimal(minutes) / 60 / step).quantize(Decimal(1), ROUND_HALF_UP) * step


def _within(stretch: Stretch, hours: tuple[str, str, bool], values: Values) -> int:
    """The minutes of a stretch between two times of day, over midnight where the second is not the later; of statutory holidays only."""
    begin, end, statutory = hours
    first, last = moment_of(stretch[0], values.zone).date(), moment_of(stretch[1], values.zone).date()
    days = [first + timedelta(days=n) for n in range(-1, (last - first).days + 1)]
    meant = (day for day in days if not statutory or values.is_statutory(day))
    windows = ((_at(day, begin, values), _at(day + timedelta(days=end <= begin), end, values)) for day in meant)
    return sum(max(0, min(stretch[1], stop) - max(stretch[0], start)) for start, stop in windows)


def _at(day: date, clock: str, values: Values) -> Minute:
    hours, _, minutes = clock.partition(":")
    return minute_of(datetime.combine(day, time(int(hours), int(minutes or 0)), values.zone))


def _when(stretches: Sequence[Stretch], values: Values) -> Words:
    start, end = moment_of(stretches[0][0], values.zone), moment_of(stretches[-1][1], values.zone)
    return f"{start:%H:%M}-{end:%H:%M}"


# ------------------------------------------------------------------ lines


def _parts(record: Record, charge: Charging) -> Iterator[Line]:
    for entry in record.of.get("finish", ()):
        for row in _rows(entry.filled.get("parts")):
            yield charge.of_row(row)


def _hours(record: Record, charge: Charging, values: Values, at: Minute) -> Iterator[Line]:
    """Labour of the trade that the service item has, where the hours were noted, and else as long as somebody was there."""
    if any(line.kind == "labour" for line in _parts(record, charge)):
        return
    code = _labour(record, values, at)
    if not charge.knows(code):
        return
    noted = [hours for entry in record.of.get("finish", ()) if isinstance(hours := entry.filled.get("hours"), Decimal)]
    stretches = worked(record)
    many = sum(noted, Decimal(0)) or _rounded(sum(end - start for start, end in stretches), HALF_HOUR)
    if many:
        yield charge.of_book(code, many, say("hours noted") if noted else _when(stretches, values))


def _labour(record: Record, values: Values, at: Minute) -> str:
    table, catalogue = values.table("lines.labour", at), values.table("catalogue.items", at)
    trade = catalogue.row(str(record.value("request.item") or "unset")).get("trade") if catalogue else None
    return str(table.row(str(trade or "unset")).get("item") or "") if table else ""


def _quoted(record: Record, charge: Charging) -> Iterator[Line]:
    entry = record.last("quote")
    for row in _rows(entry.filled.get("lines")) if entry else ():
        yield charge.of_row(row, say("quoted"))


def _rows(held: Plain) -> tuple[Mapping[str, Plain], ...]:
    return tuple(row for row in held if isinstance(row, Mapping)) if isinstance(held, tuple) else ()


# ------------------------------------------------------------------ who pays


def _grounds(record: Record, values: Values) -> frozenset[str]:
    reported = record.first("report")
    day = moment_of(reported.at, values.zone).date() if reported else date.max
    earlier = values.record(str(record.value("request.rework_of") or ""))
    accepted = earlier.last("accept") if earlier else None
    asset = values.record(str(record.value("place.asset") or ""))
    runs = {
        "repair_warranty": accepted.filled.get("warranty_to") if accepted else None,
        "asset_warranty": asset.value("asset.warranty_to") if asset else None,
    }
    grounds = {name for name, until in runs.items() if isinstance(until, date) and day <= until}
    return frozenset(grounds | {str(_part_of(record, values))})


def _part_of(record: Record, values: Values) -> Plain:
    """The part as the order says; else as the register says of the unit."""
    unit = values.record(str(record.value("place.unit") or ""))
    return record.value("place.part") or (unit.value("unit.part") if unit else None)


def _party(record: Record, values: Values, who: str) -> str:
    """The owner of the unit, or a reporter of that relation."""
    unit = values.record(str(record.value("place.unit") or ""))
    if who == "owner" and unit and unit.value("unit.owner"):
        return str(unit.value("unit.owner"))
    if record.value("request.relation") == who:
        return str(record.value("request.reporter") or "")
    reporter = values.record(str(record.value("request.reporter") or ""))
    return reporter.id if reporter and reporter.value("party.relation") == who else ""
