"""The JSON Schema of one kind of record: its boxes, its steps, who may stand in them. Made from the kind alone."""

from __future__ import annotations

from repairctl.model import Kind, Label
from repairctl.records import STEPLESS, STEPPED, entry_fields
from repairctl.schemas.values import DIALECT, WORD, Schema, box, of, row, rows, text, titled
from repairctl.story import BOOKKEEPING, BOOKKEEPING_LABELS
from repairctl.texts import MOMENT

DATED = r"[0-9]{8}-[A-Z]?[0-9]{3,6}"
COUNTED = r"[A-Z]?[0-9]+"


def record(kind: Kind) -> Schema:
    """The schema of a file of this kind."""
    heads: Schema = {"kind": {"const": kind.name}, "id": _id(kind)}
    if kind.opens:
        statuses = [titled({"const": key}, label) for key, label in kind.statuses]
        heads |= {"status": {"oneOf": statuses}, "log": _log(kind)}
    sections = {
        one.name: titled(rows(one.fields) if one.many else {"anyOf": [row(one.fields), {"type": "null"}]}, one.label)
        for one in kind.sections
    }
    told = titled(box({**heads, **sections}, STEPPED if kind.opens else STEPLESS), kind.label, kind.help)
    return {"$schema": DIALECT, **told}


def _id(kind: Kind) -> Schema:
    if kind.numbering == "given":
        return {"type": ["string", "number"]}
    return {"type": "string", "pattern": f"^{kind.prefix}-{DATED if kind.numbering == 'dated' else COUNTED}$"}


def _log(kind: Kind) -> Schema:
    """Each entry has a step, a moment and a person; what else may stand in it depends on the step."""
    names: dict[str, Label] = {one.name: one.label for one in kind.steps}
    names |= {name: BOOKKEEPING_LABELS[name] for name in BOOKKEEPING}
    head: Schema = {
        "step": {"oneOf": [titled({"const": name}, label) for name, label in names.items()]},
        "at": {**text(MOMENT.pattern.replace(r"\d", "[0-9]")), "type": "string"},
        "by": WORD,
    }
    cases = [
        {
            "if": {"properties": {"step": {"const": name}}, "required": ["step"]},
            "then": box({**dict.fromkeys(head, True), **{one.name: of(one) for one in entry_fields(kind, name) or ()}}),
        }
        for name in names
    ]
    entry = {"type": "object", "properties": head, "required": list(head), "allOf": cases}
    return {"type": "array", "items": entry}
