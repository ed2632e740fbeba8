"""What a command that writes has done: number, place, description again, then what follows from it. Knows outcomes, no office's files."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from repairctl.actions.outcomes import Done
from repairctl.cli import json_forms
from repairctl.cli.cells import wrapped
from repairctl.cli.desk import Desk
from repairctl.cli.language import Tongue
from repairctl.cli.later import later
from repairctl.cli.show import named, short_id, status, value
from repairctl.errors import Sentence, say
from repairctl.model import Change, Entry, Finding, Kind, Label, Says
from repairctl.records import entry_fields
from repairctl.refusals import verb
from repairctl.story import BOOKKEEPING_LABELS

MOST_DUE = 4
MOST_STEPS = 2  # the rest are ways of calling the record off
MANY_STEPS = 6  # whatever is done, as long as something is
TOTALS = ("settlement.total", "settlement.in_words", "settlement.payable", "settlement.due")


def done(desk: Desk, outcome: Done, *more: Sentence, next_: Sequence[str] = ()) -> int:
    """Shows what was recorded, or would be, with what more there is to say. Ctrl-C now hides nothing but the rest of the telling.

    `next_`: the commands to suggest, where the caller knows better.
    """
    try:
        return _told(desk, outcome, more, next_)
    except KeyboardInterrupt:
        if outcome.commit:
            desk.aside(desk.tongue.say(say("Interrupted, but it is recorded: {commit}.", commit=outcome.commit[:12])))
            return 130
        raise


def _told(desk: Desk, outcome: Done, more: Sequence[Sentence], next_: Sequence[str]) -> int:
    if desk.json:
        desk.out(json_forms.text(desk, json_forms.done(desk.tongue, outcome)))
        return 0
    for line in lines(desk.tongue, outcome, desk.terminal.width):
        desk.out(line)
    for sentence in more:
        for line in wrapped(desk.tongue.say(sentence), desk.terminal.width, first="  ", rest="    "):
            desk.out(line)
    for note in outcome.notes:
        desk.aside(desk.tongue.say(note))
    if outcome.dry_run:
        desk.aside(desk.tongue.say(say("Nothing was written.")))
    elif not outcome.commit:
        desk.aside(desk.tongue.say(say("Nothing has changed; there was nothing to commit.")))
    if next_ and not outcome.news:
        desk.hint(*next_)
    else:
        hint(desk, outcome)
    if desk.terminal.shows and outcome.commit:
        later("maintain_verb.hint")(desk)
    return 0


def lines(tongue: Tongue, outcome: Done, width: int) -> Iterator[str]:
    for change in outcome.changes:
        yield from _change(tongue, change, outcome.dry_run, width)
    for finding in outcome.news:
        yield from short(tongue, finding, width)
    if older := dict.fromkeys(one.code for one in outcome.older):
        yield from wrapped(tongue.say(say("Found before: {codes}.", codes=tuple(older))), width, first="  ", rest="    ")
    kinds = {change.after.id: change.after.kind for change in outcome.changes}
    waiting = [(kinds[one.subject.id], one) for one in outcome.due if one.limit is not None and one.subject.id in kinds]
    if waiting:
        wanted = dict.fromkeys((awaited(tongue, kind, one), tongue.until(one.limit or 0)) for kind, one in waiting)
        told = [say("{what} by {limit}", what=what, limit=limit) for what, limit in list(wanted)[:MOST_DUE]]
        yield from wrapped(tongue.say(say("Next: {limits}.", limits=told)), width, rest="  ")


def _change(tongue: Tongue, change: Change, dry_run: bool, width: int) -> Iterator[str]:
    about = {"record": named(tongue, change.after), "status": status(tongue, change.after.kind, change.after.status)}
    if change.gone:
        told = say("Would take out {record}", **about) if dry_run else say("Took out {record}", **about)
    elif not change.after.kind.opens:
        told = say("Would record {record}", **about) if dry_run else say("Recorded {record}", **about)
    else:
        told = say("Would record {record} ({status})", **about) if dry_run else say("Recorded {record} ({status})", **about)
    yield tongue.say(told)
    for entry in change.entries:
        yield from wrapped(entry_line(tongue, change, entry), width, first="  ", rest="    ")
    if any("settlement" in step.fills for entry in change.entries if (step := change.after.kind.step(entry.step))):
        yield from _totals(tongue, change, width)


def _totals(tongue: Tongue, change: Change, width: int) -> Iterator[str]:
    told = []
    for path in TOTALS:
        field, held = change.after.kind.field_at(path), change.after.value(path)
        if field and held is not None:
            told.append(f"{tongue.label(field.label)} {value(tongue, field, held)}")
    if told:
        yield from wrapped("  ".join(told), width, first="  ", rest="    ")


def entry_line(tongue: Tongue, change: Change, entry: Entry) -> str:
    """`03-07 周六 22:45  派工 dispatch  S-01  维修人 S-11`."""
    kind = change.after.kind
    fields = entry_fields(kind, entry.step) or ()
    filled = [one for one in fields if one.type != "rows" and entry.filled.get(one.name) is not None]
    told = [f"{tongue.label(one.label)} {value(tongue, one, entry.filled[one.name])}" for one in filled]
    return "  ".join([tongue.at(entry.at), step_name(tongue, kind.name, entry.step), entry.by, *told])


def step_name(tongue: Tongue, kind: str, step: str) -> str:
    """The step's label, with the word of its command where that differs."""
    from repairctl.kinds import KINDS

    found = KINDS[kind].step(step)
    said = tongue.label(found.label if found else BOOKKEEPING_LABELS.get(step, Label(step, step)))
    return said if said == verb(step) else f"{said} {verb(step)}"


def awaited(tongue: Tongue, kind: Kind, finding: Finding) -> str:
    """What an open verdict waits for: the first steps that would end it; where many would, what the rule asks for; else its code."""
    if finding.waits_for.count("|") >= MANY_STEPS and finding.todo:
        return tongue.say(finding.todo).rstrip("。.")
    steps = [step.label for name in finding.waits_for.split("|") if (step := kind.step(name))]
    told = "/".join(tongue.label(label) for label in steps[:MOST_STEPS])
    return f"{told}/.." if len(steps) > MOST_STEPS else told or finding.code


def short(tongue: Tongue, finding: Finding, width: int) -> Iterator[str]:
    """A finding in a line or two: severity, code, sentence."""
    yield from wrapped(f"{severity(tongue, finding)} {finding.code}  {tongue.say(finding.sentence)}", width, first="  ", rest="    ")


SEVERITIES = {"error": Label("error", "错误"), "warning": Label("warning", "警告"), "info": Label("info", "提示")}
UNDETERMINED = Label("undetermined", "无法判断")


def severity(tongue: Tongue, finding: Finding) -> str:
    """How grave it is; what cannot be judged says so instead."""
    return tongue.label(UNDETERMINED if finding.says is Says.UNDETERMINED else SEVERITIES[finding.severity])


def hint(desk: Desk, outcome: Done) -> None:
    """One command to type next, for a person at a terminal."""
    if not (desk.terminal.shows and outcome.changes):
        return
    first = outcome.changes[0].after
    name = short_id(desk.tongue, first.id)
    if outcome.news:
        desk.hint(f"explain {short_id(desk.tongue, outcome.news[0].subject.id)} {outcome.news[0].code}")
    elif step := next((names[0] for one in outcome.due if len(names := one.waits_for.split("|")) < MANY_STEPS), ""):
        desk.hint(f"{verb(step)} {name}", name)
    else:
        desk.hint(f"{first.kind.name} show {name}")
