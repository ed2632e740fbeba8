"""`unit import FILE`, `party import FILE`: a register from the sheet that the office has kept so far; looked at first, then written."""

from __future__ import annotations

from typing import TYPE_CHECKING

from repairctl.cli.desk import Desk, Given
from repairctl.cli.options import FILE, TEXT, dry_run
from repairctl.cli.progress import progress
from repairctl.cli.said import NeedsOption, Said, Word
from repairctl.errors import say
from repairctl.model import Kind, Label

if TYPE_CHECKING:
    from repairctl.actions.bringing.importing import Looked, Wanted
    from repairctl.actions.bringing.reading import Table
    from repairctl.office import Office

ENDING, WHY = Label("returned", "退回"), Label("why", "为什么")
MANY = 3  # records that are written without a question


def options() -> list[Word | Said]:
    return [
        Word("file", FILE),
        Said("--update", say("take over what differs from the register"), alias="以表为准"),
        Said("--sheet", say("the sheet of the workbook (default: the first that holds something)"), alias="工作表", value=TEXT),
        Said("--column", say("what a column is: COLUMN=FIELD; COLUMN= leaves it out; may be repeated"), alias="列", value=COLUMN),
        Said("--estate", say("the estate's code, where the sheet does not say it"), alias="项目", value=TEXT),
        Said("--yes -y", say("write without asking"), alias="确认", path="sure"),
        dry_run(),
    ]


COLUMN = Label("COLUMN=FIELD", "列=栏目")


def bring(kind: Kind, desk: Desk, given: Given) -> int:
    """Homes with their owners, or people, from a sheet."""
    from repairctl.actions.bringing import importing
    from repairctl.cli import show_import
    from repairctl.cli.talking import Stopped

    file = given.text("file")
    if not file:
        raise NeedsOption("FILE", f"repairctl {kind.name} import 住户表.xlsx --dry-run")
    desk, office = desk.in_office()
    wanted = importing.Wanted(
        desk.path(file), file, kind.name, given.text("sheet"), given.texts("column"), given.text("estate"), given.on("update")
    )
    table = importing.table_of(wanted)
    found = importing.looked(office, wanted, table)
    show_import.looked(desk, wanted, found)
    if importing.in_the_open(office, wanted.path):
        told = say("{file} lies where git could take it up with its names; move it to private/ or out of the office.", file=file)
        desk.aside(desk.tongue.say(told))
    if given.on("dry_run"):
        show_import.nothing(desk, found)
        return int(bool(found.plan.faults))
    if not found.plan.drafts:
        show_import.in_already(desk, found)
    elif _sure(desk, given, found):
        _write(desk, office, wanted, table)
    else:
        raise Stopped("", "")
    _give_back(desk, office, wanted, found)
    return int(bool(found.plan.faults))


def _sure(desk: Desk, given: Given, found: Looked) -> bool:
    from repairctl.cli.talk_screen import confirmed

    n = len(found.plan.drafts)
    return n <= MANY or given.on("sure") or not desk.asks or confirmed(desk, say("Write {n} records?", n=n), default=False)


def _write(desk: Desk, office: Office, wanted: Wanted, table: Table) -> None:
    from repairctl.actions.bringing import importing
    from repairctl.cli import show_import

    found, done = importing.brought(office, wanted, table, progress(desk))
    show_import.written(desk, found, done)


def _give_back(desk: Desk, office: Office, wanted: Wanted, found: Looked) -> None:
    from repairctl.actions.bringing import importing

    def said(sentence: object) -> str:
        return desk.tongue.fact(sentence)

    path = importing.given_back(office, wanted, found, desk.tongue.label(ENDING), desk.tongue.label(WHY), said)
    if path is not None:
        shown = path.relative_to(desk.here) if path.is_relative_to(desk.here) else path
        desk.aside(
            desk.tongue.say(
                say("{n} rows that did not go in: {path}; mend them there and import that.", n=len(found.plan.bad), path=str(shown))
            )
        )
