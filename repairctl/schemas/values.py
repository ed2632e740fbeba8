"""What may stand in a box, as JSON Schema. A reader of YAML sees a number where a file says 12; so a text may be one too."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from repairctl.model import Field, Label
from repairctl.texts import DAY, DECIMAL, MOMENT, MONEY, WHOLE

Schema = dict[str, object]
DIALECT = "https://json-schema.org/draft/2020-12/schema"
WORD: Schema = {"type": ["string", "number", "boolean", "null"]}
WORDS: Schema = {"anyOf": [WORD, {"type": "array", "items": WORD}]}


def text(pattern: str) -> Schema:
    """A text of that form, or nothing."""
    return {"type": ["string", "null"], "pattern": f"^(?:{pattern})$|^$"}


def box(known: Mapping[str, object], needed: Sequence[str] = ()) -> Schema:
    """A box in which nothing unknown may stand."""
    return {"type": "object", "properties": dict(known), "required": list(needed), "additionalProperties": False}


def titled(held: Schema, label: Label, help: Label | None = None) -> Schema:
    """The same, with what it is called in both languages."""
    title = {"title": f"{label.zh} {label.en}"} if label.en and label.en != label.zh else {"title": label.zh} if label.zh else {}
    told = {"description": f"{help.zh} {help.en}"} if help else {}
    return {**title, **told, **held}


def of(field: Field) -> Schema:
    """What may stand in a field."""
    held = titled(_of_type(field), field.label, field.help)
    return {**held, "readOnly": True} if field.computed else held


def row(fields: Sequence[Field]) -> Schema:
    """A row of a list."""
    return box({one.name: of(one) for one in fields if not one.private}, [one.name for one in fields if one.needed])


def rows(fields: Sequence[Field]) -> Schema:
    """A list of rows, or nothing."""
    return {"anyOf": [{"type": "array", "items": row(fields)}, {"type": "null"}]}


def _of_type(field: Field) -> Schema:
    match field.type:
        case "rows":
            return rows(field.rows)
        case "words":
            return dict(WORDS)
        case "bool":
            return {"enum": [True, False, "true", "false", None]}
        case "date":
            return text(_bare(DAY.pattern))
        case "moment":
            return text(_bare(MOMENT.pattern))
        case "int":
            return {"anyOf": [{"type": ["integer", "null"]}, text(WHOLE.pattern)]}
        case "decimal" | "money":
            number: Schema = {"type": ["number", "null"], **({"exclusiveMinimum": 0} if field.positive else {})}
            return {"anyOf": [number, text(MONEY.pattern if field.type == "money" else DECIMAL.pattern)]}
        case "choice" if not field.open_choice:
            return {"enum": [*(key for key, _ in field.choices), None]}
    return dict(WORD)


def _bare(pattern: str) -> str:
    """A pattern that JavaScript reads as Python does: what is named or remembered there is not needed here."""
    return pattern.replace("(?P<", "(?<").replace(r"\d", "[0-9]")
