"""`money export`: the money of all orders for an accountant's program or a spreadsheet. Each reads, calls one action, shows."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from repairctl.cli.commands import Family, Verb
from repairctl.cli.desk import Desk, Given
from repairctl.cli.ledger_verbs import THIS_MONTH, of_a_period, period
from repairctl.cli.money_verbs import MANY
from repairctl.cli.options import FILE, fresh, known_at
from repairctl.cli.said import NeedsOption, Said
from repairctl.cli.sheet_files import OnlySheets
from repairctl.errors import say

HLEDGER = "repairctl money export hledger -o money.journal"
XLSX = "repairctl money export xlsx --month 2026-03 -o money.xlsx"


def family() -> Family:
    told: Mapping[str, Callable[[], Verb]] = {"hledger": hledger_verb, "xlsx": xlsx_verb}
    return Family("export", say("Write the money of all orders for another program."), told, example=HLEDGER)


def output(*, needed: bool = False) -> Said:
    return Said("-o --output", say("write it into this file"), alias="输出", value=FILE, path="output", needed=needed)


def hledger_verb() -> Verb:
    told = say("A journal for hledger or another plain-text accounting program, up to the moment asked for: balanced, in yuan.")
    return Verb("hledger", told, hledger, [output(), fresh(), known_at()], example=HLEDGER)


def hledger(desk: Desk, given: Given) -> int:
    """The journal."""
    from repairctl.actions import accounts
    from repairctl.actions.handing import handed
    from repairctl.actions.known_at import known_at as known
    from repairctl.cli.progress import progress
    from repairctl.cli.show_receivables import unread
    from repairctl.figures.journal import journal

    desk, office = desk.in_office()
    with known(office, given.text("known_at")) as then:
        found, faults = accounts.everything(then, accounts.Wanted(fresh=given.on("fresh")), progress(desk, MANY))
    text = journal(found, desk.tongue.zone)
    if given.text("output"):
        handed(desk.path(given.text("output")), text.encode())
        desk.aside(desk.tongue.say(say("{n} postings in {path}.", n=len(found), path=given.text("output"))))
    else:
        desk.out(text.rstrip("\n"))
    return unread(desk, faults)


def xlsx_verb() -> Verb:
    told = say("A workbook with what is owed, the ledger of a period (default: this month) and its totals by tax rate.")
    return Verb("xlsx", told, xlsx, [*of_a_period(), output(needed=True), fresh(), known_at()], example=XLSX)


def xlsx(desk: Desk, given: Given) -> int:
    """The workbook."""
    from repairctl.actions import accounts, spreadsheets
    from repairctl.actions.known_at import known_at as known
    from repairctl.cli.book_sheets import created, sheets
    from repairctl.cli.progress import progress
    from repairctl.cli.show_receivables import unread

    out = given.text("output")
    if not out:
        raise NeedsOption("-o FILE", XLSX)
    if not out.lower().endswith(".xlsx"):
        raise OnlySheets(out)
    desk, office = desk.in_office()
    with known(office, given.text("known_at")) as then:
        books = accounts.books(then, period(then, given, THIS_MONTH), accounts.Wanted(fresh=given.on("fresh")), progress(desk, MANY))
    spreadsheets.write_book(desk.path(out), list(sheets(desk.tongue, *books)), created(desk.tongue, books[1].ledger))
    desk.aside(desk.tongue.say(say("{n} postings in {path}.", n=len(books[1].ledger.lines), path=out)))
    return unread(desk, books[1].unread)
