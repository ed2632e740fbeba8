"""A text given to a person's editor until it can be read: what is wrong stands on top, the text itself survives in a draft."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from repairctl.cli.cells import wrapped
from repairctl.cli.desk import Desk
from repairctl.cli.talk_screen import confirmed
from repairctl.cli.talking import Stopped
from repairctl.errors import RepairError, say

if TYPE_CHECKING:
    from repairctl.office import Office

T = TypeVar("T")
GUIDE, FAULT = "#~", "#!"
"""How lines begin that we wrote into the text: what may stand there, and what is wrong. They are taken out again."""
WIDE = 78


def edited(desk: Desk, office: Office, name: str, text: str, read: Callable[[str], T], again: str) -> T | None:
    """What `read` makes of the text once it can; None where the person changed nothing. The draft is kept until `done`. Raises Stopped."""
    from repairctl.actions import drafts

    text = _taken_up(desk, office, name) or text
    begun = without_marks(text)
    while True:
        place = drafts.keep_text(office, name, text.encode())
        desk.edit(place)
        got = undone(drafts.kept_text(office, name) or b"")
        if without_marks(got) == begun and FAULT not in text:
            done(office, name)
            return None
        if got == text and FAULT in text:
            raise Stopped(_shown(office, place), again)
        try:
            return read(without_marks(got))
        except RepairError as refusal:
            text = _with_faults(desk, refusal, without_faults(got))
            if not desk.asks:
                drafts.keep_text(office, name, without_faults(got).encode())
                kept = say("Your text is kept in {draft}. To go on: {again}", draft=_shown(office, place), again=again)
                desk.aside(desk.tongue.say(kept))
                raise
            desk.aside(desk.tongue.all(refusal.sentences))


def done(office: Office, name: str) -> None:
    """What was edited is recorded: its draft goes."""
    from repairctl.actions import drafts

    drafts.drop_text(office, name)


def _taken_up(desk: Desk, office: Office, name: str) -> str:
    from repairctl.actions import drafts

    kept = drafts.kept_text(office, name)
    if kept is None:
        return ""
    if not desk.asks or confirmed(desk, say("What you edited last time was not recorded. Go on with it?"), default=True):
        return undone(kept)
    drafts.drop_text(office, name)
    return ""


def undone(data: bytes) -> str:
    """The text without what Notepad does to it: byte order mark, CRLF, UTF-16, GBK."""
    from repairctl.cli.rows import decoded

    return decoded(data, "").replace("\r\n", "\n").replace("\r", "\n")


def without_marks(text: str) -> str:
    """The person's own text, without the lines that we wrote."""
    return "".join(line for line in text.splitlines(keepends=True) if not line.startswith((GUIDE, FAULT)))


def without_faults(text: str) -> str:
    return "".join(line for line in text.splitlines(keepends=True) if not line.startswith(FAULT))


def guide(text: str) -> str:
    """A comment of ours, in lines that fit."""
    return "".join(f"{line}\n" for line in wrapped(text, WIDE, first=f"{GUIDE} ", rest=f"{GUIDE}   "))


def _with_faults(desk: Desk, refusal: RepairError, text: str) -> str:
    lines = [line for one in refusal.sentences for line in wrapped(desk.tongue.say(one), WIDE, first=f"{FAULT} ", rest=f"{FAULT}   ")]
    return "".join(f"{line}\n" for line in lines) + text


def _shown(office: Office, place: Path) -> str:
    return place.relative_to(office.root).as_posix()
