"""Whether too little is left of something. Pure."""

from __future__ import annotations

from repairctl.model import Severity

PART = 20
"""What is more than one part in so many is no reason to warn."""


def scarce(left: int, of: int, too_little: int, little: int) -> Severity | None:
    """`error` below `too_little`; `warning` below `little` where it is also less than a twentieth of all; else None."""
    if left < too_little:
        return "error"
    return "warning" if left < little and left * PART < of else None
