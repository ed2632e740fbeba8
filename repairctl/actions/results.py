"""What findings come to: the exit code that they ask for, and the fingerprint by which each is known again. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from repairctl.model import Finding, Says

SEVERITY = ("info", "warning", "error")


def verdict(findings: Sequence[Finding], fail_on: str) -> int:
    """5: something could not be judged; 1: something at or above a severity; else 0."""
    if any(one.says is Says.UNDETERMINED for one in findings):
        return 5
    return int(any(SEVERITY.index(one.severity) >= SEVERITY.index(fail_on) for one in findings))


def fingerprint(one: Finding) -> str:
    """The same wrong found again has the same one, whatever the language, the line, or the version of the policy."""
    import hashlib  # most who ask for an exit code want no fingerprint
    import json

    return hashlib.sha256(json.dumps(one.fingerprint).encode()).hexdigest()
