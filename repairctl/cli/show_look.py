"""One order on one screen, for whoever is asked about it now: how it stands, its story with limits, money, paper, what is wrong."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from repairctl.actions.balance import balance
from repairctl.actions.outcomes import Shown
from repairctl.actions.people import masked, masked_name
from repairctl.actions.printings import Out, stale
from repairctl.cli import json_forms, show
from repairctl.cli.cells import wrapped
from repairctl.cli.desk import Desk
from repairctl.cli.language import Tongue
from repairctl.cli.pay_verb import told as money_told
from repairctl.cli.show_done import short
from repairctl.cli.show_record import story
from repairctl.errors import say
from repairctl.model import Record

UNIT, PART, REPORTER = "place.unit", "place.part", "request.reporter"
CALLER = ("request.relation", "request.channel")


def shown(desk: Desk, one: Shown, papers: Sequence[Out]) -> int:
    """Shows the order."""
    if desk.json:
        desk.out(json_forms.text(desk, json_forms.shown(desk.tongue, one)))
        return 0
    for line in lines(desk, one, papers):
        desk.out(line)
    if one.findings:
        desk.hint(f"explain {show.short_id(desk.tongue, one.record.id)} {one.findings[0].code}", f"show {one.record.id}")
    return 0


def lines(desk: Desk, one: Shown, papers: Sequence[Out]) -> Iterator[str]:
    tongue, record, width = desk.tongue, one.record, desk.terminal.width
    head = (record.id, show.status(tongue, record.kind, record.status), _priority(tongue, record), _where(tongue, one))
    yield from wrapped("  ".join(part for part in head if part), width, rest="  ")
    about = "  ".join(part for part in (show.first_filled(record, show.ABOUT), _caller(tongue, one)) if part)
    yield from wrapped(about, width, rest="  ")
    yield from story(desk, one)
    money = tongue.say(money_told(record)) if _any_money(record) else ""
    yield from wrapped(money, width, rest="  ")
    for paper in papers:
        yield from wrapped(_paper(tongue, paper, record), width, rest="  ")
    for finding in one.findings:
        yield from short(tongue, finding, width)


def _priority(tongue: Tongue, record: Record) -> str:
    entry, field = record.last("triage"), record.kind.field_at("triage.priority")
    return show.value(tongue, field, entry.filled.get("priority")) if entry else ""


def _where(tongue: Tongue, one: Shown) -> str:
    place = one.places.get(str(one.record.value(UNIT)), "") or show.first_filled(one.record, show.WHERE)
    part = show.value(tongue, one.record.kind.field_at(PART), one.record.value(PART))
    return " ".join(word for word in (place, part) if word)


def _caller(tongue: Tongue, one: Shown) -> str:
    """Who reported it, masked, and how."""
    id = str(one.record.value(REPORTER) or "")
    held: Mapping[str, str] = one.people.get(id, {})
    name = " ".join(word for word in (masked_name(held.get("name", "")) or id, masked(held.get("phone", ""))) if word)
    how = [text for path in CALLER if (text := show.value(tongue, one.record.kind.field_at(path), one.record.value(path)))]
    return tongue.say(say("reported by {name} ({how})", name=name, how=tuple(how))) if name and how else name


def _any_money(record: Record) -> bool:
    return balance(record).payable is not None or bool(record.of.get("pay"))


def _paper(tongue: Tongue, paper: Out, record: Record) -> str:
    facts = {"document": paper.label, "n": paper.copies, "at": tongue.at(paper.last)}
    if stale(paper, record):
        return tongue.say(say("Paper: {document}, {n} printed, {at}; what it says has changed since.", **facts))
    return tongue.say(say("Paper: {document}, {n} printed, {at}.", **facts))
