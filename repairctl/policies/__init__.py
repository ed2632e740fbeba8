"""The policies of an office, loaded from the text of their files: every version compiled, every fault gathered. Opens no files."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta, tzinfo
from itertools import pairwise

from repairctl.calendars import BrokenCalendar, Calendar, CalendarYear, read_year, side_by_side
from repairctl.errors import RepairError, Sentence, say
from repairctl.model import NOTHING, Block, Finding, Kind, Minute, Plain, Says, Subject
from repairctl.policies.book import Book, BookValues, Series
from repairctl.policies.files import Source, Version, completed, opened
from repairctl.readings.case import Grid, Scope
from repairctl.readings.misfits import Misfit, Sink

CALENDAR = "calendar"
HOURS = ((510, 720), (810, 1050))
"""Office hours in minutes of the day, where the office says nothing else: 08:30-12:00, 13:30-17:30."""


class PolicyMisfit(RepairError):
    """Policies that cannot be relied on: nothing is judged by them."""

    exit_code = 5

    def __init__(self, misfits: Sequence[Finding]) -> None:
        self.misfits = tuple(misfits)
        super().__init__(*(_told(one) for one in misfits))


def _told(misfit: Finding) -> Sentence:
    path, line = misfit.where or ("policies", 1)
    return say("{path}:{line}: {sentence}", path=path, line=line, sentence=misfit.sentence)


def load(
    sources: Mapping[str, Block],
    kinds: Mapping[str, Kind],
    zone: tzinfo,
    *,
    office: Mapping[str, Plain] = NOTHING,
    hours: tuple[tuple[int, int], ...] = HOURS,
) -> Book:
    """The policies of the files `policies/<policy>/<version>.yaml`. What is wrong with them is gathered in `misfits`, never raised."""
    misfits: list[Finding] = []
    years = _years({path: tree for path, tree in sources.items() if _named(path)[0] == CALENDAR}, misfits)
    files = [_source(path, tree) for path, tree in sorted(sources.items()) if _named(path)[0] != CALENDAR]
    heads = [(source, version) for source in files if (version := opened(source, kinds, zone))]
    elsewhere = _elsewhere(version for _, version in heads)
    versions = [_whole(source, version, (kinds, zone, elsewhere)) for source, version in heads]
    calendar = Calendar(zone, years, hours)
    series = _series(versions, {source.path: source.sink for source in files}, calendar)
    misfits += [misfit for source in files for misfit in source.sink.found]
    return Book(series, calendar, kinds, tuple(misfits), office, _by_kind(series.values()))


def insist(book: Book) -> Book:
    """The book, if nothing is wrong with it. Raises PolicyMisfit."""
    if book.misfits:
        raise PolicyMisfit(book.misfits)
    return book


def _whole(source: Source, version: Version, known: tuple[Mapping[str, Kind], tzinfo, Mapping[str, Grid]]) -> Version:
    """The version with its rules; one that holds tables only is whole already."""
    kinds, zone, elsewhere = known
    kind = version.head.judges
    return completed(version, source, Scope(kind, kinds, zone, elsewhere=elsewhere)) if kind else version


def _source(path: str, tree: Block) -> Source:
    policy, version = _named(path)
    return Source(policy, version, path, tree, Sink(path, f"{policy}@{version}"))


def _named(path: str) -> tuple[str, str]:
    """Policy and version: the names of the folder and the file."""
    folder, _, file = path.rpartition("/")
    return folder.rpartition("/")[2], file.removesuffix(".yaml")


def _years(sources: Mapping[str, Block], misfits: list[Finding]) -> tuple[CalendarYear, ...]:
    years: list[CalendarYear] = []
    for path, tree in sorted(sources.items()):
        try:
            years = list(side_by_side([*years, read_year(tree, path)]))
        except BrokenCalendar as broken:
            subject = Subject("policy", "@".join(_named(path)))
            misfits.append(Finding("CAL-BROKEN", "error", subject, Says.FAIL, broken.sentences[-1], (path, 1)))
    return tuple(years)


def _elsewhere(versions: Iterable[Version]) -> Mapping[str, Grid]:
    """The tables of all policies as `policy.table`; of several versions the latest."""
    ordered = sorted(versions, key=lambda one: one.head.starts)
    return {f"{one.policy}.{name}": grid for one in ordered for name, grid in one.tables.items()}


def _series(versions: Sequence[Version], sinks: Mapping[str, Sink], calendar: Calendar) -> Mapping[str, Series]:
    groups: dict[str, list[Version]] = defaultdict(list)
    for version in sorted(versions, key=lambda one: (one.head.starts, one.version)):
        groups[version.policy].append(version)
    for group in groups.values():
        for one, other in pairwise(group):
            for misfit in _apart(one, other):
                sinks[other.path].add(misfit, other.tree.line)
    return {policy: Series(policy, tuple(group), _spans(group, calendar)) for policy, group in sorted(groups.items())}


def _spans(group: Sequence[Version], calendar: Calendar) -> tuple[tuple[Minute, Minute | None, tuple[Version, ...]], ...]:
    """Versions of one first day stand together: neither is in force alone."""
    by_day: dict[date, tuple[Version, ...]] = {}
    for one in group:
        by_day[one.head.starts] = (*by_day.get(one.head.starts, ()), one)
    ends = {day: next((one.head.ends for one in held if one.head.ends), None) for day, held in by_day.items()}
    spans = [(calendar.start_of(day), None if (end := ends[day]) is None else calendar.end_of(end), held) for day, held in by_day.items()]
    return tuple(sorted(spans, key=lambda span: -span[0]))


def _by_kind(series: Iterable[Series]) -> Mapping[str, tuple[Series, ...]]:
    found: dict[str, tuple[Series, ...]] = {}
    for one in series:
        if one.kind is not None and any(version.rules or version.values for version in one.versions):
            found[one.kind.name] = (*found.get(one.kind.name, ()), one)
    return found


def _apart(one: Version, other: Version) -> Iterator[Misfit]:
    """What is wrong between a version and its successor."""
    at = other.tree.get("effective_from", "")
    if one.head.starts == other.head.starts:
        sentence = say(
            "{other} takes effect on {day}, as {one} does; only one can be in force.", other=other.name, one=one.name, day=one.head.starts
        )
        yield Misfit(sentence, at, "POL-TWO-IN-FORCE")
    if one.head.ends is not None and one.head.ends + timedelta(1) != other.head.starts:
        sentence = say(
            "{one} ends on {ends}, {other} takes effect on {starts}.",
            one=one.name,
            ends=one.head.ends,
            other=other.name,
            starts=other.head.starts,
        )
        yield Misfit(sentence, at, "POL-GAP")
    if one.head.selected_by != other.head.selected_by:
        sentence = say(
            "selected_by is '{was}' in {one}; it is the same in all versions of a policy. A new selection is a new policy.",
            was=one.head.selected_by,
            one=one.name,
        )
        yield Misfit(sentence, other.tree.get("selected_by", other.tree), "POL-SELECTED-BY")
    if (one.head.judges is None) != (other.head.judges is None) or (
        one.head.judges and other.head.judges and one.head.judges.name != other.head.judges.name
    ):
        yield Misfit(say("{one} judges another kind of record.", one=one.name), other.tree.get("judges", other.tree), "POL-JUDGES")


__all__ = ["Book", "BookValues", "PolicyMisfit", "Series", "Version", "insist", "load"]
