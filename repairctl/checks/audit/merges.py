"""A merge: what either side recorded is there, and nothing that neither side had. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from repairctl.checks.audit.entries import differing, in_short, rows_of
from repairctl.checks.audit.values import Commit, Fault, Side
from repairctl.model import Record, Tree


def judged(commit: Commit, path: str, name: str, base: Side, sides: Sequence[Side], after: Side) -> Iterator[Fault]:
    """One record of a merge: as both sides come from `base`, as they have it, as the merge has it; where all sides agree it is the same."""
    if not after.there:
        yield from _gone(commit, path, name, base, sides)
        return
    if after.record is None:
        yield Fault("AUD-UNREADABLE", name, commit.id, "", path, 1, actual=after.unreadable)
        return
    held = rows_of(after.record)
    for side in sides:
        lost = [one for one in rows_of(side.record) if one not in held]
        for one in lost:
            yield Fault("AUD-MERGE-DROPPED", name, commit.id, "log", path, 1, in_short(one), "-", {"what": "log"})
    for place, one in enumerate(held):
        if held[: place + 1].count(one) > max(rows_of(side.record).count(one) for side in sides):
            line = after.record.line_of(f"log.{place}")
            yield Fault("AUD-MERGE-EVIL", name, commit.id, f"log.{place}", path, line, "-", in_short(one), {"what": f"log.{place}"})
    yield from _order(commit, path, name, sides, held)
    yield from _boxes(commit, path, name, base, sides, after)
    yield from _status(commit, path, name, sides, after.record)


def _order(commit: Commit, path: str, name: str, sides: Sequence[Side], held: Sequence[Tree]) -> Iterator[Fault]:
    """Between the entries of one side may stand those of another, but each side's follow each other as they did."""
    for side in sides:
        own = [one for one in rows_of(side.record) if one in held]
        left = iter(held)
        odd = next((one for one in own if one not in left), None)  # each is looked for behind the one before it
        if odd is not None:
            place = held.index(odd)
            yield Fault("AUD-LOG-ORDER", name, commit.id, f"log.{place}", path, 1, in_short(odd))
            return


def _status(commit: Commit, path: str, name: str, sides: Sequence[Side], record: Record) -> Iterator[Fault]:
    """Where the log does not lead to it, it is at least what a side says: check tells of that."""
    said = record.stored_status
    if record.kind.opens and said != record.status and said not in [one.record.stored_status for one in sides if one.record]:
        yield Fault("AUD-MERGE-EVIL", name, commit.id, "status", path, record.line_of("status"), record.status, said, {"what": "status"})


def _gone(commit: Commit, path: str, name: str, base: Side, sides: Sequence[Side]) -> Iterator[Fault]:
    """A side may have taken it out, which was judged there, while the others left it as it was."""
    there = [one for one in sides if one.there]
    if all(_same(one, base) for one in there) and len(there) < len(sides):
        return
    yield Fault("AUD-MERGE-DROPPED", name, commit.id, "", path, 0, facts={"what": path})


def _boxes(commit: Commit, path: str, name: str, base: Side, sides: Sequence[Side], after: Side) -> Iterator[Fault]:
    record = after.record
    assert record is not None
    known = [one.record for one in sides if one.record]
    apart = [set(differing(one, record)) for one in known]
    for field in sorted(set().union(*apart)):
        line = record.line_of(field)
        theirs = [one for one, odd in zip(known, apart, strict=True) if field in odd]
        if len(theirs) == len(known):
            yield Fault("AUD-MERGE-EVIL", name, commit.id, field, path, line, facts={"what": field})
        elif base.record is not None and any(field in differing(base.record, one) for one in theirs) and _kept_old(base, record, field):
            yield Fault("AUD-MERGE-DROPPED", name, commit.id, field, path, line, facts={"what": field})


def _kept_old(base: Side, record: Record, field: str) -> bool:
    """Whether the merge says what stood there before either side, although one of them changed it."""
    return base.record is not None and field not in set(differing(base.record, record))


def _same(one: Side, other: Side) -> bool:
    return one.record == other.record and one.unreadable == other.unreadable


def other(commit: Commit, path: str, base: str, sides: Sequence[str], after: str) -> Iterator[Fault]:
    """A file that is no record, by git's names of its bytes ('' where there is none): the merge has what one side made of it."""
    if after in sides:
        changed = {one for one in sides if one != base}
        if after == base and changed:
            yield Fault("AUD-MERGE-DROPPED", path, commit.id, "", path, 0, facts={"what": path})
    elif len({*sides, base}) < 3:
        yield Fault("AUD-MERGE-EVIL", path, commit.id, "", path, 1, facts={"what": path})
