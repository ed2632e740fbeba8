"""What was printed: the files, second copies, what is void now, what was left out and why. Knows outcomes, no office's files."""

from __future__ import annotations

import shlex
from collections import Counter
from collections.abc import Iterator

from repairctl.actions.outcomes import LeftOut, Printed, PrintedSheet
from repairctl.cli import json_forms
from repairctl.cli.cells import wrapped
from repairctl.cli.desk import Desk
from repairctl.errors import Sentence, say
from repairctl.model import Kind, Label

MOST = 20


def printed(desk: Desk, outcome: Printed, kind: Kind) -> int:
    """Shows it. 0: all were printed, else the exit code of the gravest refusal."""
    code = max((one.refusal.exit_code for one in outcome.left), default=0)
    if desk.json:
        desk.out(json_forms.text(desk, json_forms.printed(desk.tongue, outcome)))
        return code
    for path in outcome.files:
        desk.out(str(path))
    for sentence in _asides(outcome, kind):
        for line in wrapped(desk.tongue.say(sentence), desk.terminal.width, rest="  "):
            desk.aside(line)
    return code


def _asides(outcome: Printed, kind: Kind) -> Iterator[Sentence]:
    if outcome.many or outcome.left:
        yield _counted(outcome, kind)
    yield from _cut([_copy(one) for one in outcome.sheets if one.copy > 1])
    yield from _cut([_void(one) for one in outcome.sheets if one.void])
    yield from _cut([_left(one) for one in outcome.left])
    yield from outcome.notes
    for command in outcome.commands:
        yield say("Printer: {command}", command=shlex.join(command))


def _counted(outcome: Printed, kind: Kind) -> Sentence:
    if not outcome.sheets:
        return say("Nothing was printed; {n} left out.", n=len(outcome.left))
    counts = Counter(one.document for one in outcome.sheets)
    told = [say("{n} {document}", n=n, document=_label(name)) for name, n in counts.items()]
    return say("Printed {documents} of {n} {kind} records; {left} left out.", documents=told, n=len({one.id for one in outcome.sheets}),
               kind=kind.label, left=len(outcome.left))  # fmt: skip


def _label(document: str) -> Label:
    from repairctl import sheets

    return sheets.SHEETS[document].label


def _copy(one: PrintedSheet) -> Sentence:
    return say("{number}: copy {n}, first printed {at}.", number=one.number, n=one.copy, at=one.first)


def _void(one: PrintedSheet) -> Sentence:
    facts = {"number": one.number, "at": one.void, "command": f"repairctl verify {one.number} {one.void_code}"}
    return say("{number}: the copy of {at} is void, for something was changed since; what: {command}", **facts)


def _left(one: LeftOut) -> Sentence:
    first, rest = one.refusal.sentences[0], list(one.refusal.sentences[1:])
    if first.facts.get("id") == one.id:
        return say("Left out: {why} {rest}", why=first, rest=rest)
    return say("Left out: {id}: {why} {rest}", id=one.id, why=first, rest=rest)


def _cut(told: list[Sentence]) -> list[Sentence]:
    more = [say("and {n} more", n=len(told) - MOST)] if len(told) > MOST else []
    return [*told[:MOST], *more]
