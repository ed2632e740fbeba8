"""Who changed a field, when and why: read from the commits that touched the record's file. Changes nothing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from msgspec import Struct

from repairctl import sheets
from repairctl.actions import past, printings
from repairctl.actions.record_log import differing, states
from repairctl.actions.recordings import recorder
from repairctl.actions.working import Working
from repairctl.edges.history import CommitInfo
from repairctl.errors import Misuse, say
from repairctl.errors import near as nearest
from repairctl.model import Entry, Field, Kind, Label, Plain, Record
from repairctl.office import Office


class NothingSoNamed(Misuse):
    """No field of the record is called so, or none was ever filled."""

    def __init__(self, name: str, id: str, known: Sequence[str]) -> None:
        near = nearest(name, known, n=3, cutoff=0.5) or known[:5]
        super().__init__(
            say("Nothing in {id} was ever called {name}. Did you mean {near}?", id=id, name=name, near=tuple(near)),
            say("For example: {example}", example="repairctl log 7-1 --field unit_price"),
        )


class Value(Struct, frozen=True):
    """A value that a field had from a commit on. `reason`: what the entries of that commit say; `printed`: sheets that show it."""

    held: Plain
    commit: CommitInfo
    recorder: str
    steps: tuple[str, ...]
    reason: str
    printed: tuple[printings.Out, ...] = ()


class FieldHistory(Struct, frozen=True):
    """One field of one record through time, oldest first. `about`: what its row is about, where it stands in a row."""

    path: str
    field: Field
    values: tuple[Value, ...]
    about: str = ""


class _Version(Struct, frozen=True):
    """The record as a commit left it, every value by its path; what its parents had; the entries that came with it."""

    commit: CommitInfo
    record: Record
    flat: Mapping[str, Plain]
    before: tuple[Mapping[str, Plain] | None, ...]
    entries: tuple[Entry, ...]


def history(
    office: Office, kind: Kind, id: str, field: str, progress: past.Progress | None = None
) -> tuple[Record, tuple[FieldHistory, ...]]:
    """The fields that are called so, each with every value it ever had. Raises NoSuchRecord, NothingSoNamed."""
    working = Working(office)
    record = working.load(kind, id).record
    versions = list(_versions(office, record, progress))
    known = {path: one for version in versions for path in version.flat if (one := _field(kind, path)) is not None}
    wanted = [path for path, one in known.items() if _called(path, one, field)]
    if not wanted:
        raise NothingSoNamed(field, id, list(dict.fromkeys(path.rpartition(".")[2] for path in known)))
    out = tuple(printings.out(office, record))
    return record, tuple(
        FieldHistory(path, known[path], tuple(_values(office, path, versions, out)), _about(path, versions)) for path in wanted
    )


def _versions(office: Office, record: Record, progress: past.Progress | None) -> Iterator[_Version]:
    """The record as each commit left it, the oldest first; what was not readable then is passed over."""
    touches = [one for one in reversed(past.touches(office.history, record.path, progress)) if one.own]
    read = states(office, record.kind, [blob for one in touches for blob in (*one.was, one.now)])
    flat = {"": {}, **{blob: dict(_flat(held)) for blob, held in read.items() if held is not None}}
    for one in touches:
        held = read.get(one.now)
        if held is not None:
            before = tuple(flat.get(blob) for blob in one.was)
            yield _Version(one.commit, held, flat[one.now], before, differing(one, read).new)


def _flat(record: Record) -> Iterator[tuple[str, Plain]]:
    """Every value by its path: boxes, and what the last entry of each step says."""
    for section in record.kind.sections:
        held = record.sections.get(section.name)
        yield from _leaves(section.name, held)
    for step, entries in record.of.items():
        yield from _leaves(step, dict(entries[-1].filled))


def _leaves(path: str, held: Plain) -> Iterator[tuple[str, Plain]]:
    if isinstance(held, Mapping):
        for name, one in held.items():
            yield from _leaves(f"{path}.{name}", one)
    elif isinstance(held, tuple) and any(isinstance(one, Mapping) for one in held):
        for number, one in enumerate(held, 1):
            yield from _leaves(f"{path}.{number}", one)
    elif held is not None:
        yield path, held


def _field(kind: Kind, path: str) -> Field | None:
    """The field at a path; in a row, the column."""
    parts = path.split(".")
    number = next((place for place, part in enumerate(parts) if part.isdecimal()), None)
    if number is None:
        return kind.field_at(path)
    home = kind.section(parts[0]) if number == 1 else kind.field_at(".".join(parts[:number]))
    columns = home.rows if isinstance(home, Field) else home.fields if home else ()
    return next((one for one in columns if one.name == parts[-1]), None)


def _called(path: str, field: Field, word: str) -> bool:
    return word in (path, field.name, field.label.zh, field.label.en) or path.endswith(f".{word}")


def _values(office: Office, path: str, versions: Sequence[_Version], out: Sequence[printings.Out]) -> Iterator[Value]:
    """Each value that a commit put there; what it only took over from a parent is none."""
    last: Plain = None
    for version in versions:
        now = version.flat.get(path)
        if now in [last if held is None else held.get(path) for held in version.before]:
            continue
        last = now
        filled = [entry.filled for entry in reversed(version.entries)]
        said = next((str(text) for held in filled for name in ("note", "reason", "why") if (text := held.get(name))), "")
        steps = tuple(dict.fromkeys(entry.step for entry in version.entries))
        printed = tuple(_printed(path, now, versions, out))
        yield Value(now, version.commit, recorder(office, version.commit), steps, said, printed)


def _printed(path: str, held: Plain, versions: Sequence[_Version], out: Sequence[printings.Out]) -> Iterator[printings.Out]:
    """The sheets of which a copy was made while the field said this, by the code that stands on it."""
    for one in out:
        told = sheets.ALL[one.document]
        if path.partition(".")[0] in (*told.boxes, *told.steps):
            saying = [version.record for version in versions if version.flat.get(path) == held]
            if any(one.code == sheets.code_of(one.document, record, one.which) for record in saying):
                yield one


_TITLES = ("title", "item", "name", "file")


def _about(path: str, versions: Sequence[_Version]) -> str:
    """What the row of a path is about: its title or item, as it was last."""
    head = path.rpartition(".")[0]
    if not head.rpartition(".")[2].isdecimal():
        return ""
    return next((str(text) for version in reversed(versions) for name in _TITLES if (text := version.flat.get(f"{head}.{name}"))), "")


def labels(kind: Kind, path: str) -> tuple[Label, ...]:
    """The labels of a path's box or step."""
    owner = kind.section(path.partition(".")[0]) or kind.step(path.partition(".")[0])
    return (owner.label,) if owner else ()
