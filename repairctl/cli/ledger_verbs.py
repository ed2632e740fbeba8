"""`money ledger` and `money statement`: what moved in a period, of all or of one party. Each reads, calls one action, shows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from repairctl.cli.commands import Verb
from repairctl.cli.desk import Desk, Given
from repairctl.cli.money_verbs import MANY, id_of, output, wanted, whose
from repairctl.cli.options import FILE, fresh, known_at
from repairctl.cli.said import NeedsOption, Said, Word
from repairctl.errors import Misuse, say
from repairctl.kinds import KINDS
from repairctl.model import Label

if TYPE_CHECKING:
    from repairctl.actions.accounts import Period
    from repairctl.office import Office

DAY = Label("DAY", "日期")
PERIOD = Label("PERIOD", "期间")
THIS_MONTH = "this month"
STATEMENT = "repairctl money statement P-0802 --month 2026-03"


class PeriodTwice(Misuse):
    """A period, and a day besides."""

    def __init__(self) -> None:
        super().__init__(say("Give the period by --month, or by --from and --to; not both."), say("For example: --month 2026-03"))


def of_a_period() -> list[Said]:
    """The options that say which days are meant."""
    return [
        Said("--month", say("the period: a month, quarter, year, week or day, as 2026-03, 上月, 2026Q1"), alias="期间", value=PERIOD),
        Said("--from", say("the first day"), alias="自", value=DAY, path="first"),
        Said("--to", say("the last day"), alias="止", value=DAY, path="last"),
    ]


def period(office: Office, given: Given, otherwise: str = "") -> Period:
    """The period that is meant. Raises PeriodTwice and what cannot be read."""
    from repairctl.actions import accounts

    text, first, last = (given.text(name) for name in ("month", "first", "last"))
    if text and (first or last):
        raise PeriodTwice
    return accounts.period(office, text if first or last else text or otherwise, first, last)


def ledger_verb() -> Verb:
    told = say("The ledger of a period (default: this month): opening balance, every posting by date, closing balance, totals.")
    options = [*of_a_period(), *whose(), output(), fresh(), known_at()]
    return Verb("ledger", told, ledger, options, example="repairctl money ledger --month 2026-03")


def ledger(desk: Desk, given: Given) -> int:
    """What moved in a period."""
    from repairctl.actions import accounts
    from repairctl.actions.known_at import known_at as known
    from repairctl.cli import sheet_files, show_ledger
    from repairctl.cli.progress import progress

    sheet_files.insist(given.text("output"))
    desk, office = desk.in_office()
    with known(office, given.text("known_at")) as then:
        book = accounts.ledger(then, period(then, given, THIS_MONTH), wanted(then, given), progress(desk, MANY))
    return show_ledger.ledger(desk, book, given.text("output"))


def statement_verb() -> Verb:
    told = say("The account of one party: what was charged and paid in a period (default: from the beginning), and what is still open.")
    options = [Word("party", Label("PARTY", "付款方"), kind="party"), *of_a_period(), output(), *_paper(), fresh(), known_at()]
    return Verb("statement", told, statement, options, example=STATEMENT)


def _paper() -> list[Said]:
    """The options that lay the account as a sheet to be handed over."""
    return [
        Said("--pdf", say("lay it as a sheet to be handed over, as HTML and PDF, instead of showing it"), alias="成品"),
        Said("--out", say("the folder in which it is laid (default: out/ in the office)"), alias="存到", value=FILE),
        Said("--document-lang", say("the language of the document: zh or en"), alias="单据语言", value=Label("LANGUAGE", "语言")),
    ]


def statement(desk: Desk, given: Given) -> int:
    """The account of a party."""
    from repairctl.actions import accounts
    from repairctl.actions.known_at import known_at as known
    from repairctl.cli import sheet_files, show_ledger
    from repairctl.cli.progress import progress

    field = KINDS["order"].field_at("settlement.payer_party")
    if not given.text("party") or field is None:
        raise NeedsOption("PARTY", STATEMENT)
    sheet_files.insist(given.text("output"))
    desk, office = desk.in_office()
    party = id_of(office, field, given.text("party"))
    if given.on("pdf"):
        return _printed(desk, office, party, given)
    with known(office, given.text("known_at")) as then:
        account = accounts.statement(then, party, period(then, given), accounts.Wanted(fresh=given.on("fresh")), progress(desk, MANY))
    return show_ledger.statement(desk, account, given.text("output"))


def _printed(desk: Desk, office: Office, party: str, given: Given) -> int:
    from repairctl.actions.print_jobs import printed
    from repairctl.actions.printing import How
    from repairctl.cli import show_printed
    from repairctl.cli.kind_verbs import document_language

    out = desk.path(given.text("out")) if given.text("out") else None
    how = How(document_language(given.text("document_lang"), office), out, pdf=True, period=period(office, given))
    return show_printed.printed(desk, printed(office, party, "account", how), KINDS["party"])
