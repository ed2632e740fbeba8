"""Short ways for tests to load policies from YAML that stands in the test, and to judge a record by them."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from textwrap import dedent

from repairctl import policies, story
from repairctl.calendars import Calendar, read_year
from repairctl.checks.verdicts import judged
from repairctl.edges import yaml_text
from repairctl.kinds import KINDS
from repairctl.model import NOTHING, Finding, Plain, Record
from repairctl.policies import Book
from tests.reading import ZONE, at

CALENDAR = Path(__file__).parent.parent / "policies" / "calendar" / "2026.yaml"
YEAR = yaml_text.read(CALENDAR.read_bytes(), "policies/calendar/2026.yaml")
CALENDAR_2026 = Calendar(ZONE, (read_year(YEAR, "policies/calendar/2026.yaml"),))
HEAD = "title: 规定\njudges: order\neffective_from: 2026-01-01\nselected_by: first report\n"


def book(*files: str, office: Mapping[str, Plain] = NOTHING) -> Book:
    """Policies of files that begin with `# policy/version`, and the calendar of 2026."""
    sources = {"policies/calendar/2026.yaml": YEAR}
    for file in files:
        head, _, rest = dedent(file).strip().partition("\n")
        path = f"policies/{head.removeprefix('#').strip()}.yaml"
        sources[path] = yaml_text.read(f"# \n{rest}\n".encode(), path)
    return policies.load(sources, KINDS, ZONE, office=office)


def rules(text: str, head: str = HEAD, **parts: str) -> Book:
    """A book of one policy `service@1` with these rules; `parts` are other top-level keys."""
    more = "".join(f"{key}:\n{_indented(dedent(part))}\n" for key, part in parts.items())
    return book(f"# service/1\n{head}{more}rules:\n{dedent(text).strip()}\n")


def _indented(text: str) -> str:
    return "\n".join(f"  {line}" for line in text.strip().splitlines())


def told(record: Record, book: Book, as_of: str, given: Mapping[str, Record] = NOTHING) -> list[Finding]:  # type: ignore[assignment]
    """Every verdict, told at length."""
    case = book.case(story.as_of(record, at(as_of)), at(as_of), given)
    return [one.finding() for one in judged(case, book, telling=True)]


def says(record: Record, book: Book, as_of: str, given: Mapping[str, Record] = NOTHING) -> list[str]:  # type: ignore[assignment]
    """What each rule says, as `CODE verdict`, in the order of the file."""
    return [f"{one.code} {one.says.value}" for one in told(record, book, as_of, given)]
