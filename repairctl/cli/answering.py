"""One command answered at a desk: what it says, its exit code, and how a refusal is told. Reads nothing of its surroundings."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from types import TracebackType

import click

from repairctl.cli.cells import wrapped
from repairctl.cli.commands import misuse
from repairctl.cli.desk import Desk
from repairctl.errors import RepairError, say

INTERRUPTED = 130
OUR_BUG = 70  # as sysexits.h has it; 1 would say that the rules say no


def answered(arguments: Sequence[str], desk: Desk) -> int:
    """Does a command and says its refusal; its exit code. Only what the operating system says goes on to the caller."""
    try:
        return _done(arguments, desk)
    except RepairError as refusal:
        return refused(desk, refusal)
    except click.exceptions.NoArgsIsHelpError as help_wanted:
        desk.aside(help_wanted.message)
        return 2
    except click.UsageError as error:
        return refused(desk, misuse(error))
    except (click.Abort, KeyboardInterrupt, EOFError):
        desk.aside(desk.tongue.say(say("Interrupted; nothing was recorded.")))
        return INTERRUPTED


def _done(arguments: Sequence[str], desk: Desk) -> int:
    from repairctl.cli.program import program

    code = program().main(list(arguments), prog_name="repairctl", standalone_mode=False, obj=desk)
    sys.stdout.flush()
    return code if isinstance(code, int) else 0


def refused(desk: Desk, refusal: RepairError) -> int:
    """Says a refusal on stderr: its sentences, or one JSON object; gives its exit code."""
    if desk.json:
        from repairctl.cli import json_forms

        findings = [json_forms.finding(desk.tongue, one) for one in getattr(refusal, "findings", ())]
        facts = {"code": _code(refusal), "exit_code": refusal.exit_code, "sentence": desk.tongue.all(refusal.sentences)}
        left = [json_forms.left_out(desk.tongue, one) for one in getattr(refusal, "left", ())]
        more = {name: held for name, held in (("findings", findings), ("left_out", left)) if held}
        desk.aside(json_forms.text(desk, {**facts, **more}))
    elif hasattr(refusal, "findings") or hasattr(refusal, "misfits"):  # each of them is a line of its own
        for sentence in refusal.sentences:
            desk.aside(desk.tongue.say(sentence))
    else:
        said = desk.tongue.all(refusal.sentences)
        for line in wrapped(said, desk.terminal.width, rest="  ") if desk.terminal.shows else (said,):
            desk.aside(line)
    return refusal.exit_code


def _code(refusal: RepairError) -> str:
    """`StepNotAllowed` -> `step-not-allowed`."""
    name = type(refusal).__name__
    return "".join(f"-{sign.lower()}" if sign.isupper() else sign for sign in name).lstrip("-")


class Bugs:
    """What nobody foresaw is our fault: it says so, shows where, and is no answer of the rules."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk

    def __enter__(self) -> None: ...

    def __exit__(self, sort: type[BaseException] | None, fault: BaseException | None, where: TracebackType | None) -> None:
        if isinstance(fault, Exception):
            self.desk.aside(self.desk.tongue.say(say("This is a fault of repairctl itself; please report what stands below.")))
            import traceback

            self.desk.aside("".join(traceback.format_exception(fault)))
            sys.exit(OUR_BUG)
