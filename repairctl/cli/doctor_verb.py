"""`doctor`: what is wrong with an office as files and a repository, and what of it is mended. Reads, calls one action, shows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from repairctl.cli import json_forms, show_findings
from repairctl.cli.commands import Verb
from repairctl.cli.desk import Desk, Given
from repairctl.cli.progress import progress
from repairctl.cli.said import Said
from repairctl.errors import say

if TYPE_CHECKING:
    from repairctl.actions.doctoring import Examined


UNBROKEN = 10_000
"""A command broken in two lines cannot be copied; the terminal breaks long lines in its own way."""


def doctor_verb() -> Verb:
    told = say("Look whether files and repository are sound, and say for each fault the command that mends it.")
    options = [
        Said("--repair", say("mend what is derived or left over; what is not, never"), alias="修复"),
        Said("--deep", say("look at every byte of the history too, however long it takes"), alias="彻底"),
    ]
    return Verb("doctor", told, doctor, options, example="repairctl doctor --repair")


def doctor(desk: Desk, given: Given) -> int:
    """4: nothing can be recorded; 5: something could not be looked at; 1: something is wrong."""
    from repairctl.actions import doctoring

    start = desk.path(desk.folder).resolve()
    ill = doctoring.patient(start, desk.now, clock_runs=desk.clock is not None, deep=given.on("deep"))
    desk = replace(desk, tongue=replace(desk.tongue, zone=ill.office.zone))
    ill = replace(ill, progress=progress(desk, 1000))
    return _shown(desk, doctoring.mended(ill) if given.on("repair") else doctoring.examined(ill))


def _shown(desk: Desk, one: Examined) -> int:
    if desk.json:
        found = [json_forms.finding(desk.tongue, each) for each in one.findings]
        form = {"looked_at": one.looked, "findings": found, "mended": [desk.tongue.say(each) for each in one.mended]}
        desk.out(json_forms.text(desk, form))
        return one.code
    for sentence in one.mended:
        desk.out(desk.tongue.say(say("mended: {what}", what=sentence)))
    wide = replace(desk, terminal=replace(desk.terminal, width=UNBROKEN))
    lines = [line for each in one.findings for line in show_findings.told(wide, each, lambda path, line: "")]
    if lines:
        desk.page(lines)
    else:
        desk.out(desk.tongue.say(say("{n} things looked at, nothing found.", n=one.looked)))
    return one.code
