"""Short ways for tests to read a record from YAML that stands in the test."""

from __future__ import annotations

from textwrap import dedent
from zoneinfo import ZoneInfo

from repairctl import records
from repairctl.edges import yaml_text
from repairctl.kinds import KINDS
from repairctl.model import Finding, Minute, Record
from repairctl.texts import moment

ZONE = ZoneInfo("Asia/Shanghai")


def at(text: str) -> Minute:
    """`2026-03-07 22:40` in the office's zone."""
    return moment(text, ZONE)


def record(text: str, kind: str = "order", id: str = "WO-20260307-001") -> Record:
    """A record from YAML without kind and id; faults of shape fail the test."""
    found, faults = read(text, kind, id)
    shape = [fault for fault in faults if not fault.code.startswith("STATUS")]
    assert not shape, [str(fault.sentence) for fault in shape]
    return found


def read(text: str, kind: str = "order", id: str = "WO-20260307-001") -> tuple[Record, tuple[Finding, ...]]:
    """A record from YAML without kind and id, with its faults of shape."""
    status = "" if "status:" in text or not KINDS[kind].opens else "status: registered\n"
    whole = f"kind: {kind}\nid: {id}\n{status}{dedent(text).strip()}\n"
    return records.read(KINDS[kind], yaml_text.read(whole.encode(), "a.yaml"), ZONE, "a.yaml")
