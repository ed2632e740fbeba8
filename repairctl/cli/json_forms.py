"""Outcomes in a form that stays the same from release to release: ISO moments, decimals as text, English keys. Prints nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, tzinfo
from decimal import Decimal

from repairctl.actions.outcomes import Checked, Done, DueRow, LeftOut, Listing, Printed, PrintedSheet, Shown, Sought, TestedPolicies
from repairctl.actions.people import masked as masked
from repairctl.cli.desk import Desk
from repairctl.cli.language import Tongue
from repairctl.errors import Sentence
from repairctl.kinds import order_interest
from repairctl.kinds.order_shares import shares
from repairctl.model import At, Change, Entry, Field, Finding, Label, Minute, Plain, Record, Span, moment_of
from repairctl.records import entry_fields
from repairctl.texts import moment_text

Form = Mapping[str, object]
BORNE = ("amount", "paid", "credited", "refunded", "owed")


def text(desk: Desk, form: object) -> str:
    """The JSON text; escaped to ASCII where the output cannot take all of Unicode."""
    import json

    return json.dumps(form, ensure_ascii=not desk.terminal.utf8, indent=2)


def done(tongue: Tongue, outcome: Done) -> Form:
    return {
        "changes": [change(tongue, one) for one in outcome.changes],
        "findings": [finding(tongue, one) for one in outcome.findings],
        "due": [finding(tongue, one) for one in outcome.due],
        "commit": outcome.commit,
        "dry_run": outcome.dry_run,
        "notes": [tongue.say(one) for one in outcome.notes],
        "left_out": [left_out(tongue, one) for one in outcome.left],
        "repeated": outcome.repeated,
    }


def left_out(tongue: Tongue, one: LeftOut) -> Form:
    return {"id": one.id, "exit_code": one.refusal.exit_code, "sentence": tongue.all(one.refusal.sentences)}


def change(tongue: Tongue, one: Change) -> Form:
    entries = [entry(one.after, held, tongue.zone) for held in one.entries]
    return {"new": one.before is None, "gone": one.gone, "entries": entries, "record": record(one.after, tongue.zone)}


def record(one: Record, zone: tzinfo) -> Form:
    sections: dict[str, object] = {}
    for section in one.kind.sections:
        held = one.sections.get(section.name)
        if isinstance(held, Mapping):
            sections[section.name] = fields(section.fields, held, zone)
        elif isinstance(held, tuple):
            sections[section.name] = [fields(section.fields, row, zone) for row in held if isinstance(row, Mapping)]
    life: Form = {"status": one.status, "log": [entry(one, held, zone) for held in one.log]} if one.kind.opens else {}
    return {"kind": one.kind.name, "id": one.id, "path": one.path, **sections, **life}


def entry(one: Record, held: Entry, zone: tzinfo) -> Form:
    known = entry_fields(one.kind, held.step) or ()
    return {"step": held.step, "at": moment_text(held.at, zone), "by": held.by, **fields(known, held.filled, zone)}


def fields(known: Sequence[Field], held: Mapping[str, Plain], zone: tzinfo) -> Form:
    return {one.name: value(one, held[one.name], zone) for one in known if held.get(one.name) is not None}


def value(field: Field, held: Plain, zone: tzinfo) -> object:
    """A value as JSON has it: decimals and days as text, moments in ISO 8601, yes and no and whole numbers as they are."""
    if field.type == "moment" and isinstance(held, int):
        return moment_text(held, zone)
    if field.type == "rows" and isinstance(held, tuple):
        return [fields(field.rows, row, zone) for row in held if isinstance(row, Mapping)]
    if isinstance(held, Decimal):
        return f"{held:.2f}" if field.type == "money" else f"{held:f}"
    return list(held) if isinstance(held, tuple) else str(held) if isinstance(held, date) else held


def value_or_row(field: Field, held: Plain, zone: tzinfo) -> object:
    """A value, or of a list one row."""
    return fields(field.rows, held, zone) if isinstance(held, Mapping) else value(field, held, zone)


def finding(tongue: Tongue, one: Finding) -> Form:
    path, line = one.where or ("", 0)
    rule_path, rule_line = one.rule_where or ("", 0)
    return {
        "code": one.code,
        "severity": one.severity,
        "verdict": str(one.says),
        "subject": one.subject.id,
        "item": one.subject.item,
        "path": path,
        "line": line,
        "sentence": tongue.say(one.sentence),
        "expected": fact(tongue, one.expected),
        "actual": fact(tongue, one.actual),
        "todo": tongue.say(one.todo) if one.todo else "",
        "rule": one.rule,
        "rule_path": rule_path,
        "rule_line": rule_line,
        "layer": one.layer,
        "basis": one.basis,
        "limit": minute(one.limit, tongue.zone),
        "waits_for": one.waits_for,
        "working": [tongue.say(line) for line in one.working],
        "event": minute(one.event, tongue.zone),
        "waiver": one.waiver,
    }


def fact(tongue: Tongue, held: object) -> object:
    """A fact for a program: a moment in ISO 8601, a span in minutes; what is a sentence stays one."""
    if isinstance(held, At):
        return moment_text(held.minute, tongue.zone)
    if isinstance(held, Span):
        return held.minutes
    if isinstance(held, list | tuple | frozenset):
        return [fact(tongue, one) for one in held]
    if held is None or isinstance(held, bool | int):
        return held
    return tongue.fact(held) if isinstance(held, Sentence | Label | Decimal) else str(held)


def minute(held: Minute | None, zone: tzinfo) -> str | None:
    return None if held is None else moment_text(held, zone)


def listing(one: Listing, zone: tzinfo) -> Form:
    rows = [{name: cell(row.get(name), name in one.moments, zone) for name, _ in one.columns} for row in one.rows]
    return {"kind": one.kind.name, "total": one.total, "rows": rows}


def sought(one: Sought) -> Form:
    """What `find` found."""
    rows = [
        {"kind": hit.kind.name, "id": hit.id, "status": hit.status, "where": hit.where, "about": hit.about, "says": list(hit.said)}
        for hit in one.hits
    ]
    return {"total": one.total, "people": list(one.people), "rows": rows}


def cell(held: Plain, moment: bool, zone: tzinfo) -> object:
    """One cell of a list; a column of moments holds minutes."""
    if moment and isinstance(held, int):
        return moment_text(held, zone)
    if isinstance(held, Decimal):
        return f"{held:f}"
    return list(held) if isinstance(held, tuple) else str(held) if isinstance(held, date) else held


def shown(tongue: Tongue, one: Shown) -> Form:
    return {
        **record(one.record, tongue.zone),
        "findings": [finding(tongue, held) for held in one.findings],
        "verdicts": [finding(tongue, held) for held in one.verdicts],
        "next_steps": [step.name for step in one.next_steps],
        "people": {id: _person(held, id == one.record.id) for id, held in one.people.items()},
        "places": dict(one.places),
        **_account(tongue, one),
    }


def _account(tongue: Tongue, one: Shown) -> Form:
    """What each payer bears and owes, whether it is disputed, the late interest; of an order with a statement."""
    held = shares(one.record)
    if not held:
        return {}
    today = moment_of(one.as_of, tongue.zone).date() if one.as_of is not None else None
    late = order_interest.interest(one.record, today, tongue.zone) if today else None
    rows = [{"payer": each.payer, "party": each.party, **{name: _yuan(getattr(each, name)) for name in BORNE}} for each in held]
    return {
        "account": {
            "shares": rows,
            "disputed": order_interest.is_disputed(one.record),
            "interest": _yuan(late.amount) if late else None,
        }
    }


def _yuan(amount: Decimal) -> str:
    return f"{amount:.2f}"


def _person(held: Mapping[str, str], own: bool) -> Mapping[str, str]:
    """Name and telephone; the number in full only where it is the record's own."""
    return {name: text if own or name != "phone" else masked(text) for name, text in held.items()}


