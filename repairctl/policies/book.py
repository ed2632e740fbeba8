"""The policies of an office, compiled: which version is in force, for a record and at a moment. Loads nothing."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from datetime import date, tzinfo

from msgspec import Struct, field

from repairctl.calendars import Calendar, NotCovered
from repairctl.model import NOTHING, Finding, Kind, Length, Minute, Plain, Record, Table
from repairctl.policies.files import Version
from repairctl.readings.case import AsOf, Case, Watch


class Series(Struct, frozen=True):
    """All versions of a policy, by their first day. A version ends where its successor starts."""

    policy: str
    versions: tuple[Version, ...]
    spans: tuple[tuple[Minute, Minute | None, tuple[Version, ...]], ...]
    """The latest first: the minute at which it starts, the one at which it ends where it says so, and what is in force from then on."""

    @property
    def kind(self) -> Kind | None:
        """The kind of record that the policy judges."""
        return next((one.head.judges for one in self.versions if one.head.judges), None)

    def in_force(self, at: Minute) -> tuple[Version, ...]:
        """The version in force at a moment; none, or two that start on the same day, are no answer."""
        for start, end, versions in self.spans:
            if start <= at:
                return versions if end is None or at < end else ()
        return ()

    def chosen(self, case: Case) -> Minute | None:
        """The moment by which a version is chosen for a record; None where it has not come."""
        selects = next((one.selects for one in self.versions if one.selects), None)
        if selects is None:
            return case.as_of.minute if self.kind is not None and not self.kind.opens else None
        moment = selects.get(case)
        return None if moment is None else case.as_of.stop(moment)


class Book(Struct, frozen=True, eq=False):
    """Every policy of an office, compiled. `misfits` say what is wrong with the files; whoever loads decides what then."""

    series: Mapping[str, Series]
    calendar: Calendar
    kinds: Mapping[str, Kind]
    misfits: tuple[Finding, ...] = ()
    office: Mapping[str, Plain] = field(default_factory=lambda: NOTHING)
    by_kind: Mapping[str, tuple[Series, ...]] = field(default_factory=dict)
    limits: dict[tuple[date, Length, bool], Minute] = field(default_factory=dict)

    def judging(self, record: Record, as_of: Minute) -> Iterator[tuple[Series, Version | None]]:
        """Each series that judges the record, with the version in force for it; None where none is, or two are."""
        return ((series, version) for series, version, _ in self.chosen(self.case(record, as_of)))

    def chosen(self, case: Case, only: Collection[str] | None = None) -> Iterator[tuple[Series, Version | None, Minute]]:
        """The same, with the moment by which the version was chosen; only of the policies named, if some are."""
        for series in self.by_kind.get(case.record.kind.name, ()):
            if only is not None and series.policy not in only:
                continue
            at = series.chosen(case)
            if at is None:
                continue
            found = series.in_force(at)
            if len(found) != 1 or all(one.met(case) for one in found[0].scope):
                yield series, found[0] if len(found) == 1 else None, at

    def table(self, name: str, at: Minute) -> Table | None:
        """The table `policy.table` of the version in force at a moment; None where none is."""
        policy, _, table = name.partition(".")
        series = self.series.get(policy)
        found = series.in_force(at) if series else ()
        grid = found[0].tables.get(table) if len(found) == 1 else None
        return grid.table if grid else None

    def values(self, office: Mapping[str, Plain], linked: Mapping[str, Record]) -> BookValues:
        """What acts compute with."""
        return BookValues(self, office, linked)

    def case(self, record: Record, as_of: Minute, given: Mapping[str, Record] | None = None, watch: Watch | None = None) -> Case:
        """A record to be judged, before a version is chosen; `watch` sees how the answers depend on the as-of."""
        moment = AsOf(as_of, self.calendar, known=self.limits, watch=watch or Watch())
        return Case(record, moment, given or {}, self, as_of, self.office)

    def next_change(self, after: Minute) -> Minute | None:
        """The first minute after one at which a version of any policy takes effect or ends."""
        spans = (one for series in self.series.values() for start, end, _ in series.spans for one in (start, end))
        return min((one for one in spans if one is not None and one > after), default=None)

    def versions(self) -> Iterator[Version]:
        return (version for series in self.series.values() for version in series.versions)


class BookValues(Struct, frozen=True):
    """What acts compute with, as of their own moment: model.Values."""

    book: Book
    office: Mapping[str, Plain]
    linked: Mapping[str, Record]

    @property
    def zone(self) -> tzinfo:
        return self.book.calendar.zone

    def table(self, name: str, at: Minute) -> Table | None:
        return self.book.table(name, at)

    def version(self, policy: str, at: Minute) -> str:
        series = self.book.series.get(policy)
        found = series.in_force(at) if series else ()
        return found[0].name if len(found) == 1 else ""

    def after(self, start: date, length: Length, roll: bool = False) -> date:
        """The last day of a period; it rolls past a holiday only where the calendar covers its end, so a long one ends on its own day."""
        try:
            return self.book.calendar.after(start, length, roll)
        except NotCovered:
            if not roll or length.clock == "working_days":
                raise
            return self.book.calendar.after(start, length)

    def is_statutory(self, day: date) -> bool:
        return self.book.calendar.is_statutory(day)

    def record(self, id: str) -> Record | None:
        return self.linked.get(id)
