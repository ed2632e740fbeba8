"""The estate of a record, and the pack of local law that applies there: for which records a version of a policy is meant. Opens nothing."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from repairctl.errors import say
from repairctl.model import Judgement, Plain, Record, Says, Tree
from repairctl.readings.case import Case
from repairctl.readings.conditions import Condition
from repairctl.readings.misfits import text, texts

PLACES = ("unit", "asset")
"""The kinds whose names begin with the code of their estate: QH-5-802, QH-LIFT-1."""


def estates(held: Tree) -> Condition:
    """`estates: [QH]`: only records of these estates. Raises Misfit."""
    wanted = texts(held)
    unmet = Judgement(Says.NOT_APPLICABLE, say("Only in the estates {estates}.", estates=list(wanted)))
    return Condition(unmet, lambda case: str(estate_of(case).get("code") or ""), lambda code: code in wanted)


def pack(held: Tree) -> Condition:
    """`pack: hangzhou`: only records of estates where the office has chosen this pack of local law. Raises Misfit."""
    wanted = text(held)
    unmet = Judgement(Says.NOT_APPLICABLE, say("Only where law_pack is {pack}.", pack=wanted))
    return Condition(unmet, lambda case: pack_of(case), lambda name: name == wanted)


def pack_of(case: Case) -> str:
    """The pack of the record's estate, else the office's; '' where none was chosen."""
    return str(estate_of(case).get("law_pack") or case.office.get("law_pack") or "")


def packs(office: Mapping[str, Plain]) -> Collection[str]:
    """Every pack of local law that the office has chosen for itself or for an estate."""
    chosen = [office.get("law_pack"), *(row.get("law_pack") for row in _rows(office))]
    return {str(one) for one in chosen if one}


def estate_of(case: Case) -> Mapping[str, Plain]:
    """The estate whose code the record's place begins with; the only one, where the office has one; nothing where nobody can tell."""
    rows = _rows(case.office)
    if len(rows) == 1:
        return rows[0]
    places = _places(case.record)
    fitting = [row for row in rows if any(one == row.get("code") or one.startswith(f"{row.get('code')}-") for one in places)]
    return max(fitting, key=lambda row: len(str(row.get("code"))), default={})


def _rows(office: Mapping[str, Plain]) -> list[Mapping[str, Plain]]:
    held = office.get("estates")
    return [row for row in held if isinstance(row, Mapping)] if isinstance(held, tuple) else []


def _places(record: Record) -> list[str]:
    kind = record.kind
    named = [f"{section.name}.{field.name}" for section in kind.sections for field in section.fields if field.refers_to in PLACES]
    said = [value for path in named if isinstance(value := record.value(path), str)]
    return [record.id, *said] if kind.name in PLACES else said
