"""JSON Schemas (draft 2020-12) of record files and policy files, for editors: made from what kinds and forms declare. Opens no file.

A schema refuses only what `check` would refuse: whether an amount adds up or a reference leads somewhere is beyond it.
"""

from __future__ import annotations

from collections.abc import Mapping

from repairctl.kinds import KINDS
from repairctl.schemas.policies import policy
from repairctl.schemas.records import record

__all__ = ["NAMES", "schema"]

POLICY = "policy"
NAMES = (*KINDS, POLICY)


def schema(name: str) -> Mapping[str, object]:
    """The schema of a kind of record, or of policy files."""
    return policy() if name == POLICY else record(KINDS[name])
