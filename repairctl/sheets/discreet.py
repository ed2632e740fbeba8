"""What a paper may say that others read: no telephone number and no name in full. Knows the people that the record names, and no others."""

from __future__ import annotations

from repairctl.inputs import without_phones
from repairctl.model import Plain
from repairctl.sheets.around import MASKED_FROM, MASKED_TO, Around

SHORTEST = 2
"""Signs of a name that is looked for in texts: of one sign it would be found in other words."""


def discreet(text: Plain, around: Around, but: str = "") -> str:
    """The text with telephones as 138****6621 and the names known here as 张**; `but`: somebody's ID who may read their own name."""
    told = without_phones(str(text or ""))
    names = {held.get("name", "") for id, held in around.people.items() if id != but}
    for name in sorted(names, key=lambda one: (-len(one), one)):
        told = told.replace(name, masked_name(name)) if len(name) >= SHORTEST else told
    return told


def masked_name(name: str) -> str:
    return f"{name[:1]}**" if name else ""


def masked(id: Plain, around: Around) -> str:
    """`陈** 138****6621`; the reference where nobody is known behind it."""
    held = around.people.get(str(id or ""), {})
    name, phone = held.get("name", ""), held.get("phone", "")
    told = [masked_name(name), f"{phone[:MASKED_FROM]}****{phone[MASKED_TO:]}" if len(phone) > MASKED_TO else ""]
    return " ".join(part for part in told if part) or str(id or "")
