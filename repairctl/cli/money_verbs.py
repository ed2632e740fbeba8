"""`money`: what is owed, what moved, the account of a party, a bank's file, exports. Each reads, calls one action, shows."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from repairctl.cli.commands import Family, Verb
from repairctl.cli.desk import Desk, Given
from repairctl.cli.later import later
from repairctl.cli.named import choice_named
from repairctl.cli.options import FILE, ID, fresh, known_at
from repairctl.cli.said import Said
from repairctl.errors import say
from repairctl.kinds import KINDS
from repairctl.kinds.order_sheet import PAYERS
from repairctl.model import Field, Label

if TYPE_CHECKING:
    from repairctl.actions.accounts import Wanted
    from repairctl.office import Office

MONEY_LABELS: Mapping[str, Label] = {
    "receivables": Label("receivables", "应收"),
    "ledger": Label("ledger", "台账"),
    "statement": Label("statement", "对账单"),
    "reconcile": Label("reconcile", "对账"),
    "export": Label("export", "导出"),
}
MANY = 500
"""Orders from which on a bar is worth its line."""


def family() -> Family:
    told: Mapping[str, Callable[[], Verb | Family]] = {
        "receivables": receivables_verb,
        "ledger": later("ledger_verbs.ledger_verb"),
        "statement": later("ledger_verbs.statement_verb"),
        "reconcile": later("reconcile_verb.reconcile_verb"),
        "export": later("export_verbs.family"),
    }
    made = Family("money", say("What is owed and what was paid, over all orders."), told, example="repairctl money receivables")
    return made.knows({label.zh: name for name, label in MONEY_LABELS.items()})


def whose() -> list[Said]:
    """The options that say whose money is meant."""
    payer = Said("--payer", say("only of this sort of payer"), alias="付款人", value=Label("WORD", "选项"))
    payer.choices = PAYERS
    return [
        Said("--party", say("only of this party"), alias="付款方", value=ID, refers_to="party"),
        payer,
        Said("--unit", say("only of this place"), alias="房号", value=ID, refers_to="unit"),
    ]


def output() -> Said:
    return Said("-o --output", say("write the rows into this file (.csv, .xlsx)"), alias="输出", value=FILE, path="output")


def wanted(office: Office, given: Given) -> Wanted:
    """Whose money is asked for, people and places by any of their names. Raises NoSuchName and NobodyKnown's like."""
    from repairctl.actions.accounts import Wanted

    payer = given.text("payer")
    party, unit = (_id(office, f"{box}.{name}", given.text(option)) for box, name, option in REFERENCES)
    return Wanted(party, choice_named(payer, PAYERS) if payer else "", unit, given.on("fresh"))


REFERENCES = (("settlement", "payer_party", "party"), ("place", "unit", "unit"))


def _id(office: Office, path: str, typed: str) -> str:
    field = KINDS["order"].field_at(path)
    return id_of(office, field, typed) if field and typed else ""


def id_of(office: Office, field: Field, typed: str) -> str:
    """The ID that a reference means as typed."""
    from repairctl.actions.working import Working

    if Working(office).known(field.refers_to, typed):
        return typed
    from repairctl.actions.registers import Registers  # whoever gives an ID needs no register

    return Registers(office).id_of(field, typed)


def receivables_verb() -> Verb:
    told = say("What everybody owes, by age: not due yet, and overdue by how many days.")
    options = [*whose(), output(), fresh(), known_at()]
    return Verb("receivables", told, receivables, options, example="repairctl money receivables --as-of 2026-03-31")


def receivables(desk: Desk, given: Given) -> int:
    """What is owed."""
    from repairctl.actions import accounts
    from repairctl.actions.known_at import known_at as known
    from repairctl.cli import sheet_files, show_receivables
    from repairctl.cli.progress import progress

    sheet_files.insist(given.text("output"))
    desk, office = desk.in_office()
    with known(office, given.text("known_at")) as then:
        owing = accounts.receivables(then, wanted(then, given), progress(desk, MANY))
    return show_receivables.receivables(desk, owing, given.text("output"))
