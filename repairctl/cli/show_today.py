"""The day at a glance, for whoever comes in the morning: late first, then today; in 80 columns. Knows outcomes, no office's files."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from repairctl.actions.outcomes import DueRow
from repairctl.actions.today import Today
from repairctl.cli import json_forms, show
from repairctl.cli.cells import wrapped
from repairctl.cli.desk import Desk
from repairctl.cli.language import Tongue
from repairctl.cli.later import later
from repairctl.cli.show import short_id
from repairctl.cli.show_done import awaited
from repairctl.cli.show_findings import left_out
from repairctl.errors import say
from repairctl.model import Label, Record
from repairctl.refusals import verb

HEAD = tuple(
    Label(en, zh) for en, zh in (("order", "单号"), ("", "级"), ("place", "房号"), ("trouble", "问题"), ("to do", "该做"), ("limit", "限"))
)
SOFT = (2, 3)
LATE, LEFT = Label("late", "超过"), Label("left", "还有")
MOST = 9  # rows of each sort; the rest is in `due`


def shown(desk: Desk, one: Today) -> int:
    """Shows the day. 1 where something is late, so that a program can tell; at a terminal nothing has failed."""
    if desk.json:
        desk.out(json_forms.text(desk, form(desk.tongue, one)))
        return 5 if one.unread else int(bool(one.late))
    for line in lines(desk, one):
        desk.out(line)
    for finding in one.unread:
        desk.aside(desk.tongue.say(left_out(finding)))
    desk.hint(*suggested(desk.tongue, one))
    later("maintain_verb.hint")(desk)
    return 0


def lines(desk: Desk, one: Today) -> Iterator[str]:
    tongue = desk.tongue
    who = (
        tongue.say(say("at the desk {person}", person=one.me))
        if one.me
        else tongue.say(say("nobody said who sits here: repairctl me S-02"))
    )
    counts = tongue.say(say("{open} open, {new} reported today", open=one.open, new=one.reported))
    yield from wrapped("  ".join((one.name, tongue.at(tongue.now), who, counts)), desk.terminal.width, rest="  ")
    if one.late:
        yield from _group(desk, one, one.late, LATE, tongue.say(say("Late {n}", n=len(one.late))))
    if one.due:
        yield from _group(desk, one, one.due, LEFT, tongue.say(say("Due today {n}", n=len(one.due))))
    if not one.late and not one.due:
        yield ""
        yield tongue.say(say("Nothing is late, and nothing is due today."))
    yield ""
    if one.waived:
        told = [say("{id} {rule}", id=short_id(tongue, row.record.id), rule=row.finding.code) for row in one.waived[:MOST]]
        yield from wrapped(tongue.say(say("Waived {n}: {rules}", n=len(one.waived), rules=told)), desk.terminal.width, rest="  ")
    yield from _rest(tongue, one, desk.terminal.width)


def _group(desk: Desk, one: Today, rows: Sequence[DueRow], last: Label, heading: str) -> Iterator[str]:
    tongue = desk.tongue
    yield ""
    yield desk.paint(heading, "red") if last is LATE else heading
    columns = [show.Column(tongue.label(label), n in SOFT) for n, label in enumerate((*HEAD, last))]
    yield from show.table(columns, [_row(tongue, one, row) for row in rows[:MOST]], desk.terminal.width)
    if len(rows) > MOST:
        yield tongue.say(say("and {n} more: repairctl due", n=len(rows) - MOST))


def _row(tongue: Tongue, one: Today, row: DueRow) -> list[str]:
    record, limit = row.record, row.finding.limit or 0
    return [
        short_id(tongue, record.id),
        priority(record),
        _place(one, record),
        show.first_filled(record, show.ABOUT),
        awaited(tongue, record.kind, row.finding),
        tongue.until(limit),
        tongue.span(abs(row.late)),
    ]


def priority(record: Record) -> str:
    entry = record.last("triage")
    return str(entry.filled.get("priority") or "") if entry else ""


def _place(one: Today, record: Record) -> str:
    where = show.first_filled(record, show.WHERE)
    return one.places.get(where, where)


def _rest(tongue: Tongue, one: Today, width: int) -> Iterator[str]:
    """What waits, what is owed, which papers run out, what was not finished typing: in one or two lines."""
    now = tongue.now
    held = [
        say("{id} {place} {reason} {span}", id=short_id(tongue, each.record.id), place=_place(one, each.record),
            reason=_reason(each.record, each.reason), span=tongue.span(max(now - each.since, 0)))
        for each in one.on_hold[:MOST]
    ]  # fmt: skip
    if held:
        yield from wrapped(tongue.say(say("On hold {n}: {orders}", n=len(one.on_hold), orders=held)), width, rest="  ")
    facts = {"n": one.owing, "owed": f"{one.owed:.2f}", "papers": one.papers, "drafts": one.drafts}
    told = say("Owed: {n} orders, {owed} yuan.  Certificates that end within 90 days: {papers}.  Drafts: {drafts}.", **facts)
    yield from wrapped(tongue.say(told), width, rest="  ")


def _reason(record: Record, key: str) -> Label | str:
    step = record.kind.step("hold")
    field = step.field("reason") if step else None
    return dict(field.choices).get(key, key) if field else key


def suggested(tongue: Tongue, one: Today) -> Sequence[str]:
    """The commands that help most now, with a real name."""
    if one.drafts:
        return "report --continue", "due"
    rows = (*one.late, *one.due)
    if not rows:
        return "report 5-802", "help 退一步" if tongue.language == "zh_CN" else "help undo"
    first = rows[0]
    step = first.finding.waits_for.split("|")[0]
    name = short_id(tongue, first.record.id)
    return (f"{verb(step)} {name}", name, "due") if first.record.kind.name == "order" else (f"show {name}", "due")


def form(tongue: Tongue, one: Today) -> dict[str, object]:
    """The same for programs."""
    return {
        "office": one.name,
        "open": one.open,
        "reported_today": one.reported,
        "late": json_forms.due(tongue, one.late),
        "due_today": json_forms.due(tongue, one.due),
        "waived": json_forms.due(tongue, one.waived),
        "on_hold": [each.record.id for each in one.on_hold],
        "owing": one.owing,
        "owed": f"{one.owed:.2f}",
        "certificates_ending": one.papers,
        "drafts": one.drafts,
        "unread": [finding.subject.id for finding in one.unread],
    }
