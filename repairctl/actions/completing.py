"""What can be completed from an office's files: names of records, with what they are about. Reads only beginnings, the newest first."""

from __future__ import annotations

import re
from collections.abc import Iterator

from repairctl import inputs
from repairctl.model import Kind, moment_of
from repairctl.office import Office

MOST, LOOKED_AT = 40, 400
"""So many are offered; so many files are opened for it, however many there are."""
_SAID = re.compile(rb"^(?:status|  (?:unit|asset|building|spot|description|title|name|room)):[ ]+(.+?)[ ]*(?:#.*)?\r?$", re.MULTILINE)
_STATUS = re.compile(rb"^status:[ ]+(\w+)", re.MULTILINE)


def names(office: Office, kind: Kind, begun: str) -> Iterator[tuple[str, str]]:
    """Short names (or IDs, where their letters were begun) of records in which something is still expected, with place and description."""
    today = moment_of(office.now, office.zone).date()
    in_full = kind.numbering != "dated" or begun[:1].isalpha()
    offered = 0
    for looked_at, (id, head) in enumerate(office.store.heads(kind)):
        if offered == MOST or looked_at == LOOKED_AT:
            return
        name = id if in_full else inputs.short_name(id, today)
        if name.casefold().startswith(begun.casefold()) and _is_open(head, kind):
            offered += 1
            yield name, _about(head)


def _is_open(head: bytes, kind: Kind) -> bool:
    found = _STATUS.search(head)
    return not kind.opens or (found is not None and found[1].decode() not in kind.ended)


def _about(head: bytes) -> str:
    words = (found[1].decode("utf-8", "replace").strip("'\"") for found in _SAID.finditer(head) if not found[0].startswith(b"status"))
    return " ".join("".join(sign for sign in word if sign.isprintable()) for word in words)[:60]
