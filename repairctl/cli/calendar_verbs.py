"""`calendar import YEAR --notice FILE`: the working calendar of a year from the State Council's notice, shown for a signature."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from repairctl.cli import show
from repairctl.cli.cells import cells, padded, wrapped
from repairctl.cli.commands import Family, Verb
from repairctl.cli.desk import Desk, Given
from repairctl.cli.language import WEEKDAYS
from repairctl.cli.options import FILE, by, dry_run
from repairctl.cli.said import NeedsOption, Said, Word
from repairctl.cli.step_verbs import Form, asked_person
from repairctl.errors import Misuse, say
from repairctl.model import Label

if TYPE_CHECKING:
    from datetime import date

    from repairctl.actions.year_calendar import Found
    from repairctl.office import Office

IMPORT = Label("import", "导入")
EXAMPLE = "repairctl calendar import 2027 --notice notice.txt --by S-01"


class NotAYear(Misuse):
    """A year that is none."""

    def __init__(self, text: str) -> None:
        super().__init__(say("{text} is no year; write it with four digits.", text=text))


def family() -> Family:
    made = Family(
        "calendar",
        say("The working calendar: days off, and weekends that are worked."),
        {"import": import_verb},
        example=EXAMPLE,
    )
    return made.knows({IMPORT.zh: "import"})


def import_verb() -> Verb:
    options = [
        Word("year", Label("YEAR", "年份")),
        Said("--notice", say("the text of the State Council's notice; - is standard input"), alias="通知", value=FILE, needed=True),
        Said("--adopted", say("the day of the notice, where its text does not end with it"), alias="发文日期", value=Label("DAY", "日期")),
        Said("--anyway", say("although another package differs, with the reason"), alias="仍记录", value=Label("WHY", "理由")),
        by(),
        Said("--yes -y", say("signed: the days are those of the notice"), alias="确认", path="sure"),
        dry_run(),
    ]
    told = say("Make the calendar of a year from the State Council's notice: weekdays and counts are checked, then somebody signs.")
    return Verb("import", told, bring, options, example=EXAMPLE)


def bring(desk: Desk, given: Given) -> int:
    """A year's calendar."""
    from repairctl import inputs
    from repairctl.actions import year_calendar
    from repairctl.cli.rows import read_text

    year, notice = given.text("year"), given.text("notice")
    if not year or not notice:
        raise NeedsOption("YEAR --notice", EXAMPLE)
    if not (year.isascii() and year.isdecimal() and len(year) == 4):
        raise NotAYear(year)
    desk, office = desk.in_office()
    adopted = inputs.day(given.text("adopted"), None, "past") if given.text("adopted") else None
    found = year_calendar.read(office, int(year), read_text(desk, notice), adopted, inputs.text(given.text("anyway")))
    for line in _shown(desk, found):
        desk.out(line)
    if found.there:
        desk.aside(desk.tongue.say(say("{path} says just this already.", path=found.path)))
    elif given.on("dry_run"):
        desk.aside(desk.tongue.say(say("Nothing was written.")))
    else:
        _sign(desk, office, found, given)
    return 0


def _sign(desk: Desk, office: Office, found: Found, given: Given) -> None:
    from repairctl.actions import year_calendar
    from repairctl.cli.talk_screen import confirmed
    from repairctl.cli.talking import Stopped

    person = asked_person(Form(desk, office, {}), given.text("by"))
    if not given.on("sure"):
        if not desk.asks:
            raise NeedsOption("--yes", f"{EXAMPLE} --yes")
        if not confirmed(desk, say("Compared with the notice, and right?"), default=False):
            raise Stopped("", "")
    commit = year_calendar.signed(office, found, person)
    desk.aside(desk.tongue.say(say("Recorded {path} ({commit}).", path=found.path, commit=commit[:7])))


def _shown(desk: Desk, found: Found) -> Iterator[str]:
    """Every day off, every weekend that is worked, the totals."""
    from repairctl.actions.year_calendar import working_days

    notice, tongue = found.notice, desk.tongue
    yield " ".join(part for part in (str(notice.year), notice.number, str(notice.dated or "")) if part)
    proper = {day for days in notice.statutory.values() for day in days}
    left = max(cells(one.name) for one in notice.holidays) + show.GAP
    for one in notice.holidays:
        days = [f"{_day(desk, day, notice.year)}{'*' if day in proper else ''}" for day in one.off]
        told = tongue.say(say("{n} off:", n=len(one.off)))
        yield from wrapped(f"{told} {' '.join(days)}", desk.terminal.width, first=padded(f"  {one.name}", left + 2), rest=" " * (left + 6))
        if one.work:
            worked = tongue.say(say("worked:"))
            yield " " * (left + 2) + f"{worked} {' '.join(_day(desk, day, notice.year) for day in one.work)}"
    facts = {"off": len(notice.off), "proper": len(proper), "work": len(notice.work), "days": working_days(found.year)}
    yield tongue.say(say("{off} days off, {proper} of them holidays by law (*); {work} weekend days worked; {days} working days.", **facts))
    if notice.elsewhere:
        yield tongue.say(
            say("It also changes {days}: put that into the calendar of that year.", days=[str(day) for day in notice.elsewhere])
        )
    if found.agree:
        yield tongue.say(say("{names} have the same days.", names=list(found.agree)))


def _day(desk: Desk, day: date, year: int) -> str:
    weekday = WEEKDAYS[desk.tongue.language][day.weekday()]
    return f"{day:%m-%d}{weekday.removeprefix('周')}" if day.year == year else f"{day}{weekday.removeprefix('周')}"
