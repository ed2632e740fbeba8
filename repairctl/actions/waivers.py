"""The waivers of an office beside all that was judged: unused ones, those that have run out, too many of them. Writes nothing."""

from __future__ import annotations

from collections.abc import Collection

from repairctl import checks
from repairctl.actions.judged import Judge
from repairctl.model import Finding, Says


def beside(judge: Judge, told: Collection[Finding]) -> tuple[Finding, ...]:
    """What is wrong with the waivers that one record alone does not show."""
    as_of = judge.office.as_of
    waivers = judge.waivers(as_of)
    return tuple(checks.waiver_faults.overall(waivers, told, _open(judge, waivers), judge.book, as_of))


def _open(judge: Judge, waivers: checks.Waivers) -> dict[str, set[str]]:
    """The codes that are still open, on each record that a waiver names."""
    as_of = judge.office.as_of
    ids = {id for one in waivers.held if one.counts for id in one.records}
    held = {id: record for id in sorted(ids) if (record := judge.working.find(id)) is not None}
    return {id: {one.code for one in judge.verdicts(record, as_of) if one.says is Says.OPEN} for id, record in held.items()}
