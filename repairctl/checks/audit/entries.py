"""One record before and after a commit: its log only grows, its boxes change only by what the log says, it keeps its ID. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from repairctl.checks.audit.values import Commit, Fault, Pair, Taken, taken
from repairctl.model import Entry, Record, Rows, Tree


def judged(pair: Pair, commit: Commit, said: Sequence[Taken] | None) -> Iterator[Fault]:
    """`said`: the steps that the commit says were taken on this record; None where it does not name it."""
    before, after = pair.before.record, pair.after.record
    if pair.after.unreadable:
        yield _fault("AUD-UNREADABLE", pair, commit, actual=pair.after.unreadable)
    elif after is None:
        yield from _gone(pair, commit, said)
    elif pair.kind is None or after.id != pair.name:
        yield _fault("AUD-RENUMBERED", pair, commit, expected=pair.name, actual=after.id, facts={"id": after.id})
    else:
        yield from _kept(pair, commit, before, after)
        yield from _told(pair, commit, said)
        yield from _boxes(pair, commit, before, after)
        yield from _status(pair, commit, before, after)
        yield from _walks(pair, commit, before, after)


def _gone(pair: Pair, commit: Commit, said: Sequence[Taken] | None) -> Iterator[Fault]:
    """Only undoing takes a record out, and only one without a life; an entry of a register that was undone is in git all the same."""
    if said is None or pair.kind is None or pair.kind.opens or not pair.undone:
        yield _fault("AUD-DELETED", pair, commit)


# ------------------------------------------------------------------ the log


def _kept(pair: Pair, commit: Commit, before: Record | None, after: Record) -> Iterator[Fault]:
    old, new = rows_of(before), rows_of(after)
    if new[: len(old)] == old:
        return
    if all(one in new for one in old):
        lost = next(place for place, one in enumerate(old) if place >= len(new) or new[place] != one)
        yield _entry("AUD-LOG-ORDER", pair, commit, lost, old[lost])
        return
    matched = [one for one in old if one in new]
    for place, one in enumerate(old):
        if one in new:
            continue
        stands = new[place] if place < len(new) and new[place] not in matched and _like(one, new[place]) else None
        code = "AUD-LOG-EDITED" if stands is not None else "AUD-LOG-CUT"
        yield _entry(code, pair, commit, place, one, stands)


def rows_of(record: Record | None) -> list[Tree]:
    """The entries of a log as they stand."""
    held = record.tree.get("log") if record else None
    return list(held) if isinstance(held, Rows) else []


def _like(one: Tree, other: Tree) -> bool:
    """The same entry with something changed in it, rather than another one: two of step, moment and person agree."""
    if not isinstance(one, dict) or not isinstance(other, dict):
        return False
    return sum(one.get(name) == other.get(name) for name in ("step", "at", "by")) >= 2


def _entry(code: str, pair: Pair, commit: Commit, place: int, was: Tree, now: Tree | None = None) -> Fault:
    line = pair.after.record.line_of(f"log.{place}") if pair.after.record else 0
    return _fault(code, pair, commit, item=f"log.{place}", line=line, expected=in_short(was), actual="" if now is None else in_short(now))


def in_short(held: Tree) -> str:
    """An entry in one line."""
    return " ".join(f"{key}={one}" for key, one in held.items()) if isinstance(held, dict) else str(held)


# ------------------------------------------------------------------ what the commit says


def _told(pair: Pair, commit: Commit, said: Sequence[Taken] | None) -> Iterator[Fault]:
    if said is None:
        return
    start = len(pair.before.record.log) if pair.before.record else 0
    found = list(taken(pair.after.record, start))
    if found != list(said):
        yield _fault("AUD-TRAILERS", pair, commit, expected=_listed(found), actual=_listed(said))


def _listed(steps: Sequence[Taken]) -> str:
    return "; ".join(map(str, steps)) or "-"


# ------------------------------------------------------------------ the boxes


def _boxes(pair: Pair, commit: Commit, before: Record | None, after: Record) -> Iterator[Fault]:
    """What a box says changes by a step that fills it, one taken back that had filled it, or an `amend` that names the field."""
    if not after.kind.opens or pair.before.unreadable:
        return
    fresh = after.log[len(before.log) if before else 0 :]
    filled = {name for entry in fresh for name in _fills(after, entry)}
    amended = {str(entry.filled.get("field")) for entry in fresh if entry.step == "amend"}
    for path in differing(before, after):
        box = path.partition(".")[0]
        if box in filled or any(path == one or one.startswith(f"{path}.") or path.startswith(f"{one}.") for one in amended):
            continue
        act = _frozen_by(before, box)
        was, now = ((_shown(one, path) if one else "") for one in (before, after))
        code, facts = ("AUD-FROZEN", {"step": act}) if act else ("AUD-BOX", {})
        yield _fault(code, pair, commit, item=path, line=after.line_of(path), expected=was, actual=now, facts={**facts, "field": path})


def _status(pair: Pair, commit: Commit, before: Record | None, after: Record) -> Iterator[Fault]:
    """The status is the one to which the log leads; one that was false before was told then."""
    false = [one for one in (before, after) if one and one.kind.opens and one.stored_status != one.status]
    if after in false and before not in false:
        line, facts = after.line_of("status"), {"field": "status"}
        yield _fault("AUD-BOX", pair, commit, item="status", line=line, expected=after.status, actual=after.stored_status, facts=facts)


def _fills(record: Record, entry: Entry) -> tuple[str, ...]:
    name = str(entry.filled.get("what")) if entry.step == "retract" else entry.step
    step = record.kind.step(name)
    return step.fills if step else ()


def _frozen_by(record: Record | None, box: str) -> str:
    if record is None:
        return ""
    return next((step.name for step in record.kind.steps if step.act and box in step.fills and step.name in record.of), "")


def differing(before: Record | None, after: Record) -> Iterator[str]:
    """The boxes and fields that differ, by path."""
    for section in after.kind.sections:
        was, now = ((one.sections.get(section.name) if one else None) or {} for one in (before, after))
        if not isinstance(was, Mapping) or not isinstance(now, Mapping):
            yield from [section.name] if was != now else []
            continue
        yield from (f"{section.name}.{one}" for one in {**was, **now} if (was.get(one) or None) != (now.get(one) or None))


def _shown(record: Record, path: str) -> str:
    held = record.value(path)
    return "-" if held is None else str(held)


# ------------------------------------------------------------------ the steps


def _walks(pair: Pair, commit: Commit, before: Record | None, after: Record) -> Iterator[Fault]:
    """What does not follow is recorded with a reason, in its own entry or beside it; what jumped before the commit was told then."""
    start = len(before.log) if before else 0
    fresh = after.log[start:]
    if any("anyway" in one.filled for one in fresh):
        return
    told = any(one.step == "retract" and one.filled.get("note") for one in fresh)  # what followed what was taken back may follow no more
    known = {(one.step, one.at, one.by) for one in before.jumps} if before else set()
    for jump in after.jumps:
        if (jump.step, jump.at, jump.by) not in known and not (told and jump.place < start):
            place = f"log.{jump.place}"
            yield _fault("AUD-STEP", pair, commit, item=place, line=after.line_of(place), facts={"step": jump.step})


def _fault(
    code: str,
    pair: Pair,
    commit: Commit,
    *,
    item: str = "",
    line: int = 0,
    expected: str = "",
    actual: str = "",
    facts: dict[str, str] | None = None,
) -> Fault:
    return Fault(code, pair.name or pair.path, commit.id, item, pair.path, line, expected, actual, facts or {})
