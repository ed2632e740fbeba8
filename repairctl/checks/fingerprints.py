"""The fingerprint of a finding, by which the same wrong found again is known. Pure: it knows no language and no line."""

from __future__ import annotations

import hashlib
import json

from repairctl.model import Finding


def fingerprint(one: Finding) -> str:
    """The same wrong found again has the same one, whatever the language, the line, or the version of the policy."""
    return hashlib.sha256(json.dumps(one.fingerprint).encode()).hexdigest()
