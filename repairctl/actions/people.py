"""Names and telephone numbers: what private/ holds of people, and as much of it as may be shown to recognise somebody, not to call."""

from __future__ import annotations

from collections.abc import Mapping

from repairctl.kinds import KINDS
from repairctl.model import Scalar
from repairctl.office import Office


def masked(phone: str) -> str:
    """`138****6621`."""
    return f"{phone[:3]}****{phone[7:]}" if len(phone) > 7 else phone


def masked_name(name: str) -> str:
    """`陈**`, `Z**`."""
    return f"{name[:1]}**" if name else ""


def private_of(office: Office, id: str) -> Mapping[str, str]:
    """What private/ holds of one staff member or party."""
    for kind in (KINDS["staff"], KINDS["party"]):
        path = office.store.private_path(kind, id)
        if id and "/" not in id and office.store.exists(path):
            return {str(key): str(value) for key, value in office.store.tree(path).items() if isinstance(value, str | Scalar)}
    return {}
