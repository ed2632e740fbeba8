"""What is due as an iCalendar file (RFC 5545), for the calendar of a telephone. A pure text of rows; knows no office's files."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC

from repairctl.actions.outcomes import DueRow
from repairctl.cli import show
from repairctl.cli.language import Tongue
from repairctl.cli.show_done import awaited
from repairctl.inputs import without_phones
from repairctl.model import Minute, moment_of

PRODUCT = "-//repairctl//due//EN"
LONGEST = 75  # octets of a line, by RFC 5545, 3.1
SHORT = 15  # minutes that an event takes; the alarm is as long before it


def text(tongue: Tongue, as_of: Minute, rows: Sequence[DueRow]) -> str:
    """One event for each limit, ending at it, with an alarm; the same limit keeps its UID, so that a second import adds nothing."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", f"PRODID:{PRODUCT}", "CALSCALE:GREGORIAN", "METHOD:PUBLISH"]
    for row in rows:
        lines += _event(tongue, as_of, row)
    return "".join(f"{folded}\r\n" for line in [*lines, "END:VCALENDAR"] for folded in _folded(line))


def _event(tongue: Tongue, as_of: Minute, row: DueRow) -> Iterator[str]:
    record, finding = row.record, row.finding
    limit = finding.limit or 0
    what = awaited(tongue, record.kind, finding)
    place, about = show.first_filled(record, show.WHERE), without_phones(show.first_filled(record, show.ABOUT))
    uid = "-".join(part for part in (record.id, finding.rule.partition(" ")[2] or finding.code, finding.subject.item) if part)
    yield "BEGIN:VEVENT"
    yield f"UID:{_escaped(uid.replace(' ', '_'))}@repairctl"
    yield f"DTSTAMP:{_utc(as_of)}"
    yield f"DTSTART:{_utc(limit - SHORT)}"
    yield f"DTEND:{_utc(limit)}"
    yield f"SUMMARY:{_escaped(f'{what} {place} {about} {record.id}')}"
    yield f"DESCRIPTION:{_escaped(tongue.say(finding.sentence))}"
    yield f"LOCATION:{_escaped(place)}"
    yield from ("BEGIN:VALARM", "ACTION:DISPLAY", f"DESCRIPTION:{_escaped(what)}", f"TRIGGER:-PT{SHORT}M", "END:VALARM", "END:VEVENT")


def _utc(minute: Minute) -> str:
    return f"{moment_of(minute, UTC):%Y%m%dT%H%M00Z}"


def _escaped(value: str) -> str:
    """As a value of type TEXT (3.3.11)."""
    for sign in "\\;,":
        value = value.replace(sign, f"\\{sign}")
    return value.replace("\r\n", "\\n").replace("\n", "\\n").replace("\r", "\\n")


def _folded(line: str) -> Iterator[str]:
    """The line in pieces of at most 75 octets, none of them cutting a character; what follows begins with a blank."""
    piece, size = "", 0
    for sign in line:
        octets = len(sign.encode())
        if size + octets > LONGEST:
            yield piece
            piece, size = " ", 1
        piece, size = piece + sign, size + octets
    yield piece
