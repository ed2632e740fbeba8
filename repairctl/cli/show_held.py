"""What a conversation has recorded, in a few lines: number, place, steps, limits, findings. Knows outcomes, no files."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from repairctl.actions.outcomes import Done
from repairctl.actions.talks.spelling import about, clock, dated, short, where
from repairctl.cli.cells import cells, cut, wrapped
from repairctl.cli.desk import Desk
from repairctl.cli.language import Tongue
from repairctl.cli.show_done import severity
from repairctl.errors import Sentence, say
from repairctl.model import Change, Entry, Finding, Kind, Span

LIMITS = 4
LEAST = 12  # cells of a description
Names = Mapping[str, str]


def recorded(desk: Desk, outcome: Done, names: Names, recorder: str) -> Iterator[str]:
    """The change of each order, with what is due next and what the rules find."""
    for change in outcome.changes:
        if change.after.kind.opens:
            yield from wrapped(_head(desk, outcome, change, names, recorder), desk.terminal.width, rest="  ")
            yield from wrapped(_steps(desk, change, names), desk.terminal.width, first="  ", rest="  ")
    yield from rest(desk, outcome)


def rest(desk: Desk, outcome: Done) -> Iterator[str]:
    """What is due next, and what the rules find."""
    tongue, kinds = desk.tongue, {change.after.id: change.after.kind for change in outcome.changes}
    due = [one for one in outcome.due if one.subject.id in kinds and one.limit is not None][:LIMITS]
    told = [
        tongue.say(say("{what} limit {limit}", what=first_awaited(tongue, kinds[one.subject.id], one), limit=_clock(desk, one.limit or 0)))
        for one in due
    ]
    if not outcome.findings:
        told.append(tongue.say(say("nothing found")))
    yield from _packed(told, desk.terminal.width)
    several = len({one.subject.id for one in outcome.findings}) > 1
    for finding in outcome.findings:
        name = f"{dated(finding.subject.id, desk.now, tongue.zone)}: " if several else ""
        told_ = f"{severity(tongue, finding)} {finding.code}  {name}{tongue.say(finding.sentence)}"
        yield from wrapped(told_, desk.terminal.width, first="  ", rest="    ")
    if outcome.dry_run:
        yield tongue.say(say("Nothing was written."))


def _packed(pieces: Sequence[str], width: int) -> Iterator[str]:
    """Pieces side by side, as many as fit into a line."""
    line = ""
    for piece in pieces:
        if line and cells(f"{line}  {piece}") > width:
            yield line
            line = ""
        line = f"{line}  {piece}"
    if line:
        yield line


def first_awaited(tongue: Tongue, kind: Kind, finding: Finding) -> str:
    """What an open verdict waits for, in one word."""
    step = kind.step(finding.waits_for.partition("|")[0])
    return tongue.label(step.label) if step else finding.code


def many(desk: Desk, outcome: Done, recorder: str) -> Iterator[str]:
    """Several steps of one record at once: from which to which, and how long afterwards."""
    for change in outcome.changes:
        if change.after.kind.opens and change.entries:
            first, last = change.entries[0], change.entries[-1]
            facts = {
                "id": change.after.id,
                "first": _label(change.after.kind, first),
                "last": _label(change.after.kind, last),
                "n": len(change.entries),
                "after": Span(desk.now - first.at),
                "person": recorder,
            }
            yield desk.tongue.say(say("Recorded {id}  {first}..{last}, {n} steps, entered {after} later by {person}", **facts))
    yield from rest(desk, outcome)


def _head(desk: Desk, outcome: Done, change: Change, names: Names, recorder: str) -> str:
    id, place = change.after.id, where(change.after)
    number = short(id, desk.now, desk.tongue.zone)
    facts = {"id": id, "short": number, "place": names.get(place, place), "person": recorder}
    if outcome.dry_run:
        told = say("Would record {id}  {place} {about}  by {person}", about="", **facts)
    elif "-" in number:
        told = say("Recorded {id}  {place} {about}  by {person}", about="", **facts)
    else:
        told = say("Recorded {id} (today's {short})  {place} {about}  by {person}", about="", **facts)
    room = max(desk.terminal.width - cells(desk.tongue.say(told)), LEAST)
    return desk.tongue.say(Sentence(told.text, {**told.facts, "about": cut(about(change.after), room)}))


def _steps(desk: Desk, change: Change, names: Names) -> str:
    sent = [str(who) for entry in change.entries if (who := entry.filled.get("technician"))]
    steps = [say("{at} {step}", at=_clock(desk, one.at), step=_label(change.after.kind, one)) for one in change.entries]
    steps = [said for said, one in zip(steps, change.entries, strict=True) if not one.filled.get("technician")]
    people = [names.get(one, one) for one in sent]
    if not sent:
        return desk.tongue.fact(steps)
    return desk.tongue.say(say("{steps}, sent {people}", steps=steps, people=people) if steps else say("sent {people}", people=people))


def _clock(desk: Desk, minute: int) -> str:
    held = clock(minute, desk.tongue.zone, desk.now)
    return held if isinstance(held, str) else desk.tongue.until(minute)


def _label(kind: Kind, entry: Entry) -> object:
    step = kind.step(entry.step)
    return step.label if step else entry.step
