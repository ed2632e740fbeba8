"""The JSON Schema of policy files: heads, tables, rules with the parameters of their forms. Made from what the compiler knows."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from repairctl.calendar_years import ADDED as CALENDAR_ADDED
from repairctl.calendar_years import NEEDED as CALENDAR_NEEDED
from repairctl.checks.policy_tests import KEYS as TEST
from repairctl.forms import FORMS, GROUP_FORMS, VALUE_FORMS
from repairctl.kinds import KINDS
from repairctl.model import Says
from repairctl.policies.bounds import KEYS as BOUND
from repairctl.policies.files import ADDED, JUDGING, LAYERS, RETROACTIVE
from repairctl.policies.rules import AT, ATTRIBUTES, NEEDED, SEVERITIES
from repairctl.policies.rules import schema as parameters_of
from repairctl.readings.tables import CELLS
from repairctl.schemas.values import DIALECT, WORD, WORDS, Schema, box, text
from repairctl.texts import DAY

DATE = {**text(DAY.pattern.replace(r"\d", "[0-9]")), "type": "string"}
TRUTH: Schema = {"enum": [True, False, "true", "false"]}
SAID: Schema = {"anyOf": [WORD, box({"en": WORD, "zh": WORD})]}
OPEN: Schema = {"type": "object"}
_DAY = "[0-9]{4}-[0-9]{2}-[0-9]{2}"
DAYS: Schema = {"type": ["array", "null"], "items": {"type": "string", "pattern": rf"^{_DAY}(\.\.{_DAY})?$"}}
PARAMETERS: Mapping[str, Schema] = {
    "moment": {"type": "string"},
    "moment of each": {"type": "string"},
    "length": {"type": "string"},
    "true or false": TRUTH,
    "pause": OPEN,
    "agreed": OPEN,
}
"""What the text of a parameter may be, by the word of the manual page; of others the compiler alone can say."""


def policy() -> Schema:
    """The schema of policies/<policy>/<version>.yaml; one that covers days is a calendar."""
    head = {"title": "规定 policy", "if": {"type": "object", "required": ["covers"]}}
    return {"$schema": DIALECT, **head, "then": _calendar(), "else": _version()}


def _version() -> Schema:
    dates = dict.fromkeys(("effective_from", "ends", "adopted_on", "verified_on", "review_by"), DATE)
    held: dict[str, object] = {
        **dict.fromkeys((*JUDGING, *ADDED), True),
        **dates,
        "title": WORD,
        "title_en": WORD,
        "judges": {"enum": list(KINDS)},
        "layer": {"enum": list(LAYERS)},
        "pack": WORD,
        "estates": WORDS,
        "scope": OPEN,
        "selected_by": WORD,
        "called_off_by": WORDS,
        "retroactive": box(dict.fromkeys(RETROACTIVE, WORD), RETROACTIVE),
        "bounds": {"type": "array", "items": box(dict.fromkeys(BOUND, True), ["value"])},
        "tables": {"type": "object", "additionalProperties": _table()},
        "values": {"type": "object", "additionalProperties": _rule(VALUE_FORMS, {"form": True}, ["form"])},
        "rules": {"type": "array", "items": _rule({**FORMS, **GROUP_FORMS}, _attributes(), NEEDED)},
        "tests": {"type": "array", "items": _test()},
    }
    return box(held, ["title", "effective_from"])


def _calendar() -> Schema:
    held: dict[str, object] = {
        **dict.fromkeys((*CALENDAR_NEEDED, *CALENDAR_ADDED), True),
        "layer": {"enum": list(LAYERS)},
        **dict.fromkeys(("adopted_on", "effective_from"), DATE),
        "covers": box({"from": DATE, "to": DATE}, ["from", "to"]),
        **dict.fromkeys(("off", "work", "statutory"), DAYS),
    }
    return box(held, CALENDAR_NEEDED)


def _table() -> Schema:
    columns: Schema = {"type": "object", "additionalProperties": {"enum": list(CELLS)}}
    rows: Schema = {"type": ["object", "null"], "additionalProperties": OPEN}
    return box({"by": WORDS, "columns": columns, "rows": rows}, ["by", "columns"])


def _attributes() -> dict[str, object]:
    """What every rule may carry."""
    return {
        **dict.fromkeys(ATTRIBUTES, True),
        "code": {"type": "string"},
        "severity": {"enum": list(SEVERITIES)},
        "title": SAID,
        "todo": SAID,
        "blocks": WORDS,
        "when": OPEN,
        "group": box({"by": WORDS, "month": WORD}, ["by"]),
        "waivable": TRUTH,
    }


def _rule(forms: Mapping[str, Callable[..., Any]], common: Mapping[str, object], needed: tuple[str, ...] | list[str]) -> Schema:
    """A box whose keys depend on its form."""
    cases = []
    for name, form in forms.items():
        own = parameters_of(form)
        taken = {key: PARAMETERS.get(reads.name, True) for key, reads in own.reads.items()}
        at = {AT: WORD} if name == "required" else {}
        told = {"description": (form.__doc__ or "").partition("\n")[0]}
        cases.append({"if": {"properties": {"form": {"const": name}}, "required": ["form"]},
                      "then": {**told, **box({**common, **at, **taken}, own.needed)}})  # fmt: skip
    return {"type": "object", "properties": {"form": {"enum": list(forms)}}, "required": list(needed), "allOf": cases}


def _test() -> Schema:
    word: Schema = {"enum": [one.value for one in Says]}
    return box({**dict.fromkeys(TEST, True), "expect": {"type": "object", "additionalProperties": {"anyOf": [word, OPEN]}}})
