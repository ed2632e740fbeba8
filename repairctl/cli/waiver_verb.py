"""`waiver lint`: what is wrong with the waivers. Reads, calls one action, shows."""

from __future__ import annotations

from repairctl.cli import show_findings
from repairctl.cli.commands import Verb
from repairctl.cli.desk import Desk, Given
from repairctl.cli.excerpts import excerpts
from repairctl.errors import say

FAIL_ON = "warning"


def lint_verb() -> Verb:
    told = say("What is wrong with the waivers: unused, run out, too many, badly dated, granted by somebody concerned.")
    return Verb("lint", told, lint, [], example="repairctl waiver lint")


def lint(desk: Desk, given: Given) -> int:
    """All that is wrong with waivers."""
    from repairctl.actions.judging import linted

    desk, office = desk.in_office()
    return show_findings.checked(desk, linted(office), excerpts(office), show_findings.Asked(FAIL_ON, "json" if desk.json else "text"))
