"""The message to a technician: made of the record and the office's template, copied where there is a clipboard."""

from __future__ import annotations

from msgspec import Struct

from repairctl import sheets, story
from repairctl.actions.printing import TooEarlyToPrint, around_of
from repairctl.actions.working import Working
from repairctl.edges import clipboard, pack, printings
from repairctl.edges.documents import Documents
from repairctl.kinds import KINDS
from repairctl.office import Office

SLIP = "slip"


class Slip(Struct, frozen=True):
    """The message about one order, and the code of what it says."""

    id: str
    text: str
    code: str


def slip(office: Office, name: str, lang: str) -> Slip:
    """The message. Raises TooEarlyToPrint, BrokenTemplate."""
    working = Working(office)
    kind, id = working.full_id(KINDS["order"], name)
    record = story.as_of(working.load(kind, id).record, office.as_of)
    sheet = sheets.ALL[SLIP]
    if not sheet.ready(record):
        raise TooEarlyToPrint(record, SLIP)
    view = sheets.view(SLIP, record, around_of(office, working, record, SLIP, lang))
    documents = Documents((office.root / "templates", pack.folder("templates")))
    return Slip(id, documents.text(sheet.template, view), str(view["code"]))


def copied(office: Office, made: tuple[Slip, ...], lang: str) -> bool:
    """Whether the messages are in the clipboard now; it is noted that they went out."""
    if not clipboard.copied("\n\n".join(one.text for one in made)):
        return False
    for one in made:
        printings.keep(office.root, one.id, printings.Printing(SLIP, office.now, one.code, lang))
    return True


def copiers() -> tuple[str, ...]:
    """The programs of which one would be needed."""
    return tuple(command[0] for command in clipboard.commands())
