"""One commit as a whole: it holds what it names and nothing else, was made once, in its own time, by the one it says. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from msgspec import Struct, field
from msgspec.structs import replace

from repairctl.checks.audit import entries
from repairctl.checks.audit.values import TURNS, Commit, Fault, Pair, Taken, says
from repairctl.model import At, Entry, Minute, Record, Span

Late = Callable[[str, Minute], Minute | None]
"""By when a step that was taken at a moment is to be recorded; None where nobody says."""


class Clocks(Struct, frozen=True):
    """How times are judged: when a step is recorded late, by how many minutes two desks' clocks may differ, how a moment is shown."""

    late: Late
    apart: int
    shown: Callable[[Minute], At]


class People(Struct):
    """Who recorded so far under which e-mail."""

    known: dict[str, list[str]] = field(default_factory=dict)

    def met(self, recorder: str, email: str) -> Sequence[str]:
        """Under which others a recorder was known, if this one is new; it is known from now on."""
        held = self.known.setdefault(recorder, [])
        others = tuple(held) if email not in held else ()
        if email not in held:
            held.append(email)
        return others


def judged(commit: Commit, pairs: Sequence[Pair], others: Sequence[str]) -> Iterator[Fault]:
    """`pairs`: the records that it touches; `others`: the further paths."""
    said = says(commit)
    told = renumbered(commit, pairs)
    yield from told
    known = {one.path for one in told} | {one.item for one in told}
    for pair in pairs:
        named = said.get(pair.name) if pair.name in said else None
        if pair.path not in known:
            yield from entries.judged(pair, commit, named)
        if named is None and said:
            yield _fault("AUD-NOT-NAMED", commit, pair.name, path=pair.path)
    yield from _by_hand(commit, pairs, said)
    yield from _beyond(commit, said, others)
    yield from _without(commit, pairs, said)


def renumbered(commit: Commit, pairs: Sequence[Pair]) -> list[Fault]:
    """Records that went at one path and came at another, the same in all but their ID; `item` is where they were."""
    gone = [one for one in pairs if one.before.record and not one.after.there]
    come = [one for one in pairs if one.after.record and not one.before.there]
    found = []
    for old in gone:
        new = next((one for one in come if _same(old, one)), None)
        if new:
            come.remove(new)
            facts = {"id": old.name}
            found.append(Fault("AUD-RENUMBERED", new.name, commit.id, old.path, new.path, 1, old.name, new.name, facts))
    return found


def _same(old: Pair, new: Pair) -> bool:
    was, now = old.before.record, new.after.record
    if was is None or now is None or was.kind.name != now.kind.name:
        return False
    return was.sections == now.sections and [one.same(was.kind) for one in was.log] == [one.same(now.kind) for one in now.log]


def _by_hand(commit: Commit, pairs: Sequence[Pair], said: Mapping[str, Sequence[Taken]]) -> Iterator[Fault]:
    if pairs and not said:
        yield _fault("AUD-BY-HAND", commit, commit.id[:12], path=pairs[0].path, facts={"records": ", ".join(one.name for one in pairs[:5])})


def _beyond(commit: Commit, said: Mapping[str, Sequence[Taken]], others: Sequence[str]) -> Iterator[Fault]:
    """A command on records touches records; one on policies policies, on templates templates; the hook's the settings."""
    if not commit.ours:
        return
    hook = bool(commit.said("Hook"))
    may = () if said else ("office.yaml",) if hook else ("policies/", "templates/")
    odd = [one for one in others if not one.startswith(may)] if may else list(others)
    if odd:
        yield _fault("AUD-BEYOND", commit, commit.id[:12], path=odd[0], facts={"paths": ", ".join(odd[:5])})


def _without(commit: Commit, pairs: Sequence[Pair], said: Mapping[str, Sequence[Taken]]) -> Iterator[Fault]:
    """A record that is named with steps and not touched. Without steps it may be a telephone number, which git does not keep."""
    touched = {one.name for one in pairs}
    for id, steps in said.items():
        if steps and id not in touched:
            yield _fault("AUD-TRAILERS", commit, id, expected="-", actual="; ".join(map(str, steps)))


# ------------------------------------------------------------------ times and people


def timed(commit: Commit, pairs: Sequence[Pair], parents: Sequence[int], clocks: Clocks) -> Iterator[Fault]:
    """`parents`: when they were committed, in seconds."""
    newest = max(parents, default=0)
    if commit.committed < newest - clocks.apart * 60:
        back = clocks.shown(newest // 60), clocks.shown(commit.minute)
        yield _fault("AUD-CLOCK-BACK", commit, commit.id[:12], expected=str(back[0]), actual=str(back[1]))
    if commit.ours and commit.authored != commit.committed:
        was, now = clocks.shown(commit.authored // 60), clocks.shown(commit.minute)
        yield _fault("AUD-REMADE", commit, commit.id[:12], expected=str(was), actual=str(now))
    for pair in pairs:
        yield from _entries_timed(commit, pair, clocks)


def _entries_timed(commit: Commit, pair: Pair, clocks: Clocks) -> Iterator[Fault]:
    record = pair.after.record
    start = len(pair.before.record.log) if pair.before.record else 0
    for entry in record.log[start:] if record and not pair.before.unreadable else ():
        limit = clocks.late(entry.step, entry.at) if _for_the_first_time(entry, record, start, commit) else None
        if entry.at > commit.minute + clocks.apart:
            yield _mistimed("AUD-FUTURE", commit, pair, entry, clocks)
        elif limit is not None and commit.minute > limit:
            yield replace(_mistimed("AUD-LATE", commit, pair, entry, clocks), expected=str(clocks.shown(limit)))


def _for_the_first_time(entry: Entry, record: Record | None, start: int, commit: Commit) -> bool:
    """What is taken back and entered anew was recorded before, and may bear on any day; check tells of that."""
    fresh = record.log[start:] if record else ()
    again = any(one.step == "retract" and one.filled.get("what") == entry.step for one in fresh)
    return not again and not any(commit.said(one) for one in TURNS)


def _mistimed(code: str, commit: Commit, pair: Pair, entry: Entry, clocks: Clocks) -> Fault:
    place = f"log.{entry.place}"
    at, recorded = str(clocks.shown(entry.at)), str(clocks.shown(commit.minute))
    facts = {"step": entry.step, "event": at, "recorded": recorded, "late": str(Span(commit.minute - entry.at))}
    line = pair.after.record.line_of(place) if pair.after.record else 0
    told = (recorded, at) if code == "AUD-FUTURE" else ("", recorded)
    return Fault(code, pair.name, commit.id, place, pair.path, line, *told, facts)


def met(commit: Commit, people: People) -> Iterator[Fault]:
    """A recorder under another e-mail than before."""
    for recorder in commit.said("Recorder")[-1:]:
        others = people.met(recorder, commit.author[1])
        if others:
            actual = f"{commit.author[0]} <{commit.author[1]}>"
            yield _fault("AUD-IDENTITY", commit, commit.id[:12], expected=", ".join(others), actual=actual, facts={"recorder": recorder})


def _fault(
    code: str,
    commit: Commit,
    about: str,
    *,
    item: str = "",
    path: str = "",
    line: int = 0,
    expected: str = "",
    actual: str = "",
    facts: Mapping[str, str] | None = None,
) -> Fault:
    return Fault(code, about, commit.id, item, path, line, expected, actual, facts or {})
