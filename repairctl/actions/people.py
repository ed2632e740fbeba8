"""Names and telephone numbers as they may be shown: enough to recognise somebody, not enough to call."""

from __future__ import annotations


def masked(phone: str) -> str:
    """`138****6621`."""
    return f"{phone[:3]}****{phone[7:]}" if len(phone) > 7 else phone


def masked_name(name: str) -> str:
    """`陈**`, `Z**`."""
    return f"{name[:1]}**" if name else ""