def checked(tongue: Tongue, one: Checked) -> Form:
    findings, waived = ([finding(tongue, held) for held in some] for some in (one.findings, one.waived))
    whole = {"as_of": minute(one.as_of, tongue.zone), "records": one.records, "findings": findings}
    known = {"known": [finding(tongue, held) for held in one.known]} if one.compared else {}
    return {**whole, "waived": waived, "expired": one.expired, **known}


def due(tongue: Tongue, rows: Sequence[DueRow]) -> list[Form]:
    return [{"id": row.record.id, "status": row.record.status, "late": row.late, **finding(tongue, row.finding)} for row in rows]


def tested(tongue: Tongue, one: TestedPolicies) -> Form:
    failed, misfits = ([finding(tongue, held) for held in some] for some in (one.failed, one.misfits))
    return {"passed": one.passed, "limits": one.limits, "failed": failed, "misfits": misfits}


def printed(tongue: Tongue, one: Printed) -> Form:
    return {
        "files": [str(path) for path in one.files],
        "engine": one.engine,
        "code": one.code,
        "notes": [tongue.say(sentence) for sentence in one.notes],
        "manifests": [str(path) for path in one.manifests],
        "documents": [_sheet(tongue, sheet) for sheet in one.sheets],
        "left_out": [left_out(tongue, left) for left in one.left],
        "commands": [list(command) for command in one.commands],
    }


def _sheet(tongue: Tongue, one: PrintedSheet) -> Form:
    first, void = (at.minute if at else None for at in (one.first, one.void))
    moments = {"first_printed": first and moment_text(first, tongue.zone), "void_copy": void and moment_text(void, tongue.zone)}
    return {"id": one.id, "document": one.document, "number": one.number, "code": one.code, "copy": one.copy, **moments}
