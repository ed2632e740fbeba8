"""`edit 7-1`: the record's own file in the person's editor, with labels and choices above each box; judged when it is saved."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from repairctl.cli import editing, show_done
from repairctl.cli.desk import Desk, Given
from repairctl.cli.said import NeedsOption
from repairctl.cli.step_verbs import Form, asked_person, reason
from repairctl.errors import say
from repairctl.model import Field, Kind, Section

if TYPE_CHECKING:
    from repairctl.actions.hand_edits import Hand, Opened
    from repairctl.office import Office


def edit(kind: Kind, desk: Desk, given: Given) -> int:
    """One record's file, edited."""
    from repairctl.actions import hand_edits

    if not given.text("id"):
        raise NeedsOption("ID", f"repairctl {kind.name} edit 1")
    if not desk.asks and not given.text("why"):
        raise NeedsOption("--why", '--why "听错房号"')
    desk, office = desk.in_office()
    one = hand_edits.opened(office, kind.name, given.text("id"))
    hand = _edited(desk, office, one)
    if hand is None:
        _forgotten(office, one)
        desk.aside(desk.tongue.say(say("Nothing has changed; there was nothing to commit.")))
        return 0
    form = Form(desk, office, {})
    why = reason(form, given) if hand.changes or given.text("why") else ""
    by = (given.text("by") or asked_person(form)) if kind.opens else ""
    done = hand_edits.recorded(office, hand, why=why, by=by, dry_run=given.on("dry_run"))
    _forgotten(office, one)
    return show_done.done(desk, done)


def _edited(desk: Desk, office: Office, one: Opened) -> Hand | None:
    from repairctl.actions import drafts, hand_edits

    kept = drafts.kept_text(office, _base(one)) if drafts.kept_text(office, _name(one)) is not None else None
    base = one if kept is None else replace(one, data=kept)
    drafts.keep_text(office, _base(one), base.data)
    again = f"repairctl {one.kind.name} edit {one.id}"
    return editing.edited(
        desk, office, _name(one), _guided(desk, one.kind, base.text), lambda text: hand_edits.judged(office, base, text), again
    )


def _name(one: Opened) -> str:
    return f"edit-{one.id}.yaml"


def _base(one: Opened) -> str:
    return f"edit-{one.id}.base"


def _forgotten(office: Office, one: Opened) -> None:
    from repairctl.actions import drafts

    editing.done(office, _name(one))
    drafts.drop_text(office, _base(one))


def _guided(desk: Desk, kind: Kind, text: str) -> str:
    """The text with what may stand in each box above it; boxes that are not there yet are named at the end of the others."""
    told = say("Lines that begin with {guide} are taken out again; the log is changed by commands only.", guide=editing.GUIDE)
    lines = [editing.guide(desk.tongue.say(told))]
    missing = {section.name: section for section in kind.sections}
    for line in text.splitlines(keepends=True):
        section = missing.pop(line.partition(":")[0], None)
        if section:
            lines.append(_guide(desk, section))
        elif line.startswith("log:"):
            lines += [_guide(desk, one) for one in missing.values()]
            missing.clear()
        lines.append(line)
    if text and not text.endswith("\n"):
        lines.append("\n")
    return "".join([*lines, *(_guide(desk, one) for one in missing.values())])


def _guide(desk: Desk, section: Section) -> str:
    named = "; ".join(_field(desk, one) for one in section.fields if not one.computed and not one.private)
    return editing.guide(f"{_both(section.name, desk.tongue.label(section.label))}: {named}")


def _field(desk: Desk, field: Field) -> str:
    own = _both(field.name, desk.tongue.label(field.label))
    inner = [*((key, label) for key, label in field.choices), *((one.name, one.label) for one in field.rows)]
    return f"{own} ({', '.join(_both(key, desk.tongue.label(label)) for key, label in inner)})" if inner else own


def _both(key: str, label: str) -> str:
    """The word that stands in the file, and what it is called where that says more."""
    return key if label in (key, key.replace("_", " ")) else f"{key} {label}"
