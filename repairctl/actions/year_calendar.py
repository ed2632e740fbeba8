"""A year's working calendar from the State Council's notice: read, compared with what is known, signed and written in one commit."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import PurePosixPath

from msgspec import Struct

from repairctl import notices
from repairctl.actions import requests, schema_files
from repairctl.actions.me import me, who
from repairctl.actions.writing import LOCK_SECONDS
from repairctl.calendar_years import CalendarYear, read_year
from repairctl.edges.history import Message
from repairctl.edges.other_calendars import witnesses
from repairctl.edges.transaction import Transaction, Write
from repairctl.errors import Misuse, RepairError, say
from repairctl.notices import Notice
from repairctl.office import Office


class AnotherYear(Misuse):
    """The notice is that of another year."""

    def __init__(self, year: int, wanted: int) -> None:
        super().__init__(say("The notice is that of {year}, not of {wanted}.", year=year, wanted=wanted))


class NotDated(Misuse):
    """Nobody says when the notice was given."""

    def __init__(self) -> None:
        super().__init__(say("The notice ends without its date. Say it: {option}", option="--adopted 2026-11-04"))


class OtherThanBefore(RepairError):
    """The office has a calendar of that year, and it says something else."""

    def __init__(self, path: str, days: list[date]) -> None:
        listed = ", ".join(map(str, days[:5]))
        super().__init__(
            say("{path} is there already and differs: {days}{more}.", path=path, days=listed, more=" .." if len(days) > 5 else ""),
            say("A calendar has judged; it is not overwritten. Compare both with the notice."),
        )


class WitnessDiffers(RepairError):
    """Another package knows other working days."""

    def __init__(self, name: str, days: list[date]) -> None:
        listed = ", ".join(map(str, days[:5]))
        super().__init__(
            say(
                "{name} has other working days than this notice: {days}{more}.", name=name, days=listed, more=" .." if len(days) > 5 else ""
            ),
            say("Compare with the published notice; if it is right all the same: {option}", option='--anyway "..."'),
        )


class Found(Struct, frozen=True):
    """What a notice comes to: the year, the file's text, the packages that say the same; `there`: the office has just this already."""

    notice: Notice
    year: CalendarYear
    path: str
    text: str
    agree: tuple[str, ...]
    there: bool = False


def read(office: Office, wanted: int, text: str, adopted: date | None = None, anyway: str = "") -> Found:
    """The notice, compared with everything that is known. Raises NoticeNotRead, AnotherYear, NotDated, OtherThanBefore, WitnessDiffers."""
    notice = notices.read(text)
    if notice.year != wanted:
        raise AnotherYear(notice.year, wanted)
    dated = adopted or notice.dated
    if dated is None:
        raise NotDated
    path = f"policies/calendar/{wanted}.yaml"
    file = schema_files.line(office, "policy", path) + notices.calendar_file(notice, dated, anyway)
    year = read_year(office.store.parsed(file.encode(), path), path)
    agree = tuple(_agree(year, wanted, anyway))
    there = office.store.exists(path)
    if there and (days := list(_differing(year, read_year(office.store.tree(path), path)))):
        raise OtherThanBefore(path, days)
    return Found(notice, year, path, file, agree, there)


def signed(office: Office, found: Found, by: str) -> str:
    """Writes the file; whoever signs stands in the commit. Gives its ID. Raises WhoAreYou and what the repository refuses."""
    person = who(office, by)
    trailers = [("By", person), *([("Recorder", recorder)] if (recorder := me(office)) else []), *requests.trailers(office)]
    message = Message(f"calendar {found.notice.year}: {found.notice.number}".rstrip(": "), "", tuple(trailers))
    with Transaction(office.root, office.history.git_dir, LOCK_SECONDS) as transaction:
        requests.new(office)
        return transaction.commit([Write(PurePosixPath(found.path), found.text.encode(), None)], message)


def working_days(year: CalendarYear) -> int:
    """How many days of the year are worked."""
    return sum(year.is_working(day) for day in _days(year))


def _agree(year: CalendarYear, wanted: int, anyway: str) -> Iterator[str]:
    for one in witnesses(wanted):
        days = [day for day in _days(year) if year.is_working(day) != one.is_working(day)]
        if days and not anyway:
            raise WitnessDiffers(one.name, days)
        if not days:
            yield one.name


def _differing(year: CalendarYear, there: CalendarYear) -> Iterator[date]:
    yield from (day for day in _days(year) if year.is_working(day) != there.is_working(day))
    yield from sorted(year.statutory ^ there.statutory)


def _days(year: CalendarYear) -> Iterator[date]:
    return (year.first + timedelta(number) for number in range((year.last - year.first).days + 1))
