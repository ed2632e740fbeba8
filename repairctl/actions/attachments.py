"""The digests of attached files, taken when they are attached."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

from msgspec.structs import replace

from repairctl.errors import RepairError
from repairctl.model import Change, Plain
from repairctl.office import Office


def with_digests(office: Office, change: Change) -> Change:
    """The change, with the SHA-256 of each attachment that has none; the file must lie inside the office."""
    rows = change.after.rows("attachments")
    if not any("sha256" not in row for row in rows):
        return change
    told: tuple[Mapping[str, Plain], ...] = tuple({**row, "sha256": row.get("sha256") or _digest(office, str(row["file"]))} for row in rows)
    return replace(change, after=replace(change.after, sections={**change.after.sections, "attachments": told}))


def _digest(office: Office, path: str) -> str:
    return hashlib.sha256(office.store.attachment(path)).hexdigest()


def digest_of(office: Office, path: str) -> str:
    """The SHA-256 of a file inside the office; nothing where it is not there or cannot be read."""
    try:
        return _digest(office, path)
    except RepairError:
        return ""
